"""Why an award is not granted: for a person at a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.remedies import Change, Obstacle, Remedy, Rule, WhyNot, award_in
from interpreter.policy.model import Condition, Policy
from interpreter.problems import visible
from interpreter.report.outcome_json import fact_json, money, outcome_data
from interpreter.report.outcome_text import HEADS, award_reasons, value_in_words
from interpreter.report.sentences import sentence

NAMES = {HISTORY: "既往补贴"}


def why_not_json(found: WhyNot, policy: Policy) -> str:
    """Give the outcome as things are with what would have changed it, as one line of JSON."""
    data = outcome_data(found.outcome, policy)
    data["why_not"] = {
        "award": found.award,
        "status": found.as_is.status.value,
        "remedies": [_remedy(remedy, found, policy) for remedy in found.remedies],
        "exhaustive": found.exhaustive,
        "obstacles": [_obstacle(obstacle, policy) for obstacle in found.obstacles],
        "undecided": found.undecided,
    }
    return json.dumps(data, ensure_ascii=False)


def _remedy(remedy: Remedy, found: WhyNot, policy: Policy) -> dict[str, object]:
    granted = award_in(remedy.outcome, found.award)
    also = ((was.award, _stated(was), _stated(now)) for was, now in _moved(remedy, found))
    return {
        "changes": [_change(change, policy) for change in remedy.changes],
        **_stated(granted),
        "also": [{"award": name, "from": was, "to": now} for name, was, now in also],
        "total": money(remedy.outcome.total),
    }


def _change(change: Change, policy: Policy) -> dict[str, object]:
    if change.fact == HISTORY:
        return {"fact": HISTORY, "to": []}
    told = {"from": change.before, "to": change.after}
    values = {k: fact_json(change.fact, v, policy) for k, v in told.items() if v is not None}
    return {"fact": change.fact, **values}


def _stated(award: AwardOutcome) -> dict[str, object]:
    paid = award.status is Status.GRANTED and award.amount is not None
    more = {"payee": award.payee, "amount": money(award.amount or 0)} if paid else {}
    return {"status": award.status.value, **more}


def _obstacle(obstacle: Obstacle, policy: Policy) -> dict[str, object]:
    rules = ((_title(rule, policy), _cites(rule)) for rule in obstacle.rules)
    facts = obstacle.facts.items()
    return {
        "facts": {name: fact_json(name, value, policy) for name, value in facts},
        "earlier": json.loads(json.dumps(obstacle.earlier, ensure_ascii=False, default=str)),
        "beside": list(obstacle.beside),
        "rules": [{"rule": title, "cites": list(cites)} for title, cites in rules],
    }


def _moved(remedy: Remedy, found: WhyNot) -> Iterator[tuple[AwardOutcome, AwardOutcome]]:
    """Give each other award that is decided otherwise then, as it is and as it would be."""
    for was in found.outcome.awards:
        now = award_in(remedy.outcome, was.award)
        if was.award != found.award and was.decision != now.decision:
            yield was, now


def why_not_text(found: WhyNot, policy: Policy) -> str:
    """Give why an award is not granted, and what would have had to be otherwise."""
    award = found.as_is
    case = visible(found.outcome.case or "（未编号）")
    lines = [f"案件 {case}　{award.award}（{'、'.join(award.cites)}）：{_decision(award)}"]
    if found.added:
        lines.append("本案没有申领这一项，下面按同案也申领它来看。")
    if award.status is Status.GRANTED:
        return "\n".join(lines)
    lines += [*award_reasons(award, policy), ""]
    if found.undecided:
        lines.append("怎样才能准予，在规定的计算量内没有算出来；这不说明能，也不说明不能。")
    elif found.remedies:
        lines += _ways(found, policy)
    else:
        lines += _impossible(found, policy)
    return "\n".join(lines)


def _decision(award: AwardOutcome) -> str:
    head = HEADS[award.status]
    if award.status is not Status.GRANTED or award.amount is None:
        return head
    return f"{head} {money(award.amount)} 元，付给{award.payee}"


def _ways(found: WhyNot, policy: Policy) -> Iterator[str]:
    ways = found.remedies
    several = f"，有 {len(ways)} 种办法" if len(ways) > 1 else ""
    yield f"{_effort(ways[0])}，就能准予{several}；办事人改不了的事实、既往补贴和别的申领都没有动："
    for number, remedy in enumerate(ways, 1):
        yield f"  {number}. {_decision(award_in(remedy.outcome, found.award))}"
        yield from (f"     {_change_in_words(change, policy)}" for change in remedy.changes)
        yield from _beside(remedy, found)
    if not found.exhaustive:
        yield "  可能还有别的办法。"


def _effort(remedy: Remedy) -> str:
    """Give how much has to be otherwise, at least."""
    changed = sum(change.before is not None for change in remedy.changes)
    supplied = len(remedy.changes) - changed
    parts = [f"改 {changed} 项事实"] if changed else []
    parts += [f"补上 {supplied} 项没有写的事实"] if supplied else []
    return "最少" + "、".join(parts)


def _change_in_words(change: Change, policy: Policy) -> str:
    if change.fact == HISTORY:
        return f"{NAMES[HISTORY]}：没有写 → 无"
    was = "没有写"
    if change.before is not None:
        was = value_in_words(change.fact, change.before, policy)
    return f"{change.fact}：{was} → {value_in_words(change.fact, change.after, policy)}"


def _beside(remedy: Remedy, found: WhyNot) -> Iterator[str]:
    """Give what else is decided otherwise then."""
    moved = [f"{was.award} {_brief(was)} → {_brief(now)}" for was, now in _moved(remedy, found)]
    if moved:
        totals = (money(outcome.total) for outcome in (found.outcome, remedy.outcome))
        yield f"     同时 {'，'.join(moved)}；本案合计 {' → '.join(totals)} 元"


def _brief(award: AwardOutcome) -> str:
    paid = award.status is Status.GRANTED and award.amount is not None
    return f"{money(award.amount or 0)} 元" if paid else HEADS[award.status]


def _impossible(found: WhyNot, policy: Policy) -> Iterator[str]:
    yield "已经证明：能改的事实怎样改，都不能准予。"
    for obstacle in found.obstacles:
        yield f"  • {_bars(obstacle, policy)}{_so(obstacle, found, policy)}"


def _bars(obstacle: Obstacle, policy: Policy) -> str:
    """Give what cannot be changed and stands in the way."""
    facts = [f"{n}＝{value_in_words(n, v, policy)}" for n, v in obstacle.facts.items()]
    parts = [f"改不了的{'、'.join(facts)}"] if facts else []
    earlier = "、".join(_record(record, policy) for record in obstacle.earlier)
    parts += [f"既往的{earlier}"] if earlier else []
    parts += [f"同案申领的{'、'.join(obstacle.beside)}"] if obstacle.beside else []
    return f"{'，加上'.join(parts)}：" if parts else "在任何案件里，"


def _record(record: Mapping[str, object], policy: Policy) -> str:
    """Give an earlier award with what it is told by; the reasons above say more of it."""
    told = [
        f"{n} {v}" for n, v in record.items() if n in policy.facts and policy.facts[n].names_one
    ]
    return visible(f"{record['award']}（{'，'.join(told)}）" if told else str(record["award"]))


def _so(obstacle: Obstacle, found: WhyNot, policy: Policy) -> str:
    """Give what follows from it: the rules that are never all met, or what is left open."""
    told = []
    for rule in obstacle.rules:
        cites = "、".join(_cites(rule) or found.as_is.cites)
        told.append(f"「{_title(rule, policy)}」（{cites}）")
    if not told:
        open_ = [name for name in found.as_is.missing if name not in (*policy.facts, HISTORY)]
        return "文件没有写定，总是待定" + (f"：{visible('、'.join(open_))}" if open_ else "")
    if len(told) == 1:
        return f"{told[0]}这一条总过不去"
    return f"{'、'.join(told)}这几条总有一条过不去"


def _title(rule: Rule, policy: Policy) -> str:
    if isinstance(rule, str):
        return rule
    if not isinstance(rule, Condition):
        return rule.cited.says
    bare = rule.title == rule.expression.text
    return sentence(rule.expression, policy) if bare else rule.title


def _cites(rule: Rule) -> tuple[str, ...]:
    if isinstance(rule, str):
        return ()
    return rule.cites if isinstance(rule, Condition) else rule.cited.cites

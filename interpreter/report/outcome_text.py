"""An outcome as a page for a person at a terminal: the decision first, then every reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from interpreter.evaluation.distance import Gap
from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    FindingStatus,
    Outcome,
    Reason,
    Status,
)
from interpreter.policy.model import Policy
from interpreter.policy.values import show_value
from interpreter.problems import visible
from interpreter.report.outcome_json import fact_json, findings_data, money
from interpreter.report.sentences import DATE_WORDS, NUMBER_WORDS

HEADS = {
    Status.GRANTED: "准予",
    Status.REFUSED: "不予",
    Status.PENDING: "待定",
    Status.NOT_APPLICABLE: "不适用",
}
FINDING_HEADS = {
    FindingStatus.MET: "达到",
    FindingStatus.BREACHED: "违反",
    FindingStatus.PENDING: "待定",
    FindingStatus.NOT_APPLICABLE: "不适用",
}
DECIDED = (FindingStatus.MET, FindingStatus.BREACHED)
NO_DECISION = "没有可以决定的补贴"
MARKS = {True: "✓", False: "✗", None: "？"}


def outcome_text(outcome: Outcome, policy: Policy, advice: tuple[str, ...] = ()) -> str:
    """Give the page of one case. `advice` names things that would be worth claiming."""
    lines = [*_head(outcome, policy)]
    for status in (Status.GRANTED, Status.REFUSED, Status.PENDING):
        for award in outcome.awards:
            if award.status is status and not is_silent(award):
                lines += ["", *_award(award, policy)]
    lines += [*_findings(outcome, policy), *_rest(outcome), *_advice(advice)]
    lines += [*_readings(outcome)]
    return "\n".join(lines)


def _head(outcome: Outcome, policy: Policy) -> Iterator[str]:
    yield f"案件 {visible(outcome.case or '（未编号）')}：{decision(outcome)}"
    mark = outcome.fingerprint.removeprefix("sha256:")[:12]
    yield f"依据 {policy.number}　已知至 {outcome.known_on}　规则指纹 {mark}"
    if outcome.chosen:
        tried = "，".join(f"{name}＝{option}" for name, option in outcome.chosen.items())
        yield f"试用读法（不是登记的选择）：{tried}"


def decision(outcome: Outcome) -> str:
    """Give the decision of a case in one phrase."""
    granted = [a for a in outcome.awards if a.status is Status.GRANTED]
    refused = [a for a in outcome.awards if a.status is Status.REFUSED]
    pending = [a for a in outcome.awards if a.status is Status.PENDING and not is_silent(a)]
    parts = [f"准予 {len(granted)} 项，合计 {money(outcome.total)} 元"] if granted else []
    parts += [f"不予 {len(refused)} 项"] if refused else []
    parts += [f"待定 {len(pending)} 项"] if pending else []
    breached = [f for f in outcome.findings if f.status is FindingStatus.BREACHED]
    met = [f for f in outcome.findings if f.status is FindingStatus.MET]
    parts += [f"违反义务或比例 {len(breached)} 项"] if breached else []
    parts += [f"达到义务或比例 {len(met)} 项"] if met and not granted else []
    return "；".join(parts) or NO_DECISION


def is_silent(award: AwardOutcome) -> bool:
    """An award about which the case says nothing: not even whether it applies is known."""
    if award.status is not Status.PENDING or not award.because:
        return False
    first = award.because[0]
    known = [r for r in award.because if any(v is not None for v in r.read.values())]
    return (
        first.holds is None
        and first.read != {}
        and not any(value is not None for value in first.read.values())
        and len(known) < len(award.because)
    )


def _award(award: AwardOutcome, policy: Policy) -> Iterator[str]:
    cites = "、".join(award.cites)
    head = f"【{HEADS[award.status]}】{award.award}（{cites}）"
    if award.status is Status.GRANTED and award.amount is not None:
        least = "（至少）" if award.bounds[0] is not None else ""
        head += f"　{money(award.amount)} 元{least}，付给{award.payee}"
    yield head
    yield from award_reasons(award, policy)
    if award.status is Status.PENDING:
        yield from _missing(award, policy)


def award_reasons(award: AwardOutcome, policy: Policy) -> Iterator[str]:
    """Give the reasons of an award line by line."""
    for reason in reasons_told(award):
        yield from reason_lines(reason, policy)
    yield from cut_lines(award)


def reasons_told(award: AwardOutcome) -> Iterator[Reason]:
    """Give the reasons that are told of an award: of a refusal those that do not hold."""
    for reason in award.because:
        if award.status is not Status.REFUSED or reason.holds is not True:
            yield reason


def cut_lines(award: AwardOutcome) -> Iterator[str]:
    """Say of each cap by how much it cut an award."""
    for cut in award.reduced_by:
        yield f"    ▽ 因{cut.limit}（{'、'.join(cut.cites)}）减去 {money(cut.by)} 元"


def reason_lines(reason: Reason, policy: Policy) -> Iterator[str]:
    """Give a reason: its condition, clause and values, how far off it was, what was counted."""
    read = "，".join(
        f"{name}＝{value_in_words(name, v, policy)}" for name, v in reason.read.items()
    )
    said = f"    {MARKS[reason.holds]} {reason.condition}（{'、'.join(reason.cites)}）"
    yield said + (f"：{read}" if read else "")
    for gap in reason.gaps:
        yield f"        {distance(gap)}"
    for record in reason.earlier:
        facts = "，".join(f"{k} {_plain(v)}" for k, v in record.items() if k != "award")
        yield f"        既往：{record.get('award')}（{visible(facts)}）"
    if reason.kept:
        yield f"        本案已给：{reason.kept}"
    if reason.note:
        yield f"        {reason.note}"


def _plain(value: object) -> str:
    return show_value(value) if isinstance(value, list | bool) else str(value)


def value_in_words(name: str, value: object, policy: Policy) -> str:
    """Give a fact's value with its unit, or 未知."""
    if value is None:
        return "未知"
    given = fact_json(name, value, policy)
    unit = policy.facts[name].type.unit
    text = "、".join(given) or "无" if isinstance(given, list) else show_value(given)
    return visible(f"{text} {unit}" if unit.powers else text)


def distance(gap: Gap) -> str:
    """Give how far a comparison was from holding."""
    words = DATE_WORDS if isinstance(gap.left, date) else NUMBER_WORDS
    unit = f" {gap.unit}" if gap.unit else ""
    sides = f"{show_value(gap.left)} 应{words[gap.operator]} {show_value(gap.right)}"
    return f"{sides}，差 {show_value(gap.by)}{unit}" if gap.by else f"{sides}，恰好相等"


def _missing(award: AwardOutcome, policy: Policy) -> Iterator[str]:
    low, high = award.bounds
    if high is not None:
        yield f"    金额在 {money(low or 0)} 到 {money(high)} 元之间，取决于："
    else:
        yield "    还需要："
    for name in award.missing:
        fact = policy.facts.get(name)
        asks = fact.ask if fact else "本人既往享受的补贴？没有写 []。" if name == "history" else ""
        yield f"    • {visible(name)}" + (f"：{asks}" if asks else "")


def _findings(outcome: Outcome, policy: Policy) -> Iterator[str]:
    decided = [f for f in outcome.findings if f.status in DECIDED]
    if decided:
        yield ""
        yield "义务与比例"
    figures = {str(f["finding"]): f["values"] for f in findings_data(outcome, policy)}
    for finding in decided:
        values = figures[finding.finding]
        yield _finding(finding, policy, values if isinstance(values, dict) else {})


def _finding(finding: FindingOutcome, policy: Policy, values: dict[str, object]) -> str:
    says = policy.findings[finding.finding].cited.says
    figures = "，".join(f"{name} {value}" for name, value in values.items() if value is not None)
    cites = "、".join(finding.cites)
    head = f"【{FINDING_HEADS[finding.status]}】{finding.finding}（{cites}）：{says}"
    return head + (f"；{figures}" if figures else "")


def _rest(outcome: Outcome) -> Iterator[str]:
    silent = [a.award for a in outcome.awards if is_silent(a)]
    apart = [a.award for a in outcome.awards if a.status is Status.NOT_APPLICABLE]
    if silent or apart:
        yield ""
    if silent:
        yield f"案件没有写到，无法判断：{'、'.join(silent)}"
    if apart:
        yield f"不适用：{'、'.join(apart)}"


def _advice(advice: tuple[str, ...]) -> Iterator[str]:
    if advice:
        yield ""
    for line in advice:
        yield f"提示：{line}"


def _readings(outcome: Outcome) -> Iterator[str]:
    used = {r for a in outcome.awards if not is_silent(a) for r in a.readings}
    used |= {r for f in outcome.findings if f.status in DECIDED for r in f.readings}
    if used:
        yield ""
        yield f"所依据的读法：{'、'.join(sorted(used))}（explain 补贴名称 可以看每条读法）"

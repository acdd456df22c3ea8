"""Where one step of a fact flips an award: for a person, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from interpreter.evaluation.cliffs import Cliff, Cliffs, Slope
from interpreter.evaluation.outcome import AwardOutcome, Reason, Status
from interpreter.policy.model import Policy
from interpreter.report.outcome_json import fact_json, money
from interpreter.report.outcome_text import HEADS, value_in_words

CASES = "其余事实照典型案件，没有既往补贴；要别的事实配合才碰得到的，写在“这时”后面。"


def cliffs_json(found: Cliffs, policy: Policy) -> str:
    """Give the cliffs and slopes of an award, as one line of JSON."""
    data = {
        "award": found.award,
        "cliffs": [_cliff(cliff, policy) for cliff in found.cliffs],
        "slopes": [_slope(slope, policy) for slope in found.slopes],
        "monthly": sorted(found.monthly),
        "steady": list(found.steady),
        "undecided": list(found.undecided),
    }
    return json.dumps(data, ensure_ascii=False)


def _cliff(cliff: Cliff, policy: Policy) -> dict[str, object]:
    sides = zip(cliff.values, cliff.outcomes, strict=True)
    told = [{"value": fact_json(cliff.fact, v, policy), **_stated(o)} for v, o in sides]
    rules = [{"rule": r.condition, "cites": list(r.cites)} for r in _against(cliff)]
    return {
        "fact": cliff.fact,
        "from": told[0],
        "to": told[1],
        "rules": rules,
        **_where(cliff, policy),
    }


def _slope(slope: Slope, policy: Policy) -> dict[str, object]:
    start, end = (fact_json(slope.fact, value, policy) for value in slope.values)
    told = {"fact": slope.fact, "from": start, "to": end, "each": money(slope.each)}
    return {**told, **_where(slope, policy)}


def _where(edge: Cliff | Slope, policy: Policy) -> dict[str, object]:
    """Give what else is not as in the typical case."""
    facts = {n: None if v is None else fact_json(n, v, policy) for n, v in edge.beside}
    return {"facts": facts, **({"beside": edge.rival} if edge.rival else {})}


def _stated(award: AwardOutcome) -> dict[str, object]:
    told: dict[str, object] = {"status": award.status.value}
    if award.status is Status.GRANTED and award.amount is not None:
        told["amount"] = money(award.amount)
    return told


def _against(cliff: Cliff) -> list[Reason]:
    """Give what refuses the award on one of the sides."""
    sides = (o for o in cliff.outcomes if o.status is not Status.GRANTED)
    return [reason for o in sides for reason in o.because if reason.holds is False]


def cliffs_text(found: Cliffs, policy: Policy) -> str:
    """Give the cliffs and slopes of an award, fact by fact."""
    cites = "、".join(policy.awards[found.award].cited.cites)
    lines = [f"{found.award}（{cites}）：再多一步结果就变的地方", CASES]
    facts = {c.fact for c in found.cliffs} | {s.fact for s in found.slopes}
    for name in (n for n in policy.facts if n in facts):
        lines += ["", f"{name}（一步 {_step(name, found, policy)}）"]
        cliffs = (c for c in found.cliffs if c.fact == name)
        slopes = (s for s in found.slopes if s.fact == name)
        lines += [line for cliff in cliffs for line in _cliff_text(cliff, policy)]
        lines += [line for slope in slopes for line in _slope_text(slope, policy)]
    if not facts:
        lines += ["", "没有这样的地方。"]
    if found.steady:
        lines += ["", f"已经证明，再多一步也不变：{'、'.join(found.steady)}"]
    if found.undecided:
        lines += ["", f"规定的计算量内没有算完：{'、'.join(found.undecided)}"]
    return "\n".join(lines)


def _step(name: str, found: Cliffs, policy: Policy) -> str:
    fact = policy.facts[name]
    if isinstance(fact.minimum, date):
        return "一个月" if name in found.monthly else "一天"
    places = fact.type.places or 0
    step = "0.1" if places == 1 else "1"
    unit = str(fact.type.unit) if fact.type.unit.powers else ""
    return f"{step} {unit}".strip()


def _cliff_text(cliff: Cliff, policy: Policy) -> Iterator[str]:
    values = " → ".join(_value(cliff.fact, value, policy) for value in cliff.values)
    decisions = " → ".join(_brief(outcome) for outcome in cliff.outcomes)
    rules = "、".join(f"「{r.condition}」（{'、'.join(r.cites)}）" for r in _against(cliff))
    yield f"  {values}：{decisions}" + (f"　{rules}" if rules else "")
    yield from _where_text(cliff, policy)


def _slope_text(slope: Slope, policy: Policy) -> Iterator[str]:
    start, end = (_value(slope.fact, value, policy) for value in slope.values)
    way = "多付" if slope.each > 0 else "少付"
    yield f"  {start} 到 {end}：每多一步{way} {money(abs(Fraction(slope.each)))} 元"
    yield from _where_text(slope, policy)


def _where_text(edge: Cliff | Slope, policy: Policy) -> Iterator[str]:
    told = [f"{n}＝{'没有写' if v is None else _value(n, v, policy)}" for n, v in edge.beside]
    told += [f"同案还申领{edge.rival}"] if edge.rival else []
    if told:
        yield f"      这时 {'，'.join(told)}"


def _value(name: str, value: object, policy: Policy) -> str:
    return value_in_words(name, value, policy)


def _brief(award: AwardOutcome) -> str:
    paid = award.status is Status.GRANTED and award.amount is not None
    return f"{money(award.amount or 0)} 元" if paid else HEADS[award.status]

"""A rule in plain Chinese, generated from the data: what staff and lawyers can review."""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.language.tree import Literal
from interpreter.policy.model import (
    Award,
    Clause,
    Condition,
    Exclusion,
    Finding,
    Limit,
    Payment,
    Policy,
    Shape,
    Standard,
)
from interpreter.policy.provisions import ALWAYS
from interpreter.policy.reach import names_of
from interpreter.report.sentences import sentence, version_in_words

KEEPING = {
    "paid_first": "已经付过的优先",
    "rank": "排在前面的优先",
    "elected": "按申请人的选择",
    "neither": "相遇时都不付",
    "higher": "没有选择时给金额高的，金额相同则待选择",
}


def explain_award(award: Award, policy: Policy) -> str:
    """Give an award's rule: conditions, amount, caps, exclusions, readings, versions."""
    lines = [f"{award.cited.name}（{'、'.join(award.cited.cites)}）", f"  {award.cited.says}。"]
    lines += _who(award, policy)
    lines += _conditions(award, policy)
    lines += [f"  金额：{payment_in_words(award.payment, policy)}"]
    lines += _caps(award, policy)
    lines += _used_definitions(award, policy)
    lines += _used_standards(award, policy)
    lines += _readings(_readings_of(award, policy), policy)
    return "\n".join(lines)


def explain_finding(finding: Finding, policy: Policy) -> str:
    """Give the rule of a finding."""
    cited = finding.cited
    lines = [f"{cited.name}（{'、'.join(cited.cites)}）", f"  {cited.says}。"]
    if finding.applies != ALWAYS:
        lines.append(f"  适用：{sentence(finding.applies.expression, policy)}")
    lines.append(f"  要求：{sentence(finding.holds.expression, policy)}")
    lines += [f"  {name}＝{sentence(e, policy)}" for name, e in finding.values]
    return "\n".join([*lines, *_readings(cited.readings, policy)])


def explain_clause(clause: Clause, policy: Policy) -> str:
    """Give what the policy makes of a clause: everything that cites it."""
    lines = [f"{clause.address}　{clause.title}", f"  {clause.says}。"]
    awards = [a for a in policy.awards.values() if clause.address in a.cited.cites]
    findings = [f for f in policy.findings.values() if clause.address in f.cited.cites]
    for award in awards:
        lines += ["", explain_award(award, policy)]
    for finding in findings:
        lines += ["", explain_finding(finding, policy)]
    return "\n".join([*lines, *_others(clause.address, awards, policy)])


def _others(address: str, explained: list[Award], policy: Policy) -> Iterator[str]:
    """Give what else cites a clause, where no award explained above has said it."""
    if not explained:
        yield from _shared_conditions(address, policy)
        for limit in policy.limits:
            if address in limit.cited.cites:
                yield from _limit(limit, policy)
        for exclusion in policy.exclusions:
            if address in exclusion.cited.cites:
                names = "、".join(n for side in exclusion.sides for n in side.awards)
                yield f"  择一：{exclusion.cited.says}：{names}"
    for law in (law for law in policy.laws if address in law.cited.cites):
        yield f"  底线：{law.cited.name}：{law.cited.says}"
    for mandate in (m for m in policy.mandates if address in m.cited.cites):
        about = f"，标准 {mandate.standard}" if mandate.standard else ""
        yield f"  授权：{mandate.cited.says}（{mandate.approved_by}批准{about}）"
    for target in (t for t in policy.targets if address in t.cited.cites):
        yield f"  目标：{target.cited.says}（{len(target.rows)} 行）"


def _shared_conditions(address: str, policy: Policy) -> Iterator[str]:
    """Give each condition that cites a clause once, with the awards that ask it."""
    asked: dict[str, list[str]] = {}
    for award in policy.awards.values():
        for condition in award.conditions:
            if address in condition.cites:
                asked.setdefault(_condition(condition, policy), []).append(award.cited.name)
    for said, names in asked.items():
        yield f"  条件：{said}；适用于{'、'.join(names)}"


def _who(award: Award, policy: Policy) -> Iterator[str]:
    payee = sentence(award.payee, policy).replace("“", "").replace("”", "")
    yield f"  付给：{payee}"
    if award.event is not None:
        yield f"  适用日期：{sentence(award.event, policy)}"
    if award.applies != ALWAYS:
        yield f"  适用范围：{sentence(award.applies.expression, policy)}"


def _conditions(award: Award, policy: Policy) -> Iterator[str]:
    if award.conditions:
        yield "  条件（都要满足）："
    for number, condition in enumerate(award.conditions, 1):
        yield f"    {number}. {_condition(condition, policy)}"
    for name in award.falls_with:
        yield f"    另：{name}因条件不符或超过次数而不予时，本项也不予"


def _condition(condition: Condition, policy: Policy) -> str:
    said = sentence(condition.expression, policy)
    cites = "、".join(condition.cites)
    head = condition.title if condition.title == said else f"{condition.title}：{said}"
    cure = "；不满足时待定，可以补正" if condition.cure else ""
    return f"{head}{cure}（{cites}）"


def payment_in_words(payment: Payment, policy: Policy) -> str:
    """Give how an amount is arrived at."""
    formula = sentence(payment.formula, policy)
    bounds = [sentence(b, policy) for b in payment.bounds]
    said = {
        Shape.FORMULA: formula,
        Shape.CEILING: f"{formula}，不超过{''.join(bounds[:1])}",
        Shape.FLOOR: f"{formula}，不低于{''.join(bounds[:1])}；没有核定时先按最低标准",
        Shape.RANGE: f"核定的{formula}，在{'与'.join(bounds)}之间；超出范围不予，未核定待定",
    }[payment.shape]
    return said if payment.times is None else f"（{said}）乘以{sentence(payment.times, policy)}"


def _caps(award: Award, policy: Policy) -> Iterator[str]:
    for limit in policy.limits:
        if award.cited.name in limit.over:
            yield from _limit(limit, policy)
    for exclusion in policy.exclusions:
        if any(award.cited.name in side.awards for side in exclusion.sides):
            yield _exclusion(exclusion, award)


def _limit(limit: Limit, policy: Policy) -> Iterator[str]:
    keys = "、".join(sentence(k, policy) for k in limit.keys)
    what = f"{limit.measure}合计" if limit.measure else "次数"
    most = sentence(limit.at_most, policy)
    way = "超出部分不付" if limit.cuts else "超过不予"
    where = f"，只看{sentence(limit.where, policy)}的" if limit.where else ""
    where += f"，只算{sentence(limit.matches, policy)}的既往" if limit.matches else ""
    where += {"award": "，各项补贴分开算", "clause": "，同一条款内算"}.get(limit.within, "")
    cites = "、".join(limit.cited.cites)
    yield f"  上限：{limit.cited.says}（{cites}）：{keys}相同的{what}不超过{most}{where}；{way}"


def _exclusion(exclusion: Exclusion, award: Award) -> str:
    others = [n for s in exclusion.sides for n in s.awards if n != award.cited.name]
    keep = "，".join(KEEPING[k] for k in exclusion.keep)
    cites = "、".join(exclusion.cited.cites)
    return f"  择一：{exclusion.cited.says}（{cites}）：与{'、'.join(others)}只给一项；{keep}"


def _used_definitions(award: Award, policy: Policy) -> Iterator[str]:
    used = [policy.definitions[n] for n in names_of(award, policy) if n in policy.definitions]
    told = [d for d in used if not isinstance(d.expression.root, Literal)]
    if told:
        yield "  其中："
    for definition in told:
        name, says = definition.cited.name, definition.cited.says
        head = name if says == name else f"{name}（{says}）"
        yield f"    {head}：{sentence(definition.expression, policy)}"


def _used_standards(award: Award, policy: Policy) -> Iterator[str]:
    used = [policy.standards[n] for n in names_of(award, policy) if n in policy.standards]
    if used:
        yield "  标准与版本："
    for standard in used:
        yield from standard_lines(standard)


def standard_lines(standard: Standard) -> Iterator[str]:
    """Give every version of a standard: from when, what, and by which amendment."""
    unit = str(standard.type.unit) if standard.type.unit.powers else ""
    for version in standard.versions:
        end = f" 至 {version.end}" if version.end else " 起"
        source = "" if version.source == "policy" else f"（修订 {version.source}）"
        by = f"，按{standard.by}" if standard.by else ""
        words = version_in_words(version, unit)
        yield f"    {standard.cited.name}{by}：{version.start}{end}，{words}{source}"


def _readings_of(award: Award, policy: Policy) -> tuple[str, ...]:
    found = set(award.cited.readings)
    found |= {r for c in award.conditions for r in c.readings}
    found |= {
        r for lim in policy.limits if award.cited.name in lim.over for r in lim.cited.readings
    }
    for exclusion in policy.exclusions:
        if any(award.cited.name in side.awards for side in exclusion.sides):
            found |= set(exclusion.cited.readings)
    return tuple(sorted(found))


def _readings(ids: tuple[str, ...], policy: Policy) -> Iterator[str]:
    if ids:
        yield "  所依据的读法："
    for name in ids:
        reading = policy.readings[name]
        chosen = f"选：{reading.chosen}（可选：{'／'.join(reading.options)}）"
        yield f"    {name} {reading.question}　{chosen}。{reading.why}"

"""What goes stale: what ends soon, what has ended, and readings that still want a ruling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from interpreter.evaluation.case import Case
from interpreter.policy.approved import Ruling
from interpreter.policy.model import Policy
from interpreter.policy.values import decimal_text
from interpreter.problems import Place, Problems
from interpreter.review.stakes import stakes


def note_ends(policy: Policy, on: date, days: int, problems: Problems) -> None:
    """Note what ends within some days after a day, that day counted, and what ended before it."""
    ends = [("政策", policy.in_force[1], Place(_file(policy))), *ends_of_rules(policy)]
    for said, end, place in ends:
        if end < on:
            message = f"{said}在 {end} 已经结束，政策里还写着"
            problems.add("has-ended", place, message, warning=True)
        elif end <= on + timedelta(days=days):
            problems.add("ends-soon", place, f"{said}到 {end} 结束", warning=True)


def ends_of_rules(policy: Policy) -> Iterator[tuple[str, date, Place]]:
    """Give what has an end of its own, in words, with its last day; what follows it counts."""
    for standard in policy.standards.values():
        last = standard.versions[-1]
        if last.end is not None:
            yield f"标准 {standard.cited.name} ", last.end, last.place
    for named, rules in (("上限", policy.limits), ("择一", policy.exclusions)):
        for rule in rules:
            if rule.window.end is not None:
                yield f"{named} {rule.cited.name} ", rule.window.end, rule.cited.place
    for mandate in policy.mandates:
        if mandate.window.end is not None:
            yield f"授权 {mandate.cited.name} ", mandate.window.end, mandate.cited.place
    yield from _ends_of_conditions(policy)


def _ends_of_conditions(policy: Policy) -> Iterator[tuple[str, date, Place]]:
    """Give each condition of which no version goes on for ever, with its last day."""
    for award in policy.awards.values():
        last_days: dict[str, date] = {}
        for condition in award.conditions:
            end = condition.window.end or date.max
            last_days[condition.title] = max(end, last_days.get(condition.title, date.min))
        for condition in award.conditions:
            end = last_days[condition.title]
            if condition.window.end == end:
                yield f"{award.cited.name} 的条件“{condition.title}”", end, award.cited.place


def _file(policy: Policy) -> str:
    return next(iter(policy.clauses.values())).place.file


def note_unruled(policy: Policy, cases: Sequence[Case], on: date, problems: Problems) -> None:
    """Note each reading without a ruling of which another option moves some cases."""
    changes = (change for amendment in policy.amendments for change in amendment.changes)
    ruled = {change.reading for change in changes if isinstance(change, Ruling)}
    for stake in stakes(policy, cases, on):
        reading = stake.reading
        if reading.id in ruled or not stake.moved:
            continue
        money = f"多付 {decimal_text(stake.more)} 元，少付 {decimal_text(stake.less)} 元"
        message = (
            f"读法 {reading.id} 没有裁定；选“{stake.option}”会动 {stake.moved} 个金案，{money}"
        )
        problems.add("reading-unruled", reading.place, message, reading.question, warning=True)

"""The ambiguity register for people: what was chosen and why, and what else is at stake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interpreter.policy.approved import Ruling
from interpreter.policy.model import Policy, Reading
from interpreter.policy.readings import executable
from interpreter.report.outcome_json import money
from interpreter.review.stakes import Stake


def readings_text(policy: Policy) -> str:
    """Give each reading: question, options, what was chosen and why, and whether it decides."""
    deciding = executable(policy)
    lines = []
    for reading in policy.readings.values():
        cites = "、".join(reading.cites)
        mark = "" if reading.id in deciding else "　（只作登记，没有规则问它）"
        lines.append(f"{reading.id}（{cites}）{reading.question}{mark}")
        lines.append(f"    选：{chosen_in_words(reading)}　可选：{'／'.join(reading.options)}")
        lines.append(f"    {reading.why}")
        lines += [f"    {ruling}" for ruling in _rulings(policy, reading)]
    return "\n".join(lines)


def _rulings(policy: Policy, reading: Reading) -> Iterator[str]:
    """Give each ruling on a reading, with who ruled, its number and the day it was decided."""
    for amendment in policy.amendments:
        by = f"{amendment.approved_by}，{amendment.approval}，{amendment.decided_on}"
        for change in amendment.changes:
            if isinstance(change, Ruling) and change.reading == reading.id:
                yield f"裁定：{change.start} 起的事件，{change.option}（{by}）"


def chosen_in_words(reading: Reading) -> str:
    """Give the option chosen, and each later ruling with its day."""
    ruled = [f"{day} 起：{option}" for day, option in reading.rulings]
    return "；".join([reading.chosen, *ruled])


def stakes_text(found: Iterable[Stake], cases: int) -> str:
    """Give what each other option would do to some cases, most money first."""
    lines = [f"{cases} 个案件，按另一种读法决定（涉及金额多的在前）："]
    for stake in found:
        reading = stake.reading
        head = f"{reading.id} {reading.question}　{reading.chosen} → {stake.option}"
        moves = (
            f"{stake.moved} 个案件变动，多付 {money(stake.more)} 元，少付 {money(stake.less)} 元"
        )
        lines.append(f"{head}：{moves}" if stake.moved else f"{head}：没有案件变动")
    return "\n".join(lines)

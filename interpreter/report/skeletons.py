"""The skeleton of a new amendment, each key explained, within a mandate."""

from __future__ import annotations

from datetime import date

from interpreter.policy.approved import Matter
from interpreter.policy.model import Mandate, Policy, Reading


def skeleton(policy: Policy, mandate: Mandate, name: str, key: str, day: date, value: str) -> str:
    """Give an amendment to fill in.

    `name` is the reading ruled on or the new cap, `key` the row, `value` the new number or
    option; `day` the first day of events, or the new last day of the policy.
    """
    match mandate.matter:
        case Matter.STANDARD:
            change = _standard(mandate, key, day, value)
        case Matter.END:
            change = _end(policy, mandate, day)
        case Matter.CAP:
            change = _cap(mandate, name, day, value)
        case Matter.READING:
            change = _ruling(policy.readings[name or mandate.rules_on[0]], day, value)
    return (
        "# yaml-language-server: $schema=../../schemas/amendment.schema.json\n"
        "# 编号：不与别的修订重复，文件名用同样的字\n"
        f"amendment: {day.year}-示例\n"
        f"amends: {policy.id}\n"
        "# 授权的条文\n"
        f"authority: {mandate.cited.cites[0]}\n"
        f"approved_by: {mandate.approved_by}\n"
        "# 批准文号和日期\n"
        "approval: 示例文号\n"
        f"decided_on: {min(day, policy.in_force[1])}\n"
        "# 要让以前的决定不变，写 protects: decided_before\n"
        "changes:\n"
        f"{change}"
        "    because: 给复核人的一句理由（示例）\n"
    )


def _standard(mandate: Mandate, key: str, day: date, value: str) -> str:
    row = f"    for: {{{mandate.by}: {key or '写明取值'}}}\n" if mandate.by else ""
    way = {"raise": "只能提高", "lower": "只能降低"}.get(mandate.only, "可以提高或降低")
    return (
        f"  - standard: {mandate.standard}\n"
        f"{row}"
        "    # 从哪天的事件起适用\n"
        f"    from: {day}\n"
        f"    # 新的标准，{way}\n"
        f"    value: {value or '0'}\n"
    )


def _end(policy: Policy, mandate: Mandate, day: date) -> str:
    last = "" if mandate.latest == date.max else f"，最晚 {mandate.latest}"
    return f"  # 期限本来到 {policy.in_force[1]}，只能延长{last}\n  - in_force_to: {day}\n"


def _cap(mandate: Mandate, name: str, day: date, value: str) -> str:
    return (
        "  # 新上限的名称\n"
        f"  - limit: {name or '示例上限'}\n"
        "    # 管哪天起的事件；要有终止，另写 to\n"
        f"    from: {day}\n"
        "    # 写法与政策的 limits 相同：over 管哪些补贴，per 怎样算在一起，at_most 最多多少\n"
        "    rule:\n"
        "      says: 一句自己的话（示例）\n"
        f"      over: [{'、'.join(mandate.over[:1])}]\n"
        "      per: [year(counted_on)]\n"
        f'      at_most: "{value or 1}"\n'
    )


def _ruling(reading: Reading, day: date, value: str) -> str:
    return (
        f"  # {reading.question}\n"
        f"  # 选项：{'／'.join(reading.options)}；现在选：{reading.chosen}\n"
        f"  - reading: {reading.id}\n"
        "    # 从哪天的事件起适用\n"
        f"    from: {day}\n"
        f"    option: {value or reading.chosen}\n"
    )

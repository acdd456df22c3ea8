"""What is well-formed and grows: refused, or decided in time."""

from __future__ import annotations

import pytest
from hostile_kit import CASE, FACTS, Command, Write, small


def definitions(count: int, first: str, step: str) -> str:
    lines = [f'  d0: {{cites: 一, says: 示例, value: "{first}"}}\n']
    for n in range(1, count):
        said = step.replace("P", f"d{n - 1}")
        lines.append(f'  d{n}: {{cites: 一, says: 示例, value: "{said}"}}\n')
    return "definitions:\n" + "".join(lines)


GROWING = {
    "a chain": ("d499 > 0", definitions(500, "人数 + 0", "P + 1")),
    "a short chain": ("d149 > 0", definitions(150, "人数 + 0", "P + 1")),
    "false, told twice at each step": ("d39", definitions(40, "人数 > 50", "P and P")),
    "squares": ("d39 > 0", definitions(40, "人数 / 人数 * 7", "P * P")),
    "squares with a unit": ("d39 > 日期", definitions(40, "人数 * 7", "P * P")),
    "squares with a unit, short": ("d15 > 日期", definitions(16, "人数 * 7", "P * P")),
    "many decimals": ("d19 > 9", definitions(20, "人数 / 人数 * 0.123456789", "P * 0.123456789")),
    "places": ("round_down(人数 / 3, 999999999) > 9", ""),
    "negative places": ("round_down(人数 / 3, -2) > 9", ""),
    "thirds": ("人数 / 3 >= 5", ""),
    "years": ("add_years(日期, 999999999999999999) > 另日", ""),
    "days": ("add_days(日期, -999999999999999999) >= 另日", ""),
    "one that waits for nothing": ("unstated('') == 人数", ""),
}


@pytest.mark.parametrize("what", GROWING)
def test_a_growing_policy_is_refused_or_decided(what: str, command: Command, write: Write) -> None:
    when, sections = GROWING[what]
    policy = write("p.yaml", small(when, sections))
    case = write("c.json", {"facts": FACTS})
    for words in (("evaluate", "--policy", policy, case), ("explain", "--policy", policy, "补贴")):
        told = command(*words)
        assert told.is_refusal or (told.code == 0 and told.is_clean)


LARGE = {
    "options": "facts:\n  等级: {type: choice, typical: 甲1, ask: 几级？, values: ["
    + ",\n ".join(f"甲{n}" for n in range(40_000))
    + "]}\n",
    "keys": "".join(f"k{n}: 1\n" for n in range(10_000)),
    "clauses": "clauses:\n" + "".join(f"  {n}条: {{title: 甲, kind: 乙}}\n" for n in range(8_000)),
    "unknown clauses": "awards:\n  补贴: {cites: ["
    + ",\n ".join(f"二{n}" for n in range(20_000))
    + "], says: 示例, payee: 职业, amount: 标准 * 人数}\n",
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_bad_policy_is_refused_in_time(what: str, command: Command, write: Write) -> None:
    assert command("check", write("p.yaml", small(sections=LARGE[what]))).is_refusal


def test_a_long_history_is_decided_in_time(command: Command, write: Write) -> None:
    record = {"award": "岗前培训补贴", "证书取得日期": "2019-03-20", "职业": "焊工"}
    records = [{**record, "培训编号": f"h{n}"} for n in range(5_000)]
    told = command("evaluate", write("c.json", {**CASE, "history": records}))
    assert told.code == 0
    assert told.is_clean

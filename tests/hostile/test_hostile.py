"""Hostile expressions, YAML and JSON through the commands: refused where they stand, no crash.

Row numbers are those of the list of hostile inputs: A expressions, B YAML, C JSON.
"""

from __future__ import annotations

import json
import re

import pytest
from hostile_kit import AMENDMENT, CASE, FACTS, SMALL, Command, Write, small

# ── A: expressions ──────────────────────────────────────────────────────────

EXPRESSIONS = [
    (1, "9**9**9 > 人数"),
    (2, "4000000**4000000 > 人数"),
    (4, "(9**1000000)*" * 7 + "9 > 人数"),
    (5, "(2**4000000)**2 > 1"),
    (7, "'a'*100001 == 职业"),
    (8, "'a'.ljust(10**9) == 职业"),
    (9, "'%1000000000d' % 1 == 职业"),
    (10, "f'{1:1000000000}' == 职业"),
    (11, "f'{1:{x}}' == 职业"),
    (12, "('a'*100000).replace('a','b'*1000) == 职业"),
    (13, "(1).to_bytes(1000000000,'big') == 职业"),
    (14, "''.__class__.__mro__ == 职业"),
    (14, "'{0.__class__}'.format(1) == 职业"),
    (15, "''._＿class_＿ == 职业"),
    (16, "ｉｎｃｏｍｅ > 1"),
    (16, "𝐢𝐧𝐜𝐨𝐦𝐞 > 1"),
    (17, "іncome > 1"),
    (19, "⼈数 > 1"),
    (20, "证书.clear()"),
    (20, "职业.setdefault('vip', True)"),
    (21, "1 if 职业.get else 2"),
    (22, "rand() == rand()"),
    (22, "rand"),
    (23, "人数 = 3"),
    (24, "人数 += 1"),
    (25, "False; True"),
    (25, "false\ntrue"),
    (26, "人数 > 50 # and 人数 > 10"),
    (27, "人数 > 50 & 3 > 1"),
    (28, "1 < 2 == true"),
    (29, "'C' in 'BCN'"),
    (29, "'' in 职业"),
    (30, "true == 1"),
    (30, "true + true > 1"),
    (31, "'10' < '9'"),
    (31, "人数 == '100'"),
    (33, "1e308*10 > 1"),
    (33, "1e999 > 人数"),
    (34, "0 or ''"),
    (35, "职业['nope']"),
    (35, "null > 1"),
    (35, "10**400*1.0 > 人数"),
    (36, "(lambda: 1)()"),
    (36, "(x:=5)"),
    (36, "yield"),
    (36, "await 人数"),
    (36, "import os"),
    (36, "del 人数"),
    (36, "if 1: 2"),
    (37, "..."),
    (37, "b'a' == 职业"),
    (37, "1j*1j == 人数"),
    (38, "人数 is 100"),
    (39, "[x for x in 证书]"),
    (40, "(" * 201 + "人数" + ")" * 201 + " > 1"),
    (40, "-" * 1_500 + "1 > 1"),
    (40, "not " * 490 + "true"),
    (40, "+".join("1" * 900) + " > 1"),
    (40, "1 if true else " * 130 + "1 > 1"),
    (41, "1" + "+1" * 4_500 + " > 1"),
    (42, "true and " * 1_100 + "true"),
    (44, "0x" + "f" * 1_000 + " > 1"),
    (45, "人数 > ١٢٣"),
    (45, "人数 > ²"),
    (46, "人数 => 3"),
    (46, "人数 > 1 && 人数 > 2"),
    (46, "人数 > 1 AND 人数 > 2"),
    (46, "人数 <> 1"),
    (47, "人 > 3"),
    (52, "1if 1else 2"),
]


def test_every_expression_is_refused_where_it_stands(command: Command, write: Write) -> None:
    head, tail = SMALL.split("      - >-\n        WHEN\n")
    starts, text = [], head
    for _, when in EXPRESSIONS:
        starts.append(text.count("\n") + 1)
        text += "      - >-\n        " + when.replace("\n", "\n\n        ") + "\n"
    told = command("check", write("p.yaml", text + tail))
    assert told.is_refusal
    lines = sorted({int(line) for line in re.findall(r"p\.yaml:([0-9]+):", told.text)})
    ends = [*starts[1:], text.count("\n") + 1]
    passed = [
        row
        for row, start, end in zip(EXPRESSIONS, starts, ends, strict=True)
        if not any(start <= line < end for line in lines)
    ]
    assert passed == []


ALONE = {
    "6-left": "1<<10000<<10000 > 1",
    "6-right": "人数>>1 > 1",
    "18": "人\u200b数 > 1",
    "41": "1" + "+1" * 1_000_000 + " > 1",
}


@pytest.mark.parametrize("when", ALONE.values(), ids=ALONE)
def test_an_expression_that_ends_the_reading(when: str, command: Command, write: Write) -> None:
    assert command("check", write("p.yaml", small(when))).is_refusal


def test_row_43_bytes_that_are_no_text(command: Command, write: Write) -> None:
    for bad in (b"\0", b"\xed\xa0\x80", b"\xff"):
        content = small().encode().replace(b">= 1", b">= 1" + bad)
        assert command("check", write("p.yaml", content)).is_refusal


EXACT = [
    (32, "0.1 + 0.2 == 0.3"),
    (32, "round_half_up(2.675, 2) == 2.68"),
    (32, "round_half_up(0.5, 0) == 1"),
    (105, "0.0 == 0"),
    (107, "max(0.5, 1) == max(1, 0.5)"),
]


@pytest.mark.parametrize("row, when", EXACT)
def test_arithmetic_is_exact(row: int, when: str, command: Command, write: Write) -> None:
    policy, case = write("p.yaml", small(when)), write("c.json", {"facts": FACTS})
    told = command("evaluate", "--format", "json", "--policy", policy, case)
    assert json.loads(told.text)["awards"][0]["amount"] == "200.00"


def test_row_35_division_by_zero_is_not_known(command: Command, write: Write) -> None:
    policy = write("p.yaml", small("2 / 人数 > 1"))
    case = write("c.json", {"facts": {**FACTS, "人数": 0}})
    told = command("evaluate", "--format", "json", "--policy", policy, case)
    assert told.code == 0
    assert json.loads(told.text)["awards"][0]["status"] == "pending"


# ── B: YAML ────────────────────────────────────────────────────────────────

LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12)
)
YAML = [
    (53, LAUGHS),
    (54, MERGES),
    (55, "a: &a [*a]\n"),
    (56, "a: !!python/object/apply:os.system [id]\n"),
    (56, "a: !!python/name:os.system\n"),
    (57, "a: !!set {x}\n"),
    (57, "a: !!binary aGk=\n"),
    (58, "a: !!int ''\n"),
    (58, "a: !!timestamp foo\n"),
    (59, "policy: 甲\npolicy: 乙\n"),
    (60, "1: a\ntrue: b\n1.0: c\n"),
    (61, "a\u00f1o: 1\nan\u0303o: 2\n"),
    (62, "a: no\nb: NO\nc: off\nd: y\n"),
    (63, "a: 1:30\n"),
    (64, "a: 1" + ":59" * 40_000 + "\n"),
    (65, "a: 010\nb: 0x1F\nc: 0b11\n"),
    (66, "a: 1_000\n"),
    (67, "a: 1e3\nb: 1e400\nc: .inf\nd: .nan\n"),
    (68, "a: 1.000,50\nb: 1 000\nc: 15%\n"),
    (71, "issued: 2020-02-30\n"),
    (73, "policy:\ntitle: ~\n"),
    (74, "a: " + "[" * 1_000 + "\n"),
    (75, "a: " + "[" * 50_000 + "]" * 50_000 + "\n"),
    (75, "".join(" " * n + "-\n" for n in range(60))),
    (77, "a: " + "9" * 5_000 + "\n"),
    (78, "".join(f"{n * (2**61 - 1)}: 1\n" for n in range(20_000))),
    (79, "a: 1 # x\u2028b: 2\n"),
    (79, "a: 1 # x\u0085b: 2\n"),
    (79, "a: 1 # x\rb: 2\n"),
    (80, "a: 甲\u202e乙\u200b\n"),
    (81, "policy: 甲\n".encode("utf-16")),
    (82, 'a: "\\ud800"\n'),
    (84, "awards: [a, b]\n"),
    (85, "a: !eligible\nb: *income\n"),
    (87, "%YAML 1.2\n---\na: no\n"),
    (88, "a: 1\n---\nb: 2\n"),
    (89, "cap: 50\n<<: {cap: 60}\n"),
    (90, ""),
    (90, "文字\n"),
    (90, "- 甲\n"),
]
YAML_IDS = [f"{n}-B{row}" for n, (row, _) in enumerate(YAML)]


@pytest.mark.parametrize("row, content", YAML, ids=YAML_IDS)
def test_a_policy_file_is_refused(
    row: int, content: str | bytes, command: Command, write: Write
) -> None:
    assert command("check", write("p.yaml", content)).is_refusal


def test_every_amendment_file_is_refused(command: Command, write: Write) -> None:
    policy, case = write("p.yaml", small()), write("c.json", {"facts": FACTS})
    laid = [write(f"a{n}.yaml", content) for n, (_, content) in enumerate(YAML)]
    told = command("evaluate", "--policy", policy, *(f"--amendment={path}" for path in laid), case)
    assert told.is_refusal
    assert [path.name for path in laid if f"{path.name}:" not in told.text] == []


@pytest.mark.parametrize("content", ["a: no\n", "awards: {}\n"])
@pytest.mark.parametrize("words", [("explain", "补贴"), ("facts",), ("case-schema",)])
def test_every_command_refuses_a_bad_policy(
    words: tuple[str, ...], content: str, command: Command, write: Write
) -> None:
    assert command(*words, "--policy", write("p.yaml", content)).is_refusal


def test_rows_83_and_86_a_rule_cut_by_a_comment(command: Command, write: Write) -> None:
    for tail in (" #and 人数 > 9", "\n          # or 人数 > 9"):
        content = small().replace(">-\n        人数 >= 1", f"人数 >= 1{tail}")
        assert f"人数 >= 1{tail}" in content
        told = command("check", write("p.yaml", content))
        assert told.is_clean
        assert told.code == (1 if tail.startswith(" ") else 0)


AMENDED = [
    "yes",
    '"150"',
    "[150]",
    "{a: 1}",
    "null",
    "1e3",
    "1" + "0" * 40,
    "150.001",
    "0.1234567890123456789",
    "150.1234567890123456789",
]


@pytest.mark.parametrize("value", AMENDED)
def test_an_amended_value_that_is_no_amount(value: str, command: Command, write: Write) -> None:
    policy, case = write("p.yaml", small()), write("c.json", {"facts": {**FACTS, "人数": 1}})
    bad = write("a.yaml", AMENDMENT.replace("VALUE", value))
    assert command("evaluate", "--policy", policy, "--amendment", bad, case).is_refusal


# ── C: JSON ────────────────────────────────────────────────────────────────

JSON = [
    (92, '{"facts": {"核定金额": NaN}}'),
    (92, '{"facts": {"核定金额": -Infinity}}'),
    (93, '{"facts": {"目录内": true, "目录内": false}}'),
    (94, '{"facts": {"核定金额": 1e400}}'),
    (95, '{"facts": {"年度": ' + "9" * 5_000 + "}}"),
    (96, '{"facts": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    (97, b'\xef\xbb\xbf{"facts": {}}'),
    (98, '{"case": "\\ud800", "facts": {}}'),
    (100, '{"facts": {"核定金额": 1E999999999}}'),
    (102, '{"facts": {"核定金额": "NaN"}}'),
    (103, '{"facts": {"核定金额": "١٢"}}'),
    (103, '{"facts": {"核定金额": "1_000"}}'),
    (103, '{"facts": {"核定金额": " 12\\n"}}'),
    (104, '{"facts": {"核定金额": 12345678901234567890123456789.5}}'),
    (106, '{"facts": {"a\u00f1o": 1, "an\u0303o": 2}}'),
    (119, '{"facts": {"年度": true}}'),
    (120, '{"facts": {"年度": 2020.0}}'),
    (0, '{"facts": {"目录内": 1}}'),
    (0, '{"claims": [[]], "facts": {}}'),
    (0, '{"claims": [{}], "facts": {}}'),
    (0, '{"claims": [null], "facts": {}}'),
    (0, '{"claims": {"岗前培训补贴": true}, "facts": {}}'),
    (0, '{"facts": {}, "history": [{"award": []}]}'),
    (0, '{"facts": {}, "history": [{"award": {"a": 1}}]}'),
    (0, '{"facts": {}, "history": [null, 5, "x", []]}'),
    (0, '{"facts": {}, "history": {"award": "岗前培训补贴"}}'),
    (0, '{"facts": []}'),
    (0, '{"facts": null}'),
    (0, '{"case": 7, "facts": {}}'),
    (0, '{"facts": {"证书种类": [[]]}}'),
    (0, '{"facts": {"证书种类": [{}]}}'),
    (0, '{"facts": {"证书种类": {}}}'),
    (0, '{"facts": {"职业": {}}}'),
    (51, '{"facts": {"证书种类": [' + '"a",' * 900_000 + '"a"]}}'),
    (0, '{"facts": {' + ",".join(f'"人数{n}": 1' for n in range(5_000)) + "}}"),
    (0, ""),
    (0, "[]"),
    (0, "null"),
]


def test_every_case_file_is_refused(command: Command, write: Write) -> None:
    paths = [write(f"{n:03}-C{row}.json", content) for n, (row, content) in enumerate(JSON)]
    told = command("evaluate", *paths)
    assert told.is_refusal
    for path in paths:
        assert f"没有决定：{path}\n" in told.text
        assert re.search(rf"{re.escape(path.name)}:\d+:\d+: 错误\[", told.text), path.name
    assert "准予" not in told.text


def test_what_is_wrong_with_a_case_is_json_when_asked(command: Command, write: Write) -> None:
    told = command("evaluate", "--format", "json", write("c.json", '{"facts": {"目录内": 1}}'))
    found = json.loads(told.text.splitlines()[0])
    assert found["invalid"] is True
    assert [p["code"] for p in found["problems"]] == ["wrong-type"]


def test_a_good_case_among_bad_ones_is_still_decided(command: Command, write: Write) -> None:
    bad, good = write("a.json", "[]"), write("b.json", CASE)
    told = command("evaluate", bad, good)
    assert told.code == 1
    assert "准予 1 项" in told.text

"""Hostile files through the commands: refused with exit code 1 and something useful, never a crash.

Row numbers are those of the list of hostile inputs: A expressions, B YAML, C JSON, E files,
dates and output; F is what is well-formed and grows.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policy/2019-79.yaml"
CASE = json.loads((ROOT / "examples/new-hire.json").read_text(encoding="utf-8"))
MOST_SECONDS = 10  # of the processor: a machine that others use too is no failure
MOST_MEMORY = 1 << 30

SMALL = """\
policy: 示例
number: 示例〔2020〕1号
title: 示例办法
issued: 2020-01-15
in_force: {from: 2020-01-01, to: 2020-12-31, cites: 一}
clauses:
  一: {title: 补贴, kind: encoded, says: 示例}
facts:
  人数: {type: integer, unit: 人, min: 0, max: 100, typical: 1, ask: 几个人？}
  日期: {type: date, min: 0001-01-01, max: 9999-12-31, typical: 2020-06-01, ask: 哪天？}
  另日: {type: date, min: 0001-01-01, max: 9999-12-31, typical: 2020-06-01, ask: 哪天？}
  证书: {type: set, values: [甲证, 乙证], typical: [甲证], ask: 有哪些证书？}
  职业: {type: text, typical: 示例工种, ask: 什么职业？}
standards:
  标准: {cites: 一, unit: 元/人, values: [{from: 2020-01-01, value: 100}]}
awards:
  补贴:
    cites: 一
    says: 示例
    payee: '"企业"'
    event: 日期
    when:
      - >-
        WHEN
    amount: 标准 * 人数
mandates:
  提标: {cites: 一, says: 示例, standard: 标准, only: any, approved_by: 示例市人民政府}
"""
FACTS = {"人数": 2, "日期": "2020-06-01", "另日": "2020-05-01", "证书": ["甲证"], "职业": "焊工"}
AMENDMENT = """\
amendment: 示例修订
amends: 示例
authority: 一
approved_by: 示例市人民政府
approval: 示例〔2020〕2号
decided_on: 2020-02-01
changes:
  - {standard: 标准, from: 2020-05-01, value: VALUE, because: 示例}
"""


@dataclass(frozen=True)
class Told:
    """What a command printed, and how it ended."""

    code: int
    text: str

    @property
    def is_refusal(self) -> bool:
        """Exit code 1, a problem with its code, nothing of Python's, nothing a terminal obeys."""
        return self.code == 1 and "错误[" in self.text and self.is_clean

    @property
    def is_clean(self) -> bool:
        return "Traceback" not in self.text and self.is_printable

    @property
    def is_printable(self) -> bool:
        return all(char.isprintable() or char in "\n\u3000" for char in self.text)


def _bound() -> None:
    """Bound a command; what runs away is killed, and that is no refusal."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


Command = Callable[..., Told]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run a command in an empty folder with a cache of its own."""

    def run(*arguments: str | Path, given: bytes = b"", **environment: str) -> Told:
        own = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-W", "error", ROOT / "cli.py", *arguments],
            input=given,
            capture_output=True,
            timeout=20 * MOST_SECONDS,
            cwd=tmp_path,
            env={**os.environ, **own, **environment},
            preexec_fn=_bound,
            check=False,
        )
        return Told(
            done.returncode, (done.stdout + done.stderr).decode("utf-8", "backslashreplace")
        )

    return run


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes | dict[str, Any]) -> Path:
        path = tmp_path / name
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def small(when: str = "人数 >= 1", sections: str = "") -> str:
    """Give the small policy with a condition, and sections of its own in place of its."""
    own = {line.split(":")[0] for line in sections.splitlines() if line[:1] not in (" ", "")}
    kept: list[str] = []
    keeps = True
    for line in SMALL.replace("WHEN", when.replace("\n", "\n\n        ")).splitlines():
        if line[:1] not in (" ", ""):
            keeps = line.split(":")[0] not in own
        kept += [line] if keeps else []
    return sections + "\n".join(kept) + "\n"


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


# ── E: files, paths, dates, output ─────────────────────────────────────────

LONG = "长" * 3_000


@pytest.mark.parametrize(
    "path",
    ["/dev/zero", "/", LONG, f"{LONG}/x", "没有/文件"],
    ids=["device", "root", "long", "in-long", "gone"],
)
def test_rows_140_and_141_files_that_are_none(path: str, command: Command, write: Write) -> None:
    good = write("c.json", CASE)
    asks: list[tuple[str | Path, ...]] = [
        ("check", path),
        ("evaluate", "--policy", path, good),
        ("evaluate", "--amendment", path, good),
    ]
    asks += [("evaluate", path)] if path != "/" else [("check", "--source", path)]
    for words in asks:
        assert command(*words).is_refusal, words


def test_row_140_a_pipe_is_not_waited_for(command: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for words in (("check", "pipe"), ("evaluate", "pipe"), ("facts", "--policy", "pipe")):
        assert command(*words).is_refusal


def test_rows_137_to_139_amendments_that_lie_elsewhere(
    command: Command, write: Write, tmp_path: Path
) -> None:
    policy = write("p.yaml", small())
    outside = write("outside.yaml", AMENDMENT.replace("VALUE", "150"))
    folder = tmp_path / "amendments"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(outside)
    told = command("check", policy)
    assert told.is_refusal
    assert "path-outside" in told.text
    (folder / "link.yaml").unlink()
    (folder / "folder.yaml").mkdir()
    assert "not-a-file" in command("check", policy).text


def test_an_amendment_is_not_silently_passed_over(
    command: Command, write: Write, tmp_path: Path
) -> None:
    """A file beside the amendments that its name keeps out is spoken of."""
    policy = write("p.yaml", small())
    (tmp_path / "amendments").mkdir()
    write("amendments/approved.yml", AMENDMENT.replace("VALUE", "150"))
    assert "approved.yml" in command("check", policy).text


def test_amendments_that_cannot_be_listed_are_not_none(
    command: Command, write: Write, tmp_path: Path
) -> None:
    policy = write("p.yaml", small())
    (tmp_path / "amendments").symlink_to(tmp_path / "gone")
    assert command("check", policy).is_refusal


def test_a_folder_without_cases_is_spoken_of(command: Command, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    assert command("evaluate", tmp_path / "cases").text.strip()


def test_standard_input_is_never_cut(command: Command) -> None:
    """More than may be read is refused, wherever the cut would fall."""
    line = b'{"case": "x", "facts": {}}'
    cut = 4_000_000
    first = line[:-1] + b" " * (cut - len(line)) + b"}\n"
    assert len(first) == cut + 1
    told = command("evaluate", "-", given=first + line + b"\n")
    assert told.is_refusal
    assert "file-too-large" in told.text


DATES = [
    (121, "2020-02-30"),
    (142, "2023-02-29"),
    (142, "0000-00-00"),
    (142, "10000-01-01"),
    (143, "2020-W01-1"),
    (143, "20200229"),
    (143, "2020-2-3"),
    (143, "２０２０-０１-０１"),
    (143, "2020-01-01\\n"),
    (143, " 2020-01-01"),
    (144, "2020-01-01T00:00:00"),
    (144, "2020-01-01+08:00"),
    (144, "2020年1月1日"),
]


def test_days_that_are_none(command: Command, write: Write) -> None:
    paths = [
        write(f"{n:03}-E{row}.json", f'{{"facts": {{"招用日期": "{day}"}}}}')
        for n, (row, day) in enumerate(DATES)
    ]
    told = command("evaluate", *paths)
    assert told.is_refusal
    for path in paths:
        assert re.search(rf"{re.escape(path.name)}:1:12: 错误\[bad-date\]", told.text), path.name


ENDS = [
    ("0001-01-01", "9999-12-31", "add_days(日期, -1) <= 日期", "pending"),  # no standard yet
    ("9999-12-31", "0001-01-01", "add_years(日期, 1) >= 日期", "granted"),
    ("2020-02-29", "2021-02-28", "add_years(日期, 1) == 另日", "granted"),
    ("2020-02-29", "2021-03-01", "add_years(日期, 1) == 另日", "refused"),
    ("2020-03-31", "2020-01-31", "months_between(日期, 另日) == -2", "granted"),
    ("2020-03-31", "2020-01-31", "days_between(日期, 另日) >= 0", "refused"),
]


@pytest.mark.parametrize("first, second, when, status", ENDS)
def test_rows_142_and_145_the_ends_of_the_calendar(
    first: str, second: str, when: str, status: str, command: Command, write: Write
) -> None:
    """Shifts keep to the calendar; a span that runs backwards is negative, never nothing."""
    policy = write("p.yaml", small(when))
    case = write("c.json", {"facts": {**FACTS, "日期": first, "另日": second}})
    told = command("evaluate", "--format", "json", "--policy", policy, case)
    assert told.code == 0
    assert json.loads(told.text)["awards"][0]["status"] == status


NAMES = [
    "\x1b[2J.json",
    "\u202eexe.json",
    "\x9b31m.json",
    "a\n【准予】b.json",
    "a\r::error::b.json",
]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_row_146_names_of_case_files(form: str, command: Command, write: Write) -> None:
    paths = [write(f"{n}{name}", '{"facts": {"x": 1}}') for n, name in enumerate(NAMES)]
    told = command("evaluate", "--format", form, *paths)
    assert told.is_refusal
    assert not [line for line in told.text.splitlines() if line.startswith(("【", "::"))]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["text", "json", "ci"])
def test_row_146_names_of_policy_files(
    name: str, form: str, command: Command, write: Write
) -> None:
    told = command("check", "--format", form, write(name, "a: no\n"))
    assert told.code == 1
    assert told.is_clean
    assert not [line for line in told.text.splitlines()[1:] if line.startswith("::error")]


@pytest.mark.parametrize("words", [("check",), ("check", "--format", "json"), ("evaluate",)])
def test_row_146_names_that_are_no_text(words: tuple[str, ...], command: Command) -> None:
    told = command(*words, os.fsdecode(b"bad\xff.yaml"), PYTHONIOENCODING="utf-8:strict")
    assert told.code == 1
    assert told.is_clean


UNSAFE = ["\\u001b[2J", "\\u202e", "甲\\n【准予】乙", "甲\\u0085乙", "\\u0000"]


@pytest.mark.parametrize("text", UNSAFE)
def test_row_146_case_numbers_are_one_line(text: str, command: Command, write: Write) -> None:
    told = command("evaluate", write("c.json", f'{{"case": "{text}", "facts": {{}}}}'))
    assert told.is_refusal


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_row_146_texts_of_a_case_are_one_line(form: str, command: Command, write: Write) -> None:
    for fact in ("职业", "用人单位", "籍贯", "特殊行业"):
        case = {**CASE, "facts": {**CASE["facts"], fact: "甲\n【准予】乙"}}
        assert command("evaluate", "--format", form, write("c.json", case)).is_refusal


FORGED = "甲\\n【准予】补贴（一）　9999.00 元"
SPOKEN = {
    "award": ("  补贴:\n", f'  "{FORGED}":\n'),
    "clause": ("cites: 一", f'cites: "{FORGED}"'),
    "says": ("    says: 示例", f'    says: "{FORGED}"'),
    "payee": ("payee: '\"企业\"'", "payee: 职业"),
    "number": ("number: 示例〔2020〕1号", f'number: "{FORGED}"'),
    "condition": ("- >-\n        人数 >= 1", f'- {{if: 人数 >= 1, says: "{FORGED}"}}'),
    "option": ("甲证, 乙证", f'甲证, "{FORGED}"'),
    "ask": ("ask: 几个人？", f'ask: "{FORGED}"'),
}


@pytest.mark.parametrize("where", SPOKEN)
def test_row_146_the_words_of_a_policy_forge_no_line(
    where: str, command: Command, write: Write
) -> None:
    """A name or sentence with a line end is refused, or shown on one line."""
    before, after = SPOKEN[where]
    content = small().replace(before, after)
    assert content != small()
    if where == "clause":
        content = content.replace("  一: {", f'  "{FORGED}": {{')
    policy = write("p.yaml", content)
    case = write("c.json", {"facts": {**FACTS, "人数": 0}})
    if command("check", policy).is_refusal:
        return
    for words in (
        ("facts", "--policy", policy),
        ("explain", "--policy", policy, "补贴"),
        ("evaluate", "--policy", policy, case),
        ("evaluate", "--format", "markdown", "--policy", policy, case),
    ):
        told = command(*words)
        assert "Traceback" not in told.text
        assert not [
            line for line in told.text.splitlines() if line.strip().startswith("【准予】补贴")
        ]


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize(
    "words", [("evaluate",), ("explain", "岗前培训补贴"), ("facts",), ("check",)]
)
def test_a_console_without_utf8_is_no_reason_to_crash(
    words: tuple[str, ...], encoding: str, command: Command, write: Write
) -> None:
    given = [write("c.json", CASE)] if words == ("evaluate",) else []
    told = command(*words, *given, PYTHONIOENCODING=encoding)
    assert told.code == 0
    assert "Traceback" not in told.text


# ── F: well-formed, and growing ────────────────────────────────────────────


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

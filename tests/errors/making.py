"""Bad inputs that no small text file can hold: each is made where it is needed.

A maker does its mischief in an empty current folder and gives the problems it met with.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from unittest.mock import patch

from composing import BASE
from making_outputs import OUTPUT_MAKERS
from making_proofs import PROOF_MAKERS
from making_tables import TABLE_MAKERS

import interpreter.table
from interpreter.evaluation.program import Program
from interpreter.language.checker import read_expression
from interpreter.policy.history import gather_at
from interpreter.policy.loader import load
from interpreter.policy.sources import Source, gather
from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.review.replay import read_receipt
from interpreter.review.staleness import note_ends, note_unruled
from interpreter.source.data import Scalar
from interpreter.source.files import inside, list_folder, read_file, replace_file
from interpreter.source.inputs import each_case
from interpreter.source.json_reader import read_json
from interpreter.source.limits import (
    DEEPEST,
    LONGEST_LINE,
    LONGEST_SCALAR,
    MOST_BYTES,
    MOST_NODES,
    MOST_PROBLEMS,
)
from interpreter.source.yaml_reader import read_yaml
from interpreter.truth.acceptance import accept
from interpreter.truth.golden import Golden, case_of, find_golden, read_goldens

Found = Iterable[Problem]


def refused(action: Callable[[], object]) -> Found:
    """Give the problems an action is refused with."""
    try:
        action()
    except Refused as refusal:
        return refusal.problems
    raise AssertionError("nothing was refused")


def yaml(content: str | bytes, name: str = "policy.yaml") -> Found:
    bytes_ = content if isinstance(content, bytes) else content.encode()
    return refused(lambda: read_yaml(bytes_, name))


def json(content: str | bytes, name: str = "case.json") -> Found:
    bytes_ = content if isinstance(content, bytes) else content.encode()
    return refused(lambda: read_json(bytes_, name))


def byte_order_mark() -> Found:
    return [*yaml("\ufeffpolicy: 示例\n"), *json('\ufeff{"facts": {}}')]


def not_utf8() -> Found:
    """Bytes of another encoding: the usual one is guessed at; others are only refused."""
    return [
        *yaml("title: 办法\n".encode("gbk"), "gbk.yaml"),
        *yaml("title: 办法\n".encode("utf-16"), "utf16.yaml"),
        *yaml(b"title: \xff\n", "other.yaml"),
    ]


def forbidden_character() -> Found:
    """What cannot be seen, written raw or by an escape, in a file or in an expression."""
    written = Scalar("人数 > 1\u200b and 人数 ＞ 0", Place("policy.yaml", 3, 11))
    in_expression = Problems()
    read_expression(written, {}, in_expression)
    return [
        *yaml("title: 甲\u202e乙\n", "bidi.yaml"),
        *yaml("title: 甲 # 说明\u2028when: true\n", "line.yaml"),
        *yaml("title:\t甲\n", "tab.yaml"),
        *yaml('title: "甲\\u200b乙"\n', "escape.yaml"),
        *yaml('title: "甲\\ud800"\n', "surrogate.yaml"),
        *json('{"case": "\\u001b[2J"}'),
        *in_expression,
    ]


def file_missing() -> Found:
    return refused(lambda: read_file("没有.yaml"))


def file_too_large() -> Found:
    Path("案件.json").write_bytes(b" " * (MOST_BYTES + 1))
    return refused(lambda: read_file("案件.json"))


def not_a_file() -> Found:
    Path("amendments").mkdir()
    os.mkfifo("amendments/管道.yaml")
    return [
        *refused(lambda: read_file("amendments")),
        *refused(lambda: read_file("amendments/管道.yaml")),
        *refused(lambda: list_folder("amendments", ".yaml")),
    ]


def unreadable_file() -> Found:
    return [
        *refused(lambda: read_file("甲\0乙.yaml")),
        *refused(lambda: read_file("长" * 100 + ".yaml")),
    ]


def path_outside() -> Found:
    Path("amendments").mkdir()
    Path("amendments/外面.yaml").symlink_to("/etc/hostname")
    return [
        *refused(lambda: inside("amendments", "../别处.yaml")),
        *refused(lambda: list_folder("amendments", ".yaml")),
    ]


def too_deep() -> Found:
    return [
        *yaml("a: " + "[" * DEEPEST + "]" * DEEPEST),
        *json('{"a": ' + "[" * DEEPEST + "]" * DEEPEST + "}"),
    ]


def too_long() -> Found:
    return [
        *yaml("title: " + "长" * LONGEST_LINE, "line.yaml"),
        *yaml("title:\n" + "  长长长长长长长长长\n" * (LONGEST_SCALAR // 10 + 1), "text.yaml"),
        *json('{"case": "' + "长" * (LONGEST_SCALAR + 1) + '"}'),
    ]


def too_many_nodes() -> Found:
    return [
        *yaml("a:\n" + "- 1\n" * MOST_NODES),
        *json('{"a": [' + "1," * MOST_NODES + "1]}"),
    ]


def too_many_problems() -> Found:
    """Only the last one is shown here: the others are the ones it speaks of."""
    found = [*yaml("a:\n" + "- no\n" * (MOST_PROBLEMS + 5))]
    return found[-1:]


def expression_too_long() -> Found:
    found = Problems()
    read_expression(Scalar("人数 > 1" + " " * 2_000, Place("policy.yaml", 3, 11)), {}, found)
    return found


def expression_not_text() -> Found:
    """The shape of every file demands text here already; this is the second fence."""
    found = Problems()
    read_expression(Scalar(800, Place("policy.yaml", 3, 11)), {}, found)
    return found


def amendment_file() -> Found:
    """A file beside the amendments that would not be read as one."""
    Path("policy.yaml").write_text("policy: 示例\n", encoding="utf-8")
    Path("amendments").mkdir(exist_ok=True)
    Path("amendments/提标.yml").write_text("amendment: 示例\n", encoding="utf-8")
    return refused(lambda: gather(Path("policy.yaml")))


def no_cases() -> Found:
    Path("空文件夹").mkdir(exist_ok=True)
    [(_, problems)] = each_case(("空文件夹",), lambda _: b"")
    assert isinstance(problems, tuple)
    return problems


GOLDEN = """\
golden: 示例
clause: 一
says: 示例的金案
applicant:
  claims: [培训补贴]
  facts: {人数: 3, 等级: 初级, 取证日期: 2020-06-01, 已参保: true}
cases:
  - {name: 三人的补贴, because: 示例, expect: {培训补贴: {status: granted}}}
  - {name: 四人的补贴, because: 示例, facts: {人数: 4}, expect: {没有的补贴: {status: granted}}}
  - name: 五人的补贴
    because: 示例
    facts: {人数: 5}
    expect: {培训补贴: {status: pending,
      missing: [人数]}} # 括号外
  - name: 六人的补贴
    because: 示例
    facts: {人数: 6}
    expect: {培训补贴: {status: pending, # 括号里
      missing: [人数]}}
"""


def _goldens() -> list[Golden]:
    Path("金案").mkdir(exist_ok=True)
    Path("金案/示例.yaml").write_text(GOLDEN, encoding="utf-8")
    return read_goldens(Path("金案"))


def _accepted(name: str, because: str) -> Found:
    base = (BASE.name, BASE.read_bytes())
    golden = find_golden(name, _goldens(), Place("--accept"))
    program = Program(load(Source(base))[0])
    return refused(lambda: accept(golden, because, date(2021, 1, 4), program))


def not_accepted() -> Found:
    return [
        *_accepted("三人的补贴", "示例：某文件第一条"),
        *_accepted("四人的补贴", "示例：某文件第一条"),
        *_accepted("六人的补贴", "示例：某文件第一条"),
        *_accepted("五人的补贴", "……改了！"),
        *_accepted("五人的补贴", "某文件第一条" * 100),
        *_accepted("五人的补贴", "某文件\n第一条"),
    ]


def which_golden() -> Found:
    goldens = _goldens()
    return [
        *refused(lambda: find_golden("的补贴", goldens, Place("--case"))),
        *refused(lambda: find_golden("三人补帖", goldens, Place("--case"))),
        *refused(lambda: find_golden("x", goldens, Place("--accept"))),
    ]


def file_changed() -> Found:
    Path("金案.yaml").write_text("后来的内容\n", encoding="utf-8")
    return refused(lambda: replace_file(Path("金案.yaml"), b"before\n", b"after\n"))


def unwritable_file() -> Found:
    return refused(lambda: replace_file(Path("没有的文件夹/金案.yaml"), b"", b""))


def no_revision() -> Found:
    return refused(lambda: gather_at(Path("policy.yaml"), "没有的版本"))


def not_a_receipt() -> Found:
    Path("outcome.json").write_text('{"facts": {}}', encoding="utf-8")
    return refused(lambda: read_receipt(Path("outcome.json")))


def extra_missing() -> Found:
    """As if the library were not installed."""
    with patch.dict(sys.modules, {"polars": None}):
        found = refused(lambda: importlib.reload(interpreter.table))
    importlib.reload(interpreter.table)
    return [*TABLE_MAKERS["extra-missing"](), *found, *PROOF_MAKERS["extra-missing"]()]


BUS = Path(__file__).parents[1] / "policies" / "school-bus"


def _ending(on: date) -> Found:
    found = Problems()
    policy = load(Source(("policy.yaml", (BUS / "policy.yaml").read_bytes())))[0]
    note_ends(policy, on, 30, found)
    return list(found)


def ends_soon() -> Found:
    return [*_ending(date(2024, 7, 31)), *_ending(date(2024, 8, 1))]  # thirty days: from the second


def has_ended() -> Found:
    return _ending(date(2024, 9, 1))


def reading_unruled() -> Found:
    found = Problems()
    policy = load(Source(("policy.yaml", (BUS / "policy.yaml").read_bytes())))[0]
    program = Program(policy)
    goldens = read_goldens(BUS / "golden")
    cases = [case_of(g, program) for g in goldens if g.file == "第九条.yaml" and not g.readings]
    note_unruled(policy, cases, date(2024, 1, 1), found)
    return list(found)


MAKERS: dict[str, Callable[[], Found]] = (
    TABLE_MAKERS
    | OUTPUT_MAKERS
    | PROOF_MAKERS
    | {
        function.__name__.replace("_", "-"): function
        for function in (
            ends_soon,
            has_ended,
            reading_unruled,
            byte_order_mark,
            not_utf8,
            forbidden_character,
            file_missing,
            file_too_large,
            not_a_file,
            unreadable_file,
            path_outside,
            too_deep,
            too_long,
            too_many_nodes,
            too_many_problems,
            expression_too_long,
            expression_not_text,
            amendment_file,
            no_cases,
            not_accepted,
            which_golden,
            file_changed,
            unwritable_file,
            no_revision,
            not_a_receipt,
            extra_missing,
        )
    }
)

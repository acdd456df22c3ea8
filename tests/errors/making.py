"""Bad inputs that no small text file can hold: each is made where it is needed.

A maker does its mischief in an empty current folder and gives the problems it met with.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

import interpreter.table
from interpreter.language.checker import read_expression
from interpreter.policy.history import gather_at
from interpreter.policy.sources import gather
from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.review.replay import read_receipt
from interpreter.source.data import Scalar
from interpreter.source.files import inside, list_folder, read_file
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
    return found


MAKERS: dict[str, Callable[[], Found]] = {
    function.__name__.replace("_", "-"): function
    for function in (
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
        no_revision,
        not_a_receipt,
        extra_missing,
    )
}

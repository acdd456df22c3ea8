"""Nothing that a terminal or a CI obeys reaches the output, and no line is forged. Row 146."""

from __future__ import annotations

import os

import pytest
from hostile_kit import CASE, FACTS, Command, Write, small

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

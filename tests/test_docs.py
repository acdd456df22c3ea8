"""Documentation that cannot rot: what must be documented is listed by the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click
import pytest
from commands import ROOT
from documents import act, alike, blocks, sections

from cli import main

README = ROOT / "README.md"
CHINESE = ROOT / "README.zh.md"
DOCUMENTS = (README, CHINESE)
CONTEXT = click.Context(main, info_name="cli.py")
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+\Z")
NOT_CODES = {"utf-8", "policy-interpreter", "ls-tree", "rev-parse", *COMMANDS}
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
BREAKDOWN = re.compile(r"Traceback|\berrors? in \d|\d failed")
CODE_ROW = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _section(text: str, heading: str) -> str:
    """Give what stands under a heading, up to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, f"no heading {heading}"
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def _codes_in_source() -> Iterator[str]:
    """Give every word in the source that has the shape of a problem code."""
    for path in (ROOT / "interpreter").rglob("*.py"):
        for node in ast.walk(ast.parse(_text(path))):
            word = node.value if isinstance(node, ast.Constant) else None
            if isinstance(word, str) and CODE.match(word) and word not in NOT_CODES:
                yield word


def test_a_code_always_has_a_hyphen_so_that_it_can_be_found() -> None:
    for path in (ROOT / "interpreter").rglob("*.py"):
        for node in ast.walk(ast.parse(_text(path))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr == "add" and len(node.args) >= 3:
                code = node.args[0]
                literal = isinstance(code, ast.Constant)
                assert not literal or CODE.match(str(code.value)), f"{path}:{node.lineno}"


def test_every_problem_code_is_explained_once_and_no_other() -> None:
    told = CODE_ROW.findall(_section(_text(README), "## Problem codes"))
    assert len(told) == len(set(told))
    assert set(told) == set(_codes_in_source())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    section, command = _section(_text(README), f"### `{name}`"), COMMANDS[name]
    assert command is not None
    for option in command.get_params(CONTEXT):
        if "--help" not in option.opts:
            missing = [word for word in _words_of(option) if word not in section]
            assert not missing, f"{name}: {missing}"


def _words_of(option: click.Parameter) -> Iterator[str]:
    """Give what a reader has to be told of an option: its name, its values."""
    named = option.opts[0] if isinstance(option, click.Option) else option.human_readable_name
    yield f"`{str(named).rstrip('.')}"
    if isinstance(option.type, click.Choice):
        yield from (f"`{value}`" for value in option.type.choices)


def test_the_commands_are_documented_in_the_order_of_the_help_and_no_others() -> None:
    section = _section(_text(README), "## Commands")
    assert re.findall(r"^### `([a-z-]+)`$", section, flags=re.MULTILINE) == [*COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    command = COMMANDS[name]
    assert command is not None
    assert command.help


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_example_is_named(path: Path) -> None:
    missing = [e.name for e in (ROOT / "examples").iterdir() if e.name not in _text(path)]
    assert not missing


@pytest.mark.parametrize("path", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    inner = [to for to in LINK.findall(_text(path)) if "://" not in to]
    missing = [to for to in inner if not (path.parent / to).exists()]
    assert not missing


def test_every_folder_of_the_interpreter_is_in_the_table_of_rooms() -> None:
    section = _section(_text(README), "## Rooms")
    rooms = [p.name for p in (ROOT / "interpreter").iterdir() if (p / "__init__.py").is_file()]
    assert [room for room in rooms if f"`{room}/`" not in section] == []


def test_ci_runs_the_test_command_that_the_reader_is_told() -> None:
    told = [line for block in blocks(_text(README)) for line in block.lines]
    assert "$ make test" in told
    script = [line for line in _text(ROOT / ".ci/run").splitlines() if "make" in line.split("#")[0]]
    assert script == ["exec make test </dev/null"]


def test_the_table_of_benchmarks_has_the_rows_that_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    run = import_module("run")
    told = re.findall(
        r"^\| (.+) \| .+ \| (.+) \|$", _section(_text(README), "## Benchmarks"), re.MULTILINE
    )
    assert told == [("what", "goal"), *((row.what, row.goal) for row in run.ROWS)]
    explained = _text(ROOT / "benchmarks/README.md")
    assert all(f"**{benchmark.name}.py**" in explained for benchmark in run.BENCHMARKS)


@pytest.mark.parametrize(
    ("path", "section"),
    [
        pytest.param(path, section, id=f"{path.name} {section.lstrip('# ')}")
        for path in DOCUMENTS
        for section in sections(_text(path))
    ],
)
def test_what_is_shown_is_what_the_commands_print(
    path: Path, section: str, rewriting: bool, environment: Mapping[str, str], tmp_path: Path
) -> None:
    text = _text(path)
    lines = text.splitlines()
    found = list(act(text, section, tmp_path / "project", environment))
    assert found
    broken = [printed for _, printed in found if BREAKDOWN.search(printed)]
    assert not broken, broken
    for block, printed in reversed(found):
        if rewriting:
            lines[block.start : block.start + len(block.lines)] = printed.splitlines()
    if rewriting:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    for block, printed in found:
        assert alike("\n".join(block.lines), printed), f"{path.name}:{block.start}\n{printed}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_breakdown_was_recorded_as_if_it_were_meant(path: Path) -> None:
    shown = [line for block in blocks(_text(path)) for line in block.lines]
    assert not [line for line in shown if BREAKDOWN.search(line)]


def test_shown_output_is_compared_to_the_letter() -> None:
    assert alike("一\n…\n三", "一\n二\n二\n三")
    assert alike("规则指纹 0123456789ab", "规则指纹 ba9876543210")
    assert not alike("一\n二", "一\n三")
    assert not alike("一", "一\n二")

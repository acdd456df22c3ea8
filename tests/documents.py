"""The blocks of a document that are run, so that it cannot say what is not so.

    ```console              each `$ command` is run; below it stands what it prints
    ```diff                 lines with - become those with + in the file named after `---`
    <!-- file: NAME -->     the block that follows is written to that file

Each `## ` heading starts with a fresh copy of the project.  A line `…` stands for any lines.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from commands import ROOT, run_command

COPIED = ("cli.py", "interpreter", "schemas", "policy", "examples", "pyproject.toml", "Makefile")
COPIED_TESTS = ("golden", "policies", "conftest.py", "commands.py", "test_golden.py")
# `make` would set up .venv from the registry; here the environment of the tests stands for it.
STANDING_FOR = {"make ": "make --no-print-directory -o .venv/core -o .venv/dev PY=python "}
FENCE = re.compile(r"```(\w*)\s*\Z")
FILE = re.compile(r"<!-- file: (\S+) -->\s*\Z")
VARYING = (  # what may differ between two honest runs
    (re.compile(r"(规则指纹 |sha256:)[0-9a-f]{12,64}"), r"\1…"),
    (re.compile(r"\d+ passed in [\d.]+s"), "… passed in …s"),
    # more golden cases are always welcome
    (
        re.compile(r"金案 \d+ 例(（\d+ 例[^）]*）)?，目标 \d+ 个，达到 \d+"),
        "金案 … 例，目标 … 个，达到 …",
    ),
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, the file it is for, its lines, and where they start."""

    kind: str
    file: str
    lines: tuple[str, ...]
    start: int
    section: str


def blocks(text: str) -> Iterator[Block]:
    """Give every fenced block of a document in order."""
    kind: str | None = None
    file = section = ""
    inside: list[str] = []
    for number, line in enumerate(text.splitlines()):
        fence = FENCE.match(line)
        if fence and kind is None:
            kind, inside = fence[1], []
        elif fence and kind is not None:
            yield Block(kind, file, tuple(inside), number - len(inside), section)
            kind, file = None, ""
        elif kind is not None:
            inside.append(line)
        elif found := FILE.match(line):
            file = found[1]
        elif line.startswith("## "):
            section = line


def copy_project(folder: Path) -> None:
    """Copy what the commands of a document need."""
    (folder / "tests").mkdir(parents=True)
    names = [*COPIED, *(f"tests/{name}" for name in COPIED_TESTS)]
    for name in names:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)


def sections(text: str) -> list[str]:
    """Name the parts of a document that show what a command prints, each a start of its own."""
    return list(dict.fromkeys(b.section for b in blocks(text) if b.kind == "console"))


def act(
    text: str, section: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[tuple[Block, str]]:
    """Do what a part of a document says; give each console block as it really prints."""
    copy_project(folder)
    for block in blocks(text):
        if block.section != section:
            continue
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
        elif block.kind == "diff":
            _edit(folder, block)
        elif block.kind == "console":
            yield block, _printed(block, folder, environment)


def _edit(folder: Path, block: Block) -> None:
    """Replace the one place where the old lines stand by the new ones."""
    path = folder / block.lines[0].removeprefix("--- ")
    old = "\n".join(line[1:] for line in block.lines[1:] if line[:1] in "- ")
    new = "\n".join(line[1:] for line in block.lines[1:] if line[:1] in "+ ")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"line {block.start}: these lines do not stand once in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _printed(block: Block, folder: Path, environment: Mapping[str, str]) -> str:
    shown = []
    for command, expected in _commands(block):
        done = command
        for written, meant in STANDING_FOR.items():
            done = re.sub(rf"^{written}", meant, done)
        found = run_command(["bash", "-c", f"{{ {done}\n}} 2>&1"], folder, environment).out
        kept = expected if alike(expected, found.rstrip("\n")) else found.rstrip("\n")
        shown += [f"$ {command}", *([kept] if kept else [])]
    return "\n".join(shown)


def _commands(block: Block) -> Iterator[tuple[str, str]]:
    """Give each command with what is shown below it."""
    starts = [n for n, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        yield block.lines[start][2:], "\n".join(block.lines[start + 1 : end])


def alike(expected: str, found: str) -> bool:
    """Say whether what is shown is what was printed, but for what may vary."""
    for pattern, same in VARYING:
        expected, found = pattern.sub(same, expected), pattern.sub(same, found)
    parts = [re.escape(part) for part in re.split(r"^…$", expected, flags=re.MULTILINE)]
    return re.fullmatch(r"(?s:.*)".join(parts), found) is not None

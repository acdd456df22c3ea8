"""A bad policy is a fragment: its entries go over the small good policy, place by place.

Every line of the whole remembers the file and line it came from, so that a print names the
fragment's own lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from interpreter.problems import Place, Problem

BASE = Path(__file__).parent / "base.yaml"
_SECTION = re.compile(r"([^\s#%-][^:]*):")
_ENTRY = re.compile(r"  ([^\s#-][^:]*):")
_WITHOUT = re.compile(r"# without: (.*)")


@dataclass(frozen=True)
class Line:
    """A line of text with the place it was written at."""

    text: str
    file: str
    number: int


Entries = dict[str, list[Line]]


@dataclass(frozen=True)
class Whole:
    """A file, or a fragment laid over the base: its text, and where each line was written."""

    name: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "".join(line.text + "\n" for line in self.lines)

    def problem(self, problem: Problem) -> Problem:
        """Give a problem of the whole at the place where its line was written."""
        if problem.place.line > len(self.lines):
            return problem
        line = self.lines[problem.place.line - 1]
        return replace(problem, place=Place(line.file, line.number, problem.place.column))


def lay_over_base(fragment: str, name: str) -> Whole:
    """Put the entries of the base that the fragment does not write behind those it writes.

    `# alone` as the first line keeps the base out; `# without: facts.人数` one entry of it,
    `# without: facts` a section.
    """
    mine = _lines(fragment, name)
    if fragment.startswith("# alone"):
        return Whole(name, tuple(mine))
    base = _sections(_lines(BASE.read_text(encoding="utf-8"), BASE.name))
    for match in _WITHOUT.finditer(fragment):
        section, _, entry = match[1].partition(".")
        _leave_out(base, section, entry)
    laid: list[Line] = []
    for section, lines in _sections(mine).items():
        laid += lines
        if lines[0].text == f"{section}:":
            laid += _missing(lines, base.get(section, []))
    written = _sections(mine)
    return Whole(
        name, (*laid, *(line for s, found in base.items() if s not in written for line in found))
    )


def as_written(text: str, name: str) -> Whole:
    """Give a file that is not laid over anything."""
    return Whole(name, tuple(_lines(text, name)))


def _lines(text: str, name: str) -> list[Line]:
    return [Line(line, name, number) for number, line in enumerate(text.splitlines(), 1)]


def _sections(lines: list[Line]) -> Entries:
    return _cut(lines, _SECTION)


def _cut(lines: list[Line], start: re.Pattern[str]) -> Entries:
    """Cut lines where a key starts; what stands before the first key has no name."""
    found: Entries = {}
    name = ""
    for line in lines:
        if match := start.match(line.text):
            name = match[1]
        found.setdefault(name, []).append(line)
    return found


def _missing(mine: list[Line], base: list[Line]) -> list[Line]:
    """Give the entries of a section of the base that the fragment does not write."""
    written = _cut(mine[1:], _ENTRY)
    entries = _cut(base[1:], _ENTRY)
    return [line for entry, lines in entries.items() if entry not in written for line in lines]


def _leave_out(base: Entries, section: str, entry: str) -> None:
    if not entry:
        del base[section]
        return
    head, *lines = base[section]
    kept = {name: found for name, found in _cut(lines, _ENTRY).items() if name != entry}
    base[section] = [head, *(line for found in kept.values() for line in found)]

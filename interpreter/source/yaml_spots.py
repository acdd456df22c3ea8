"""Where each character of a YAML text stood, worked out again from the source when asked.

The parser gives only the start and end of a scalar. Each style is walked here once more, and
what comes out must be as long as the value (block styles: equal to it), or no place is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from interpreter.source.lines import Layout, Lines

_FOLD = r"[ ]*\n(?:[ ]*\n)*[ ]*"
_RUN = r"(?P<run>[^ \n\\']+|[ ]+)"
_STEPS = {
    "": re.compile(rf"(?P<fold>{_FOLD})|{_RUN}|."),
    "'": re.compile(rf"(?P<fold>{_FOLD})|{_RUN}|''|."),
    '"': re.compile(
        rf"(?P<fold>{_FOLD})|{_RUN}|(?P<joined>\\\n(?:[ ]*\n)*[ ]*)"
        r"|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|."
    ),
}
_MOST_INDICATED = 9
_HEADER = re.compile(r"[|>][^\n]*\n")


class YamlLayout(Layout):
    """The stretch of source that holds one quoted, block or multi-line scalar."""

    __slots__ = ("_style", "_value")

    def __init__(self, lines: Lines, start: int, end: int, style: str, value: str) -> None:
        super().__init__(lines, start, end)
        self._style = style
        self._value = value

    def walk(self) -> list[int]:
        """Give the offset in the file of each character of the value, and of its end."""
        found = self._block() if self._style in ("|", ">") else list(self._flow())
        return found if len(found) == len(self._value) + 1 else [self.start]

    def _flow(self) -> Iterator[int]:
        """Walk a plain or quoted scalar; a single line break counts as the space it becomes."""
        margin = 1 if self._style else 0
        steps, text = _STEPS[self._style], self.lines.text
        for step in steps.finditer(text, self.start + margin, self.end - margin):
            yield from _offsets_of(step)
        yield self.end - margin

    def _block(self) -> list[int]:
        """Walk a block scalar at the indentation that gives back its very value."""
        header = _HEADER.match(self.lines.text, self.start, self.end)
        body = header.end() if header else self.end
        lines = list(_lines_of(self.lines.text, body, self.end))
        deepest = _indentation_of(lines)
        for indent in range(deepest, max(deepest - _MOST_INDICATED, 0) - 1, -1):
            walked = list(_walk(lines, indent, folded=self._style == ">"))
            if "".join(char for char, _ in walked).startswith(self._value):
                return self._cut(walked, body)
        return []

    def _cut(self, walked: list[tuple[str, int]], body: int) -> list[int]:
        """Keep what the chomping left; the end stands right after the last character."""
        kept = [offset for _, offset in walked[: len(self._value)]]
        return [*kept, kept[-1] + 1 if kept else min(body, len(self.lines.text))]


class _Line(NamedTuple):
    text: str
    start: int
    ended: bool


def _offsets_of(step: re.Match[str]) -> Iterable[int]:
    """Give the offsets of the characters that one step of a plain or quoted scalar makes."""
    if step.lastgroup is None:
        return (step.start(),)
    if step.lastgroup == "run":
        return range(*step.span())
    breaks = [step.start() + at for at, char in enumerate(step[0]) if char == "\n"]
    return breaks if step.lastgroup == "fold" and len(breaks) == 1 else breaks[1:]


def _lines_of(text: str, start: int, end: int) -> Iterator[_Line]:
    while start < end:
        stop = text.find("\n", start, end)
        last = end if stop < 0 else stop
        yield _Line(text[start:last], start, stop >= 0)
        start = last + 1


def _indentation_of(lines: list[_Line]) -> int:
    """Count the spaces before the first written line; the most there are, if none is."""
    spaces = [len(line.text) - len(line.text.lstrip(" ")) for line in lines]
    written = (count for count, line in zip(spaces, lines, strict=True) if line.text[count:])
    return next(written, max(spaces, default=0))


def _walk(lines: list[_Line], indent: int, *, folded: bool) -> Iterator[tuple[str, int]]:
    """Give the characters of a block scalar with their offsets, all line ends kept."""
    breaks: list[int] = []
    foldable = False
    for line in lines:
        content = line.text[indent:]
        if content:
            here = folded and content[0] != " "
            yield from _join(breaks, folds=foldable and here)
            yield from ((char, at) for at, char in enumerate(content, line.start + indent))
            breaks, foldable = [], here
        if line.ended:
            breaks.append(line.start + len(line.text))
    yield from _join(breaks, folds=False)


def _join(breaks: list[int], *, folds: bool) -> Iterator[tuple[str, int]]:
    if folds and len(breaks) == 1:
        yield " ", breaks[0]
    else:
        yield from (("\n", at) for at in breaks[1 if folds else 0 :])

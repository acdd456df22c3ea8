"""The text of a file, which knows at which line and column each of its characters stands."""

from __future__ import annotations

import re
from bisect import bisect_right

from interpreter.problems import Place


class Lines:
    """Text with the name of its file; `first` is the number of its first line there."""

    __slots__ = ("_starts", "first", "name", "text")

    def __init__(self, text: str, name: str, first: int = 1) -> None:
        self.text = text
        self.name = name
        self.first = first
        self._starts: list[int] = []

    def place(self, offset: int) -> Place:
        """Give the line and column of the character at `offset` (its length: the end)."""
        starts = self._line_starts()
        index = bisect_right(starts, offset) - 1
        return Place(self.name, index + self.first, offset - starts[index] + 1)

    def around(self, offset: int) -> str:
        """Give the whole line that holds `offset`, without its line end."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[start:] if end < 0 else self.text[start:end]

    def before(self, offset: int) -> str:
        """Give what stands before `offset` on its line."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 : offset]

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return self._starts


class Layout:
    """How a text value lies in its file, where start + offset would not be exact.

    Each style of writing a text is a subclass that knows how to walk it; walked at most once.
    """

    __slots__ = ("_found", "end", "lines", "start")

    def __init__(self, lines: Lines, start: int, end: int) -> None:
        self.lines = lines
        self.start = start
        self.end = end
        self._found: list[int] = []

    def place(self, index: int) -> Place:
        """Give the place of the character of the value at `index`; beyond the end, the end."""
        offsets = self._walked()
        return self.lines.place(offsets[min(index, len(offsets) - 1)])

    def places(self) -> tuple[Place, ...]:
        """Give one place per character of the value, and one for its end."""
        return tuple(map(self.lines.place, self._walked()))

    def walk(self) -> list[int]:
        """Give the offset in the file of each character of the value, and of its end."""
        raise NotImplementedError

    def _walked(self) -> list[int]:
        self._found = self._found or self.walk()
        return self._found

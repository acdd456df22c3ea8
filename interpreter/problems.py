"""Places and problems: what is wrong, where exactly, and what would mend it.

Problems are values. They are gathered, sorted and shown together; `Refused` carries
them out of a stage that cannot go on.  Nothing here prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_MESSAGE = 400


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file: `line` and `column` count from 1, in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{visible(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a `code` (a word), a place, a sentence, and a hint to follow."""

    code: str
    place: Place
    message: str
    hint: str = ""
    warning: bool = False
    about: str = ""

    def as_json(self) -> dict[str, object]:
        """Give the problem as plain JSON data, in the order people read it."""
        return {
            "code": self.code,
            "severity": "warning" if self.warning else "error",
            "file": visible(self.place.file),
            "line": self.place.line,
            "column": self.place.column,
            "about": self.about,
            "message": self.message,
            "hint": self.hint,
        }


class Refused(Exception):
    """A stage stops here; `problems` says everything that was found, never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("; ".join(p.message for p in self.problems[:3]))


class Problems:
    """A gathering of problems; every stage adds to one and looks at it when done."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Place, str], Problem] = {}

    def add(
        self,
        code: str,
        place: Place,
        message: str,
        hint: str = "",
        *,
        warning: bool = False,
        about: str = "",
    ) -> None:
        """Note a problem; the very same one twice is noted once."""
        problem = Problem(code, place, _bounded(message), _bounded(hint), warning, about)
        self._found.setdefault((code, place, problem.message), problem)

    def extend(self, others: Iterable[Problem]) -> None:
        """Take over problems found elsewhere."""
        for problem in others:
            self._found.setdefault((problem.code, problem.place, problem.message), problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found.values(), key=_reading_order))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are not mere warnings, in reading order."""
        return tuple(p for p in self if not p.warning)

    def refuse_if_any(self) -> None:
        """Raise `Refused` when an error was noted."""
        if self.errors:
            # Warnings beside errors mislead: a name may look unused only because of a slip.
            raise Refused(self.errors)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give a Chinese hint naming the nearest known word, or an empty string."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"是不是想写 `{near[0]}`？" if near else ""


def visible(text: str) -> str:
    """Give `text` with control, invisible and bidi characters as escapes, so it can be printed."""
    return "".join(c if c.isprintable() or c == "　" else _escaped(c) for c in text)


def shown(text: object, most: int = 60) -> str:
    """Give a value as it may stand inside a message: printable and short."""
    plain = visible(str(text))
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def named(codes: Mapping[str, str], code: str) -> str:
    """Give the Chinese name of a coded word, or the word itself."""
    return codes.get(code, code)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def _bounded(message: str) -> str:
    return shown(message, LONGEST_MESSAGE)


def _reading_order(problem: Problem) -> tuple[Place, str, str]:
    return problem.place, problem.code, problem.message

"""JSON becomes plain exact data: no float, no key given twice, nothing unseen.

A good file is read by the C scanner with strict hooks. Only when it finds anything doubtful, or
when somebody asks for a place, is the text read again by the slow reader that knows places.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NoReturn

from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.source.characters import forbidden_in, key_fault
from interpreter.source.data import Mapping, exact_decimal, follow, plain
from interpreter.source.files import add_too_many, decode
from interpreter.source.json_places import read_slowly
from interpreter.source.limits import (
    DEEPEST,
    LONGEST_SCALAR,
    MOST_BYTES,
    MOST_DIGITS,
    MOST_NODES,
    MOST_PROBLEMS,
)
from interpreter.source.lines import Lines

_BLANK = re.compile(r"[ \t]*")


@dataclass(frozen=True)
class Json:
    """What a JSON object says: dict, list, str, bool, int, Decimal, None. It knows its places."""

    data: dict[str, object]
    lines: Lines = field(repr=False, compare=False)

    @cached_property
    def tree(self) -> Mapping:
        """The same data with places; read again from the text on first use."""
        tree = read_slowly(self.lines, Problems())
        assert isinstance(tree, Mapping)
        return tree

    def place(self, path: tuple[str | int, ...] = (), key: bool = True) -> Place:
        """Give the place where `path` ends, walked as far as it exists.

        With `key` it is the place of the key itself, otherwise that of its value.
        """
        data, place = follow(self.tree, path)
        return place if key else data.place


def read_json(content: bytes, name: str) -> Json:
    """Read the JSON object of one file; `name` stands in its places.

    Raises `Refused` with all problems that could be found.
    """
    if len(content) > MOST_BYTES:
        message = f"文件超过 {MOST_BYTES} 字节"
        raise Refused([Problem("file-too-large", Place(name), message, "拆成几个文件")])
    problems = Problems()
    text = decode(content, name, problems, tabs=True)
    found = None if text is None else _read(Lines(text, name), problems)
    problems.refuse_if_any()
    assert found is not None
    return found


def read_json_lines(content: bytes, name: str) -> list[Json]:
    """Read one JSON object from each line that is not blank; the caps hold per line.

    Raises `Refused` with all problems that could be found, in all lines.
    """
    problems = Problems()
    text = decode(content, name, problems, tabs=True)
    found: list[Json | None] = []
    for number, line in enumerate((text or "").split("\n"), 1):
        if _BLANK.fullmatch(line):
            continue
        found.append(_read(Lines(line, name, number), problems))
        if len(problems) >= MOST_PROBLEMS:
            add_too_many(Place(name, number), problems)
            break
    if not found and not problems:
        problems.add("empty-file", Place(name), "文件里没有内容", "写上内容")
    problems.refuse_if_any()
    return [one for one in found if one is not None]


def _read(lines: Lines, problems: Problems) -> Json | None:
    """Read one object; None after adding why not."""
    data = _quickly(lines.text)
    if data is not None:
        return Json(data, lines)
    before = len(problems)
    tree = read_slowly(lines, problems)
    if len(problems) > before or tree is None:
        return None
    slow = plain(tree)
    return Json(slow, lines) if isinstance(slow, dict) else None


def _quickly(text: str) -> dict[str, object] | None:
    """Read a good text fast; None when anything at all wants a closer look."""
    openers = text.count("{") + text.count("[")
    if openers + text.count(",") + text.count(":") >= MOST_NODES:
        return None
    try:
        data = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    doubtful = openers > DEEPEST or "\\" in text or len(text) > LONGEST_SCALAR
    if not isinstance(data, dict) or (doubtful and not _within_limits(data)):
        return None
    return data


def _within_limits(data: object) -> bool:
    """Look at depth, and at the length and characters of every string."""
    level = [data]
    for _ in range(DEEPEST):
        parts = [part for node in level for part in _parts(node)]
        if not all(_is_fine(part) for part in parts if isinstance(part, str)):
            return False
        level = [part for part in parts if isinstance(part, dict | list)]
        if not level:
            return True
    return False


def _parts(node: object) -> list[object]:
    if isinstance(node, dict):
        return [*node.keys(), *node.values()]
    return node if isinstance(node, list) else []


def _is_fine(text: str) -> bool:
    return len(text) <= LONGEST_SCALAR and next(forbidden_in(text, "\t"), None) is None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs) or any(map(key_fault, found)):
        raise ValueError("a key is doubtful")
    return found


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("the number may be too long")
    return int(digits)


def _fraction(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS or "e" in digits or "E" in digits:
        raise ValueError("the number is doubtful")
    return exact_decimal(digits)


def _constant(_: str) -> NoReturn:
    raise ValueError("not a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)

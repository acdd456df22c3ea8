"""Data become YAML: on one line, or in lines where one would be long; `read_yaml` gives it back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from interpreter.source.yaml_scalars import slip_in, value_of

LONGEST = 100
# What needs no quotes anywhere, brackets included; more is quoted than would have to be.
_PLAIN = re.compile(r"\w[\w()（）〔〕〈〉《》「」、，。；/.-]*")


def flow(value: object) -> str:
    """Give a value on one line: a table, a list, text, boolean, None, int or Decimal."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return {True: "true", False: "false", None: "null"}[value] if _is_word(value) else str(value)  # type: ignore[index]


def _is_word(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and isinstance(value_of(text), str)
    if plain and slip_in(text, own_line=True) is None:
        return text
    return json.dumps(text, ensure_ascii=False)


def lines_of(value: object, column: int) -> list[str]:
    """Give a table or a list in lines that begin at `column`; what is short stays on its line."""
    if isinstance(value, Mapping):
        return [line for key, inner in value.items() for line in _entry(key, inner, column)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [line for item in value for line in _item(item, column)]
    return [flow(value)]


def _entry(key: object, value: object, column: int) -> Iterator[str]:
    line = f"{flow(key)}: {flow(value)}"
    if fits(line, column) or not _has_lines(value):
        yield line
    else:
        yield f"{flow(key)}:"
        yield from (f"  {inner}" for inner in lines_of(value, column + 2))


def _item(value: object, column: int) -> Iterator[str]:
    line = f"- {flow(value)}"
    if fits(line, column) or not _has_lines(value):
        yield line
    else:
        first, *rest = lines_of(value, column + 2)
        yield f"- {first}"
        yield from (f"  {inner}" for inner in rest)


def fits(line: str, column: int) -> bool:
    """Say whether a line that begins at `column` is short enough to read."""
    return column + len(line) <= LONGEST


def _has_lines(value: object) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str) and bool(value)

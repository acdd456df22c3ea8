"""A table as it is written: named columns and rows one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl

Value = str | int | Decimal | None
Kind = Literal["text", "money", "number", "exact", "share"]


class Column(NamedTuple):
    """A column: its name, what it holds, and how wide it is shown, in characters.

    `exact` is a number with the places it has, `share` a part of one; only workbooks show them.
    """

    name: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Table:
    """A table: money as Decimal with two places, numbers as int, all else as text.

    One that is made of `frames` can be written from them instead of its rows.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Value, ...]]
    frames: Callable[[], Iterator[pl.DataFrame]] | None = None


def typed(row: Iterable[object], columns: tuple[Column, ...]) -> tuple[Value, ...]:
    """Give told values as they are written: amounts as Decimal, the rest as text or number."""
    return tuple(
        Decimal(str(value)) if column.kind == "money" and value else value  # type: ignore[misc]
        for value, column in zip(row, columns, strict=True)
    )


def in_batches(rows: Iterable[tuple[Value, ...]], size: int) -> Iterator[list[tuple[Value, ...]]]:
    """Give rows in lists of at most `size`."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch

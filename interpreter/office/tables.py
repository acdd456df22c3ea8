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
Values = tuple[Value, ...]
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
    rows: Iterable[Values]
    frames: Callable[[], Iterator[pl.DataFrame]] | None = None


def in_batches(rows: Iterable[Values], size: int) -> Iterator[list[Values]]:
    """Give rows in lists of at most `size`."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch

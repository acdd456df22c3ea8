"""What else a table of outcomes holds for whoever tells them in words, award by award.

Per award and condition where it asks nothing, fails, or is not known; what it rests on
beyond its own readings; and where its own conditions are not the whole story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interpreter.policy.model import Condition
from interpreter.table.judged import Judged
from interpreter.table.truths import NO, both, either

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Telling:
    """The story of an award: its conditions as they are looked at, the one it is about first.

    `rests` are readings that some rows rest on besides; columns of the table go by position.
    """

    conditions: tuple[Condition, ...]
    rests: tuple[tuple[str, ...], ...]


def telling(judged: Judged) -> Telling:
    """Give the story of an award."""
    conditions = tuple(looked.condition for looked in judged.looked)
    return Telling(conditions, tuple(readings for readings, _ in judged.rests))


def told_columns(judged: Judged, granted: pl.Expr) -> Iterator[pl.Expr]:
    """Give the columns by which a story is told; none of them is null where it is looked at.

    `.absent.i`, `.fails.i` and `.open.i` of each condition; `.rests.i`; and `.apart`, where
    more has to be told: a cap that cuts, an earlier award, another of this case.
    """
    name = judged.name
    for index, looked in enumerate(judged.looked):
        yield looked.absent.alias(f"{name}.absent.{index}")
        yield looked.fails.alias(f"{name}.fails.{index}")
        yield looked.open.alias(f"{name}.open.{index}")
    for index, (_, where) in enumerate(judged.rests):
        yield where.alias(f"{name}.rests.{index}")
    lowered = NO if judged.lowered is NO else both(granted, judged.lowered)
    yield either([judged.apart, lowered]).alias(f"{name}.apart")

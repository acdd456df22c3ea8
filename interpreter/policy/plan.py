"""The part of the model that plans: tables of planned figures, and what counts towards them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from interpreter.language.tree import Expression
from interpreter.policy.rule import Cited


class Measured(Enum):
    """What is counted towards a planned figure.

    Claims: one person and one named thing once; persons: each once; money: what is granted.
    """

    CLAIMS = "claims"
    PERSONS = "persons"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Measure:
    """How one column is counted, of the awards `where` holds for; `scale`: 元 in one of money."""

    of: Measured
    where: Expression | None
    scale: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What counts towards a table: awards granted `over` these, each in the row a fact names.

    `row` is empty where the table has one row.  With `each` the figures stand for every value
    of it, such as a year.  A claim of an award of `heads` stands for so many.  `reads` are
    the facts asked for.
    """

    over: tuple[str, ...]
    row: str
    each: Expression | None
    heads: tuple[tuple[str, Expression], ...]
    columns: tuple[tuple[str, Measure], ...]
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A table of planned figures: `columns` of numbers per row, with the stated sums.

    Without `progress` the document does not say what counts.
    """

    cited: Cited
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    sums: tuple[int, ...]
    progress: Progress | None = None

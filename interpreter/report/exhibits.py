"""A report as exhibits: tables with titles and notes, the same for every form it is told in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from interpreter.policy.values import decimal_text
from interpreter.report.outcome_json import money

Shown = str | int | Fraction | None
Kind = Literal["text", "count", "money", "gain", "exact", "share"]


class Column(NamedTuple):
    """A column of an exhibit: its name, and what it holds.

    `money` and `gain` (money with its sign) are in 元; `exact` has as many places as it
    needs; `share` is a part of one.
    """

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Exhibit:
    """One table of a report, with a sum below its rows.

    Where pictures are possible the column `drawn` is drawn: as a bar in each row, or as one
    chart above the rows where they are `over_time`.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Shown, ...], ...]
    sum: tuple[Shown, ...] | None = None
    notes: tuple[str, ...] = ()
    drawn: int | None = None
    over_time: bool = False

    @property
    def all_rows(self) -> tuple[tuple[Shown, ...], ...]:
        """The rows with their sum."""
        return self.rows if self.sum is None else (*self.rows, self.sum)

    def words(self, row: Iterable[Shown]) -> list[str]:
        """Give a row as people read it."""
        return [in_words(v, c.kind) for v, c in zip(row, self.columns, strict=True)]


@dataclass(frozen=True)
class Report:
    """A report: its title, what it rests on line by line, warnings, and its exhibits.

    `figures` are the few that a reader wants first, each with its name.
    """

    title: str
    grounds: tuple[str, ...]
    warnings: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    exhibits: tuple[Exhibit, ...]


def in_words(value: Shown, kind: Kind) -> str:
    """Give a value as people read it: money with two places, a share in percent."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if kind == "share":
        return percent(Fraction(value))
    if kind == "exact":
        return grouped(decimal_text(value))
    if kind in ("money", "gain"):
        sign = "+" if kind == "gain" and value > 0 else ""
        return sign + grouped(money(value))
    return grouped(str(value))


def percent(share: Fraction) -> str:
    """Give a share in percent with one place, cut and not rounded: 100.0% is really all of it."""
    return f"{grouped(decimal_text(cut_share(share) * 100, 1))}%"


def cut_share(share: Fraction) -> Fraction:
    """Give a share cut to a tenth of a percent."""
    return Fraction((share * 100 * 10).__floor__(), 100 * 10)


def grouped(digits: str) -> str:
    """Give a number with a comma for every three digits before the point."""
    whole, point, rest = digits.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{rest}"

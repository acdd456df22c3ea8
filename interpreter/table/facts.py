"""A table of cases as it was given becomes columns the policy can be read on, each row checked.

Numbers are whole numbers of 64 bits counted in the last decimal of their fact, choices their
index, sets one bit for each word.  A row in which a value is not one its fact can have is
not valid, and nothing is decided on it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import polars as pl

from interpreter.language.types import Kind, Type
from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import LONGEST_TEXT
from interpreter.problems import Place, Problem, Refused, did_you_mean, shown
from interpreter.table.figures import NARROW, TooWide
from interpreter.table.truths import YES, fails

MOST_WORDS = 63  # of a set, one bit each in a signed whole number
# Some letter or sign, and nothing that cannot be seen but plain spaces.
WRITTEN = r"^ *[^\p{C}\p{Z}](?: |[^\p{C}\p{Z}])*$"
TYPES = {
    Kind.BOOLEAN: "Boolean",
    Kind.NUMBER: "整数或 Decimal",
    Kind.DATE: "Date",
    Kind.TEXT: "String",
    Kind.CHOICE: "String 或 Enum",
    Kind.SET: "List(String) 或 List(Enum)",
}


class Column(NamedTuple):
    """How a column is read: its values, and what holds of those given and of those read."""

    value: pl.Expr
    fits: pl.Expr = YES
    given: pl.Expr = YES


def read_facts(policy: Policy, frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.Series]:
    """Give the facts of a table as columns, and which of its rows are valid.

    Raises Refused where a column is no fact or has a type its fact cannot have, TooWide
    where a fact does not fit a column.
    """
    problems = _misfits(policy, frame, name)
    if problems:
        raise Refused(problems)
    facts = [(policy.facts[name], frame[name]) for name in frame.columns]
    return _read(frame, [_READERS[fact.type.kind](fact, given) for fact, given in facts])


def read_numbers(fact: Fact, column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give a column of whole or Decimal numbers as a fact's is held, and where each can be one."""
    read, fits = _read(column.to_frame(), [_number(fact, column)])
    return read.to_series(), fits


def _read(frame: pl.DataFrame, columns: list[Column]) -> tuple[pl.DataFrame, pl.Series]:
    """Read the columns of a frame, and say which of its rows fit.

    A value that is lost in reading is none its fact can have.
    """
    names = frame.columns
    read = frame.select(c.value.alias(n) for n, c in zip(names, columns, strict=True))
    wrong = [read[n].is_null() & frame[n].is_not_null() for n in names if _lost(frame[n], read[n])]
    for where, asked in ((frame, [c.given for c in columns]), (read, [c.fits for c in columns])):
        fit = [fails(each).alias(str(i)) for i, each in enumerate(asked) if each is not YES]
        wrong += where.select(fit).get_columns() if fit else []
    if not wrong:
        return read, pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    each = pl.DataFrame([mask.alias(str(i)) for i, mask in enumerate(wrong)])
    return read, each.select(~pl.any_horizontal(pl.all())).to_series()


def _lost(given: pl.Series, read: pl.Series) -> bool:
    return given.null_count() != read.null_count()


def _misfits(policy: Policy, frame: pl.DataFrame, name: str) -> list[Problem]:
    problems = []
    for column, dtype in frame.schema.items():
        fact = policy.facts.get(column)
        place = Place(name, 1)
        if fact is None:
            hint = did_you_mean(column, policy.facts)
            message = f"这份政策没有事实 `{shown(column)}`"
            problems.append(Problem("unknown-fact", place, message, hint))
        elif dtype != pl.Null and not _fits(fact.type, dtype):
            message = f"列 `{shown(column)}` 的类型是 {dtype}，要 {TYPES[fact.type.kind]}"
            problems.append(Problem("wrong-type", place, message))
    return problems


def _fits(given: Type, dtype: pl.DataType) -> bool:
    if given.kind is Kind.NUMBER:
        return dtype.is_integer() or dtype.is_decimal()
    if given.kind is Kind.SET:
        return isinstance(dtype, pl.List) and _is_word(dtype.inner)
    if given.kind is Kind.CHOICE:
        return _is_word(dtype)
    return dtype == {Kind.BOOLEAN: pl.Boolean, Kind.DATE: pl.Date, Kind.TEXT: pl.String}[given.kind]


def _is_word(dtype: object) -> bool:
    return isinstance(dtype, pl.String | pl.Enum | pl.Categorical | pl.Null)


def _plain(fact: Fact, series: pl.Series) -> Column:
    column = pl.col(series.name)
    if series.dtype == pl.Null:
        column = column.cast(pl.Date if fact.type.kind is Kind.DATE else pl.Boolean)
    if fact.type.kind is Kind.DATE and fact.minimum is not None and fact.maximum is not None:
        ends = pl.lit(fact.minimum), pl.lit(fact.maximum)
        return Column(column, pl.col(series.name).is_between(*ends))
    return Column(column)


def _text(_: Fact, series: pl.Series) -> Column:
    column = pl.col(series.name)
    fits, longest = column.str.contains(WRITTEN), series.cast(pl.String).str.len_bytes().max()
    if isinstance(longest, int) and longest > LONGEST_TEXT:
        fits &= column.str.len_chars() <= LONGEST_TEXT
    return Column(column.cast(pl.String), fits)


def _number(fact: Fact, series: pl.Series) -> Column:
    places, column = fact.type.places or 0, pl.col(series.name)
    decimal = series.dtype if isinstance(series.dtype, pl.Decimal) else None
    if series.dtype == pl.Null:
        return Column(column.cast(pl.Int64))
    whole = column.to_physical() if decimal is not None else column
    finer = (decimal.scale if decimal is not None else 0) - places
    exact = YES
    if finer > 0:
        exact, whole = whole % 10**finer == 0, whole // 10**finer
    elif finer < 0:
        whole = whole.cast(pl.Int128) * 10**-finer
    low, high = (_end(end, 10**places) for end in (fact.minimum, fact.maximum))
    fit = column.is_between(-NARROW if low is None else low, NARROW if high is None else high)
    return Column(whole.cast(pl.Int64, strict=False), fit, exact)


def _end(limit: object, scale: int) -> int | None:
    if not isinstance(limit, int | Fraction):
        return None
    if abs(limit * scale) > NARROW:
        raise TooWide
    return int(limit * scale)


def _choice(fact: Fact, series: pl.Series) -> Column:
    enum = pl.Enum(fact.type.values)
    column = pl.col(series.name)
    if series.dtype == enum:
        return Column(column.to_physical())
    return Column(column.cast(pl.String).cast(enum, strict=False).to_physical())


def _set(fact: Fact, series: pl.Series) -> Column:
    if len(fact.type.values) > MOST_WORDS:
        raise TooWide
    bits, fit = bits_of(series, fact.type.values)
    return Column(pl.lit(bits), given=pl.lit(fit))


def bits_of(series: pl.Series, words: tuple[str, ...]) -> tuple[pl.Series, pl.Series]:
    """Give each set as bits, and whether it holds only words of its fact, each once."""
    import numpy as np

    sizes = series.list.len().fill_null(0)
    bits = np.zeros(series.len(), dtype=np.int64)
    fit = np.ones(series.len(), dtype=np.bool_)
    full = sizes.to_numpy() > 0
    if full.any():
        known, enum = series.filter(pl.Series(full)).explode(), pl.Enum(words)
        if known.dtype != enum:
            known = known.cast(pl.String).cast(enum, strict=False)
        codes = known.to_physical().fill_null(0).to_numpy()
        joined, wrong = np.left_shift(np.int64(1), codes), known.is_null().to_numpy()
        counts = sizes.to_numpy()[full].astype(np.int64)
        if len(counts) < len(joined):  # some set has several words
            starts = np.cumsum(counts) - counts
            joined, wrong = (np.bitwise_or.reduceat(each, starts) for each in (joined, wrong))
        bits[full] = joined
        fit[full] = ~wrong & (np.bitwise_count(joined) == counts)
    return pl.Series(series.name, bits).set(series.is_null(), None), pl.Series(fit)


_READERS: dict[Kind, Callable[[Fact, pl.Series], Column]] = {
    Kind.BOOLEAN: _plain,
    Kind.NUMBER: _number,
    Kind.DATE: _plain,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SET: _set,
}

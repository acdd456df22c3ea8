"""A table of cases as it was given becomes columns the policy can be read on, each row checked.

Numbers are whole numbers of 64 bits counted in the last decimal of their fact, choices their
index, sets one bit for each word.  A row in which a value is not one its fact can have is
not valid, and nothing is decided on it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import polars as pl

from interpreter.language.types import Kind, Type
from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import LONGEST_TEXT
from interpreter.problems import Place, Problem, Refused, did_you_mean, shown
from interpreter.table.figures import NARROW, TooWide
from interpreter.table.truths import YES, both, negated, surely

MOST_WORDS = 63  # of a set, one bit each in a signed whole number
# Some letter or sign, and nothing that cannot be seen but plain spaces.
WRITTEN = r"^ *[^\p{C}\p{Z}](?: |[^\p{C}\p{Z}])*$"
Column = tuple[pl.Expr, pl.Expr]
TYPES = {
    Kind.BOOLEAN: "Boolean",
    Kind.NUMBER: "整数或 Decimal",
    Kind.DATE: "Date",
    Kind.TEXT: "String",
    Kind.CHOICE: "String 或 Enum",
    Kind.SET: "List(String) 或 List(Enum)",
}


def read_facts(policy: Policy, frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.Series]:
    """Give the facts of a table as columns, and which of its rows are valid.

    Raises Refused where a column is no fact or has a type its fact cannot have, TooWide
    where a fact does not fit a column.
    """
    problems = _misfits(policy, frame, name)
    if problems:
        raise Refused(problems)
    found = [_READERS[policy.facts[c].type.kind](policy.facts[c], frame[c]) for c in frame.columns]
    read = [expr.alias(c) for c, (expr, _) in zip(frame.columns, found, strict=True)]
    fits = [surely(negated(fit)) for _, fit in found if fit is not YES]
    if not fits:
        return frame.select(read), pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    each = frame.select(fit.alias(str(place)) for place, fit in enumerate(fits))
    return frame.select(read), each.select(~pl.any_horizontal(pl.all())).to_series()


def read_numbers(fact: Fact, column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give a column of whole or Decimal numbers as a fact's is held, and where each can be one."""
    value, fit = _number(fact, column)
    read = column.to_frame().select(value.alias("value"), (~surely(negated(fit))).alias("fits"))
    return read["value"], read["fits"]


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
        return column, column.is_between(pl.lit(fact.minimum), pl.lit(fact.maximum))
    return column, YES


def _text(_: Fact, series: pl.Series) -> Column:
    column = pl.col(series.name).cast(pl.String)
    return column, column.str.contains(WRITTEN) & (column.str.len_chars() <= LONGEST_TEXT)


def _number(fact: Fact, series: pl.Series) -> Column:
    places, column = fact.type.places or 0, pl.col(series.name)
    decimal = series.dtype if isinstance(series.dtype, pl.Decimal) else None
    if series.dtype == pl.Null:
        return column.cast(pl.Int64), YES
    whole = column.to_physical() if decimal is not None else column
    finer = (decimal.scale if decimal is not None else 0) - places
    exact = YES
    if finer > 0:
        exact, whole = whole % 10**finer == 0, whole // 10**finer
    elif finer < 0:
        whole = whole.cast(pl.Int128) * 10**-finer
    low, high = (_end(end, 10**places) for end in (fact.minimum, fact.maximum))
    fit = whole.is_between(-NARROW if low is None else low, NARROW if high is None else high)
    return whole.cast(pl.Int64, strict=False), both(exact, fit)


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
        return column.to_physical(), YES
    read = column.cast(pl.String).cast(enum, strict=False)
    return read.to_physical(), read.is_not_null() | column.is_null()


def _set(fact: Fact, series: pl.Series) -> Column:
    if len(fact.type.values) > MOST_WORDS:
        raise TooWide
    bits, fit = bits_of(series, fact.type.values)
    return pl.lit(bits), pl.lit(fit)


def bits_of(series: pl.Series, words: tuple[str, ...]) -> tuple[pl.Series, pl.Series]:
    """Give each set as bits, and whether it holds only words of its fact, each once."""
    import numpy as np

    sizes = series.list.len()
    full = series.filter(sizes.fill_null(0) > 0)
    bits = pl.Series(series.name, np.zeros(series.len(), dtype=np.int64))
    fit = pl.repeat(True, series.len(), dtype=pl.Boolean, eager=True)
    if full.len():
        known, enum = full.explode(), pl.Enum(words)
        if known.dtype != enum:
            known = known.cast(pl.String).cast(enum, strict=False)
        codes = known.to_physical().fill_null(0).to_numpy().astype(np.int64)
        counts = full.list.len().to_numpy().astype(np.int64)
        starts = np.cumsum(counts) - counts
        joined = np.bitwise_or.reduceat(np.left_shift(np.int64(1), codes), starts)
        wrong = np.bitwise_or.reduceat(known.is_null().to_numpy(), starts)
        at = (sizes.fill_null(0) > 0).arg_true()
        bits = bits.scatter(at, joined)
        fit = fit.scatter(at, ~wrong & (np.bitwise_count(joined) == counts))
    return bits.set(sizes.is_null(), None), fit


_READERS: dict[Kind, Callable[[Fact, pl.Series], Column]] = {
    Kind.BOOLEAN: _plain,
    Kind.NUMBER: _number,
    Kind.DATE: _plain,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SET: _set,
}

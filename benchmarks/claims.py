"""Claims drawn at random: of as many persons as there are rows, every fact given, valid.

The same number of rows is always the same claims.  Much like a working office's by default;
`WIDE` draws days on both sides of the plan and amounts with cents, to check programs by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.policy.model import Fact

PERSON = "身份证号"
BY_LEVEL = "证书等级"
LEVELLED = ("职业资格证书", "职业技能等级证书")
NO_RECORDS = pl.DataFrame({"award": pl.Series([], dtype=pl.String)})


@dataclass(frozen=True, slots=True)
class Spread:
    """How far values are spread: days from the first, words drawn for a set, cents or not."""

    first: date
    days: int
    words: int
    cents: bool


USUAL = Spread(date(2019, 6, 1), 900, words=1, cents=False)
WIDE = Spread(date(2018, 1, 1), 1800, words=3, cents=True)


def claims(program: Program, rows: int, spread: Spread = USUAL) -> pl.DataFrame:
    """Give claims of as many persons, every fact given."""
    random = np.random.default_rng(79)
    facts = program.policy.facts.values()
    frame = pl.DataFrame([_column(f, random, rows, spread) for f in facts if not f.request])
    certified = (
        frame["培训开始日期"]
        + pl.Series(random.integers(0, 200, rows)).cast(pl.Duration("ms")) * 86_400_000
    )
    level = pl.any_horizontal(pl.col("证书种类").list.contains(word) for word in LEVELLED)
    return frame.with_columns(
        证书取得日期=certified,
        申请日期=certified,
        以工代训起始月=pl.col("以工代训起始月").dt.month_start(),
        证书等级=pl.when(level).then(BY_LEVEL),
    )


def _column(fact: Fact, random: np.random.Generator, rows: int, spread: Spread) -> pl.Series:
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return pl.Series(fact.name, random.random(rows) < (0.85 if fact.typical else 0.15))
    if kind is Kind.CHOICE:
        return _words(fact, random, rows, fact.typical)
    if kind is Kind.SET:
        usual = (fact.typical or fact.type.values)[0]  # type: ignore[index]
        drawn = [_words(fact, random, rows, usual).alias(str(n)) for n in range(spread.words)]
        return pl.select(pl.concat_list(drawn).list.unique().alias(fact.name)).to_series()
    if kind is Kind.DATE:
        start = (spread.first - date(1970, 1, 1)).days
        days = random.integers(start, start + spread.days, rows)
        return pl.Series(fact.name, days.astype(np.int32)).cast(pl.Date)
    if kind is Kind.TEXT:
        unique = fact.name in (PERSON, "培训编号")
        texts = np.arange(rows) if unique else random.integers(0, 50, rows)
        return pl.Series(fact.name, texts).cast(pl.String)
    return _numbers(fact, random, rows, spread)


def _words(fact: Fact, random: np.random.Generator, rows: int, typical: object) -> pl.Series:
    """Give a word a row, every other time the typical one."""
    words = fact.type.values
    codes = random.integers(0, len(words), rows).astype(np.uint8)
    usual = np.uint8(words.index(str(typical)))
    return pl.Series(fact.name, np.where(random.random(rows) < 0.5, usual, codes)).cat.to(
        pl.Enum(words)
    )


def _numbers(fact: Fact, random: np.random.Generator, rows: int, spread: Spread) -> pl.Series:
    bounds: Any = fact
    low, high = int(bounds.minimum), int(min(bounds.maximum, 5 * max(1, bounds.typical)))
    if fact.type.whole:
        return pl.Series(fact.name, random.integers(low, high + 1, rows))
    scale = 100 if spread.cents else 1
    counted = pl.Series(fact.name, random.integers(low * scale, high * scale + 1, rows))
    return (counted.cast(pl.Decimal(20, 2)) / scale).cast(pl.Decimal(20, fact.type.places or 0))

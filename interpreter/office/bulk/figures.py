"""Amounts and figures of many rows as texts, to the letter as one is written."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from interpreter.language.types import CURRENCY, Type
from interpreter.office.bulk.coded import each_once
from interpreter.policy.model import Finding
from interpreter.report.outcome_json import MONEY_PLACES, figure_json
from interpreter.table.layout import FEN


def _scaled(whole: pl.Expr, places: int) -> pl.Expr:
    """Give whole numbers that count in the last of some decimals as decimal numbers."""
    step = pl.lit(10**places)
    return whole.cast(pl.Decimal(38, 0)).cast(pl.Decimal(38, places)) / step


def in_yuan(fen: pl.Expr) -> pl.Expr:
    """Give amounts counted in 分 as amounts in 元 with two places."""
    return _scaled(fen, MONEY_PLACES)


def money_text(fen: pl.Expr) -> pl.Expr:
    """Give amounts counted in 分 as text with two places."""
    return in_yuan(fen).cast(pl.String)


def trimmed(text: pl.Series) -> pl.Series:
    """Give decimal numbers with some decimals without zeros that say nothing."""
    return text.str.strip_chars_end("0").str.strip_chars_end(".")


def plain_text(column: pl.Series, places: int) -> pl.Series:
    """Give the numbers of a fact, counted in its last decimal, with the fewest decimals."""
    frame, number = column.to_frame("number"), pl.col("number")
    text = frame.select(_scaled(number, places).cast(pl.String)).to_series()
    return trimmed(text) if places else text


def number_in_words(column: pl.Series, given: Type) -> pl.Series | None:
    """Give the numbers of a fact with their unit; None if how many places differs by row."""
    places, unit = given.places or 0, f" {given.unit}" if given.unit.powers else ""
    if (CURRENCY, 1) not in given.unit.powers:
        return plain_text(column, places) + unit
    if places > MONEY_PLACES:
        return None
    fen = pl.col("number") * 10 ** (MONEY_PLACES - places)
    return column.to_frame("number").select(money_text(fen)).to_series() + unit


def figures_in_words(finding: Finding, rows: pl.DataFrame) -> pl.Series:
    """Give the figures of a finding that are known, by name."""
    told = []
    if not finding.values:
        return pl.Series([""]).new_from_index(0, rows.height)
    for title, expression in finding.values:
        figure = _figure(rows[f"{finding.cited.name}.{title}"], expression.type)
        told.append(f"{title} " + figure.to_frame("").to_series())
    frame = pl.DataFrame([column.alias(str(i)) for i, column in enumerate(told)])
    joined = pl.concat_str(pl.all(), separator="，", ignore_nulls=True)
    return frame.select(joined).to_series()


def _figure(pairs: pl.Series, given: Type) -> pl.Series:
    """Give exact figures as text: money that is whole 分 by columns, any other one by one."""
    if (CURRENCY, 1) in given.unit.powers:
        fen = pl.col("above") * FEN
        frame = pairs.struct.unnest()
        if frame.select((fen % pl.col("below") == 0).all()).item():
            return frame.select(money_text((fen // pl.col("below")).cast(pl.Int64))).to_series()

    def told(pair: Any) -> str:
        return str(figure_json(_exact(pair), given))

    return each_once(pairs, told)


def _exact(pair: dict[str, int]) -> int | Fraction:
    number = Fraction(pair["above"], pair["below"])
    return number.numerator if number.denominator == 1 else number

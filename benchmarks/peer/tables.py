"""What every rival gives back, as the columns in which ours gives it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interpreter.table.layout import FEN, STATUS

Rows = list[tuple[int, int | None]]


def fen(amount: object) -> int:
    """Give an amount of 元 in 分."""
    return round(amount * FEN)  # type: ignore[operator]


def from_rows(rows: Sequence[Rows], awards: Sequence[str]) -> pl.DataFrame:
    """Give the outcomes of cases, each a status and an amount for every award, as a table."""
    columns: list[pl.Series] = []
    for index, name in enumerate(awards):
        codes = pl.Series(f"{name}.status", [row[index][0] for row in rows], dtype=pl.UInt8)
        amounts = [row[index][1] for row in rows]
        columns += [codes.cat.to(STATUS), pl.Series(f"{name}.amount", amounts, dtype=pl.Int64)]
    return pl.DataFrame(columns)

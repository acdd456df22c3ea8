"""Conditions in columns, in Kleene's logic; what is the same in every row is folded away."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

YES, NO = pl.lit(True), pl.lit(False)
NEVER = pl.lit(None, dtype=pl.Boolean)  # known in no row


def both(*conditions: pl.Expr) -> pl.Expr:
    """Give where all conditions hold."""
    found = YES
    for condition in conditions:
        if condition is NO or found is NO:
            return NO
        if condition is not YES:
            found = condition if found is YES else found & condition
    return found


def either(conditions: Iterable[pl.Expr]) -> pl.Expr:
    """Give where any of some conditions holds."""
    found = NO
    for condition in conditions:
        if condition is YES or found is YES:
            return YES
        if condition is not NO:
            found = condition if found is NO else found | condition
    return found


def negated(condition: pl.Expr) -> pl.Expr:
    """Give where a condition does not hold."""
    if condition is YES or condition is NO:
        return NO if condition is YES else YES
    return condition if condition is NEVER else ~condition


def surely(condition: pl.Expr) -> pl.Expr:
    """Give where a condition surely holds; never unknown."""
    if condition is YES or condition is NO:
        return condition
    return NO if condition is NEVER else condition.fill_null(False)


def unknown(condition: pl.Expr) -> pl.Expr:
    """Give where a condition is not known; never unknown itself."""
    if condition is YES or condition is NO:
        return NO
    return YES if condition is NEVER else condition.is_null()


def first(branches: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """Give the column of the first branch whose condition surely holds."""
    chain = pl.when(branches[0][0]).then(branches[0][1])
    for condition, expr in branches[1:]:
        chain = chain.when(condition).then(expr)  # type: ignore[assignment]
    return chain

"""Conditions in columns, in Kleene's logic; what is the same in every row is folded away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import polars as pl

Chosen = TypeVar("Chosen")
YES, NO = pl.lit(True), pl.lit(False)
NEVER = pl.lit(None, dtype=pl.Boolean)  # known in no row
SURE = "!"  # begins the name of a column that is null in no row


def is_sure(expr: pl.Expr) -> bool:
    """Say whether a column is known in every row: what asks where it is not folds away."""
    if expr is YES or expr is NO:
        return True
    if expr.meta.is_column():
        return expr.meta.output_name().startswith(SURE)
    return expr.meta.is_literal() and not str(expr).startswith(("null", "Series"))


def is_known(expr: pl.Expr) -> pl.Expr:
    """Give where a column is known."""
    return YES if is_sure(expr) else expr.is_not_null()


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
    if condition is NEVER:
        return NO
    return condition if is_sure(condition) else condition.fill_null(False)


def fails(condition: pl.Expr) -> pl.Expr:
    """Give where a condition surely does not hold; never unknown."""
    return negated(condition) if is_sure(condition) else surely(negated(condition))


def unknown(condition: pl.Expr) -> pl.Expr:
    """Give where a column is not known."""
    if condition is NEVER:
        return YES
    return NO if is_sure(condition) else condition.is_null()


def reached(branches: list[tuple[pl.Expr, Chosen]]) -> list[tuple[pl.Expr, Chosen]]:
    """Give the branches that some row can reach: none behind one that always holds."""
    found = [(condition, value) for condition, value in branches if condition is not NO]
    always = next((i for i, (condition, _) in enumerate(found) if condition is YES), len(found))
    return found[: always + 1] or branches[-1:]


def first(branches: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """Give the column of the first branch whose condition surely holds."""
    (condition, expr), *others = branches
    if condition is YES:
        return expr
    chain = pl.when(condition).then(expr)
    for condition, expr in others:
        if condition is YES:
            return chain.otherwise(expr)
        chain = chain.when(condition).then(expr)  # type: ignore[assignment]
    return chain

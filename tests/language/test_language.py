"""The language's own suite: every row gives what it states, and every operator has its rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from language_rows import (
    EXACT_TYPES,
    Row,
    evaluate,
    offsets_of,
    operators_in,
    rows_of,
    state_of,
    strangers,
    value_of,
)

from interpreter.language.operators import FUNCTIONS, OPERATORS
from interpreter.language.parser import parse
from interpreter.language.tree import Apply, Literal
from interpreter.language.types import Kind
from interpreter.reference.backend import lower
from interpreter.reference.unknown import Unknown

GROUPS = (
    "logic.yaml",
    "choice.yaml",
    "comparison.yaml",
    "membership.yaml",
    "numbers.yaml",
    "rounding.yaml",
    "dates.yaml",
    "unstated.yaml",
    "earlier.yaml",
    "outcome.yaml",
)
GROUP_ROWS = [row for file in GROUPS for row in rows_of(file)]
ROWS = [*GROUP_ROWS, *(row for row in rows_of("hostile.yaml") if "codes" not in row.stated)]
TRUTHS = ("false", "true", "unknown")
KNOWING = ("known", "unknown")
# Arguments that can only be written out: a list of words, a number of places, a label.
ALWAYS_KNOWN = {
    ("among", 1),
    ("any_of", 1),
    ("round_down", 1),
    ("round_up", 1),
    ("round_half_up", 1),
    ("unstated", 0),
}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_expression_gives_what_the_row_states(row: Row) -> None:
    root = row.checked()
    assert root.type is not None
    value = evaluate(root, row.values)
    if "type" in row.stated:
        assert str(root.type) == row.stated["type"]
    if "gives" in row.stated:
        assert not isinstance(value, Unknown), value
        assert value == value_of(root.type, row.stated["gives"])
        assert type(value) in EXACT_TYPES
        assert isinstance(value, bool) is (root.type.kind is Kind.BOOLEAN)
        return
    assert isinstance(value, Unknown), value
    assert value.missing == frozenset(row.stated["waits"])
    wanted = [row.stated.get(key) for key in ("at_least", "at_most")]
    bounds = [None if end is None else Fraction(str(end)) for end in wanted]
    assert [value.low, value.high] == bounds
    assert {type(value.low), type(value.high)} <= {int, Fraction, type(None)}


def test_every_row_of_a_group_states_an_outcome() -> None:
    assert all(len({"gives", "waits"} & set(row.stated)) == 1 for row in ROWS)
    assert not [row for row in ROWS if offsets_of(row.marked)]


def _combinations(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the operator on top of a row with how its arguments turned out."""
    root = None if row.slips() else row.checked()
    if isinstance(root, Apply):
        yield root.operator, tuple(state_of(a, row.values) for a in root.arguments)


def _wanted(operator: str) -> set[tuple[str, ...]]:
    """Give every combination of known and unknown arguments that an operator can meet."""
    if operator == "if_else":
        return set(product(TRUTHS, KNOWING, KNOWING))
    if operator in ("and", "or", "not"):
        return set(product(TRUTHS, repeat=OPERATORS[operator].fewest))
    places = range(OPERATORS[operator].fewest)
    fixed = [("known",) if (operator, p) in ALWAYS_KNOWN else KNOWING for p in places]
    return set(product(*fixed))


def _shape(operator: str, states: tuple[str, ...]) -> tuple[str, ...]:
    """Look at truth only where the operator does; elsewhere at known or unknown."""
    truthful = {"if_else": (0,), "and": (0, 1), "or": (0, 1), "not": (0,)}.get(operator, ())
    return tuple(s if i in truthful or s == "unknown" else "known" for i, s in enumerate(states))


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_a_row_for_every_combination_of_unknowns(operator: str) -> None:
    found = {
        _shape(name, states)
        for row in GROUP_ROWS
        for name, states in _combinations(row)
        if name == operator
    }
    assert _wanted(operator) <= found


def test_the_rows_use_every_operator_and_no_other() -> None:
    used = (operators_in(parse(row.text)) for row in GROUP_ROWS)
    assert set().union(*used) == set(OPERATORS) | {"date"}


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_reads_as_it_says_it_is_written(operator: str) -> None:
    root = parse(OPERATORS[operator].written.replace(", …", ""))
    assert isinstance(root, Apply)
    assert root.operator == operator


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_simpleeval_is_handed_calls_names_and_constants_only(row: Row) -> None:
    assert not strangers(lower(row.checked()))


def test_a_written_date_is_a_constant_of_the_tree() -> None:
    row = next(r for r in ROWS if r.text == 'date("2020-02-29")')
    assert isinstance(row.checked(), Literal)
    assert "date" in FUNCTIONS

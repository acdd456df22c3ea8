"""Whatever is wrong in an expression is said, with its code, at the very character."""

from __future__ import annotations

import pytest
from language_rows import Row, rows_of, slips_of

from interpreter.language.operators import FUNCTIONS, OPERATORS
from interpreter.language.parser import NotAnExpression, parse
from interpreter.language.tree import Apply
from interpreter.problems import visible

SLIPS = rows_of("slips.yaml")
HOSTILE = rows_of("hostile.yaml")
REFUSED = [row for row in (*SLIPS, *HOSTILE) if "codes" in row.stated]


@pytest.mark.parametrize("row", REFUSED, ids=str)
def test_each_slip_is_found_at_its_character(row: Row) -> None:
    found = row.slips()
    places = row.stated.get("at", row.carets)
    wanted = list(zip(row.stated["codes"], places, strict=True))
    assert [(slip.code, slip.at) for slip in found] == wanted
    if found:
        assert row.stated.get("hint", "") in found[0].hint
        assert row.stated.get("says", "") in found[0].message


@pytest.mark.parametrize("row", REFUSED, ids=str)
def test_a_slip_is_a_short_sentence_in_printable_characters(row: Row) -> None:
    for slip in row.slips():
        assert slip.message
        assert len(slip.message) + len(slip.hint) < 200
        assert visible(slip.message + slip.hint) == slip.message + slip.hint


def test_every_number_of_the_attack_list_has_a_row() -> None:
    assert {row.stated["number"] for row in HOSTILE} == set(range(1, 53))


def test_every_operator_has_a_row_with_a_wrong_type() -> None:
    refusing = set()
    for row in SLIPS:
        if set(row.stated["codes"]) == {"type-mismatch"}:
            root = parse(row.text)
            refusing |= {root.operator} if isinstance(root, Apply) else set()
    assert refusing == set(OPERATORS)


@pytest.mark.parametrize("function", sorted(FUNCTIONS & set(OPERATORS)))
def test_one_argument_too_few_or_too_many_is_counted(function: str) -> None:
    row = OPERATORS[function]
    for given in (row.fewest - 1, row.most + 1):
        text = f"true and {function}({', '.join(['1'] * given)})"
        [slip] = slips_of(text, {})
        assert (slip.code, slip.at) == ("wrong-argument-count", len("true and "))
        assert row.written in slip.message


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_is_no_name(function: str) -> None:
    [slip] = slips_of(f"1 + {function}", {})
    assert (slip.code, slip.at) == ("expression-form", 4)


def test_a_refusal_is_never_empty() -> None:
    with pytest.raises(NotAnExpression) as refusal:
        parse("(")
    assert refusal.value.slips
    assert str(refusal.value) == refusal.value.slips[0].message

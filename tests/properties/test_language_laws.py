"""Laws of the language: not knowing contradicts nothing, types tell the truth, any text is read."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from expressions import LABEL, NAMES, SCOPE, Situation, answers, expressions, situations
from hypothesis import assume, event, example, given
from hypothesis import strategies as st
from trials import bounded

from interpreter.language.checker import check, read
from interpreter.language.operators import OPERATORS
from interpreter.language.parser import NotAnExpression, parse
from interpreter.language.scanner import DEEPEST, LONGEST
from interpreter.language.tree import Apply, Node, walk
from interpreter.language.types import Kind
from interpreter.problems import visible
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.meaning import DIVIDED_BY_ZERO
from interpreter.reference.unknown import Answer, Known, Unknown

EVALUATOR = Evaluator()


def _tree(text: str) -> Node:
    """Give the typed tree; a text that is too long or multiplied too often is another law's."""
    root, slips = read(text, SCOPE)
    assume(len(text) <= LONGEST and not any("连乘太多" in slip.message for slip in slips))
    assert root is not None
    assert not slips, text
    return root


def _value(root: Node, known: Mapping[str, Known], gone: Collection[str]) -> Answer:
    return EVALUATOR.evaluate(lower(root), answers(known, gone))


def contradiction(less: Answer, more: Answer) -> str:
    """Say how an answer on less knowledge contradicts one on more, or nothing."""
    if not isinstance(less, Unknown):
        same = isinstance(less, bool) is isinstance(more, bool) and less == more
        return "" if same else f"{less!r} 变成 {more!r}"
    if isinstance(more, Unknown):
        inside = _within(less, more.low) and _within(less, more.high)
        lost = [
            "范围变宽"
            for before, after in ((less.low, more.low), (less.high, more.high))
            if before is not None and after is None
        ]
        return "" if inside and not lost else f"{more!r} 不在 {less!r} 之内"
    numeric = isinstance(more, int | Fraction) and not isinstance(more, bool)
    return "" if not numeric or _within(less, more) else f"{more!r} 不在 {less!r} 之内"


def _within(bounds: Unknown, number: object) -> bool:
    if not isinstance(number, int | Fraction):
        return True
    low = bounds.low is None or bounds.low <= number
    return low and (bounds.high is None or number <= bounds.high)


@bounded(700)
@given(situation=situations())
def test_learning_more_never_contradicts(situation: Situation) -> None:
    root, known = _tree(situation.text), situation.known
    least, more, most = (_value(root, known, g) for g in (situation.gone, situation.later, ()))
    event(f"{type(least).__name__} → {type(most).__name__}")
    assert not contradiction(least, more)
    assert not contradiction(more, most)
    assert not contradiction(least, most)


@bounded(300)
@given(situation=situations())
def test_what_is_missing_is_unknown_or_was_never_stated(situation: Situation) -> None:
    value = _value(_tree(situation.text), situation.known, situation.gone)
    if isinstance(value, Unknown):
        assert value.missing
        assert value.missing <= situation.gone | {LABEL, DIVIDED_BY_ZERO}
        assert value.low is None or value.high is None or value.low <= value.high


@bounded(300)
@given(situation=situations())
def test_a_value_is_of_the_type_that_was_told(situation: Situation) -> None:
    root = _tree(situation.text)
    told, value = root.type, _value(root, situation.known, ())
    assert told is not None
    if isinstance(value, Unknown):
        return
    kinds = {Kind.BOOLEAN: bool, Kind.DATE: date, Kind.TEXT: str, Kind.CHOICE: str}
    if told.kind is Kind.NUMBER:
        assert type(value) in (int, Fraction)
        number = Fraction(value)  # type: ignore[arg-type]
        assert not told.whole or number.denominator == 1
        assert told.places is None or (number * 10**told.places).denominator == 1
    else:
        assert type(value) is kinds[told.kind]
        assert not told.values or value in told.values


@bounded(300)
@given(text=expressions())
def test_a_tree_is_lowered_to_calls_of_operators_names_and_constants(text: str) -> None:
    root = _tree(text)
    kinds = {type(node) for node in ast.walk(lower(root))}
    assert kinds <= {ast.Call, ast.Name, ast.Constant, ast.Load}
    assert {n.operator for n in walk(root) if isinstance(n, Apply)} <= set(OPERATORS)


@bounded(300)
@given(text=expressions(), spaces=st.sampled_from([" ", "  ", "\n", " \n  "]))
def test_spaces_and_line_ends_change_nothing(text: str, spaces: str) -> None:
    root = _tree(text)
    spread = spaces + text.replace(" ", spaces) + spaces
    assume(len(spread) <= LONGEST)
    assert _without_places(check(parse(spread), SCOPE)[0]) == _without_places(root)


def _without_places(node: Node) -> object:
    if isinstance(node, Apply):
        return node.operator, *(_without_places(a) for a in node.arguments)
    return getattr(node, "id", None), getattr(node, "value", None), node.type


# (f) any text is read or refused, never anything else

TOKENS = [
    *NAMES,
    *("and", "or", "not", "in", "if", "else", "true", "false", "is", "for", "lambda", "await"),
    *("(", ")", "[", "]", ",", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "<<", ">>"),
    *("**", "//", "%", ":=", "=", ".", "#", ";", "\\", '"', "'", "{", "}", "@", "~", "&", "|"),
    *("0", "1", "2.5", "007", "1e5", "1_0", "0x1F", "1j", "99999999999999999999"),
    *('"甲类"', "'乙类'", '["甲类"]', 'f"甲"', "b'x'", '"""', "date(", "unstated(", "earlier("),
    *(f"{name}(" for name in OPERATORS),
    *("\n", "\t", "\r", "\0", "\f", "\u200b", "\u2028", "\ufeff", "\u3000", "\ud800"),
    *("（", "，", "“", "≥", "ﬁ", "２", "²", "١", "𝐢", "é", "\U0002f804", "\U00030000", "import"),
]
TEXTS = (
    st.text(max_size=60)
    | st.lists(st.sampled_from(TOKENS), max_size=20).map("".join)
    | st.lists(st.sampled_from(TOKENS), max_size=20).map(" ".join)
)


@bounded(1500)
@given(text=TEXTS)
@example(text="1<<1")
@example(text="'\0'")
@example(text="'\ud800'")
@example(text="(" * 61 + ")" * 61)
@example(text="-" * 1999)
@example(text="[" * 1999)
def test_any_text_is_an_expression_or_refused_with_places(text: str) -> None:
    """Parsing raises NotAnExpression and nothing else; what passes is checked and evaluated."""
    with suppress(NotAnExpression):
        parse(text)
    root, slips = read(text, SCOPE)
    assert slips or root is not None
    for slip in slips:
        assert 0 <= slip.at <= len(text)
        assert slip.code
        assert visible(slip.message + slip.hint) == slip.message + slip.hint
        assert len(slip.message) + len(slip.hint) <= 300
    if root is not None and not slips:
        _value(root, dict.fromkeys(NAMES), set(NAMES))  # type: ignore[misc]


@bounded(300)
@given(text=expressions(), data=st.data())
def test_a_letter_changed_in_an_expression_is_read_or_refused(
    text: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    token = data.draw(st.sampled_from(TOKENS))
    test_any_text_is_an_expression_or_refused_with_places.hypothesis.inner_test(
        text[:at] + token + text[at + 1 :]
    )


@pytest.mark.parametrize("depth", [DEEPEST + 1, 500])
def test_depth_is_bounded_before_anything_is_read(depth: int) -> None:
    for before, after in (("(", ")"), ("not ", ""), ("-", ""), ("[", "]")):
        _, slips = read(before * depth + "true" + after * depth, {})
        assert [slip.code for slip in slips] in (["expression-too-deep"], ["expression-too-long"])

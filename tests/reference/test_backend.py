"""The reference back end: a complete table, no text of an author, nothing changed or inexact."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest
from simpleeval import InvalidExpression, SimpleEval

import interpreter
from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.language.checker import check
from interpreter.language.operators import OPERATORS
from interpreter.language.parser import parse
from interpreter.language.tree import Apply, Expression, Literal, Node, walk
from interpreter.language.types import BOOLEAN, number
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import gather
from interpreter.problems import Place
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.meaning import MEANING
from interpreter.reference.scope import Scope
from interpreter.reference.unknown import Unknown
from interpreter.report.sentences import SPOKEN

ROOT = Path(__file__).parents[2]
# A table that knows this share of the operators is a back end's and must know them all.
TELLING = 0.75


def _tables() -> Iterator[tuple[str, Collection[object]]]:
    """Give every module-level table that is keyed by operators, wherever it stands."""
    for found in pkgutil.walk_packages(interpreter.__path__, "interpreter."):
        try:
            module = importlib.import_module(found.name)
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("interpreter"):
                raise
            continue  # a back end whose library is not installed
        for name, value in vars(module).items():
            if isinstance(value, Mapping | frozenset | set) and _knows_operators(value):
                yield f"{found.name}.{name}", value


def _knows_operators(table: Collection[object]) -> bool:
    known = sum(1 for operator in OPERATORS if operator in table)
    return known >= TELLING * len(OPERATORS)


TABLES = dict(_tables())


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_operators_knows_all_of_them_and_no_other(table: str) -> None:
    assert set(TABLES[table]) == set(OPERATORS)


def test_the_tables_were_found() -> None:
    assert any(table is MEANING for table in TABLES.values())
    assert any(table is SPOKEN for table in TABLES.values())
    assert "interpreter.table.meaning.COLUMNS" in TABLES


def _policy() -> Policy:
    return load(gather(ROOT / "policy/2019-79.yaml"))[0]


def _expressions(value: object, seen: set[int]) -> Iterator[Expression]:
    """Give every expression of a policy, wherever it stands."""
    if id(value) in seen or isinstance(value, str | int | Fraction | date | Place):
        return
    seen.add(id(value))
    if isinstance(value, Expression):
        yield value
    parts = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | tuple | list):
        slots = getattr(type(value), "__dataclass_fields__", ())
        parts = [getattr(value, slot) for slot in slots]
    for part in parts:  # type: ignore[attr-defined]
        yield from _expressions(part, seen)


EXPRESSIONS = list(_expressions(_policy(), set()))


def _is_plain(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in OPERATORS and not node.keywords
    if isinstance(node, ast.Constant):
        return type(node.value) in (bool, int, Fraction, date, str, tuple)
    return isinstance(node, ast.Name | ast.Load)


def test_every_expression_of_the_policy_is_lowered_to_calls_names_and_constants() -> None:
    assert len(EXPRESSIONS) > 200
    strangers = [e.text for e in EXPRESSIONS if not all(map(_is_plain, ast.walk(lower(e.root))))]
    assert not strangers


def test_lowering_keeps_the_tree_node_for_node() -> None:
    for expression in EXPRESSIONS:
        nodes = list(walk(expression.root))
        lowered = list(ast.walk(lower(expression.root)))
        calls = [ast.unparse(n.func) for n in lowered if isinstance(n, ast.Call)]
        assert sorted(calls) == sorted(n.operator for n in nodes if isinstance(n, Apply))
        constants = sum(isinstance(n, ast.Constant) for n in lowered)
        assert constants == sum(isinstance(n, Literal) for n in nodes)


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record each text that simpleeval is given, and let it parse none."""
    given: list[str] = []
    evaluate = SimpleEval.eval

    def recording(self: SimpleEval, expr: str, previously_parsed: ast.expr | None = None) -> object:
        given.append(expr)
        return evaluate(self, expr, previously_parsed)

    def parsing(_: str) -> None:
        raise AssertionError("simpleeval was asked to parse")

    monkeypatch.setattr(SimpleEval, "eval", recording)
    monkeypatch.setattr(SimpleEval, "parse", staticmethod(parsing))
    return given


def test_simpleeval_never_sees_a_text(texts: list[str]) -> None:
    program = Program(_policy())
    raw = {"facts": {"主体类型": "企业", "培训类别": "岗前培训", "籍贯": "rand()"}, "history": []}
    decide(program, read_case(raw, program, lambda _: Place("示例")), date.max)
    assert texts
    assert set(texts) == {""}


def _tree(text: str) -> Node:
    root, slips = check(parse(text), {"甲": BOOLEAN, "数": number("元")})
    assert not slips
    return root


def test_the_engine_has_our_functions_and_nothing_of_its_own() -> None:
    engine = Evaluator()._engine
    assert set(engine.functions) == set(OPERATORS)
    assert not engine.operators
    assert not engine.allowed_attrs


@pytest.mark.parametrize("text", ["1 + 1", "-甲", "甲 < 2", "甲.real", "rand()", "[x for x in 甲]"])
def test_the_engine_refuses_what_lowering_never_gives_it(text: str) -> None:
    body = ast.parse(text, mode="eval").body
    with pytest.raises((InvalidExpression, KeyError)):
        Evaluator().evaluate(body, {"甲": 1})


def test_the_names_are_only_read() -> None:
    names = MappingProxyType({"甲": True, "数": 3})
    assert Evaluator().evaluate(lower(_tree("甲 and 数 > 2")), names) is True
    assert dict(names) == {"甲": True, "数": 3}


def test_one_evaluator_serves_one_mapping_after_another() -> None:
    evaluator, lowered = Evaluator(), lower(_tree("数 + 1"))
    assert [evaluator.evaluate(lowered, {"数": n}) for n in (1, 2, 1)] == [2, 3, 2]


def test_an_expression_is_evaluated_again_with_the_same_result() -> None:
    lowered = lower(_tree("数 / 3"))
    assert Evaluator().evaluate(lowered, {"数": 2}) == Fraction(2, 3)
    assert Evaluator().evaluate(lowered, {"数": 2}) == Fraction(2, 3)


class _Counting(Evaluator):
    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def evaluate(self, lowered: ast.expr, names: Mapping[str, object]) -> object:  # type: ignore[override]
        self.times += 1
        return super().evaluate(lowered, names)  # type: ignore[arg-type]


def test_a_definition_is_worked_out_when_first_read_and_then_kept() -> None:
    evaluator = _Counting()
    scope = Scope(evaluator, {"两倍": lower(_tree("数 * 2"))})
    scope["数"] = 4
    assert evaluator.times == 0
    assert [scope["两倍"], scope["两倍"]] == [8, 8]
    assert evaluator.times == 1


def test_a_name_that_nothing_defines_waits_for_itself() -> None:
    value = Scope(Evaluator(), {})["没有"]
    assert isinstance(value, Unknown)
    assert value.missing == {"没有"}


def test_an_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(Unknown(frozenset({"甲"})))

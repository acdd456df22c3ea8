"""The policy as a country package of OpenFisca: a variable for each fact, step, status and amount.

Formulas are written as vector code over all persons at once.  OpenFisca has no exact
numbers and no sets: amounts are whole numbers of the smallest unit, which its 32 bits hold
up to 21 million 元, and each word of a set is a variable of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from peer import vectors
from peer.infix import INFIX

from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.language.types import Kind, Type
from interpreter.policy.model import Fact
from interpreter.table.layout import STATUS

if TYPE_CHECKING:
    from peer.lowering import PlainPolicy

WHENEVER = "2020"  # every variable holds for all time; any period will do
NOT_GIVEN = "没有给出"
FEN_PLACES = 2
LOGIC = {"and": " & ", "or": " | "}
COMPARED = ("equal", "unequal", "less", "at_most", "more", "at_least")
EXTREMES = {"min": "minimum", "max": "maximum"}
DAYS = ("add_years", "add_months", "add_days")
SPANS = ("year", "years_between", "months_between")


@dataclass(frozen=True, slots=True)
class Code:
    """Vector code with what it gives: a number counted in its last decimal place, or else."""

    text: str
    kind: Kind
    places: int = 0

    def at(self, places: int) -> str:
        """Write a number as counted in a finer place."""
        return (
            self.text if places == self.places else f"{self.text} * {10 ** (places - self.places)}"
        )


class Writer:
    """Writes trees as vector code; learns the type of each step as it is written."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._types: dict[str, Type] = {name: fact.type for name, fact in facts.items()}
        self._steps: dict[str, Code] = {}

    def step(self, name: str, node: Node) -> Code:
        """Write a step, and read it by its name from then on."""
        code = self.code(node)
        self._steps[name] = Code(_read(name), code.kind, code.places)
        return code

    def code(self, node: Node) -> Code:
        """Write a tree."""
        if isinstance(node, Name):
            return self._name(node.id)
        if isinstance(node, Literal):
            return _literal(node.value)
        if node.operator in ("any_of", "contains", "count"):
            return self._set(node)
        if node.operator in ("equal", "unequal", "among"):
            words = self._words(node)
            if words is not None:
                return words
        return self._applied(node.operator, [self.code(part) for part in node.arguments])

    def _name(self, name: str) -> Code:
        if name in self._steps:
            return self._steps[name]
        given = self._types[name]
        return Code(_read(name), given.kind, given.places or 0)

    def _set(self, node: Apply) -> Code:
        some = node.arguments[0]
        assert isinstance(some, Name)
        if node.operator == "count":
            parts = [_read(f"{some.id}_{word}") for word in self._types[some.id].values]
            return Code(f"({' + '.join(f'{p}.astype(np.int32)' for p in parts)})", Kind.NUMBER)
        value = node.arguments[1].value  # type: ignore[union-attr]
        words = value if isinstance(value, tuple) else (value,)
        parts = [_read(f"{some.id}_{word}") for word in words]
        return Code(f"({' | '.join(parts)})", Kind.BOOLEAN)

    def _words(self, node: Apply) -> Code | None:
        """Write a comparison with words; None where others are compared."""
        left, right = node.arguments
        if not isinstance(left, Name) or not isinstance(right, Literal):
            return None
        given = self._types.get(left.id)
        if given is None or given.kind not in (Kind.CHOICE, Kind.TEXT):
            return None
        values = right.value if isinstance(right.value, tuple) else (right.value,)
        sign, joint = ("!=", " & ") if node.operator == "unequal" else ("==", " | ")
        member = "Choice[{0!r}][{1!r}]" if given.kind is Kind.CHOICE else "{1!r}"
        parts = [f"({_read(left.id)} {sign} {member.format(left.id, value)})" for value in values]
        return Code(f"({joint.join(parts)})", Kind.BOOLEAN)

    def _applied(self, operator: str, parts: list[Code]) -> Code:
        texts = [part.text for part in parts]
        if operator in COMPARED:
            return Code(f"({INFIX[operator].join(_aligned(parts))})", Kind.BOOLEAN)
        if operator == "not":
            return Code(f"(~{texts[0]})", Kind.BOOLEAN)
        if operator in LOGIC:
            return Code(f"({LOGIC[operator].join(texts)})", Kind.BOOLEAN)
        if operator == "if_else":
            then, otherwise = _aligned(parts[1:])
            chosen = f"np.where({texts[0]}, {then}, {otherwise})"
            return Code(chosen, parts[1].kind, max(p.places for p in parts[1:]))
        if operator in EXTREMES:
            joined = reduce(lambda a, b: f"np.{EXTREMES[operator]}({a}, {b})", _aligned(parts))
            return Code(joined, parts[0].kind, max(p.places for p in parts))
        if operator in (*DAYS, *SPANS):
            kind = Kind.DATE if operator in DAYS else Kind.NUMBER
            return Code(f"vectors.{operator}({', '.join(texts)})", kind)
        return _number(operator, parts)


def _number(operator: str, parts: list[Code]) -> Code:
    first, places = parts[0], max(part.places for part in parts)
    if operator == "multiply":
        text = INFIX[operator].join(part.text for part in parts)
        return Code(f"({text})", Kind.NUMBER, sum(part.places for part in parts))
    if operator in ("floor", "round_down"):
        kept = 0 if operator == "floor" else int(parts[1].text)
        if first.places <= kept:
            return first
        return Code(f"({first.text} // {10 ** (first.places - kept)})", Kind.NUMBER, kept)
    return Code(f"({INFIX[operator].join(_aligned(parts))})", Kind.NUMBER, places)


def _aligned(parts: Iterable[Code]) -> list[str]:
    found = list(parts)
    places = max(part.places for part in found)
    return [part.at(places) for part in found]


def _literal(value: object) -> Code:
    if isinstance(value, bool):
        return Code(str(value), Kind.BOOLEAN)
    if isinstance(value, date):
        return Code(f"np.datetime64('{value}')", Kind.DATE)
    number, places = Fraction(value), 0  # type: ignore[arg-type]
    while number.denominator != 1:
        number, places = number * 10, places + 1
    return Code(str(number.numerator), Kind.NUMBER, places)


def _read(name: str) -> str:
    return f"person({name!r}, period)"


class Country:
    """A tax and benefit system made of a policy, and simulations of any number of cases."""

    def __init__(self, plain: PlainPolicy, facts: Mapping[str, Fact]) -> None:
        self._person = build_entity("person", "persons", "", is_person=True)
        self._system = TaxBenefitSystem([self._person])
        self._facts = [facts[name] for name in plain.facts]
        choices = [fact for fact in self._facts if fact.type.kind is Kind.CHOICE]
        self._choices = {fact.name: _choice(fact) for fact in choices}
        for fact in self._facts:
            self._add_fact(fact)
        writer = Writer(facts)
        for name, node in plain.steps.items():
            self._add(name, writer.step(name, node))
        self._amounts: dict[str, Code | None] = {}
        for name, found in plain.results.items():
            self._add(f"{name}.status", writer.code(found.status))
            amount = None if found.amount is None else writer.code(found.amount)
            if amount is not None and not isinstance(found.amount, Literal):
                self._add(f"{name}.amount", amount)
            self._amounts[name] = amount

    def decide(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Give status and amount in 分 of every award, all rows at once."""
        return self.simulate(cases.height, self.read(cases))

    def ready(self, cases: pl.DataFrame) -> list[Callable[[], object]]:
        """Give for each row what decides it, its facts read already."""
        return [partial(self.simulate, 1, self.read(row)) for row in cases.iter_slices(1)]

    def read(self, cases: pl.DataFrame) -> dict[str, np.ndarray[Any, Any]]:
        """Give the arrays of every variable that holds a fact."""
        columns = cases.select(expression for fact in self._facts for expression in _columns(fact))
        return {
            name: EnumArray(array, self._choices[name]) if name in self._choices else array
            for name, array in ((s.name, s.to_numpy()) for s in columns)
        }

    def simulate(self, count: int, given: Mapping[str, np.ndarray[Any, Any]]) -> pl.DataFrame:
        """Simulate some cases."""
        simulation = SimulationBuilder.build_default_simulation(self._system, count)
        for name, array in given.items():
            simulation.set_input(name, WHENEVER, array)
        return pl.DataFrame(
            column for name in self._amounts for column in self._told(simulation, name, count)
        )

    def _told(self, simulation: Simulation, name: str, count: int) -> Iterator[pl.Series]:
        codes = pl.Series(simulation.calculate(f"{name}.status", WHENEVER)).cast(pl.UInt8)
        yield codes.cat.to(STATUS).alias(f"{name}.status")
        amount = self._amounts[name]
        if amount is None:
            yield pl.Series(f"{name}.amount", [None], dtype=pl.Int64).new_from_index(0, count)
            return
        fen = 10 ** (FEN_PLACES - amount.places)
        if f"{name}.amount" in self._system.variables:
            whole = pl.Series(simulation.calculate(f"{name}.amount", WHENEVER)).cast(pl.Int64) * fen
        else:
            whole = pl.Series([int(amount.text) * fen]).new_from_index(0, count)
        yield whole.zip_with(codes == 0, pl.Series([None], dtype=pl.Int64)).alias(f"{name}.amount")

    def _add_fact(self, fact: Fact) -> None:
        kind = fact.type.kind
        if kind is Kind.SET:
            for word in fact.type.values:
                self._variable(f"{fact.name}_{word}", value_type=bool)
        elif kind is Kind.CHOICE:
            choice = self._choices[fact.name]
            first = next(iter(choice))
            self._variable(fact.name, value_type=Enum, possible_values=choice, default_value=first)
        else:
            self._variable(fact.name, value_type=VALUE_TYPES[kind])

    def _add(self, name: str, code: Code) -> None:
        self._variable(name, value_type=VALUE_TYPES[code.kind], formula=self._formula(code))

    def _formula(self, code: Code) -> Callable[..., Any]:
        names: dict[str, Any] = {"np": np, "vectors": vectors, "Choice": self._choices}
        exec(f"def formula(person, period):\n    return {code.text}", names)
        return names["formula"]  # type: ignore[no-any-return]

    def _variable(self, name: str, **given: object) -> None:
        always = {"entity": self._person, "definition_period": DateUnit.ETERNITY}
        self._system.add_variable(type(name, (Variable,), {**always, **given}))


VALUE_TYPES = {Kind.BOOLEAN: bool, Kind.NUMBER: int, Kind.DATE: date, Kind.TEXT: str}


def _choice(fact: Fact) -> type[Enum]:
    return Enum(fact.name, [(word, word) for word in (*fact.type.values, NOT_GIVEN)])


def _columns(fact: Fact) -> Iterator[pl.Expr]:
    """Give a fact as the columns of its variables."""
    column, kind = pl.col(fact.name), fact.type.kind
    if kind is Kind.SET:
        yield from (column.list.contains(w).alias(f"{fact.name}_{w}") for w in fact.type.values)
    elif kind is Kind.CHOICE:
        yield column.to_physical().cast(pl.UInt8).fill_null(len(fact.type.values))
    elif kind is Kind.NUMBER:
        yield column.to_physical().cast(pl.Int32)
    else:
        yield column

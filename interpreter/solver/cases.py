"""The valid cases as far as some formulas can tell them apart, to ask about one after the other.

Only the facts that the formulas read are looked at, with those that constraints tie to them;
every other fact may be anything.  Answers are yes, no or undecided, never what a model holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import z3

from interpreter.reference.unknown import Known
from interpreter.solver.question import EFFORT
from interpreter.solver.slots import slots_of
from interpreter.solver.terms import Formula, said
from interpreter.solver.ties import ANY, Ties, Within

Pins = Sequence[tuple[Formula, Formula]]  # unknowns and what they are
SIMPLEX = 2  # the older arithmetic of z3
LONG = frozenset({z3.Z3_OP_AND, z3.Z3_OP_OR, z3.Z3_OP_NOT, z3.Z3_OP_ITE})


class Unsettled(Exception):
    """The effort allowed did not settle a question."""


def _together(formulas: Sequence[Formula]) -> Formula:
    """Give one formula that has some as its parts."""
    sorts = [formula.sort() for formula in formulas]
    return z3.Function("全部", *sorts, z3.BoolSort())(*formulas)


class Cases:
    """Questions about the valid cases that some formulas can tell apart.

    They are asked in a context of their own: what was asked before of others changes no answer.
    With `pins` only those in which some unknowns are what is put in place of them.  With
    `quick` by an arithmetic that is many times faster with days, but settles no products.
    """

    def __init__(
        self,
        ties: Ties,
        formulas: Sequence[Formula],
        effort: int = EFFORT,
        within: Within = ANY,
        *,
        pins: Pins = (),
        quick: bool = False,
    ) -> None:
        self.world, self.within = ties.world, within
        self._settled = [*pins, *ties.settled(within)]
        self._plain: dict[int, tuple[Formula, Formula]] = {}
        self._known: dict[int, tuple[Formula, Formula]] = {}
        self._learnt: dict[int, Formula] = {}
        self._depth = 0
        asked, valid = self._simplify(formulas), self._simplify(ties.valid)
        read, held = ties.slice(asked, valid)
        self.slots = tuple(slot for slot in slots_of(self.world) if slot.key in read)
        self.complete = ties.complete(self.slots)
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("rlimit", effort)
        if quick:
            self._solver.set("arith.solver", SIMPLEX)
        self._solver.add(*(self._own(formula) for formula in held))
        if within.complete:
            self._solver.add(self._own(self.complete))
        self._model: Any = None
        self._core: frozenset[int] = frozenset()

    def _simplify(self, formulas: Sequence[Formula]) -> list[Formula]:
        """Give formulas as they are in these cases, all at once: they have much in common."""
        if not self._settled:
            return list(formulas)
        left = [f for f in formulas if f.get_id() not in self._plain]
        if left:
            whole = z3.substitute(_together(left), *self._settled)
            parts = z3.simplify(whole).children()
            pairs = zip(left, parts, strict=True)
            self._plain |= {formula.get_id(): (formula, part) for formula, part in pairs}
        return [self._plain[f.get_id()][1] for f in formulas]

    def _own(self, formula: Formula) -> Formula:
        """Give a formula in the context of these cases, the same one for the same."""
        number = formula.get_id()
        if number not in self._known:
            (plain,) = self._simplify([formula])
            self._known[number] = formula, plain.translate(self._context)
        return self._known[number][1]

    def learn(self, *formulas: Formula) -> None:
        """Take in long formulas once and for all, where nothing is held yet.

        Each gets a name, of which only is said that the formula holds where it does.
        """
        for formula in formulas if not self._depth else ():
            number = formula.get_id()
            if number not in self._learnt and self._own(formula).decl().kind() in LONG:
                name = z3.Bool(f"?{len(self._learnt)}", self._context)
                self._solver.add(z3.Implies(name, self._own(formula)))
                self._learnt[number] = name

    def _asked(self, formulas: Iterable[Formula]) -> list[Formula]:
        """Give what stands for formulas in a question."""
        learnt = self._learnt
        return [learnt[f.get_id()] if f.get_id() in learnt else self._own(f) for f in formulas]

    def add(self, *formulas: Formula) -> None:
        """Look only at cases where some formulas hold from now on."""
        self._solver.add(*self._asked(formulas))
        if self._model is not None and not all(self.is_so(f) for f in formulas):
            self._model = None

    def push(self) -> None:
        """Remember what is looked at."""
        self._solver.push()
        self._depth += 1

    def pop(self) -> None:
        """Go back to what was looked at before."""
        self._solver.pop()
        self._depth -= 1

    def possible(self, *formulas: Formula) -> bool:
        """Say whether there is a case where all the formulas hold.

        Raises Unsettled.
        """
        if self._model is not None and all(self.is_so(f) for f in formulas):
            return True  # the case found last is one
        self.learn(*formulas)
        verdict = self._solver.check(*self._asked(formulas))
        if verdict == z3.unknown:
            raise Unsettled
        if verdict == z3.sat:
            self._model = self._solver.model()
            return True
        self._core = frozenset(part.get_id() for part in self._solver.unsat_core())
        return False

    def is_so(self, formula: Formula) -> bool:
        """Say whether a formula holds in the case found last, which must settle it."""
        return bool(z3.is_true(self._model.eval(self._own(formula), model_completion=True)))

    def facts_in(self) -> dict[str, Known]:
        """Give the facts of the case found last: one that is possible, not the only one."""
        return self.world.case.found_in(_Told(self._model, self._own))

    def number_in(self, number: Any) -> int:
        """Give what a number is in the case found last: one that is possible, not the only one."""
        if isinstance(number, int):
            return number
        return int(self._model.eval(self._own(number), model_completion=True).as_long())

    def blames(self, formula: Formula) -> bool:
        """Say whether a formula was used to prove that there was no such case."""
        (asked,) = self._asked([formula])
        return asked.get_id() in self._core


class _Told:
    """A case found, read by formulas of the world's own context."""

    def __init__(self, model: Any, own: Callable[[Formula], Formula]) -> None:
        self._model, self._own = model, own

    def eval(self, part: Formula, *, model_completion: bool) -> Formula:
        """Give what a formula is in the case."""
        return self._model.eval(self._own(part), model_completion=model_completion)


def nearest(
    cases: Cases, inside: Sequence[Formula], number: Any, about: int, farthest: int
) -> int | None:
    """Give the possible value of a number nearest to another, the lower of two; None if none.

    Raises Unsettled.
    """

    def reach(distance: int) -> int | None:
        """Give how near a case comes within a distance, None where there is none."""
        near = (said(number >= about - distance), said(number <= about + distance))
        if not cases.possible(*inside, *near):
            return None
        return abs(cases.number_in(number) - about)

    low, high, next_ = -1, reach(farthest), True
    while high is not None and high - low > 1:
        # Often the solver has come as near as can be; else half of what is left is passed over.
        middle = high - 1 if next_ else (low + high) // 2
        found = reach(middle)
        low, high = (middle, high) if found is None else (low, found)
        next_ = not next_
    if high is None:
        return None
    return about - high if cases.possible(*inside, said(number == about - high)) else about + high


def farthest(cases: Cases, inside: Sequence[Formula], number: Any) -> int:
    """Give the greatest value of a number that is possible, where one is and they are bounded.

    Raises Unsettled.
    """
    assert cases.possible(*inside)
    found, step = cases.number_in(number), 1
    ends = cases.world.span(number)
    if ends is not None and cases.possible(*inside, said(number >= ends[1])):
        return ends[1]
    while True:
        if cases.possible(*inside, said(number >= found + step)):
            found, step = cases.number_in(number), step * 4
        elif step == 1:
            return found
        else:
            step = max(1, step // 8)

"""Facts that never matter: two cases that differ in nothing else are set side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import z3

from interpreter.evaluation.program import Program
from interpreter.solver.days import Day
from interpreter.solver.decision import Verdict
from interpreter.solver.facts import Facts
from interpreter.solver.inquiry import Inquiry, Notebook
from interpreter.solver.terms import (
    FALSE,
    Chosen,
    Formula,
    Ratio,
    Term,
    Word,
    negated,
    pick,
    some,
)
from interpreter.solver.world import World


def said_by(verdict: Verdict) -> list[Formula]:
    """Give all that a verdict says, as formulas to be compared with those of another."""
    marks = [verdict.not_applicable, verdict.refused, verdict.pending, verdict.granted]
    (payee,) = _parts(verdict.payee)
    return [*marks, *_parts(verdict.amount), pick(verdict.granted, payee, z3.IntVal(-1))]


def parts_of(term: Term) -> list[Formula]:
    """Give all that a term says where it is known."""
    if term.value is None:
        return [term.known]
    nothing = {z3.Z3_BOOL_SORT: FALSE, z3.Z3_INT_SORT: z3.IntVal(0)}
    parts = _parts(term.value)
    return [term.known, *(pick(term.known, p, nothing[p.sort().kind()]) for p in parts)]


def _parts(value: object) -> list[Formula]:
    if isinstance(value, Ratio):
        found = [value.above, value.below]
    elif isinstance(value, Word):
        found = [value.code]
    elif isinstance(value, Chosen):
        found = list(value.has.values())
    else:
        found = [value.ordered] if isinstance(value, Day) else [value]
    return [z3.IntVal(p) if isinstance(p, int) else p for p in found]


def note_telling(inquiry: Inquiry, world: World, told: Sequence[Formula]) -> None:
    """Note each fact of the case that can change what is told, all else being the same."""
    notebook, held = inquiry.notebook, inquiry.slice.held
    for name in world.case.given:
        if name not in notebook.telling:
            pairs = [*_other(world, world.case, name)]
            moved = [z3.substitute(f, pairs) for f in (*told, *held)]
            differ = [negated(a == b) for a, b in zip(told, moved, strict=False) if not a.eq(b)]
            also = [b for a, b in zip(held, moved[len(told) :], strict=True) if not a.eq(b)]
            notebook.asked += 1
            if differ and inquiry.slice.exists(some(*differ), *also) is not False:
                notebook.telling.add(name)


def _other(world: World, facts: Facts, name: str) -> Iterator[tuple[Formula, Formula]]:
    """Give each unknown that stands for a fact with another one; days may follow from it."""
    unknowns = [facts.given[name]] if z3.is_const(facts.given[name]) else []
    value = facts.unknown_value(name)
    days = [value] if isinstance(value, Day) else []
    unknowns += [] if days else [part for part in _parts(value) if not z3.is_int_value(part)]
    for day in (*days, *(day for day, _ in world.counted)):
        unknowns += [day.year, day.month, day.date]
    for unknown in unknowns:
        yield unknown, z3.Const(f"{unknown}′", unknown.sort())


def check_facts(program: Program, notebook: Notebook) -> None:
    """Note each fact that was not seen to change anything, unless it sorts decisions.

    The person, the organisation and what targets are read by are there to add decisions up.
    """
    policy = program.policy
    sorts = {policy.person, policy.organisation}
    sorts |= {name for t in policy.targets if t.progress for name in t.progress.reads}
    for name, fact in policy.facts.items():
        if name not in notebook.telling and name not in sorts:
            notebook.note("fact-idle", fact.place, name)

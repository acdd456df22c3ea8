"""Single cases put into the solver's formulas: what they then say, without any search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import z3
from pinning import day_pins, fact_pins, plain, put_in

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.decision import decide as decide_one
from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    FindingStatus,
    Outcome,
    Status,
)
from interpreter.evaluation.program import Program
from interpreter.solver.decision import Decision, Found, Verdict, decide
from interpreter.solver.terms import Ratio, Term
from interpreter.solver.world import Asked, Earlier, World

MOST_RECORDS = 4  # of the random cases
NAMES = tuple(
    s.value for s in (Status.NOT_APPLICABLE, Status.REFUSED, Status.PENDING, Status.GRANTED)
)
FINDINGS = tuple(
    s.value
    for s in (
        FindingStatus.NOT_APPLICABLE,
        FindingStatus.PENDING,
        FindingStatus.MET,
        FindingStatus.BREACHED,
    )
)


class Pinned:
    """A policy decided over any case, to be asked about one case after the other."""

    def __init__(self, program: Program) -> None:
        self.program = program
        known = Asked(records=MOST_RECORDS, claims=True)
        self._known = self._whole(known)
        self._unknown = self._whole(replace(known, records=None))

    def _whole(self, asked: Asked) -> Decision:
        found = decide(World(self.program.policy, asked=asked), self.program.policy)
        _ = [*found.verdicts.values(), *found.findings.values()]
        return found

    def differences(self, case: Case) -> list[str]:
        """Say each thing the solver tells otherwise than the case back end."""
        outcome = decide_one(self.program, case, date.max)
        decision = self._unknown if case.history is None else self._known
        told = _told(decision, case)
        wanted = _wanted(outcome)
        return [
            f"{name}: {told.get(name)!r}, wanted {wanted.get(name)!r}"
            for name in sorted({*told, *wanted})
            if told.get(name) != wanted.get(name)
        ]


def _wanted(outcome: Outcome) -> dict[str, object]:
    awards = {a.award: _award(a) for a in outcome.awards}
    return {**awards, **{f.finding: _finding(f) for f in outcome.findings}}


def _award(award: AwardOutcome) -> tuple[object, ...]:
    bounds = tuple(None if b is None else Fraction(b) for b in award.bounds)
    paid = Fraction(award.amount or 0)
    if award.status is Status.GRANTED and bounds == (None, None):
        bounds = (paid, paid)
    if award.status in (Status.REFUSED, Status.NOT_APPLICABLE):
        bounds = (Fraction(0), Fraction(0))
    return award.status.value, paid, award.payee, *bounds


def _finding(finding: FindingOutcome) -> tuple[object, ...]:
    values = {n: None if v is None else Fraction(v) for n, v in finding.values.items()}
    return finding.status.value, values


def _told(decision: Decision, case: Case) -> dict[str, object]:
    """Put a case into a decision, all its formulas at once: they share most of their parts."""
    asked: list[Any] = []
    for verdict in decision.verdicts.values():
        asked += _asked(verdict)
    for found in decision.findings.values():
        asked += _asked_of(found)
    formulas = [a for a in asked if not isinstance(a, int)]
    values = iter(plain(f) for f in put_in(formulas, pins_of(decision.world, case)))
    answers = iter([a if isinstance(a, int) else next(values) for a in asked])
    told: dict[str, object] = {}
    for name, verdict in decision.verdicts.items():
        read = _read_verdict(decision.world, [next(answers) for _ in _asked(verdict)])
        if read is not None:
            told[name] = read
    for name, found in decision.findings.items():
        told[name] = _read_finding(found, [next(answers) for _ in _asked_of(found)])
    return told


def _number(term: Term) -> list[Any]:
    value = term.value if isinstance(term.value, Ratio) else Ratio(0)
    return [term.known, value.above, value.below]


def _asked(verdict: Verdict) -> list[Any]:
    marks = [verdict.not_applicable, verdict.refused, verdict.pending, verdict.granted]
    paid = [verdict.amount.above, verdict.amount.below, verdict.payee.code]
    return [*marks, *paid, *_number(verdict.least), *_number(verdict.most)]


def _read_verdict(world: World, answers: Sequence[Any]) -> tuple[object, ...] | None:
    marks = [s for s, mark in zip(NAMES, answers[:4], strict=True) if mark]
    if not marks:
        return None
    (status,) = marks
    above, below, code = answers[4:7]
    least, most = _bound(answers[7:10]), _bound(answers[10:13])
    payee = world.word(code) if status == "granted" else None
    return status, Fraction(above, below), payee, least, most


def _bound(answers: Sequence[Any]) -> Fraction | None:
    known, above, below = answers
    return Fraction(above, below) if known else None


def _asked_of(found: Found) -> list[Any]:
    marks = [found.not_applicable, found.pending, found.met, found.breached]
    return [*marks, *(part for term in found.values.values() for part in _number(term))]


def _read_finding(found: Found, answers: Sequence[Any]) -> tuple[object, ...]:
    (status,) = [s for s, mark in zip(FINDINGS, answers[:4], strict=True) if mark]
    if status == FINDINGS[0]:
        return status, {}
    rest = [answers[i : i + 3] for i in range(4, len(answers), 3)]
    return status, {n: _bound(r) for n, r in zip(found.values, rest, strict=True)}


def pins_of(world: World, case: Case) -> list[tuple[Any, Any]]:
    """Give each unknown of the solver with its value in a case."""
    pins = [*fact_pins(world, world.case, case.facts)]
    for earlier, record in zip(world.records, _padded(case.history or ()), strict=False):
        pins += _record(world, earlier, record)
    if world.asked.claims:
        pins.append((world.claims_made, z3.BoolVal(case.claims is not None)))
        names = world.policies[0].awards
        pins += [(world.claimed(n), z3.BoolVal(n in (case.claims or ()))) for n in names]
    for day, count in world.counted:
        (number,) = put_in([count], pins)
        pins += day_pins(day, date.fromordinal(number.as_long()))
    return pins


def _padded(history: Sequence[Record]) -> list[Record | None]:
    assert len(history) <= MOST_RECORDS
    return [*history, *[None] * (MOST_RECORDS - len(history))]


def _record(world: World, earlier: Earlier, record: Record | None) -> Iterator[tuple[Any, Any]]:
    yield earlier.present, z3.BoolVal(record is not None)
    award = -1 if record is None else world.code(record.award)
    yield earlier.award, z3.IntVal(award)
    yield from fact_pins(world, earlier.facts, {} if record is None else record.facts)

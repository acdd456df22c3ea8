"""A case the solver found, decided by the reference back end under both policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.policy.model import Fact
from interpreter.policy.values import raw_value
from interpreter.problems import Place, Problem, Refused
from interpreter.reference.unknown import Known
from interpreter.review.proof import Deviations, Turn, Witness
from interpreter.solver.agreed import nowhere
from interpreter.solver.witness import Facts, Point


class Disagreement(Exception):
    """The reference back end decides a case otherwise than was proved: an error of ours."""


def fault(award: str, option: str) -> Refused:
    """Give what is said of such an error, where only one award was asked for."""
    message = f"程序有错：`{award}`，求解所得的案件与逐案决定不一致"
    hint = "请把政策文件和案件交给维护人员，这次的结果不要采用"
    return Refused([Problem("proof-disagrees", Place(option), message, hint)])


class Replay:
    """Decides cases by two policies that know the same names."""

    def __init__(self, before: Program, after: Program, typical: Mapping[str, Known]) -> None:
        self._programs, self._typical = (before, after), typical

    def witness(self, award: str, turn: Turn, point: Point) -> Witness:
        """Give the typical case with some facts otherwise, and what becomes of an award.

        Raises Disagreement when the award does not take the turn.
        """
        earlier = tuple((name, {**self._typical, **own}) for name, own in point.records)
        raw = written(replace(point, records=earlier), self._typical, self._programs)
        try:
            was, now = (_outcome(program, award, raw) for program in self._programs)
        except (Refused, KeyError) as refused:
            raise Disagreement(award) from refused
        if turn_of(was, now) is not turn:
            raise Disagreement(award)
        records = tuple((name, self._told(facts)) for name, facts in point.records)
        return Witness(self._moved(point.facts), raw, was, now, records, point.claims)

    def _told(self, facts: Facts) -> Deviations:
        """Give what is not as usual of an earlier award, and always which thing it was for."""
        known, usual = self._programs[1].policy.facts, self._typical
        return tuple((n, v) for n, v in facts.items() if known[n].names_one or v != usual.get(n))

    def _moved(self, facts: Facts) -> Deviations:
        """Give the facts that are not as usual."""
        return tuple((n, v) for n, v in facts.items() if v != self._typical.get(n))

    @property
    def granted(self) -> tuple[str, ...]:
        """The awards that the typical case is granted before the change."""
        before, _ = self._programs
        case = Case(None, None, self._typical, ())
        outcome = decide(before, case, date.max)
        return tuple(a.award for a in outcome.awards if a.status is Status.GRANTED)


def written(
    point: Point, typical: Mapping[str, Known], programs: tuple[Program, ...]
) -> dict[str, object]:
    """Give a case as people write it: facts not looked at as usual, or not given.

    They are not given where some of the programs, which know the same names, would refuse that.
    """
    facts = programs[-1].policy.facts
    raw: dict[str, object] = {"facts": _raw_facts(facts, {**typical, **point.facts})}
    if point.claims is not None:
        raw["claims"] = list(point.claims)
    raw["history"] = [{"award": n, **_raw_facts(facts, own)} for n, own in point.records]
    try:
        for program in programs:
            read_case({"facts": raw["facts"]}, program, nowhere)
    except Refused:
        raw["facts"] = _raw_facts(facts, point.facts)
    return raw


def _raw_facts(known: Mapping[str, Fact], facts: Facts) -> dict[str, object]:
    return {n: raw_value(known[n], v) for n, v in facts.items() if v is not None}


def _outcome(program: Program, award: str, raw: Mapping[str, object]) -> AwardOutcome:
    """Give what becomes of an award.

    Raises Refused where the case is invalid, KeyError where the award is not decided.
    """
    case = read_case(raw, program, nowhere)
    outcome = decide(program, case, date.max)
    return {a.award: a for a in outcome.awards}[award]


def turn_of(before: AwardOutcome, after: AwardOutcome) -> Turn | None:
    """Give the turn an award took, None where it is decided as before."""
    was, now = (_state(o.status) for o in (before, after))
    if was != now:
        return _TURNS[was, now]
    if before.status is not after.status:
        return Turn.RESTATED
    if before.amount != after.amount:
        return Turn.MORE if (after.amount or 0) > (before.amount or 0) else Turn.LESS
    return Turn.PAYEE if before.payee != after.payee else None


def _state(status: Status) -> str:
    paid = {Status.GRANTED: "granted", Status.PENDING: "pending"}
    return paid.get(status, "out")


_TURNS = {
    ("granted", "out"): Turn.LOST,
    ("granted", "pending"): Turn.SUSPENDED,
    ("out", "granted"): Turn.WON,
    ("pending", "out"): Turn.CLOSED,
    ("pending", "granted"): Turn.CLEARED,
    ("out", "pending"): Turn.REOPENED,
}

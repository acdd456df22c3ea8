"""The claims of one person decided one after the other: what is granted counts for the next.

A person's claims are taken by the day they count on, those of one day in the order given.
A refused claim uses up nothing; a cut one uses what was paid.  What was settled before is
never reopened: a claim that comes late behind it is decided as things stand, and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.decision import judge_all, outcome_of
from interpreter.evaluation.history import History
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.outcome import Outcome, Status
from interpreter.evaluation.program import Program
from interpreter.policy.model import Award
from interpreter.policy.values import raw_value, show_value
from interpreter.reference.unknown import Known

Settled = Mapping[str, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A claim decided in its turn.

    `granted` are the records it leaves for the person's next claims.  `behind` is the latest
    day on which something settled before counts, where the claim is dated earlier.
    """

    outcome: Outcome
    granted: tuple[Record, ...]
    behind: date | None = None


def decide_in_turn(
    program: Program, claims: Sequence[Case], known_on: date, settled: Settled | None = None
) -> list[Turn]:
    """Decide claims of any persons, each on what the same person was granted before it.

    `settled` holds what was granted before all of these, by person; a person not in it was
    granted nothing, and None says that nobody knows.  A claim's own history comes first.  A
    claim that does not say whose it is, and every claim under a policy that names no person,
    stands alone.  The turns are given in the order of the claims.
    """
    turns: dict[int, Turn] = {}
    for person, indexes in _by_person(program, claims).items():
        before = None
        if settled is not None and isinstance(person, str):
            before = settled.get(person, ())
        turns |= _decide_person(program, claims, indexes, known_on, before)
    return [turns[index] for index in range(len(claims))]


def _by_person(program: Program, claims: Sequence[Case]) -> dict[str | int, list[int]]:
    """Give the positions of each person's claims; a claim of nobody known is its own."""
    found: dict[str | int, list[int]] = {}
    for index, case in enumerate(claims):
        person = case.facts.get(program.policy.person)
        found.setdefault(person if isinstance(person, str) else index, []).append(index)
    return found


def _decide_person(
    program: Program,
    claims: Sequence[Case],
    indexes: list[int],
    known_on: date,
    settled: tuple[Record, ...] | None,
) -> Iterator[tuple[int, Turn]]:
    """Decide the claims of one person, each on the records of those before it."""
    if len(indexes) > 1:
        indexes = sorted(indexes, key=lambda i: day_of(program, claims[i]) or date.max)
    before = None if settled is None else History(program, settled)
    last = _latest(program, settled or ())
    granted: list[Record] = []
    for case, index in ((claims[i], i) for i in indexes):
        if case.history is None:
            turn, latest = decide_turn(program, case, known_on, before), last
        else:
            earlier = _joined(case.history, settled)
            case = replace(case, history=(*earlier, *granted))
            turn, latest = decide_turn(program, case, known_on), _latest(program, earlier)
        granted += turn.granted
        if before is not None:
            before.add(turn.granted)
        yield index, replace(turn, behind=_behind(program, case, latest))


def decide_turn(
    program: Program, case: Case, known_on: date, history: History | None = None
) -> Turn:
    """Decide one claim, on its own history or one read before, and give the records it leaves."""
    judged = judge_all(program, case, history=history)
    outcome = outcome_of(program, case, judged, known_on)
    names = [a.award for a in outcome.awards if a.status is Status.GRANTED]
    facts = program.policy.facts
    written = {n: raw_value(facts[n], v) for n, v in case.facts.items()} if names else {}
    return Turn(outcome, tuple(_record(program, case, judged[n], written) for n in names))


def _joined(own: tuple[Record, ...], settled: tuple[Record, ...] | None) -> tuple[Record, ...]:
    """Give all that was granted before; what a claim and the ledger both tell counts once."""
    told = [(r.award, r.facts) for r in own]
    return (*own, *(r for r in settled or () if (r.award, r.facts) not in told))


def day_of(program: Program, case: Case) -> date | None:
    """Give the day a claim is taken by: the first on which an award it is about would count.

    None where no such day is known: such a claim is taken last.
    """
    awards = program.policy.awards
    names = case.claims if case.claims is not None else tuple(awards)
    days = (_counts_on(program, awards[name], case.facts) for name in names)
    return min((day for day in days if day is not None), default=None)


def _counts_on(program: Program, award: Award, facts: Mapping[str, Known]) -> date | None:
    scope = program.scope(award, facts)
    day = None if award.event is None else scope["counted_on"]
    if not isinstance(day, date) or program.evaluate(award.applies.expression, scope) is False:
        return None
    return day


def _latest(program: Program, earlier: tuple[Record, ...]) -> date | None:
    """Give the latest day on which earlier records count."""
    awards = program.policy.awards
    days = [_recorded_on(program, awards[r.award], r.facts) for r in earlier]
    return max((d for d in days if d is not None), default=None)


def _behind(program: Program, case: Case, latest: date | None) -> date | None:
    """Give the latest day on which earlier records count, where the claim is dated before it."""
    day = day_of(program, case) if latest else None
    return latest if day and latest and day < latest else None


def _recorded_on(program: Program, award: Award, facts: Mapping[str, Known]) -> date | None:
    day = None if award.event is None else program.scope(award, facts)["counted_on"]
    return day if isinstance(day, date) else None


def _record(program: Program, case: Case, judged: Judged, written: Mapping[str, object]) -> Record:
    """Give the record a granted award leaves: its facts, and what was paid where it was cut."""
    paid = _paid(program, judged)
    shown = {name: show_value(value) for name, value in paid.items()}
    facts = {**case.facts, **paid} if paid else case.facts
    return Record(judged.name, facts, {"award": judged.name, **written, **shown})


def _paid(program: Program, judged: Judged) -> dict[str, Known]:
    """Give what an award used up of each limit that cut it."""
    cut = {r.limit for r in judged.reductions}
    limits = [lim for lim in program.policy.limits if lim.measure and lim.cited.name in cut]
    return {lim.measure: cast("Known", judged.scope[lim.measure]) for lim in limits}

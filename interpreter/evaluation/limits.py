"""Caps over a person's history: what was granted earlier counts, what was refused does not.

A record either surely counts, surely does not, or may; a cap refuses only on what surely
counts, and waits where the rest could decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.history import HISTORY, Earlier, History
from interpreter.evaluation.judgement import Judged, read_of, work_out
from interpreter.evaluation.outcome import Reason, Reduction
from interpreter.evaluation.program import Facts, Program
from interpreter.language.tree import EARLIER, Expression
from interpreter.policy.model import Award, Limit, Policy
from interpreter.reference.unknown import (
    Answer,
    Number,
    Unknown,
    all_of,
    high_of,
    low_of,
    waiting,
)

Matches = list[tuple[Earlier, Answer]]


class Pair(dict[str, Answer]):
    """The names of a case, and those of an earlier record behind `earlier`."""

    def __init__(self, case: Facts, earlier: Facts) -> None:
        super().__init__()
        self._case, self._earlier = case, earlier

    def __missing__(self, name: str) -> Answer:
        if name.startswith(EARLIER):
            return self._earlier[name.removeprefix(EARLIER)]
        return self._case[name]


def apply_limits(program: Program, judged: Judged, history: History | None) -> None:
    """Hold an award to every limit over it, so that a refusal names each of them."""
    for limit in program.policy.limits:
        if judged.name in limit.over and not limit.siblings:
            _apply(program, limit, judged, history, [])


def apply_joint_limits(program: Program, ordered: list[Judged], history: History | None) -> None:
    """Hold what exclusions left to the limits that count this case's own awards too.

    Of the awards of one case those before count, in the policy's order, as they then stand.
    """
    for limit in program.policy.limits:
        before: Matches = []
        for judged in ordered if limit.siblings else ():
            if not judged.out and judged.name in limit.over:
                _apply(program, limit, judged, history, before)
            if not judged.out:
                before.append(_sibling(judged))


def _sibling(judged: Judged) -> tuple[Earlier, Answer]:
    record = Record(judged.name, {}, {"award": judged.name})
    stands: Answer = True if judged.stands else Unknown(frozenset(judged.waits))
    return Earlier(record, judged.scope, of_case=True), stands


def _apply(
    program: Program,
    limit: Limit,
    judged: Judged,
    history: History | None,
    siblings: Matches,
) -> None:
    reached = judged.scope.governed(limit.window)
    if limit.where is not None:
        reached = all_of((reached, program.evaluate(limit.where, judged.scope)))
    if reached is False:
        return
    judged.readings |= set(limit.cited.readings)
    keys = [program.evaluate(key, judged.scope) for key in limit.keys]
    if any(map(_is_own, keys)):
        return
    if history is None and limit.measure:
        _measured_blind(program, limit, judged)
    elif history is None:
        judged.wait(frozenset({HISTORY}))
    else:
        near = history.under(limit, {*limit.over, *limit.also}, keys)
        matches = [(e, _matches(program, limit, judged, keys, reached, e)) for e in near]
        for e, stands in siblings:
            match = _matches(program, limit, judged, keys, reached, e)
            matches.append((e, all_of((match, stands))))
        way = _measured if limit.measure else _counted
        way(program, limit, judged, [(e, m) for e, m in matches if m is not False])


def _matches(
    program: Program, limit: Limit, judged: Judged, keys: list[Answer], reached: Answer, e: Earlier
) -> Answer:
    """Say whether a record counts against a limit, in Kleene's logic."""
    if not counts_beside(program.policy, limit, judged.award, e.record.award):
        return False
    if limit.count and e.scope[limit.count] == judged.scope[limit.count]:
        return False  # the same training, not an earlier one
    theirs = [program.evaluate(key, e.scope) for key in limit.keys]
    where = [] if limit.where is None else [program.evaluate(limit.where, e.scope)]
    if limit.matches is not None:
        where.append(program.evaluate(limit.matches, Pair(judged.scope, e.scope)))
    return all_of([*map(same, keys, theirs), *where, reached])


@dataclass(frozen=True, slots=True)
class Standing:
    """How full a limit is for an award: used earlier, wanted now, and the most there may be."""

    used: Number
    own: Number
    most: Number


def standing(
    program: Program, limit: Limit, award: Award, case: Case, history: History
) -> Standing | None:
    """Say how full a limit is before it acts on an award; None where it does not reach the case.

    None too where that is not surely known, or where it counts the case's own awards.
    """
    judged = Judged(award, program, case.facts)
    scope = judged.scope
    reached = [scope.governed(limit.window)]
    if limit.where is not None:
        reached.append(program.evaluate(limit.where, scope))
    keys = [program.evaluate(key, scope) for key in limit.keys]
    if limit.siblings or all_of(reached) is not True or any(map(_is_own, keys)):
        return None
    near = history.under(limit, {*limit.over, *limit.also}, keys)
    found = [(e, _matches(program, limit, judged, keys, True, e)) for e in near]
    at_most = program.evaluate(limit.at_most, scope)
    own: Answer = scope[limit.measure] if limit.measure else 1
    sure = [e for e, match in found if match is True]
    used: Number | None = _trainings(limit, sure)
    if limit.measure:
        used = _used(program, program.policy.definitions[limit.measure].expression, sure, low_of)
    told = (at_most, own, *(match for _, match in found))
    if used is None or any(isinstance(answer, Unknown) for answer in told):
        return None
    return Standing(used, cast("Number", own), cast("Number", at_most))


def _is_own(key: Answer) -> bool:
    """A training of its own is equal to no earlier one."""
    return isinstance(key, str) and key.startswith("\0")


def counts_beside(policy: Policy, limit: Limit, award: Award, other: str) -> bool:
    """Say whether an award granted earlier can count against an award under a limit at all."""
    if other not in limit.over and other not in limit.also:
        return False
    if limit.within == "award":
        return other == award.cited.name
    if limit.within == "clause":
        return bool({*policy.awards[other].cited.cites} & {*award.cited.cites})
    return True


def same(ours: Answer, theirs: Answer) -> Answer:
    """Say whether two keys are equal, in Kleene's logic."""
    if isinstance(ours, Unknown) or isinstance(theirs, Unknown):
        return Unknown(waiting((ours, theirs)))
    return ours == theirs


def _counted(program: Program, limit: Limit, judged: Judged, matches: Matches) -> None:
    at_most = program.evaluate(limit.at_most, judged.scope)
    sure = [e for e, m in matches if m is True]
    high, low = high_of(at_most), low_of(at_most)
    if high is not None and _trainings(limit, sure) + 1 > high:
        judged.refuse(_reason(program, limit, judged, sure))
    elif low is None or _trainings(limit, [e for e, _ in matches]) + 1 > low:
        judged.wait(waiting([at_most, *(m for _, m in matches)]))


def _trainings(limit: Limit, earlier: list[Earlier]) -> int:
    """Count distinct trainings, or records where the limit tells none apart."""
    if not limit.count:
        return len(earlier)
    return len({e.scope[limit.count] for e in earlier})


def _measured(program: Program, limit: Limit, judged: Judged, matches: Matches) -> None:
    measure = program.policy.definitions[limit.measure].expression
    at_most = program.evaluate(limit.at_most, judged.scope)
    own = judged.scope[limit.measure]
    sure = [e for e, m in matches if m is True]
    if isinstance(at_most, Unknown) or isinstance(own, Unknown):
        judged.wait(waiting((at_most, own)))
        _refuse_if_used_up(program, limit, judged, measure, sure, high_of(at_most))
        return
    most = cast("Number", at_most)
    surely = _used(program, measure, sure, low_of)
    perhaps = _used(program, measure, [e for e, _ in matches], high_of)
    if surely is not None and surely >= most:
        judged.refuse(_reason(program, limit, judged, sure))
    elif perhaps is None or (perhaps != surely and perhaps + cast("Number", own) > most):
        judged.wait(waiting(m for _, m in matches) | _unknown_measures(program, measure, matches))
    elif not judged.out and cast("Number", own) > most - perhaps:
        _cut(program, limit, judged, most - perhaps, sure)


def _refuse_if_used_up(
    program: Program,
    limit: Limit,
    judged: Judged,
    measure: Expression,
    sure: list[Earlier],
    most: Number | None,
) -> None:
    used = _used(program, measure, sure, low_of)
    if most is not None and used is not None and used >= most:
        judged.refuse(_reason(program, limit, judged, sure))


def _used(
    program: Program, measure: Expression, earlier: Iterable[Earlier], end: object
) -> Number | None:
    """Add up one end of what records measure; None where a record has no such bound."""
    bound = high_of if end is high_of else low_of
    ends = [bound(program.evaluate(measure, e.scope)) for e in earlier]
    return None if None in ends else sum(e for e in ends if e is not None)


def _unknown_measures(program: Program, measure: Expression, matches: Matches) -> frozenset[str]:
    return waiting(program.evaluate(measure, e.scope) for e, _ in matches)


def _measured_blind(program: Program, limit: Limit, judged: Judged) -> None:
    """Without history nothing is known to be used, and everything may be."""
    judged.wait(frozenset({HISTORY}))
    own, at_most = judged.scope[limit.measure], program.evaluate(limit.at_most, judged.scope)
    known = not isinstance(own, Unknown) and not isinstance(at_most, Unknown)
    if known and cast("Number", own) > cast("Number", at_most):
        judged.scope.assume(limit.measure, at_most)
        work_out(program, judged)


def _cut(program: Program, limit: Limit, judged: Judged, fits: Number, sure: list[Earlier]) -> None:
    """Pay what still fits, and say by how much the amount was cut; or refuse."""
    if not limit.cuts:
        judged.refuse(_reason(program, limit, judged, sure))
        return
    before = judged.amount
    reason = _reason(program, limit, judged, sure)
    judged.reasons.append(reason)
    judged.scope.assume(limit.measure, fits)
    work_out(program, judged)
    if not isinstance(before, Unknown) and not isinstance(judged.amount, Unknown):
        by = cast("Number", before) - cast("Number", judged.amount)
        judged.reductions.append(Reduction(limit.cited.name, limit.cited.cites, by))


def _reason(program: Program, limit: Limit, judged: Judged, sure: list[Earlier]) -> Reason:
    reads = list(limit.reads)
    if limit.measure:
        reads += program.policy.definitions[limit.measure].reads
    read = read_of(judged.scope, tuple(dict.fromkeys(reads)))
    records = tuple(e.record.written for e in sure if not e.of_case)
    own = "、".join(e.record.award for e in sure if e.of_case)
    note = "；".join(said for said in (limit.note, own and f"本案已给{own}") if said)
    cited = limit.cited
    return Reason(cited.says, cited.cites, False, read, records, note=note, place=cited.place)

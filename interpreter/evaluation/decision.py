"""A case becomes an outcome: conditions, amount, limits, exclusions, findings, in that order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import cast

from interpreter import __version__
from interpreter.evaluation.case import Case
from interpreter.evaluation.exclusions import apply_exclusions
from interpreter.evaluation.history import History, read_history
from interpreter.evaluation.judgement import Judged, judge
from interpreter.evaluation.limits import apply_joint_limits, apply_limits
from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    FindingStatus,
    Outcome,
    Reason,
    Status,
)
from interpreter.evaluation.program import Facts, Program
from interpreter.policy.model import Finding, Number
from interpreter.reference.unknown import Answer, Unknown, high_of, low_of


def decide(program: Program, case: Case, known_on: date) -> Outcome:
    """Decide a checked case."""
    return outcome_of(program, case, judge_all(program, case), known_on)


def outcome_of(program: Program, case: Case, judged: dict[str, Judged], known_on: date) -> Outcome:
    """Tell what became of a case whose awards are judged."""
    policy = program.policy
    names = case.claims if case.claims is not None else tuple(policy.awards)
    order = {name: index for index, name in enumerate(policy.facts)}
    undated = program.undated(case.facts)
    return Outcome(
        case.id,
        policy.id,
        policy.fingerprint,
        __version__,
        case.digest,
        known_on.isoformat(),
        tuple(_award_outcome(judged[name], order) for name in names),
        tuple(find(program, f, undated, order) for f in policy.findings.values()),
        policy.instead,
    )


def judge_all(
    program: Program,
    case: Case,
    only: Collection[str] | None = None,
    history: History | None = None,
) -> dict[str, Judged]:
    """Judge every award claimed, or every award where nothing is claimed, as `decide` does.

    `only` spares the work on the others; they must be such as can be granted in no way.
    `history` is the case's own, where it was read before.
    """
    history = read_history(program, case) if history is None else history
    claims, awards = case.claims, program.policy.awards
    names = [n for n in (awards if claims is None else claims) if only is None or n in only]
    judged = {n: judge(program, awards[n], case.facts, claims is not None) for n in names}
    eligible = [j for j in judged.values() if not j.out]
    concerned = [j for j in judged.values() if j.applies is not False and not j.off_topic]
    for item in concerned:
        apply_limits(program, item, history)
    for item in concerned:
        _fall(program, item, judged, case, history)
    apply_exclusions(program, eligible, history)
    apply_joint_limits(program, [judged[n] for n in awards if n in judged], history)
    return judged


def _fall(
    program: Program,
    item: Judged,
    judged: dict[str, Judged],
    case: Case,
    history: History | None,
) -> None:
    """An award falls with those it goes with, when they are refused on their merits."""
    for name in item.award.falls_with:
        other = judged.get(name)
        if other is None:
            award = program.policy.awards[name]
            other = judge(program, award, case.facts, False)
            if other.applies is not False:
                apply_limits(program, other, history)
        failed = [r for r in other.reasons if r.holds is False]
        if other.refused and _applies(program, other):
            read = {k: v for r in failed for k, v in r.read.items()}
            note = "；".join(r.condition for r in failed)
            cited = item.award.cited
            title, place = together(name), cited.place
            item.refuse(Reason(title, cited.cites, False, read, note=note, place=place))
        elif not other.out and other.doubtful:
            item.wait(frozenset(other.waits))


def together(award: str) -> str:
    """Give the title of the condition that an award is paid with another."""
    return f"与{award}一并给付"


def _applies(program: Program, other: Judged) -> bool:
    return program.evaluate(other.award.applies.expression, other.scope) is True


def _award_outcome(judged: Judged, order: Mapping[str, int]) -> AwardOutcome:
    cited, status = judged.award.cited, status_of(judged)
    granted = status is Status.GRANTED
    pending = status is Status.PENDING
    return AwardOutcome(
        cited.name,
        cited.cites,
        status,
        payee=str(judged.payee) if granted else None,
        amount=cast("Number", judged.amount) if granted else None,
        because=tuple(judged.reasons),
        missing=_in_order(judged.waits, order) if pending else (),
        readings=tuple(sorted(judged.readings)) if judged.applies is not False else (),
        reduced_by=tuple(judged.reductions) if granted else (),
        bounds=_bounds(judged, status),
    )


def status_of(judged: Judged) -> Status:
    """Give what became of an award that was judged."""
    if judged.refused:
        return Status.REFUSED
    if judged.applies is False:
        return Status.NOT_APPLICABLE
    waits = judged.waits or judged.doubtful or isinstance(judged.amount, Unknown)
    return Status.PENDING if waits or isinstance(judged.payee, Unknown) else Status.GRANTED


def _bounds(judged: Judged, status: Status) -> tuple[Number | None, Number | None]:
    if status is Status.GRANTED and judged.at_least:
        return cast("Number", judged.amount), None
    if status is not Status.PENDING or judged.at_least or high_of(judged.amount) is None:
        return None, None
    low = 0 if judged.doubtful else low_of(judged.amount)
    return low, high_of(judged.amount)


def _in_order(names: Iterable[str], order: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (order.get(name, len(order)), name)))


def find(
    program: Program, finding: Finding, scope: Facts, order: Mapping[str, int]
) -> FindingOutcome:
    """Decide an obligation or rate limit by the names of a case; `order` puts what is missing."""
    cited = finding.cited
    applies = program.evaluate(finding.applies.expression, scope)
    if applies is False:
        return FindingOutcome(cited.name, cited.cites, FindingStatus.NOT_APPLICABLE)
    holds = program.evaluate(finding.holds.expression, scope)
    waits = frozenset[str]()
    for answer in (applies, holds):
        waits |= answer.missing if isinstance(answer, Unknown) else frozenset()
    pending = isinstance(applies, Unknown) or isinstance(holds, Unknown)
    status = FindingStatus.PENDING if pending else _verdict(holds)
    return FindingOutcome(
        cited.name,
        cited.cites,
        status,
        _values(program, finding, scope),
        _in_order(waits, order) if pending else (),
        cited.readings,
    )


def _verdict(holds: Answer) -> FindingStatus:
    return FindingStatus.MET if holds is True else FindingStatus.BREACHED


def _values(program: Program, finding: Finding, scope: Facts) -> dict[str, Number | None]:
    values: dict[str, Number | None] = {}
    for name, expression in finding.values:
        value: Answer = program.evaluate(expression, scope)
        values[name] = None if isinstance(value, Unknown) else cast("Number", value)
    return values

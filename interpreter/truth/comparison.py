"""An expectation beside what was decided: what it states is compared exactly, the rest not at all.

A refusal's reasons must be all of them and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from interpreter.evaluation.outcome import AwardOutcome, FindingOutcome, Outcome, Reason, Status
from interpreter.language.checker import read_date
from interpreter.policy.values import exact
from interpreter.problems import Problem

Found = Outcome | tuple[Problem, ...]  # a decision, or why the case is invalid
Wanted = Mapping[str, Any]
Sides = tuple[object, object]
type_of_entry = AwardOutcome | FindingOutcome


@dataclass(frozen=True, slots=True)
class Difference:
    """Something expected that is not so.

    `about`: an award, a finding, `total` or `invalid`.  `aspect`: which part of it.  The sides
    are values, those of an aspect of one kind: numbers, names, pairs; for reasons those that are
    not found (as written) and those that are not expected; for `invalid` likewise names and
    problems, None where the case is valid.  `found` is None where the outcome has no such thing.
    """

    about: str
    aspect: str
    expected: Any
    found: Any


def compare(expect: Wanted, found: Found) -> Iterator[Difference]:
    """Give every difference between an expectation and what became of the case."""
    if not isinstance(found, Outcome):
        yield from _compare_invalid(expect, found)
    elif "invalid" in expect:
        yield Difference("invalid", "invalid", tuple(expect["invalid"]), None)
    else:
        yield from _compare_outcome(expect, found)


def _compare_invalid(expect: Wanted, problems: tuple[Problem, ...]) -> Iterator[Difference]:
    if "invalid" not in expect:
        yield Difference("invalid", "invalid", None, problems)
        return
    wanted, about = expect["invalid"], [names_of(p) for p in problems]
    missed = tuple(n for n in wanted if not any(n in found for found in about))
    others = tuple(p for p in problems if not names_of(p) & set(wanted))
    if missed or others:
        yield Difference("invalid", "invalid", missed, others)


def names_of(problem: Problem) -> set[str]:
    """Give the names a problem of a case is about."""
    return set(problem.about.split("、"))


def _compare_outcome(expect: Wanted, outcome: Outcome) -> Iterator[Difference]:
    entries = entries_of(outcome)
    for name, wanted in expect.items():
        if name == "total":
            yield from _differing(name, name, (exact(wanted), outcome.total))
        elif name not in entries:
            yield Difference(name, "status", wanted.get("status"), None)
        else:
            found = entries[name]
            for aspect, value in wanted.items():
                yield from _differing(name, aspect, sides(aspect, value, found))


def entries_of(outcome: Outcome) -> dict[str, type_of_entry]:
    """Give the awards and findings of an outcome by name."""
    awards: dict[str, type_of_entry] = {a.award: a for a in outcome.awards}
    return awards | {f.finding: f for f in outcome.findings}


def _differing(about: str, aspect: str, both: Sides) -> Iterator[Difference]:
    if both[0] != both[1]:
        yield Difference(about, aspect, *both)


def sides(aspect: str, wanted: Any, found: type_of_entry) -> Sides:
    """Give one aspect as expected and as found; the two are equal where nothing differs."""
    if isinstance(found, FindingOutcome):
        read = _FINDING.get(aspect)
        return (wanted, None) if read is None else read(wanted, found)
    compared = _AWARD.get(aspect)
    return (wanted, None) if compared is None else compared(wanted, found)


def _reductions(wanted: list[Wanted], found: AwardOutcome) -> Sides:
    cuts = [(r["cites"], exact(r["by"])) for r in wanted]
    return cuts, [(r.cites[0], r.by) for r in found.reduced_by]


def _bounds(wanted: Wanted, found: AwardOutcome) -> Sides:
    ends = (wanted.get(key) for key in ("at_least", "at_most"))
    low, high = (None if end is None else exact(end) for end in ends)
    return (low, high), found.bounds


def _reasons(wanted: list[Wanted], found: AwardOutcome) -> Sides:
    """Give the reasons that nothing found answers to, and those that nobody expects.

    A reason given once more than it is written is not expected, and the reverse.
    """
    if found.status is not Status.REFUSED:
        return (), ()  # its status differs already, and says more
    failed = failed_of(found)
    missed = tuple(w for w in wanted if not any(matches(w, reason) for reason in failed))
    others = tuple(r for r in failed if not any(matches(w, r) for w in wanted))
    if missed or others:
        return missed, others
    return tuple(wanted[len(failed) :]), tuple(failed[len(wanted) :])


def failed_of(award: AwardOutcome) -> list[Reason]:
    """Give the reasons that refuse an award."""
    return [r for r in award.because if r.holds is False]


def matches(wanted: Wanted, reason: Reason) -> bool:
    """Say whether a reason is the one an expectation describes."""
    if wanted.get("cites") not in (None, *reason.cites):
        return False
    if "kept" in wanted and wanted["kept"] != reason.kept:
        return False
    if "earlier" in wanted and not _same_records(wanted["earlier"], reason):
        return False
    read = {name: comparable(value) for name, value in reason.read.items()}
    reads = wanted.get("reads", {})
    return all(name in read and read[name] == comparable(v) for name, v in reads.items())


def _same_records(wanted: list[str], reason: Reason) -> bool:
    """A record is told by any of its texts, for want of a name that every policy has."""
    told = [{v for v in record.values() if isinstance(v, str)} for record in reason.earlier]
    return all(t & set(wanted) for t in told) and all(any(w in t for t in told) for w in wanted)


def comparable(value: object) -> object:
    """Give a value of a file or of a case in the one form in which equal values are equal."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, int | Decimal):
        return exact(value)
    day = read_date(value) if isinstance(value, str) else None
    return value if day is None else day


def _values(wanted: Wanted, found: FindingOutcome) -> Sides:
    given = {name: comparable(value) for name, value in wanted.items()}
    apart = [name for name, value in given.items() if value != found.values.get(name)]
    return {n: given[n] for n in apart}, {n: found.values.get(n) for n in apart}


_AWARD: dict[str, Callable[[Any, AwardOutcome], Sides]] = {
    "status": lambda wanted, found: (wanted, found.status.value),
    "amount": lambda wanted, found: (exact(wanted), found.amount),
    "payee": lambda wanted, found: (wanted, found.payee),
    "missing": lambda wanted, found: (sorted(wanted), sorted(found.missing)),
    "bounds": _bounds,
    "reduced_by": _reductions,
    "reasons": _reasons,
}
_FINDING: dict[str, Callable[[Any, FindingOutcome], Sides]] = {
    "status": lambda wanted, found: (wanted, found.status.value),
    "values": _values,
    "missing": lambda wanted, found: (sorted(wanted), sorted(found.missing)),
}

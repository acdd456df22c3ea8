"""Random cases of the policy: from its golden cases and from nothing, values near every boundary.

Everything is drawn by hypothesis, so that a broken law shrinks to its smallest case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from suites import goldens_of, program_of

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Outcome, Reason
from interpreter.evaluation.program import Program
from interpreter.language.calendar import add_days, add_years
from interpreter.language.tree import Apply, Expression, Literal, Name, names_in, walk
from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Policy
from interpreter.problems import Place, Refused
from interpreter.truth.golden import Golden

ROOT = Path(__file__).parents[2]
PROGRAM = program_of("2019-79")
POLICY: Policy = PROGRAM.as_loaded
# Findings take half the time of a decision; laws of awards need none.
AWARDS_ONLY = Program(replace(POLICY, findings={}))
Raw = dict[str, Any]


def outcome_of(raw: Mapping[str, Any]) -> Outcome:
    """Decide a raw case.

    Raises Refused when it is invalid.
    """
    return decide(PROGRAM, case_of(raw), date.max)


def case_of(raw: Mapping[str, Any]) -> Case:
    """Check a raw case.

    Raises Refused when it is invalid.
    """
    return read_case(dict(raw), PROGRAM, lambda _: Place("示例"))


def awards_of(outcome: Outcome) -> dict[str, AwardOutcome]:
    """Give the awards of an outcome by name."""
    return {award.award: award for award in outcome.awards}


def essence(award: AwardOutcome) -> tuple[object, ...]:
    """Give all that an applicant is told, regardless of the order in which records are listed."""
    return (
        award.status,
        award.payee,
        award.amount,
        award.missing,
        award.readings,
        award.reduced_by,
        award.bounds,
        frozenset(_reason(r) for r in award.because),
    )


def _reason(reason: Reason) -> tuple[object, ...]:
    read = frozenset(reason.read.items())
    earlier = frozenset(repr(sorted(r.items())) for r in reason.earlier)
    return reason.condition, reason.cites, reason.holds, read, earlier, reason.kept


def _golden_cases() -> list[Raw]:
    goldens = goldens_of("2019-79")
    return [_plain(g) for g in goldens if not g.amendments and not g.readings and _valid(g.raw)]


def _plain(golden: Golden) -> Raw:
    facts = {n: v for n, v in golden.raw["facts"].items() if v is not None}
    return {**golden.raw, "facts": facts, "file": golden.file}


def _valid(raw: Mapping[str, Any]) -> bool:
    try:
        case_of({key: value for key, value in raw.items() if key != "file"})
    except Refused:
        return False
    return True


def _case(raw: Raw) -> Raw:
    return {key: value for key, value in raw.items() if key != "file"}


_READ = _golden_cases()
GOLDEN_CASES = [_case(raw) for raw in _READ]
GOLDEN_FILES: dict[str, list[Raw]] = {}
for _raw in _READ:
    GOLDEN_FILES.setdefault(_raw["file"], []).append(_case(_raw))
DECISIVE = {e.elects for e in POLICY.exclusions if e.elects}
NAMING = {name for name, fact in POLICY.facts.items() if fact.names_one}


def _of_awards() -> Iterator[Expression | None]:
    """Give every expression that decides about an award."""
    for award in POLICY.awards.values():
        yield from (c.expression for c in (award.applies, *award.conditions))
        yield from (award.payee, award.event, award.counts_on)
        yield from (award.payment.formula, *award.payment.bounds, award.payment.times)
    for limit in POLICY.limits:
        yield from (*limit.keys, limit.where, limit.matches, limit.at_most)
    for exclusion in POLICY.exclusions:
        yield from (exclusion.guard, *exclusion.keys, *(s.where for s in exclusion.sides))


def _expressions() -> Iterator[Expression]:
    yield from (e for e in _of_awards() if e is not None)
    yield from (d.expression for d in POLICY.definitions.values())
    yield from (c.expression for c in POLICY.constraints)


def _read_by_awards() -> frozenset[str]:
    """Give the facts that awards, limits and exclusions read, through definitions too."""
    waiting = [n for e in _of_awards() if e is not None for n in names_in(e.root)]
    waiting += [limit.measure for limit in POLICY.limits if limit.measure]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name in POLICY.definitions:
                waiting += names_in(POLICY.definitions[name].expression.root)
            if name in POLICY.standards:
                waiting.append(POLICY.standards[name].by)
    return frozenset(found & set(POLICY.facts)) | {"history"}


READ_BY_AWARDS = _read_by_awards()


def _compared_with(name: str) -> set[str]:
    """Give the texts that the policy compares a fact with."""
    found: set[str] = set()
    for expression in _expressions():
        for node in walk(expression.root):
            if isinstance(node, Apply) and any(
                isinstance(a, Name) and a.id == name for a in node.arguments
            ):
                values = [a.value for a in node.arguments if isinstance(a, Literal)]
                found.update(v for v in values if isinstance(v, str))
                found.update(w for v in values if isinstance(v, tuple) for w in v)
    return found


def _telling_days() -> list[date]:
    """Give the days around which outcomes change, each with the day before and after."""
    corners = [*POLICY.in_force, POLICY.issued, date(2020, 2, 29), date(2020, 6, 1)]
    years = [add_years(day, n) for day in corners for n in (-1, 0, 1)]
    return sorted({add_days(day, n) for day in years for n in (-1, 0, 1)})


def _telling_numbers() -> list[Fraction]:
    """Give every number of the standards, with its neighbours and a cent to each side."""
    versions = [v for s in POLICY.standards.values() for v in s.versions]
    stated = [n for v in versions for n in (v.value, v.otherwise, *(r for _, r in v.rows))]
    numbers = {Fraction(n) for n in stated if isinstance(n, int | Fraction)}
    steps = (0, 1, -1, Fraction(1, 100), Fraction(-1, 100))
    days = {Fraction(day.year + n) for day in POLICY.in_force for n in (-1, 0, 1)}
    return sorted({n + step for n in numbers for step in steps} | days | {Fraction(0), Fraction(1)})


DAYS, NUMBERS = _telling_days(), _telling_numbers()


def values_of(fact: Fact) -> SearchStrategy[Any]:
    """Give raw values of a fact as a case would write them, boundaries first."""
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return st.booleans()
    if kind is Kind.CHOICE:
        return st.sampled_from(fact.type.values)
    if kind is Kind.SET:
        return st.lists(st.sampled_from(fact.type.values), unique=True, max_size=3)
    if kind is Kind.TEXT:
        return st.sampled_from(sorted({str(fact.typical), "示例甲", *_compared_with(fact.name)}))
    return _dates(fact) if kind is Kind.DATE else _numbers(fact)


def _dates(fact: Fact) -> SearchStrategy[Any]:
    low, high = fact.minimum, fact.maximum
    assert isinstance(low, date)
    assert isinstance(high, date)
    return st.sampled_from([day.isoformat() for day in DAYS if low <= day <= high])


def _numbers(fact: Fact) -> SearchStrategy[Any]:
    low, high = Fraction(fact.minimum), Fraction(fact.maximum)  # type: ignore[arg-type]
    near = {n for n in (*NUMBERS, low, high, low + 1, high - 1) if low <= n <= high}
    places = fact.type.places or 0
    fitting = [n for n in sorted(near) if (n * 10**places).denominator == 1]
    return st.sampled_from([_written(n) for n in fitting])


def _written(number: Fraction) -> int | Decimal:
    if number.denominator == 1:
        return number.numerator
    return Decimal(number.numerator) / Decimal(number.denominator)


VALUES = {name: values_of(fact) for name, fact in POLICY.facts.items()}
NAMES = list(POLICY.facts)
ABSENT = "不给"


def _changes(names: list[str]) -> SearchStrategy[tuple[str, Any]]:
    """Give a fact with another value, or without one."""
    return st.sampled_from(names).flatmap(
        lambda name: st.tuples(st.just(name), st.just(ABSENT) | VALUES[name])
    )


def _changed(facts: Mapping[str, Any], changes: list[tuple[str, Any]]) -> dict[str, Any]:
    return {n: v for n, v in {**facts, **dict(changes)}.items() if v is not ABSENT}


@st.composite
def _facts(draw: st.DrawFn) -> dict[str, Any]:
    """Draw facts: a golden case, or parts of two, or anything at all; with some changes."""
    way = draw(st.sampled_from(["one", "two", "two", "one", "two", "two", "none"]))
    if way == "none":
        return draw(st.fixed_dictionaries({}, optional=VALUES))
    facts = dict(draw(st.sampled_from(GOLDEN_CASES))["facts"])
    if way == "two":
        other = draw(st.sampled_from(GOLDEN_CASES))["facts"]
        taken = draw(st.sets(st.sampled_from(sorted(other)))) if other else set()
        facts |= {name: other[name] for name in taken}
    return _changed(facts, draw(st.lists(_changes(sorted(facts) or NAMES), max_size=4)))


@st.composite
def _record(draw: st.DrawFn, facts: Mapping[str, Any]) -> Raw:
    """Draw an award granted earlier, much like the case itself."""
    changes = st.lists(_changes(sorted(facts) or NAMES), max_size=3)
    names = {name: draw(st.sampled_from(["h1", "h2", "h3"])) for name in NAMING}
    return {"award": draw(st.sampled_from(list(POLICY.awards)))} | _changed(
        {**facts, **names}, draw(changes)
    )


CLAIMS = st.none() | st.lists(
    st.sampled_from(list(POLICY.awards)), unique=True, min_size=1, max_size=6
)


@st.composite
def cases(draw: st.DrawFn) -> Raw:
    """Draw a valid raw case, with or without history and claims."""
    facts = consistent(draw(_facts()))
    history = st.none() | st.lists(_record(facts), max_size=4)
    return {"facts": facts, "claims": draw(CLAIMS), "history": draw(history)}


def consistent(facts: dict[str, Any]) -> dict[str, Any]:
    """Take away facts that contradict others, until none does."""
    while True:
        try:
            case_of({"facts": facts})
        except Refused as refused:
            if {p.code for p in refused.problems} != {"constraint-broken"}:
                raise
            facts = without(facts, refused.problems[0].about.split("、")[-1])
        else:
            return facts


def without(facts: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Give the facts but for some."""
    return {name: value for name, value in facts.items() if name not in names}


def forgetting(raw: Raw, *names: str) -> Raw:
    """Give the case with some facts unknown; `history` forgets the whole history."""
    facts = without(raw["facts"], *names)
    return raw | {"facts": facts, "history": None if "history" in names else raw["history"]}

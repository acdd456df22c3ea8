"""A settled policy made ready for columns: every case of a table decided by one straight line.

The line is laid once for the columns a table has; it is then run over any number of frames.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from interpreter.evaluation.decision import together
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.outcome import FindingStatus
from interpreter.language.types import Type
from interpreter.policy.model import Fact, Finding, Policy
from interpreter.table import figures
from interpreter.table.exclusions import apply_exclusions
from interpreter.table.figures import TooWide
from interpreter.table.history import RECORD_AWARD, ROW, History
from interpreter.table.judged import Judged
from interpreter.table.judging import judge, number_value, truth_value
from interpreter.table.limits import apply_joint_limits, apply_limits
from interpreter.table.lowering import value_of
from interpreter.table.plan import Plan
from interpreter.table.scope import Scopes
from interpreter.table.stored import STORED
from interpreter.table.truths import NO, SURE, YES, both, either, fails, negated, surely
from interpreter.table.values import Number, Truth, Value, Waits

CLAIMS, KNOWN = "#claims", "#known"
PAID_PLACES = 6  # of a quantity that was cut: it is told in millionths
NO_DAY = pl.lit(None, dtype=pl.Date)
NOTHING_ASKED = "\0"


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a finding: whether it applies and holds, and its figures."""

    finding: Finding
    applies: Truth
    holds: Truth
    values: dict[str, Number]

    def status(self) -> pl.Expr:
        """Give the status by its number in the order of `FindingStatus`."""
        order = list(FindingStatus)
        return (
            pl.when(fails(self.applies.expr))
            .then(order.index(FindingStatus.NOT_APPLICABLE))
            .when(self.applies.expr.is_null() | self.holds.expr.is_null())
            .then(order.index(FindingStatus.PENDING))
            .when(self.holds.expr)
            .then(order.index(FindingStatus.MET))
            .otherwise(order.index(FindingStatus.BREACHED))
            .cast(pl.UInt8)
        )


@dataclass(slots=True, eq=False)
class Line:
    """A policy laid out over the columns of cases, and of records where there are any.

    The facts in `complete` are known in every case: what asks where they are not is left out.
    """

    policy: Policy
    columns: frozenset[str]
    records: frozenset[str] | None
    complete: frozenset[str] = frozenset()
    plan: Plan = field(default_factory=Plan)
    awards: dict[str, Judged] = field(init=False)
    findings: dict[str, Found] = field(init=False)
    broken: list[pl.Expr] = field(init=False)
    history: History = field(init=False)

    def __post_init__(self) -> None:
        _check(self.policy)
        cases = Scopes(self.policy, self.plan, _facts(self.policy, self.columns, self.complete))
        self.history = History(self.policy, self.plan, _records(self.policy, self.records))
        self.broken = _broken(cases)
        self.awards = self._judge(cases)
        self.findings = {n: _find(cases, f) for n, f in self.policy.findings.items()}

    def _judge(self, cases: Scopes) -> dict[str, Judged]:
        policy, history = self.policy, self.history
        known = pl.col(KNOWN) if KNOWN in self.columns else YES
        claimed = pl.col(CLAIMS).is_not_null() if CLAIMS in self.columns else NO
        judged = {
            name: judge(award, cases.of(award), self._present(name), self.plan.keep(claimed))
            for name, award in policy.awards.items()
        }
        each = list(judged.values())
        eligible = {n: j.keep(both(j.present, negated(j.out))) for n, j in judged.items()}
        for item in each:
            apply_limits(policy, item, history, known)
        for item in each:
            _fall(item, judged)
        apply_exclusions(policy, each, eligible, history, known)
        apply_joint_limits(policy, each, history, known)
        return judged

    def _present(self, name: str) -> pl.Expr:
        if CLAIMS not in self.columns:
            return YES
        bit = 1 << list(self.policy.awards).index(name)
        return self.plan.keep(((pl.col(CLAIMS) & bit) != 0).fill_null(True))

    def day(self) -> pl.Expr:
        """Give the first day on which an award a case is about would count."""
        days = [
            pl.when(both(j.present, j.concerned)).then(j.scope["counted_on"].expr)
            for j in self.awards.values()
            if j.award.event is not None
        ]
        return pl.min_horizontal([NO_DAY, *days])

    def run(
        self, cases: pl.DataFrame, records: pl.DataFrame | None, wanted: Iterable[pl.Expr]
    ) -> pl.DataFrame:
        """Give the wanted columns for each case, in the order given."""
        cases = cases.rename({name: f"{SURE}{name}" for name in self.complete})
        return self.plan.run(self.history.run(cases, records), wanted)


def consistent(policy: Policy, read: pl.DataFrame) -> pl.Series:
    """Say of each row whether nothing that always holds surely fails to hold."""
    cases = Scopes(policy, Plan(), _facts(policy, frozenset(read.columns), frozenset()))
    holds = negated(either(_broken(cases)))
    return cases.base.plan.run(read, [pl.col(ROW), holds.alias("holds")])["holds"]


def recorded_days(policy: Policy, records: pl.DataFrame) -> pl.Series:
    """Give the day on which each earlier award counts, null where it is not known."""
    scopes = _records(policy, frozenset(records.columns))
    assert scopes is not None
    days = [
        (pl.col(RECORD_AWARD) == code, scopes.of(award)["counted_on"].expr)
        for code, award in enumerate(policy.awards.values())
        if award.event is not None
    ]
    found = pl.coalesce([pl.when(mine).then(day) for mine, day in [(NO, NO_DAY), *days]])
    return scopes.base.plan.run(records, [pl.col("#own"), found.alias("day")])["day"]


def _check(policy: Policy) -> None:
    """What is decided in another order than the policy's cannot be laid out in columns."""
    if len(policy.awards) > figures.BITS:
        raise TooWide
    for award in policy.awards.values():
        if any(policy.awards[name].falls_with for name in award.falls_with):
            raise TooWide


def _facts(policy: Policy, columns: frozenset[str], complete: frozenset[str]) -> dict[str, Value]:
    found = {
        name: _fact(fact, name in columns, name, pl.lit("\0case"))
        for name, fact in policy.facts.items()
        if name not in complete
    }
    return found | {name: _complete(policy.facts[name]) for name in complete}


def _complete(fact: Fact) -> Value:
    """Give a fact that is known in every case."""
    return value_of(fact.type, pl.col(f"{SURE}{fact.name}"), dict, (fact.minimum, fact.maximum))


def _records(policy: Policy, columns: frozenset[str] | None) -> Scopes | None:
    if columns is None:
        return None
    own = pl.concat_str(pl.lit("\0record "), pl.col("#own"))
    facts = {
        name: _fact(fact, name in columns, HISTORY, own) for name, fact in policy.facts.items()
    }
    measures = [lim.measure for lim in policy.limits if lim.measure in columns]
    paid = {name: _paid(policy.definitions[name].type, name) for name in measures}
    return Scopes(policy, Plan(), facts, paid)


def _paid(given: Type, name: str) -> Value:
    """Give what was paid of a quantity that was cut, null where it was not."""
    return value_of(replace(given, whole=False, places=PAID_PLACES), pl.col(name), dict)


def _fact(fact: Fact, given: bool, missing: str, own: pl.Expr) -> Value:
    stored = STORED[fact.type.kind]
    column = pl.col(fact.name) if given else pl.lit(None, dtype=stored)
    if fact.names_one or fact.request:
        column = column.fill_null(own if fact.names_one else pl.lit(NOTHING_ASKED))
        return value_of(fact.type, column, dict, (None, None))

    def waits() -> Waits:
        return {missing: column.is_null()}

    return value_of(fact.type, column, waits, (fact.minimum, fact.maximum))


def _broken(cases: Scopes) -> list[pl.Expr]:
    each = (cases.base.value(c.expression) for c in cases.policy.constraints)
    return [fails(value.expr) for value in each]


def _fall(item: Judged, judged: dict[str, Judged]) -> None:
    """An award falls with those it goes with, when they are refused on their merits."""
    for name in item.award.falls_with:
        other = judged[name]
        fell = both(other.refused, surely(other.applies.expr))
        item.refuse(together(name), both(item.concerned, fell))
        open_ = item.keep(both(item.concerned, negated(other.out), other.doubtful))
        item.wait(open_, other.waits(), other.waiting)


def _find(cases: Scopes, finding: Finding) -> Found:
    base = cases.base
    applies = truth_value(base.value(finding.applies.expression))
    holds = truth_value(base.value(finding.holds.expression))
    values = {name: number_value(base.value(e)) for name, e in finding.values}
    return Found(finding, applies, holds, values)

"""An outcome as lines of tables: what a row is told, and one line per award and finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    Outcome,
    Reason,
    Status,
)
from interpreter.evaluation.succession import Turn
from interpreter.language.types import LEAF_DIGITS
from interpreter.office import names
from interpreter.office.cells import raw_text
from interpreter.office.tables import Column, Values
from interpreter.policy.model import Fact, Number, Policy
from interpreter.policy.reach import exclusion_expressions, limit_expressions, names_through
from interpreter.report.outcome_json import findings_data, money
from interpreter.report.outcome_text import (
    DECIDED,
    FINDING_HEADS,
    HEADS,
    cut_lines,
    decision,
    is_silent,
    reason_lines,
    reasons_told,
)

MOST_TOLD = 1 << 14  # reasons whose lines are kept
ADDED = (
    Column(names.DECISION, width=30),
    Column(names.TOTAL, "money"),
    Column(names.LACKING, width=24),
    Column(names.READ_AS, width=24),
    Column(names.REMARK, width=24),
)
ERRORS = (
    Column(names.LINE, "number", 8),
    Column(names.COLUMN, width=18),
    Column(names.VALUE, width=24),
    Column(names.CODE, width=20),
    Column(names.PROBLEM, width=48),
    Column(names.HINT, width=48),
)
OWN = (
    Column(names.LINE, "number", 8),
    Column(names.CASE, width=20),
    Column(names.AWARD, width=22),
    Column(names.CLAUSE, width=12),
    Column(names.RESULT, width=8),
    Column(names.PAYEE, width=12),
    Column(names.AMOUNT, "money"),
    Column(names.REDUCED, "money"),
    Column(names.AT_LEAST, "money"),
    Column(names.AT_MOST, "money"),
    Column(names.REASONS, width=80),
    Column(names.LACKING, width=24),
    Column(names.READINGS, width=24),
    Column(names.KNOWN_ON, width=12),
    Column(names.FINGERPRINT, width=16),
    Column(names.TRIED, width=16),
)


def award_columns(policy: Policy) -> tuple[Column, ...]:
    """Give the columns of the table of awards: its own, then what it counts and is summed by."""
    return (*OWN, *(Column(n) for n in (*told_facts(policy), *counted_measures(policy))))


def summed_facts(policy: Policy) -> tuple[str, ...]:
    """Give the facts by which a decided award is added up, in the policy's order."""
    awards = policy.awards.values()
    used = {*names_through([a.event for a in awards if a.event is not None], policy)}
    used |= {policy.person, policy.organisation}
    used |= {name for name, fact in policy.facts.items() if fact.names_one}
    used |= {name for t in policy.targets if t.progress for name in t.progress.reads}
    return tuple(name for name in policy.facts if name in used)


def told_facts(policy: Policy) -> tuple[str, ...]:
    """Give the facts that the table of awards tells: those counted by, and those summed by."""
    used = {*counted_facts(policy), *summed_facts(policy)}
    return tuple(name for name in policy.facts if name in used)


def counted_facts(policy: Policy) -> tuple[str, ...]:
    """Give the facts by which a granted award counts for later cases, in the policy's order."""
    awards = policy.awards.values()
    dates = [e for a in awards for e in (a.event, a.counts_on) if e is not None]
    caps = [e for limit in policy.limits for e in limit_expressions(limit)]
    choices = [e for exclusion in policy.exclusions for e in exclusion_expressions(exclusion)]
    also = [limit.measure for limit in policy.limits if limit.measure]
    used = {*names_through([*dates, *caps, *choices], policy, also), policy.person}
    used |= {limit.count for limit in policy.limits}
    used |= {name for name, fact in policy.facts.items() if fact.names_one}
    return tuple(name for name in policy.facts if name in used)


def counted_measures(policy: Policy) -> dict[str, Fact]:
    """Give the quantities that caps cut, as facts of a record: it counts by what was paid."""
    measures = dict.fromkeys(limit.measure for limit in policy.limits if limit.measure)
    types = {name: policy.definitions[name].type for name in measures}
    return {
        n: Fact(n, replace(t, places=t.places or LEAF_DIGITS), "", None) for n, t in types.items()
    }


def late(behind: object) -> str:
    """Give the remark on a claim dated before the latest day that something settled counts on."""
    return f"晚报：以前已经发放到 {behind}，按现有的决定，以前的不重开"


def tried(chosen: Mapping[str, str]) -> str:
    """Name the readings tried instead of those chosen, empty where there are none."""
    return "、".join(f"{name}={option}" for name, option in sorted(chosen.items()))


def _yuan(amount: Number) -> Decimal:
    """Give an amount in 元 as a cell holds it, with two places."""
    return Decimal(money(amount))


class Teller:
    """Tells outcomes as lines of the tables of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._facts = counted_facts(policy)
        self._told = told_facts(policy)
        self._measures = counted_measures(policy)
        self._lines: dict[int, tuple[Reason, tuple[str, ...]]] = {}

    def decision(self, turn: Turn, read_as: str) -> Values:
        """Give the decision columns of a row."""
        outcome = turn.outcome
        told = [a for a in outcome.awards if a.status is Status.PENDING and not is_silent(a)]
        missing = dict.fromkeys(name for award in told for name in award.missing)
        remark = "" if turn.behind is None else late(turn.behind)
        return decision(outcome), _yuan(outcome.total), "、".join(missing), read_as, remark

    def counted(self, facts: Mapping[str, object]) -> list[str]:
        """Give the facts of a case as it was written by which an award counts later, as cells."""
        return [raw_text(facts[n]) if n in facts else "" for n in self._told]  # type: ignore[arg-type]

    def lines(self, row: int, turn: Turn, counted: Iterable[str]) -> Iterator[Values]:
        """Give a line for each award that is decided or waits, and each finding that is decided."""
        outcome = turn.outcome
        case = outcome.case or f"第{row}行"
        mark = outcome.fingerprint.removeprefix("sha256:")[:12]
        receipt = [outcome.known_on, mark, tried(outcome.chosen)]
        records = {record.award: record for record in turn.granted}
        for award in outcome.awards:
            if award.status is Status.NOT_APPLICABLE or is_silent(award):
                continue
            written = records[award.award].written if award.award in records else {}
            paid = [str(written.get(name, "")) for name in self._measures]
            yield (row, case, *self._award(award), *receipt, *counted, *paid)
        for finding, told in self._findings(outcome):
            rest = [*receipt, *counted, *("" for _ in self._measures)]
            yield (row, case, finding.finding, "、".join(finding.cites), *told, *rest)

    def _award(self, award: AwardOutcome) -> Values:
        granted = award.status is Status.GRANTED
        reduced = sum(cut.by for cut in award.reduced_by)
        return (
            award.award,
            "、".join(award.cites),
            HEADS[award.status],
            award.payee or "",
            _yuan(award.amount) if granted and award.amount is not None else None,
            _yuan(reduced) if award.reduced_by else None,
            *(None if end is None else _yuan(end) for end in award.bounds),
            "；".join(self._reasons(self._short(award))),
            "、".join(award.missing),
            "、".join(award.readings),
        )

    def _reasons(self, award: AwardOutcome) -> Iterator[str]:
        for reason in reasons_told(award):
            yield from self._told_once(reason)
        yield from map(str.strip, cut_lines(award))

    def _told_once(self, reason: Reason) -> tuple[str, ...]:
        """Give the lines of a reason; one that is remembered is told as it was."""
        known = self._lines.get(id(reason))
        if known is None or known[0] is not reason:
            if len(self._lines) >= MOST_TOLD:
                self._lines.clear()
            known = reason, tuple(map(str.strip, reason_lines(reason, self._policy)))
            self._lines[id(reason)] = known
        return known[1]

    def _short(self, award: AwardOutcome) -> AwardOutcome:
        """Give an award whose earlier records tell only what they count by."""
        if not any(reason.earlier for reason in award.because):
            return award
        kept = ("award", *self._facts, *self._measures)
        because = [
            replace(r, earlier=tuple({n: e[n] for n in kept if n in e} for e in r.earlier))
            for r in award.because
        ]
        return replace(award, because=tuple(because))

    def _findings(self, outcome: Outcome) -> Iterator[tuple[FindingOutcome, Values]]:
        decided = tuple(f for f in outcome.findings if f.status in DECIDED)
        told = findings_data(replace(outcome, findings=decided), self._policy)
        for finding, data in zip(decided, told, strict=True):
            values = data["values"]
            assert isinstance(values, dict)
            says = "，".join(
                f"{name} {value}" for name, value in values.items() if value is not None
            )
            head = FINDING_HEADS[finding.status]
            yield finding, (head, "", None, None, None, None, says, "", "、".join(finding.readings))

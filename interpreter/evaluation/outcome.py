"""The outcome of a case: every award and finding with its reasons, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from interpreter.evaluation.distance import Gap
from interpreter.policy.model import NOWHERE, Number
from interpreter.problems import Place


class Status(Enum):
    """What became of an award."""

    GRANTED = "granted"
    REFUSED = "refused"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"


class FindingStatus(Enum):
    """What became of an obligation or rate limit."""

    MET = "met"
    BREACHED = "breached"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition, limit or exclusion that was looked at.

    `holds` None: not known.  `read`: the facts it reads with their values, None where
    unknown.  `earlier`: the records counted.  `kept`: the award kept instead.  `gaps`: how far
    a false condition was from holding.  `step`: the step of an exclusion that decided.
    `place`: where the rule stands in the policy, which tells rules apart that read alike.
    """

    condition: str
    cites: tuple[str, ...]
    holds: bool | None
    read: Mapping[str, object] = field(default_factory=dict)
    earlier: tuple[Mapping[str, object], ...] = ()
    kept: str = ""
    note: str = ""
    gaps: tuple[Gap, ...] = ()
    step: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reduction:
    """A cap that cut a granted amount, and by how much, in 元."""

    limit: str
    cites: tuple[str, ...]
    by: Number


@dataclass(frozen=True, slots=True)
class AwardOutcome:
    """What became of one award. `amount` in 元 only where granted; `bounds` where known."""

    award: str
    cites: tuple[str, ...]
    status: Status
    payee: str | None = None
    amount: Number | None = None
    because: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    reduced_by: tuple[Reduction, ...] = ()
    bounds: tuple[Number | None, Number | None] = (None, None)

    @property
    def decision(self) -> tuple[Status, Number | None, str | None]:
        """What is decided, apart from the reasons: status, amount in 元, payee."""
        return self.status, self.amount, self.payee


@dataclass(frozen=True, slots=True)
class FindingOutcome:
    """What became of one finding; `values` hold None where a figure is not known."""

    finding: str
    cites: tuple[str, ...]
    status: FindingStatus
    values: Mapping[str, Number | None] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole outcome of a case under a policy as known on a day, with its receipt.

    `fingerprint` tells the policy's content, `interpreter` the version that decided and
    `digest` the case's content: the same three give the same outcome again.  `chosen`
    holds the readings asked for instead of those chosen.
    """

    case: str | None
    policy: str
    fingerprint: str
    interpreter: str
    digest: str
    known_on: str
    awards: tuple[AwardOutcome, ...]
    findings: tuple[FindingOutcome, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Number:
        """The sum of what is granted, in 元."""
        return sum((a.amount for a in self.awards if a.amount is not None), Fraction(0))


def moved(before: Outcome, after: Outcome) -> bool:
    """Say whether two outcomes of a case differ in what is decided."""
    return _decided(before) != _decided(after)


def _decided(outcome: Outcome) -> list[object]:
    awards = [(a.award, *a.decision) for a in outcome.awards]
    return [*awards, *((f.finding, f.status) for f in outcome.findings)]

"""Lines added up under headings, one after the other: what is not known has a heading too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.policy.model import Policy
from interpreter.totals.lines import Line

NOT_KNOWN = ""  # the heading of what cannot be assigned


@dataclass(slots=True)
class Tally:
    """How many awards are granted, refused and pending, and what is granted, in 分."""

    granted: int = 0
    refused: int = 0
    pending: int = 0
    fen: int = 0

    def add(self, line: Line) -> None:
        """Count one award."""
        if line.status is Status.GRANTED:
            self.granted += 1
            self.fen += line.fen
        elif line.status is Status.REFUSED:
            self.refused += 1
        else:
            self.pending += 1

    def plus(self, other: Tally) -> Tally:
        """Give two tallies as one."""
        return Tally(
            self.granted + other.granted,
            self.refused + other.refused,
            self.pending + other.pending,
            self.fen + other.fen,
        )


Headed = dict[str, Tally]


@dataclass(slots=True)
class Totals:
    """Every award counted once under each kind of heading, so that each table has the same sum.

    `rows` were decided, `undecided` were not.  `findings` count met and breached ones by name.
    """

    policy: Policy
    rows: int = 0
    undecided: int = 0
    whole: Tally = field(default_factory=Tally)
    by_award: Headed = field(default_factory=dict)
    by_clause: Headed = field(default_factory=dict)
    by_payee: Headed = field(default_factory=dict)
    by_month: Headed = field(default_factory=dict)
    by_organisation: Headed = field(default_factory=dict)
    findings: dict[str, dict[FindingStatus, int]] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Count one line."""
        if isinstance(line.status, FindingStatus):
            counts = self.findings.setdefault(line.subject, {})
            counts[line.status] = counts.get(line.status, 0) + 1
            return
        self.whole.add(line)
        for headed, heading in self._headings(line):
            if heading not in headed:
                headed[heading] = Tally()
            headed[heading].add(line)

    def _headings(self, line: Line) -> tuple[tuple[Headed, str], ...]:
        return (
            (self.by_award, line.subject),
            (self.by_clause, line.clause),
            (self.by_payee, line.payee),
            (self.by_month, line.day.strftime("%Y-%m") if line.day else NOT_KNOWN),
            (self.by_organisation, line.text(self.policy.organisation)),
        )


def in_policy_order(headed: Headed, order: Callable[[], list[str]]) -> list[tuple[str, Tally]]:
    """Give tallies in a given order of headings, others after them by name."""
    known = {heading: index for index, heading in enumerate(order())}
    return sorted(headed.items(), key=lambda item: (known.get(item[0], len(known)), item[0]))

"""Lines added up under headings, one after the other: what is not known has a heading too."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from operator import add

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.totals.attainment import Attainment
from interpreter.totals.lines import Line
from interpreter.totals.repeats import Repeats

NOT_KNOWN = ""  # the heading of what cannot be assigned


@dataclass(slots=True)
class Tally:
    """How many awards are granted, refused and pending, and what is granted, in 分.

    The pending come to `least` at least and `most` at most, but for `boundless` of them.  Of
    the granted, `floors` are the least that is paid.
    """

    granted: int = 0
    refused: int = 0
    pending: int = 0
    fen: int = 0
    least: int = 0
    most: int = 0
    boundless: int = 0
    floors: int = 0

    def add(self, line: Line) -> None:
        """Count one award."""
        if line.status is Status.GRANTED:
            self.granted += 1
            self.fen += line.fen
            self.floors += line.least is not None
        elif line.status is Status.REFUSED:
            self.refused += 1
        else:
            self.pending += 1
            self.least += line.least or 0
            self.most += line.most or 0
            self.boundless += line.most is None

    def plus(self, other: Tally) -> Tally:
        """Give two tallies as one."""
        return Tally(*map(add, astuple(self), astuple(other)))


Headed = dict[str, Tally]


class Totals:
    """Every award counted once under each kind of heading, so that each table has the same sum.

    `rows` were decided, `undecided` were not.  `findings` count met and breached ones by name.
    """

    def __init__(self, program: Program) -> None:
        self.policy = program.policy
        self.rows = self.undecided = 0
        self.whole = Tally()
        self.by_award: Headed = {}
        self.by_clause: Headed = {}
        self.by_payee: Headed = {}
        self.by_month: Headed = {}
        self.by_organisation: Headed = {}
        self.findings: dict[str, dict[FindingStatus, int]] = {}
        self.attainment = Attainment(program)
        self.repeats = Repeats(program)

    def add_row(self, case: str, *, decided: bool) -> None:
        """Count a row of a table of cases; `case` is empty where it has no name."""
        self.rows += decided
        self.undecided += not decided
        if case:
            self.repeats.add_claim(case)

    def add(self, line: Line, source: int = 0) -> None:
        """Count one line of a run, of which `source` is the number."""
        if isinstance(line.status, FindingStatus):
            counts = self.findings.setdefault(line.subject, {})
            counts[line.status] = counts.get(line.status, 0) + 1
            return
        self.attainment.add(line, source)
        self.repeats.add(line)
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

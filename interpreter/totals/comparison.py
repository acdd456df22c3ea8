"""Two runs held against each other, claim by claim: who gains, who loses, and what fits nowhere.

Claims are told apart by their names; one without a name by its row and person.  Both runs
are kept on disk while they are compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from typing import NamedTuple

from interpreter.policy.model import Policy
from interpreter.totals.lines import Line
from interpreter.totals.repeats import Repeated

NOW, THEN = 0, 1
MOST_MOVES = 20
SCHEMA = """
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE claims (key TEXT, side INTEGER, decided INTEGER, PRIMARY KEY (key, side))
  WITHOUT ROWID;
CREATE TABLE lines (
  key TEXT, subject TEXT, side INTEGER, place TEXT, row INTEGER, name TEXT, organisation TEXT,
  status TEXT, payee TEXT, fen INTEGER, PRIMARY KEY (key, subject, side)) WITHOUT ROWID;
"""
# Every award of one side that the other side decides otherwise, or does not have.
MOVED = """
SELECT a.row, a.name, a.organisation, a.subject, a.status, a.payee, a.fen,
  b.status, b.payee, b.fen, (
    SELECT max(decided) FROM claims c WHERE c.side = ?2 AND c.key IN (a.key, a.place))
FROM lines a LEFT JOIN lines b ON b.key = a.key AND b.subject = a.subject AND b.side = ?2
WHERE a.side = ?1 AND (b.key IS NULL
  OR ?1 = 0 AND (a.status <> b.status OR a.fen <> b.fen OR a.payee <> b.payee))
ORDER BY a.row, a.key, a.subject
"""
NET = """
SELECT ifnull(sum(net > 0), 0), ifnull(sum(net < 0), 0) FROM (
  SELECT sum(CASE side WHEN 0 THEN fen ELSE -fen END) AS net FROM lines a
  WHERE ?1 OR EXISTS (
    SELECT 1 FROM claims c WHERE c.side = 1 - a.side AND c.key IN (a.key, a.place))
  GROUP BY key)
"""


class Decided(NamedTuple):
    """What one run says of an award of a claim: nothing, or its status, payee and 分 granted.

    `status` is empty where no award was told, `undecided` where the claim was not decided.
    """

    status: str
    payee: str = ""
    fen: int = 0


UNDECIDED = Decided("undecided")
NOTHING = Decided("")


class Move(NamedTuple):
    """An award of a claim that two runs decide otherwise: by so many 分 more `now` than `then`."""

    row: int
    case: str
    organisation: str
    subject: str
    then: Decided
    now: Decided

    @property
    def gain(self) -> int:
        """What is granted more, in 分."""
        return self.now.fen - self.then.fen

    @property
    def payee(self) -> str:
        """Who is paid, or was."""
        return self.now.payee or self.then.payee


@dataclass(slots=True)
class Gains:
    """What moves under a heading: awards that gain and lose, and by how much, in 分.

    `otherwise` counts those whose result or payee changes without money.
    """

    gaining: int = 0
    more: int = 0
    losing: int = 0
    less: int = 0
    otherwise: int = 0

    def add(self, move: Move) -> None:
        """Count one move."""
        if move.gain > 0:
            self.gaining += 1
            self.more += move.gain
        elif move.gain < 0:
            self.losing += 1
            self.less -= move.gain
        else:
            self.otherwise += 1


@dataclass(slots=True)
class Unmatched:
    """The awards of claims that only one run has: their 分, and the first of them by name."""

    fen: int = 0
    awards: Repeated = field(default_factory=Repeated)


@dataclass(slots=True)
class Compared:
    """What two runs come to beside each other, in 分; every difference is in one place.

    total[NOW] − total[THEN] = gains − losses + unmatched[NOW] − unmatched[THEN].
    """

    policy: Policy
    total: list[int] = field(default_factory=lambda: [0, 0])
    whole: Gains = field(default_factory=Gains)
    by_award: dict[str, Gains] = field(default_factory=dict)
    by_payee: dict[str, Gains] = field(default_factory=dict)
    by_organisation: dict[str, Gains] = field(default_factory=dict)
    changes: dict[tuple[str, str], Gains] = field(default_factory=dict)
    largest: list[Move] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=lambda: [Unmatched(), Unmatched()])
    claims: tuple[int, int] = (0, 0)  # that gain, and that lose


class Comparison:
    """Takes two runs, claim by claim and line by line, and compares them.

    `same_rows`: both decided the very same table, so that every claim is in both.
    """

    def __init__(self, policy: Policy, *, same_rows: bool = False) -> None:
        self._policy, self._same_rows = policy, same_rows
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(SCHEMA)
        self._base.execute("BEGIN")
        self._total = [0, 0]

    def add_claim(self, side: int, key: str, *, decided: bool) -> None:
        """Take a claim by its name; one without a name that was not decided, by its row."""
        row = (key, side, decided)
        self._base.execute("INSERT OR IGNORE INTO claims VALUES (?, ?, ?)", row)

    def add(self, side: int, line: Line) -> bool:
        """Take a line of a run; False where the same award of the claim was taken already."""
        place = row_name(line.row) if line.case == row_name(line.row) else None
        key = f"{place}\0{line.text(self._policy.person)}" if place else line.case
        self.add_claim(side, key, decided=True)
        self._total[side] += line.fen
        organisation, status = line.text(self._policy.organisation), line.status.value
        about = (key, line.subject, side, place, line.row, line.case, organisation)
        decided = (status, line.payee, line.fen)
        marks = ", ".join("?" * 10)
        insert = f"INSERT OR IGNORE INTO lines VALUES ({marks})"
        return self._base.execute(insert, (*about, *decided)).rowcount == 1

    def result(self) -> Compared:
        """Compare what was taken."""
        found = Compared(self._policy, total=self._total)
        heap: list[tuple[int, int, Move]] = []
        for number, move in enumerate(self._moves(found)):
            found.whole.add(move)
            for gains, heading in (
                (found.by_award, move.subject),
                (found.by_payee, move.payee),
                (found.by_organisation, move.organisation),
            ):
                gains.setdefault(heading, Gains()).add(move)
            change = (move.then.status, move.now.status)
            found.changes.setdefault(change, Gains()).add(move)
            ranked = (abs(move.gain), -number, move)
            heappushpop(heap, ranked) if len(heap) >= MOST_MOVES else heappush(heap, ranked)
        found.largest = [move for *_, move in sorted(heap, reverse=True)]
        gain, lose = self._base.execute(NET, (self._same_rows,)).fetchone()
        found.claims = (gain, lose)
        return found

    def _moves(self, found: Compared) -> Iterator[Move]:
        """Give every move of a claim that both runs have; note those that one has alone."""
        for side in (NOW, THEN):
            for row in self._base.execute(MOVED, (side, 1 - side)):
                number, case, organisation, subject, *decided, known = row
                ours, theirs = Decided(*decided[:3]), NOTHING
                if decided[3] is not None:
                    theirs = Decided(*decided[3:])
                elif known == 0:
                    theirs = UNDECIDED
                elif known is None and not self._same_rows:
                    found.unmatched[side].fen += ours.fen
                    found.unmatched[side].awards.add(f"{case} {subject}")
                    continue
                then, now = (theirs, ours) if side == NOW else (ours, theirs)
                yield Move(number, case, organisation, subject, then, now)


def row_name(row: int) -> str:
    """Give the name that tables give a claim without one."""
    return f"第{row}行"

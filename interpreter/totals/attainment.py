"""How much of each table of targets is attained: what is granted, counted as the policy says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.model import Award, Target
from interpreter.policy.plan import Measure, Measured, Progress
from interpreter.reference.unknown import Unknown
from interpreter.totals.lines import Line, Memory
from interpreter.totals.seen import Seen


@dataclass(slots=True)
class Attained:
    """What is attained of one target: by period, row and column a count, or money in 分.

    The row is empty where a claim does not say it, the period where there is but one.
    `unclear` counts, by column, the awards of which it is not known whether they count.
    """

    target: Target
    done: dict[tuple[str, str, str], int] = field(default_factory=dict)
    unclear: dict[str, int] = field(default_factory=dict)

    @property
    def periods(self) -> list[str]:
        """The periods in which something was attained, in order."""
        return sorted({period for period, _, _ in self.done})

    def add(self, period: str, row: str, column: str, count: int) -> None:
        """Add to a figure."""
        key = (period, row, column)
        self.done[key] = self.done.get(key, 0) + count

    def note_unclear(self, column: str) -> None:
        """Note that an award may count in a column, or may not."""
        self.unclear[column] = self.unclear.get(column, 0) + 1


class _Spot(NamedTuple):
    """A figure that a line may add to: what it counts, and how much; None where it is unclear."""

    number: int
    of: Measured
    period: str
    row: str
    column: str
    much: int | None


class Attainment:
    """Counts granted awards towards the targets of a policy.

    In each column and period a claim counts once, and so does a person where persons are
    counted, however many awards are granted and in however many runs: in the row met first.
    """

    def __init__(self, program: Program) -> None:
        self._policy = program.policy
        self._memory = Memory(program)
        self._identities = program.identities
        self._seen = Seen()
        self._cells: dict[tuple[int, str, str], int] = {}
        self.attained = [Attained(target) for target in program.policy.targets]

    def add(self, line: Line, source: int) -> None:
        """Count a line of a run, of which `source` is the number."""
        if line.status is not Status.GRANTED:
            return
        spots = [*self._spots(line)]
        for spot in spots:
            if spot.much is None:
                self.attained[spot.number].note_unclear(spot.column)
            elif spot.of is Measured.MONEY:
                self._add(spot)
        for of in (Measured.CLAIMS, Measured.PERSONS):
            cells = {self._cell(s): s for s in spots if s.of is of and s.much is not None}
            key = self._key(of, line, source) if cells else ()
            for cell in self._seen.unmarked(key, frozenset(cells)) if cells else ():
                self._add(cells[cell])

    def _add(self, spot: _Spot) -> None:
        attained = self.attained[spot.number]
        attained.add(spot.period, spot.row, spot.column, spot.much or 0)

    def _cell(self, spot: _Spot) -> int:
        return self._cells.setdefault((spot.number, spot.period, spot.column), len(self._cells))

    def _key(self, of: Measured, line: Line, source: int) -> tuple[object, ...]:
        """Give what tells a claim or a person apart; what is not named is its own."""
        person = line.text(self._policy.person)
        if of is Measured.PERSONS:
            return (of.value, person)
        things = tuple(map(line.text, self._identities))
        named = (person, *things) if person and all(things) and things else (source, line.row)
        return (of.value, *named)

    def _spots(self, line: Line) -> Iterator[_Spot]:
        award = self._policy.awards[line.subject]
        for number, attained in enumerate(self.attained):
            progress = attained.target.progress
            if progress is None or line.subject not in progress.over:
                continue
            period = self._period(progress, award, line)
            row = line.text(progress.row) if progress.row else attained.target.rows[0][0]
            for name, measure in progress.columns:
                holds = self._holds(measure, award, line)
                if holds is not False:
                    much = self._much(progress, measure, award, line) if holds else None
                    yield _Spot(number, measure.of, period, row, name, much)

    def _period(self, progress: Progress, award: Award, line: Line) -> str:
        if progress.each is None:
            return ""
        value = self._memory.value(progress.each, award, line.facts)
        return "" if isinstance(value, Unknown) else str(value)

    def _holds(self, measure: Measure, award: Award, line: Line) -> bool | None:
        if measure.where is None:
            return True
        value = self._memory.value(measure.where, award, line.facts)
        return None if isinstance(value, Unknown) else bool(value)

    def _much(self, progress: Progress, measure: Measure, award: Award, line: Line) -> int | None:
        """Give how much a line adds: money in 分, a person, or the heads a claim stands for."""
        if measure.of is Measured.MONEY:
            return line.fen
        if measure.of is Measured.PERSONS:
            return 1 if line.text(self._policy.person) else None
        heads = dict(progress.heads).get(line.subject)
        value = 1 if heads is None else self._memory.value(heads, award, line.facts)
        return value if isinstance(value, int) and value >= 0 else None

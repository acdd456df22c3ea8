"""A table of cases becomes a table of outcomes: the same as one case after the other gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.table import figures
from interpreter.table.facts import bits_of, read_facts
from interpreter.table.figures import Figure
from interpreter.table.history import RECORD_AWARD, ROW
from interpreter.table.judging import Judged
from interpreter.table.program import CLAIMS, KNOWN, PAID_PLACES, Found, Line
from interpreter.table.truths import NO
from interpreter.table.values import Told, Waits, Word

STATUS = pl.Enum([status.value for status in Status])
FINDING_STATUS = pl.Enum([status.value for status in FindingStatus])
FEN = 100  # amounts are counted in 分
GRANTED, PENDING = (list(Status).index(s) for s in (Status.GRANTED, Status.PENDING))
STILL_OPEN = list(FindingStatus).index(FindingStatus.PENDING)
VALID = "valid"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to tell beside status, amount and payee of each award; each costs something.

    `reasons`: what refused or cut.  `missing`: what a pending award waits for.  `bounds`: how
    much it may come to.  `findings`: obligations, with their figures.
    """

    reasons: bool = False
    missing: bool = False
    bounds: bool = False
    findings: bool = False


class Table:
    """A program decided over columns; a line is laid once for the columns that are met.

    Raises TooWide where the policy does not fit columns.
    """

    def __init__(self, program: Program, asked: Asked | None = None) -> None:
        self.policy = program.policy
        self._asked = asked or Asked()
        self._lines: dict[tuple[frozenset[str], frozenset[str] | None], Line] = {}

    def decide(self, cases: pl.DataFrame, records: pl.DataFrame | None = None) -> pl.DataFrame:
        """Decide every row of a table.

        `cases` has a column for each fact that is given, and may have `claims`, a list of
        awards, and `history`, false where what was granted before is not known.  `records`
        holds what was granted before: `row`, the number of the case from 0, `award`, and
        facts; None says that nobody knows.  Raises Refused where a column does not fit.
        """
        read = self._cases(cases, records is not None)
        told = None if records is None or not records.height else self._records(records)
        line = self._line(frozenset(read.columns), told)
        return _only_valid(line.run(read, told, [_valid(line), *self._columns(line)]))

    def legend(self) -> dict[str, list[str]]:
        """Give per award what may refuse or cut it, in the order of the bits of `because`."""
        line = self._line(frozenset(), None)
        return {name: [title for title, _ in j.reasons] for name, j in line.awards.items()}

    def _line(self, columns: frozenset[str], records: pl.DataFrame | None) -> Line:
        theirs = None if records is None else frozenset(records.columns)
        if (columns, theirs) not in self._lines:
            self._lines[columns, theirs] = Line(self.policy, columns, theirs)
        return self._lines[columns, theirs]

    def _cases(self, cases: pl.DataFrame, known: bool) -> pl.DataFrame:
        facts = cases.drop("claims", "history", strict=False)
        read, valid = read_facts(self.policy, facts, "表")
        own = [valid.alias(VALID)]
        if "claims" in cases.columns:
            own.append(_claimed(cases["claims"], tuple(self.policy.awards)).alias(CLAIMS))
        if not known:
            own.append(pl.repeat(False, cases.height, eager=True).alias(KNOWN))
        elif "history" in cases.columns:
            own.append(cases["history"].alias(KNOWN))
        return read.with_columns(own).with_row_index(ROW)

    def _records(self, records: pl.DataFrame) -> pl.DataFrame:
        paid = [lim.measure for lim in self.policy.limits if lim.measure in records.columns]
        facts = records.drop("row", "award", *paid)
        read, _ = read_facts(self.policy, facts, "既往")
        awards = records["award"].cast(pl.String).cast(pl.Enum(list(self.policy.awards)))
        return read.with_columns(
            records["row"].cast(pl.UInt32).alias(ROW),
            awards.to_physical().alias(RECORD_AWARD),
            *(_counted(records[name]) for name in dict.fromkeys(paid)),
        ).with_row_index("#own")

    def _columns(self, line: Line) -> Iterator[pl.Expr]:
        for judged in line.awards.values():
            yield from self._award(line, judged)
        for found in line.findings.values() if self._asked.findings else ():
            yield from self._finding(line, found)

    def _award(self, line: Line, judged: Judged) -> Iterator[pl.Expr]:
        name, asked = judged.name, self._asked
        status = line.plan.keep(judged.status())
        granted = line.plan.keep(status == GRANTED)
        yield status.cat.to(STATUS).alias(f"{name}.status")
        yield pl.when(granted).then(_fen(judged.amount.figure)).alias(f"{name}.amount")
        yield pl.when(granted).then(_text(judged.payee)).alias(f"{name}.payee")
        if asked.reasons:
            yield pl.when(judged.present).then(_bits(judged)).alias(f"{name}.because")
        if asked.missing:
            waits = judged.waits()()
            yield self._missing(status == PENDING, waits).alias(f"{name}.missing")
        if asked.bounds:
            yield from _bounds(judged, status)

    def _missing(self, pending: pl.Expr, waits: Waits) -> pl.Expr:
        """Give the names of what is missing: facts in the policy's order, then all others."""
        facts = [n for n in self.policy.facts if n in waits]
        others = [n for n in waits if n not in self.policy.facts]
        none = pl.lit([], dtype=pl.List(pl.String))
        named = _listed([pl.when(waits[n] & pending).then(pl.lit(n)) for n in facts])
        told = _listed([pl.when(waits[n] & pending).then(_name(n)) for n in others])
        parts = [
            p
            for p in (named, None if told is None else told.list.unique().list.sort())
            if p is not None
        ]
        found = pl.concat_list(parts) if parts else none
        return pl.when(pending).then(found).otherwise(none)

    def _finding(self, line: Line, found: Found) -> Iterator[pl.Expr]:
        name, status = found.finding.cited.name, line.plan.keep(found.status())
        yield status.cat.to(FINDING_STATUS).alias(f"{name}.status")
        for title, value in found.values.items():
            told = ~(status == list(FindingStatus).index(FindingStatus.NOT_APPLICABLE))
            yield pl.when(told).then(_exact(value.figure)).alias(f"{name}.{title}")
        if self._asked.missing:
            waits = dict(found.applies.waits())
            for key, where in found.holds.waits().items():
                waits[key] = waits[key] | where if key in waits else where
            yield self._missing(status == STILL_OPEN, waits).alias(f"{name}.missing")


def _claimed(claims: pl.Series, awards: tuple[str, ...]) -> pl.Series:
    return bits_of(claims, awards)[0]


def _counted(paid: pl.Series) -> pl.Series:
    """Give what was paid of quantities in whole numbers of their last decimal."""
    return (paid.cast(pl.Decimal(38, PAID_PLACES)).to_physical()).cast(pl.Int64)


def _valid(line: Line) -> pl.Expr:
    broken = pl.any_horizontal(line.broken) if line.broken else NO
    return (pl.col(VALID) & ~broken).alias(VALID)


def _only_valid(found: pl.DataFrame) -> pl.DataFrame:
    """Nothing is decided on a row that is not valid."""
    if found[VALID].all():
        return found
    kept = [pl.when(pl.col(VALID)).then(pl.col(c)).alias(c) for c in found.columns if c != VALID]
    return found.select(VALID, *kept)


def _fen(figure: Figure) -> pl.Expr:
    """Give an amount in 分; it has no more than two places, so nothing is lost."""
    scaled = figures.times(figure, figures.constant(FEN))
    return figures.floored(scaled).above.cast(pl.Int64)


def _exact(figure: Figure) -> pl.Expr:
    """Give a figure exactly: above and below the line."""
    below = pl.lit(figure.below) if isinstance(figure.below, int) else figure.below
    pair = pl.struct(above=figure.above.cast(pl.Int128), below=below.cast(pl.Int128))
    return pl.when(figure.above.is_not_null()).then(pair)


def _text(word: Word) -> pl.Expr:
    if word.words is None:
        return word.expr
    return word.expr.cast(pl.UInt16).cat.to(pl.Enum(word.words))


def _bits(judged: Judged) -> pl.Expr:
    if len(judged.reasons) > figures.BITS:
        raise figures.TooWide
    found = pl.lit(0, dtype=pl.Int64)
    for index, (_, where) in enumerate(judged.reasons):
        if not where.meta.is_literal():
            found = found + where.cast(pl.Int64) * (1 << index)
    return found


def _bounds(judged: Judged, status: pl.Expr) -> Iterator[pl.Expr]:
    """Give how much a pending award may come to, and where a granted one is only the least."""
    low, high = judged.amount.low(), judged.amount.high()
    nothing = figures.nothing()
    open_ = (status == PENDING) & ~judged.at_least
    most = _fen(high or nothing)
    known = open_ & most.is_not_null()
    least = pl.when(judged.doubtful).then(0).otherwise(_fen(low or nothing))
    sure = (status == GRANTED) & judged.at_least
    floor = pl.when(sure).then(_fen(judged.amount.figure)).when(known).then(least)
    yield floor.alias(f"{judged.name}.at_least")
    yield pl.when(known).then(most).alias(f"{judged.name}.at_most")


def _listed(names: list[pl.Expr]) -> pl.Expr | None:
    return pl.concat_list(names).list.drop_nulls() if names else None


def _name(name: str | Told) -> pl.Expr:
    return name.text if isinstance(name, Told) else pl.lit(name)

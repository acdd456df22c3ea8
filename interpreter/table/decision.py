"""A table of cases becomes a table of outcomes: the same as one case after the other gives."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import polars as pl

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.table import figures
from interpreter.table.facts import bits_of, read_facts
from interpreter.table.figures import Figure, TooWide
from interpreter.table.history import RECORD_AWARD, ROW
from interpreter.table.judged import Judged
from interpreter.table.layout import (
    FEN,
    FINDING_STATUS,
    MILLIONTHS,
    STATUS,
    VALID,
    Asked,
    layout,
    measures,
    payees,
)
from interpreter.table.program import CLAIMS, KNOWN, Found, Line, consistent, recorded_days
from interpreter.table.telling import Telling, telling, told_columns
from interpreter.table.truths import NO, both, either, surely
from interpreter.table.values import Told, Waits, Word
from interpreter.table.words import recoded, text_of

MOST_LINES = 4  # laid for the same columns: by which of them are complete
GRANTED, PENDING = (list(Status).index(s) for s in (Status.GRANTED, Status.PENDING))
STILL_OPEN = list(FindingStatus).index(FindingStatus.PENDING)


class Table:
    """A program decided over columns; a line is laid once for the columns that are met.

    Raises TooWide where the policy does not fit columns.
    """

    def __init__(self, program: Program, asked: Asked | None = None) -> None:
        self.policy = program.policy
        self.asked = asked or Asked()
        self.layout = layout(self.policy, self.asked)
        self._facts = frozenset(self.policy.facts)
        self._known = self._facts | {CLAIMS, KNOWN}
        self.lines: list[Line] = []
        self._wanted: dict[Line, list[pl.Expr]] = {}
        self._fullest: Line | None = None
        self._laying = Lock()  # a line is laid once and only read from then on

    def decide(self, cases: pl.DataFrame, records: pl.DataFrame | None = None) -> pl.DataFrame:
        """Decide every row of a table, each for itself.

        `cases` has a column for each fact that is given, and may have `claims`, a list of
        awards, and `history`, false where what was granted before is not known.  `records`
        holds what was granted before: `row`, the number of the case from 0, `award`, and
        facts; None says that nobody knows.  Raises Refused where a column does not fit.
        """
        known: bool | pl.Series = records is not None
        if "history" in cases.columns:
            known = cases["history"] & known
            cases = cases.drop("history")
        read = self.read(cases, known=known)
        if records is None:
            return self.run(read, None).drop(ROW)
        told = self.read_records(records.drop("row"))
        numbered = told.with_columns(records["row"].cast(pl.UInt32).alias(ROW))
        return self.run(read, numbered).drop(ROW)

    def read(self, cases: pl.DataFrame, *, known: bool | pl.Series) -> pl.DataFrame:
        """Give a table of cases as columns to decide on, each row numbered.

        `known` says where what was granted before is.
        """
        read, valid = read_facts(self.policy, cases.drop("claims", strict=False), "表")
        own = [valid.alias(VALID)]
        if "claims" in cases.columns:
            own.append(bits_of(cases["claims"], tuple(self.policy.awards))[0].alias(CLAIMS))
        if isinstance(known, pl.Series):
            own.append(known.alias(KNOWN))
        elif not known:
            own.append(pl.repeat(False, cases.height, eager=True).alias(KNOWN))
        return read.with_columns(own).with_row_index(ROW)

    def read_records(self, records: pl.DataFrame) -> pl.DataFrame:
        """Give a table of earlier awards as columns: `award`, and the facts of each."""
        read, _ = read_facts(self.policy, records.drop("award"), "既往")
        awards = records["award"].cast(pl.String).cast(pl.Enum(list(self.policy.awards)))
        return read.with_columns(awards.to_physical().alias(RECORD_AWARD))

    def run(self, read: pl.DataFrame, told: pl.DataFrame | None) -> pl.DataFrame:
        """Decide cases that were read, with the earlier awards told of each by its number."""
        if told is not None:
            told = told.with_row_index("#own") if told.height else None
        line = self.line(read, told)
        found = _only_valid(line.run(read, told, self._wanted[line]))
        wanted = pl.Schema({ROW: found.schema[ROW], **self.layout})
        return found if found.schema == wanted else found.cast(self.layout)  # type: ignore[arg-type]

    def line(self, read: pl.DataFrame, told: pl.DataFrame | None) -> Line:
        """Give the line for tables with these columns, laid when first asked for.

        One laid for fewer complete columns does as well, as long as it leaves out most of what
        can be left out; there are never many of them.
        """
        theirs = None if told is None else frozenset(told.columns)
        given = frozenset(read.columns) & self._known
        complete = frozenset(n for n in given & self._facts if not read[n].null_count())
        with self._laying:
            laid = [x for x in self.lines if (x.columns, x.records) == (given, theirs)]
            fit = [line for line in laid if line.complete <= complete]
            best = max(fit, key=lambda line: len(line.complete), default=None)
            if best is not None and 2 * len(best.complete) >= len(complete):
                return best
            if len(laid) >= MOST_LINES - 1:
                complete = frozenset()
            return best if best is not None and not complete else self._lay(given, theirs, complete)

    def _lay(
        self, given: frozenset[str], theirs: frozenset[str] | None, complete: frozenset[str]
    ) -> Line:
        line = Line(self.policy, given, theirs, complete)
        self.lines.append(line)
        self._wanted[line] = [pl.col(ROW), _valid(line), *self._columns(line)]
        return line

    def legend(self) -> dict[str, list[str]]:
        """Give per award what may refuse or cut it, in the order of the bits of `because`."""
        return {name: list(judged.told) for name, judged in self._any_line().awards.items()}

    def _any_line(self) -> Line:
        laid = (line for line in (self._fullest, *self.lines) if line is not None)
        return next(laid, None) or Line(self.policy, frozenset(), None)

    def check(self) -> None:
        """Lay a line over all there can be.  Raises TooWide where the policy does not fit."""
        paid = {limit.measure for limit in self.policy.limits if limit.measure}
        records = frozenset({ROW, RECORD_AWARD, *self.policy.facts, *paid})
        self._fullest = Line(self.policy, frozenset(self._known), records)
        for _ in self._columns(self._fullest):
            pass

    def telling(self) -> dict[str, Telling]:
        """Give per award what the columns `told_columns` names are about, by position."""
        return {name: telling(judged) for name, judged in self._any_line().awards.items()}

    def consistent(self, read: pl.DataFrame) -> pl.Series:
        """Say of each row whether nothing that always holds surely fails to hold."""
        return consistent(self.policy, read)

    def days(self, read: pl.DataFrame) -> pl.Series:
        """Give the day each case is taken by, null where none is known."""
        line = self.line(read, None)
        return line.run(read, None, [pl.col(ROW), line.day().alias("day")])["day"]

    def recorded_days(self, told: pl.DataFrame) -> pl.Series:
        """Give the day on which each earlier award counts, null where it is not known."""
        numbered = told.with_row_index("#own")
        return recorded_days(self.policy, numbered)

    def _columns(self, line: Line) -> Iterator[pl.Expr]:
        for judged in line.awards.values():
            yield from self._award(line, judged)
        for found in line.findings.values() if self.asked.findings else ():
            yield from self._finding(line, found)

    def _award(self, line: Line, judged: Judged) -> Iterator[pl.Expr]:
        name, asked = judged.name, self.asked
        status = line.plan.keep(judged.status())
        granted = line.plan.keep(status == GRANTED)
        yield status.cat.to(STATUS).alias(f"{name}.status")
        yield pl.when(granted).then(_fen(judged.amount.figure)).alias(f"{name}.amount")
        if asked.payee:
            payee = _payee(judged.payee, payees(self.policy, judged.award))
            yield pl.when(granted).then(payee).alias(f"{name}.payee")
        if asked.reasons:
            yield pl.when(judged.present).then(_bits(judged)).alias(f"{name}.because")
        if asked.missing:
            waits = judged.waits()()
            missing = self._missing(surely(status == PENDING), waits)
            yield pl.when(judged.present).then(missing).alias(f"{name}.missing")
        if asked.bounds:
            yield from _bounds(judged, status)
        for measure in measures(self.policy, name) if asked.paid else ():
            yield _paid(judged, measure, granted).alias(f"{name}.paid.{measure}")
        if asked.told:
            yield from told_columns(judged, granted)

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
        if self.asked.missing:
            waits = dict(found.applies.waits())
            for key, where in found.holds.waits().items():
                waits[key] = waits[key] | where if key in waits else where
            yield self._missing(status == STILL_OPEN, waits).alias(f"{name}.missing")


def _paid(judged: Judged, measure: str, granted: pl.Expr) -> pl.Expr:
    """Give what was used up of a quantity where it was cut."""
    figure = judged.scope[measure].figure  # type: ignore[attr-defined]
    if figure.fixed is None or MILLIONTHS % figure.fixed:
        raise TooWide
    cut = either(where for limit, where in judged.cuts if limit.measure == measure)
    used = figures.times(figure, figures.constant(MILLIONTHS))
    return pl.when(both(granted, cut)).then(figures.floored(used).above.cast(pl.Int64))


def _valid(line: Line) -> pl.Expr:
    broken = pl.any_horizontal(line.broken) if line.broken else NO
    return (pl.col(VALID) & ~broken).alias(VALID)


def _only_valid(found: pl.DataFrame) -> pl.DataFrame:
    """Nothing is decided on a row that is not valid."""
    if found[VALID].all():
        return found
    told = [c for c in found.columns if c not in (VALID, ROW)]
    return found.with_columns(pl.when(pl.col(VALID)).then(pl.col(c)).alias(c) for c in told)


def _fen(figure: Figure) -> pl.Expr:
    """Give an amount in 分; it has no more than two places, so nothing is lost."""
    if figure.fixed is not None and FEN % figure.fixed == 0:
        return (figure.above * (FEN // figure.fixed)).cast(pl.Int64)
    scaled = figures.times(figure, figures.constant(FEN))
    return figures.floored(scaled).above.cast(pl.Int64)


def _exact(figure: Figure) -> pl.Expr:
    """Give a figure exactly: above and below the line."""
    below = pl.lit(figure.below) if isinstance(figure.below, int) else figure.below
    pair = pl.struct(above=figure.above.cast(pl.Int128), below=below.cast(pl.Int128))
    return pl.when(figure.above.is_not_null()).then(pair)


def _payee(payee: Word, words: tuple[str, ...] | None) -> pl.Expr:
    if words is None:
        return text_of(payee)
    return recoded(payee, words).cast(pl.UInt16).cat.to(pl.Enum(words))


def _bits(judged: Judged) -> pl.Expr:
    told = list(judged.told.values())
    if len(told) > figures.BITS:
        raise TooWide
    found = pl.lit(0, dtype=pl.Int64)
    for index, where in enumerate(told):
        if where is not NO:
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

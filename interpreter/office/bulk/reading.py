"""Rows of a file by columns: facts as the policy is read on them, each cell read as in a row.

A row in which anything is wrong is left to the reader of rows, which says what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.office.bulk.coded import Batch, Cells, Coded, Figures
from interpreter.office.bulk.figures import trimmed
from interpreter.office.bulk.store import ROW
from interpreter.office.cells import (
    Cell,
    Doubtful,
    is_blank,
    plain,
    read_cell,
    show_cell,
    split_names,
    tidy,
)
from interpreter.office.claims import Flaw, Reader
from interpreter.office.columns import Columns
from interpreter.office.names import CASE, CLAIMS
from interpreter.policy.model import Fact
from interpreter.policy.values import BadValue, read_value
from interpreter.table.decision import Table
from interpreter.table.facts import read_numbers
from interpreter.table.program import CLAIMS as CLAIMED
from interpreter.table.stored import STORED, stored_value

NAME, IN_WORDS, READ_AS = "#case", "#in words", "#read as"
JOINED = "、"


def as_written(fact: str) -> str:
    """Give the column that holds a set as it was written, its words in the order given."""
    return f"#written {fact}"


@dataclass(frozen=True, slots=True)
class Part:
    """What was read of a batch: its rows as given, their names, those to decide, and flaws."""

    given: pl.DataFrame
    named: pl.DataFrame
    claims: pl.DataFrame
    flaws: list[Flaw]


class ColumnReader:
    """Reads batches of one file as claims under one policy."""

    def __init__(self, program: Program, table: Table, columns: Columns, file: str) -> None:
        self._table = table
        self._columns = columns
        self._reader = Reader(program, columns, file)
        self._bits = {name: 1 << i for i, name in enumerate(program.policy.awards)}
        self._awards = {plain(name): name for name in program.policy.awards}

    def read(self, batch: Batch) -> Part:
        """Read a batch, with everything that is wrong with its rows."""
        facts = [_fact(fact, batch.columns[i]) for i, fact in self._columns.facts.items()]
        fits = [~batch.numbers.is_in([*batch.misshapen]), *(f.fits for f in facts)]
        own = [*self._name(batch, fits), *self._claims(batch, fits), _notes(batch, facts)]
        read = [batch.numbers.alias(ROW), *own, *(c for f in facts for c in f.columns)]
        claims = pl.DataFrame(read)
        fit = pl.DataFrame(f.alias(str(i)) for i, f in enumerate(fits))
        whole = fit.select(pl.all_horizontal(pl.all())).to_series()
        whole &= self._table.consistent(claims)
        flaws = [f for i in (~whole).arg_true().to_list() for f in self._flaws(batch, i)]
        named = claims.select(ROW, NAME).drop_nulls() if NAME in claims.columns else pl.DataFrame()
        return Part(self._given(batch), named, claims.filter(whole), flaws)

    def _flaws(self, batch: Batch, index: int) -> tuple[Flaw, ...]:
        row = batch.row(index)
        flaws = self._reader.read(row).flaws
        assert flaws, f"row {row.number} is no claim by columns, but one as a row"
        return flaws

    def _given(self, batch: Batch) -> pl.DataFrame:
        shown = (batch.columns[i].shown() for i in self._columns.names)
        columns = [column.alias(str(place)) for place, column in enumerate(shown)]
        return pl.DataFrame([batch.numbers.alias(ROW), *columns])

    def _name(self, batch: Batch, fits: list[pl.Series]) -> Iterator[pl.Series]:
        """Give the name of each case, and note where it cannot be read."""
        index = self._columns.of(CASE)
        if index is not None:
            coded = batch.columns[index].coded
            fits.append(coded.told(_is_name, pl.Boolean))
            yield coded.told(_name_in, pl.String).alias(NAME)

    def _claims(self, batch: Batch, fits: list[pl.Series]) -> Iterator[pl.Series]:
        """Give the awards claimed, as bits and as written, and note where they cannot be read."""
        index = self._columns.of(CLAIMS)
        if index is None:
            return
        coded = batch.columns[index].coded
        claimed = [None if is_blank(cell) else self._claimed(cell) for cell in coded.cells]
        bits = [None if names is None else sum(map(self._bit, names)) for names in claimed]
        words = [None if names is None else JOINED.join(names) for names in claimed]
        fit = [
            not isinstance(cell, Doubtful) and (names is None or self._can_be_claimed(names))
            for cell, names in zip(coded.cells, claimed, strict=True)
        ]
        fits.append(coded.gather(fit, pl.Boolean))
        yield coded.gather(bits, pl.Int64).alias(CLAIMED)
        yield coded.gather(words, pl.String).alias(IN_WORDS)

    def _claimed(self, cell: Cell) -> list[str]:
        return [self._awards.get(name, name) for name in split_names(cell)]

    def _bit(self, name: str) -> int:
        return self._bits.get(name, 0)

    def _can_be_claimed(self, names: list[str]) -> bool:
        return len(set(names)) == len(names) and self._bits.keys() >= {*names}


class _Read(NamedTuple):
    """What the cell of a fact comes to: as columns hold it, as text, and what was made of it."""

    value: Any = None
    text: str | None = None
    note: str | None = None
    fits: bool = True


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact that was read: its columns, where it could be, and what was made of its cells.

    `notes` is None where every cell stands as a case writes it.
    """

    columns: list[pl.Series]
    fits: pl.Series
    notes: pl.Series | None


def _fact(fact: Fact, column: Cells) -> _Fact:
    if isinstance(column, Figures) and fact.type.kind is Kind.NUMBER:
        return _figures(fact, column.numbers)
    return _distinct(fact, column.coded)


def _figures(fact: Fact, numbers: pl.Series) -> _Fact:
    """Read exact numbers as they are; zeros at the end of one are not written in a case."""
    values, fits = read_numbers(fact, numbers)
    notes = None
    if isinstance(numbers.dtype, pl.Decimal) and numbers.dtype.scale:
        shown = numbers.cast(pl.String)
        text = trimmed(shown)
        said = pl.when(shown != text).then(pl.format("{} {}", pl.lit(fact.name), text))
        notes = pl.select(said.alias(fact.name)).to_series()
    return _Fact([values.alias(fact.name)], fits, notes)


def _distinct(fact: Fact, coded: Coded) -> _Fact:
    """Read each distinct cell; of a set keep also how it was written."""
    read = [_read(fact, cell) for cell in coded.cells]
    values = coded.gather([one.value for one in read], STORED[fact.type.kind])
    columns = [values.alias(fact.name)]
    if fact.type.kind is Kind.SET:
        written = coded.gather([one.text for one in read], pl.String)
        columns.append(written.alias(as_written(fact.name)))
    notes = [one.note for one in read]
    said = coded.gather(notes, pl.String).alias(fact.name) if any(notes) else None
    return _Fact(columns, coded.gather([one.fits for one in read], pl.Boolean), said)


def _read(fact: Fact, cell: Cell) -> _Read:
    if is_blank(cell):
        return _Read()
    try:
        raw, text = read_cell(fact, cell)
        value = stored_value(fact.type, read_value(fact, raw))
    except BadValue:
        return _Read(fits=False)
    alike = text == show_cell(cell) or isinstance(cell, bool)
    return _Read(value, text, None if alike else f"{fact.name} {text}")


def _notes(batch: Batch, facts: list[_Fact]) -> pl.Series:
    notes = [fact.notes for fact in facts if fact.notes is not None]
    if not notes:
        return pl.Series(READ_AS, [""]).new_from_index(0, batch.numbers.len())
    joined = pl.concat_str(pl.all(), separator="；", ignore_nulls=True)
    return pl.DataFrame(notes).select(joined.alias(READ_AS)).to_series()


def _name_in(cell: Cell) -> str | None:
    blank = is_blank(cell) or isinstance(cell, Doubtful)
    return None if blank else tidy(show_cell(cell))


def _is_name(cell: Cell) -> bool:
    return not isinstance(cell, Doubtful) and (_name_in(cell) or "").isprintable()

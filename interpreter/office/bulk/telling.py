"""Outcomes of many rows as lines of the tables, to the letter as `Teller` tells one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

import polars as pl

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.office import names
from interpreter.office.bulk.coded import each_once
from interpreter.office.bulk.figures import figures_in_words, in_yuan, money_text, plain_text
from interpreter.office.bulk.reading import IN_WORDS, JOINED, NAME, READ_AS, as_written
from interpreter.office.bulk.sentences import BETWEEN, Sentences
from interpreter.office.bulk.store import ROW
from interpreter.office.cells import Raw, raw_text
from interpreter.office.results import award_columns, counted_measures, late, told_facts, tried
from interpreter.office.tables import Column
from interpreter.policy.rule import EVERY_DAY
from interpreter.policy.values import raw_value
from interpreter.report.outcome_text import DECIDED, FINDING_HEADS, HEADS, NO_DECISION
from interpreter.table.decision import Table
from interpreter.table.persons import BEHIND
from interpreter.table.stored import known_value

PLACE, MISSING = "#place", "#missing"
DTYPES = {"text": pl.String(), "money": pl.Decimal(38, 2), "number": pl.Int64()}
AFTER_AWARDS = 1 << 12
AMOUNTS = (names.AMOUNT, names.REDUCED, names.AT_LEAST, names.AT_MOST)
NOTHING = pl.lit(None, dtype=DTYPES["money"])


def schema_of(columns: tuple[Column, ...]) -> dict[str, pl.DataType]:
    """Give columns of a table with the types their values are kept in, the row before them."""
    return {ROW: pl.Int64()} | {column.name: DTYPES[column.kind] for column in columns}


def _counted(name: str) -> str:
    return f"#counted {name}"


class ColumnTeller:
    """Tells rows that were decided by columns."""

    def __init__(self, program: Program, table: Table, known_on: date) -> None:
        self._policy = policy = program.policy
        self._stories = table.telling()
        self._sentences = Sentences(program, self._stories)
        self._facts = told_facts(policy)
        self._columns = schema_of(award_columns(policy))
        mark = policy.fingerprint.removeprefix("sha256:")[:12]
        self._same = {names.KNOWN_ON: known_on.isoformat(), names.FINGERPRINT: mark}
        self._same[names.TRIED] = tried(policy.instead)
        self._same |= dict.fromkeys(counted_measures(policy), "")
        self._base = {name: self._always_rests_on(name) for name in self._stories}

    def _always_rests_on(self, name: str) -> set[str]:
        """Give the readings an award rests on wherever it is told."""
        always = [c for c in self._policy.awards[name].conditions if c.window == EVERY_DAY]
        own = self._policy.awards[name].cited.readings
        return {*own, *(reading for condition in always for reading in condition.readings)}

    def tell(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Give the decision columns and the lines of claims with what was decided of them."""
        rows = rows.with_columns(self._silent(rows))
        rows = rows.hstack(self._sentences.words(rows)).hstack(self.counted(rows))
        none = pl.DataFrame(schema={**self._columns, PLACE: pl.Int64, MISSING: pl.List(pl.String)})
        lines = pl.concat([none, *self._awards(rows), *self._findings(rows)]).sort(ROW, PLACE)
        return self._decisions(rows, lines), lines.select(list(self._columns))

    def _silent(self, rows: pl.DataFrame) -> Iterator[pl.Expr]:
        """Say of each award where the case says nothing about it: what comes first is unknown."""
        for name, story in self._stories.items():
            first = pl.lit(False)
            for index, condition in reversed([*enumerate(story.conditions)]):
                blank = [pl.col(n).is_null() for n in condition.reads if n in rows.columns]
                silent = pl.all_horizontal(blank) if blank else pl.lit(bool(condition.reads))
                absent, open_ = (pl.col(f"{name}.{k}.{index}") for k in ("absent", "open"))
                first = pl.when(absent).then(first).otherwise(open_ & silent)
            pending = pl.col(f"{name}.status") == Status.PENDING.value
            yield (pending & first).fill_null(False).alias(f"{name}.silent")

    def counted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the facts by which an award counts later, as they stand in a cell."""
        return pl.DataFrame([self._cell(rows, name).alias(_counted(name)) for name in self._facts])

    def _cell(self, rows: pl.DataFrame, name: str) -> pl.Series:
        fact = self._policy.facts[name]
        if name not in rows.columns:
            return pl.Series([""]).new_from_index(0, rows.height)
        if fact.type.kind is Kind.SET:
            return rows[as_written(name)].fill_null("")
        if fact.type.kind is Kind.TEXT:
            return rows[name].fill_null("")
        if fact.type.kind is Kind.NUMBER:
            return plain_text(rows[name], fact.type.places or 0).fill_null("")

        def told(stored: object) -> str:
            return raw_text(cast("Raw", raw_value(fact, known_value(fact.type, stored))))

        return each_once(rows[name], told).fill_null("")

    # Lines

    def _awards(self, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        shared = self._shared(rows)
        for place, name in enumerate(self._stories):
            status = pl.col(f"{name}.status")
            told = (status != Status.NOT_APPLICABLE.value) & ~pl.col(f"{name}.silent")
            own = [c for c in rows.columns if c.startswith(f"{name}.")]
            needed = [*shared, *own, *self._sentences.needed(name, rows.columns)]
            some = rows.lazy().filter(told).select(list(dict.fromkeys(needed))).collect()
            if some.height:
                yield self._award(name, some, place)

    def _shared(self, rows: pl.DataFrame) -> list[str]:
        """Give the columns that every line of a row has in common."""
        named = [n for n in (NAME, IN_WORDS) if n in rows.columns]
        return [ROW, *named, *map(_counted, self._facts)]

    def _award(self, name: str, rows: pl.DataFrame, place: int) -> pl.DataFrame:
        status, amount = pl.col(f"{name}.status"), pl.col(f"{name}.amount")
        heads = {s.value: HEADS[s] for s in Status}
        missing = pl.col(f"{name}.missing")
        own = {
            names.AWARD: pl.lit(name),
            names.CLAUSE: pl.lit("、".join(self._policy.awards[name].cited.cites)),
            names.RESULT: status.cast(pl.String).replace_strict(heads),
            names.PAYEE: pl.col(f"{name}.payee").cast(pl.String).fill_null(""),
            names.AMOUNT: in_yuan(amount),
            names.REDUCED: NOTHING,
            names.AT_LEAST: in_yuan(pl.col(f"{name}.at_least")),
            names.AT_MOST: in_yuan(pl.col(f"{name}.at_most")),
            names.REASONS: pl.lit(self._sentences.reasons(name, rows)),
            names.LACKING: missing.list.join("、"),
            names.READINGS: pl.lit(self._readings(name, rows)),
            PLACE: pl.lit(self._place(name, rows, place)),
            MISSING: missing,
        }
        return self._lines(rows, own)

    def _lines(self, rows: pl.DataFrame, own: dict[str, pl.Expr]) -> pl.DataFrame:
        case = pl.format("第{}行", pl.col(ROW))
        case = pl.coalesce(NAME, case) if NAME in rows.columns else case
        own |= {names.LINE: pl.col(ROW), names.CASE: case}
        own |= {name: pl.lit(text) for name, text in self._same.items()}
        own |= {name: pl.col(_counted(name)) for name in self._facts}
        kept = [name for name in self._columns if name != ROW]
        order = [*kept, PLACE, MISSING]
        return rows.select(ROW, *(own[n].alias(n) for n in order))

    def _place(self, name: str, rows: pl.DataFrame, place: int) -> pl.Series:
        """Give the place of an award among those claimed, or among those of the policy."""
        always = pl.Series([place]).new_from_index(0, rows.height)
        if IN_WORDS not in rows.columns:
            return always
        claimed = rows[IN_WORDS]
        places = each_once(claimed, lambda words: words.split(JOINED).index(name), pl.Int64)
        return places.zip_with(claimed.is_not_null(), always)

    def _readings(self, name: str, rows: pl.DataFrame) -> pl.Series:
        """Give the readings an award rests on, told once for each set of them."""
        base, rests = self._base[name], self._stories[name].rests
        more = [i for i, readings in enumerate(rests) if not base.issuperset(readings)]
        sets = pl.Series([0]).new_from_index(0, rows.height)
        for bit, index in enumerate(more):
            sets |= rows[f"{name}.rests.{index}"].cast(pl.Int64) * (1 << bit)

        def told(found: int) -> str:
            also = (r for bit, i in enumerate(more) if found >> bit & 1 for r in rests[i])
            return "、".join(sorted({*base, *also}))

        return each_once(sets, told)

    def _findings(self, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        shared = self._shared(rows)
        for place, (name, finding) in enumerate(self._policy.findings.items()):
            status = pl.col(f"{name}.status").cast(pl.String)
            own = [c for c in rows.columns if c.startswith(f"{name}.")]
            decided = status.is_in([s.value for s in DECIDED])
            some = rows.lazy().filter(decided).select([*shared, *own]).collect()
            if not some.height:
                continue
            cited = finding.cited
            told = dict.fromkeys([names.PAYEE, names.LACKING], pl.lit(""))
            told |= dict.fromkeys(AMOUNTS, NOTHING)
            told |= {
                names.AWARD: pl.lit(name),
                names.CLAUSE: pl.lit("、".join(cited.cites)),
                names.RESULT: status.replace_strict({s.value: FINDING_HEADS[s] for s in DECIDED}),
                names.REASONS: pl.lit(figures_in_words(finding, some)),
                names.READINGS: pl.lit("、".join(cited.readings)),
                PLACE: pl.lit(AFTER_AWARDS + place, dtype=pl.Int64),
                MISSING: pl.lit(None, dtype=pl.List(pl.String)),
            }
            yield self._lines(some, told)

    # Decision columns

    def _decisions(self, rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
        total = pl.sum_horizontal(pl.col(f"{name}.amount") for name in self._stories)
        missing = lines.select(ROW, MISSING).explode(MISSING).drop_nulls()
        each = missing.unique(maintain_order=True).group_by(ROW, maintain_order=True)
        lacking = each.agg(pl.col(MISSING).str.join("、"))
        told = rows.join(lacking, on=ROW, how="left", maintain_order="left")
        dated = each_once(rows[BEHIND], late).fill_null("")
        return told.select(
            ROW,
            self._decision(total).alias(names.DECISION),
            in_yuan(total).alias(names.TOTAL),
            pl.col(MISSING).fill_null("").alias(names.LACKING),
            pl.col(READ_AS).alias(names.READ_AS),
            pl.lit(dated).alias(names.REMARK),
        )

    def _decision(self, total: pl.Expr) -> pl.Expr:
        """Give the decision of a case in one phrase, as `decision` does."""
        granted, refused = (self._count(s) for s in (Status.GRANTED, Status.REFUSED))
        pending = self._count(Status.PENDING) - pl.sum_horizontal(
            pl.col(f"{name}.silent") for name in self._stories
        )
        met, breached = (self._found(s) for s in (FindingStatus.MET, FindingStatus.BREACHED))
        paid = pl.format("准予 {} 项，合计 {} 元", granted, money_text(total))
        parts = [
            pl.when(granted > 0).then(paid),
            pl.when(refused > 0).then(pl.format("不予 {} 项", refused)),
            pl.when(pending > 0).then(pl.format("待定 {} 项", pending)),
            pl.when(breached > 0).then(pl.format("违反义务或比例 {} 项", breached)),
            pl.when((met > 0) & (granted == 0)).then(pl.format("达到义务或比例 {} 项", met)),
        ]
        return pl.concat_str(parts, separator=BETWEEN, ignore_nulls=True).replace("", NO_DECISION)

    def _count(self, status: Status) -> pl.Expr:
        return pl.sum_horizontal(
            (pl.col(f"{n}.status") == status.value).cast(pl.Int64) for n in self._stories
        )

    def _found(self, status: FindingStatus) -> pl.Expr:
        each = [pl.col(f"{n}.status") == status.value for n in self._policy.findings]
        return pl.sum_horizontal([pl.lit(0), *(e.cast(pl.Int64) for e in each)])

"""Cases as a table, and what the table back end says held to what is said case by case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, FindingOutcome, FindingStatus, Status
from interpreter.evaluation.program import Program
from interpreter.language.types import Kind, Type
from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import raw_value
from interpreter.reference.unknown import Known
from interpreter.table.decision import Table
from interpreter.table.layout import Asked

EVERYTHING = Asked(reasons=True, missing=True, bounds=True, findings=True)
Row = Mapping[str, Known]


def dtype_of(given: Type) -> pl.DataType:
    """Give the type of column a fact comes in."""
    if given.kind is Kind.NUMBER:
        return pl.Int64() if given.whole else pl.Decimal(38, given.places or 0)
    if given.kind is Kind.SET:
        return pl.List(pl.String)
    plain = {Kind.BOOLEAN: pl.Boolean(), Kind.DATE: pl.Date()}
    return plain.get(given.kind, pl.String())


def _series(fact: Fact, rows: Sequence[Row]) -> pl.Series:
    values = [_cell(fact, row[fact.name]) if fact.name in row else None for row in rows]
    return pl.Series(fact.name, values, dtype=dtype_of(fact.type))


def _cell(fact: Fact, value: Known) -> Any:
    if isinstance(value, date):
        return value
    raw = raw_value(fact, value)
    if fact.type.kind is Kind.NUMBER and not fact.type.whole:
        return Decimal(str(raw))
    return raw


def facts_frame(policy: Policy, rows: Sequence[Row]) -> list[pl.Series]:
    """Give a column for each fact that some row gives."""
    given = {name for row in rows for name in row}
    return [_series(fact, rows) for name, fact in policy.facts.items() if name in given]


def frames_of(policy: Policy, cases: Sequence[Case]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give cases and their records as tables."""
    claims = pl.Series(
        "claims", [c.claims and list(c.claims) for c in cases], dtype=pl.List(pl.String)
    )
    history = pl.Series("history", [c.history is not None for c in cases], dtype=pl.Boolean)
    told = [(i, r) for i, c in enumerate(cases) for r in c.history or ()]
    records = [
        pl.Series("row", [i for i, _ in told], dtype=pl.UInt32),
        pl.Series("award", [r.award for _, r in told], dtype=pl.String),
        *facts_frame(policy, [r.facts for _, r in told]),
    ]
    columns = [*facts_frame(policy, [c.facts for c in cases]), claims, history]
    return pl.DataFrame(columns), pl.DataFrame(records)


def differences(
    program: Program,
    cases: Sequence[Case],
    table: Table,
    asked: Asked = EVERYTHING,
    cases_of_table: Sequence[Case] | None = None,
) -> Iterator[str]:
    """Say each thing the table tells otherwise than the case back end."""
    frame, records = frames_of(program.policy, cases_of_table or cases)
    found = table.decide(frame, records).to_dicts()
    legend = table.legend()
    for index, (case, row) in enumerate(zip(cases, found, strict=True)):
        outcome = decide(program, case, date.max)
        assert row["valid"], index
        claimed = {award.award for award in outcome.awards}
        for award in outcome.awards:
            told = _told(award.award, row, legend, asked)
            yield from _compare(index, award.award, _wanted(award), told)
        for name in set(program.policy.awards) - claimed:
            if row[f"{name}.status"] is not None:
                yield f"{index} {name} was not claimed"
        for finding in outcome.findings if asked.findings else ():
            told = _finding_told(finding, row)
            yield from _compare(index, finding.finding, _finding_wanted(finding), told)


def _compare(
    index: int, name: str, wanted: Mapping[str, object], told: Mapping[str, object]
) -> Iterator[str]:
    for about in wanted.keys() & told.keys():
        value = wanted[about]
        if told[about] != value:
            yield f"{index} {name} {about}: {value!r}, in the table {told[about]!r}"


def _wanted(award: AwardOutcome) -> dict[str, object]:
    pending = award.status in (Status.PENDING, Status.GRANTED)
    return {
        "status": award.status.value,
        "amount": None if award.amount is None else Fraction(award.amount),
        "payee": award.payee,
        "because": _failing(award),
        "missing": list(award.missing),
        "bounds": tuple(None if b is None else Fraction(b) for b in award.bounds)
        if pending
        else (None, None),
    }


def _failing(award: AwardOutcome) -> set[str]:
    return {r.condition for r in award.because if r.holds is False}


def _told(
    name: str, row: Mapping[str, Any], legend: Mapping[str, list[str]], asked: Asked
) -> dict[str, object]:
    bits = row[f"{name}.because"] or 0
    told: dict[str, object] = {
        "status": row[f"{name}.status"],
        "amount": _yuan(row[f"{name}.amount"]),
        "payee": row[f"{name}.payee"],
        "because": {t for i, t in enumerate(legend[name]) if bits >> i & 1},
    }
    if asked.missing:
        told["missing"] = row[f"{name}.missing"]
    if asked.bounds:
        told["bounds"] = (_yuan(row[f"{name}.at_least"]), _yuan(row[f"{name}.at_most"]))
    return told


def _yuan(fen: int | None) -> Fraction | None:
    return None if fen is None else Fraction(fen, 100)


def _finding_wanted(finding: FindingOutcome) -> dict[str, object]:
    return {
        "status": finding.status.value,
        "missing": list(finding.missing),
        **({} if finding.status is FindingStatus.NOT_APPLICABLE else finding.values),
    }


def _finding_told(finding: FindingOutcome, row: Mapping[str, Any]) -> dict[str, object]:
    values = {name: row[f"{finding.finding}.{name}"] for name in finding.values}
    return {
        "status": row[f"{finding.finding}.status"],
        "missing": row[f"{finding.finding}.missing"],
        **{n: None if v is None else Fraction(v["above"], v["below"]) for n, v in values.items()},
    }


def told_in_batches(program: Program, cases: Sequence[Case], size: int = 500) -> Iterable[str]:
    """Say the differences of many cases, decided in tables of some size."""
    table = Table(program, EVERYTHING)
    for start in range(0, len(cases), size):
        for said in differences(program, cases[start : start + size], table):
            yield f"{start}+{said}"

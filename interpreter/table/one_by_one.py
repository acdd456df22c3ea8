"""Rows of a table decided one after the other by the case back end, told as a table is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from interpreter.evaluation.case import Case, Record
from interpreter.evaluation.outcome import AwardOutcome, FindingStatus, Outcome
from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import Turn
from interpreter.policy.model import Number, Policy
from interpreter.policy.values import raw_value, show_value
from interpreter.reference.unknown import Known
from interpreter.table.history import RECORD_AWARD
from interpreter.table.layout import FEN, MILLIONTHS, VALID, Asked, layout, measures
from interpreter.table.program import CLAIMS
from interpreter.table.stored import exact, known_value

Legend = Mapping[str, Sequence[str]]


def cases_of(policy: Policy, read: pl.DataFrame) -> list[Case]:
    """Give the rows of a table that was read as cases, what was granted before unknown."""
    return [
        Case(None, _claims(policy, row.get(CLAIMS)), _facts(policy, row), None)
        for row in read.to_dicts()
    ]


def records_of(policy: Policy, read: pl.DataFrame) -> list[Record]:
    """Give the rows of a table of earlier awards as records."""
    return [_record(policy, row) for row in read.to_dicts()]


def is_consistent(program: Program, case: Case) -> bool:
    """Say whether nothing that always holds between facts surely fails to hold."""
    scope = program.undated(case.facts)
    constraints = program.policy.constraints
    return all(program.evaluate(c.expression, scope) is not False for c in constraints)


def _claims(policy: Policy, bits: int | None) -> tuple[str, ...] | None:
    if bits is None:
        return None
    return tuple(name for index, name in enumerate(policy.awards) if bits >> index & 1)


def _facts(policy: Policy, row: Mapping[str, Any]) -> dict[str, Known]:
    facts = policy.facts
    return {
        n: known_value(facts[n].type, v) for n, v in row.items() if n in facts and v is not None
    }


def _record(policy: Policy, row: Mapping[str, Any]) -> Record:
    award = list(policy.awards)[row[RECORD_AWARD]]
    facts = _facts(policy, row)
    written = {n: raw_value(policy.facts[n], v) for n, v in facts.items()}
    paid: dict[str, Known] = {}
    for limit in policy.limits:
        stored = row.get(limit.measure)
        if stored is not None:
            paid[limit.measure] = exact(stored, MILLIONTHS)
    shown = {name: show_value(value) for name, value in paid.items()}
    return Record(award, {**facts, **paid}, {"award": award, **written, **shown})


def table_of(
    policy: Policy, turns: Sequence[Turn | None], asked: Asked, legend: Legend
) -> pl.DataFrame:
    """Give outcomes as a table, None where a case was not valid."""
    schema = layout(policy, asked)
    rows = [_row(policy, turn, asked, legend) for turn in turns]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row(policy: Policy, turn: Turn | None, asked: Asked, legend: Legend) -> dict[str, object]:
    if turn is None:
        return {VALID: False}
    row: dict[str, object] = {VALID: True}
    for award in turn.outcome.awards:
        row |= dict(_award(award, asked, legend))
    for record in turn.granted if asked.paid else ():
        for measure in measures(policy, record.award):
            if measure in record.facts:
                row[f"{record.award}.paid.{measure}"] = _times(record.facts[measure], MILLIONTHS)
    if asked.findings:
        row |= dict(_findings(turn.outcome, asked))
    return row


def _award(award: AwardOutcome, asked: Asked, legend: Legend) -> Iterator[tuple[str, object]]:
    name = award.award
    yield f"{name}.status", award.status.value
    yield f"{name}.amount", None if award.amount is None else _times(award.amount, FEN)
    if asked.payee:
        yield f"{name}.payee", award.payee
    if asked.reasons:
        told = {r.condition for r in award.because if r.holds is False}
        yield f"{name}.because", sum(1 << legend[name].index(title) for title in told)
    if asked.missing:
        yield f"{name}.missing", list(award.missing)
    if asked.bounds:
        for title, end in zip(("at_least", "at_most"), award.bounds, strict=True):
            yield f"{name}.{title}", None if end is None else _times(end, FEN)


def _times(number: Known, scale: int) -> int:
    assert isinstance(number, int | Fraction)
    return int(number * scale)


def _findings(outcome: Outcome, asked: Asked) -> Iterator[tuple[str, object]]:
    for finding in outcome.findings:
        name = finding.finding
        yield f"{name}.status", finding.status.value
        if finding.status is not FindingStatus.NOT_APPLICABLE:
            for title, value in finding.values.items():
                yield f"{name}.{title}", None if value is None else _pair(value)
        if asked.missing:
            yield f"{name}.missing", list(finding.missing)


def _pair(value: Number) -> dict[str, int]:
    return {"above": Fraction(value).numerator, "below": Fraction(value).denominator}

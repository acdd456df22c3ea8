"""An outcome as JSON, key by key as the case format lays down."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    Outcome,
    Reason,
    Reduction,
    Status,
)
from interpreter.language.types import CURRENCY, Type
from interpreter.policy.model import Number, Policy
from interpreter.policy.values import decimal_text
from interpreter.problems import Problem

MONEY_PLACES = 2


def outcome_json(outcome: Outcome, policy: Policy) -> str:
    """Give an outcome as one line of JSON."""
    return json.dumps(outcome_data(outcome, policy), ensure_ascii=False)


def invalid_json(case: str | None, policy: Policy, problems: tuple[Problem, ...]) -> str:
    """Give the line that stands for a case in which nothing was decided."""
    data = {
        "case": case,
        "policy": policy.id,
        "invalid": True,
        "problems": [p.as_json() for p in problems],
    }
    return json.dumps(data, ensure_ascii=False)


def outcome_data(outcome: Outcome, policy: Policy) -> dict[str, object]:
    """Give an outcome as plain JSON data."""
    return {
        "case": outcome.case,
        "policy": outcome.policy,
        "fingerprint": outcome.fingerprint,
        "interpreter": outcome.interpreter,
        "case_digest": outcome.digest,
        "known_on": outcome.known_on,
        **({"instead": dict(outcome.chosen)} if outcome.chosen else {}),
        "awards": [_award(a, policy) for a in outcome.awards],
        "findings": findings_data(outcome, policy),
        "total": money(outcome.total),
    }


def findings_data(outcome: Outcome, policy: Policy) -> list[dict[str, object]]:
    """Give the findings of an outcome as plain JSON data."""
    return [_finding(f, policy) for f in outcome.findings]


def money(amount: Number) -> str:
    """Give an amount in 元 with two places."""
    return decimal_text(Fraction(amount), MONEY_PLACES)


def _award(award: AwardOutcome, policy: Policy) -> dict[str, object]:
    data: dict[str, object] = {
        "award": award.award,
        "cites": list(award.cites),
        "status": award.status.value,
    }
    if award.status is Status.GRANTED and award.amount is not None:
        data |= {"payee": award.payee, "amount": money(award.amount)}
    data |= {
        "because": [_reason(r, policy) for r in award.because],
        "missing": list(award.missing),
        "readings": list(award.readings),
        "reduced_by": [_reduction(r) for r in award.reduced_by],
    }
    ends = zip(("at_least", "at_most"), award.bounds, strict=True)
    bounds = {name: money(end) for name, end in ends if end is not None}
    return data | ({"bounds": bounds} if bounds else {})


def _reason(reason: Reason, policy: Policy) -> dict[str, object]:
    data: dict[str, object] = {
        "condition": reason.condition,
        "cites": list(reason.cites),
        "holds": reason.holds,
        "read": {name: fact_json(name, value, policy) for name, value in reason.read.items()},
    }
    if reason.earlier:
        data["earlier"] = [_record(r) for r in reason.earlier]
    if reason.kept:
        data["kept"] = reason.kept
    if reason.note:
        data["note"] = reason.note
    return data


def _record(record: object) -> object:
    """Give a history record as it was sent, numbers exact."""
    return json.loads(json.dumps(record, ensure_ascii=False, default=str))


def _reduction(reduction: Reduction) -> dict[str, object]:
    cites = list(reduction.cites)
    return {"limit": reduction.limit, "cites": cites, "by": money(reduction.by)}


def fact_json(name: str, value: object, policy: Policy) -> object:
    """Give a fact's value as a case would write it."""
    fact = policy.facts[name]
    if isinstance(value, frozenset):
        return [v for v in fact.type.values if v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return figure_json(value, fact.type)
    return value


def figure_json(value: Number, given: Type) -> int | str:
    """Give a figure: money with two places, a whole number as such, others exact."""
    if (CURRENCY, 1) in given.unit.powers and (value * 100).denominator == 1:
        return money(value)
    return int(value) if given.whole else decimal_text(Fraction(value))


def _finding(finding: FindingOutcome, policy: Policy) -> dict[str, object]:
    types = {n: e.type for n, e in policy.findings[finding.finding].values}
    values: dict[str, int | str | None] = {}
    for name, value in finding.values.items():
        values[name] = None if value is None else figure_json(value, types[name])
    data: dict[str, object] = {
        "finding": finding.finding,
        "cites": list(finding.cites),
        "status": finding.status.value,
        "values": values,
    }
    if finding.missing:
        data["missing"] = list(finding.missing)
    return data | ({"readings": list(finding.readings)} if finding.readings else {})

"""An expectation said anew from what the program decides: the same things stated, other values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    Outcome,
    Reason,
)
from interpreter.language.types import Kind
from interpreter.policy.model import Number, Policy
from interpreter.policy.values import decimal_text
from interpreter.problems import Problem
from interpreter.truth.comparison import (
    Found,
    Wanted,
    entries_of,
    failed_of,
    matches,
    names_of,
    sides,
    type_of_entry,
)

MONEY_PLACES = 2
# What an entry states first when it has come to another status, where there is anything to state.
FIRST = {
    "granted": ("amount", "payee", "reduced_by"),
    "refused": ("reasons",),
    "pending": ("missing", "bounds"),
    "met": ("values",),
    "breached": ("values",),
}
NOTHING: tuple[object, ...] = (None, [], {})
SILENT = frozenset({"pending", "not_applicable"})


def restate(expect: Wanted, found: Found, policy: Policy) -> dict[str, Any]:
    """Give the expectation that holds of what was found, as plain data of a golden file.

    It states what the old one states; a case that has become valid, everything decided.
    Raises KeyError for an entry that the outcome does not have, ValueError for a number that no
    decimal can write.
    """
    if not isinstance(found, Outcome):
        return {"invalid": _names(expect.get("invalid", ()), found)}
    if "invalid" in expect:
        return _everything(found, policy)
    entries = entries_of(found)
    return {
        name: _amount(found.total) if name == "total" else _entry(wanted, entries[name], policy)
        for name, wanted in expect.items()
    }


def _names(wanted: list[str], problems: tuple[Problem, ...]) -> list[str]:
    about = [names_of(problem) for problem in problems]
    kept = [name for name in wanted if any(name in names for names in about)]
    for names in about:
        if not names & set(kept):
            kept.append(min(names))
    return kept


def _everything(found: Outcome, policy: Policy) -> dict[str, Any]:
    decided = {n: e for n, e in entries_of(found).items() if e.status.value not in SILENT}
    stated = {name: _stated({}, entry, policy) for name, entry in decided.items()}
    return {**stated, "total": _amount(found.total)}


def _entry(wanted: Wanted, found: type_of_entry, policy: Policy) -> dict[str, Any]:
    status = found.status.value
    if wanted.get("status", "granted" if "amount" in wanted else status) == status:
        kept = {a: _kept(a, value, found, policy) for a, value in wanted.items()}
        return {aspect: value for aspect, value in kept.items() if value is not None}
    return _stated(wanted, found, policy)


def _stated(wanted: Wanted, found: type_of_entry, policy: Policy) -> dict[str, Any]:
    """State an entry that has come to another status, with what belongs to that status first."""
    aspects = ("status", *FIRST.get(found.status.value, ()), *wanted)
    stated = {a: _written(a, wanted.get(a), found, policy) for a in dict.fromkeys(aspects)}
    return {aspect: value for aspect, value in stated.items() if value not in NOTHING}


def _kept(aspect: str, wanted: Any, found: type_of_entry, policy: Policy) -> Any:
    expected, actual = sides(aspect, wanted, found)
    return wanted if expected == actual else _written(aspect, wanted, found, policy)


def _written(aspect: str, wanted: Any, found: type_of_entry, policy: Policy) -> Any:
    """Give one aspect as a golden file writes it, None where there is nothing to write."""
    if aspect in ("status", "missing"):
        return found.status.value if aspect == "status" else list(found.missing)
    if isinstance(found, FindingOutcome):
        return _values(wanted, found) if aspect == "values" else None
    if aspect == "reasons":
        return _reasons(wanted or [], found, policy)
    written = _AWARD.get(aspect)
    return None if written is None else written(found)


def _values(wanted: Any, found: FindingOutcome) -> dict[str, Decimal]:
    known = {name: found.values.get(name) for name in wanted or found.values}
    return {name: _number(value) for name, value in known.items() if value is not None}


def _reasons(wanted: list[Wanted], found: AwardOutcome, policy: Policy) -> list[Wanted]:
    """Keep the reasons that still hold as they are written, and add those nobody wrote."""
    failed = failed_of(found)
    kept = [w for w in wanted if any(matches(w, reason) for reason in failed)]
    new = [r for r in failed if not any(matches(w, r) for w in kept)]
    told = [*kept, *(_reason(reason, policy) for reason in new)]
    again = [_reason(reason, policy) for reason in failed[len(told) :]]  # each as often as given
    return [*told, *again][: len(failed)]


def _reason(reason: Reason, policy: Policy) -> dict[str, Any]:
    told: dict[str, Any] = {"cites": reason.cites[0]}
    if reason.kept:
        return told | {"kept": reason.kept}
    if reason.earlier:
        names = (_name_of(record, policy) for record in reason.earlier)
        return told | {"earlier": list(dict.fromkeys(names))}
    known = {name: value for name, value in reason.read.items() if value is not None}
    reads = {name: _value(name, value, policy) for name, value in known.items()}
    return told | ({"reads": reads} if reads else {})


def _name_of(record: Mapping[str, object], policy: Policy) -> str:
    """Give the text that best tells a record from others: a number, a free text, its award."""
    texts = {n: v for n, v in record.items() if n in policy.facts and isinstance(v, str)}
    numbers = [v for n, v in texts.items() if policy.facts[n].names_one]
    free = [v for n, v in texts.items() if policy.facts[n].type.kind is Kind.TEXT]
    return [*numbers, *free, str(record.get("award"))][0]


def _value(name: str, value: object, policy: Policy) -> object:
    if isinstance(value, frozenset):
        return [v for v in policy.facts[name].type.values if v in value]
    if isinstance(value, date):
        return value.isoformat()
    return _number(value) if isinstance(value, Fraction) else value


def _number(value: Number) -> Decimal:
    return Decimal(decimal_text(value))


def _amount(amount: Number) -> Decimal:
    places = MONEY_PLACES if (amount * 10**MONEY_PLACES).denominator == 1 else None
    return Decimal(decimal_text(amount, places))


def _bounds(found: AwardOutcome) -> dict[str, Decimal]:
    ends = zip(("at_least", "at_most"), found.bounds, strict=True)
    return {name: _amount(end) for name, end in ends if end is not None}


_AWARD: dict[str, Callable[[AwardOutcome], Any]] = {
    "amount": lambda found: None if found.amount is None else _amount(found.amount),
    "payee": lambda found: found.payee,
    "bounds": _bounds,
    "reduced_by": lambda found: [
        {"cites": cut.cites[0], "by": _amount(cut.by)} for cut in found.reduced_by
    ],
}

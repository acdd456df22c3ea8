"""A change for machines: the account as plain JSON data, money as text, parts exact."""

from __future__ import annotations

from fractions import Fraction

from interpreter.evaluation.outcome import AwardOutcome
from interpreter.policy.model import Number, Policy
from interpreter.report.edits import edit_in_words
from interpreter.report.moves import edit_totals
from interpreter.report.outcome_json import money
from interpreter.report.proof_json import proof_data
from interpreter.review.account import Account, Story, Total, why_invalid
from interpreter.review.causes import Cause
from interpreter.review.differences import Decided, Move
from interpreter.review.edits import Edit


def difference_data(account: Account, policy: Policy) -> dict[str, object]:
    """Give the account as plain data."""
    proved = {} if account.proof is None else {"proof": proof_data(account.proof, policy)}
    return {
        "cases": account.cases,
        "moved": len(account.stories),
        "unmoved": account.unmoved,
        "invalid": account.invalid,
        "difference": money(account.difference),
        "edits": [_edit(n, e, policy) for n, e in enumerate(account.edits, 1)],
        "moves": [_story(s) for s in account.stories],
        "totals": {
            "by_clause": [_total(t) for t in account.by_clause()],
            "by_award": [_total(t) for t in account.by_award()],
            "by_payee": [_total(t) for t in account.by_payee()],
            "by_edit": [{**_total(t), "heading": n + 1} for n, t in edit_totals(account).items()],
        },
        **proved,
    }


def _edit(number: int, edit: Edit, policy: Policy) -> dict[str, object]:
    return {
        "edit": number,
        "id": edit.id,
        "cites": list(edit.cites),
        "says": edit_in_words(edit, policy),
        "decides": edit.decides,
        "file": edit.place.file,
        "line": edit.place.line,
    }


def _story(story: Story) -> dict[str, object]:
    moved = story.moved
    data: dict[str, object] = {
        "case": moved.specimen.name,
        "file": moved.specimen.file,
        "gravity": moved.gravity.name.lower(),
        "difference": money(moved.difference),
        "moves": [_move(move, cause) for move, cause in story.told],
    }
    if moved.case is None:
        data["valid"] = {"before": not isinstance(moved.before, tuple)}
        data["problems"] = [p.as_json() for p in why_invalid(moved)]
    return data


def _move(move: Move, cause: Cause) -> dict[str, object]:
    return {
        "subject": move.subject,
        "cites": list(move.cites),
        "gravity": move.gravity.name.lower(),
        "before": _decided(move.before),
        "after": _decided(move.after),
        "difference": money(move.difference),
        "cause": {
            "exact": cause.exact,
            "of": "money" if cause.in_money else "move",
            "parts": [{"edit": p.edit + 1, "share": _exact(p.share)} for p in cause.parts],
        },
    }


def _decided(decided: Decided) -> dict[str, object]:
    data: dict[str, object] = {"status": decided.status.value, "missing": list(decided.missing)}
    if isinstance(decided, AwardOutcome):
        data["amount"] = None if decided.amount is None else money(decided.amount)
        data["payee"] = decided.payee
        data["refused_by"] = [r.condition for r in decided.because if r.holds is False]
    else:
        values = {k: None if v is None else _exact(Fraction(v)) for k, v in decided.values.items()}
        data["values"] = values
    return data


def _exact(share: Fraction) -> str:
    """Give a number exactly: as a fraction where it has no end."""
    return str(share)


def _total(total: Total) -> dict[str, object]:
    sides: dict[str, Number] = {"more": total.more, "less": total.less, "net": total.net}
    return {
        "heading": total.heading,
        "cases": total.cases,
        **{name: money(amount) for name, amount in sides.items()},
    }

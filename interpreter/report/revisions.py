"""A recalculation for people and machines: what changes, what is owed, what was overpaid."""

from __future__ import annotations

from interpreter.evaluation.outcome import AwardOutcome
from interpreter.report.moves import brief
from interpreter.report.outcome_json import money
from interpreter.review.recalculation import Recalculation, Revision


def recalculation_text(found: Recalculation) -> str:
    """Give each decision that changes, then the totals."""
    lines = [_line(revision) for revision in found.revisions]
    rest = found.cases - len({r.case for r in found.revisions})
    lines.append(
        f"应补 {money(found.owed)} 元；多付 {money(found.overpaid)} 元；其余 {rest} 例不变"
    )
    return "\n".join(lines)


def recalculation_data(found: Recalculation) -> dict[str, object]:
    """Give the same as plain JSON data."""
    return {
        "revisions": [_data(r) for r in found.revisions],
        "owed": money(found.owed),
        "overpaid": money(found.overpaid),
        "cases": found.cases,
    }


def _line(revision: Revision) -> str:
    change = f"{brief(revision.before)} → {brief(revision.after)}"
    kept = f"　（修订 {revision.protected} 不改变以前的决定）" if revision.protected else ""
    return f"{revision.case} {revision.award}：{change}，差 {money(revision.difference)} 元{kept}"


def _data(revision: Revision) -> dict[str, object]:
    return {
        "case": revision.case,
        "award": revision.award,
        "before": _sides(revision.before),
        "after": _sides(revision.after),
        "difference": money(revision.difference),
        "protected": revision.protected,
    }


def _sides(award: AwardOutcome) -> dict[str, object]:
    amount = None if award.amount is None else money(award.amount)
    return {"status": award.status.value, "amount": amount, "payee": award.payee}

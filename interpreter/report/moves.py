"""A move of a decision and its cause in words: the same for a terminal, a comment and a page."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from interpreter.evaluation.outcome import AwardOutcome, FindingOutcome
from interpreter.policy.model import Number
from interpreter.policy.values import show_value
from interpreter.problems import visible
from interpreter.report.outcome_json import money
from interpreter.report.outcome_text import FINDING_HEADS, HEADS
from interpreter.review.account import Account, Total, why_invalid
from interpreter.review.causes import Cause
from interpreter.review.differences import CaseMove, Decided, Gravity, Move
from interpreter.review.edits import Edit

GRAVITIES = {
    Gravity.LOST: "原来准予，现在没有了",
    Gravity.AMOUNT: "金额不同",
    Gravity.WON: "现在准予",
    Gravity.PAYEE: "收款人不同",
    Gravity.STATUS: "结果不同",
    Gravity.FINDING: "义务与比例不同",
    Gravity.REASONS: "理由不同",
}
FEN = Fraction(1, 100)


def brief(decided: Decided) -> str:
    """Give what became of an award or finding in a few words."""
    if isinstance(decided, FindingOutcome):
        figures = (f"{k} {_figure(v)}" for k, v in decided.values.items() if v is not None)
        return "，".join((FINDING_HEADS[decided.status], *figures))
    amount = "" if decided.amount is None else f" {money(decided.amount)} 元"
    return HEADS[decided.status] + amount


def _figure(value: Number) -> str:
    """Give a figure with two places; one that has more, as it is."""
    return money(value) if (value * 100).denominator == 1 else show_value(value)


def move_in_words(move: Move) -> str:
    """Give what moved: from what, to what, and by how much."""
    change = f"{brief(move.before)} → {brief(move.after)}"
    return f"{move.subject}：{change}{_more(move)}"


def _more(move: Move) -> str:
    if move.difference:
        return f"（{signed(move.difference)} 元）"
    before, after = move.before, move.after
    if isinstance(before, FindingOutcome) or isinstance(after, FindingOutcome):
        return ""
    if move.gravity is Gravity.PAYEE:
        return f"，付给{before.payee} → {after.payee}"
    said = list(_reasons(before, after))
    return f"，{'；'.join(said)}" if said else ""


def _reasons(before: AwardOutcome, after: AwardOutcome) -> Iterator[str]:
    """Give the reasons, missing facts and bounds that came and went."""
    was, now = _failed(before), _failed(after)
    yield from (f"不再因“{r}”" for r in was if r not in now)
    yield from (f"新增“{r}”" for r in now if r not in was)
    yield from (f"不再等待{m}" for m in before.missing if m not in after.missing)
    yield from (f"还要{m}" for m in after.missing if m not in before.missing)
    if before.bounds != after.bounds:
        yield f"可能的金额 {_bounds(before)} → {_bounds(after)}"


def _failed(award: AwardOutcome) -> list[str]:
    return [r.condition for r in award.because if r.holds is False]


def _bounds(award: AwardOutcome) -> str:
    low, high = ("不定" if end is None else money(end) for end in award.bounds)
    return f"{low}～{high}"


def signed(amount: Number) -> str:
    """Give money with its sign."""
    return f"{'+' if amount > 0 else '-' if amount < 0 else ''}{money(abs(Fraction(amount)))}"


def parts_in_words(cause: Cause) -> list[str]:
    """Give the part of each edit behind a move; money parts are told so that they add up."""
    if not cause.exact:
        return [f"影响它的改动超过十二处，没有分摊；单独撤回就会变的是{_numbers(cause) or '没有'}"]
    if not cause.in_money:
        return [f"由{_numbers(cause)} 引起"] if cause.parts else []
    rounded = rounded_parts([part.share for part in cause.parts])
    pairs = zip(cause.parts, rounded, strict=True)
    return [f"改动 {part.edit + 1} {signed(share)} 元" for part, share in pairs]


def _numbers(cause: Cause) -> str:
    numbers = "、".join(str(part.edit + 1) for part in cause.parts)
    return f"改动 {numbers}{' 一起' if len(cause.parts) > 1 else ''}" if numbers else ""


def rounded_parts(parts: list[Fraction]) -> list[Fraction]:
    """Round money to the 分 so that the rounded parts still add up, by largest remainder."""
    floors = [(part / FEN).__floor__() for part in parts]
    left = round(sum(parts) / FEN) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] / FEN, i))
    for index in order[:left]:
        floors[index] += 1
    return [floor * FEN for floor in floors]


def invalid_in_words(moved: CaseMove) -> str:
    """Say of a case that only one of the policies takes which, and why."""
    side = "现在无效" if isinstance(moved.after, tuple) else "现在有效，原来无效"
    return f"案件{side}：{'；'.join(p.message for p in why_invalid(moved))}"


def case_title(moved: CaseMove) -> str:
    """Give the name of a case with its file."""
    file = moved.specimen.file
    return visible(f"{moved.specimen.name}（{file}）" if file else moved.specimen.name)


def listed_edits(account: Account) -> list[tuple[int, Edit, Total | None]]:
    """Give the edits to tell, by index, with what each moves; an order only where it does."""
    moving = edit_totals(account)
    numbered = enumerate(account.edits)
    return [(n, e, moving.get(n)) for n, e in numbered if e.section != "order" or n in moving]


def edit_totals(account: Account) -> dict[int, Total]:
    """Give the total of each edit that moves something, by its index, in whole 分.

    A part may be a third of a 分; the rounded columns still add up.
    """
    totals = account.by_edit()
    more = rounded_parts([Fraction(t.more) for t in totals])
    less = rounded_parts([Fraction(t.less) for t in totals])
    columns = zip(totals, more, less, strict=True)
    return {int(t.heading): Total(t.heading, t.cases, up, down) for t, up, down in columns}

"""The turns an award can take between two policies, as formulas over all cases."""

from __future__ import annotations

from typing import Any

from interpreter.review.proof import Turn
from interpreter.solver.decision import Verdict
from interpreter.solver.meaning import equal
from interpreter.solver.terms import (
    FALSE,
    Formula,
    Ratio,
    Word,
    every,
    levelled,
    negated,
    said,
    some,
)
from interpreter.solver.world import World

STATES = {
    Turn.LOST: ("granted", "out"),
    Turn.SUSPENDED: ("granted", "pending"),
    Turn.WON: ("out", "granted"),
    Turn.CLOSED: ("pending", "out"),
    Turn.CLEARED: ("pending", "granted"),
    Turn.REOPENED: ("out", "pending"),
}


def differs(world: World, before: Verdict, after: Verdict) -> Formula:
    """Say where status, amount or payee of an award are not the same."""
    return some(*(turned(world, turn, before, after) for turn in Turn))


def turned(world: World, turn: Turn, before: Verdict, after: Verdict) -> Formula:
    """Say where an award takes a turn; what is the very same formula is never another one."""
    if turn in STATES:
        return _moved(STATES[turn], before, after)
    if turn is Turn.RESTATED:
        stated = ("refused", "not_applicable")
        return some(_moved(stated, before, after), _moved(stated[::-1], before, after))
    both = every(before.granted, after.granted)
    if turn is Turn.PAYEE:
        amounts = (before.amount, after.amount)
        moved = some(_less(*amounts), _less(*amounts[::-1]))
        return every(both, _other(world, before.payee, after.payee), negated(moved))
    less, more = (before.amount, after.amount)[:: -1 if turn is Turn.LESS else 1]
    return every(both, _less(less, more))


def again(world: World, turn: Turn, without: Verdict, after: Verdict) -> Formula:
    """Say where an award that took a turn is decided again with an edit taken back.

    Where the turn is one of status, by its status; else by status, amount or payee.
    """
    if turn not in STATES:
        return differs(world, without, after)
    there, now = (_state(v, STATES[turn][1]) for v in (without, after))
    return FALSE if there.eq(now) else negated(there)


def _moved(states: tuple[str, str], before: Verdict, after: Verdict) -> Formula:
    was, now = _state(before, states[0]), _state(after, states[1])
    unchanged = was.eq(_state(after, states[0])) or now.eq(_state(before, states[1]))
    return FALSE if unchanged else every(was, now)


def _state(verdict: Verdict, name: str) -> Formula:
    if name == "out":
        return some(verdict.refused, verdict.not_applicable)
    found: Formula = getattr(verdict, name)
    return found


def _less(one: Ratio, other: Ratio) -> Formula:
    if _alike(one, other):
        return FALSE
    left, right, _ = levelled(one, other)
    return said(left < right)


def _other(world: World, one: Word, other: Word) -> Formula:
    return FALSE if _alike(one, other) else negated(equal(world, one, other))


def _alike(one: Any, other: Any) -> bool:
    """Say whether two values are the very same formulas."""
    if isinstance(one, Ratio) and isinstance(other, Ratio):
        return _alike(one.above, other.above) and _alike(one.below, other.below)
    if isinstance(one, Word) and isinstance(other, Word):
        return _alike(one.code, other.code)
    if isinstance(one, int) or isinstance(other, int):
        return isinstance(one, int) and isinstance(other, int) and one == other
    return bool(one.eq(other))

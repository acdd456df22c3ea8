"""Which pieces one stroke of the pen changed: a gate's, a family's, a number's for many days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from interpreter.policy.model import Condition, Limit
from interpreter.review.essence import decides
from interpreter.review.pieces import Cell, Key, Pieces


def grouped(keys: Iterable[Key], before: Pieces, after: Pieces) -> Iterator[tuple[Key, ...]]:
    """Put together the changed pieces that were changed by one stroke, in order."""
    groups: dict[object, list[Key]] = {}
    families = _Families(before, after)
    for key in keys:
        stroke: object
        if key[0] == "awards" and (key[:2] in before) != (key[:2] in after):
            stroke = key[:2]  # an award comes and goes with all that is its own
        else:
            stroke = families.stroke(key) or _stroke(key, before.get(key), after.get(key))
        groups.setdefault(stroke, []).append(key)
    for group in groups.values():
        yield tuple(sorted(group, key=lambda key: key[0] != "families"))


def _stroke(key: Key, before: object, after: object) -> object:
    """Tell which stroke changed a piece: pieces with equal strokes change together."""
    section, name = key[0], key[1] if len(key) > 1 else ""
    if isinstance(before or after, Condition):
        return (section, _where(before), _where(after))
    if isinstance(before or after, Cell):
        return (section, name, key[3], _value(before), _value(after))
    return key


def _where(condition: object) -> object:
    return condition.expression.place if isinstance(condition, Condition) else None


def _value(cell: object) -> object:
    return cell.value if isinstance(cell, Cell) else None


class _Families:
    """Which caps and gates changed only because the family they read has other members."""

    def __init__(self, before: Pieces, after: Pieces) -> None:
        self._before, self._after = before, after
        names = dict.fromkeys(k for k in (*after, *before) if k[0] == "families")
        pairs = ((k, _members(before.get(k)), _members(after.get(k))) for k in names)
        self._changed = [(k, was, now) for k, was, now in pairs if was != now]

    def stroke(self, key: Key) -> object:
        """Give the family whose change explains that of a piece, None where there is none."""
        for family, was, now in self._changed:
            if key == family or self._follows(key, was, now):
                return family
        return None

    def _follows(self, key: Key, was: tuple[str, ...], now: tuple[str, ...]) -> bool:
        before, after = self._before.get(key), self._after.get(key)
        if isinstance(before, Limit) and isinstance(after, Limit):
            same = decides(replace(before, over=after.over)) == decides(after)
            return same and (before.over, after.over) == (was, now)
        if key[2:3] == ("condition",) and (before is None) != (after is None):
            return self._guarded(key, self._before) == set(was) and (
                self._guarded(key, self._after) == set(now)
            )
        return False

    def _guarded(self, key: Key, pieces: Pieces) -> set[str]:
        """Give the awards that ask the condition of a key: those its gate guards."""
        return {k[1] for k in pieces if k[0] == "awards" and k[2:] == key[2:]}


def _members(family: object) -> tuple[str, ...]:
    return family if isinstance(family, tuple) else ()

"""What was changed between two policies: edits that can each be taken back on their own.

An edit is one thing a person did: a number of a standard from a day on, a condition, a
cap.  A gate is one edit however many awards it guards, a member of a family one edit
however many caps and gates read the family.  A renamed or moved entry is no edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from interpreter.policy.model import Cited, Policy
from interpreter.problems import Place
from interpreter.review.essence import decides
from interpreter.review.pieces import (
    AT_HAND,
    Key,
    Pieces,
    differs,
    head_of,
    put_together,
    take_apart,
)
from interpreter.review.renames import in_new_names
from interpreter.review.strokes import grouped

NOT_DECIDING = frozenset({"head", "clauses", "targets", "mandates", "families", "laws"})


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the pieces that change together, and the first of them before and after.

    `name` is the entry's, None before or after means that it was not there.  `decides` is
    false for what is only wording or only said about the policy.
    """

    keys: tuple[Key, ...]
    before: object
    after: object
    cites: tuple[str, ...]
    decides: bool
    place: Place

    @property
    def section(self) -> str:
        """The section of the policy it stands in."""
        return self.keys[0][0]

    @property
    def name(self) -> str:
        """The name of the entry, empty for the policy's own head."""
        return self.keys[0][1] if len(self.keys[0]) > 1 else ""

    @property
    def id(self) -> str:
        """A name for machines: the address of the first piece."""
        return "/".join(self.keys[0])


class Comparison:
    """Two policies taken apart along the same cuts, and the edits between them.

    `old` is told in the names of `new`.
    """

    def __init__(self, old: Policy, new: Policy) -> None:
        self.old, self.new = in_new_names(old, new), new
        self._before = take_apart(self.old, self.new)
        self._after = take_apart(self.new, self.old)
        self._keys = tuple(dict.fromkeys((*self._after, *self._before)))

    @property
    def pieces(self) -> tuple[Pieces, Pieces]:
        """The pieces of both policies, those of the old one first."""
        return self._before, self._after

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Every edit, in the order of the policy; an order alone is the last."""
        groups = grouped(self._changed(), self._before, self._after)
        edits = [self._edit(keys) for keys in groups]
        return tuple(sorted(edits, key=lambda e: (e.section == "order", not e.decides)))

    def _changed(self) -> Iterator[Key]:
        for key in self._keys:
            before, after = self._before.get(key), self._after.get(key)
            if key[0] == "order":
                if _common(before, after) != _common(after, before):
                    yield key
            elif differs(before, after) or (key in self._before) != (key in self._after):
                yield key

    def _edit(self, keys: tuple[Key, ...]) -> Edit:
        first = keys[0]
        before, after = self._before.get(first), self._after.get(first)
        said = any(self._decides(k) for k in keys) and not self._is_at_hand(keys)
        return Edit(keys, before, after, self._cites(keys), said, self._place(keys))

    def _decides(self, key: Key) -> bool:
        if key[0] in NOT_DECIDING:
            return False
        before, after = self._before.get(key), self._after.get(key)
        return decides(before) != decides(after) or self._moves_clause(key)

    def _moves_clause(self, key: Key) -> bool:
        """Whether an award now cites other clauses, by which a cap says what counts against it."""
        pair = [head_of(pieces.get(key)) for pieces in self.pieces]
        if key[0] != "awards" or len(key) > 2 or len({_clauses(head) for head in pair}) == 1:
            return False
        limits = (limit for policy in (self.old, self.new) for limit in policy.limits)
        return any(lim.within == "clause" and key[1] in (*lim.over, *lim.also) for lim in limits)

    def _is_at_hand(self, keys: tuple[Key, ...]) -> bool:
        """What only one policy has and nothing but its users can make decide."""
        one_sided = all((k in self._before) != (k in self._after) for k in keys)
        return one_sided and _at_hand(keys[0])

    def _cites(self, keys: tuple[Key, ...]) -> tuple[str, ...]:
        cites: dict[str, None] = {}
        for piece in self._holders(keys):
            found = getattr(piece, "cites", ()) or getattr(head_of(piece), "cites", ())
            cites.update(dict.fromkeys(found))
        return tuple(cites)

    def _place(self, keys: tuple[Key, ...]) -> Place:
        found = (_place_of(piece) for piece in self._holders(keys))
        return next((place for place in found if place is not None and place.file), Place(""))

    def _holders(self, keys: tuple[Key, ...]) -> Iterator[object]:
        """Give the pieces of an edit, or what holds them where they say nothing of themselves."""
        for key in keys:
            pieces = self._after if key in self._after else self._before
            own = pieces.get(key)
            silent = not getattr(own, "cites", ()) and head_of(own) is None
            yield from (own, pieces.get(key[:2])) if silent else (own,)

    def blend(self, edits: Iterable[Edit]) -> Policy:
        """Give the old policy with some of the edits made."""
        made = {key for edit in edits for key in edit.keys}
        pieces: Pieces = {}
        for key in self._keys:
            mine, theirs = self._before, self._after
            chosen = theirs if key in made or not self._is_exchanged(key) else mine
            if key in chosen:
                pieces[key] = chosen[key]
            elif _at_hand(key):
                pieces[key] = (mine if chosen is theirs else theirs)[key]
        return put_together(pieces, self.new)

    @cached_property
    def _exchanged(self) -> frozenset[Key]:
        return frozenset(key for edit in self.edits if edit.decides for key in edit.keys)

    def _is_exchanged(self, key: Key) -> bool:
        return key in self._exchanged


def _clauses(head: Cited | None) -> frozenset[str] | None:
    return None if head is None else frozenset(head.cites)


def _at_hand(key: Key) -> bool:
    return key[0] in AT_HAND or (key[0] == "standards" and len(key) == 2)


def _common(ours: object, theirs: object) -> list[object]:
    kept = set(theirs) if isinstance(theirs, tuple) else set()
    return [name for name in ours if name in kept] if isinstance(ours, tuple) else []


def _place_of(piece: object) -> Place | None:
    for holder in (piece, head_of(piece), getattr(piece, "expression", None)):
        found = getattr(holder, "place", None)
        if isinstance(found, Place):
            return found
    return None

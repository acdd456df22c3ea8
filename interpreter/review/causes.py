"""Which edits moved a decision, and each one's part: Shapley values, exact and adding up.

The part of an edit is what it adds on the average over every order in which the edits
could have been made, so no order is preferred and the parts add up to the difference.
Where no money moves, the parts are of the move itself and add up to one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

from interpreter.evaluation.outcome import AwardOutcome, Outcome
from interpreter.policy.model import Number
from interpreter.review.differences import (
    CaseMove,
    Decided,
    Move,
    Review,
    award_in,
    finding_in,
    signature,
)
from interpreter.review.inertness import Inertness

MOST_EDITS = 12  # beyond, two to the power of the edits is more than a review waits for


@dataclass(frozen=True, slots=True)
class Part:
    """An edit, by its number, and its part of a difference: in 元, or of the move itself."""

    edit: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Cause:
    """The edits behind one move.

    `in_money`: the shares are in 元 and add up to the difference, else they add up to 1.
    `exact`: otherwise too many edits matter, and `parts` holds with share 0 those that
    would move the decision again if they alone were taken back.
    """

    parts: tuple[Part, ...]
    in_money: bool
    exact: bool = True


class Inquiry:
    """Looks for the causes of the moves of one case; each mixture of edits is decided once."""

    def __init__(self, review: Review, moved: CaseMove) -> None:
        assert moved.case is not None
        self._review, self._moved, self._case = review, moved, moved.case
        self._decided: dict[frozenset[int], Outcome] = {}
        self._inert = Inertness(review, moved.specimen, moved.case)

    def cause(self, move: Move) -> Cause:
        """Give the cause of one of the case's moves."""
        players = [n for n in self._review.influence.on(move.subject) if self._matters(n, move)]
        if self._at(frozenset(players), move) != signature(move.after):
            players = list(self._review.influence.on(move.subject))
        if len(players) > MOST_EDITS:
            return self._undivided(move, players)
        worth, in_money = self._worth(move)
        shares = shapley(players, worth)
        parts = sorted((Part(n, s) for n, s in shares if s), key=lambda p: (-abs(p.share), p.edit))
        return Cause(tuple(parts), in_money)

    def _matters(self, edit: int, move: Move) -> bool:
        return not self._inert.is_inert(edit, move.subject)

    def _worth(self, move: Move) -> tuple[Callable[[frozenset[int]], Number], bool]:
        """Give what a set of edits is worth: the money it adds, or whether it makes the move."""
        whole = signature(move.after)
        if move.difference:
            base = _amount(move.before)
            return lambda made: _amount(self._find(made, move)) - base, True
        return lambda made: int(self._at(made, move) == whole), False

    def _undivided(self, move: Move, players: Iterable[int]) -> Cause:
        whole = signature(move.after)
        alone = [n for n in players if self._at(self._review.all - {n}, move) != whole]
        return Cause(tuple(Part(n, Fraction(0)) for n in alone), bool(move.difference), exact=False)

    def _at(self, made: frozenset[int], move: Move) -> object:
        return signature(self._find(made, move))

    def _find(self, made: frozenset[int], move: Move) -> Decided:
        find = award_in if isinstance(move.after, AwardOutcome) else finding_in
        return find(self._outcome(made), move.subject)

    def _outcome(self, made: frozenset[int]) -> Outcome:
        if made not in self._decided:
            bench, specimen = self._review.bench, self._moved.specimen
            self._decided[made] = bench.decide(made, specimen, self._case)
        return self._decided[made]


def _amount(decided: Decided) -> Number:
    return (decided.amount or 0) if isinstance(decided, AwardOutcome) else 0


def shapley(
    players: Iterable[int], worth: Callable[[frozenset[int]], Number]
) -> Iterator[tuple[int, Fraction]]:
    """Give each player's Shapley value: exact, adding up to the worth of all less that of none."""
    everyone = tuple(players)
    weights = _weights(len(everyone))
    values = {s: Fraction(worth(s)) for s in _subsets(everyone)}
    for player in everyone:
        others = tuple(p for p in everyone if p != player)
        gains = (weights[len(s)] * (values[s | {player}] - values[s]) for s in _subsets(others))
        yield player, sum(gains, Fraction(0))


def _weights(count: int) -> list[Fraction]:
    """Give the share of all orders in which a given set of so many comes just before."""
    orders = factorial(count)
    return [Fraction(factorial(n) * factorial(count - n - 1), orders) for n in range(count)]


def _subsets(players: tuple[int, ...]) -> Iterator[frozenset[int]]:
    for size in range(len(players) + 1):
        yield from (frozenset(s) for s in combinations(players, size))

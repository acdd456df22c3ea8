"""The whole account of a change: its edits, the cases it moves with causes, and the totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from interpreter.evaluation.outcome import AwardOutcome
from interpreter.policy.model import Number
from interpreter.problems import Problem
from interpreter.review.causes import Cause, Inquiry
from interpreter.review.differences import CaseMove, Move, Review
from interpreter.review.edits import Edit
from interpreter.review.proof import Proof
from interpreter.review.specimens import Specimen


@dataclass(frozen=True, slots=True)
class Story:
    """One moved case with the cause of each of its moves, in the order of the moves."""

    moved: CaseMove
    causes: tuple[Cause, ...]

    @property
    def told(self) -> Iterator[tuple[Move, Cause]]:
        """Give each move with its cause."""
        return zip(self.moved.moves, self.causes, strict=True)


@dataclass(frozen=True, slots=True)
class Total:
    """What changes hands otherwise under one heading, in 元: `more` and `less` are both ≥ 0."""

    heading: str
    cases: int
    more: Number
    less: Number

    @property
    def net(self) -> Number:
        """What is paid more in all."""
        return self.more - self.less


@dataclass(frozen=True, slots=True)
class Account:
    """A change and what it does: `stories` with the gravest first, `cases` looked at in all.

    `invalid`: how many of the cases neither policy takes.  `proof`: what is proved of all
    cases there are, where that was asked for.
    """

    edits: tuple[Edit, ...]
    stories: tuple[Story, ...]
    cases: int
    invalid: int = 0
    proof: Proof | None = None

    @property
    def unmoved(self) -> int:
        """How many cases are decided as before."""
        return self.cases - len(self.stories) - self.invalid

    @property
    def difference(self) -> Number:
        """What is paid more in all, in 元."""
        return sum((s.moved.difference for s in self.stories), 0)

    def by_clause(self) -> list[Total]:
        """Give the totals by the first clause of what moved."""
        return self._totals(lambda move: move.cites[0] if move.cites else "")

    def by_award(self) -> list[Total]:
        """Give the totals by award."""
        return self._totals(lambda move: move.subject)

    def by_payee(self) -> list[Total]:
        """Give the totals by who is paid, or was."""
        return self._totals(_payee)

    def by_edit(self) -> list[Total]:
        """Give each edit's part of all money that moves; the heading is the edit's number."""
        gains: dict[str, list[tuple[int, Fraction]]] = {}
        for number, story in enumerate(self.stories):
            for _, cause in story.told:
                for part in cause.parts:
                    share = part.share if cause.in_money else Fraction(0)
                    gains.setdefault(str(part.edit), []).append((number, share))
        return _added(gains)

    def _totals(self, heading: Callable[[Move], str]) -> list[Total]:
        gains: dict[str, list[tuple[int, Fraction]]] = {}
        for number, story in enumerate(self.stories):
            for move in story.moved.moves:
                gain = (number, Fraction(move.difference))
                gains.setdefault(heading(move), []).append(gain)
        return _added(gains)


def _payee(move: Move) -> str:
    for side in (move.after, move.before):
        if isinstance(side, AwardOutcome) and side.payee:
            return side.payee
    return ""


def _added(gains: dict[str, list[tuple[int, Fraction]]]) -> list[Total]:
    totals = [_total(heading, found) for heading, found in gains.items()]
    return sorted(totals, key=lambda t: (-(t.more + t.less), -t.cases, t.heading))


def _total(heading: str, found: list[tuple[int, Fraction]]) -> Total:
    zero = Fraction(0)
    more = sum((max(gain, zero) for _, gain in found), zero)
    less = sum((max(-gain, zero) for _, gain in found), zero)
    return Total(heading, len({case for case, _ in found}), more, less)


def account(review: Review, specimens: Iterable[Specimen]) -> Account:
    """Decide every case by both policies and give the account of what moves, and why."""
    stories: list[Story] = []
    cases = invalid = 0
    for moved in review.compare(specimens):
        cases += 1
        if isinstance(moved, tuple):
            invalid += 1
        elif moved is not None:
            stories.append(_story(review, moved))
    stories.sort(key=lambda s: (s.moved.gravity, -abs(Fraction(s.moved.difference))))
    return Account(review.comparison.edits, tuple(stories), cases, invalid)


def _story(review: Review, moved: CaseMove) -> Story:
    if moved.case is None:
        return Story(moved, ())
    inquiry = Inquiry(review, moved)
    return Story(moved, tuple(inquiry.cause(move) for move in moved.moves))


def why_invalid(moved: CaseMove) -> tuple[Problem, ...]:
    """Give the problems of a case that only one of the policies takes."""
    return next((v for v in (moved.after, moved.before) if isinstance(v, tuple)), ())

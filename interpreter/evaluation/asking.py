"""What is left to ask of a case with facts missing, and what may still be paid: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from interpreter.evaluation.outcome import Status
from interpreter.policy.model import Number


@dataclass(frozen=True, slots=True)
class Question:
    """A missing fact, or the history, that can still change what is decided.

    `awards`: whose decision it can change.  `settles`: how many of them an answer settles at
    once, on the average over the answers tried, each as likely as any other.
    """

    about: str
    awards: tuple[str, ...]
    settles: Fraction


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an open award may come to: between `least` and `most` 元, by the facts it hangs on.

    `most` None: not known.  `ends`: what it comes to whatever the missing facts are, None
    where that differs.  `stays_open`: it may wait even when every fact is given, for a figure
    or a decision that the document leaves to others.
    """

    least: Number
    most: Number | None
    depends: tuple[str, ...]
    ends: Status | None
    stays_open: bool


@dataclass(frozen=True, slots=True)
class Total:
    """What one payee may be paid in all, in 元; `most` None: not known.

    `exact`: both ends are reached by some case; otherwise they are bounds.
    """

    least: Number
    most: Number | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions left, the one that settles most first; what each open award may come to.

    `totals`: by payee, what is granted already included.  `idle`: missing facts that deciding
    the case waits for, although no answer to them changes what is decided.  `unproved`:
    questions told only because the effort allowed did not prove anything about them.
    """

    questions: tuple[Question, ...]
    prospects: Mapping[str, Prospect]
    totals: Mapping[str, Total]
    idle: tuple[str, ...]
    unproved: frozenset[str]

"""Why an award is not granted: what would have had to be otherwise, or what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interpreter.evaluation.outcome import AwardOutcome, Outcome
from interpreter.policy.model import Condition, Exclusion, Limit
from interpreter.reference.unknown import Known

Rule = Condition | Limit | Exclusion | str  # a word for what has no place of its own in the policy


@dataclass(frozen=True, slots=True)
class Change:
    """A fact with another value; `before` None: it was not given, and has to be supplied.

    Of the history, which is only ever supplied, both are None: nothing was granted earlier.
    """

    fact: str
    before: Known | None
    after: Known | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes by which an award is granted, none of which can be spared, and the outcome then."""

    changes: tuple[Change, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What together keeps an award from being granted, whatever else is changed.

    Facts that cannot be changed, with their values; awards granted earlier, as written in the
    case; other awards that it claims.  `rules`: of these one always refuses, none where the award
    may wait, for what the document leaves to others.  With nothing but rules no case gets it.
    """

    facts: Mapping[str, Known]
    earlier: tuple[Mapping[str, object], ...]
    beside: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an award is not granted in a case.

    `outcome` is that of the case, the award `added` to what it claims where it was not.
    `remedies` are all of the smallest, if `exhaustive`, in the policy's order of facts.  With
    neither remedies nor obstacles it is granted as things are, or with `undecided` the effort
    allowed settled nothing.
    """

    award: str
    outcome: Outcome
    added: bool = False
    remedies: tuple[Remedy, ...] = ()
    exhaustive: bool = True
    obstacles: tuple[Obstacle, ...] = ()
    undecided: bool = False

    @property
    def as_is(self) -> AwardOutcome:
        """What becomes of the award as things are."""
        return award_in(self.outcome, self.award)


def award_in(outcome: Outcome, name: str) -> AwardOutcome:
    """Give what became of an award in an outcome that has it."""
    return next(award for award in outcome.awards if award.award == name)

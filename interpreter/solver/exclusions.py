"""Several awards of which one is kept, in any case, by the steps of the policy in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from interpreter.policy.model import Exclusion, Policy, Side
from interpreter.solver.history import History
from interpreter.solver.judging import Judged, apply
from interpreter.solver.limits import own_thing
from interpreter.solver.scope import Scope
from interpreter.solver.terms import (
    ALWAYS,
    FALSE,
    TRUE,
    Formula,
    Term,
    every,
    negated,
    some,
)


@dataclass(frozen=True, slots=True)
class Rival:
    """An award on one side of an exclusion; `on_side` tells where it surely is.

    `there` where it is on it at all, or may be, and was not out before the limits.
    """

    judged: Judged
    side: int
    on_side: Term
    there: Formula

    @property
    def left(self) -> Formula:
        """Where it is still in the running."""
        return every(self.there, negated(self.judged.out))

    @property
    def standing(self) -> Formula:
        """Where it surely stands on its side, as things are."""
        return every(self.there, self.judged.stands, self.on_side.holds)


@dataclass(frozen=True, slots=True)
class Contest:
    """A step of an exclusion being applied: its rivals by side, and what was granted earlier."""

    policy: Policy
    exclusion: Exclusion
    rivals: list[Rival]
    history: History
    step: str

    def refuse(self, rival: Rival, where: Formula) -> None:
        """Note where the step refuses an award."""
        rival.judged.steps.append((self.exclusion, self.step, where))
        rival.judged.refuse(self.exclusion, where)

    def keep(self, others: Iterable[tuple[Rival, Formula]], rival: Rival) -> None:
        """Note for each of some others where it is kept instead of an award: the first that is."""
        none = TRUE
        for other, where in others:
            rival.judged.kept.append((self.exclusion, other.judged.name, every(where, none)))
            none = every(none, negated(where))


def apply_exclusions(
    policy: Policy, awards: list[Judged], eligible: dict[str, Formula], history: History
) -> None:
    """Hold awards to each exclusion; `eligible` is where conditions left each of them."""
    for exclusion in policy.exclusions:
        rivals = _rivals(exclusion, awards, eligible)
        for step in exclusion.keep if rivals else ():
            _STEPS[step](Contest(policy, exclusion, rivals, history, step))


def _rivals(
    exclusion: Exclusion, awards: list[Judged], eligible: dict[str, Formula]
) -> list[Rival]:
    rivals = []
    for index, side in enumerate(exclusion.sides):
        for judged in awards:
            if judged.name in side.awards:
                on_side = _on_side(exclusion, side, judged.scope)
                there = every(eligible[judged.name], negated(on_side.fails))
                rivals.append(Rival(judged, index, on_side, there))
    return rivals


def _on_side(exclusion: Exclusion, side: Side, scope: Scope) -> Term:
    asked = [scope.lower(e) for e in (exclusion.guard, side.where) if e is not None]
    return apply("and", scope, scope.governed(exclusion.window), *asked)


def _paid_first(contest: Contest) -> None:
    """What was paid first stays; a later award on another side is refused."""
    history = contest.history
    for rival in contest.rivals:
        judged = rival.judged
        keys = tuple(judged.scope.lower(key) for key in contest.exclusion.keys)
        there = every(rival.there, negated(own_thing(keys)))
        judged.wait(every(there, negated(history.known)))
        found = _against(contest, rival, keys)
        held = every(there, history.known)
        contest.refuse(rival, every(held, some(*(match.holds for match in found))))
        judged.wait(every(held, some(*(match.open for match in found))))


def _against(contest: Contest, rival: Rival, keys: tuple[Term, ...]) -> list[Term]:
    """Say of each record whether it stands on another side under the same key."""
    history, exclusion, scope = contest.history, contest.exclusion, rival.judged.scope
    others = [side for i, side in enumerate(exclusion.sides) if i != rival.side]
    sides = {name: side for side in reversed(others) for name in side.awards}
    found = []
    for told in history.records if sides else ():
        awards = tuple(sides)
        parts = [history.is_of(told, awards), rival.on_side]
        for key, expression in zip(keys, exclusion.keys, strict=True):
            parts.append(apply("equal", scope, key, history.value(told, awards, expression)))
        parts.append(history.pick(told, awards, lambda s: _where(sides[s.award], s)))
        found.append(apply("and", scope, *parts))
    return found


def _where(side: Side, scope: Scope) -> Term:
    return ALWAYS if side.where is None else scope.lower(side.where)


def _rank(contest: Contest) -> None:
    """The side that stands first is kept; a later one is refused, or waits with it."""
    for rival in contest.rivals:
        above = [(r, r.left) for r in contest.rivals if r.side < rival.side]
        _yield_to(contest, rival, rival.left, above)


def _yield_to(
    contest: Contest, rival: Rival, here: Formula, others: list[tuple[Rival, Formula]]
) -> None:
    """A rival is refused where another surely stands before it, and waits where one may."""
    before = some(*(every(left, other.standing) for other, left in others))
    beaten = every(here, rival.on_side.holds, before)
    contest.refuse(rival, beaten)
    contest.keep(((o, every(beaten, left, o.standing)) for o, left in others), rival)
    open_ = every(here, negated(beaten))
    for other, left in others:
        _wait_for(rival, other, every(open_, left))


def _wait_for(rival: Rival, other: Rival, where: Formula) -> None:
    """An award may yet be displaced: it waits for whatever the other waits for."""
    sides = some(rival.on_side.open, other.on_side.open)
    rival.judged.wait(where, some(sides, other.judged.waiting))


def _elected(contest: Contest) -> None:
    """The side the applicant elected is kept, as soon as it stands."""
    for rival in contest.rivals:
        scope = rival.judged.scope
        choice = scope[contest.exclusion.elects]

        def is_choice(of: Rival, scope: Scope = scope, choice: Term = choice) -> Term:
            word = contest.exclusion.sides[of.side].choice
            return apply("equal", scope, choice, scope.world.constant(word))

        passed = every(rival.left, is_choice(rival).fails)
        others = [r for r in contest.rivals if r.side != rival.side]
        chosen = [(other, every(other.left, is_choice(other).holds)) for other in others]
        _yield_to(contest, rival, passed, chosen)


def _higher(contest: Contest) -> None:
    """Without an election the higher amount is kept; a tie waits for the election."""
    undecided = [(r, every(r.left, _not_chosen(contest, r))) for r in contest.rivals]
    verdicts = [(r, here, _compare(r, here, undecided)) for r, here in undecided]
    for rival, here, (beating, tied, unsure) in verdicts:
        beaten = some(*(more for _, more in beating))
        contest.refuse(rival, every(here, beaten))
        contest.keep(beating, rival)
        rival.judged.wait(every(here, negated(beaten), tied))
        for other, where in unsure:
            _wait_for(rival, other, every(here, negated(beaten), where))


def _not_chosen(contest: Contest, rival: Rival) -> Formula:
    elects = contest.exclusion.elects
    return rival.judged.scope[elects].open if elects else ALWAYS.known


def _compare(
    rival: Rival, here: Formula, rivals: list[tuple[Rival, Formula]]
) -> tuple[list[tuple[Rival, Formula]], Formula, list[tuple[Rival, Formula]]]:
    """Give who surely beats a rival by amount, where one ties with it, and who might beat it."""
    mine, scope, stands = rival.judged.amount, rival.judged.scope, rival.judged.stands
    beating: list[tuple[Rival, Formula]] = []
    tied, unsure = FALSE, []
    for other, left in rivals:
        if other.side == rival.side:
            continue
        theirs = other.judged.amount
        met = every(here, left)
        certain = every(met, other.standing, rival.on_side.holds)
        far = every(stands, apply("less", scope, theirs.high, mine.low).holds)
        more = every(certain, apply("more", scope, theirs, mine.high).holds)
        even = every(certain, negated(more), stands, apply("equal", scope, theirs, mine).holds)
        beating.append((other, more))
        tied = some(tied, even)
        may = every(met, negated(certain), negated(far))
        open_ = every(certain, negated(more), negated(even), negated(stands))
        unsure.append((other, some(may, open_)))
    return beating, tied, unsure


def _neither(contest: Contest) -> None:
    """Where two sides meet, neither is paid."""
    left = [(r, r.left) for r in contest.rivals]
    met = []
    for rival, here in left:
        others = [(o, there) for o, there in left if o.side != rival.side]
        meets = some(
            *(every(there, negated(o.judged.waiting), o.on_side.holds) for o, there in others)
        )
        met.append(every(here, meets, rival.on_side.holds))
        for other, there in others:
            _wait_for(rival, other, every(here, there, negated(meets)))
    for (rival, _), where in zip(left, met, strict=True):
        contest.refuse(rival, where)


_STEPS: dict[str, Callable[[Contest], None]] = {
    "paid_first": _paid_first,
    "rank": _rank,
    "elected": _elected,
    "higher": _higher,
    "neither": _neither,
}

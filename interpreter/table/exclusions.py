"""Several awards of which one is kept, in every row, by the steps of the policy in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from interpreter.evaluation.history import HISTORY
from interpreter.policy.model import Exclusion, Policy, Side
from interpreter.table import figures
from interpreter.table.branches import same
from interpreter.table.history import History
from interpreter.table.judged import Judged
from interpreter.table.limits import own_thing
from interpreter.table.meaning import COLUMNS
from interpreter.table.scope import Scope
from interpreter.table.truths import NO, YES, both, either, fails, negated, surely, unknown
from interpreter.table.values import Truth, Value, constant


@dataclass(frozen=True, slots=True)
class Rival:
    """An award on one side of an exclusion: `on_side` tells where it surely is.

    `there` where it is on it at all, or may be, and was not out before the limits.
    """

    judged: Judged
    side: int
    on_side: Truth
    there: pl.Expr

    @property
    def surely_on(self) -> pl.Expr:
        """Where it surely stands on its side."""
        return surely(self.on_side.expr)


@dataclass(frozen=True, slots=True)
class Contest:
    """An exclusion being applied: its rivals by side, and what was granted earlier."""

    policy: Policy
    exclusion: Exclusion
    rivals: list[Rival]
    history: History
    known: pl.Expr

    @property
    def title(self) -> str:
        """The sentence of the document that refuses."""
        return self.exclusion.cited.says

    def choice(self, rival: Rival) -> Value:
        """Give the applicant's election."""
        return rival.judged.scope[self.exclusion.elects]


Open = dict[str, pl.Expr]


def apply_exclusions(
    policy: Policy, awards: list[Judged], eligible: Open, history: History, known: pl.Expr
) -> None:
    """Hold awards to each exclusion; `eligible` is where conditions left each of them."""
    for exclusion in policy.exclusions:
        rivals = _rivals(exclusion, awards, eligible)
        contest = Contest(policy, exclusion, rivals, history, known)
        for step in exclusion.keep:
            _STEPS[step](contest)


def _rivals(exclusion: Exclusion, awards: list[Judged], eligible: Open) -> list[Rival]:
    rivals = []
    for judged in awards:
        for index, side in enumerate(exclusion.sides):
            if judged.name in side.awards:
                on_side = _on_side(exclusion, side, judged.scope)
                there = judged.keep(
                    both(eligible[judged.name], negated(judged.scope.plan.false_in(on_side)))
                )
                judged.rests.append((exclusion.cited.readings, there))
                rivals.append(Rival(judged, index, on_side, there))
    return sorted(rivals, key=lambda rival: rival.side)


def _on_side(exclusion: Exclusion, side: Side, scope: Scope) -> Truth:
    parts: list[Value] = [scope.governed(exclusion.window)]
    parts += [scope.value(e) for e in (exclusion.guard, side.where) if e is not None]
    found = scope.plan.hold(COLUMNS["and"](*parts)) if len(parts) > 1 else parts[0]
    assert isinstance(found, Truth)
    return found


def _left(rival: Rival) -> pl.Expr:
    """Give where a rival is still in the running."""
    return rival.judged.keep(both(rival.there, negated(rival.judged.out)))


def _standing(rival: Rival, left: pl.Expr) -> pl.Expr:
    return both(left, rival.judged.stands, rival.surely_on)


def _paid_first(contest: Contest) -> None:
    """What was paid first stays; a later award on another side is refused."""
    for rival in contest.rivals:
        judged = rival.judged
        keys = [judged.scope.value(key) for key in contest.exclusion.keys]
        own = own_thing(contest.policy, judged, keys, contest.exclusion.keys)
        there = judged.keep(both(rival.there, negated(own)))
        judged.wait(both(there, negated(contest.known)), lambda: {HISTORY: YES})
        match = _against(contest, rival, keys)
        if match is None:
            judged.refuse(contest.title, NO)
        else:
            history, held = contest.history, judged.keep(both(there, contest.known))
            paid = history.sum_up(surely(match.expr).any(), False)
            judged.refuse(contest.title, both(held, paid))
            unsure = history.keep(unknown(match.expr))
            waits = history.waits(unsure, match)
            judged.wait(both(held, history.sum_up(unsure.any(), False)), waits)


def _against(contest: Contest, rival: Rival, keys: list[Value]) -> Truth | None:
    """Give whether each record stands on another side under the same key."""
    history, exclusion = contest.history, contest.exclusion
    others = [side for i, side in enumerate(exclusion.sides) if i != rival.side]
    awards = [name for side in others for name in side.awards]
    if history.empty or not awards:
        return None
    sides = {name: side for side in others for name in side.awards}
    parts: list[Value] = [Truth(history.named(awards)), history.case(rival.on_side)]
    for key, expression in zip(keys, exclusion.keys, strict=True):
        theirs = history.record(awards, lambda scope, e=expression: scope.value(e))  # type: ignore[misc]
        parts.append(history.hold(COLUMNS["equal"](history.case(key), theirs)))
    parts.append(history.record(awards, lambda scope: _where(sides[scope.award], scope)))
    return history.all_of(parts)


def _where(side: Side, scope: Scope) -> Value:
    return ALWAYS if side.where is None else scope.value(side.where)


ALWAYS = constant(True)


def _rank(contest: Contest) -> None:
    """The side that stands first is kept; a later one is refused, or waits with it."""
    for rival in contest.rivals:
        above = [(r, _left(r)) for r in contest.rivals if r.side < rival.side]
        _yield_to(contest, rival, _left(rival), above)


def _yield_to(
    contest: Contest, rival: Rival, here: pl.Expr, others: list[tuple[Rival, pl.Expr]]
) -> None:
    """A rival is refused where another surely stands before it, and waits where one may."""
    keep = rival.judged.keep
    before = either(_standing(other, left) for other, left in others)
    beaten = keep(both(here, rival.surely_on, before))
    rival.judged.refuse(contest.title, beaten)
    open_ = keep(both(here, negated(beaten)))
    for other, left in others:
        _wait_for(rival, other, keep(both(open_, left)))


def _wait_for(rival: Rival, other: Rival, where: pl.Expr) -> None:
    """An award may yet be displaced: it waits for whatever the other waits for."""
    for side in (rival.on_side, other.on_side):
        rival.judged.wait(both(where, unknown(side.expr)), side.waits)
    rival.judged.wait(where, other.judged.waits(), other.judged.waiting)


def _elected(contest: Contest) -> None:
    """The side the applicant elected is kept, as soon as it stands."""
    for rival in contest.rivals:
        judged, choice = rival.judged, contest.choice(rival)
        mine = constant(contest.exclusion.sides[rival.side].choice)
        passed = judged.keep(both(_left(rival), fails(same(choice, mine))))
        chosen = []
        for other in contest.rivals:
            if other.side != rival.side:
                theirs = constant(contest.exclusion.sides[other.side].choice)
                chosen.append(
                    (other, judged.keep(both(_left(other), surely(same(choice, theirs)))))
                )
        _yield_to(contest, rival, passed, chosen)


def _higher(contest: Contest) -> None:
    """Without an election the higher amount is kept; a tie waits for the election."""
    undecided = [
        (r, r.judged.keep(both(_left(r), _not_chosen(contest, r)))) for r in contest.rivals
    ]
    verdicts = [(r, here, _compare(r, here, undecided)) for r, here in undecided]
    for rival, here, (beaten, tied, unsure) in verdicts:
        rival.judged.refuse(contest.title, both(here, beaten))
        elects = contest.exclusion.elects
        rival.judged.wait(both(here, negated(beaten), tied), lambda name=elects: {name: YES})  # type: ignore[misc]
        for other, where in unsure:
            _wait_for(rival, other, rival.judged.keep(both(here, negated(beaten), where)))


def _not_chosen(contest: Contest, rival: Rival) -> pl.Expr:
    return unknown(contest.choice(rival).expr) if contest.exclusion.elects else YES


def _compare(
    rival: Rival, here: pl.Expr, rivals: list[tuple[Rival, pl.Expr]]
) -> tuple[pl.Expr, pl.Expr, list[tuple[Rival, pl.Expr]]]:
    """Give where a rival is surely beaten by amount, where one ties with it, and who might be."""
    mine, keep = rival.judged.amount, rival.judged.keep
    low, high = mine.low(), mine.high()
    beaten, tied, unsure = NO, NO, []
    stands = keep(rival.judged.stands)
    for other, left in rivals:
        if other.side == rival.side:
            continue
        met = keep(both(here, left))
        theirs = other.judged.amount
        certain = keep(both(met, other.judged.stands, other.surely_on, rival.surely_on))
        reach = theirs.high()
        far = NO
        if reach is not None and low is not None:
            far = both(surely(figures.less(reach, low)), stands)
        over = surely(figures.less(high, theirs.figure)) if high is not None else NO
        more = keep(both(certain, over))
        alike = surely(figures.equal(theirs.figure, mine.figure))
        even = keep(both(certain, negated(more), stands, alike))
        beaten, tied = either([beaten, more]), either([tied, even])
        may = both(met, negated(certain), negated(far))
        open_ = both(certain, negated(more), negated(even), negated(stands))
        unsure.append((other, keep(either([may, open_]))))
    return keep(beaten), keep(tied), unsure


def _neither(contest: Contest) -> None:
    """Where two sides meet, neither is paid."""
    left = [(r, _left(r)) for r in contest.rivals]
    met = []
    for rival, here in left:
        others = [(o, there) for o, there in left if o.side != rival.side]
        keep = rival.judged.keep
        meets = either(both(t, negated(o.judged.waiting), o.surely_on) for o, t in others)
        meets = keep(meets)
        met.append(keep(both(here, meets, rival.surely_on)))
        for other, there in others:
            _wait_for(rival, other, keep(both(here, there, negated(meets))))
    for (rival, _), where in zip(left, met, strict=True):
        rival.judged.refuse(contest.title, where)


_STEPS: dict[str, Callable[[Contest], None]] = {
    "paid_first": _paid_first,
    "rank": _rank,
    "elected": _elected,
    "higher": _higher,
    "neither": _neither,
}

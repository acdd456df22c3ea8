"""The goals of golden cases as formulas: where a case shows one, as `coverage` would see it.

No case shows a goal whose formula holds of none.  A formula may hold of a few cases more than
show the goal, so what a case shows is always seen by the reference back end too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from interpreter.policy.model import Limit, Standard, Version
from interpreter.policy.reach import (
    award_expressions,
    exclusion_expressions,
    limit_expressions,
    names_through,
)
from interpreter.solver.decision import Decision
from interpreter.solver.judging import Filled
from interpreter.solver.scope import Scope, Scopes, lower
from interpreter.solver.showing import Showing
from interpreter.solver.terms import (
    FALSE,
    TRUE,
    Formula,
    Ratio,
    Word,
    every,
    levelled,
    negated,
    said,
    some,
)
from interpreter.truth.goals import (
    AMOUNT,
    OTHER_ROW,
    STEP_WORDS,
    Goal,
    Section,
    Sight,
    row,
    side_name,
)
from interpreter.truth.suggestion import about_of
from interpreter.truth.thresholds import Threshold, thresholds_of, unit_of

ASKED = frozenset(Section) - {Section.READING, Section.CONSTRAINT}


class Goals:
    """A policy over any case, to say of each of its goals where a case shows it.

    Not for readings, which compare two policies, nor for what makes a case invalid.
    """

    def __init__(self, decision: Decision) -> None:
        self._decision, self._policy, self._world = decision, decision.policy, decision.world
        self._scopes = Scopes(self._world, self._policy, self._world.case)
        self._showing: dict[str, Showing] = {}
        self._thresholds: dict[tuple[str, str], list[Threshold]] = {}
        for threshold in thresholds_of(self._policy):
            self._thresholds.setdefault((threshold.rule, threshold.text), []).append(threshold)

    def formula(self, goal: Goal) -> Formula:
        """Say where a case shows a goal, whichever of the awards and findings it is about."""
        about = about_of(goal, self._policy, self._policy)
        return some(*(_OF[goal.section](self, goal, name) for name in about))

    def _of(self, award: str) -> Showing:
        if award not in self._showing:
            scope = self._scopes.of(self._policy.awards[award])
            verdict = self._decision.verdicts[award]
            self._showing[award] = Showing(verdict, scope, self._world.claims_made)
        return self._showing[award]

    def _award(self, goal: Goal, name: str) -> Formula:
        showing = self._of(name)
        if goal.sight is Sight.PAID:
            code = self._world.code(goal.part)
            return every(showing.verdict.granted, said(showing.verdict.payee.code == code))
        if goal.sight is Sight.FALLS:
            return showing.falls_with(goal.part)
        if goal.part == AMOUNT and goal.condition is None:
            return showing.amount(goal.sight)
        return showing.sight(goal.part, goal.sight)

    def _standard(self, goal: Goal, name: str) -> Formula:
        standard = self._policy.standards[goal.rule]
        if name in self._policy.awards:
            scope = self._scopes.of(self._policy.awards[name])
            decided = every(self._of(name).verdict.granted, self._asks(name, goal.rule))
        else:
            scope, found = self._scopes.base, self._decision.findings[name]
            decided = some(found.met, found.breached)
        where = (
            _used(scope, standard, version, key)
            for version in standard.versions
            for key in (*(key for key, _ in version.rows), OTHER_ROW, "")
            if row(version.start.isoformat(), key) == goal.part
        )
        return every(decided, some(*where))

    def _asks(self, award: str, standard: str) -> Formula:
        """Say where a standard may be asked for: by an award, or by a cap that reaches it."""
        policy = self._policy
        own = [*award_expressions(policy.awards[award])]
        beside = [e for e in policy.exclusions if any(award in side.awards for side in e.sides)]
        own += [x for exclusion in beside for x in exclusion_expressions(exclusion)]
        if standard in names_through(own, policy):
            return TRUE
        over = [limit for limit in policy.limits if award in limit.over]
        asking = [lim for lim in over if standard in names_through(limit_expressions(lim), policy)]
        return some(*(negated(self._of(award).reached(limit).fails) for limit in asking))

    def _limit(self, goal: Goal, name: str) -> Formula:
        limit = next(lim for lim in self._policy.limits if lim.cited.name == goal.rule)
        showing = self._of(name)
        granted, acts = showing.verdict.granted, showing.caused_by(limit)
        if goal.sight is Sight.REFUSED:
            return every(acts, negated(granted))
        if goal.sight is Sight.CUT:
            return every(acts, granted)
        if goal.sight is Sight.PASSED:
            return every(granted, negated(acts), self._counts(limit, showing))
        step = unit_of(limit, self._policy)
        found = [filled for filled in showing.verdict.filled if filled.limit is limit]
        states = (
            every(f.known, _filled(limit, f, goal.sight, Ratio(*step.as_integer_ratio())))
            for f in found
        )
        acted = every(showing.applies, _acts(goal.sight, granted, acts))
        return every(some(*states), acted)

    def _counts(self, limit: Limit, showing: Showing) -> Formula:
        """Say where a limit reaches an award, and something earlier could have counted."""
        counted = TRUE if limit.siblings else self._was_granted((*limit.over, *limit.also))
        return every(counted, showing.reached(limit).holds)

    def _was_granted(self, awards: Iterable[str]) -> Formula:
        """Say where one of some awards was granted earlier."""
        codes = [self._world.code(name) for name in awards]
        of = (every(r.present, said(r.award == c)) for r in self._world.records for c in codes)
        return some(*of)

    def _exclusion(self, goal: Goal, name: str) -> Formula:
        exclusion = next(e for e in self._policy.exclusions if e.cited.name == goal.rule)
        verdict = self._of(name).verdict
        steps = [(s, where) for e, s, where in verdict.steps if e is exclusion]
        if goal.sight is Sight.STEP:
            return some(*(where for step, where in steps if STEP_WORDS[step] == goal.part))
        if goal.sight is Sight.REFUSED:
            return some(*(where for _, where in steps))
        sides = (side for side in exclusion.sides if side_name(side) == goal.part)
        awards = [n for side in sides for n in side.awards]
        now = [where for e, other, where in verdict.kept if e is exclusion and other in awards]
        first = some(*(where for step, where in steps if step == "paid_first"))
        return some(*now, every(first, self._was_granted(awards)))

    def _finding(self, goal: Goal, name: str) -> Formula:
        found = self._decision.findings[name]
        return {
            Sight.MET: found.met,
            Sight.BREACHED: found.breached,
            Sight.PENDING: found.pending,
            Sight.NOT_APPLICABLE: found.not_applicable,
        }[goal.sight]

    def _boundary(self, goal: Goal, name: str) -> Formula:
        thresholds = self._thresholds[goal.rule, goal.part]
        if name in self._policy.awards:
            return some(*(self._of(name).threshold(t, goal.sight) for t in thresholds))
        found, base = self._decision.findings[name], self._scopes.base
        inside = goal.sight is Sight.JUST_HOLDS
        sides = (t.inside if inside else t.outside for t in thresholds)
        here = some(*(lower(side, base.__getitem__, self._world).holds for side in sides))
        return every(here, some(found.met, found.breached))


def _used(scope: Scope, standard: Standard, version: Version, key: str) -> Formula:
    """Say where a number of a standard is the one that is asked for."""
    day = TRUE if len(standard.versions) == 1 else FALSE
    if scope.event is not None:
        day = scope.in_version(standard, version)
    if not key:
        return day
    asked, code = scope[standard.by], scope.world.code
    if not isinstance(asked.value, Word):
        return FALSE
    words = [word for word, _ in version.rows if key in (word, OTHER_ROW)]
    same = some(*(said(asked.value.code == code(word)) for word in words))
    return every(day, asked.known, negated(same) if key == OTHER_ROW else same)


def _filled(limit: Limit, filled: Filled, sight: Sight, step: Ratio) -> Formula:
    """Say where a limit is full to the last unit, over by one, used up, or has one left."""
    left = _minus(filled.most, filled.used)
    if sight is Sight.FULL:
        return _same(filled.own, left)
    if sight is Sight.USED_UP:
        return _same(left, Ratio(0))
    if sight is Sight.ONE_LEFT:
        return _same(left, step)
    some_left = said(left.above > 0) if limit.cuts else TRUE
    return every(_same(_minus(filled.own, left), step), some_left)


def _acts(sight: Sight, granted: Formula, acts: Formula) -> Formula:
    """Say what must become of the award for a limit to be seen as full as that."""
    if sight is Sight.FULL:
        return every(granted, negated(acts))
    if sight is Sight.USED_UP:
        return every(acts, negated(granted))
    return granted if sight is Sight.ONE_LEFT else acts


def _minus(one: Ratio, other: Ratio) -> Ratio:
    above, less, below = levelled(one, other)
    return Ratio(above - less, below)


def _same(one: Ratio, other: Ratio) -> Formula:
    left, right, _ = levelled(one, other)
    return said(left == right)


_OF: Mapping[Section, Callable[[Goals, Goal, str], Formula]] = {
    Section.AWARD: Goals._award,
    Section.STANDARD: Goals._standard,
    Section.LIMIT: Goals._limit,
    Section.EXCLUSION: Goals._exclusion,
    Section.FINDING: Goals._finding,
    Section.BOUNDARY: Goals._boundary,
}

"""The goals of golden cases as formulas: where a case shows one, as `coverage` would see it.

No case shows a goal whose formula holds of none.  A formula may hold of a few cases more than
show the goal, so what a case shows is always seen by the reference back end too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interpreter.policy.model import Exclusion, Limit, Standard, Version, Window
from interpreter.solver.decision import Decision
from interpreter.solver.judging import Filled
from interpreter.solver.meaning import MEANING
from interpreter.solver.scope import Scope, Scopes, lower
from interpreter.solver.showing import Showing
from interpreter.solver.terms import (
    FALSE,
    TRUE,
    Formula,
    Ratio,
    Term,
    Word,
    every,
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
            decided = self._of(name).verdict.granted
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
        return some(*(every(s, _acts(goal.sight, granted, acts)) for s in states))

    def _counts(self, limit: Limit, showing: Showing) -> Formula:
        """Say where a limit reaches an award, and something earlier could have counted."""
        code = self._world.code
        could = [code(n) for n in (*limit.over, *limit.also)]
        earlier = [
            every(record.present, said(record.award == award))
            for record in self._world.records
            for award in could
        ]
        where = TRUE if limit.where is None else showing.value(limit.where).holds
        counted = TRUE if limit.siblings else some(*earlier)
        return every(counted, showing.governed(limit.window), where)

    def _exclusion(self, goal: Goal, name: str) -> Formula:
        exclusion = next(e for e in self._policy.exclusions if e.cited.name == goal.rule)
        showing = self._of(name)
        if goal.sight is Sight.STEP:
            steps = showing.verdict.steps
            return some(*(w for e, s, w in steps if e is exclusion and STEP_WORDS[s] == goal.part))
        refused = showing.caused_by(exclusion)
        return (
            every(refused, self._kept(goal.part, exclusion))
            if goal.sight is Sight.KEPT
            else refused
        )

    def _kept(self, side: str, exclusion: Exclusion) -> Formula:
        """Say where an award of a side is left, or was granted earlier."""
        awards = {n for s in exclusion.sides if side_name(s) == side for n in s.awards}
        verdicts = [self._decision.verdicts[n] for n in self._policy.awards if n in awards]
        left = [some(v.granted, v.pending) for v in verdicts]
        codes = [self._world.code(n) for n in sorted(awards)]
        earlier = [
            every(record.present, said(record.award == code))
            for record in self._world.records
            for code in codes
        ]
        return some(*left, *earlier)

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
    if scope.event is not None:
        day = scope.governed(Window(version.start, version.end)).holds
    else:
        day = TRUE if len(standard.versions) == 1 else FALSE
    if not key:
        return day
    asked, code = scope[standard.by], scope.world.code
    if not isinstance(asked.value, Word):
        return FALSE
    same = [
        said(asked.value.code == code(word)) for word, _ in version.rows if key in (word, OTHER_ROW)
    ]
    met = negated(some(*same)) if key == OTHER_ROW else some(*same)
    return every(day, asked.known, met)


def _filled(limit: Limit, filled: Filled, sight: Sight, step: Ratio) -> Formula:
    """Say where a limit is full to the last unit, over by one, used up, or has one left."""
    left = _minus(filled.most, filled.used)
    if sight is Sight.FULL:
        return _same(filled.own, left)
    if sight is Sight.USED_UP:
        return _same(left, Ratio(0))
    if sight is Sight.ONE_LEFT:
        return _same(left, step)
    over = _same(_minus(filled.own, left), step)
    return (
        every(over, MEANING["more"](None, _known(left), _known(Ratio(0))).holds)
        if limit.cuts
        else over
    )


def _acts(sight: Sight, granted: Formula, acts: Formula) -> Formula:
    """Say what must become of the award for a limit to be seen as full as that."""
    if sight is Sight.FULL:
        return every(granted, negated(acts))
    if sight is Sight.USED_UP:
        return every(acts, negated(granted))
    return granted if sight is Sight.ONE_LEFT else acts


def _known(value: Ratio) -> Term:
    return Term(TRUE, value)


def _minus(one: Ratio, other: Ratio) -> Ratio:
    found = MEANING["subtract"](None, _known(one), _known(other)).value
    assert isinstance(found, Ratio)
    return found


def _same(one: Ratio, other: Ratio) -> Formula:
    return MEANING["equal"](None, _known(one), _known(other)).value


_OF: Mapping[Section, Callable[[Goals, Goal, str], Formula]] = {
    Section.AWARD: Goals._award,
    Section.STANDARD: Goals._standard,
    Section.LIMIT: Goals._limit,
    Section.EXCLUSION: Goals._exclusion,
    Section.FINDING: Goals._finding,
    Section.BOUNDARY: Goals._boundary,
}

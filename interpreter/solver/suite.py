"""Few cases that show many goals: each takes in as many goals as can be shown together.

A case is about awards that are decided together, or about findings, as the cases people write
are.  Every step is a yes or no of the solver, so every run and every version of it gives the
same suite; every case is seen to show its goals by the reference back end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.policy.reach import decided_together
from interpreter.policy.typical import typical_facts
from interpreter.reference.unknown import Known
from interpreter.solver.agreed import nowhere
from interpreter.solver.cases import Cases, Unsettled
from interpreter.solver.decision import decide
from interpreter.solver.goals import ASKED, Goals
from interpreter.solver.question import EFFORT
from interpreter.solver.records import records_of
from interpreter.solver.replay import written
from interpreter.solver.terms import Formula
from interpreter.solver.ties import Ties
from interpreter.solver.witness import Point, Usual, witness
from interpreter.solver.world import Asked, World
from interpreter.truth.goals import Goal, Section, Sight
from interpreter.truth.sightings import Observer
from interpreter.truth.suggestion import about_of
from interpreter.truth.suite import Proposed, Suite

FINDINGS = frozenset({"义务"})
WEAK = frozenset({Sight.ALL_HOLD, Sight.HOLDS, Sight.FAILS, Sight.UNKNOWN})
APART = frozenset({Sight.FAILS_ALONE, Sight.UNKNOWN_ALONE, Sight.PAID})
Group = frozenset[str]


def propose(program: Program, goals: Iterable[Goal], effort: int = EFFORT) -> Suite:
    """Give cases that show some goals, and say which of them no case shows.

    Goals of readings and of invalid cases are left out: they are not about one valid case.
    """
    wanted = [*goals]
    asked = [goal for goal in wanted if goal.section in ASKED]
    return replace(_Proposer(program, effort).suite(asked), left_out=len(wanted) - len(asked))


def fewest(goals: Iterable[Goal]) -> int:
    """Give how many cases goals that can be shown need at least.

    Of one award a case shows at most one condition that alone decides, and none where it is
    paid; of one finding, only one result.
    """
    states: dict[object, set[object]] = {}
    for of, state in filter(None, map(state_of, goals)):
        states.setdefault(of, set()).add(state)
    return max((len(found) for found in states.values()), default=0)


def state_of(goal: Goal) -> tuple[object, object] | None:
    """Give what can be in one state only in a case, and in which one a goal needs it."""
    if goal.sight in APART or goal.section is Section.FINDING:
        return (goal.section, goal.rule), (goal.part, goal.sight)
    if goal.section is Section.BOUNDARY:
        return (goal.section, goal.rule, goal.part), goal.sight
    return None


def pruned(cases: Sequence[Proposed], goals: Sequence[Goal]) -> list[Proposed]:
    """Leave out the cases, the last first, whose goals others show; each goal stays with one."""
    shown = Counter(goal.id for case in cases for goal in case.goals)
    kept = []
    for case in reversed(cases):
        if all(shown[goal.id] > 1 for goal in case.goals):
            shown.subtract(goal.id for goal in case.goals)
        else:
            kept.append(case)
    wanted, found = {goal.id for goal in goals}, []
    for case in reversed(kept):
        own = tuple(goal for goal in case.goals if goal.id in wanted)
        wanted -= {goal.id for goal in own}
        found.append(replace(case, goals=own))
    return found


class _View:
    """The valid cases that are asked about, and the goals over them."""

    def __init__(self, program: Program, asked: Asked, typical: Mapping[str, Known]) -> None:
        world = World(program.policy, asked=asked)
        for value in typical.values():
            if isinstance(value, str):
                world.code(value)
        self._goals = Goals(decide(world, program.policy))
        self._formulas: dict[str, Formula] = {}
        self.world = world

    def formula(self, goal: Goal) -> Formula:
        """Say where a case shows a goal."""
        if goal.id not in self._formulas:
            self._formulas[goal.id] = self._goals.formula(goal)
        return self._formulas[goal.id]

    def cases(self, goals: Sequence[Goal], effort: int) -> Cases:
        """Give the cases that some goals tell apart."""
        formulas = [self.formula(goal) for goal in goals]
        return Cases(Ties(self.world), formulas, effort)


class _Together:
    """Goals of one group in one view: which of them one case can show."""

    def __init__(self, view: _View, goals: Sequence[Goal], effort: int) -> None:
        self._view = view
        self._cases = view.cases(goals, effort)
        self._apart: dict[str, list[frozenset[str]]] = {}

    def possible(self, goals: Sequence[Goal]) -> bool:
        """Say whether one case can show goals; what keeps them apart is remembered.

        Raises Unsettled.
        """
        formulas = [self._view.formula(goal) for goal in goals]
        if self._cases.possible(*formulas):
            return True
        pairs = zip(goals, formulas, strict=True)
        blamed = frozenset(goal.id for goal, formula in pairs if self._cases.blames(formula))
        for goal_id in blamed:
            self._apart.setdefault(goal_id, []).append(blamed - {goal_id})
        return False

    def grown(self, goal: Goal, others: Iterable[Goal]) -> list[Goal]:
        """Give a goal that can be shown, with as many others as one case can show with it."""
        found, ids = [goal], {goal.id}
        states = dict(filter(None, [state_of(goal)]))
        for other in others:
            of, state = state_of(other) or (None, None)
            free = states.get(of, state) == state
            if other.id not in ids and free and self._fits(found, ids, other):
                found.append(other)
                ids.add(other.id)
                states[of] = state
        return found

    def _fits(self, found: list[Goal], ids: set[str], other: Goal) -> bool:
        """Say whether the case at hand shows a goal too, or another one that shows them all."""
        if any(apart <= ids for apart in self._apart.get(other.id, ())):
            return False
        try:
            formula = self._view.formula(other)
            return self._cases.is_so(formula) or self.possible([*found, other])
        except Unsettled:
            return False

    def witness(self, goals: Sequence[Goal], typical: Mapping[str, Known]) -> Point | None:
        """Give the case that shows goals, as near to the typical case as can be.

        Raises Unsettled.
        """
        asked = tuple(self._view.formula(goal) for goal in goals)
        return witness(self._cases, asked, Usual(typical))


class _Proposer:
    def __init__(self, program: Program, effort: int) -> None:
        self._program, self._effort = program, effort
        policy = program.policy
        self._typical = typical_facts(policy.facts)
        self._records = records_of(policy, list(policy.awards))
        asked = Asked(), Asked(claims=True), Asked(claims=True, records=self._records)
        self._views = [_View(program, each, self._typical) for each in asked]
        self._observer = Observer(program)
        self._together = decided_together(policy)
        self._unreachable: list[Goal] = []
        self._undecided: list[Goal] = []
        self._goals: dict[str, Goal] = {}
        self._fewest = 0

    def suite(self, goals: Sequence[Goal]) -> Suite:
        """Give the cases for goals, group by group."""
        self._goals = {goal.id: goal for goal in goals}
        groups: dict[Group, list[Goal]] = {}
        for goal in goals:
            groups.setdefault(self._group(goal), []).append(goal)
        cases = [case for group in groups.values() for case in self._of_group(group)]
        raw = written(Point(dict(self._typical)), self._typical, (self._program,))
        order = {goal_id: index for index, goal_id in enumerate(self._goals)}
        return Suite(
            tuple(cases),
            tuple(sorted(self._unreachable, key=lambda g: order[g.id])),
            tuple(sorted(self._undecided, key=lambda g: order[g.id])),
            self._fewest,
            self._records,
            raw,
        )

    def _about(self, goal: Goal) -> tuple[str, ...]:
        return about_of(goal, self._program.policy, self._program.policy)

    def _group(self, goal: Goal) -> Group:
        """Give the awards that a goal is about, with all that are decided with them."""
        first = next(iter(self._about(goal)), "")
        groups = (group for group in self._together.values() if first in group)
        return max(groups, key=len, default=FINDINGS)

    def _of_group(self, goals: list[Goal]) -> list[Proposed]:
        """Serve the strong goals first: most of the weak ones are shown along with them."""
        left, doubtful = {goal.id: goal for goal in goals}, set[str]()
        found: list[Proposed] = []
        for view, weak in product(self._views, (False, True)):
            served = [goal for goal in left.values() if weak or goal.sight not in WEAK]
            together = _Together(view, served, self._effort) if served else None
            for goal in served:
                if goal.id in left and together is not None:
                    others = [other for other in served if other.id in left]
                    for case in self._case(together, goal, others, doubtful):
                        found.append(case)
                        left = {i: g for i, g in left.items() if g not in case.goals}
        self._unreachable += [goal for i, goal in left.items() if i not in doubtful]
        self._undecided += [goal for i, goal in left.items() if i in doubtful]
        shown = [goal for goal in goals if goal.id not in left]
        self._fewest += fewest(shown)
        return pruned(found, shown)

    def _case(
        self, together: _Together, goal: Goal, others: Iterable[Goal], doubtful: set[str]
    ) -> Iterator[Proposed]:
        """Give a case for a goal, if there is one, with all the goals that it shows."""
        try:
            if not together.possible([goal]):
                return
            goals = together.grown(goal, others)
            point = together.witness(goals, self._typical)
        except Unsettled:
            doubtful.add(goal.id)
            return
        assert point is not None
        raw = written(point, self._typical, (self._program,))
        about, seen = self._seen(raw, goals)
        if goal.id not in seen:
            doubtful.add(goal.id)
        if seen:
            yield Proposed(raw, about, tuple(self._goals[i] for i in self._goals if i in seen))

    def _seen(
        self, raw: Mapping[str, Any], goals: Sequence[Goal]
    ) -> tuple[tuple[str, ...], set[str]]:
        """Give what a case has to be about to show goals, and all that it then shows."""
        case = read_case(raw, self._program, nowhere)
        about: dict[str, None] = {}
        seen: set[str] = set()
        for goal in goals:
            for name in self._about(goal) if goal.id not in seen else ():
                found = {*self._observer.of_case(case, frozenset({name}))}
                if goal.id in found:
                    about[name], seen = None, seen | found
                    break
        return tuple(about), seen

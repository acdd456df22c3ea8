"""How well the golden cases of a policy show its rules: each goal, and the case that reaches it.

A golden case that is not decided as its people wrote shows nothing, whatever it reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.problems import Problems
from interpreter.truth.declarations import UNREACHABLE, Declaration, check_declared
from interpreter.truth.goals import Goal, goals_of, stronger
from interpreter.truth.golden import Golden, judge
from interpreter.truth.sightings import Observer


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every goal of a policy, the first golden case that reaches it, and what is declared.

    `reached` and `declared` go by the goal's address.  `cases` is how many golden cases ran,
    `failing` how many of them were not decided as their people wrote, which shows nothing.
    """

    policy: Policy
    goals: tuple[Goal, ...]
    reached: Mapping[str, Golden]
    declared: Mapping[str, Declaration]
    cases: int
    failing: int = 0

    @property
    def missing(self) -> tuple[Goal, ...]:
        """The goals that no golden case reaches and nobody declared unreachable."""
        return tuple(g for g in self.goals if not self.is_settled(g))

    @property
    def wanted(self) -> tuple[Goal, ...]:
        """The missing goals, without those that a case for another missing one would reach."""
        missing = {goal.id for goal in self.missing}
        return tuple(g for g in self.missing if not missing & {s.id for s in stronger(g)})

    def is_settled(self, goal: Goal) -> bool:
        """Say whether a goal is reached or declared unreachable."""
        return goal.id in self.reached or goal.id in self.declared

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing; nothing run shows nothing."""
        return self.cases > 0 and not self.missing


def cover(
    program: Program, goldens: Iterable[Golden], declared: Mapping[str, Declaration]
) -> Coverage:
    """Run the golden cases once and note what each of them shows.

    Raises Refused when a declaration is wrong, or an amendment or a reading of a case is.
    """
    observer = Observer(program)
    goals = goals_of(program.policy, program.as_loaded)
    known = {goal.id for goal in goals}
    reached: dict[str, Golden] = {}
    cases = failing = 0
    for golden in goldens:
        cases += 1
        if judge(golden, program).differences:
            failing += 1
            continue
        for address in observer.seen(golden) & known - reached.keys():
            reached[address] = golden
    problems = Problems()
    shown = {address: golden.name for address, golden in reached.items()}
    check_declared(UNREACHABLE, declared, known, shown, problems)
    problems.refuse_if_any()
    return Coverage(program.policy, goals, reached, declared, cases, failing)

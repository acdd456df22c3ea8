"""Missing golden cases proposed: for each goal not reached, the smallest change of a known case.

What is proposed are facts.  What should follow from them is for a person to decide from
the document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide, judge_all
from interpreter.evaluation.outcome import moved
from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.policy.reach import exclusion_expressions, names_of, names_through
from interpreter.truth.coverage import Coverage
from interpreter.truth.goals import Goal, Section, Sight, finding_names, side_name
from interpreter.truth.golden import KNOWN_ON, Golden
from interpreter.truth.search import CLAIMS, HISTORY, Distance, Idea, Search, find_case
from interpreter.truth.sightings import Held, Observer

FAR = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A golden case that is missing: the goal, what it would be about, and the facts found.

    `golden` is the known case that `idea` changes; both None where no case was found.
    """

    goal: Goal
    about: tuple[str, ...]
    golden: Golden | None = None
    idea: Idea | None = None


def suggest(
    coverage: Coverage, program: Program, goldens: Sequence[Golden]
) -> Iterator[Suggestion]:
    """Propose a case for each missing goal that none proposed before would reach too.

    Not for boundaries: changing one thing after the other hardly ever ends up just on one.
    """
    proposer = _Proposer(program, goldens)
    served: set[str] = set()
    for goal in coverage.wanted:
        if goal.id not in served and goal.section is not Section.BOUNDARY:
            suggestion = proposer.propose(goal)
            served |= proposer.reached_by(suggestion)
            yield suggestion


class _Proposer:
    def __init__(self, program: Program, goldens: Sequence[Golden]) -> None:
        self._program, self._search = program, Search(program)
        self._observer = Observer(program)
        self._plain = [g for g in goldens if not g.readings and not g.amendments]

    def propose(self, goal: Goal) -> Suggestion:
        """Search for a case that reaches a goal, from the cases about the same thing if any."""
        policy = self._program.policy
        about = about_of(goal, policy, self._program.as_loaded)
        goldens = [g for g in self._plain if set(about) & g.expect.keys()] or list(self._plain)
        entries = (policy.awards.get(name) or policy.findings[name] for name in about)
        clauses = {clause for entry in entries for clause in entry.cited.cites}
        goldens.sort(key=lambda golden: _remoteness(golden, clauses))
        distance = self._distance(goal, frozenset(about))
        names = _names(goal, about, policy)
        idea = find_case(self._search, [g.raw for g in goldens], distance, names)
        if idea is None:
            return Suggestion(goal, about)
        return Suggestion(goal, about, goldens[idea.seed], idea)

    def reached_by(self, suggestion: Suggestion) -> set[str]:
        """Give the addresses of all goals that a proposed case would reach."""
        if suggestion.idea is None or suggestion.goal.section is Section.READING:
            return set()
        case = self._search.read(suggestion.idea.raw)
        assert case is not None
        return set(self._observer.of_case(case, frozenset(suggestion.about)))

    def _distance(self, goal: Goal, about: frozenset[str]) -> Distance:
        if goal.section is Section.READING:
            other = Program(self._program.as_loaded, {goal.rule: goal.part})
            return lambda case: self._moves(case, other)
        if goal.condition is not None:
            return lambda case: self._from_condition(case, goal)
        return lambda case: self._from_goal(case, goal, about)

    def _moves(self, case: Case, other: Program) -> int:
        pair = (decide(program, case, KNOWN_ON) for program in (self._program, other))
        return 0 if moved(*pair) else 1

    def _from_condition(self, case: Case, goal: Goal) -> int:
        """Count the conditions that are not as the goal wants them."""
        judged = judge_all(self._program, case).get(goal.rule) if _asks(case, goal.rule) else None
        if judged is None or (judged.applies is False and goal.sight is not Sight.FAILS):
            return FAR
        if goal.id in self._observer.of_case(case, frozenset({goal.rule})):
            return 0
        held = self._observer.held(judged)
        others = sum(holds is not True for title, holds in held.items() if title != goal.part)
        wanted = _WANTED.get(goal.sight, True)
        return 1 + others + 2 * (held.get(goal.part, True) is not wanted)

    def _from_goal(self, case: Case, goal: Goal, about: frozenset[str]) -> int:
        """Without a condition of its own a goal is near where an award it is about may be paid."""
        if goal.id in self._observer.of_case(case, about):
            return 0
        judged = judge_all(self._program, case)
        nearest = min(
            (_unmet(self._observer.held(judged[n])) for n in about & judged.keys()), default=FAR
        )
        return 1 + nearest


def _remoteness(golden: Golden, clauses: Collection[str]) -> tuple[bool, int]:
    """Cases filed under one of the clauses come first, then those nearest to their applicant."""
    usual, facts = golden.applicant["facts"], golden.raw["facts"]
    differing = sum(facts.get(name) != usual.get(name) for name in {**usual, **facts})
    return golden.file.removesuffix(".yaml") not in clauses, differing


_WANTED = {Sight.FAILS: False, Sight.FAILS_ALONE: False} | {
    Sight.UNKNOWN: None,
    Sight.UNKNOWN_ALONE: None,
}


def _asks(case: Case, award: str) -> bool:
    return case.claims is None or award in case.claims


def _unmet(held: Held) -> int:
    return sum(holds is not True for holds in held.values())


def about_of(goal: Goal, policy: Policy, as_loaded: Policy) -> tuple[str, ...]:
    """Name the awards and findings that a case for a goal would be about."""
    if goal.section in (Section.AWARD, Section.FINDING, Section.BOUNDARY):
        return (goal.rule,)
    if goal.section is Section.LIMIT:
        return next(limit.over for limit in policy.limits if limit.cited.name == goal.rule)
    if goal.section is Section.EXCLUSION:
        sides = next(e for e in policy.exclusions if e.cited.name == goal.rule).sides
        if goal.sight is Sight.REFUSED:
            sides = tuple(side for side in sides if side_name(side) == goal.part)
        elif goal.sight is Sight.KEPT:  # seen on what is refused for it
            sides = tuple(side for side in sides if side_name(side) != goal.part)
        return tuple(name for side in sides for name in side.awards)
    return tuple(_asking(goal.rule, as_loaded if goal.section is Section.READING else policy))


def _asking(name: str, policy: Policy) -> Iterator[str]:
    """Name the awards and findings that ask for a standard or a reading."""
    for award in policy.awards.values():
        if name in names_of(award, policy) or name in _excluding(award.cited.name, policy):
            yield award.cited.name
    for finding in policy.findings.values():
        if name in finding_names(finding, policy):
            yield finding.cited.name


def _excluding(award: str, policy: Policy) -> tuple[str, ...]:
    """Give the names by which an award's exclusions are decided."""
    found = [e for e in policy.exclusions if any(award in side.awards for side in e.sides)]
    elects = [e.elects for e in found if e.elects]
    asked = names_through([x for e in found for x in exclusion_expressions(e)], policy)
    return (*elects, *asked)


def _names(goal: Goal, about: tuple[str, ...], policy: Policy) -> list[str]:
    """Give what may be changed: what the goal reads first, then what decides beside it."""
    found = dict.fromkeys(goal.condition.reads if goal.condition is not None else ())
    for name in about:
        if name in policy.awards:
            for award in (name, *policy.awards[name].falls_with):
                found |= dict.fromkeys(names_of(policy.awards[award], policy))
            found |= dict.fromkeys(_excluding(name, policy))
        else:
            found |= dict.fromkeys(finding_names(policy.findings[name], policy))
    by = [policy.standards[n].by for n in found if n in policy.standards]
    return [*found, *by, HISTORY, CLAIMS]

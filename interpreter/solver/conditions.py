"""Conditions that decide nothing, and awards that nobody can get: proved over all valid cases.

Each award is looked at on its own, before limits and exclusions.  Where a case is found, the
reference back end judges it too; where the two disagree, that is said as an error of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interpreter.evaluation.program import Facts, Program
from interpreter.language.tree import Literal
from interpreter.policy.model import Award, Condition, Finding
from interpreter.problems import Place, Problem, shown
from interpreter.reference.unknown import Answer as Value
from interpreter.reference.unknown import Known
from interpreter.solver.question import EFFORT, Nothing, Slice, Undecided
from interpreter.solver.scope import Scopes
from interpreter.solver.terms import Formula, Term, some
from interpreter.solver.world import World

ALL = "全部条件"
SAYS = {
    "always-true": (
        "`{name}` 的条件「{title}」在任何案件里都不会不满足",
        "它决定不了什么：删去，或核对它和事实的界限、约束；义务若只为给出数字，可以保留",
    ),
    "never-true": (
        "`{name}` 的条件「{title}」在任何案件里都不会满足",
        "核对它、事实的界限和约束",
    ),
    "never-granted": (
        "`{name}` 的条件在任何案件里都不会同时满足",
        "核对哪些条件互相矛盾，或与约束矛盾",
    ),
    "not-decided": (
        "`{name}` 的「{title}」没有在规定的计算量内证明出来",
        "这不说明它有错或没有错；把表达式拆成几个定义，或缩小事实的界限",
    ),
    "proof-disagrees": (
        "程序有错：`{name}` 的「{title}」，证明所得的案件与逐案决定不一致",
        "请把政策文件交给维护人员，这次的证明不要采用",
    ),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy's conditions checked: what was found, and how many were looked at."""

    problems: tuple[Problem, ...]
    conditions: int
    rules: int


def check_conditions(program: Program, effort: int = EFFORT) -> Checked:
    """Check every condition of every award and finding over all valid cases."""
    provisions: tuple[Award | Finding, ...] = (
        *program.policy.awards.values(),
        *program.policy.findings.values(),
    )
    rules = [_Rule(program, provision, effort) for provision in provisions]
    problems = tuple(problem for rule in rules for problem in rule.problems())
    return Checked(problems, sum(1 + len(r.asked) for r in rules), len(rules))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition in the solver's terms, and where it governs."""

    condition: Condition
    term: Term
    governs: Term


class _Rule:
    """An award or a finding with its conditions, lowered into a slice of its own."""

    def __init__(self, program: Program, rule: Award | Finding, effort: int) -> None:
        self._program, self._rule = program, rule
        world = World(program.policy)
        scopes = Scopes(world, program.policy, world.case)
        self._scope = scopes.of(rule) if isinstance(rule, Award) else scopes.base
        self._applies = self._ask(rule.applies)
        conditions = rule.conditions if isinstance(rule, Award) else (rule.holds,)
        self.asked = [self._ask(condition) for condition in conditions]
        self._slice = Slice(world, effort)

    def _ask(self, condition: Condition) -> _Asked:
        term = self._scope.lower(condition.expression)
        return _Asked(condition, term, self._scope.governed(condition.window))

    def problems(self) -> Iterator[Problem]:
        """Give what is wrong with the rule's conditions, in their order."""
        found = list(self._possible(self._applies, (), (True,)))  # it may well apply to everyone
        for asked in self.asked:
            where = (self._applies.term.holds, asked.governs.holds)
            found += self._possible(asked, where, (True, False))
        yield from found or self._together()

    def _possible(
        self, asked: _Asked, where: tuple[Formula, ...], ways: tuple[bool, ...]
    ) -> Iterator[Problem]:
        """Ask whether a condition can come out true, and whether it can come out false."""
        place, title = asked.condition.expression.place, asked.condition.title
        if isinstance(asked.condition.expression.root, Literal):
            return  # it was meant so, for a finding that only gives its figures
        for way in ways:
            formula = asked.term.holds if way else asked.term.fails
            found = self._slice.find(*where, formula)
            if isinstance(found, Nothing):
                yield self._problem("never-true" if way else "always-true", place, title)
            elif isinstance(found, Undecided):
                yield self._problem("not-decided", place, title)
                return
            elif self._value(asked.condition, found.facts) is not way:
                yield self._problem("proof-disagrees", place, title)

    def _together(self) -> Iterator[Problem]:
        """Ask whether all conditions can hold in one case."""
        if isinstance(self._rule, Finding):
            return
        met = [some(a.term.holds, a.governs.fails) for a in self.asked]
        found = self._slice.find(self._applies.term.holds, *met)
        place = self._rule.cited.place
        if isinstance(found, Nothing):
            yield self._problem("never-granted", place, ALL)
        elif isinstance(found, Undecided):
            yield self._problem("not-decided", place, ALL)
        elif not self._all_hold(found.facts):
            yield self._problem("proof-disagrees", place, ALL)

    def _all_hold(self, facts: Mapping[str, Known]) -> bool:
        scope = self._reference(facts)
        governing = [
            c for a in self.asked if scope.governed((c := a.condition).window) is not False
        ]
        met = (self._value(c, facts) for c in (self._rule.applies, *governing))
        return all(value is True for value in met)

    def _value(self, condition: Condition, facts: Mapping[str, Known]) -> Value:
        return self._program.evaluate(condition.expression, self._reference(facts))

    def _reference(self, facts: Mapping[str, Known]) -> Facts:
        if isinstance(self._rule, Award):
            return self._program.scope(self._rule, facts)
        return self._program.undated(facts)

    def _problem(self, code: str, place: Place, title: str) -> Problem:
        message, hint = SAYS[code]
        name = self._rule.cited.name
        told = message.format(name=shown(name), title=shown(title))
        return Problem(code, place, told, hint, code != "proof-disagrees", name)

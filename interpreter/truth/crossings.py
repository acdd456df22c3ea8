"""Which boundaries a golden case lies on: just inside or just outside, nothing else deciding."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from interpreter.evaluation.case import Case
from interpreter.evaluation.history import read_history
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.limits import Standing, standing
from interpreter.evaluation.program import Facts, Program
from interpreter.policy.model import Limit, Number
from interpreter.reference.backend import lower
from interpreter.truth.goals import THRESHOLD_SIGHTS, Section, Sight, address
from interpreter.truth.thresholds import Threshold, thresholds_of, unit_of

Decisive = Callable[[Threshold], bool]
Sides = tuple[tuple[Sight, ast.expr], ...]


class Crossings:
    """The boundaries of a policy, made ready to be looked for in one case after the other."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._thresholds: dict[str, list[tuple[Threshold, Sides]]] = {}
        for threshold in thresholds_of(program.policy):
            sides = lower(threshold.inside), lower(threshold.outside)
            found = self._thresholds.setdefault(threshold.rule, [])
            found.append((threshold, tuple(zip(THRESHOLD_SIGHTS, sides, strict=True))))

    def of_award(self, judged: Judged, case: Case, decisive: Decisive) -> Iterator[str]:
        """Give the addresses of the thresholds that an award turns at."""
        yield from self._found(judged.name, self._program.scope(judged.award, case.facts), decisive)

    def of_finding(self, name: str, case: Case) -> Iterator[str]:
        """Give the addresses of the thresholds that a finding turns at."""
        yield from self._found(name, self._program.undated(case.facts), lambda _: True)

    def _found(self, rule: str, scope: Facts, decisive: Decisive) -> Iterator[str]:
        for threshold, sides in self._thresholds.get(rule, ()):
            for sight, lowered in sides if decisive(threshold) else ():
                if self._program.evaluator.evaluate(lowered, scope) is True:
                    yield address(Section.BOUNDARY, rule, threshold.text, sight)

    def of_limits(self, judged: Judged, case: Case, granted: bool) -> Iterator[str]:
        """Give the addresses of limits that are full to the last unit, or over by one."""
        history = read_history(self._program, case)
        if history is None or judged.applies is not True or judged.off_topic:
            return
        for limit in self._program.policy.limits:
            found = None
            if judged.name in limit.over:
                found = standing(self._program, limit, judged.award, case, history)
            if found is not None:
                step = unit_of(limit, self._program.policy)
                acts = any(r.place == limit.cited.place for r in judged.reasons)
                for sight in _filled(limit, found, step, granted=granted, acts=acts):
                    yield address(Section.LIMIT, limit.cited.name, "", sight)


def _filled(
    limit: Limit, found: Standing, step: Number, *, granted: bool, acts: bool
) -> Iterator[Sight]:
    left = found.most - found.used
    if granted and not acts and found.own == left:
        yield Sight.FULL
    if acts and found.own == left + step and (left > 0 or not limit.cuts):
        yield Sight.OVER
    if acts and not granted and left == 0:
        yield Sight.USED_UP
    if granted and left == step:
        yield Sight.ONE_LEFT

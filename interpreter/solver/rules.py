"""Conditions, caps and exclusions that decide nothing, and awards that nobody can get.

Awards are looked at as they are decided in the end, with those that can change their outcome,
and with as many awards granted earlier as their caps allow.
"""

from __future__ import annotations

from datetime import date

from interpreter.evaluation.decision import decide as decide_case
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.language.tree import Literal
from interpreter.policy.model import Award, Condition, Exclusion, Finding, Limit
from interpreter.policy.reach import decided_together
from interpreter.problems import Place
from interpreter.solver.decision import Verdict, decide
from interpreter.solver.idle import note_telling, parts_of, said_by
from interpreter.solver.inquiry import Inquiry, Notebook
from interpreter.solver.judging import NEGATIVE, Cause
from interpreter.solver.question import Found
from interpreter.solver.records import part_of, records_of
from interpreter.solver.scope import Scopes
from interpreter.solver.terms import Formula, every, negated, some
from interpreter.solver.world import Asked, World

ALL = "全部条件"
OPEN = (Status.GRANTED, Status.PENDING)


def check_awards(program: Program, notebook: Notebook) -> None:
    """Check every award, each with those that it is decided together with."""
    groups: dict[frozenset[str], list[str]] = {}
    for name, together in decided_together(program.policy).items():
        groups.setdefault(together, []).append(name)
    for together, names in groups.items():
        part = Program(part_of(program.policy, together))
        alone = _Awards(part, names, notebook, records=0)
        left = alone.check_conditions()
        alone.note_telling()
        later = _Awards(part, names, notebook, records_of(part.policy, names))
        later.check_rules(left)
        later.note_telling()


class _Awards:
    """Awards of one world, each asked about as it is decided in the end."""

    def __init__(
        self, program: Program, names: list[str], notebook: Notebook, records: int
    ) -> None:
        self._program, self._notebook = program, notebook
        self._world = World(program.policy, asked=Asked(records=records))
        decision = decide(self._world, program.policy)
        self._verdicts = [decision.verdicts[name] for name in names]
        self._inquiry = Inquiry(notebook, self._world)

    def check_conditions(self) -> frozenset[str]:
        """Ask about conditions, for which no earlier award is needed; give who can get an award."""
        left = [v for v in self._verdicts if self._can_be_got(v)]
        for verdict in left:
            self._check(verdict, history=False)
        return frozenset(verdict.award.cited.name for verdict in left)

    def check_rules(self, names: frozenset[str]) -> None:
        """Ask of some awards about caps and exclusions."""
        for verdict in self._verdicts:
            if verdict.award.cited.name in names:
                self._check(verdict, history=True)

    def _check(self, verdict: Verdict, *, history: bool) -> None:
        causes = _causes(verdict)
        for index, (cause, where) in enumerate(causes):
            if isinstance(cause, Limit | Exclusion) is history:
                others = some(*(w for i, (_, w) in enumerate(causes) if i != index))
                self._decides(verdict, cause, where, others)

    def note_telling(self) -> None:
        """Note the facts by which an award is seen to come out otherwise."""
        inquiry = Inquiry(self._notebook, self._world)
        for verdict in self._verdicts:
            note_telling(inquiry, self._world, said_by(verdict))

    def _can_be_got(self, verdict: Verdict) -> bool:
        subject = verdict.award.cited.place, verdict.award.cited.name, ALL
        open_ = some(verdict.granted, every(verdict.pending, negated(verdict.doubtful)))

        def is_met(found: Found) -> bool:
            outcome = self._outcome(verdict.award, found)
            waits = any(reason.holds is None for reason in outcome.because)
            return outcome.status in OPEN and not waits

        if self._inquiry.shows(tuple(term.holds for _, term in verdict.asked), is_met):
            return True
        can = self._inquiry.exists(subject, (open_,), is_met)
        if can is False and not self._never_hold(verdict):
            self._notebook.note("never-granted", *subject)
        return can is True

    def _never_hold(self, verdict: Verdict) -> bool:
        """Note each condition that no case meets; say whether there is one."""
        before = len(self._notebook.noted)
        award, applies = verdict.award, verdict.asked[0][1].holds
        for condition, term in verdict.asked:
            subject = (condition.expression.place, award.cited.name, condition.title)

            def holds(found: Found, condition: Condition = condition) -> bool:
                scope = self._program.scope(award, found.facts)
                governed = scope.governed(condition.window)
                value = self._program.evaluate(condition.expression, scope)
                return value is True or governed is False

            if self._inquiry.exists(subject, (applies, term.holds), holds) is False:
                self._notebook.note("never-true", *subject)
        return len(self._notebook.noted) > before

    def _decides(self, verdict: Verdict, cause: Cause, where: Formula, others: Formula) -> None:
        """Ask whether something ever refuses alone, and if not whether it refuses at all."""
        award = verdict.award
        subject = (_place(award, cause), award.cited.name, _name(cause))

        def acts(found: Found) -> bool:
            return title_of(cause) in self._failed(award, found)

        met = every(*(term.holds for condition, term in verdict.asked if condition is not cause))
        if self._inquiry.shows((where, met), lambda f: self._failed(award, f) == {title_of(cause)}):
            return
        alone = self._inquiry.exists(subject, (where, negated(others), met), acts)
        if alone is not False:
            return
        ever = self._inquiry.exists(subject, (where,), acts)
        if ever is not None:
            idle = "always-true" if isinstance(cause, Condition) else "never-reached"
            self._notebook.note("never-alone" if ever else idle, *subject)

    def _failed(self, award: Award, found: Found) -> set[str]:
        because = self._outcome(award, found).because
        return {reason.condition for reason in because if reason.holds is False}

    def _outcome(self, award: Award, found: Found) -> AwardOutcome:
        outcome = decide_case(self._program, found.case, date.max)
        return next(a for a in outcome.awards if a.award == award.cited.name)


def _causes(verdict: Verdict) -> list[tuple[Cause, Formula]]:
    """Give each thing that can refuse or cut an award, once; what only guards is left out."""
    found: dict[int, tuple[Cause, list[Formula]]] = {}
    for cause, where in (*verdict.causes, *verdict.cuts):
        if cause != NEGATIVE:
            found.setdefault(id(cause), (cause, []))[1].append(where)
    return [(cause, some(*where)) for cause, where in found.values()]


def title_of(cause: Cause) -> str:
    """Give what an outcome says of something that refuses."""
    if isinstance(cause, str):
        return cause
    return cause.title if isinstance(cause, Condition) else cause.cited.says


def _name(cause: Cause) -> str:
    named = isinstance(cause, str | Condition)
    return title_of(cause) if named else cause.cited.name  # type: ignore[union-attr]


def _place(award: Award, cause: Cause) -> Place:
    if isinstance(cause, str):
        return award.cited.place
    return cause.expression.place if isinstance(cause, Condition) else cause.cited.place


def check_findings(program: Program, notebook: Notebook) -> None:
    """Check that every obligation applies to somebody, and can be both met and breached."""
    for finding in program.policy.findings.values():
        _check_finding(program, finding, notebook)


Way = tuple[Condition, str, tuple[Formula, ...], bool]


def _check_finding(program: Program, finding: Finding, notebook: Notebook) -> None:
    world = World(program.policy)
    base = Scopes(world, program.policy, world.case).base
    applies, holds = (base.lower(c.expression) for c in (finding.applies, finding.holds))
    inquiry, name = Inquiry(notebook, world), finding.cited.name
    ways: list[Way] = [(finding.applies, "never-true", (applies.holds,), True)]
    if not isinstance(finding.holds.expression.root, Literal):  # it only gives its figures
        ways += [
            (finding.holds, "never-true", (applies.holds, holds.holds), True),
            (finding.holds, "always-true", (applies.holds, holds.fails), False),
        ]
    for condition, code, formulas, way in ways:
        subject = condition.expression.place, name, condition.title

        def is_so(found: Found, condition: Condition = condition, way: bool = way) -> bool:
            value = program.evaluate(condition.expression, program.undated(found.facts))
            return value is way

        if inquiry.exists(subject, formulas, is_so) is False:
            notebook.note(code, *subject)
    figures = (base.lower(expression) for _, expression in finding.values)
    note_telling(
        inquiry, world, [part for term in (applies, holds, *figures) for part in parts_of(term)]
    )

"""What one golden case shows of the rules: read off the decision the interpreter makes anyway.

Only what the case's expectation names is seen; what merely ran beside it proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from interpreter.evaluation.case import Case, contradiction
from interpreter.evaluation.decision import decide, find, judge_all, status_of, together
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.outcome import FindingStatus, Reason, Status, moved
from interpreter.evaluation.program import Facts, Program
from interpreter.policy.model import Condition, Exclusion, Limit, Policy, Shape
from interpreter.policy.versions import version_on
from interpreter.problems import Place, Refused
from interpreter.reference.unknown import Answer, Number, Unknown, all_of
from interpreter.truth.crossings import Crossings
from interpreter.truth.goals import (
    AMOUNT,
    OTHER_ROW,
    STEP_WORDS,
    Section,
    Sight,
    address,
    conditions_of,
    finding_names,
    row,
    side_name,
    standards_in_use,
)
from interpreter.truth.golden import KNOWN_ON, Golden, case_of
from interpreter.truth.thresholds import Threshold

FINDING_SIGHTS = {
    FindingStatus.MET: Sight.MET,
    FindingStatus.BREACHED: Sight.BREACHED,
    FindingStatus.PENDING: Sight.PENDING,
    FindingStatus.NOT_APPLICABLE: Sight.NOT_APPLICABLE,
}
Held = dict[str, bool | None]


class Observer:
    """A program, and what is needed to see what its decisions show."""

    def __init__(self, program: Program) -> None:
        self.program = program
        policy = program.policy
        self._conditions = {name: conditions_of(award) for name, award in policy.awards.items()}
        self._titles: dict[str, dict[Place, str]] = {
            name: {c.expression.place: title for title, c in titled.items()}
            for name, titled in self._conditions.items()
        }
        self._standards = standards_in_use(policy)
        self._of_finding = {
            name: finding_names(f, policy) & self._standards for name, f in policy.findings.items()
        }
        self._crossings = Crossings(program)
        self._decided_otherwise: dict[tuple[tuple[str, str], ...], Program] = {}

    def seen(self, golden: Golden) -> set[str]:
        """Give the addresses of the goals that a golden case reaches.

        A case tried with an amendment speaks for the amendment, one decided by other readings
        for these.
        """
        if golden.amendments:
            return set()
        if golden.readings:
            return set(self._of_readings(golden))
        try:
            case = case_of(golden, self.program)
        except Refused as refused:
            said = {problem.message for problem in refused.problems}
            return set(self._of_constraints(said))
        return set(self.of_case(case, frozenset(golden.expect)))

    def of_case(self, case: Case, about: frozenset[str]) -> Iterator[str]:
        """Give the addresses of the goals that a case reaches, as far as it is about them."""
        if about & self.program.policy.awards.keys():
            judged = judge_all(self.program, case)
            for name in judged.keys() & about:
                yield from self._of_award(judged[name], case)
        if about & self.program.policy.findings.keys():
            yield from self._of_findings(case, about)

    def held(self, judged: Judged) -> Held:
        """Give how each condition of an award that was asked turned out, by title."""
        name, titles = judged.name, self._titles[judged.name]
        found: Held = {}
        if judged.applies is True and not judged.off_topic:
            found[titles.get(judged.award.applies.expression.place, "")] = True
        for reason in judged.reasons:
            if reason.place in titles:
                title = titles[reason.place]
                found[title] = self._turned_out(self._conditions[name][title], reason, judged)
        found.pop("", None)
        return found

    def _turned_out(self, condition: Condition, reason: Reason, judged: Judged) -> bool | None:
        """A condition that can still be made good is told as unknown; here it counts as false."""
        if condition.cure and reason.holds is None:
            value = self.program.evaluate(condition.expression, judged.scope)
            return False if value is False else None
        return reason.holds

    def _of_award(self, judged: Judged, case: Case) -> Iterator[str]:
        name, status, held = judged.name, status_of(judged), self.held(judged)
        shown = [*self._of_conditions(judged, status, held)]
        for title, sight in shown:
            yield address(Section.AWARD, name, title, sight)
        if judged.applies is False:
            return
        yield from self._of_boundaries(judged, status, case, frozenset(shown))
        for other in judged.award.falls_with:
            if any(reason.condition == together(other) for reason in judged.reasons):
                yield address(Section.AWARD, name, other, Sight.FALLS)
        if all(held.values()):
            yield from self._of_payment(judged, status)
        if status is Status.GRANTED:
            yield address(Section.AWARD, name, str(judged.payee), Sight.PAID)
            yield from self._of_standards(judged.scope, self._standards)
        yield from self._of_limits(judged, status, case)
        for exclusion in self.program.policy.exclusions:
            yield from _of_exclusion(exclusion, judged)

    def _of_conditions(
        self, judged: Judged, status: Status, held: Held
    ) -> Iterator[tuple[str, Sight]]:
        failing = [r for r in judged.reasons if r.holds is False]
        for title, holds in held.items():
            yield title, _SIGHT_OF[holds]
            if holds is True or not all(h for t, h in held.items() if t != title):
                continue
            if judged.applies is False:
                continue  # nobody claimed it, so nothing else was asked
            if holds is None and status is Status.PENDING:
                yield title, Sight.UNKNOWN_ALONE
            cured = self._conditions[judged.name][title].cure != ""
            if holds is False and (status is Status.PENDING if cured else len(failing) == 1):
                yield title, Sight.FAILS_ALONE
        if all(held.values()) and status in (Status.GRANTED, Status.PENDING):
            yield "", Sight.ALL_HOLD

    def _of_boundaries(
        self, judged: Judged, status: Status, case: Case, shown: frozenset[tuple[str, Sight]]
    ) -> Iterator[str]:
        """A threshold counts where its condition alone decides, or where all conditions hold."""
        granted, titles = status is Status.GRANTED, self._titles[judged.name]
        all_hold = all(self.held(judged).values())

        def decides(threshold: Threshold) -> bool:
            condition = threshold.condition
            if condition is None:
                return all_hold if threshold.ranged else granted
            title = titles.get(condition.expression.place, "")
            return bool(shown & {("", Sight.ALL_HOLD), (title, Sight.FAILS_ALONE)})

        yield from self._crossings.of_award(judged, case, decides)
        yield from self._crossings.of_limits(judged, case, granted)

    def _of_payment(self, judged: Judged, status: Status) -> Iterator[str]:
        payment = judged.award.payment
        if payment.shape is Shape.FORMULA:
            return
        formula = self.program.evaluate(payment.formula, judged.scope)
        bounds = [self.program.evaluate(bound, judged.scope) for bound in payment.bounds]
        sight = _shape_sight(payment.shape, formula, bounds, status)
        if sight is not None:
            yield address(Section.AWARD, judged.name, AMOUNT, sight)

    def _of_standards(self, scope: Facts, among: frozenset[str] | set[str]) -> Iterator[str]:
        """Give the numbers that were asked for on the way to a decision."""
        for name in among & scope.keys():
            standard = self.program.policy.standards[name]
            event = scope.event
            single = standard.versions[0] if len(standard.versions) == 1 else None
            version = version_on(standard, event) if isinstance(event, date) else single
            if version is None:
                continue
            key = str(scope[standard.by]) if standard.by else ""
            if standard.by and key not in dict(version.rows):
                key = OTHER_ROW
            part = row(version.start.isoformat(), key)
            yield address(Section.STANDARD, name, part, Sight.USED)

    def _of_limits(self, judged: Judged, status: Status, case: Case) -> Iterator[str]:
        granted = status is Status.GRANTED
        for limit in self.program.policy.limits:
            name = limit.cited.name
            if judged.name not in limit.over:
                continue
            if granted and any(r.limit == name for r in judged.reductions):
                yield address(Section.LIMIT, name, "", Sight.CUT)
            elif any(r.place == limit.cited.place for r in judged.reasons):
                yield address(Section.LIMIT, name, "", Sight.REFUSED)
            elif granted and self._passed(limit, judged, case):
                yield address(Section.LIMIT, name, "", Sight.PASSED)

    def _passed(self, limit: Limit, judged: Judged, case: Case) -> bool:
        """A cap lets an award through in earnest where something earlier could have counted."""
        could_count = {*limit.over, *limit.also}
        earlier = any(record.award in could_count for record in case.history or ())
        scope, asked = judged.scope, [judged.scope.governed(limit.window)]
        if limit.where is not None:
            asked.append(self.program.evaluate(limit.where, scope))
        return (earlier or limit.siblings) and all_of(asked) is True

    def _of_findings(self, case: Case, about: frozenset[str]) -> Iterator[str]:
        order = {name: index for index, name in enumerate(self.program.policy.facts)}
        for name, finding in self.program.policy.findings.items():
            if name in about:
                scope = self.program.undated(case.facts)
                status = find(self.program, finding, scope, order).status
                yield address(Section.FINDING, name, "", FINDING_SIGHTS[status])
                if status in (FindingStatus.MET, FindingStatus.BREACHED):
                    yield from self._of_standards(scope, self._of_finding[name])
                    yield from self._crossings.of_finding(name, case)

    def _of_constraints(self, said: set[str]) -> Iterator[str]:
        for constraint in self.program.policy.constraints:
            if contradiction(constraint) in said:
                yield address(Section.CONSTRAINT, constraint.says, "", Sight.BREACHED)

    def _of_readings(self, golden: Golden) -> Iterator[str]:
        """An option is seen where putting the chosen one back changes what is decided."""
        for name, option in golden.readings.items():
            back = {n: o for n, o in golden.readings.items() if n != name}
            with_it, without = self._by(dict(golden.readings)), self._by(back)
            try:
                pair = [decide(p, case_of(golden, p), KNOWN_ON) for p in (without, with_it)]
            except Refused:
                continue
            if moved(*pair):
                yield address(Section.READING, name, option, Sight.MOVES)

    def _by(self, readings: dict[str, str]) -> Program:
        key = tuple(sorted(readings.items()))
        if key not in self._decided_otherwise:
            as_loaded: Policy = self.program.as_loaded
            self._decided_otherwise[key] = Program(as_loaded, readings)
        return self._decided_otherwise[key]


_SIGHT_OF = {True: Sight.HOLDS, False: Sight.FAILS, None: Sight.UNKNOWN}


def _shape_sight(
    shape: Shape, formula: Answer, bounds: list[Answer], status: Status
) -> Sight | None:
    """Say on which side of its bounds a decided figure lies, where that decided."""
    if isinstance(formula, Unknown):
        return Sight.UNDECIDED
    if any(isinstance(bound, Unknown) for bound in bounds):
        return None
    figure, *ends = (cast("Number", value) for value in (formula, *bounds))
    if shape is Shape.RANGE:
        if ends[0] <= figure <= ends[1]:
            return Sight.INSIDE if status is Status.GRANTED else None
        return Sight.BELOW if figure < ends[0] else Sight.ABOVE
    if status is not Status.GRANTED:
        return None
    bound = figure > ends[0] if shape is Shape.CEILING else figure < ends[0]
    return Sight.BOUND if bound else Sight.FREE


def _of_exclusion(exclusion: Exclusion, judged: Judged) -> Iterator[str]:
    """Give the side that lost, the side that was kept instead, and the step that decided."""
    name = exclusion.cited.name
    for reason in judged.reasons:
        if reason.place != exclusion.cited.place or reason.holds is not False:
            continue
        yield address(Section.EXCLUSION, name, STEP_WORDS[reason.step], Sight.STEP)
        kept = {reason.kept, *(str(record.get("award")) for record in reason.earlier)}
        for side in exclusion.sides:
            if judged.name in side.awards:
                yield address(Section.EXCLUSION, name, side_name(side), Sight.REFUSED)
            elif kept & {*side.awards}:
                yield address(Section.EXCLUSION, name, side_name(side), Sight.KEPT)

"""One award judged on its own: does it apply, do its conditions hold, how much would it be.

Limits and exclusions come after and work on the same `Judged`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, cast

from interpreter.evaluation.distance import gaps
from interpreter.evaluation.outcome import Reason, Reduction
from interpreter.evaluation.program import Facts, Program
from interpreter.policy.model import Award, Condition, Payment, Shape
from interpreter.reference.meaning import MEANING
from interpreter.reference.unknown import Answer, Known, Number, Unknown, high_of, low_of


@dataclass(slots=True)
class Judged:
    """An award on its way to an outcome.

    It is refused, or not applicable, or waits for what `waits` names, or stands.
    `off_topic`: claimed although it is about something else.  `doubtful`: it may come to
    nothing; otherwise only its amount or payee waits.
    """

    award: Award
    program: Program
    facts: Mapping[str, Known]
    reasons: list[Reason] = field(default_factory=list)
    readings: set[str] = field(default_factory=set)
    waits: set[str] = field(default_factory=set)
    applies: bool | None = True
    off_topic: bool = False
    refused: bool = False
    doubtful: bool = False
    payee: Answer = ""
    amount: Answer = 0
    at_least: bool = False
    reductions: list[Reduction] = field(default_factory=list)
    _scope: Facts | None = None

    @property
    def scope(self) -> Facts:
        """The names of the case for this award."""
        if self._scope is None:
            self._scope = self.program.scope(self.award, self.facts)
        return self._scope

    @property
    def name(self) -> str:
        """The award's name."""
        return self.award.cited.name

    @property
    def out(self) -> bool:
        """Whether nothing can be paid any more."""
        return self.refused or self.applies is False

    @property
    def stands(self) -> bool:
        """Whether it would be granted as things are."""
        return not self.out and not self.waits and not self.doubtful

    def refuse(self, reason: Reason) -> None:
        """Note a reason that refuses."""
        self.refused = True
        self.reasons.append(reason)

    def wait(self, missing: frozenset[str]) -> None:
        """Note what the award waits for; it may come to nothing."""
        self.doubtful = True
        self.waits |= missing


def judge(program: Program, award: Award, facts: Mapping[str, Known], claimed: bool) -> Judged:
    """Judge an award by its own conditions and work out its amount."""
    judged = Judged(award, program, facts)
    _apply(program, judged, claimed)
    if judged.applies is False and not claimed:
        return judged
    judged.readings |= set(award.cited.readings)
    for condition in award.conditions:
        _test(program, judged, condition)
    if not judged.refused or award.payment.shape is Shape.RANGE:
        _pay(program, judged)
    _note_early(program, judged)
    return judged


class Looked(NamedTuple):
    """What a condition came to, and the reason that tells it; no reason where it asks nothing."""

    value: Answer
    reason: Reason | None


def _look(program: Program, judged: Judged, condition: Condition) -> Looked:
    """Look at a condition, or remember what it came to on the same facts."""
    memory = program.memory
    key = None if memory is None else memory.key(condition, judged.facts)
    if memory is None or key is None:
        return _look_anew(program, judged.scope, condition)
    found = cast("Looked | None", memory.recall(key))
    if found is None:
        found = _look_anew(program, judged.scope, condition)
        memory.keep(key, found)
    return found


def _look_anew(program: Program, scope: Facts, condition: Condition) -> Looked:
    governed = scope.governed(condition.window)
    if governed is False:
        return Looked(True, None)
    value = program.evaluate(condition.expression, scope)
    if value is False and isinstance(governed, Unknown):
        value = governed
    if value is False and condition.cure:
        value = Unknown(frozenset({condition.cure}))
    return Looked(value, reason_of(program, condition, value, scope))


def _apply(program: Program, judged: Judged, claimed: bool) -> None:
    value, reason = _look(program, judged, judged.award.applies)
    if reason is not None and value is not True:
        judged.reasons.append(reason)
    if isinstance(value, Unknown):
        judged.applies = None
        judged.wait(value.missing)
    elif value is False:
        judged.applies = False
        if claimed:
            judged.applies, judged.refused, judged.off_topic = True, True, True


def _test(program: Program, judged: Judged, condition: Condition) -> None:
    value, reason = _look(program, judged, condition)
    if reason is None:
        return
    judged.readings |= set(condition.readings)
    judged.reasons.append(reason)
    if isinstance(value, Unknown):
        judged.wait(value.missing)
    elif value is False:
        judged.refused = True


def reason_of(program: Program, condition: Condition, value: Answer, scope: Facts) -> Reason:
    """Give a condition with how it turned out, the facts it read, and how far off it was."""
    holds = None if isinstance(value, Unknown) else bool(value)
    off = gaps(program, condition.expression, scope) if holds is False else ()
    read = read_of(scope, condition.reads)
    place = condition.expression.place
    return Reason(condition.title, condition.cites, holds, read, gaps=off, place=place)


def read_of(scope: Facts, reads: tuple[str, ...]) -> dict[str, object]:
    """Give facts with their values, None where unknown or where the case names none."""
    values = {name: scope[name] for name in reads}
    return {n: None if isinstance(v, Unknown) or _own(v) else v for n, v in values.items()}


def _own(value: object) -> bool:
    return isinstance(value, str) and value.startswith("\0")


def _pay(program: Program, judged: Judged) -> None:
    judged.payee = program.evaluate(judged.award.payee, judged.scope)
    if isinstance(judged.payee, Unknown):
        judged.waits |= judged.payee.missing
    work_out(program, judged)


def work_out(program: Program, judged: Judged) -> None:
    """Work out the amount by its shape; a limit that cuts works it out again."""
    payment, scope = judged.award.payment, judged.scope
    formula = program.evaluate(payment.formula, scope)
    bounds = [program.evaluate(b, scope) for b in payment.bounds]
    amount = _SHAPED[payment.shape](judged, payment, formula, bounds)
    if payment.times is not None:
        amount = MEANING["multiply"](amount, program.evaluate(payment.times, scope))
    judged.amount = amount
    if isinstance(amount, Unknown):
        judged.waits |= amount.missing
    elif cast("Number", amount) < 0:
        judged.refuse(Reason("金额不小于零", judged.award.cited.cites, False))


def _formula(_: Judged, _payment: Payment, formula: Answer, _bounds: list[Answer]) -> Answer:
    return formula


def _ceiling(judged: Judged, payment: Payment, formula: Answer, bounds: list[Answer]) -> Answer:
    ceiling = bounds[0]
    known = not isinstance(formula, Unknown) and not isinstance(ceiling, Unknown)
    if known and cast("Number", formula) > cast("Number", ceiling):
        by = cast("Number", formula) - cast("Number", ceiling)
        name = payment.bounds[0].text
        judged.reductions.append(Reduction(name, judged.award.cited.cites, by))
    return MEANING["min"](formula, ceiling)


def _floor(judged: Judged, _payment: Payment, formula: Answer, bounds: list[Answer]) -> Answer:
    if isinstance(formula, Unknown) and not isinstance(bounds[0], Unknown):
        # The floor is certain whatever is decided above it, so it is paid and said to be one.
        judged.at_least = True
        return bounds[0]
    return MEANING["max"](formula, bounds[0])


def _range(judged: Judged, payment: Payment, formula: Answer, bounds: list[Answer]) -> Answer:
    low, high = bounds
    if isinstance(formula, Unknown):
        return Unknown(formula.missing, low_of(low), high_of(high))
    inside = MEANING["and"](MEANING["at_least"](formula, low), MEANING["at_most"](formula, high))
    holds = None if isinstance(inside, Unknown) else bool(inside)
    title = f"核定的数在 {payment.bounds[0].text} 与 {payment.bounds[1].text} 之间"
    reads = read_of(judged.scope, payment.reads)
    judged.reasons.append(Reason(title, judged.award.cited.cites, holds, reads))
    if isinstance(inside, Unknown):
        judged.wait(inside.missing)
    judged.refused = judged.refused or inside is False
    return formula


_SHAPED = {
    Shape.FORMULA: _formula,
    Shape.CEILING: _ceiling,
    Shape.FLOOR: _floor,
    Shape.RANGE: _range,
}


def _note_early(program: Program, judged: Judged) -> None:
    """Events before the document was issued rest on a reading of their own."""
    policy, event = program.policy, judged.scope.event
    if isinstance(event, date) and policy.in_force[0] <= event < policy.issued:
        judged.readings |= set(policy.before_issue)

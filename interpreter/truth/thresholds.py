"""Where a rule turns: each comparison of numbers or days in it, and what lies just on either side.

A case lies just on one side of a threshold when the comparison comes out one way, one step
more or less would turn it, and the rule turns with it.  That is said as conditions of the
language, so that every back end can be asked.  The step is the finest of what is compared: a
day, a 分, one; a month where a constraint fixes the day of the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from interpreter.language.tree import Apply, Expression, Literal, Name, Node, walk
from interpreter.language.types import BOOLEAN, Kind
from interpreter.language.writing import written
from interpreter.policy.model import (
    Award,
    Condition,
    Finding,
    Limit,
    Policy,
    Shape,
    Window,
)
from interpreter.policy.reach import award_expressions, names_through
from interpreter.problems import Place
from interpreter.truth.turns import Turn, turns_of

UPWARD = {"at_least": True, "more": True, "at_most": False, "less": False}
EQUALITY = frozenset({"equal", "unequal"})
EXTREMES = frozenset({"min", "max"})
EVENT = "event"
Side = tuple[Node, ...]
BOUNDS = {
    Shape.FORMULA: (),
    Shape.CEILING: ("at_most",),
    Shape.FLOOR: ("at_least",),
    Shape.RANGE: ("at_least", "at_most"),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A place where a rule turns, and when a case lies just inside and just outside of it.

    `rule` is the award or finding, `text` the comparison as an author would write it.  In a
    `condition` it counts where nothing else decides; without one, where something is paid, or
    for the range of an amount where all conditions hold.
    """

    rule: str
    text: str
    place: Place
    cites: tuple[str, ...]
    inside: Node
    outside: Node
    condition: Condition | None = None
    ranged: bool = False


def thresholds_of(policy: Policy) -> Iterator[Threshold]:
    """Give the thresholds of a settled policy, of its awards first."""
    finder = _Finder(policy)
    for award in policy.awards.values():
        yield from finder.of_award(award)
    for finding in policy.findings.values():
        yield from finder.of_finding(finding)


class _Finder:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._monthly = {fact for c in policy.constraints for fact in _fixed_days(c.expression)}

    def of_award(self, award: Award) -> Iterator[Threshold]:
        known = {} if award.event is None else {EVENT: award.event.root}
        for condition in (award.applies, *award.conditions):
            rule = replace(condition.expression, root=_windowed(condition))
            for found in self._in(rule, known):
                yield self._threshold(award.cited.name, condition.cites, found, condition)
        payment = award.payment
        for turn in self._bounds(award):
            kept = self._threshold(award.cited.name, award.cited.cites, turn, None)
            yield replace(kept, ranged=payment.shape is Shape.RANGE)
        times = () if payment.times is None else (payment.times,)
        for expression in (payment.formula, *times, award.payee):
            for found in self._in(expression, known):
                yield self._threshold(award.cited.name, award.cited.cites, found, None)
        for found in self._changes(award):
            yield self._threshold(award.cited.name, award.cited.cites, found, None)

    def of_finding(self, finding: Finding) -> Iterator[Threshold]:
        name, cites = finding.cited.name, finding.cited.cites
        for turn in self._in(finding.applies.expression, {}):
            yield self._threshold(name, cites, turn, None)
        figures = (expression for _, expression in finding.values)
        for expression in (finding.holds.expression, *figures):
            for turn in self._in(expression, {}):
                yield self._threshold(name, cites, turn, None, (finding.applies.expression.root,))

    def _bounds(self, award: Award) -> Iterator[Turn]:
        """A decided figure is compared with its ceiling, floor or range."""
        payment = award.payment
        for operator, bound in zip(BOUNDS[payment.shape], payment.bounds, strict=True):
            turn = _truth(operator, payment.formula.root, bound.root)
            yield Turn(turn, turn, payment.formula.place, lambda new: new)

    def _changes(self, award: Award) -> Iterator[Turn]:
        """On the first day of another version of a standard an award may turn."""
        if award.event is None:
            return
        names = names_through(award_expressions(award), self._policy)
        for standard in (self._policy.standards[n] for n in names if n in self._policy.standards):
            for version in standard.versions[1:]:
                turn = _truth("at_least", award.event.root, Literal(version.start))
                yield Turn(turn, turn, version.place, lambda new: new)

    def _in(self, expression: Expression, known: Mapping[str, Node]) -> Iterator[Turn]:
        """Give each comparison, each lesser or greater of two numbers, and each cut to a whole."""
        made = self._policy.definitions
        for turn in turns_of(expression.root, expression.place, made, known):
            if turn.node.operator == "floor" or _compares(turn.node):
                yield turn

    def _threshold(
        self,
        rule: str,
        cites: tuple[str, ...],
        turn: Turn,
        condition: Condition | None,
        outer: tuple[Node, ...] = (),
    ) -> Threshold:
        operator, text = turn.node.operator, written(turn.written)
        if operator == "floor":
            sides, text = self._floored(turn), f"{written(turn.written.arguments[0])} 满整数"
        elif operator in EXTREMES:
            sides, text = self._chosen(turn), written(_between(turn.written))
        else:
            sides = self._compared(turn.node, _differ(turn.put(_TRUE), turn.put(_FALSE)))
        inside, outside = (_truth("and", *outer, *side) for side in sides)
        return Threshold(rule, text, turn.place, cites, inside, outside, condition)

    def _compared(self, node: Apply, turns: tuple[Node, ...]) -> tuple[Side, Side]:
        """Say where a comparison holds and one step turns it, and where it fails likewise."""
        less, more = self._moved(node, -1), self._moved(node, 1)
        if node.operator in EQUALITY:
            turned = _truth("or", less, more)
            return (node, _not(_truth("and", less, more)), *turns), (_not(node), turned, *turns)
        falling, rising = (less, more) if UPWARD[node.operator] else (more, less)
        return (node, _not(falling), *turns), (_not(node), rising, *turns)

    def _chosen(self, turn: Turn) -> tuple[Side, Side]:
        """The lesser or greater of two: compare them, where the rule is moved by what they give."""
        node = turn.node
        more = Apply("add", (node, Literal(self._step(*node.arguments))))
        return self._compared(_between(node), _differ(turn.put(node), turn.put(more)))

    def _floored(self, turn: Turn) -> tuple[Side, Side]:
        """Say where a number is just whole, and where one step more would make it so."""
        (number,), put = turn.node.arguments, turn.put
        step = Literal(self._step(number))
        above, below = (Apply(way, (turn.node, Literal(1))) for way in ("add", "subtract"))
        whole = _truth("less", Apply("subtract", (number, step)), turn.node)
        almost = _truth("at_least", Apply("add", (number, step)), above)
        inside, outside = (_differ(put(turn.node), put(other)) for other in (below, above))
        return (whole, *inside), (almost, *outside)

    def _moved(self, node: Apply, way: int) -> Node:
        """Give a comparison with its left side moved by a step, or the right one the other way."""
        left, right = node.arguments
        if _is_date(left) and self._is_monthly(right):
            return replace(node, arguments=(left, self._step_on(right, -way)))
        return replace(node, arguments=(self._step_on(left, way, right), right))

    def _step_on(self, node: Node, way: int, other: Node | None = None) -> Node:
        if not _is_date(node):
            step = self._step(node) if other is None else self._step(node, other)
            return Apply("add", (node, Literal(way * step)))
        by = "add_months" if self._is_monthly(node) else "add_days"
        return Apply(by, (node, Literal(way)))

    def _is_monthly(self, node: Node) -> bool:
        return isinstance(node, Name) and node.id in self._monthly

    def _step(self, *nodes: Node) -> Fraction | int:
        return _step_of(self._policy, *nodes)


def unit_of(limit: Limit, policy: Policy) -> Fraction | int:
    """Give one unit of what a limit is over."""
    if not limit.measure:
        return 1
    return _step_of(policy, policy.definitions[limit.measure].expression.root)


def _step_of(policy: Policy, *nodes: Node) -> Fraction | int:
    """Give the finest step of numbers that are compared: of the facts that are read in them."""
    if all(node.type is not None and node.type.whole for node in nodes):
        return 1
    names = {n.id for node in nodes for n in walk(node) if isinstance(n, Name)}
    facts = [policy.facts[name].type for name in names if name in policy.facts]
    places = max((t.places or 0 for t in facts if t.kind is Kind.NUMBER), default=0)
    return Fraction(1, 10**places) if places else 1


def _windowed(condition: Condition) -> Node:
    """Outside its window a condition asks nothing."""
    root, window = condition.expression.root, condition.window
    if window == Window():
        return root
    event, ends = Name(EVENT), []
    if window.start is not None:
        ends.append(_truth("less", event, Literal(window.start)))
    if window.end is not None:
        ends.append(_truth("more", event, Literal(window.end)))
    return _truth("or", *ends, root)


def _fixed_days(expression: Expression) -> Iterator[str]:
    """Name the fact whose day of the month a constraint fixes, if it does only that."""
    root = expression.root
    if isinstance(root, Apply) and root.operator == "equal":
        left, right = root.arguments
        is_day = isinstance(left, Apply) and left.operator == "day" and isinstance(right, Literal)
        if is_day and isinstance(left, Apply) and isinstance(left.arguments[0], Name):
            yield left.arguments[0].id


def _is_date(node: Node) -> bool:
    return (node.type is not None and node.type.kind is Kind.DATE) or (
        isinstance(node, Name) and node.id in (EVENT, "counted_on")
    )


def _is_number(node: Node) -> bool:
    return node.type is not None and node.type.kind is Kind.NUMBER


def _compares(node: Apply) -> bool:
    """Say whether numbers or days are compared, or the lesser or greater of two numbers taken."""
    first = node.arguments[0]
    if node.operator in UPWARD or node.operator in EQUALITY:
        return _is_date(first) or _is_number(first)
    return node.operator in EXTREMES and len(node.arguments) == 2 and _is_number(first)


def _between(node: Apply) -> Apply:
    """Give the comparison by which the lesser or the greater of two numbers is taken."""
    one, other = node.arguments if node.operator == "min" else reversed(node.arguments)
    return _truth("at_most", one, other)


def _truth(operator: str, *arguments: Node) -> Apply:
    return Apply(operator, arguments, 0, BOOLEAN)


def _not(node: Node) -> Apply:
    return _truth("not", node)


def _differ(one: Node, other: Node) -> tuple[Node, ...]:
    """Say that a rule comes out otherwise, where that has to be said."""
    return () if one == _TRUE and other == _FALSE else (_truth("unequal", one, other),)


_TRUE, _FALSE = (Literal(value, 0, BOOLEAN) for value in (True, False))

"""A settled policy brought to plain conditions, so that languages without unknowns can say it.

For a claim whose facts are all given and whose history is empty.  What cannot be said so
raises NotPlain; nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from peer.plain import TRUE, NotPlain, Plain, applied, both, chosen, compared, either, negated, put
from peer.steps import Steps

from interpreter.evaluation.outcome import Status
from interpreter.language.tree import Apply, Expression, Literal, Name, Node, names_in, walk
from interpreter.policy.model import EVERY_DAY, Award, Condition, Exclusion, Limit, Policy, Shape
from interpreter.policy.reach import names_through

CODES = {status: Literal(code) for code, status in enumerate(Status)}
Sides = list[list[tuple[str, Node]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """An award on its way: when it applies, can still be paid, and is free of unknowns."""

    applies: Node
    live: Node
    sure: Node

    @property
    def granted(self) -> Node:
        """The condition under which it would be granted as things are."""
        return both(self.live, self.sure)

    @property
    def waits(self) -> Node:
        """The condition under which it is pending as things are."""
        return both(self.live, negated(self.sure))


@dataclass(frozen=True, slots=True)
class Result:
    """An award's status, as its number in the order of `Status`, and its amount if granted."""

    status: Node
    amount: Node | None


@dataclass(frozen=True, slots=True)
class PlainPolicy:
    """Facts that are read, steps each built on those before, and what becomes of each award."""

    facts: tuple[str, ...]
    steps: Mapping[str, Node]
    results: Mapping[str, Result]


def plain_policy(policy: Policy) -> PlainPolicy:
    """Bring a settled policy to plain conditions; raises NotPlain."""
    lowering = _Lowering(policy)
    results = lowering.results()
    ends = [n for r in results.values() for n in (r.status, r.amount) if n is not None]
    steps, once = lowering.steps.needed(ends)
    results = {
        name: Result(put(found.status, once), found.amount and put(found.amount, once))
        for name, found in results.items()
    }
    ends = [n for r in results.values() for n in (r.status, r.amount) if n is not None]
    trees = [*steps.values(), *ends]
    read = {n.id for tree in trees for n in walk(tree) if isinstance(n, Name)}
    return PlainPolicy(tuple(name for name in policy.facts if name in read), steps, results)


class _Lowering:
    """Goes the way a decision goes: conditions, amounts, what falls together, exclusions."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.steps = Steps(policy)
        self._standing: dict[str, Standing] = {}
        self._amounts: dict[str, Node | None] = {}

    def results(self) -> dict[str, Result]:
        """Give what becomes of each award."""
        open_ = {name: self._judge(name, award) for name, award in self._policy.awards.items()}
        for name, award in self._policy.awards.items():
            for other in award.falls_with:
                self._fall(name, other, open_[other])
        for limit in self._policy.limits:
            self._check(limit)
        for exclusion in self._policy.exclusions:
            self._exclude(exclusion)
        return {name: self._result(name) for name in self._policy.awards}

    def _result(self, name: str) -> Result:
        award = self._standing[name]
        open_ = chosen(award.sure, CODES[Status.GRANTED], CODES[Status.PENDING])
        live = chosen(award.live, open_, CODES[Status.REFUSED])
        status = chosen(award.applies, live, CODES[Status.NOT_APPLICABLE])
        return Result(status, self._amounts[name])

    # One award on its own

    def _judge(self, name: str, award: Award) -> Node:
        """Judge an award on its own; give the condition under which it may come to nothing."""
        own: dict[str, Node] = {"award": Literal(name)}
        own |= {} if award.event is None else {"event": award.event.root}
        conditions = [self._condition(c, own) for c in award.conditions]
        amount, inside = self._amount(award)
        fails = either(*(c.fails for c in conditions), negated(inside))
        if amount.value is not None and not self.steps.is_positive(amount.value):
            fails = either(fails, both(compared("less", amount.value, Literal(0)), amount.known))
        open_ = either(*(negated(c.known) for c in conditions))
        applies = self.steps.keep(f"{name}适用", self.steps.certain(award.applies.expression, own))
        live = self.steps.keep(f"{name}可付", both(applies, negated(fails)))
        sure = self.steps.keep(f"{name}确定", both(negated(open_), amount.known))
        self._standing[name] = Standing(applies, live, sure)
        self._amounts[name] = amount.value
        return open_

    def _condition(self, condition: Condition, own: Mapping[str, Node]) -> Plain:
        """Give a condition; a false one that can still be made good is not known to fail."""
        if condition.window != EVERY_DAY:
            raise NotPlain(f"{condition.title} is asked on some days only")
        found = self.steps.plain(condition.expression.root, own)
        if found.value is not None and found.known == TRUE:
            found = Plain(self.steps.keep(condition.title, found.value))
        return Plain(found.value, found.holds) if condition.cure else found

    def _amount(self, award: Award) -> tuple[Plain, Node]:
        """Give an award's amount, and the condition that it is one that may be decided."""
        payment, cut = award.payment, self._cut(award)
        formula = self.steps.plain(payment.formula.root, cut)
        bounds = [self.steps.certain(bound) for bound in payment.bounds]
        found, inside = formula, TRUE
        if payment.shape is not Shape.FORMULA:
            decided = self.steps.certain(payment.formula)
            ways = _BOUNDED[payment.shape]
            held = [compared(way, decided, bound) for way, bound in zip(ways, bounds, strict=True)]
            found = formula if payment.shape is Shape.RANGE else Plain(held[0])
            inside = both(*held) if payment.shape is Shape.RANGE else TRUE
        if payment.times is not None:
            times = self.steps.plain(payment.times.root, cut)
            found = applied(Apply("multiply", ()), [found, times])
        if found.value is None:
            return found, inside
        return replace(found, value=self.steps.keep(f"{award.cited.name}金额", found.value)), inside

    def _cut(self, award: Award) -> dict[str, Node]:
        """Give the quantities that a limit cuts, cut to what a first claim may use."""
        definitions, found = self._policy.definitions, dict[str, Node]()
        for limit in self._policy.limits:
            if not limit.measure or award.cited.name not in limit.over:
                continue
            others = [n for n in names_in(award.payment.formula.root) if n != limit.measure]
            inner = [definitions[n].expression for n in others if n in definitions]
            if not limit.cuts or limit.where or limit.measure in names_through(inner, self._policy):
                raise NotPlain(limit.cited.name)
            found[limit.measure] = Apply("min", (Name(limit.measure), limit.at_most.root))
        return found

    # Several awards of one claim, its history empty

    def _fall(self, name: str, other: str, other_open: Node) -> None:
        """An award falls with one it goes with; where that may come to nothing, so may it."""
        beside = self._standing[other]
        fell = both(beside.applies, negated(beside.live))
        self._settle(name, fell, both(beside.live, other_open), f"随{other}")

    def _settle(self, name: str, beaten: Node, waits: Node, why: str) -> None:
        award = self._standing[name]
        live = self.steps.keep(f"{name}可付_{why}", both(award.live, negated(beaten)))
        sure = self.steps.keep(f"{name}确定_{why}", both(award.sure, negated(waits)))
        self._standing[name] = Standing(award.applies, live, sure)

    def _check(self, limit: Limit) -> None:
        """A cap must allow the first claim of anybody."""
        most = self.steps.certain(limit.at_most)
        allows = isinstance(most, Literal) and most.value >= 1  # type: ignore[operator]
        if not allows or limit.siblings or limit.window != EVERY_DAY:
            raise NotPlain(limit.cited.name)

    def _exclude(self, exclusion: Exclusion) -> None:
        """Keep one of several awards; nothing was paid before, and who elects needs no amounts."""
        sides = self._sides(exclusion)
        elects = exclusion.elects in self._policy.facts
        for step in exclusion.keep:
            if step == "rank":
                self._rank(exclusion, sides)
            elif step == "elected":
                self._elect(exclusion, sides)
            elif step != "paid_first" and not (step == "higher" and elects):
                raise NotPlain(f"{exclusion.cited.name}: {step}")

    def _sides(self, exclusion: Exclusion) -> Sides:
        """Give each side's awards, each with the condition under which it is on that side."""
        if exclusion.window != EVERY_DAY:
            raise NotPlain(exclusion.cited.name)

        def on(name: str, asked: list[Expression | None]) -> Node:
            own = {"award": Literal(name)}
            return both(*(self.steps.certain(e, own) for e in asked if e is not None))

        return [
            [(name, on(name, [exclusion.guard, side.where])) for name in side.awards]
            for side in exclusion.sides
        ]

    def _rank(self, exclusion: Exclusion, sides: Sides) -> None:
        """What stands on an earlier side displaces; what may stand there makes wait."""
        above: list[tuple[str, Node]] = []
        for side in sides:
            for name, on in side:
                self._settle(name, *self._met(above, on), exclusion.cited.name)
            above += side

    def _elect(self, exclusion: Exclusion, sides: Sides) -> None:
        """What stands on the side elected displaces all others; what may stand makes wait."""
        choice = Name(exclusion.elects)
        chosen_ = [compared("equal", choice, Literal(side.choice)) for side in exclusion.sides]
        found = []
        for side in sides:
            for name, on in side:
                others = zip(sides, chosen_, strict=True)
                met = [self._met(o, both(on, is_it)) for o, is_it in others if o is not side]
                found.append((name, either(*(b for b, _ in met)), either(*(w for _, w in met))))
        for name, beaten, waits in found:
            self._settle(name, beaten, waits, exclusion.cited.name)

    def _met(self, rivals: list[tuple[str, Node]], on: Node) -> tuple[Node, Node]:
        """Say when one of some rivals stands, and when one may."""
        standing = [both(self._standing[name].granted, side) for name, side in rivals]
        open_ = [both(self._standing[name].waits, side) for name, side in rivals]
        return both(on, either(*standing)), both(on, either(*open_))


_BOUNDED = {Shape.CEILING: ("min",), Shape.FLOOR: ("max",), Shape.RANGE: ("at_least", "at_most")}

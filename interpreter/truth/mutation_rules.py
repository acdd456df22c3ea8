"""Mutants of what decides: gates as one rule over all their awards, awards, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from interpreter.language.tree import Expression, Name
from interpreter.policy.model import Award, Condition, Finding, Payment, Policy, Shape
from interpreter.policy.provisions import ALWAYS
from interpreter.truth.alterations import alterations, opposite, payee_alterations
from interpreter.truth.mutant import Mutant, Spot, spliced
from interpreter.truth.mutation_data import of_window
from interpreter.truth.payees import payees_of

Gates = Mapping[int, tuple[Award, ...]]


def of_gates(policy: Policy) -> Iterator[Mutant]:
    """Give each gate changed for all its awards at once, or gone."""
    seen: set[int] = set()
    gates = _gates(policy)
    for award in policy.awards.values():
        for condition in award.conditions:
            key = id(condition.expression)
            if key in gates and key not in seen:
                seen.add(key)
                yield from _of_gate(policy, gates[key], condition)


def _gates(policy: Policy) -> Gates:
    """Give the awards that share a condition: it came from a gate."""
    over: dict[int, dict[str, Award]] = {}
    for name, award in policy.awards.items():
        for condition in award.conditions:
            over.setdefault(id(condition.expression), {})[name] = award
    return {key: tuple(awards.values()) for key, awards in over.items() if len(awards) > 1}


def _of_gate(policy: Policy, awards: Iterable[Award], gate: Condition) -> Iterator[Mutant]:
    clause = gate.cites[0] if gate.cites else ""
    spot = Spot(clause, "关口", gate.title, gate.expression.place)

    def put(change: Callable[[Condition], Condition | None]) -> Policy:
        return _with_awards(policy, [_changed(a, gate.expression, change) for a in awards])

    yield spot.mutant("去掉", put(lambda _: None))
    yield from _of_condition(spot, gate, put)


Putting = Callable[[Callable[[Condition], Condition | None]], Policy]


def _of_condition(spot: Spot, condition: Condition, put: Putting) -> Iterator[Mutant]:
    """Give a condition negated and changed, its days and its cure with it."""

    def lay(expression: Expression) -> Policy:
        return put(lambda c: replace(c, expression=expression))

    expression = condition.expression
    yield spot.mutant("取反", lay(replace(expression, root=opposite(expression.root))))
    yield from spot.mutants(expression, lay)
    yield from of_window(spot, condition.window, lambda w: put(lambda c: replace(c, window=w)))
    if condition.cure:
        yield spot.mutant("去掉 cure", put(lambda c: replace(c, cure="")))


def _changed(
    award: Award, expression: Expression, change: Callable[[Condition], Condition | None]
) -> Award:
    changed = [change(c) if c.expression is expression else c for c in award.conditions]
    return replace(award, conditions=tuple(c for c in changed if c is not None))


def _with_awards(policy: Policy, awards: Iterable[Award]) -> Policy:
    return replace(policy, awards={**policy.awards, **{a.cited.name: a for a in awards}})


def of_awards(policy: Policy) -> Iterator[Mutant]:
    """Give each award with one of its parts changed or gone."""
    gates, payees = _gates(policy), payees_of(policy)
    for award in policy.awards.values():
        yield from _of_award(policy, award, gates, payees)


def _of_award(
    policy: Policy, award: Award, gates: Gates, payees: tuple[str, ...]
) -> Iterator[Mutant]:
    def put(changed: Award) -> Policy:
        return _with_awards(policy, [changed])

    yield from _of_payee(award, put, payees)
    yield from _of_days(policy, award, put)
    yield from _of_applies(Spot.of(award.cited, "applies"), award.applies, award, put)
    for condition in award.conditions:
        yield from _of_own(award, condition, put, shared=id(condition.expression) in gates)
    yield from _of_payment(award, put)
    for name in award.falls_with:
        left = replace(award, falls_with=tuple(n for n in award.falls_with if n != name))
        yield Spot.of(award.cited, "falls_with").mutant(f"去掉 {name}", put(left))


PutAward = Callable[[Award], Policy]


def _of_payee(award: Award, put: PutAward, payees: tuple[str, ...]) -> Iterator[Mutant]:
    spot = Spot.of(award.cited, "payee")

    def lay(e: Expression) -> Policy:
        return put(replace(award, payee=e))

    yield from spot.mutants(award.payee, lay)
    yield from spot.mutants(award.payee, lay, lambda n: payee_alterations(n, payees))


def _of_days(policy: Policy, award: Award, put: PutAward) -> Iterator[Mutant]:
    """Give the day an award goes by changed, or taken from the next award that goes by another."""
    spot = Spot.of(award.cited, "event")
    if award.event is not None:
        event = award.event
        yield from spot.mutants(event, lambda e: put(replace(award, event=e)))
        for other in _other_days(policy, event):
            changed = put(replace(award, event=replace(event, root=other.root)))
            yield replace(spot, place=event.place).mutant(f"{event.text} → {other.text}", changed)
    if award.counts_on is not None:
        spot = Spot.of(award.cited, "counts_on")
        yield spot.mutant("去掉", put(replace(award, counts_on=None)))
        yield from spot.mutants(award.counts_on, lambda e: put(replace(award, counts_on=e)))


def _other_days(policy: Policy, event: Expression) -> tuple[Expression, ...]:
    """Give one other date of a case that an award of the policy goes by."""
    days = [a.event for a in policy.awards.values() if a.event is not None]
    facts = [d for d in days if isinstance(d.root, Name) and d.root.id in policy.facts]
    return tuple(d for d in facts if d.text != event.text)[:1]


def _of_applies(spot: Spot, applies: Condition, award: Award, put: PutAward) -> Iterator[Mutant]:
    if applies is ALWAYS:
        return

    def lay(e: Expression) -> Policy:
        return put(replace(award, applies=replace(applies, expression=e)))

    yield from _of_scope(spot, applies.expression, lay)


def _of_scope(
    spot: Spot, expression: Expression, lay: Callable[[Expression], Policy]
) -> Iterator[Mutant]:
    here = replace(spot, place=expression.place)
    always = replace(expression, root=ALWAYS.expression.root)
    yield here.mutant("去掉", lay(always))
    yield here.mutant("取反", lay(replace(expression, root=opposite(expression.root))))
    yield from here.mutants(expression, lay)


def _of_own(award: Award, condition: Condition, put: PutAward, *, shared: bool) -> Iterator[Mutant]:
    clause = condition.cites[0] if condition.cites else ""
    spot = Spot(clause, award.cited.name, condition.title, condition.expression.place)

    def lay(change: Callable[[Condition], Condition | None]) -> Policy:
        return put(_changed(award, condition.expression, change))

    yield spot.mutant("去掉", lay(lambda _: None))
    if not shared:
        yield from _of_condition(spot, condition, lay)


def _of_payment(award: Award, put: PutAward) -> Iterator[Mutant]:
    payment, spot = award.payment, Spot.of(award.cited, "amount")

    def lay(changed: Payment) -> Policy:
        return put(replace(award, payment=changed))

    yield from spot.mutants(payment.formula, lambda e: lay(replace(payment, formula=e)))
    for index, bound in enumerate(payment.bounds):
        for found in alterations(bound.root):
            changed = spliced(payment.bounds, index, replace(bound, root=found.root))
            here = replace(spot, place=bound.place)
            yield here.mutant(found.says, lay(replace(payment, bounds=changed)), found.at)
    if payment.shape is not Shape.FORMULA:
        free = replace(payment, shape=Shape.FORMULA, bounds=())
        yield spot.mutant(f"去掉 {payment.shape.value}", lay(free))
    if payment.times is not None:
        yield spot.mutant("去掉 times", lay(replace(payment, times=None)))
        yield from spot.mutants(payment.times, lambda e: lay(replace(payment, times=e)))


def of_findings(policy: Policy) -> Iterator[Mutant]:
    """Give each obligation or rate limit with its scope, its condition or a figure changed."""
    for name, finding in policy.findings.items():

        def put(changed: Finding, name: str = name) -> Policy:
            return replace(policy, findings={**policy.findings, name: changed})

        yield from _of_finding(finding, put)


def _of_finding(finding: Finding, put: Callable[[Finding], Policy]) -> Iterator[Mutant]:
    if finding.applies is not ALWAYS:
        applies = finding.applies
        yield from _of_scope(
            Spot.of(finding.cited, "applies"),
            applies.expression,
            lambda e: put(replace(finding, applies=replace(applies, expression=e))),
        )
    holds = finding.holds
    yield from _of_scope(
        Spot.of(finding.cited, "holds"),
        holds.expression,
        lambda e: put(replace(finding, holds=replace(holds, expression=e))),
    )
    for index, (name, figure) in enumerate(finding.values):
        spot = replace(Spot.of(finding.cited, f"values {name}"), place=figure.place)
        for found in alterations(figure.root):
            changed = (name, replace(figure, root=found.root))
            values = spliced(finding.values, index, changed)
            yield spot.mutant(found.says, put(replace(finding, values=values)), found.at)

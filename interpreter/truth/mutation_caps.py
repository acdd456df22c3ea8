"""Mutants of what keeps awards apart: limits and exclusions, each gone or with a part changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from interpreter.language.tree import Expression
from interpreter.language.writing import written
from interpreter.policy.caps import SETTLING
from interpreter.policy.model import Exclusion, Limit, Policy, Side
from interpreter.truth.alterations import alterations
from interpreter.truth.mutant import Mutant, Spot, spliced
from interpreter.truth.mutation_data import of_window

WHOLE, DAYS = "整条", "期间"
PutLimit = Callable[[Limit], Policy]
PutExclusion = Callable[[Exclusion], Policy]


def of_limits(policy: Policy) -> Iterator[Mutant]:
    """Give each cap gone, and with each of its parts changed or gone."""
    for index, limit in enumerate(policy.limits):
        gone = replace(policy, limits=spliced(policy.limits, index))
        yield Spot.of(limit.cited, WHOLE).mutant("去掉", gone)
        yield from _of_limit(policy, index, limit)


def _of_limit(policy: Policy, index: int, limit: Limit) -> Iterator[Mutant]:
    def put(changed: Limit) -> Policy:
        return replace(policy, limits=spliced(policy.limits, index, changed))

    yield from _of_reach(limit, put)
    yield from _of_counting(limit, put)
    for part in ("where", "matches"):
        yield from _of_condition(limit, part, put)
    days = Spot.of(limit.cited, DAYS)
    yield from of_window(days, limit.window, lambda w: put(replace(limit, window=w)))


def _of_reach(limit: Limit, put: PutLimit) -> Iterator[Mutant]:
    """Give a cap that misses one of its awards, or reaches further than within one."""
    for key in ("over", "also"):
        names: tuple[str, ...] = getattr(limit, key)
        for name in names if len(names) > 1 or key == "also" else ():
            left: dict[str, Any] = {key: tuple(n for n in names if n != name)}
            changed = put(replace(limit, **left))
            yield Spot.of(limit.cited, key).mutant(f"去掉 {name}", changed)
    if limit.within:
        yield Spot.of(limit.cited, "within").mutant("去掉", put(replace(limit, within="")))


def _of_counting(limit: Limit, put: PutLimit) -> Iterator[Mutant]:
    cited = limit.cited
    if limit.count:
        yield Spot.of(cited, "count").mutant("去掉", put(replace(limit, count="")))
    if limit.siblings:
        yield Spot.of(cited, "siblings").mutant("去掉", put(replace(limit, siblings=False)))
    if limit.measure:
        says = "只付剩余 → 不予" if limit.cuts else "不予 → 只付剩余"
        yield Spot.of(cited, "over_limit").mutant(says, put(replace(limit, cuts=not limit.cuts)))
    spot = Spot.of(cited, "at_most")
    yield from spot.mutants(limit.at_most, lambda e: put(replace(limit, at_most=e)))
    yield from _of_keys(
        Spot.of(cited, "per"), limit.keys, lambda keys: put(replace(limit, keys=keys))
    )


def _of_keys(
    spot: Spot,
    keys: tuple[Expression, ...],
    put: Callable[[tuple[Expression, ...]], Policy],
) -> Iterator[Mutant]:
    for index, key in enumerate(keys):
        here = replace(spot, place=key.place)
        yield here.mutant(f"去掉 {written(key.root)}", put(spliced(keys, index)))
        for found in alterations(key.root):
            changed = replace(key, root=found.root)
            yield here.mutant(found.says, put(spliced(keys, index, changed)), found.at)


def _of_condition(limit: Limit, part: str, put: PutLimit) -> Iterator[Mutant]:
    expression: Expression | None = getattr(limit, part)
    if expression is None:
        return
    spot = replace(Spot.of(limit.cited, part), place=expression.place)

    def lay(changed: Expression | None) -> Policy:
        instead: dict[str, Any] = {part: changed}
        return put(replace(limit, **instead))

    yield spot.mutant("去掉", lay(None))
    yield from spot.mutants(expression, lay)


def of_exclusions(policy: Policy) -> Iterator[Mutant]:
    """Give each exclusion gone, and with each of its parts changed or gone."""
    for index, exclusion in enumerate(policy.exclusions):
        gone = replace(policy, exclusions=spliced(policy.exclusions, index))
        yield Spot.of(exclusion.cited, WHOLE).mutant("去掉", gone)
        yield from _of_exclusion(policy, index, exclusion)


def _of_exclusion(policy: Policy, index: int, exclusion: Exclusion) -> Iterator[Mutant]:
    def put(changed: Exclusion) -> Policy:
        return replace(policy, exclusions=spliced(policy.exclusions, index, changed))

    cited, keys = exclusion.cited, exclusion.keys
    yield from _of_guard(exclusion, put)
    yield from _of_keys(Spot.of(cited, "per"), keys, lambda k: put(replace(exclusion, keys=k)))
    yield from _of_steps(exclusion, put)
    for number in range(len(exclusion.sides)):
        yield from _of_place(exclusion, number, put)
    days = Spot.of(cited, DAYS)
    yield from of_window(days, exclusion.window, lambda w: put(replace(exclusion, window=w)))


def _of_guard(exclusion: Exclusion, put: PutExclusion) -> Iterator[Mutant]:
    guard = exclusion.guard
    if guard is None:
        return
    spot = replace(Spot.of(exclusion.cited, "if"), place=guard.place)
    yield spot.mutant("去掉", put(replace(exclusion, guard=None)))
    yield from spot.mutants(guard, lambda e: put(replace(exclusion, guard=e)))


def _of_steps(exclusion: Exclusion, put: PutExclusion) -> Iterator[Mutant]:
    """Drop each step without which the others still settle every case."""
    for step in exclusion.keep:
        kept = tuple(s for s in exclusion.keep if s != step)
        if kept and kept[-1] in SETTLING:
            changed = put(replace(exclusion, keep=kept))
            yield Spot.of(exclusion.cited, "keep").mutant(f"去掉 {step}", changed)


def _of_place(exclusion: Exclusion, index: int, put: PutExclusion) -> Iterator[Mutant]:
    """Give a side gone, in the next one's place, and with a part of it changed."""
    sides, spot = exclusion.sides, Spot.of(exclusion.cited, "sides")
    side = sides[index]
    name = "、".join(side.awards[:2]) + ("等" if len(side.awards) > 2 else "")
    yield spot.mutant(f"去掉 {name}", put(replace(exclusion, sides=spliced(sides, index))))
    if index + 1 < len(sides) and "rank" in exclusion.keep:
        swapped = (*sides[:index], sides[index + 1], side, *sides[index + 2 :])
        yield spot.mutant(f"{name} 与后一位对调", put(replace(exclusion, sides=swapped)))
    if index + 1 < len(sides) and exclusion.elects:
        other = sides[index + 1]
        chosen = (replace(side, choice=other.choice), replace(other, choice=side.choice))
        exchanged = (*sides[:index], *chosen, *sides[index + 2 :])
        says = f"{side.choice} 与 {other.choice} 对调"
        yield spot.mutant(says, put(replace(exclusion, sides=exchanged)))
    yield from _of_side(
        spot, side, lambda s: put(replace(exclusion, sides=spliced(sides, index, s)))
    )


def _of_side(spot: Spot, side: Side, lay: Callable[[Side], Policy]) -> Iterator[Mutant]:
    for name in side.awards if len(side.awards) > 1 else ():
        kept = tuple(n for n in side.awards if n != name)
        yield spot.mutant(f"去掉 {name}", lay(replace(side, awards=kept)))
    if side.where is not None:
        here = replace(spot, part="sides where", place=side.where.place)
        yield here.mutant(f"去掉（{side.awards[0]}）", lay(replace(side, where=None)))
        yield from here.mutants(side.where, lambda e: lay(replace(side, where=e)))

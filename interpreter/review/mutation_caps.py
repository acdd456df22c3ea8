"""Mutants of what keeps awards apart: limits and exclusions, each gone or with a part changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from interpreter.language.tree import Expression
from interpreter.language.writing import written
from interpreter.policy.caps import SETTLING
from interpreter.policy.model import Exclusion, Limit, Policy, Side
from interpreter.review.mutation import Mutant, Spot
from interpreter.review.mutation_data import of_window

PutLimit = Callable[[Limit], Policy]
PutExclusion = Callable[[Exclusion], Policy]


def of_limits(policy: Policy) -> Iterator[Mutant]:
    """Give each cap gone, and with each of its parts changed or gone."""
    for index, limit in enumerate(policy.limits):
        before, after = policy.limits[:index], policy.limits[index + 1 :]

        def put(
            changed: Limit,
            before: tuple[Limit, ...] = before,
            after: tuple[Limit, ...] = after,
        ) -> Policy:
            return replace(policy, limits=(*before, changed, *after))

        gone = replace(policy, limits=(*before, *after))
        yield Spot.of(limit.cited, "整条").mutant("去掉", gone)
        yield from _of_reach(limit, put)
        yield from _of_counting(limit, put)
        yield from _of_conditions(limit, put)
        window = limit.window
        yield from of_window(
            Spot.of(limit.cited, "期间"), window, lambda w: put(replace(limit, window=w))
        )


def _of_reach(limit: Limit, put: PutLimit) -> Iterator[Mutant]:
    """Give a cap that misses one of its awards, or reaches further than within one."""
    for key in ("over", "also"):
        names: tuple[str, ...] = getattr(limit, key)
        for name in names if len(names) > 1 or key == "also" else ():
            kept = tuple(n for n in names if n != name)
            changed = put(replace(limit, **{key: kept}))
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
        before, after = keys[:index], keys[index + 1 :]
        here = replace(spot, place=key.place)
        yield here.mutant(f"去掉 {written(key.root)}", put((*before, *after)))
        yield from here.mutants(key, lambda e, b=before, a=after: put((*b, e, *a)))


def _of_conditions(limit: Limit, put: PutLimit) -> Iterator[Mutant]:
    for part in ("where", "matches"):
        expression: Expression | None = getattr(limit, part)
        if expression is None:
            continue
        spot = replace(Spot.of(limit.cited, part), place=expression.place)
        yield spot.mutant("去掉", put(replace(limit, **{part: None})))
        yield from spot.mutants(
            expression, lambda e, part=part: put(replace(limit, **{part: e}))
        )


def of_exclusions(policy: Policy) -> Iterator[Mutant]:
    """Give each exclusion gone, and with each of its parts changed or gone."""
    for index, exclusion in enumerate(policy.exclusions):
        before, after = policy.exclusions[:index], policy.exclusions[index + 1 :]

        def put(
            changed: Exclusion,
            before: tuple[Exclusion, ...] = before,
            after: tuple[Exclusion, ...] = after,
        ) -> Policy:
            return replace(policy, exclusions=(*before, changed, *after))

        gone = replace(policy, exclusions=(*before, *after))
        yield Spot.of(exclusion.cited, "整条").mutant("去掉", gone)
        yield from _of_guard(exclusion, put)
        yield from _of_keys(
            Spot.of(exclusion.cited, "per"),
            exclusion.keys,
            lambda keys, e=exclusion, put=put: put(replace(e, keys=keys)),
        )
        yield from _of_steps(exclusion, put)
        yield from _of_sides(exclusion, put)
        yield from of_window(
            Spot.of(exclusion.cited, "期间"),
            exclusion.window,
            lambda w, e=exclusion, put=put: put(replace(e, window=w)),
        )


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


def _of_sides(exclusion: Exclusion, put: PutExclusion) -> Iterator[Mutant]:
    sides, spot = exclusion.sides, Spot.of(exclusion.cited, "sides")
    for index, side in enumerate(sides):
        before, after = sides[:index], sides[index + 1 :]
        name = "、".join(side.awards[:2]) + ("等" if len(side.awards) > 2 else "")

        def lay(
            changed: Side, before: tuple[Side, ...] = before, after: tuple[Side, ...] = after
        ) -> Policy:
            return put(replace(exclusion, sides=(*before, changed, *after)))

        yield spot.mutant(f"去掉 {name}", put(replace(exclusion, sides=(*before, *after))))
        if after and "rank" in exclusion.keep:
            swapped = (*before, after[0], side, *after[1:])
            says = f"{name} 与后一位对调"
            yield spot.mutant(says, put(replace(exclusion, sides=swapped)))
        yield from _of_side(spot, side, lay)


def _of_side(spot: Spot, side: Side, lay: Callable[[Side], Policy]) -> Iterator[Mutant]:
    for name in side.awards if len(side.awards) > 1 else ():
        kept = tuple(n for n in side.awards if n != name)
        yield spot.mutant(f"去掉 {name}", lay(replace(side, awards=kept)))
    if side.where is not None:
        here = replace(spot, part="sides where", place=side.where.place)
        yield here.mutant(f"去掉（{side.awards[0]}）", lay(replace(side, where=None)))
        yield from here.mutants(side.where, lambda e: lay(replace(side, where=e)))

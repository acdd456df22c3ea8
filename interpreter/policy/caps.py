"""What keeps awards apart over time and beside each other: limits and exclusions."""

from __future__ import annotations

from interpreter.language.tree import EARLIER, Expression, names_in
from interpreter.language.types import BOOLEAN, Kind
from interpreter.policy.draft import Draft, items_of, place_of, text_of
from interpreter.policy.model import Award, Definition, Exclusion, Limit, Payment, Side
from interpreter.policy.provisions import awards_over, resting
from interpreter.problems import Place, did_you_mean, shown
from interpreter.source.data import Data, Mapping

SETTLING = frozenset({"rank", "higher", "neither"})


def read_limits(
    draft: Draft, families: dict[str, tuple[str, ...]], measures: frozenset[str]
) -> tuple[Limit, ...]:
    """Read the caps over a person's history."""
    return tuple(
        limit
        for name, data, place in draft.section("limits")
        if (limit := read_limit(draft, name, data, place, families, measures)) is not None
    )


def read_limit(
    draft: Draft,
    name: str,
    data: Mapping,
    place: Place,
    families: dict[str, tuple[str, ...]],
    measures: frozenset[str],
) -> Limit | None:
    """Read one cap; None when an expression of it is wrong."""
    cited = draft.head(name, data, place)
    keys = [draft.expression(k, event=True) for k in items_of(data.items.get("per"))]
    where = draft.expression(data.items.get("where"), BOOLEAN, event=True)
    matches = draft.expression(data.items.get("matches"), BOOLEAN, event=True, earlier=True)
    if matches is not None and EARLIER not in "".join(names_in(matches.root)):
        hint = "没有 earlier(…) 的条件写在 where 里"
        place = place_of(data.items["matches"])
        draft.problems.add("limit-shape", place, "matches 没有读既往的那一次", hint)
    measure, count = text_of(data.items.get("measure")), text_of(data.items.get("count"))
    at_most = draft.expression(data.items.get("at_most"))
    cuts = text_of(data.items.get("over_limit")) == "cut"
    _check_limit(draft, data, measure, count, cuts, measures)
    over = awards_over(draft, data.items.get("over"), families)
    also = draft.award_names(data.items.get("also"))
    if at_most is None or any(k is None for k in keys):
        return None
    _check_unit(draft, data, at_most, measure)
    whole = tuple(k for k in keys if k is not None)
    reads = draft.facts_read(*whole, where, matches, at_most)
    cited = resting(cited, draft.rests_of(*whole, where, matches, at_most))
    within, note = text_of(data.items.get("within")), text_of(data.items.get("note"))
    window = draft.window(data)
    return Limit(
        cited=cited,
        over=over,
        also=also,
        within=within,
        where=where,
        matches=matches,
        keys=whole,
        count=count,
        measure=measure,
        at_most=at_most,
        cuts=cuts,
        siblings="siblings" in data.items,
        note=note,
        reads=reads,
        window=window,
    )


def _check_limit(
    draft: Draft, data: Mapping, measure: str, count: str, cuts: bool, measures: frozenset[str]
) -> None:
    if measure and count:
        draft.problems.add("limit-shape", data.place, "count 和 measure 只能写一个")
    if "siblings" in data.items and (measure or count):
        draft.problems.add("limit-shape", data.place, "siblings 只用于按每笔补贴计数的上限")
    if cuts and not measure:
        hint = "次数不能只付一部分；要么写 measure，要么不写 over_limit: cut"
        draft.problems.add("limit-shape", data.place, "只有累加数量的上限才能只付剩余部分", hint)
    known = draft.scope.get(measure)
    if measure in measures and known is not None and known.kind is not Kind.NUMBER:
        place = place_of(data.items.get("measure"))
        draft.problems.add("wrong-type", place, f"累加的应当是数，`{measure}` 是{known}")
    if measure and measure not in measures:
        hint = did_you_mean(measure, measures)
        message = f"measure 要写一个定义，没有 `{shown(measure)}`"
        draft.problems.add("unknown-name", place_of(data.items.get("measure")), message, hint)
    fact = draft.scope.get(count)
    if count and fact is not None and fact.kind is not Kind.TEXT:
        place = place_of(data.items.get("count"))
        draft.problems.add("wrong-type", place, f"count 要写一个编号，`{count}` 是{fact}")
    if count and count not in draft.scope:
        message = f"count 要写一个事实，没有 `{shown(count)}`"
        draft.problems.add("unknown-fact", place_of(data.items.get("count")), message)
    draft.used.update((measure, count))


def _check_unit(draft: Draft, data: Mapping, at_most: Expression, measure: str) -> None:
    known = draft.scope.get(measure)
    wrong = at_most.type.kind is not Kind.NUMBER or (
        known is not None and not at_most.type.literal and at_most.type.unit != known.unit
    )
    if wrong:
        message = f"上限的单位与累加的数量不同：{at_most.type}"
        draft.problems.add("wrong-type", place_of(data.items.get("at_most")), message)


def check_measures(
    draft: Draft,
    limits: tuple[Limit, ...],
    awards: dict[str, Award],
    definitions: dict[str, Definition],
) -> None:
    """A limit that cuts a quantity must reach an amount that is made of it."""
    for limit in limits:
        for name in limit.over if limit.cuts and limit.measure else ():
            award = awards.get(name)
            if award is not None and limit.measure not in _made_of(award.payment, definitions):
                message = f"`{name}` 的金额没有用到 `{limit.measure}`，截去它不起作用"
                place = limit.cited.place
                draft.problems.add("limit-shape", place, message, about=limit.cited.name)


def _made_of(payment: Payment, definitions: dict[str, Definition]) -> set[str]:
    """Give every name an amount is made of, through definitions."""
    waiting = [payment.formula, *payment.bounds, *([payment.times] if payment.times else [])]
    found: set[str] = set()
    while waiting:
        for name in names_in(waiting.pop().root):
            if name not in found and name in definitions:
                waiting.append(definitions[name].expression)
            found.add(name)
    return found


def read_exclusions(draft: Draft) -> tuple[Exclusion, ...]:
    """Read which of several awards is kept."""
    found = []
    for name, data, place in draft.section("exclusions"):
        _check_keeping(draft, data)
        cited = draft.head(name, data, place)
        keys = [draft.expression(k, event=True) for k in items_of(data.items.get("per"))]
        keep = tuple(text_of(k) for k in items_of(data.items.get("keep")))
        elects = text_of(data.items.get("elects"))
        sides = [_side(draft, s) for s in items_of(data.items.get("sides"))]
        _check_election(draft, data, keep, elects, tuple(s.choice for s in sides))
        whole = tuple(k for k in keys if k is not None)
        guard = draft.expression(data.items.get("if"), BOOLEAN, event=False)
        cited = resting(cited, draft.rests_of(guard, *whole, *(s.where for s in sides)))
        window = draft.window(data)
        found.append(Exclusion(cited, guard, whole, keep, elects, tuple(sides), window))
    return tuple(found)


def _side(draft: Draft, data: Data) -> Side:
    table = data.items if isinstance(data, Mapping) else {}
    where = draft.expression(table.get("where"), BOOLEAN, event=True)
    return Side(draft.award_names(table.get("awards")), where, text_of(table.get("choice")))


def _check_keeping(draft: Draft, data: Mapping) -> None:
    """The steps must settle every case, each award must stand on one side."""
    keep = [text_of(k) for k in items_of(data.items["keep"])]
    place = place_of(data.items["keep"])
    if keep and keep[-1] not in SETTLING:
        hint = "最后一步写 rank、higher 或 neither"
        draft.problems.add("exclusion-shape", place, "这些步骤不一定留下一项", hint)
    if len(set(keep)) < len(keep) or "paid_first" in keep[1:]:
        hint = "paid_first 写在最前，每一步只写一次"
        draft.problems.add("exclusion-shape", place, "步骤重复，或次序不对", hint)
    seen: set[str] = set()
    for side in items_of(data.items["sides"]):
        listed = side.items.get("awards") if isinstance(side, Mapping) else None
        for item in items_of(listed):
            if text_of(item) in seen:
                message = f"`{shown(text_of(item))}` 不能站在两方"
                draft.problems.add("exclusion-shape", item.place, message)
            seen.add(text_of(item))


def _check_election(
    draft: Draft, data: Mapping, keep: tuple[str, ...], elects: str, choices: tuple[str, ...]
) -> None:
    if not elects and not {"elected", "higher"} & set(keep):
        return
    fact = draft.scope.get(elects)
    draft.used.add(elects)
    if fact is None or fact.kind is not Kind.CHOICE or set(choices) != set(fact.values):
        hint = "elects 写一个选项事实，每一方的 choice 是它的一个选项，一一对应"
        place = place_of(data.items.get("elects")) if elects else data.place
        draft.problems.add("exclusion-shape", place, "申请人的选择与各方对不上", hint)

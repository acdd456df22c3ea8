"""What a policy decides: gates, awards, limits, exclusions and findings."""

from __future__ import annotations

from dataclasses import replace

from interpreter.language.tree import Expression, Literal, names_in
from interpreter.language.types import BOOLEAN, CURRENCY, DATE, Kind, Type, parse_unit
from interpreter.policy.draft import ALL, COUNTED, EVENT, Draft, items_of, place_of, text_of
from interpreter.policy.model import (
    NOWHERE,
    Award,
    Cited,
    Condition,
    Exclusion,
    Finding,
    Limit,
    Side,
    Window,
)
from interpreter.policy.payments import ROUNDING_HINT, read_payment
from interpreter.problems import Place, did_you_mean, shown
from interpreter.source.data import Data, Mapping

ALWAYS = Condition("总是适用", Expression("true", Literal(True, 0, BOOLEAN), NOWHERE), (), (), ())
FINEST = 6


def read_families(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Read the named sets of awards."""
    table = draft.root.items.get("families")
    if not isinstance(table, Mapping):
        return {}
    return {name: draft.award_names(data) for name, data in table.items.items()}


def _over(draft: Draft, data: Data | None, families: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Read what a gate or limit reaches: a family, a list of awards, or all of them."""
    name = text_of(data)
    if not name:
        return draft.award_names(data)
    if name == ALL:
        return draft.awards
    if name not in families:
        hint = did_you_mean(name, (*families, ALL))
        message = f"没有家族 `{shown(name)}`"
        draft.problems.add("unknown-family", place_of(data), message, hint, about=name)
    return families.get(name, ())


Gates = dict[str, list[Condition]]


def read_gates(draft: Draft, families: dict[str, tuple[str, ...]]) -> Gates:
    """Read the gates and give, per award, the conditions they add."""
    gates: Gates = {}
    for name, data, place in draft.section("gates"):
        cited = draft.head(name, data, place)
        condition = draft.condition(data.items.get("if"), cited.cites, title=cited.says or name)
        if condition is not None:
            condition = replace(condition, window=draft.window(data))
        for award in _over(draft, data.items.get("over"), families):
            if condition is not None:
                readings = resting(cited, condition.readings).readings
                gates.setdefault(award, []).append(replace(condition, readings=readings))
    return gates


def read_awards(draft: Draft, gates: Gates) -> dict[str, Award]:
    """Read the awards, each with its own conditions and those of the gates it passes."""
    awards = {}
    for name, data, place in draft.section("awards"):
        award = _award(draft, name, data, place, gates.get(name, []))
        if award is not None:
            awards[name] = award
    return awards


def _award(
    draft: Draft, name: str, data: Mapping, place: Place, gates: list[Condition]
) -> Award | None:
    cited = draft.head(name, data, place)
    event = draft.expression(data.items.get("event"), DATE)
    if "event" not in data.items and any(_uses_event(g) or g.window != Window() for g in gates):
        message = f"`{name}` 没有 event，却要过看日期的关口"
        draft.problems.add("missing-key", place, message, "写明以哪个日期为准", about="event")
    has_event = "event" in data.items
    applies: Condition | None = ALWAYS
    if "applies" in data.items:
        applies = draft.condition(data.items["applies"], cited.cites, event=has_event)
    own = [
        draft.condition(item, cited.cites, title=_title_of(item), event=has_event)
        for item in items_of(data.items.get("when"))
    ]
    titled = [(c.title, c.window, c.expression.place) for c in own if c is not None]
    draft.check_succession(titled)
    payee, payment = (
        draft.payee(data.items.get("payee")),
        read_payment(draft, data.items.get("amount")),
    )
    if payee is None or payment is None or applies is None:
        return None
    conditions = (*(c for c in own if c is not None), *gates)
    falls = draft.award_names(data.items.get("falls_with"))
    counts_on = draft.expression(data.items.get("counts_on"), DATE)
    dated = tuple(_with_dates(draft, c, event, counts_on) for c in conditions)
    paid = (payment.formula, *payment.bounds, payment.times)
    cited = resting(cited, draft.rests_of(event, counts_on, payee, *paid), applies.readings)
    return Award(cited, payee, event, counts_on, applies, dated, payment, falls)


def resting(cited: Cited, *readings: tuple[str, ...]) -> Cited:
    """Give the head of an entry with all the readings it rests on."""
    return replace(
        cited, readings=tuple(sorted({*cited.readings, *(r for rs in readings for r in rs)}))
    )


def _title_of(item: Data) -> str:
    return "" if isinstance(item, Mapping) else text_of(item)


def _uses_event(condition: Condition) -> bool:
    return EVENT in names_in(condition.expression.root)


def _with_dates(
    draft: Draft, condition: Condition, event: Expression | None, counts_on: Expression | None
) -> Condition:
    """A condition on the event also reads the facts that the award's event reads."""
    names = names_in(condition.expression.root)
    also = draft.facts_read(
        event if EVENT in names else None, (counts_on or event) if COUNTED in names else None
    )
    return replace(condition, reads=tuple(dict.fromkeys((*condition.reads, *also))))


def read_limits(
    draft: Draft, families: dict[str, tuple[str, ...]], measures: frozenset[str]
) -> tuple[Limit, ...]:
    """Read the caps over a person's history."""
    return tuple(
        limit
        for name, data, place in draft.section("limits")
        if (limit := _limit(draft, name, data, place, families, measures)) is not None
    )


def _limit(
    draft: Draft,
    name: str,
    data: Mapping,
    place: Place,
    families: dict[str, tuple[str, ...]],
    measures: frozenset[str],
) -> Limit | None:
    cited = draft.head(name, data, place)
    keys = [draft.expression(k, event=True) for k in items_of(data.items.get("per"))]
    where = draft.expression(data.items.get("where"), BOOLEAN, event=True)
    matches = draft.expression(data.items.get("matches"), BOOLEAN, event=True, earlier=True)
    measure, count = text_of(data.items.get("measure")), text_of(data.items.get("count"))
    at_most = draft.expression(data.items.get("at_most"))
    cuts = text_of(data.items.get("over_limit")) == "cut"
    _check_limit(draft, data, measure, count, cuts, measures)
    over = _over(draft, data.items.get("over"), families)
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
        note=note,
        reads=reads,
        window=window,
    )


def _check_limit(
    draft: Draft, data: Mapping, measure: str, count: str, cuts: bool, measures: frozenset[str]
) -> None:
    if measure and count:
        draft.problems.add("limit-shape", data.place, "count 和 measure 只能写一个")
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


def read_exclusions(draft: Draft) -> tuple[Exclusion, ...]:
    """Read which of several awards is kept."""
    found = []
    for name, data, place in draft.section("exclusions"):
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


def read_findings(draft: Draft) -> dict[str, Finding]:
    """Read the obligations and rate limits."""
    findings = {}
    for name, data, place in draft.section("findings"):
        cited = draft.head(name, data, place)
        applies: Condition | None = ALWAYS
        if "applies" in data.items:
            applies = draft.condition(data.items["applies"], cited.cites, event=False)
        holds = draft.condition(data.items.get("holds"), cited.cites, title=cited.says, event=False)
        values = _values(draft, data.items.get("values"))
        if applies is not None and holds is not None:
            rests = draft.rests_of(*(e for _, e in values))
            cited = resting(cited, rests, applies.readings, holds.readings)
            findings[name] = Finding(cited, applies, holds, values)
    return findings


def _values(draft: Draft, data: Data | None) -> tuple[tuple[str, Expression], ...]:
    table = data.items if isinstance(data, Mapping) else {}
    found = []
    for name, written in table.items():
        expression = draft.expression(written)
        if expression is None:
            continue
        if _is_figure(draft, written, expression.type):
            found.append((name, expression))
    return tuple(found)


def _is_figure(draft: Draft, written: Data, given: Type) -> bool:
    """A figure is a number; it says how it is rounded where it could have no end."""
    if given.kind is not Kind.NUMBER:
        draft.problems.add("wrong-type", written.place, f"这里要数，表达式给的是{given}")
        return False
    finest = 2 if given.unit == parse_unit(CURRENCY) else FINEST
    if given.whole or (given.places is not None and given.places <= finest):
        return True
    message = "这个数没有写怎样取整"
    draft.problems.add("rounding-undeclared", written.place, message, ROUNDING_HINT)
    return False

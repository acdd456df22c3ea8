"""What a policy decides: gates, awards and findings."""

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
    Finding,
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


def awards_over(
    draft: Draft, data: Data | None, families: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
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
        for award in awards_over(draft, data.items.get("over"), families):
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
    """A condition on the event, or for some days only, reads what the award's event reads."""
    names = names_in(condition.expression.root)
    dated = EVENT in names or condition.window != Window()
    also = draft.facts_read(
        event if dated else None, (counts_on or event) if COUNTED in names else None
    )
    return replace(condition, reads=tuple(dict.fromkeys((*condition.reads, *also))))


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

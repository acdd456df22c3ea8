"""What a policy accounts for: its clauses and its readings."""

from __future__ import annotations

from datetime import date

from interpreter.language.types import Kind, Type
from interpreter.policy.draft import Draft, items_of, text_of
from interpreter.policy.model import Clause, ClauseKind, Declared, Reading
from interpreter.problems import did_you_mean, shown
from interpreter.source.data import Mapping

DECLARED = ("finding", "of", "rule", "why")


def read_clauses(draft: Draft) -> dict[str, Clause]:
    """Read the numbered paragraphs of the document."""
    clauses = {}
    for address, data, place in draft.section("clauses"):
        kind = ClauseKind(text_of(data.items.get("kind")))
        title, says = text_of(data.items.get("title")), text_of(data.items.get("says"))
        clauses[address] = Clause(address, title, kind, says, place)
    draft.clauses = frozenset(clauses)
    return clauses


def read_readings(draft: Draft) -> dict[str, Reading]:
    """Read the points where the text can be read two ways."""
    table = draft.section("readings")
    draft.readings = frozenset(name for name, _, _ in table)
    readings = {}
    for name, data, place in table:
        options = tuple(text_of(o) for o in items_of(data.items.get("options")))
        rulings = _rulings(draft, name, data, options)
        chosen = rulings[0][1] if rulings else ""
        question, why = text_of(data.items.get("question")), text_of(data.items.get("why"))
        cites = draft.cites(data, decides=False)
        later = tuple(rulings[1:])
        readings[name] = Reading(name, cites, question, options, chosen, why, place, later)
        draft.name_it(name, place, Type(Kind.CHOICE, values=options), rests=(name,))
    return readings


def _rulings(
    draft: Draft, name: str, data: Mapping, options: tuple[str, ...]
) -> list[tuple[date, str]]:
    """Read the option chosen, or the options chosen from given days on, in order."""
    found: list[tuple[date, str]] = []
    for item in items_of(data.items.get("chosen")):
        table = item.items if isinstance(item, Mapping) else {"option": item}
        option, start = text_of(table.get("option")), draft.day(table.get("from"))
        if option not in options:
            hint = did_you_mean(option, options) or "选用的读法应当是 options 之一"
            message = f"没有读法 `{shown(option)}`"
            draft.problems.add("not-allowed", item.place, message, hint, about=name)
        if found and (start is None or start <= found[-1][0]):
            message = "以后的裁定要写 from，按日期先后"
            draft.problems.add("window-order", item.place, message, about=name)
        found.append((start or date.min, option))
    return found


def check_accounts(draft: Draft, clauses: dict[str, Clause]) -> None:
    """Nothing is left out unseen: each clause is cited or declared, each name is used."""
    for clause in clauses.values():
        cited = clause.address in draft.cited
        if clause.kind is ClauseKind.ENCODED and not cited:
            hint = "为它写规则，或把 kind 改成 procedure、target、unquantified 并说明"
            message = f"条文 `{clause.address}` 登记为已写成规则，却没有规则引用它"
            draft.problems.add("clause-uncited", clause.place, message, hint, about=clause.address)
        if clause.kind is ClauseKind.PROCEDURE and cited:
            message = f"条文 `{clause.address}` 登记为程序规定，却有规则引用它"
            draft.problems.add(
                "clause-contradicts", clause.place, message, "改 kind", about=clause.address
            )
    _warn_unused(draft, "definitions", "unused-definition", "定义")
    _warn_unused(draft, "standards", "unused-standard", "标准")
    for name, _, place in draft.section("readings"):
        if name not in draft.rested:
            message = f"读法 `{name}` 没有规则依据它"
            draft.problems.add("unused-reading", place, message, "", warning=True, about=name)


def _warn_unused(draft: Draft, section: str, code: str, what: str) -> None:
    for name, _, place in draft.section(section):
        if name not in draft.used:
            message = f"{what} `{shown(name)}` 没有用到"
            draft.problems.add(
                code, place, message, "删去，或在规则里用上", warning=True, about=name
            )


def read_declared(draft: Draft) -> tuple[Declared, ...]:
    """Read what proofs find and is meant so; that it is found is seen when it is proved."""
    found = []
    for item in items_of(draft.root.items.get("declared")):
        if isinstance(item, Mapping):
            code, of, rule, why = (text_of(item.items.get(k)) for k in DECLARED)
            found.append(Declared(code, of, rule, why, item.place))
    return tuple(found)

"""Who may change what by an amendment: the mandates of a policy."""

from __future__ import annotations

from datetime import date

from interpreter.policy.approved import Matter
from interpreter.policy.draft import Draft, items_of, place_of, text_of
from interpreter.policy.model import Cited, Mandate, Standard
from interpreter.policy.provisions import awards_over
from interpreter.problems import did_you_mean, shown
from interpreter.source.data import Mapping

EVERYTHING = "any"
KEYS = {
    "standard": Matter.STANDARD,
    "in_force_to": Matter.END,
    "limits_over": Matter.CAP,
    "rules_on": Matter.READING,
}


def read_mandates(
    draft: Draft, standards: dict[str, Standard], families: dict[str, tuple[str, ...]]
) -> tuple[Mandate, ...]:
    """Read who may change which standard, the policy's end, caps or readings by an amendment."""
    mandates = []
    for name, data, place in draft.section("mandates"):
        table = data.items
        # Whoever interprets a document does not turn its procedure into a rule.
        cites = draft.cites(data, decides="rules_on" not in table)
        cited = Cited(name, cites, draft.rests_on(data), text_of(table.get("says")), place)
        said = [key for key in KEYS if key in table]
        if len(said) != 1:
            hint = "只写其中一个：" + "、".join(KEYS)
            draft.problems.add("mandate-shape", place, "授权要说明可以改什么", hint, about=name)
            continue
        if said[0] == "standard":
            _check_standard(draft, standards, data)
        mandate = Mandate(
            cited,
            text_of(table.get("standard")),
            text_of(table.get("by")),
            text_of(table.get("only")),
            text_of(table.get("approved_by")),
            draft.window(data),
            KEYS[said[0]],
            tuple(text_of(row) for row in items_of(table.get("rows"))),
            _latest(draft, data),
            awards_over(draft, table.get("limits_over"), families),
            _ruled_on(draft, data),
        )
        mandates.append(mandate)
    return tuple(mandates)


def _latest(draft: Draft, data: Mapping) -> date:
    """Read the day the policy's end may be moved to at most."""
    written = data.items.get("in_force_to")
    if written is None or text_of(written) == EVERYTHING:
        return date.max
    latest = draft.day(written)
    if latest is not None and latest <= draft.in_force[1]:
        message = f"政策本来就到 {draft.in_force[1]}，延长到 {latest} 不是延长"
        draft.problems.add("mandate-shape", written.place, message, about="in_force_to")
    return latest or date.max


def _ruled_on(draft: Draft, data: Mapping) -> tuple[str, ...]:
    written = data.items.get("rules_on")
    if text_of(written) == EVERYTHING:
        return tuple(sorted(draft.readings))
    found = []
    for item in items_of(written):
        name = text_of(item)
        if name not in draft.readings:
            hint, message = did_you_mean(name, draft.readings), f"读法登记里没有 `{shown(name)}`"
            draft.problems.add("unknown-reading", item.place, message, hint, about=name)
        found.append(name)
    return tuple(found)


def _check_standard(draft: Draft, standards: dict[str, Standard], data: Mapping) -> None:
    standard, by = text_of(data.items.get("standard")), text_of(data.items.get("by"))
    known = standards.get(standard)
    if known is None:
        hint = did_you_mean(standard, standards)
        place = place_of(data.items.get("standard"))
        message = f"没有标准 `{shown(standard)}`"
        draft.problems.add("unknown-standard", place, message, hint, about=standard)
    elif by != known.by:
        place = place_of(data.items.get("by", data))
        goes_by = f"按 `{known.by}` 分行" if known.by else "不分行"
        given = f"授权写的是 `{shown(by)}`" if by else "授权没有写 by"
        message = f"标准 `{standard}` {goes_by}，{given}"
        draft.problems.add("mandate-shape", place, message, about=standard)
    elif not by and "rows" in data.items:
        message = f"标准 `{standard}` 不分行，授权不写 rows"
        draft.problems.add("mandate-shape", data.items["rows"].place, message, about=standard)

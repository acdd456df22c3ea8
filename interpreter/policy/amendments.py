"""Approved changes of the policy, each read and held to the mandate it cites."""

from __future__ import annotations

from datetime import date

from interpreter.policy.approved import Amendment
from interpreter.policy.changes import mandate_for, read_change, read_day
from interpreter.policy.draft import items_of, text_of
from interpreter.policy.model import Mandate, Policy
from interpreter.policy.shape import check_shape
from interpreter.problems import Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping


def read_amendment(data: Data, policy: Policy, problems: Problems) -> Amendment | None:
    """Read one amendment and hold it to its mandate; None when anything is wrong with it."""
    before = len(problems.errors)
    if not check_shape(data, "amendment", problems) or not isinstance(data, Mapping):
        return None
    table = data.items
    if text_of(table["amends"]) != policy.id:
        message = f"这份修订改的是 `{shown(text_of(table['amends']))}`，政策是 `{policy.id}`"
        problems.add("amendment-wrong-policy", table["amends"].place, message, about="amends")
        return None
    mandates = _mandates(data, policy, problems)
    written = [item for item in items_of(table["changes"]) if isinstance(item, Mapping)]
    used = [mandate_for(item, mandates, problems) for item in written]
    decided = read_day(table["decided_on"], problems, "decided_on")
    changes = [
        read_change(item, policy, mandate, text_of(table["authority"]), problems)
        for item, mandate in zip(written, used, strict=True)
    ]
    _check_approval(data, [m for m in used if m is not None], decided, problems)
    if len(problems.errors) > before or decided is None:
        return None
    return Amendment(
        text_of(table["amendment"]),
        text_of(table["authority"]),
        text_of(table["approved_by"]),
        text_of(table["approval"]),
        decided,
        tuple(c for c in changes if c is not None),
        data.place,
        text_of(table.get("protects")),
    )


def _mandates(data: Mapping, policy: Policy, problems: Problems) -> list[Mandate]:
    """Give the mandates of the clause an amendment cites; none is a problem."""
    written = data.items["authority"]
    clause = text_of(written)
    mandates = [m for m in policy.mandates if clause in m.cited.cites]
    if not mandates:
        allowed = [c for m in policy.mandates for c in m.cited.cites]
        listed = "、".join(dict.fromkeys(allowed)) or "没有"
        hint = did_you_mean(clause, allowed) or f"可以授权修订的条文：{listed}"
        message = f"条文 `{shown(clause)}` 没有授权任何人修订"
        problems.add("amendment-no-mandate", written.place, message, hint, about="authority")
    return mandates


def _check_approval(
    data: Mapping, mandates: list[Mandate], decided: date | None, problems: Problems
) -> None:
    for mandate in mandates:
        body = data.items["approved_by"]
        if text_of(body) != mandate.approved_by:
            message = f"批准机关应当是{mandate.approved_by}，写的是{shown(text_of(body))}"
            problems.add("amendment-body", body.place, message, about="approved_by")
        start, end = mandate.window.start or date.min, mandate.window.end or date.max
        if decided is not None and not start <= decided <= end:
            message = f"授权只在 {start} 到 {end} 之间有效，批准日期是 {decided}"
            place = data.items["decided_on"].place
            problems.add("amendment-date", place, message, about="decided_on")
    if not text_of(data.items["approval"]).strip():
        place = data.items["approval"].place
        problems.add("amendment-approval", place, "没有批准文号", about="approval")

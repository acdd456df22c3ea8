"""What a golden case may expect: every key known, so that truth is never vacuous."""

from __future__ import annotations

from interpreter.problems import Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar, Sequence

AWARD_KEYS = frozenset(
    {"status", "amount", "payee", "missing", "bounds", "reduced_by", "reasons", "values"}
)
REASON_KEYS = frozenset({"cites", "reads", "earlier", "kept"})
REDUCTION_KEYS = frozenset({"cites", "by"})
BOUND_KEYS = frozenset({"at_least", "at_most"})
STATUSES = frozenset({"granted", "refused", "pending", "not_applicable", "met", "breached"})
WHOLE = frozenset({"total", "invalid"})


def check_expectation(expect: Data, problems: Problems) -> None:
    """Note everything in an expectation that would not be compared."""
    if not isinstance(expect, Mapping):
        return
    for name, wanted in expect.items.items():
        if name in WHOLE:
            continue
        if not isinstance(wanted, Mapping) or not wanted.items:
            message = f"`{shown(name)}` 要写一组应有的结果，例如 {{status: granted}}"
            problems.add("golden-expectation", expect.keys[name], message, about=name)
            continue
        _check_entry(wanted, problems)


def _check_entry(wanted: Mapping, problems: Problems) -> None:
    _known(wanted, AWARD_KEYS, problems)
    status = wanted.items.get("status")
    word = status.value if isinstance(status, Scalar) else None
    if status is not None and word not in STATUSES:
        hint = did_you_mean(str(word), STATUSES)
        problems.add("golden-expectation", status.place, f"没有结果 `{shown(word)}`", hint)
    if "reasons" in wanted.items and word != "refused":
        place = wanted.keys["reasons"]
        problems.add("golden-expectation", place, "理由只对不予的补贴核对", "写 status: refused")
    for key, known in (("reasons", REASON_KEYS), ("reduced_by", REDUCTION_KEYS)):
        listed = wanted.items.get(key)
        for item in listed.items if isinstance(listed, Sequence) else ():
            _known(item, known, problems)
    if "bounds" in wanted.items:
        _known(wanted.items["bounds"], BOUND_KEYS, problems)


def _known(data: Data, keys: frozenset[str], problems: Problems) -> None:
    for key, place in data.keys.items() if isinstance(data, Mapping) else ():
        if key not in keys:
            hint = did_you_mean(key, keys) or "可以写：" + "、".join(sorted(keys))
            message = f"不认识的键 `{shown(key)}`，不会被核对"
            problems.add("golden-expectation", place, message, hint, about=key)

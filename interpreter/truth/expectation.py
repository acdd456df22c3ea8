"""What a golden case may expect beyond its shape, so that truth is never vacuous."""

from __future__ import annotations

from interpreter.problems import Problems
from interpreter.source.data import Data, Mapping, Scalar


def check_expectation(expect: Data, problems: Problems) -> None:
    """Note reasons that would not be compared: only a refusal has them."""
    for entry in expect.items.values() if isinstance(expect, Mapping) else ():
        if not isinstance(entry, Mapping) or "reasons" not in entry.items:
            continue
        status = entry.items.get("status")
        if not isinstance(status, Scalar) or status.value != "refused":
            message, place = "理由只对不予的补贴核对", entry.keys["reasons"]
            problems.add("golden-expectation", place, message, "写 status: refused")

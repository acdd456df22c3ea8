"""Edits of 2019-79 by which the review of a change is tried."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import Source
from interpreter.problems import Problems
from interpreter.review.specimens import Specimen, specimen_of
from interpreter.truth.golden import read_golden_file

ROOT = Path(__file__).parents[2]
BASE = (ROOT / "policy/2019-79.yaml").read_text(encoding="utf-8")
EDITS: dict[str, Any] = {
    edit["name"]: edit
    for edit in yaml.safe_load((Path(__file__).parent / "edits.yaml").read_text("utf-8"))["edits"]
}


def policy(text: str) -> Policy:
    return load(Source(("policy.yaml", text.encode())))[0]


@cache
def old() -> Policy:
    return policy(BASE)


@cache
def edited(*names: str) -> Policy:
    """Give 2019-79 with some of the named edits made."""
    text = BASE
    for name in names:
        for before, after in EDITS[name]["replace"]:
            assert text.count(before) == 1 or EDITS[name].get("all"), (name, text.count(before))
            text = text.replace(before, after)
    return policy(text)


# Clauses that the edits concern: enough for every kind of move, few enough to read.
FILES = ("二(五)1", "二(六)1", "二(六)2", "二(六)4", "二(六)7", "二(六)8", "同一培训一项企业补贴")


@cache
def plain_specimens() -> tuple[Specimen, ...]:
    """Give golden cases that try no amendment and no other reading."""
    paths = (ROOT / "tests/golden/2019-79" / f"{name}.yaml" for name in FILES)
    goldens = [g for path in paths for g in read_golden_file(path, Problems())]
    return tuple(s for s in map(specimen_of, goldens) if s.is_plain)

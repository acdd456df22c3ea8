"""Laws of amendments and receipts, over every golden case of both policies."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from suites import POLICIES, goldens_of, program_of

from interpreter.commands.recalculate import decide_again
from interpreter.commands.terminal import choose, load_plain
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.shape import read_schema
from interpreter.policy.sources import DISTANT, Source, gather
from interpreter.problems import Refused
from interpreter.report.outcome_json import outcome_json
from interpreter.review.replay import read_receipt
from interpreter.source.data import plain
from interpreter.truth.golden import case_of, program_for

ROOT = Path(__file__).parents[2]
BUS = ROOT / "tests/policies/school-bus"
# An amendment is read from files again, a whole policy each time: a test run takes one in eight,
# and every other case without.
# `EVERY_AMENDMENT=1 pytest tests/time` takes them all.
EVERY = 1 if os.environ.get("EVERY_AMENDMENT") else 8
EVERY_PLAIN = min(EVERY, 2)
HEAD = """\
amendment: 示例-{id}
amends: example-school-bus
authority: {clause}
approved_by: {body}
approval: 示例〔2022〕{id}号
decided_on: 2022-01-1{id}
changes:
  - {change}
"""
CONFIRMING = HEAD.format(
    id=1,
    clause="第十四条第三款",
    body="示例县教育局",
    change="{standard: 残疾学生补助标准, for: {残疾证等级: 二级}, "
    "from: 2022-05-01, value: 50, because: 示例}",
)
RULING = HEAD.format(
    id=2,
    clause="第十三条",
    body="示例县教育局",
    change="{reading: A01, option: 包括, from: 2022-05-01, because: 示例}",
)
EXTENDING = HEAD.format(
    id=3,
    clause="第十四条第一款",
    body="示例县人民政府",
    change="{in_force_to: 2025-06-30, because: 示例}",
)
LATER = HEAD.format(
    id=4,
    clause="第七条第二款",
    body="示例县人民政府",
    change="{standard: 线路补助标准, for: {线路名称: 示例四号线}, "
    "from: 2025-03-01, value: 3, because: 示例}",
)


def laid(*amendments: str) -> Policy:
    files = tuple((f"{i}.yaml", text.encode()) for i, text in enumerate(amendments))
    return load(Source(("policy.yaml", (BUS / "policy.yaml").read_bytes()), files))[0]


def decisions(policy: Policy) -> list[object]:
    program = Program(policy)
    found: list[object] = []
    for golden in goldens_of("school-bus"):
        if golden.amendments or golden.readings or "invalid" in golden.expect:
            continue
        outcome = json.loads(
            outcome_json(decide(program, case_of(golden, program), DISTANT), policy)
        )
        found.append({k: v for k, v in outcome.items() if k != "fingerprint"})
    return found


@pytest.mark.parametrize("amendment", [CONFIRMING, RULING])
def test_setting_what_already_holds_changes_nothing(amendment: str) -> None:
    assert decisions(laid(amendment)) == decisions(laid())


def test_the_order_of_files_never_matters() -> None:
    amendments = (CONFIRMING, RULING, EXTENDING, LATER)
    first = laid(*amendments)
    for order in permutations(amendments):
        again = laid(*order)
        assert again.fingerprint == first.fingerprint
        assert (again.in_force, again.readings) == (first.in_force, first.readings)
        assert [a.id for a in again.amendments] == [a.id for a in first.amendments]
    assert decisions(laid(*reversed(amendments))) == decisions(first)


def test_a_later_standard_needs_the_extension() -> None:
    with pytest.raises(Refused) as refused:
        laid(LATER)
    assert [p.code for p in refused.value.problems] == ["amendment-date"]


@pytest.mark.parametrize("suite", POLICIES)
def test_any_golden_outcome_is_replayed_to_the_same_bytes(
    suite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each golden case is decided as goldens are, then again by what `replay` reads of files."""
    monkeypatch.setattr("interpreter.commands.terminal.load_plain", cache(load_plain))
    choose_once = cache(choose)
    monkeypatch.setattr("interpreter.commands.recalculate.choose", choose_once)
    source, outcome, case = (
        gather(POLICIES[suite]),
        tmp_path / "outcome.json",
        tmp_path / "case.json",
    )
    program, replayed = program_of(suite), set()
    goldens = [g for g in goldens_of(suite) if "invalid" not in g.expect]
    plainly = [g for g in goldens if not g.amendments]
    for golden in (*plainly[::EVERY_PLAIN], *[g for g in goldens if g.amendments][::EVERY]):
        chosen = program_for(golden, program)
        found = decide(chosen, case_of(golden, chosen), DISTANT)
        tried = tuple(
            (f"{i}.yaml", written(plain(a)).encode()) for i, a in enumerate(golden.amendments)
        )
        files = Source(source.base, (*source.amendments, *tried))
        # goldens lay amendments without reading files, so only the loader can tell the mark
        mark = choose_once(files, DISTANT, ()).fingerprint
        told = outcome_json(replace(found, fingerprint=mark), chosen.policy)
        outcome.write_text(told + "\n", encoding="utf-8")
        case.write_text(written(golden.raw), encoding="utf-8")
        again = decide_again(read_receipt(outcome), files, str(case))
        assert again == told, golden.label
        replayed.add(("amended" if tried else "", "read" if golden.readings else ""))
    assert {("", ""), ("amended", ""), ("", "read")} <= replayed


def written(data: object) -> str:
    """Give plain data as a file, in the part of JSON that is YAML too; numbers stay exact."""
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in data.items()) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(written(item) for item in data) + "]"
    return str(data) if isinstance(data, Decimal) else json.dumps(data, ensure_ascii=False)


def test_a_new_cap_is_written_like_a_cap_of_the_policy() -> None:
    change = read_schema("amendment")["properties"]["changes"]["items"]["properties"]
    limit = read_schema("policy")["properties"]["limits"]["additionalProperties"]["properties"]
    assert change["rule"]["properties"] == {
        key: value for key, value in limit.items() if key not in ("cites", "from", "to")
    }

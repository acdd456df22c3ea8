"""Mutants of policies: each kind is made, is placed, is noticed by a case that should notice it.

`kinds.yaml` holds one row per kind over the tiny `policy.yaml`.  A row that is `quiet` says
why no case can notice: such a mutant is what people declare equivalent.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from suites import program_of

from interpreter.evaluation.program import Program
from interpreter.language.parser import parse
from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.language.writing import written
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.reach import expressions
from interpreter.policy.settled import Twin, settle
from interpreter.policy.sources import gather
from interpreter.source.data import plain
from interpreter.source.yaml_reader import read_yaml
from interpreter.truth.golden import Golden, judge, read_goldens
from interpreter.truth.mutation import difference, mutants_of
from interpreter.truth.mutation_hunt import Hunt, sample_of, verdicts
from interpreter.truth.mutation_idea import hint_for
from interpreter.truth.mutation_places import placed

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TINY = load(gather(HERE / "policy.yaml"))[0]
LINES = (HERE / "policy.yaml").read_text(encoding="utf-8").splitlines()
MUTANTS = mutants_of(TINY)
NUMBERS = {mutant.id: number for number, mutant in enumerate(MUTANTS)}
DATA: Any = plain(read_yaml((HERE / "kinds.yaml").read_bytes(), "kinds.yaml"))
ROWS: list[dict[str, Any]] = DATA["rows"]
PLAIN = read_goldens(HERE / "golden")[0]
BUS = load(gather(ROOT / "tests/policies/school-bus/policy.yaml"))[0]
BUS_GOLDENS = read_goldens(ROOT / "tests/policies/school-bus/golden")


def golden(row: dict[str, Any]) -> Golden:
    """Give the golden case of a row: what it states, over the applicant of `golden/`."""
    raw = {**PLAIN.raw, **{key: row[key] for key in ("claims", "history") if key in row}}
    raw["facts"] = {**PLAIN.raw["facts"], **row.get("facts", {})}
    return replace(PLAIN, raw=raw, expect=row["expect"], readings=row.get("readings", {}))


QUIET = golden({"claims": ["其他补贴"], "expect": {"其他补贴": {"amount": 7}}})


def _name(row: object) -> str:
    return row["mutant"] if isinstance(row, dict) else str(row)


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_a_mutant_stands_where_it_changes(row: dict[str, Any]) -> None:
    place = placed([MUTANTS[NUMBERS[row["mutant"]]]])[0].place
    assert (
        LINES[place.line - 1][place.column - 1 :].lstrip("'\"").startswith(row["at"].strip("'\""))
    )


@pytest.mark.parametrize("row", [r for r in ROWS if "expect" in r], ids=_name)
def test_a_case_that_should_notice_a_mutant_kills_it(row: dict[str, Any]) -> None:
    killer = golden(row)
    assert not judge(killer, Program(TINY)).differences
    found = Hunt(TINY, MUTANTS, [QUIET, killer]).verdict(NUMBERS[row["mutant"]])
    assert (found.killer, found.fault) == (1, "")


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_without_such_a_case_a_mutant_survives(row: dict[str, Any]) -> None:
    found = Hunt(TINY, MUTANTS, [QUIET]).verdict(NUMBERS[row["mutant"]])
    assert (found.killer, found.fault) == (None, "")


def test_each_change_is_made_once_and_has_a_name_of_its_own() -> None:
    assert len(NUMBERS) == len(MUTANTS)
    assert len({difference(TINY, mutant.policy) for mutant in MUTANTS}) == len(MUTANTS)
    assert all(difference(TINY, mutant.policy) for mutant in MUTANTS)
    assert all(mutant.place.file and mutant.says for mutant in MUTANTS)


def test_what_is_left_out_could_not_have_noticed() -> None:
    """A golden case that is not run against a mutant decides it as before: exact, then fast."""
    mutants = mutants_of(BUS)
    hunt = Hunt(BUS, mutants, BUS_GOLDENS)
    for number in random.Random(1).sample(range(len(mutants)), 12):
        spared = set(range(len(BUS_GOLDENS))) - set(hunt.able(number))
        changed = Program(mutants[number].policy)
        noticed = [BUS_GOLDENS[n] for n in spared if judge(BUS_GOLDENS[n], changed).differences]
        assert [golden.name for golden in noticed] == []


def test_a_policy_settles_the_same_beside_its_twin() -> None:
    base = settle(BUS, {})
    for mutant in mutants_of(BUS):
        assert settle(mutant.policy, {}, Twin(BUS, base)) == settle(mutant.policy, {})


@pytest.mark.parametrize(("suite", "every"), [("2019-79", 6), ("school-bus", 1)])
def test_other_options_settle_the_same_beside_a_twin(suite: str, every: int) -> None:
    program = program_of(suite)
    readings = program.as_loaded.readings
    choices = [{name: option} for name, r in readings.items() for option in r.options]
    last = {name: [*r.options][-1] for name, r in readings.items()}
    for chosen in (*choices[::every], last):
        assert program.variant(chosen).policy == settle(program.as_loaded, chosen)


@pytest.mark.parametrize("policy", [TINY, BUS], ids=["tiny", "bus"])
def test_a_tree_written_back_is_read_as_the_same_tree(policy: Policy) -> None:
    trees = [e.root for m in mutants_of(policy) for e in expressions(m.policy)]
    for tree in set(trees):
        if not _empty_list(tree):
            assert _bare(parse(written(tree))) == _bare(tree)


def _empty_list(tree: Node) -> bool:
    return isinstance(tree, Literal) and tree.value == ()


def _bare(tree: Node) -> Node:
    """Give a tree without places and types; a date as it is read, a negative number as written."""
    if isinstance(tree, Name):
        return Name(tree.id)
    if isinstance(tree, Literal):
        value = tree.value
        if type(value) is int and value < 0:
            return Apply("negate", (Literal(-value),))
        return Literal(str(value) if isinstance(value, date) else value)
    if tree.operator == "date":
        return _bare(tree.arguments[0])
    return Apply(tree.operator, tuple(_bare(a) for a in tree.arguments))


def test_processes_find_what_one_finds() -> None:
    hunt = Hunt(TINY, MUTANTS, [QUIET, *(golden(r) for r in ROWS if "expect" in r)])
    numbers = range(0, len(MUTANTS), 7)
    alone = {v.index: v.killer is None for v in verdicts(hunt, numbers, 1)}
    assert alone == {v.index: v.killer is None for v in verdicts(hunt, numbers, 2)}


def test_a_sample_is_settled_by_its_seed() -> None:
    assert sample_of(100, 10, 3) == sample_of(100, 10, 3) != sample_of(100, 10, 4)
    assert sample_of(5, 10, 0) == sample_of(5, None, 0) == [0, 1, 2, 3, 4]


def test_a_fault_of_the_interpreter_is_never_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("示例")

    monkeypatch.setattr("interpreter.truth.golden.decide", broken)
    row = next(r for r in ROWS if "expect" in r and "invalid" not in r["expect"])
    found = Hunt(TINY, MUTANTS, [golden(row)]).verdict(NUMBERS[row["mutant"]])
    assert found.killer is None
    assert "ZeroDivisionError" in found.fault


@pytest.mark.parametrize(
    ("mutant", "changes"),
    [
        ("一/人头补贴/applies/人数 >= 2 → >", [("人数", 2)]),
        ("一/同编号一次/over/去掉 人头补贴", None),
    ],
)
def test_an_idea_is_a_case_that_notices(
    mutant: str, changes: list[tuple[str, object]] | None
) -> None:
    """The idea is put to the test: decided by the original and the mutant it differs."""
    hunt = Hunt(TINY, MUTANTS, [golden({"expect": {"人头补贴": {"status": "granted"}}})])
    hint = hint_for(hunt, NUMBERS[mutant])
    assert hint is not None
    if changes is not None:
        assert [(c.about, c.value) for c in hint.changes] == changes
    else:
        assert [c.about for c in hint.changes] == ["history"]

"""Caps over persons: a table decided in rounds comes out as its claims one after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import polars as pl
import pytest
from agreement import EVERYTHING, facts_frame, frames_of
from polars.testing import assert_frame_equal
from seeded import Maker
from suites import POLICIES, goldens_of, program_of

from interpreter.evaluation.case import Case, Record, read_case
from interpreter.evaluation.program import Program
from interpreter.evaluation.succession import decide_in_turn
from interpreter.problems import Place, Refused
from interpreter.table import persons
from interpreter.table.decision import Table
from interpreter.table.layout import Asked
from interpreter.table.one_by_one import table_of
from interpreter.table.persons import decide_table, worth_columns

REASONS = Asked(reasons=True)
Ledger = dict[str, tuple[Record, ...]]


def claims_of(policy: str, seed: int, count: int) -> tuple[list[Case], Ledger]:
    """Give random claims of few persons, some of nobody known, and what was settled before."""
    program, random = program_of(policy), Random(seed)
    examples = [dict(g.raw) for g in goldens_of(policy) if "invalid" not in g.expect]
    made = Maker(program, examples).cases(seed, count)
    person = program.policy.person
    claims, ledger = [], dict[str, tuple[Record, ...]]()
    for case in made:
        facts = {n: v for n, v in case.facts.items() if n != person}
        if random.random() < 0.9:
            facts[person] = f"示例{random.randint(1, count // 6)}"
        claims.append(replace(case, facts=facts, history=None))
        for record in case.history or () if random.random() < 0.2 else ():
            whose = f"示例{random.randint(1, count // 6)}"
            told = Record(record.award, {**record.facts, person: whose}, record.written)
            ledger[whose] = (*ledger.get(whose, ()), told)
    return claims, ledger


def tables_of(program: Program, claims: Sequence[Case], ledger: Ledger) -> tuple[pl.DataFrame, ...]:
    frame, _ = frames_of(program.policy, claims)
    records = [record for each in ledger.values() for record in each]
    awards = pl.Series("award", [r.award for r in records], dtype=pl.String)
    settled = [awards, *facts_frame(program.policy, [r.facts for r in records])]
    return frame.drop("history"), pl.DataFrame(settled)


def in_turn(program: Program, claims: Sequence[Case], ledger: Ledger | None) -> pl.DataFrame:
    turns = decide_in_turn(program, claims, date.max, ledger)
    told = table_of(program.policy, turns, REASONS, Table(program, REASONS).legend())
    behind = pl.Series("behind", [turn.behind for turn in turns], dtype=pl.Date)
    return told.with_columns(behind)


@pytest.fixture
def rounds_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no round be finished one by one."""
    monkeypatch.setattr(persons, "SMALL_ROUND", 6)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.usefixtures("rounds_to_the_end")
def test_rounds_come_out_as_one_claim_after_the_other(policy: str) -> None:
    program = program_of(policy)
    claims, ledger = claims_of(policy, seed=79, count=240)
    frame, settled = tables_of(program, claims, ledger)
    found = decide_table(program, frame, settled, REASONS, by_columns=True)
    assert_frame_equal(found, in_turn(program, claims, ledger))
    assert found["behind"].drop_nulls().len() > 0


@pytest.mark.parametrize("by_columns", [True, False])
def test_without_a_ledger_nobody_knows_what_was_granted(by_columns: bool) -> None:
    program = program_of("2019-79")
    claims, _ = claims_of("2019-79", seed=5, count=60)
    frame, _ = tables_of(program, claims, {})
    found = decide_table(program, frame, None, REASONS, by_columns=by_columns)
    assert_frame_equal(found, in_turn(program, claims, None))


def test_both_ways_tell_everything_alike() -> None:
    program = program_of("school-bus")
    claims, ledger = claims_of("school-bus", seed=7, count=80)
    frame, settled = tables_of(program, claims, ledger)
    ways = [
        decide_table(program, frame, settled, EVERYTHING, by_columns=by) for by in (True, False)
    ]
    figures = [n for n, t in ways[0].schema.items() if isinstance(t, pl.Struct)]
    assert_frame_equal(*(way.drop(figures) for way in ways))
    for name in figures:
        above, below = ([way[name].struct.field(f) for way in ways] for f in ("above", "below"))
        assert (above[0] * below[1]).equals(above[1] * below[0])


def test_a_row_that_is_not_valid_is_told_and_leaves_no_record() -> None:
    program = program_of("2019-79")
    frame = pl.DataFrame(
        {
            "身份证号": ["甲"] * 3,
            "主体类型": ["企业", "公司", "企业"],
            "劳动合同月数": [12, 12, 1201],
        }
    )
    settled = pl.DataFrame({"award": pl.Series([], dtype=pl.String)})
    for by_columns in (True, False):
        found = decide_table(program, frame, settled, by_columns=by_columns)
        assert found["valid"].to_list() == [True, False, False]
        assert found["岗前培训补贴.status"].to_list() == ["pending", None, None]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("甲 乙", True),
        (" 甲", True),
        ("", False),
        ("  ", False),
        ("甲\n", False),
        ("甲\u200b", False),
        ("甲\u3000乙", False),
        ("甲" * 200, True),
        ("甲" * 201, False),
    ],
)
def test_a_text_is_one_line_that_can_be_seen(text: str, fits: bool) -> None:
    found = decide_table(program_of("2019-79"), pl.DataFrame({"职业": [text]}), by_columns=True)
    assert found["valid"].to_list() == [fits]
    with contextlib.suppress(Refused):
        read_case({"facts": {"职业": text}}, program_of("2019-79"), lambda _: Place("示例"))
        assert fits


def test_a_fact_against_another_makes_a_row_not_valid() -> None:
    days = {
        "培训开始日期": [date(2020, 1, 2)] * 2,
        "证书取得日期": [date(2020, 1, 2), date(2020, 1, 1)],
    }
    for by_columns in (True, False):
        found = decide_table(program_of("2019-79"), pl.DataFrame(days), by_columns=by_columns)
        assert found["valid"].to_list() == [True, False]


def test_few_rows_are_decided_one_by_one() -> None:
    assert not worth_columns(100)
    assert worth_columns(10_000)


def test_a_table_without_rows_has_every_column() -> None:
    program = program_of("2019-79")
    some = decide_table(program, pl.DataFrame({"目录内": [True]}), by_columns=True)
    none = decide_table(program, pl.DataFrame({"目录内": pl.Series([], dtype=pl.Boolean)}))
    assert none.schema == some.schema

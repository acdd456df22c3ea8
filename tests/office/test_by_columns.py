"""Whichever way a table is done, row by row or by columns, the same tables come out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from ledgers import BUS, GOOD, KNOWN_ON, PROGRAM, ROOT, batch, tables, write_csv
from suites import goldens_of

from interpreter.evaluation.program import Program
from interpreter.office.batch import run_batch
from interpreter.office.cells import raw_text
from interpreter.office.job import Order, Summary
from interpreter.policy.values import raw_value
from interpreter.problems import Refused

sys.path.insert(0, str(ROOT / "tests" / "table"))
from seeded import Maker

MONEY = pl.Decimal(9, 2)
PROGRAMS = {"2019-79": PROGRAM, "school-bus": BUS}
SLIPS = [
    "",
    "无",
    "12",
    "2020-02-30",
    "2020年3月1日",
    "是",
    "=甲",
    "企业、",
    "1e5",
    "１２",
    "甲 乙",
    "1,200.50",
]


@contextmanager
def by_columns() -> Iterator[None]:
    """Do every table by columns, however few rows it has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interpreter.office.batch.MANY", 1)
        patch.setattr("interpreter.office.bulk.store.SPAN", 70)
        patch.setattr("interpreter.office.bulk.by_columns.TOGETHER", 90)
        patch.setattr("interpreter.office.bulk.deciding.SLICE", 50)
        patch.setattr("interpreter.office.bulk.deciding.PAGE", 10)
        patch.setattr("interpreter.table.persons.FEW", 0)
        patch.setattr("interpreter.table.persons.SMALL_ROUND", 9)
        yield


def rows_of(name: str, seed: int, count: int) -> list[dict[str, str]]:
    """Give rows near every boundary, of few persons, some of nobody known, some with slips."""
    program, random = PROGRAMS[name], Random(seed)
    goldens = [dict(g.raw) for g in goldens_of(name) if "invalid" not in g.expect]
    rows = []
    for index, case in enumerate(Maker(program, goldens).cases(seed, count)):
        facts = {n: raw_text(raw_value(program.policy.facts[n], v)) for n, v in case.facts.items()}
        if random.random() < 0.9:
            facts[program.policy.person] = f"示例{random.randint(1, count // 3)}"
        row = {"案件": f"示例-{index}", "申领": "、".join(case.claims or ()), "备注": "", **facts}
        if random.random() < 0.1:
            row[random.choice([*row])] = random.choice(SLIPS)
        rows.append(row)
    return rows + rows[:3]


def both_ways(source: Path, folder: Path, program: Program, ending: str, **how: Any) -> Summary:
    """Do a table both ways, hold the one to the other, and give what they came to."""
    found = []
    for way in ("rows", "columns"):
        (folder / way).mkdir(exist_ok=True)
        output = folder / way / f"out{ending}"
        with by_columns() if way == "columns" else pytest.MonkeyPatch.context():
            summary = batch(source, output, program, carried=("备注",), **how)
        files = [path.name for path in summary.files]
        summary.files = []
        found.append((summary, files, [*map(_content, sorted((folder / way).iterdir()))]))
    assert found[0] == found[1]
    return found[0][0]


def _content(path: Path) -> object:
    return pl.read_parquet(path).to_dicts() if path.suffix == ".parquet" else path.read_bytes()


def test_random_rows_come_out_the_same(tmp_path: Path) -> None:
    """What a person was granted counts for the next claim, in this run and after an earlier one."""
    rows = rows_of("2019-79", 79, 90)
    for day in ("2018-12-20", "2020-12-20"):  # how far off it is rests on what is in force
        own = {"案件": day, "身份证号": day, "备注": "", "劳动合同月数": "11"}
        own |= {"劳动合同类型": "以完成一定工作任务为期限", "证书取得日期": day}
        rows.append({**GOOD, **own, "培训开始日期": "2018-12-01"})
    source = write_csv(tmp_path / "in.csv", rows)
    first = both_ways(source, tmp_path, PROGRAM, ".csv")
    assert first.decided > 60
    assert first.undecided > 5
    assert len(first.lines) == 5
    later = write_csv(tmp_path / "later.csv", rows_of("2019-79", 2019, 50))
    batch(source, tmp_path / "kept.csv", PROGRAM, carried=("备注",))
    assert both_ways(later, tmp_path, PROGRAM, ".csv", earlier=tmp_path / "kept.补贴.csv").late


def test_a_second_policy_comes_out_the_same(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", rows_of("school-bus", 79, 80))
    first = both_ways(source, tmp_path, BUS, ".ndjson")
    unknown = both_ways(source, tmp_path, BUS, ".ndjson", none_before=False)
    assert unknown.lines["待定"] > first.lines["待定"]


def test_columns_of_every_type_are_read_as_their_cells_are(tmp_path: Path) -> None:
    days = [date(2022, 3, 1), None, date(2022, 3, 2), date(2040, 1, 1), date(2022, 3, 1)]
    grades = ["初中", "高中", "大学", None, "初中"]
    frame = pl.DataFrame(
        {
            "学号": ["1", "2", " 3 ", "4", None],
            "案件": [1, 2, 2, None, 5],
            "备注": [[1], [], None, [2, 3], [1]],
            "学生年级": pl.Series(grades, dtype=pl.Enum(["大学", "初中", "高中"])),
            "困难类别": [["孤儿", "单亲"], [], None, ["孤儿", None], ["单亲"]],
            "在本县就读": [True, False, None, True, True],
            "家庭距校公里数": [3.5, 0.1, float("nan"), 3.25, 3.0],
            "月票价格": pl.Series(["100.00", "0.50", "-1.00", None, "80.10"]).cast(MONEY),
            "核定陪护单价": pl.Series([1200, 10, 0, -5, 70], dtype=pl.Int8, strict=False),
            "当月乘车次数": pl.Series([40, 301, None, 2, 40], dtype=pl.UInt16),
            "乘车月份": days,
            "交表日期": [None if d is None else datetime.combine(d, time(d.day - 1)) for d in days],
            "": [None, None, None, "多", None],
        }
    )
    blank = frame.clear(3)
    path = tmp_path / "in.parquet"
    pl.concat([frame, blank, frame]).write_parquet(path)
    found = both_ways(path, tmp_path, BUS, ".parquet")
    assert (found.decided, found.undecided) == (2, 8)


def test_lines_that_are_no_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    lines = [{"案件": "甲", "学号": "1", "月票价格": 80.5}, {"案件": "乙", "月票价格": 1e3}]
    text = [json.dumps(line) for line in lines]
    path.write_text("\n".join([*text, '{"案件": ', '{"学号": {}}', *text]), encoding="utf-8")
    found = both_ways(path, tmp_path, BUS, ".csv")
    assert (found.decided, found.undecided) == (2, 4)


@pytest.mark.parametrize("slips", [["学号", "月票价格"], ["案件"]])
def test_strict_stops_at_the_first(slips: list[str], tmp_path: Path) -> None:
    rows = [{"案件": f"示例-{n}", "学号": f"{n}", "月票价格": "80"} for n in range(6)]
    rows[4] |= dict.fromkeys(slips, "示例-2")
    rows[5]["月票价格"] = "八十"
    source = write_csv(tmp_path / "in.csv", rows)
    for way in (pytest.MonkeyPatch.context, by_columns):
        with way(), pytest.raises(Refused) as refused:
            batch(source, tmp_path / "out.csv", BUS, strict=True)
        assert [p.place.line for p in refused.value.problems] == [6]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


class Killed(Exception):
    """The run ends here, as if it were killed."""


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    rows = [{"案件": f"示例-{n}", "学号": f"{n // 2}", "月票价格": "80"} for n in range(200)]
    source, output = write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv"
    batch(source, tmp_path / "whole.csv", BUS)

    def dying(at: str, done: int, _: int | None) -> None:
        if at == "决定" and done >= 100:
            raise Killed

    with by_columns():
        with pytest.raises(Killed):
            run_batch(Order(source, output, none_before=True), BUS, KNOWN_ON, dying)
        assert [path.name for path in tmp_path.glob("out*")] == ["out.csv.work"]
        again: list[int] = []
        order = Order(source, output, none_before=True, resume=True)
        run_batch(order, BUS, KNOWN_ON, lambda at, done, _: again.append(done))
    assert min(again) > 0
    assert max(again) == 200
    assert tables(output) == tables(tmp_path / "whole.csv")
    assert not (tmp_path / "out.csv.work").exists()

"""Small ledgers for tests: one good row of 岗前培训, and how a batch is run on rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from interpreter.evaluation.program import Program
from interpreter.office.batch import run_batch
from interpreter.office.cells import show_cell
from interpreter.office.job import Order, Summary
from interpreter.office.names import USUAL_SHEET
from interpreter.office.opening import open_grid
from interpreter.policy.loader import load
from interpreter.policy.sources import gather

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "files"
KNOWN_ON = date(2022, 12, 31)
POLICY = load(gather(ROOT / "policy/2019-79.yaml"))[0]
PROGRAM = Program(POLICY, many=True)
BUS = Program(load(gather(ROOT / "tests/policies/school-bus/policy.yaml"))[0], many=True)
GOOD = {
    "案件": "示例-1",
    "身份证号": "110101199003078515",
    "申领": "岗前培训补贴",
    "主体类型": "企业",
    "主体在晋江": "是",
    "实名制登记": "是",
    "参加培训": "是",
    "目录内": "是",
    "劳动合同类型": "固定期限",
    "劳动合同月数": "12",
    "招用日期": "2020-03-02",
    "培训类别": "岗前培训",
    "培训组织方式": "企业组织",
    "培训开始日期": "2020-03-09",
    "职业": "示例工种",
    "证书种类": "培训合格证书",
    "证书取得日期": "2020-03-20",
}


def write_csv(path: Path, rows: Iterable[dict[str, str]], encoding: str = "utf-8") -> Path:
    rows = list(rows)
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([row.get(name, "") for name in header] for row in rows)
    return path


def batch(source: Path, output: Path, program: Program = PROGRAM, **how: Any) -> Summary:
    how = {"none_before": "earlier" not in how, **how}
    return run_batch(Order(source, output, **how), program, KNOWN_ON, lambda *_: None)


def read_back(path: Path, sheet: str | None = None) -> list[dict[str, str]]:
    """Give every row of a file as texts by column."""
    with open_grid(path, frozenset(), sheet, USUAL_SHEET) as grid:
        return [dict(zip(grid.header, map(show_cell, row.cells), strict=True)) for row in grid.rows]


def tables(output: Path) -> tuple[list[dict[str, str]], list[dict[str, str]], list[dict[str, str]]]:
    """Give the rows, awards and errors that a run wrote, whatever the format."""
    if output.suffix == ".xlsx":
        rows, awards, errors = (read_back(output, sheet) for sheet in ("案件", "补贴", "错误"))
    else:
        others = (output.with_name(f"{output.stem}.{n}{output.suffix}") for n in ("补贴", "错误"))
        rows, awards, errors = map(read_back, (output, *others))
    return rows, awards, errors


def told(rows: Sequence[dict[str, str]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(row.get(name, "") for name in names) for row in rows]

"""A summary adds up to what `batch` told, under every heading, and says what it cannot assign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import BUS, GOOD, PROGRAM, batch, write_csv

from interpreter.evaluation.program import Program
from interpreter.office.output import Output
from interpreter.office.summing import add_up
from interpreter.report.exhibits import Exhibit
from interpreter.report.summary import summary_exhibits
from interpreter.totals.tallies import Tally, Totals

FORMATS = (".csv", ".xlsx", ".parquet", ".ndjson")


def summed(*outputs: Path, program: Program = PROGRAM) -> Totals:
    return add_up([Output(path, lambda _: program) for path in outputs], program)


def run(rows: Iterable[dict[str, str]], output: Path, program: Program = PROGRAM) -> Totals:
    batch(write_csv(output.with_name(f"{output.stem}-in.csv"), rows), output, program)
    return summed(output, program=program)


def claim(number: int, **facts: str) -> dict[str, str]:
    """Give a good claim of another person, worth 800 to the enterprise under 二(六)1."""
    own = {"案件": f"示例-{number}", "身份证号": f"x{number}", "培训编号": f"p{number}"}
    return {**GOOD, **own, "用人单位": "示例公司", **facts}


@pytest.mark.parametrize("ending", FORMATS)
def test_what_can_be_worked_out_by_hand(ending: str, tmp_path: Path) -> None:
    """二(六)1: 800 each; a contract of 11 months refuses, an unknown one waits."""
    rows = [
        claim(1),
        claim(2, 证书取得日期="2020-04-01", 用人单位="示例乙公司"),
        claim(3, 劳动合同月数="11", 用人单位=""),
        claim(4, 劳动合同月数=""),
        claim(5, 证书取得日期=""),
        claim(6, 招用日期="2020-02-30"),
    ]
    totals = run(rows, tmp_path / f"out{ending}")
    assert (totals.rows, totals.undecided) == (5, 1)
    assert totals.whole == Tally(granted=2, refused=1, pending=2, fen=160_000)
    assert totals.by_award == {"岗前培训补贴": totals.whole}
    assert totals.by_clause == {"二(六)1": totals.whole}
    assert totals.by_payee == {"企业": Tally(2, 0, 0, 160_000), "": Tally(0, 1, 2)}
    assert totals.by_month == {
        "2020-03": Tally(1, 1, 1, 80_000),
        "2020-04": Tally(1, 0, 0, 80_000),
        "": Tally(0, 0, 1),
    }
    assert totals.by_organisation == {
        "示例公司": Tally(1, 0, 2, 80_000),
        "示例乙公司": Tally(1, 0, 0, 80_000),
        "": Tally(0, 1, 0),
    }


def test_a_payee_that_is_a_fact_and_findings_are_told(tmp_path: Path) -> None:
    """第六条 pays the school by its name; 第十一条 is no award and pays nothing."""
    rows = [
        {
            "案件": f"示例-{n}",
            "学号": f"x{n}",
            "学校名称": f"示例{n}小学",
            "申请包车": "是",
            "乘坐人数": "25",
            "核载人数": "20",
            "包车核定金额": "12000.50",
            "核定日期": "2022-04-10",
            "申领": "包车补助",
        }
        for n in range(2)
    ]
    totals = run(rows, tmp_path / "out.csv", BUS)
    one = Tally(granted=1, fen=1_200_050)
    assert totals.by_payee == totals.by_organisation == {"示例0小学": one, "示例1小学": one}
    assert totals.by_month == {"2022-04": one.plus(one)}
    assert {name: sum(counts.values()) for name, counts in totals.findings.items()} == {
        "不超核载": 2
    }


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "用人单位": st.sampled_from(["", "示例公司", "=甲", "乙|丙", "无"]),
            "劳动合同月数": st.sampled_from(["", "11", "12", "十二"]),
            "证书取得日期": st.sampled_from(["", "2020-03-20", "2021-12-31", "2022-01-01", "昨天"]),
            "证书种类": st.sampled_from(["培训合格证书", "无", ""]),
            "申领": st.sampled_from(["岗前培训补贴", "岗前培训补贴、岗位提升企业补贴", ""]),
        }
    ),
    max_size=6,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(rows=ROWS, ending=st.sampled_from((".csv", ".ndjson")))
def test_every_table_adds_up_to_what_batch_told(
    rows: list[dict[str, str]], ending: str, tmp_path: Path
) -> None:
    given_rows = [claim(n, **row) for n, row in enumerate([*rows, {}])]
    output = tmp_path / f"out{ending}"
    told = batch(write_csv(tmp_path / "in.csv", given_rows), output)
    totals = summed(output)
    whole = totals.whole
    assert (totals.rows, totals.undecided) == (told.decided, told.undecided)
    assert whole.fen == told.granted * 100
    heads = {"准予": whole.granted, "不予": whole.refused, "待定": whole.pending}
    assert {head: n for head, n in heads.items() if n} == told.lines
    for most in (None, 1):
        for exhibit in summary_exhibits(totals, most):
            assert exhibit.sum is not None
            assert _column_sums(exhibit) == exhibit.sum[1:]


def _column_sums(exhibit: Exhibit) -> tuple[object, ...]:
    columns = list(zip(*exhibit.rows, strict=True))[1:]
    return tuple(sum(c) for c in columns)  # type: ignore[arg-type]


def test_several_outputs_are_added_up_together(tmp_path: Path) -> None:
    for n in (1, 2):
        batch(write_csv(tmp_path / f"{n}.csv", [claim(n)]), tmp_path / f"out{n}.xlsx")
    totals = summed(tmp_path / "out1.xlsx", tmp_path / "out2.xlsx")
    assert totals.whole == Tally(granted=2, fen=160_000)
    assert totals.rows == 2

"""A summary adds up to what `batch` told, under every heading, and says what it cannot assign."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import pytest
from commands import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import BUS, GOOD, KNOWN_ON, PROGRAM, ROOT, batch, read_back, write_csv

from interpreter.evaluation.program import Program
from interpreter.office.comparing import compare
from interpreter.office.output import Output
from interpreter.office.reports import write_report
from interpreter.office.summing import add_up
from interpreter.policy.loader import load
from interpreter.policy.sources import Source
from interpreter.report.comparison import comparison_exhibits, with_comparison
from interpreter.report.exhibits import Exhibit, percent
from interpreter.report.exhibits_html import report_html
from interpreter.report.exhibits_markdown import report_markdown
from interpreter.report.exhibits_text import report_text
from interpreter.report.summary import summary_exhibits, summary_report
from interpreter.totals.comparison import Compared, Gains
from interpreter.totals.tallies import Tally, Totals

FORMATS = (".csv", ".xlsx", ".parquet", ".ndjson")


def summed(*outputs: Path, program: Program = PROGRAM) -> Totals:
    return add_up([Output(path, lambda _: program) for path in outputs], program)


def summary_of(rows: Iterable[dict[str, str]], output: Path, program: Program = PROGRAM) -> Totals:
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
    totals = summary_of(rows, tmp_path / f"out{ending}")
    assert (totals.rows, totals.undecided) == (5, 1)
    assert totals.whole == Tally(granted=2, refused=1, pending=2, fen=160_000, most=160_000)
    assert totals.by_award == {"岗前培训补贴": totals.whole}
    assert totals.by_clause == {"二(六)1": totals.whole}
    assert totals.by_payee == {"企业": Tally(2, 0, 0, 160_000), "": Tally(0, 1, 2, most=160_000)}
    assert totals.by_month == {
        "2020-03": Tally(1, 1, 1, 80_000, most=80_000),
        "2020-04": Tally(1, 0, 0, 80_000),
        "": Tally(0, 0, 1, most=80_000),
    }
    assert totals.by_organisation == {
        "示例公司": Tally(1, 0, 2, 80_000, most=160_000),
        "示例乙公司": Tally(1, 0, 0, 80_000),
        "": Tally(0, 1, 0),
    }


def test_what_is_pending_is_told_between_bounds_and_what_is_a_floor(tmp_path: Path) -> None:
    """二(六)4 pays at least 4000 a year; 二(二)1 says no amount; 二(六)1 would be 800 each."""
    course = {
        "申领": "新型学徒制补贴",
        "企校双制工学一体": "是",
        "培训类别": "岗位技能提升",
        "培训开始日期": "2019-09-01",
        "证书取得日期": "2021-08-31",
        "培训年数": "2",
        "招用日期": "2019-07-01",
        "核定标准": "",
    }
    rows = [
        claim(1, 劳动合同月数=""),
        claim(2, 证书种类=""),
        claim(3, **course),
        claim(4, 申领="举办院校扶持", 举办职业院校="是"),
    ]
    totals = summary_of(rows, tmp_path / "out.csv")
    whole = Tally(granted=1, pending=3, fen=800_000, most=160_000, boundless=1, floors=1)
    assert totals.whole == whole
    report = summary_report(totals, [("out.csv", {})])
    assert report.warnings == ("注意：1 项准予的金额只是下限，核定以后可能更高",)
    [pending] = [e for e in report.exhibits if e.title == "待定的金额"]
    assert [pending.words(row) for row in pending.all_rows] == [
        ["岗前培训补贴", "2", "0.00", "1,600.00", "0"],
        ["举办院校扶持", "1", "0.00", "0.00", "1"],
        ["合计", "3", "0.00", "1,600.00", "1"],
    ]


def test_readings_on_trial_are_told_and_asked_for_again(run: Run, tmp_path: Path) -> None:
    trial, output = ("--reading", "A24=只给一项"), str(tmp_path / "out.csv")
    source = str(write_csv(tmp_path / "in.csv", [claim(1)]))
    batched = run("batch", source, "-o", output, "--no-history", *trial)
    assert "试用读法（不是登记的选择）：A24=只给一项" in batched.out
    assert "错误[other-policy]" in run("summary", output).err
    assert "试用读法 A24=只给一项" in run("summary", output, *trial).out


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
    totals = summary_of(rows, tmp_path / "out.csv", BUS)
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
        by = [e for e in summary_exhibits(totals, most) if e.title.startswith("按")]
        assert len(by) == 5
        for exhibit in by:
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


def test_targets_count_each_training_once_and_say_what_has_no_row(tmp_path: Path) -> None:
    """附件1 counts 人次 by 镇街 and years, 附件2 by 牵头单位 and year; 二(六)8 counts the heads."""
    later = {"证书取得日期": "2021-02-01"}
    inmates = {
        "案件": "示例-8",
        "申领": "服刑戒毒人员培训支持",
        "主体类型": "行政部门",
        "主体在晋江": "是",
        "人员身份": "服刑人员",
        "年度": "2020",
        "年度培训合格人数": "50",
        "镇街": "磁灶镇",
        "牵头单位": "市司法局",
    }
    first = [
        claim(1, 镇街="安海镇", 牵头单位="市人社局"),
        claim(2, 镇街="安海镇", 牵头单位="市人社局", **later),
        claim(3),
        claim(4, 镇街="安海镇", 劳动合同月数="11"),  # refused: counts nowhere
        inmates,
    ]
    again = [claim(1, 镇街="安海镇", 牵头单位="市人社局")]  # the same training in another run
    for name, rows in (("a", first), ("b", again)):
        batch(write_csv(tmp_path / f"{name}-in.csv", rows), tmp_path / f"{name}.csv")
    totals = summed(tmp_path / "a.csv", tmp_path / "b.csv")
    whole, towns, offices = totals.attainment.attained
    assert whole.done == {("", "全市", "培训人次"): 1 + 1 + 1 + 50}
    years = {"2019-2020年": 1, "2021年": 1, "合计": 2}
    assert towns.done == {
        **{("", "安海镇", column): count for column, count in years.items()},
        **{("", "磁灶镇", column): 50 for column in ("2019-2020年", "合计")},
        **{("", "", column): 1 for column in ("2019-2020年", "合计")},
    }
    assert offices.done == {
        ("2020", "市人社局", "年均培训人次"): 1,
        ("2021", "市人社局", "年均培训人次"): 1,
        ("2020", "市司法局", "年均培训人次"): 50,
        ("2020", "", "年均培训人次"): 1,
        ("2020", "市人社局", "年均所需资金万元"): 160_000,  # paid twice, and so it is told
        ("2021", "市人社局", "年均所需资金万元"): 80_000,
        ("2020", "市司法局", "年均所需资金万元"): 50 * 80_000,
        ("2020", "", "年均所需资金万元"): 80_000,
    }
    shown = {e.title: {row[0]: row[1:] for row in e.all_rows} for e in summary_exhibits(totals)}
    assert shown["附件1任务分解（附件1）"]["安海镇"] == (
        *(650, 1, Fraction(1, 650), 450, 1, Fraction(1, 450), 1100, 2, Fraction(2, 1100)),
    )
    assert shown["附件2任务分解（附件2）：2020"]["市司法局"] == (
        *(40, 50, Fraction(5, 4), 4, Fraction(4), Fraction(1)),
    )
    assert shown["附件1任务分解（附件1）"]["没有写镇街"][:3] == (None, 1, None)
    assert (totals.repeats.claims.named, totals.repeats.grants.count) == (["示例-1"], 1)


def test_targets_count_persons_once_a_school_year(tmp_path: Path) -> None:
    """附件 plans persons of a school year: two tickets of one pupil are one person."""
    pupil = {
        "申领": "月票减免",
        "在本县就读": "是",
        "学生年级": "初中",
        "家庭距校公里数": "6.0",
        "购买月票": "是",
        "购票方式": "自购",
        "月票价格": "100",
        "低保家庭": "否",
        "困难类别": "无",
        "所在乡镇": "示例东镇",
        "乘坐偏远线路": "否",
    }
    months = (
        ("甲", "2022-03-01"),
        ("甲", "2022-04-01"),
        ("甲", "2022-09-01"),
        ("乙", "2022-03-01"),
    )
    rows = [
        {**pupil, "案件": f"{n}", "学号": who, "月票编号": f"t{n}", "乘车月份": month}
        for n, (who, month) in enumerate(months)
    ]
    totals = summary_of(rows, tmp_path / "out.csv", BUS)
    assert totals.whole.granted == 4
    [plan] = totals.attainment.attained
    assert plan.done == {
        (year, "示例东镇", column): count
        for year, count in (("2021", 2), ("2022", 1))
        for column in ("初中", "合计")
    }


def held(now: Path, then: Path, **how: bool) -> Compared:
    one = Output(now, lambda _: PROGRAM)
    other = Output(then, lambda _: PROGRAM, any_policy=True)
    return compare(one, other, PROGRAM.policy, **how)


def test_two_runs_are_compared_claim_by_claim(tmp_path: Path) -> None:
    """Won, lost, not decided any more, and alone in one run: each once, all of it adds up."""
    before = [claim(1), claim(2, 劳动合同月数="11"), claim(3), claim(4), claim(6)]
    after = [claim(1, 劳动合同月数="11"), claim(2), claim(3, 招用日期="昨天"), claim(5), claim(6)]
    for name, rows in (("then", before), ("now", after)):
        batch(write_csv(tmp_path / f"{name}-in.csv", rows), tmp_path / f"{name}.csv")
    found = held(tmp_path / "now.csv", tmp_path / "then.csv")
    moves = {move.case: (move.then.status, move.now.status, move.gain) for move in found.largest}
    assert moves == {
        "示例-1": ("granted", "refused", -80_000),
        "示例-2": ("refused", "granted", 80_000),
        "示例-3": ("granted", "undecided", -80_000),
    }
    assert found.whole == Gains(gaining=1, more=80_000, losing=2, less=160_000)
    assert [u.awards.named for u in found.unmatched] == [
        ["示例-5 岗前培训补贴"],
        ["示例-4 岗前培训补贴"],
    ]
    assert found.claims == (1, 2)
    assert found.total == [240_000, 320_000]
    [difference, *_] = comparison_exhibits(found)
    assert difference.sum is not None
    assert sum(row[2] for row in difference.rows) == difference.sum[2]  # type: ignore[misc]


def test_claims_without_a_name_are_held_by_row_and_person(tmp_path: Path) -> None:
    rows = [{**claim(n), "案件": ""} for n in (1, 2)]
    other = [rows[0], {**rows[1], "身份证号": "别人"}]
    for name, given_rows in (("now", rows), ("then", other)):
        batch(write_csv(tmp_path / f"{name}-in.csv", given_rows), tmp_path / f"{name}.csv")
    found = held(tmp_path / "now.csv", tmp_path / "then.csv")
    assert found.whole == Gains()
    assert [u.awards.count for u in found.unmatched] == [1, 1]


def test_the_same_table_has_every_row_though_nothing_is_said_of_one(tmp_path: Path) -> None:
    """A row without a name of which no award is told cannot be told from one that is not there."""
    rows = [{**claim(1), "案件": ""}]
    silent = [{"身份证号": "x1", "主体在晋江": "是"}]
    for name, given_rows in (("now", rows), ("then", silent)):
        batch(write_csv(tmp_path / f"{name}-in.csv", given_rows), tmp_path / f"{name}.csv")
    apart = held(tmp_path / "now.csv", tmp_path / "then.csv")
    same = held(tmp_path / "now.csv", tmp_path / "then.csv", same_rows=True)
    assert (apart.unmatched[0].fen, apart.whole.more, apart.claims) == (80_000, 0, (0, 0))
    assert (same.unmatched[0].fen, same.whole.more, same.claims) == (0, 80_000, (1, 0))


@pytest.mark.parametrize("ending", [".html", ".xlsx", ".md", ".txt"])
def test_every_form_is_whole_and_harmless_whatever_a_cell_holds(
    ending: str, tmp_path: Path
) -> None:
    hostile = "=cmd|'/c calc'!A1<script>|"
    totals = summary_of([claim(1, 用人单位=hostile)], tmp_path / "out.csv")
    report = summary_report(totals, [("out.csv", {})])
    output = tmp_path / f"report{ending}"
    write_report(report, output)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(("report", "."))) == [
        output.name
    ]
    if ending == ".xlsx":
        [unit, _] = read_back(output, "按单位")
        assert unit["单位"] == hostile
        with zipfile.ZipFile(output) as archive:
            assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        return
    text = output.read_text(encoding="utf-8")
    assert "800.00" in text
    assert "<script" not in text or ending == ".txt"


def test_a_share_is_cut_so_that_all_is_really_all() -> None:
    assert [percent(Fraction(n, 10_000)) for n in (0, 9_999, 10_000, 12_345)] == [
        *("0.0%", "99.9%", "100.0%", "123.4%")
    ]


def test_what_a_report_looks_like(recorded: Callable[[Path, str], None], tmp_path: Path) -> None:
    """Two runs of the example with another standard, in the forms that people read."""
    text = (ROOT / "policy/2019-79.yaml").read_text(encoding="utf-8")
    old, new = "岗前培训标准: {cites: 二(六)1, unit: 元/人, written: [800 元]", "value: 800}"
    line = next(line for line in text.splitlines() if old in line)
    changed = text.replace(line, line.replace(new, "value: 900}"))
    other = load(Source(("policy.yaml", changed.encode())))
    for name, program in (("结果", PROGRAM), ("旧", Program(other[0]))):
        batch(ROOT / "examples/ledger.csv", tmp_path / f"{name}.csv", program, carried=("姓名",))
    now, then = tmp_path / "结果.csv", tmp_path / "旧.csv"
    report = summary_report(summed(now), [("结果.csv", {KNOWN_ON: "…"})], 1)
    report = with_comparison(report, held(now, then), ("旧.csv", {KNOWN_ON: "…"}), 1)
    for form, ending in ((report_text, "txt"), (report_markdown, "md"), (report_html, "html")):
        recorded(ROOT / f"tests/prints/summary.{ending}", form(report) + "\n")


def test_batch_decides_by_the_other_policy_too_and_says_who_gains(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "policy/2019-79.yaml").read_text(encoding="utf-8")
    other, output = tmp_path / "other.yaml", tmp_path / "out.csv"
    other.write_text(text.replace("value: 800}", "value: 700}"), encoding="utf-8")
    ledger = ("batch", "examples/ledger.csv", "-o", str(output), "--carry", "姓名", "--no-history")
    printed = run(*ledger, "--known-on", "2020-12-31", "--against", str(other))
    assert "净增减 +300.00 元；得益 3 件，受损 0 件" in printed.out
    assert (tmp_path / "out.对照.补贴.csv").exists()
    again = run(*ledger, "--known-on", "2020-12-31", "--against", str(output))
    assert (again.code, "错误[output-is-input]" in again.err) == (1, True)

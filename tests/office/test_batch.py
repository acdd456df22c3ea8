"""Rows in are rows decided and rows told why not; each is decided as the case back end does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import (
    BUS,
    FILES,
    GOOD,
    KNOWN_ON,
    PROGRAM,
    ROOT,
    batch,
    read_back,
    tables,
    told,
    write_csv,
)

from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.office.batch import TABLES, _Run, run_batch
from interpreter.office.cells import raw_text
from interpreter.office.job import Order
from interpreter.office.tables import Column, Table
from interpreter.office.workfile import WorkFile
from interpreter.office.writing import write_tables
from interpreter.policy.values import raw_value
from interpreter.problems import Place, Refused
from interpreter.report.outcome_json import money
from interpreter.report.outcome_text import HEADS, is_silent
from interpreter.source.characters import forbidden_in
from interpreter.truth.golden import read_goldens

FORMATS = (".csv", ".xlsx", ".parquet", ".ndjson")
FOLDERS = {
    "2019-79": ROOT / "tests/golden/2019-79",
    "bus": ROOT / "tests/policies/school-bus/golden",
}
PROGRAMS = {"2019-79": PROGRAM, "bus": BUS}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def golden_rows(name: str, most: int) -> list[dict[str, Any]]:
    """Give golden cases without history as cases, each of another person."""
    program, found = PROGRAMS[name], []
    for index, golden in enumerate(read_goldens(FOLDERS[name])):
        raw = {**golden.raw, "case": f"示例-{index}"}
        facts = {n: v for n, v in raw["facts"].items() if v is not None}
        raw["facts"] = {**facts, program.policy.person: f"人{index}"}
        if golden.amendments or golden.readings or raw.get("history") != []:
            continue
        try:
            read_case(raw, program, lambda _: Place("示例"))
        except Refused:
            continue
        found.append(raw)
    return found[:: max(1, len(found) // most)]


def as_row(raw: Mapping[str, Any], program: Program) -> dict[str, str]:
    case = read_case(raw, program, lambda _: Place("示例"))
    facts = {n: raw_text(raw_value(program.policy.facts[n], v)) for n, v in case.facts.items()}
    return {"案件": str(case.id), "申领": "、".join(case.claims or ()), **facts}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_table_is_decided_as_its_cases_are(name: str, tmp_path: Path) -> None:
    program = PROGRAMS[name]
    raws = golden_rows(name, 60)
    source = write_csv(tmp_path / "in.csv", [as_row(raw, program) for raw in raws])
    summary = batch(source, tmp_path / "out.csv", program)
    assert (summary.decided, summary.undecided) == (len(raws), 0)
    expected = []
    for raw in raws:
        outcome = decide(program, read_case(raw, program, lambda _: Place("")), KNOWN_ON)
        for award in outcome.awards:
            if award.status is not Status.NOT_APPLICABLE and not is_silent(award):
                amount = "" if award.amount is None else money(award.amount)
                line = (raw["case"], award.award, HEADS[award.status], award.payee or "", amount)
                expected.append(line)
    _, awards, _ = tables(tmp_path / "out.csv")
    findings = set(program.policy.findings)
    lines = [row for row in awards if row["项目"] not in findings]
    assert told(lines, "案件", "项目", "结果", "付给", "金额") == expected
    assert len(expected) > 30


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_says_the_same(ending: str, tmp_path: Path) -> None:
    rows = [GOOD, {**GOOD, "案件": "示例-2", "身份证号": "x2", "劳动合同月数": "11"}]
    rows.append({**GOOD, "案件": "示例-3", "身份证号": "x3", "招用日期": "2020-02-30"})
    source = write_csv(tmp_path / "in.csv", rows)
    columns = tuple(Column(name) for name in GOOD)
    table = Table(TABLES[0], columns, [tuple(row.values()) for row in rows])
    [given] = write_tables([table], tmp_path / f"given{ending}", tmp_path)
    for one in (source, given):
        output = tmp_path / f"{one.stem}-out{ending}"
        summary = batch(one, output)
        assert (summary.decided, summary.undecided, summary.granted) == (2, 1, 800)
        found, awards, errors = tables(output)
        assert told(found, *GOOD) == [tuple(row.values()) for row in rows]
        assert [row["决定"] for row in found] == [
            "准予 1 项，合计 800.00 元",
            "不予 1 项",
            "没有决定",
        ]
        assert told(awards, "案件", "项目", "条文", "结果", "付给", "金额") == [
            (
                "示例-1",
                "岗前培训补贴",
                "二(六)1",
                "准予",
                "企业",
                "800.00" if ending != ".xlsx" else "800",
            ),
            ("示例-2", "岗前培训补贴", "二(六)1", "不予", "", ""),
        ]
        assert "劳动合同月数＝11 月" in awards[1]["理由"]
        assert told(errors, "列", "值", "代号") == [("招用日期", "2020-02-30", "bad-date")]


CELLS = st.one_of(
    st.sampled_from(
        ["", "无", "12", "2020-03-20", "=1+1", "'", "0", "是", "甲\n乙", "，", '"', "甲|乙"]
    ),
    st.text(max_size=8).filter(lambda text: not any(forbidden_in(text)) and "\n" not in text),
)
ROWS = st.lists(
    st.fixed_dictionaries({"案件": CELLS, "备注": CELLS, **dict.fromkeys(list(GOOD)[1:6], CELLS)}),
    max_size=6,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(rows=ROWS, good=st.integers(0, 3), ending=st.sampled_from((".csv", ".ndjson")))
def test_no_row_is_lost_whatever_stands_in_it(
    rows: list[dict[str, str]], good: int, ending: str, tmp_path: Path
) -> None:
    given_rows = [*rows, *({**GOOD, "案件": f"好-{i}", "备注": "=甲"} for i in range(good))]
    columns = tuple(Column(n) for n in ("案件", "备注", *list(GOOD)[1:]))
    cells = [tuple(row.get(c.name, "") for c in columns) for row in given_rows]
    table = Table(TABLES[0], columns, cells)
    [source] = write_tables([table], tmp_path / f"in{ending}", tmp_path)
    if ending == ".ndjson" and not any(any(c) for c in cells):
        return  # not one key: there is no header
    output = tmp_path / f"out{ending}"
    try:
        summary = batch(source, output, carried=("备注",))
    except Refused as refused:  # NDJSON has only the columns that hold something
        assert [p.code for p in refused.problems] == ["no-known-column"]
        return
    found, _, errors = tables(output)
    assert summary.decided + summary.undecided == len(found)
    undecided = [row for row in found if row["决定"] == "没有决定"]
    assert len(undecided) == summary.undecided == len({e["行"] for e in errors})
    assert summary.decided >= (good > 0)
    assert [r["备注"] for r in found if "备注" in r][-good:] == ["=甲"] * good if good else True


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=5), ending=st.sampled_from(FORMATS))
def test_what_is_written_reads_back_the_same(
    rows: list[tuple[str, str]], ending: str, tmp_path: Path
) -> None:
    whole = [("1", *row) for row in rows]  # a row with nothing in it is no row
    table = Table(TABLES[0], (Column("行"), Column("甲"), Column("乙")), whole)
    [path] = write_tables([table], tmp_path / f"t{ending}", tmp_path)
    if whole or ending != ".ndjson":
        assert told(read_back(path), "行", "甲", "乙") == whole


def course(person: str, number: int, day: str, **facts: str) -> dict[str, str]:
    """Give a row of a person's training in an occupation of its own."""
    own = {"案件": f"{person}-{number}", "身份证号": person, "职业": f"工种{number}"}
    return {**GOOD, **own, "培训编号": f"{person}{number}", "证书取得日期": day, **facts}


def test_what_is_granted_counts_for_the_persons_next_claims(tmp_path: Path) -> None:
    """二(五)1: three trainings a year; a refused one uses up nothing; by day, not by row."""
    rows = [course("甲", n, f"2020-0{9 - n}-20") for n in range(1, 6)]
    rows[4]["劳动合同月数"] = "11"  # the earliest of the year, refused on its merits
    rows.append(course("乙", 9, "2020-06-20"))
    batch(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv")
    _, awards, _ = tables(tmp_path / "out.csv")
    assert told(awards, "案件", "结果") == [
        ("甲-1", "不予"),  # the fourth by day that would have been granted
        ("甲-2", "准予"),
        ("甲-3", "准予"),
        ("甲-4", "准予"),
        ("甲-5", "不予"),
        ("乙-9", "准予"),
    ]


@pytest.mark.parametrize("ending", FORMATS)
def test_our_own_table_of_awards_is_history(ending: str, tmp_path: Path) -> None:
    """Two runs, one after the other, pay what one run would have paid."""
    rows = [course("甲", n, f"2020-0{n}-20") for n in range(4, 9)]
    eight = {
        "申领": "以工代训补贴",
        "人员身份": "就业困难人员",
        "参保企业": "是",
        "用人单位": "示例公司",
    }
    eight |= {"开展以工代训": "是", "培训类别": "其他"}
    months = (("4", "2019-01-01"), ("4", "2020-01-01"), ("1", "2021-01-01"))
    for n, (count, start) in enumerate(months):
        when = {"以工代训月数": count, "以工代训起始月": start}
        rows.append(
            {
                "案件": f"丙-{n}",
                "身份证号": "丙",
                "主体类型": "企业",
                "主体在晋江": "是",
                "实名制登记": "是",
                **eight,
                **when,
            }
        )
    whole = batch(write_csv(tmp_path / "all.csv", rows), tmp_path / "all-out.csv")
    first = [rows[0], rows[1], rows[5], rows[6]]
    second = [row for row in rows if row not in first]
    output = tmp_path / f"first{ending}"
    one = batch(write_csv(tmp_path / "1.csv", first), output)
    kept = output if ending == ".xlsx" else output.with_name(f"first.补贴{ending}")
    two = batch(write_csv(tmp_path / "2.csv", second), tmp_path / "two.csv", earlier=kept)
    assert one.granted + two.granted == whole.granted == 3 * 800 + 6 * 200
    _, awards, _ = tables(tmp_path / "two.csv")
    assert told(awards, "案件", "结果")[-1] == ("丙-2", "不予")
    assert "既往" in awards[-1]["理由"]


def test_without_a_word_on_history_nothing_is_paid_that_history_may_bar(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [GOOD])
    summary = batch(source, tmp_path / "out.csv", none_before=False)
    assert summary.lines == {"待定": 1}
    [row] = read_back(tmp_path / "out.csv")
    assert row["缺少"] == "history"


def test_a_claim_that_comes_late_is_told_and_nothing_is_reopened(tmp_path: Path) -> None:
    batch(write_csv(tmp_path / "1.csv", [course("甲", 1, "2020-06-20")]), tmp_path / "1-out.csv")
    source = write_csv(tmp_path / "2.csv", [course("甲", 2, "2020-05-20")])
    summary = batch(source, tmp_path / "2-out.csv", earlier=tmp_path / "1-out.补贴.csv")
    assert summary.late == 1
    [row] = read_back(tmp_path / "2-out.csv")
    assert "2020-06-20" in row["提醒"]


def test_the_same_list_again_is_not_paid_again(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [course("甲", 1, "2020-06-20")])
    assert batch(source, tmp_path / "1.csv").granted == 800
    assert batch(source, tmp_path / "2.csv", earlier=tmp_path / "1.补贴.csv").granted == 0


def test_a_case_given_twice_is_decided_once(tmp_path: Path) -> None:
    summary = batch(write_csv(tmp_path / "in.csv", [GOOD, GOOD]), tmp_path / "out.csv")
    assert (summary.decided, summary.undecided, summary.granted) == (1, 1, 800)


def test_strict_stops_at_the_first_and_writes_nothing(tmp_path: Path) -> None:
    bad = {**GOOD, "劳动合同月数": "十二"}
    source = write_csv(tmp_path / "in.csv", [GOOD, {**bad, "案件": "2"}])
    with pytest.raises(Refused) as refused:
        batch(source, tmp_path / "out.csv", strict=True)
    assert [str(p.place) for p in refused.value.problems] == [f"{source}:3:1"]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


class Killed(Exception):
    """The run ends here, as if it were killed."""


@pytest.mark.parametrize("stage", ["读入", "决定"])
def test_a_run_that_was_killed_leaves_nothing_half_and_goes_on(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interpreter.office.batch.MANY", 2)
    monkeypatch.setattr("interpreter.office.batch.can_do_columns", lambda: False)
    monkeypatch.setattr("interpreter.office.row_by_row.PAGE", 2)
    monkeypatch.setattr("interpreter.office.row_by_row.TOLD_EVERY", 2)
    rows = [{**GOOD, "案件": f"示例-{n}", "身份证号": f"x{n // 2}"} for n in range(9)]
    source, output = write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv"
    batch(source, tmp_path / "whole.csv")

    def dying(at: str, done: int, _: int | None) -> None:
        if at == stage and done >= 4:
            raise Killed

    with pytest.raises(Killed):
        run_batch(Order(source, output, none_before=True), PROGRAM, KNOWN_ON, dying)
    assert not list(tmp_path.glob("out*.csv"))
    if stage == "决定":
        with pytest.raises(Refused) as refused:
            batch(source, output)
        assert codes(refused) == ["work-unfinished"]
        with pytest.raises(Refused) as refused:
            batch(source, output, resume=True, carried=("备注",))
        assert codes(refused) == ["work-of-another"]
    decided = []
    order = Order(source, output, none_before=True, resume=True)
    run_batch(order, PROGRAM, KNOWN_ON, lambda at, done, _: decided.append((at, done)))
    assert tables(output) == tables(tmp_path / "whole.csv")
    assert not (tmp_path / "out.csv.work").exists()
    assert ("决定", 4) not in decided or stage == "读入"  # what was done is not done again


def test_a_short_run_that_was_stopped_leaves_nothing_and_is_done_anew(tmp_path: Path) -> None:
    rows = [{**GOOD, "案件": f"示例-{n}", "身份证号": f"x{n // 2}"} for n in range(9)]
    source, output = write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv"

    def dying(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        run_batch(Order(source, output, none_before=True), PROGRAM, KNOWN_ON, dying)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    WorkFile(tmp_path / "out.csv.work").close(
        keep=True
    )  # all that is left if it was killed outright
    assert batch(source, output).decided == 9
    assert not (tmp_path / "out.csv.work").exists()


def _die_within(work: WorkFile) -> None:
    with work.whole():
        work.add_settled([("甲", {"award": "岗前培训补贴"})])
        raise Killed


@pytest.mark.parametrize("begun", ["", "key"])
def test_a_run_that_was_killed_while_it_read_reads_again(begun: str, tmp_path: Path) -> None:
    """Nothing of a stage is kept before all of it, so that no row and no record counts twice."""
    source, output = write_csv(tmp_path / "in.csv", [GOOD, GOOD]), tmp_path / "out.csv"
    batch(source, tmp_path / "whole.csv")
    folder = tmp_path / "out.csv.work"
    base = WorkFile(folder)
    if begun:
        run = Order(source, output, none_before=True)
        base.start(_Run(run, PROGRAM, KNOWN_ON, lambda *_: None)._key())
        with pytest.raises(Killed):
            _die_within(base)
        assert base.count("settled") == 0
    base.close(keep=True)
    batch(source, output, resume=True)
    assert tables(output) == tables(tmp_path / "whole.csv")


def test_two_runs_on_one_output_do_not_mix(tmp_path: Path) -> None:
    source, output = write_csv(tmp_path / "in.csv", [GOOD]), tmp_path / "out.csv"

    def meddle(*_: object) -> None:
        with pytest.raises(Refused) as refused:
            batch(source, output, resume=True)
        assert codes(refused) == ["work-in-use"]

    run_batch(Order(source, output, none_before=True), PROGRAM, KNOWN_ON, meddle)
    assert output.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(encoding: str, tmp_path: Path) -> None:
    row = {**GOOD, "用人单位": "示例𠮷公司"}
    summary = batch(write_csv(tmp_path / "in.csv", [row], encoding), tmp_path / "out.csv")
    assert summary.granted == 800
    assert read_back(tmp_path / "out.csv")[0]["用人单位"] == "示例𠮷公司"


def test_another_encoding_is_caught_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "big5.csv"
    path.write_bytes("職業,證書\n甲,乙\n".encode("big5"))
    with pytest.raises(Refused) as refused:
        batch(path, tmp_path / "out.csv")
    assert codes(refused) == ["no-known-column"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    lines = (delimiter.join(GOOD), delimiter.join(GOOD.values()))
    path.write_text("\n".join(lines), encoding="utf-8")
    assert batch(path, tmp_path / "out.csv").granted == 800


@pytest.mark.parametrize(
    "text, code",
    [
        ("职业,职业\n甲,乙\n", "duplicate-column"),
        ("职业,工种名称\n甲,乙\n", "unknown-column"),
        ("职业,决定\n甲,乙\n", "column-taken"),
        ("姓名,电话\n甲,乙\n", "no-known-column"),
        ('职业,案件\n"甲,乙\n', "csv-broken"),
        ("", "empty-file"),
    ],
)
def test_a_header_that_is_not_understood_refuses_the_file(
    text: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        batch(tmp_path / "in.csv", tmp_path / "out.csv")
    assert set(codes(refused)) == {code}
    assert not (tmp_path / "out.csv.work").exists()


@pytest.mark.parametrize(
    "line, code", [("甲", "short-row"), ("甲,1,乙", "stray-cell"), ("甲,1,,", "")]
)
def test_a_row_of_another_width_is_told(line: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f"职业,案件\n{line}\n", encoding="utf-8")
    summary = batch(tmp_path / "in.csv", tmp_path / "out.csv")
    assert [p.code for p in summary.problems] == ([code] if code else [])


def test_lines_of_json_that_are_no_rows_are_told_and_the_others_decided(tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    lines = [
        json.dumps(GOOD),
        '{"案件": ',
        '{"facts": {"职业": "甲"}}',
        '{"职业": ["甲"], "职业": 1}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    summary = batch(path, tmp_path / "out.csv")
    assert (summary.decided, summary.undecided, summary.granted) == (1, 3, 800)
    assert [p.code for p in summary.problems] == ["json-syntax", "not-flat", "duplicate-key"]


def test_the_output_never_goes_over_an_input(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "名单.补贴.csv", [GOOD])
    with pytest.raises(Refused) as refused:
        batch(source, tmp_path / "名单.csv")
    assert codes(refused) == ["output-is-input"]


def test_an_output_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [GOOD])
    for name, code in (("out.补贴.csv", "not-a-file"), ("out.csv.work", "unwritable-file")):
        blocked = tmp_path / name
        blocked.mkdir() if code == "not-a-file" else blocked.write_text("")
        with pytest.raises(Refused) as refused:
            batch(source, tmp_path / "out.csv", resume=True)
        assert codes(refused) == [code]
        blocked.rmdir() if code == "not-a-file" else blocked.unlink()
    with pytest.raises(Refused) as refused:
        batch(source, tmp_path / "没有" / "out.csv")
    assert codes(refused) == ["file-missing"]


def test_a_csv_saved_by_a_spreadsheet_program(tmp_path: Path) -> None:
    summary = batch(FILES / "libreoffice-gb18030.csv", tmp_path / "out.csv", carried=("姓名",))
    assert (summary.decided, summary.granted) == (2, 1600)
    assert read_back(tmp_path / "out.csv")[1]["姓名"] == "𠮷田，“示例”"

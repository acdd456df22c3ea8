"""What the template makes is what a batch reads, filled by hand or saved by another program."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from ledgers import BUS, FILES, GOOD, POLICY, PROGRAM, batch, read_back, tables, told, write_csv

from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.office.opening import open_grid
from interpreter.office.template import facts_for, write_template
from interpreter.report.facts import typical

SHEET = "xl/worksheets/sheet1.xml"


def fill(path: Path, row: dict[str, str]) -> None:
    """Write one row of text cells below the header, as typing into the text columns would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    header = read_header(path)
    assert set(row) <= {name for name, _ in header}
    cells = "".join(
        f'<c r="{letters}2" t="inlineStr"><is><t>{escape(row[name])}</t></is></c>'
        for name, letters in header
        if row.get(name)
    )
    sheet = parts[SHEET].replace(b"</sheetData>", f'<row r="2">{cells}</row></sheetData>'.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, SHEET: sheet}.items():
            archive.writestr(name, content)


def read_header(path: Path) -> list[tuple[str, str]]:
    """Give each column's name and letters."""
    with open_grid(path, frozenset()) as grid:
        names = grid.header
    return [(name, _letters(index)) for index, name in enumerate(names)]


def _letters(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def test_the_template_filled_is_decided(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    write_template(POLICY, ("岗前培训补贴",), path)
    fill(path, GOOD)
    assert batch(path, tmp_path / "out.csv").granted == 800


def test_a_template_filled_and_saved_by_a_spreadsheet_program(tmp_path: Path) -> None:
    summary = batch(FILES / "libreoffice-template.xlsx", tmp_path / "out.xlsx")
    assert (summary.decided, summary.undecided, summary.granted) == (3, 0, 1600)
    rows, awards, _ = tables(tmp_path / "out.xlsx")
    assert told(rows, "案件", "证书取得日期")[0] == ("示例-1", "2020-03-20")
    assert told(awards, "案件", "项目", "结果") == [
        ("示例-1", "岗前培训补贴", "准予"),
        ("示例-2", "岗前培训补贴", "不予"),
        ("示例-3", "岗前培训补贴", "准予"),
        ("示例-3", "岗位提升企业补贴", "不予"),
    ]


@pytest.mark.parametrize("program", [PROGRAM, BUS], ids=["2019-79", "bus"])
def test_the_typical_case_can_be_written_into_it(program: Program, tmp_path: Path) -> None:
    policy, path = program.policy, tmp_path / "t.xlsx"
    assert write_template(policy, (), path) == 2 + len(policy.facts)
    row = {name: typical(fact) for name, fact in policy.facts.items()}
    fill(path, row)
    summary = batch(path, tmp_path / "out.csv", program)
    assert (summary.decided, summary.undecided) == (1, 0)
    [found] = read_back(tmp_path / "out.csv")
    assert {name: found[name] for name in row} == row


def test_an_award_asks_only_for_what_decides_it() -> None:
    few = {fact.name for fact in facts_for(POLICY, ("岗前培训补贴",))}
    assert {"身份证号", "培训编号", "劳动合同月数", "证书取得日期", "择一选择"} <= few
    assert not {"遴选日期", "工资薪金总额", "服刑人员"} & few
    assert {fact.name for fact in facts_for(POLICY, ())} == set(POLICY.facts)


@pytest.mark.parametrize("award", POLICY.awards)
def test_facts_left_out_of_a_template_never_leave_the_award_waiting(
    award: str, tmp_path: Path
) -> None:
    """With every column of the template filled, nothing that is missing was left out of it."""
    path = tmp_path / "t.xlsx"
    write_template(POLICY, (award,), path)
    columns = {name for name, _ in read_header(path)} - {"案件", "申领"}
    row = {"申领": award, **{name: typical(POLICY.facts[name]) for name in columns}}
    batch(write_csv(tmp_path / "in.csv", [row]), tmp_path / "out.csv")
    [found] = read_back(tmp_path / "out.csv")
    missing = set(filter(None, found["缺少"].split("、")))
    assert missing & set(POLICY.facts) <= columns


def test_choices_are_chosen_from_a_list_and_numbers_are_texts_only_where_they_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.xlsx"
    write_template(POLICY, (), path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET).decode()
    chosen = [f for f in POLICY.facts.values() if f.type.kind in (Kind.CHOICE, Kind.BOOLEAN)]
    assert sheet.count('type="list"') >= len(chosen)
    assert read_back(path, "选项")
    with open_grid(path, frozenset(), "说明") as grid:
        assert "怎样填写" in grid.header[0]

"""Workbooks that bite: each trap is told at its cell, and no workbook ends or fills the process."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import FILES, GOOD, batch, read_back, tables, told, write_csv

from interpreter.office.workbook_check import position
from interpreter.problems import Refused

SHEET = "xl/worksheets/sheet1.xml"
MERGED = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'


def write(path: Path, rows: list[dict[str, Any]], **marks: Any) -> Path:
    """Write rows as the sheet 案件, each value as the kind of cell it is in Python."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(marks.get("name", "案件"))
        day = book.add_format({"num_format": "yyyy/m/d"})
        header = list(dict.fromkeys(name for row in rows for name in row))
        for column, name in enumerate(header):
            sheet.write_string(0, column, name)
            for number, row in enumerate(rows, 1):
                value = row.get(name)
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, str) and not value.startswith("="):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
        for other in marks.get("others", ()):
            book.add_worksheet(other).write_string(0, 0, "别的")
    return path


def alter(path: Path, part: str, old: str, new: str) -> Path:
    """Replace some text of a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode("utf-8")
    assert old in text
    parts[part] = text.replace(old, new, 1).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(source: Path, folder: Path, **how: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        batch(source, folder / "out.csv", **how)
    assert not list(folder.glob("out*"))
    return [problem.code for problem in refusal.value.problems]


def test_a_ledger_saved_by_a_spreadsheet_program(tmp_path: Path) -> None:
    summary = batch(FILES / "libreoffice-ledger.xlsx", tmp_path / "out.xlsx", carried=("姓名",))
    assert (summary.decided, summary.undecided, summary.granted) == (3, 5, 2400)
    assert summary.remarks == ("隐藏的行一样决定：第 6 行，共 1 行",)
    rows, awards, errors = tables(tmp_path / "out.xlsx")
    assert told(awards, "行", "案件") == [("2", "示例-1"), ("3", "示例-2"), ("6", "示例-5")]
    assert told(errors, "行", "列", "代号") == [
        ("4", "身份证号", "digits-cut"),
        ("5", "劳动合同月数", "formula-cell"),
        ("7", "职业", "merged-cell"),
        ("8", "职业", "merged-cell"),
        ("9", "证书取得日期", "formula-cell"),
    ]
    assert rows[1]["读作"] == "劳动合同月数 12；招用日期 2020-03-02；证书取得日期 2020-03-20"


def test_a_title_above_the_header_is_refused_with_what_to_do(tmp_path: Path) -> None:
    assert refused(FILES / "libreoffice-title.xlsx", tmp_path) == ["merged-header"]


def test_cells_keep_the_kind_they_have(tmp_path: Path) -> None:
    row = {**GOOD, "劳动合同月数": 12, "主体在晋江": True, "证书取得日期": date(2020, 3, 20)}
    assert batch(write(tmp_path / "in.xlsx", [row]), tmp_path / "out.csv").granted == 800


@pytest.mark.parametrize(
    "name, value, code",
    [
        ("身份证号", 110101199003078515, "digits-cut"),
        ("职业", 12, "number-for-text"),
        ("劳动合同月数", "=6*2", "formula-cell"),
        ("职业", '="焊"&"工"', "formula-cell"),
        ("证书取得日期", 43891.25, "bad-date"),
    ],
)
def test_a_cell_that_cannot_be_trusted(name: str, value: Any, code: str, tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", [{**GOOD, name: value}, {**GOOD, "案件": "2"}])
    summary = batch(source, tmp_path / "out.csv")
    assert (summary.decided, summary.undecided) == (1, 1)
    assert [(p.place.line, p.about, p.code) for p in summary.problems] == [(2, name, code)]


def test_a_formula_that_is_only_carried_along_does_no_harm(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", [{**GOOD, "序号": "=ROW()-1"}])
    assert batch(source, tmp_path / "out.csv", carried=("序号",)).granted == 800


def test_what_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    attack = "=cmd|' /C calc'!A0"
    (tmp_path / "in.csv").write_text(
        "\n".join([",".join([*GOOD, "姓名"]), ",".join([*GOOD.values(), attack])]), encoding="utf-8"
    )
    batch(tmp_path / "in.csv", tmp_path / "out.xlsx", carried=("姓名",))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert all(b"<f>" not in archive.read(f"xl/worksheets/sheet{n}.xml") for n in (1, 2, 3))
    assert read_back(tmp_path / "out.xlsx", "案件")[0]["姓名"] == attack
    batch(tmp_path / "in.csv", tmp_path / "out.csv", carried=("姓名",))
    assert f"'{attack}" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_every_reading_a_line_rests_on_is_explained_beside_it(tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    batch(write_csv(tmp_path / "in.csv", [GOOD]), output)
    notes = {row["名称"]: row["说明"] for row in read_back(output, "说明")}
    [line] = read_back(output, "补贴")
    assert notes["既往"] == "没有发放过"
    assert {*line["读法"].split("、")} <= notes.keys()
    assert notes["A09"] == "三次按培训还是按付款计？　按“按培训”"


def test_which_sheet_is_read(tmp_path: Path) -> None:
    named = write(tmp_path / "a.xlsx", [GOOD], others=("其他",))
    assert batch(named, tmp_path / "a.csv").granted == 800
    alone = write(tmp_path / "b.xlsx", [GOOD], name="一月")
    assert batch(alone, tmp_path / "b.csv").granted == 800
    several = write(tmp_path / "c.xlsx", [GOOD], name="一月", others=("二月",))
    assert refused(several, tmp_path) == ["which-sheet"]
    assert refused(several, tmp_path, sheet="三月") == ["which-sheet"]
    assert batch(several, tmp_path / "c.csv", sheet="一月").granted == 800


def test_empty_rows_between_are_no_rows_and_numbers_stay(tmp_path: Path) -> None:
    late = {**GOOD, "案件": "2", "招用日期": "?"}
    source = write(tmp_path / "in.xlsx", [GOOD, {}, {}, late])
    summary = batch(source, tmp_path / "out.csv")
    assert (summary.decided, [p.place.line for p in summary.problems]) == (1, [5])


@pytest.mark.parametrize(
    "part, old, new, code",
    [
        (
            SHEET,
            "</sheetData>",
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            "far-cell",
        ),
        (
            SHEET,
            "</sheetData>",
            '<row r="9"><c r="ZZZ9"><v>1</v></c></row></sheetData>',
            "far-cell",
        ),
        (SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet', "workbook-bomb"),
        ("xl/sharedStrings.xml", "<sst", '<!DOCTYPE a [<!ENTITY b "c">]><sst', "workbook-bomb"),
        (SHEET, "</sheetData>", "", "not-a-workbook"),
        ("xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"', "dates-from-1904"),
        (SHEET, 'r="A2"', 'r="0A"', "not-a-workbook"),
        ("xl/workbook.xml", 'r:id="rId1"', "", "not-a-workbook"),
        ("xl/workbook.xml", 'r:id="rId1"', 'r:id="rId99"', "not-a-workbook"),
        (SHEET, "</sheetData>", f"</sheetData>{MERGED.format('A3:XFD1048576')}", "merged-cell"),
    ],
)
def test_a_hostile_workbook_is_refused(
    part: str, old: str, new: str, code: str, tmp_path: Path
) -> None:
    source = alter(write(tmp_path / "in.xlsx", [GOOD]), part, old, new)
    assert refused(source, tmp_path) == [code]


def test_a_dimension_that_lies_does_no_harm(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", [GOOD])
    alter(source, SHEET, 'ref="A1:Q2"', 'ref="A1:XFD1048576"')
    assert batch(source, tmp_path / "out.csv").granted == 800


def test_cells_without_references_are_counted_on(tmp_path: Path) -> None:
    """Some programs leave references out; a far cell must not hide behind that."""
    cells = "<c><v>1</v></c>" * 3000
    source = alter(
        write(tmp_path / "in.xlsx", [GOOD]),
        SHEET,
        "</sheetData>",
        f"<row>{cells}</row></sheetData>",
    )
    assert refused(source, tmp_path) == ["far-cell"]


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", [GOOD])
    with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.xml", b" " * 50_000_000)
    assert source.stat().st_size < 100_000
    assert refused(source, tmp_path) == ["workbook-bomb"]


@pytest.mark.parametrize("content", [b"", b"PK", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"a,b\n1,2\n"])
def test_what_is_no_workbook(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(content)
    assert refused(tmp_path / "in.xlsx", tmp_path) == ["not-a-workbook"]


@pytest.mark.parametrize("last", ['[\\"职业\\"]\\n', '[\\"职业\\"]\\n[\\"焊'])
def test_a_reader_that_dies_is_a_refusal(
    last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook that ends the reading process ends only that, wherever in a row it was."""
    dying = tmp_path / "dying.py"
    code = f"import os, sys; sys.stdout.write('{last}'); sys.stdout.flush(); os.abort()"
    dying.write_text(code, encoding="utf-8")
    monkeypatch.setattr("interpreter.office.workbook.workbook_child.__file__", str(dying))
    source = write(tmp_path / "in.xlsx", [GOOD])
    assert refused(source, tmp_path) == ["workbook-unreadable"]


def test_a_part_given_twice_cannot_be_checked_for_another_to_read(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", [GOOD])
    with zipfile.ZipFile(source, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, "<worksheet/>")
    assert refused(source, tmp_path) == ["not-a-workbook"]


@given(at=st.integers(0, 8_000), byte=st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_workbook_breaks_the_program(at: int, byte: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write(folder / "in.xlsx", [GOOD])
        content = bytearray(source.read_bytes())
        content[at % len(content)] = byte
        source.write_bytes(content)
        try:
            summary = batch(source, folder / "out.csv")
        except Refused as refusal:
            assert refusal.problems
        else:
            assert summary.decided + summary.undecided <= 1


def test_positions() -> None:
    assert [position(r) for r in ("A1", "Z9", "AA10", "XFD1048576")] == [
        *((1, 1), (9, 26), (10, 27)),
        (1_048_576, 16_384),
    ]

"""A look into a workbook before any library reads it: bombs and far cells are refused.

A workbook is a zip archive of XML.  Each part is inflated and parsed piece by piece, nothing is
kept; on the way it is noted which cells are formulas, merged, or hidden.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import join, normpath
from typing import BinaryIO
from xml.parsers import expat

from interpreter.problems import Place, Problem, Refused, did_you_mean

MOST_INFLATED = 2_000_000_000
MOST_PARTS = 5_000
STEEPEST = 300  # times a part may grow; real sheets grow 5 to 100 times
SMALL = 20_000_000  # bytes below which growth does no harm
MOST_CELLS = 20_000_000  # of the rectangle that a reader would fill
MOST_COLUMNS = 2_048
MOST_MARKED = 250_000
LONGEST_TRUTH = 16
TRUTHS = ("TRUE()", "FALSE()")  # how some programs write the plain values
_CHUNK = 1 << 18
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    *(expat.ExpatError, zlib.error, struct.error, EOFError),  # the bytes are damaged
    *(KeyError, StopIteration, ValueError),  # a part or an attribute is missing or wrong
    *(NotImplementedError, RuntimeError),  # locked, or packed in an unusual way
)
Attributes = dict[str, str]


@dataclass
class Sheet:
    """What is known of a sheet: `marked` cells by (row, column) from 1, with the code why."""

    name: str
    hidden: bool = False
    part: str = ""
    filled: int = 0
    marked: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: int = 0


def check_workbook(file: BinaryIO, name: str, wanted: str | None, usual: str) -> Sheet:
    """Look through a workbook and give the sheet to read: the one wanted, or the only one.

    `usual` is the sheet taken where several hold something.  Raises Refused.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_archive(archive, name)
            return _choose(_sheets(archive, name), archive, name, wanted, usual)
    except zipfile.BadZipFile:
        raise _refused("not-a-workbook", name, "这不是 .xlsx 工作簿", _hint_for(file)) from None
    except _BROKEN:
        hint = "在表格软件里打开，另存为一份新的 .xlsx"
        raise _refused("not-a-workbook", name, "工作簿损坏、加了密码或写法特殊", hint) from None


def _refused(
    code: str, name: str, message: str, hint: str, row: int = 1, column: int = 1
) -> Refused:
    return Refused([Problem(code, Place(name, row, column), message, hint)])


def _hint_for(file: BinaryIO) -> str:
    file.seek(0)
    old = file.read(4) == _OLD_OFFICE
    return "旧格式 .xls 或加了密码；去掉密码，另存为 .xlsx" if old else "另存为 .xlsx"


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if len({part.filename.lower() for part in parts}) != len(parts):
        hint = "在表格软件里打开，另存为一份新的 .xlsx"
        raise _refused("not-a-workbook", name, "工作簿里有两个同名的部分", hint)
    steep = any(p.file_size > SMALL and p.file_size > STEEPEST * p.compress_size for p in parts)
    if steep or len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_INFLATED:
        raise _bomb(name)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _parse(archive, part.filename, name, None)


def _bomb(name: str) -> Refused:
    return _refused("workbook-bomb", name, "工作簿解开以后大得不正常", "拆成几个文件，或另存为 CSV")


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    name: str,
    start: Callable[[str, Attributes], None] | None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a part piece by piece; a document type of its own is refused."""

    def refuse_doctype(*_: object) -> None:
        raise _refused(
            "workbook-bomb", name, "工作簿里有文档类型定义（DTD）", "另存为一份新的 .xlsx"
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    inflated = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            inflated += len(chunk)
            if inflated > MOST_INFLATED:
                raise _bomb(name)
            parser.Parse(chunk)
    parser.Parse(b"", True)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _sheets(archive: zipfile.ZipFile, name: str) -> list[Sheet]:
    """Give the sheets of a workbook in order, with the parts they stand in."""
    found: list[tuple[Sheet, str]] = []
    targets: dict[str, str] = {}

    def book(tag: str, attributes: Attributes) -> None:
        if _local(tag) == "sheet":
            key = next(v for k, v in attributes.items() if k.endswith(":id"))
            hidden = attributes.get("state", "visible") != "visible"
            found.append((Sheet(attributes["name"], hidden), key))
        elif _local(tag) == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            hint = "在选项里关掉“1904 日期系统”，核对日期，再保存"
            raise _refused("dates-from-1904", name, "日期从 1904 年算起，会差四年", hint)

    def relation(tag: str, attributes: Attributes) -> None:
        if _local(tag) == "Relationship":
            targets[attributes["Id"]] = normpath(join("/xl", attributes["Target"]))[1:]

    _parse(archive, "xl/workbook.xml", name, book)
    _parse(archive, "xl/_rels/workbook.xml.rels", name, relation)
    for sheet, key in found:
        sheet.part = targets[key]
    return [sheet for sheet, _ in found if "/worksheets/" in sheet.part]


def _choose(
    sheets: list[Sheet], archive: zipfile.ZipFile, name: str, wanted: str | None, usual: str
) -> Sheet:
    if wanted is not None:
        chosen = [sheet for sheet in sheets if sheet.name == wanted]
    else:
        chosen = [sheet for sheet in sheets if sheet.name == usual]
    if not chosen and wanted is None:
        for sheet in sheets:
            _look(sheet, archive, name)
        chosen = [sheet for sheet in sheets if sheet.filled]
        if not chosen:
            raise _refused("empty-file", name, "工作簿里没有内容", "第一行写列名，下面一行一个案件")
    elif chosen:
        _look(chosen[0], archive, name)
    if len(chosen) != 1:
        names = [sheet.name for sheet in sheets]
        hint = did_you_mean(wanted or "", names) or f"用 --sheet 写明；有：{'、'.join(names)}"
        message = f"没有工作表 `{wanted}`" if wanted else f"有 {len(chosen)} 张表，不知道读哪一张"
        raise _refused("which-sheet", name, message, hint)
    return chosen[0]


def _look(sheet: Sheet, archive: zipfile.ZipFile, name: str) -> None:
    """Walk through the cells of a sheet and note what a reader would not see."""
    look = _Look(sheet, name)
    _parse(archive, sheet.part, name, look.start, look.end, look.text)


class _Look:
    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name
        self._row = self._column = self._last_row = self._last_column = 0
        self._is_filled = False
        self._formula: str | None = None
        self._is_inside = False

    def start(self, tag: str, attributes: Attributes) -> None:
        tag = _local(tag)
        if tag == "c":
            self._cell(attributes)
        elif tag in ("v", "is", "f"):
            self._is_filled = True
            if tag == "f":
                self._formula, self._is_inside = "", True
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self._sheet.hidden_rows.add(self._row)
        elif tag == "mergeCell":
            self._merge(attributes["ref"])
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self._sheet.hidden_columns += 1

    def text(self, text: str) -> None:
        if self._is_inside and self._formula is not None and len(self._formula) < LONGEST_TRUTH:
            self._formula += text

    def end(self, tag: str) -> None:
        tag = _local(tag)
        if tag == "f":
            self._is_inside = False
        elif tag == "c" and self._is_filled:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._formula is not None and self._formula not in TRUTHS:
            self._mark("formula-cell")
        self._formula, self._is_filled = None, False
        self._sheet.filled += 1
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_column > MOST_COLUMNS or self._last_row * self._last_column > MOST_CELLS:
            hint = "删去远处的格，或拆成几个文件，或另存为 CSV"
            message = "表格太大，或有一格远离其他各格"
            raise _refused("far-cell", self._name, message, hint, self._row, self._column)

    def _cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._row, self._column = position(reference)
        if attributes.get("t") == "e":
            self._mark("error-cell")

    def _mark(self, code: str) -> None:
        if len(self._sheet.marked) >= MOST_MARKED:
            raise self._too_many(code, "公式或合并的格太多", "复制整张表，选择性粘贴为数值")
        self._sheet.marked[self._row, self._column] = code

    def _too_many(self, code: str, message: str, hint: str) -> Refused:
        return _refused(code, self._name, message, hint, self._row, self._column)

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = position(first), position(last or first)
        if (bottom - top + 1) * (right - left + 1) > MOST_MARKED:
            self._row, self._column = top, left
            raise self._too_many("merged-cell", "合并的格太多", "取消合并")
        for row in range(top, bottom + 1):
            for self._column in range(left, right + 1):
                self._row = row
                self._mark("merged-cell")


def position(reference: str) -> tuple[int, int]:
    """Give row and column, from 1, of a reference such as `B12`.

    Raises ValueError.
    """
    match = _REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    return int(match[2]), _column(match[1])


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number

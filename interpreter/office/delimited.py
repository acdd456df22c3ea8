"""CSV in: the encoding is found by strict order, never guessed; a broken quote refuses the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from interpreter.office.cells import Cell, Doubtful, is_blank, tidy
from interpreter.office.grid import Grid, Row
from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import open_file

MARKS = ((b"\xef\xbb\xbf", "utf_8_sig"), (b"\xff\xfe", "utf_16"), (b"\xfe\xff", "utf_16"))
STRICT = ("utf_8", "gb18030")  # in this order: GB18030 takes nearly anything
NAMES = {"utf_8_sig": "UTF-8（BOM）", "utf_16": "UTF-16", "utf_8": "UTF-8", "gb18030": "GB18030"}
DELIMITERS = (",", "\t", ";")
LONGEST_CELL = 131_072
# What a spreadsheet program would take for a formula; a mark in front of it is taken off again.
GUARDED = tuple("=+-@\t\r'＝＋－＠")
# Spreadsheet programs keep 15 digits of a number and write 0 for the others.
_CUT = re.compile(r"[1-9][0-9]{14}0+\Z")
_CHUNK = 1 << 20


@contextmanager
def open_delimited(path: Path, known: frozenset[str]) -> Iterator[Grid]:
    """Open a CSV file, its delimiter found by the columns it should have.

    Raises Refused: `csv-broken`, `unknown-encoding`, `empty-file`, or what opening meets.
    """
    with open_file(path) as file:
        encoding = find_encoding(file, str(path))
        text = io.TextIOWrapper(file, encoding, newline="")
        delimiter = _delimiter(text.readline(), known)
        text.seek(0)
        lines = _rows(text, delimiter, str(path))
        first = next(lines, None)
        if first is None:
            raise Refused([Problem("empty-file", Place(str(path)), "文件里没有内容", "写上内容")])
        header = tuple(tidy(str(cell)) for cell in first.cells)
        remarks = (f"编码 {NAMES[encoding]}",) if encoding in ("gb18030", "utf_16") else ()
        yield Grid(str(path), header, lines, first.number, remarks)


def find_encoding(file: BinaryIO, name: str) -> str:
    """Give the first encoding that every byte of a file fits, and go back to its start.

    Raises Refused.
    """
    start = file.read(3)
    for mark, marked in MARKS:
        if start.startswith(mark):
            candidates: tuple[str, ...] = (marked,)
            break
    else:
        candidates = STRICT
    for encoding in candidates:
        file.seek(0)
        if _fits(file, encoding):
            file.seek(0)
            return encoding
    hint = "在表格软件里另存为“CSV UTF-8”"
    raise Refused([Problem("unknown-encoding", Place(name), "认不出文件的编码", hint)])


def read_text(text: str) -> Cell:
    """Give a cell as it was meant: its mark taken off, or doubtful where digits may be cut."""
    if text.startswith("'") and guarded(text[1:]) != text[1:]:
        return text[1:]
    return Doubtful("digits-cut", text) if _CUT.match(text.strip()) else text


def guarded(text: str) -> str:
    """Give a cell with a mark in front where it would be calculated, or taken for cut digits."""
    return f"'{text}" if text.startswith(GUARDED) or _CUT.match(text) else text


def _fits(file: BinaryIO, encoding: str) -> bool:
    import codecs

    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _delimiter(line: str, known: frozenset[str]) -> str:
    """Give the delimiter that finds the most known columns in the header."""

    def found(delimiter: str) -> int:
        return sum(tidy(cell.strip('"')) in known for cell in line.split(delimiter))

    return max(DELIMITERS, key=found)


def _rows(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            message = f"从第 {number} 行起引号不成对，或一格太长"
            hint = "看这一行和它前面一行的引号；一格里的引号要写两个"
            problem = Problem("csv-broken", Place(name, number), message, hint)
            raise Refused([problem]) from None
        if cells is None:
            return
        if not all(map(is_blank, cells)):
            yield Row(number, tuple(map(read_text, cells)))

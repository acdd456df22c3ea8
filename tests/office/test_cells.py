"""What people write in a cell, and what a case would write: each row is one way, or a refusal."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from interpreter.language.types import BOOLEAN, DATE, TEXT, Kind, Type, number
from interpreter.office.cells import Cell, Doubtful, is_blank, read_cell, read_day, show_cell
from interpreter.office.delimited import guarded, read_text
from interpreter.policy.model import Fact
from interpreter.policy.values import BadValue

TYPES = {
    "text": TEXT,
    "date": DATE,
    "boolean": BOOLEAN,
    "whole": number(whole=True),
    "money": number("元", places=2),
    "choice": Type(Kind.CHOICE, values=("初级（一）", "高级")),
    "set": Type(Kind.SET, values=("证书甲", "证书乙")),
}
READ: list[tuple[str, Cell, object]] = [
    ("text", "110101199003078515", "110101199003078515"),
    ("text", " １１0101ｘ　", "110101x"),  # full-width, spaces
    ("text", "示例\u200b公司（晋江）", "示例公司（晋江）"),  # unseen characters go, words stay
    ("text", "'0012", "0012"),  # marked as a text on purpose
    ("text", "110101199003078000", "110101199003078000"),  # a text that the file kept as one
    ("date", date(2020, 3, 1), "2020-03-01"),
    ("date", datetime.combine(date(2020, 3, 1), time()), "2020-03-01"),
    ("date", "2020-03-01", "2020-03-01"),
    ("date", "2020-3-1", "2020-03-01"),
    ("date", "2020/3/1", "2020-03-01"),
    ("date", "2020.3.1", "2020-03-01"),
    ("date", "2020年3月1日", "2020-03-01"),
    ("date", "２０２０年３月１日 ", "2020-03-01"),
    ("date", "20200301", "2020-03-01"),
    ("date", "2020-03-01 00:00:00", "2020-03-01"),
    ("date", Decimal(20200301), "2020-03-01"),
    ("date", Decimal(43891), "2020-03-01"),  # the serial of a spreadsheet program
    ("date", Decimal(61), "1900-03-01"),
    ("boolean", True, True),
    ("boolean", "是", True),
    ("boolean", "否", False),
    ("boolean", "ＦＡＬＳＥ", False),
    ("whole", Decimal(12), 12),
    ("whole", "１２", 12),
    ("whole", "1,200", 1200),
    ("whole", "12.0", 12),
    ("money", "1,234.50", Decimal("1234.5")),
    ("money", Decimal("0.07"), Decimal("0.07")),
    ("money", "800.00", 800),
    ("money", "-3", -3),
    ("choice", "初级(一)", "初级（一）"),  # the width of characters says nothing
    ("choice", " 高级 ", "高级"),
    ("set", "证书甲、证书乙", ["证书甲", "证书乙"]),
    ("set", "证书甲,证书乙；", ["证书甲", "证书乙"]),
    ("set", "证书甲\n证书乙", ["证书甲", "证书乙"]),
    ("set", "无", []),
]
REFUSED: list[tuple[str, Cell, str]] = [
    ("text", Decimal(12), "number-for-text"),  # what was 012?
    ("text", True, "number-for-text"),
    ("text", date(2020, 3, 1), "number-for-text"),
    ("text", "1.10101E+17", "digits-cut"),
    ("text", Doubtful("digits-cut", "1.1e+17"), "digits-cut"),
    ("text", Doubtful("formula-cell", "甲"), "formula-cell"),
    ("date", "2020-02-30", "bad-date"),
    ("date", "2020年3月", "bad-date"),
    ("date", "3/1/2020", "bad-date"),
    ("date", "20-3-1", "bad-date"),
    ("date", "43891", "bad-date"),  # a serial is a number cell, never a text
    ("date", Decimal(60), "bad-date"),  # the day that never was
    ("date", Decimal("43891.5"), "bad-date"),
    ("date", datetime.combine(date(2020, 3, 1), time(8)), "bad-date"),
    ("date", True, "bad-date"),
    ("boolean", Decimal(1), "wrong-type"),
    ("boolean", "有", "wrong-type"),
    ("whole", "12个月", "wrong-type"),
    ("whole", "十二", "wrong-type"),
    ("whole", "1,20", "wrong-type"),
    ("whole", "1e3", "wrong-type"),
    ("whole", True, "wrong-type"),
    ("money", "50%", "wrong-type"),
    ("choice", True, "wrong-type"),
    ("set", date(2020, 3, 1), "wrong-type"),
]


def fact(kind: str) -> Fact:
    return Fact("示例", TYPES[kind], "", None)


@pytest.mark.parametrize("kind, cell, raw", READ)
def test_what_is_read(kind: str, cell: Cell, raw: object) -> None:
    found, _ = read_cell(fact(kind), cell)
    assert (found, type(found)) == (raw, type(raw))


@pytest.mark.parametrize("kind, cell, code", REFUSED)
def test_what_is_refused(kind: str, cell: Cell, code: str) -> None:
    with pytest.raises(BadValue) as slip:
        read_cell(fact(kind), cell)
    assert slip.value.code == code
    assert slip.value.hint


@pytest.mark.parametrize("kind, cell, raw", [row for row in READ if row[0] != "text"])
def test_what_is_told_reads_the_same_again(kind: str, cell: Cell, raw: object) -> None:
    _, text = read_cell(fact(kind), cell)
    assert read_cell(fact(kind), text)[0] == raw


@pytest.mark.parametrize("cell", [None, "", " ", "　", "\u200b", "\ufeff "])
def test_a_cell_that_shows_nothing_is_blank(cell: Cell) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", "无", False, Decimal(0), Doubtful("formula-cell", "")])
def test_zero_and_false_are_not_blank(cell: Cell) -> None:
    assert not is_blank(cell)


def test_a_day_is_shown_the_way_it_is_read() -> None:
    assert read_day(show_cell(date(2020, 3, 1))) == date(2020, 3, 1)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "'=1", "''", "甲", "'甲", "", "110101199003078000"]
)
def test_a_guard_is_taken_off_again_and_nothing_else(text: str) -> None:
    assert read_text(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@\t"))


def test_digits_of_a_csv_that_may_be_cut_are_doubtful() -> None:
    """A spreadsheet program that saved CSV left no sign of it but the zeros."""
    assert read_text("110101199003078000") == Doubtful("digits-cut", "110101199003078000")
    assert read_text("110101199003078001") == "110101199003078001"
    assert read_text("100000000000000") == "100000000000000"  # 15 digits are kept

"""A cell of an office file becomes what a case would write, or a slip says why it does not.

People write a date, a number or an identity number in many ways.  Each way that can mean only
one thing is read, and what was made of it is told; any other is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from interpreter.language.types import Kind
from interpreter.policy.model import Fact
from interpreter.policy.values import BadValue
from interpreter.problems import shown


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A cell whose value cannot be trusted: the code of what is wrong, and the text it shows."""

    code: str
    text: str


Cell = str | bool | int | Decimal | date | Doubtful | None
Raw = str | bool | int | Decimal | list[str]

EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465  # before March 1900 programs disagree on the day
TRUTHS = {"是": True, "否": False, "true": True, "false": False}
NOTHING = "无"
_DAY = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)\Z"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?\Z")
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?\Z")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,30})?\Z")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]{1,3}\Z")
_SEPARATORS = re.compile(r"[、,，;；\n]")
_WIDE = {
    c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))


def is_blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing: nothing is unknown, never false, zero or empty."""
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def tidy(text: str) -> str:
    """Give a text without what cannot be seen: full-width letters and digits become narrow."""
    return text.translate(_UNSEEN).translate(_WIDE).strip()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Give a word in its one plain form, for comparing with words of the policy."""
    return unicodedata.normalize("NFKC", tidy(text)).strip()


def show_cell(cell: Cell) -> str:
    """Give a cell as text, as it may stand in a table again."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, Doubtful):
        return cell.text
    return "" if cell is None else str(cell)


def read_cell(fact: Fact, cell: Cell) -> tuple[Raw, str]:
    """Give what a case would write for a cell that is not blank, and that as text.

    Raises BadValue.
    """
    if isinstance(cell, Doubtful):
        raise doubt(cell, fact.name)
    raw = _READERS[fact.type.kind](fact, cell)
    return raw, raw_text(raw)


def raw_text(raw: Raw) -> str:
    """Give a raw value of a case as the text that stands in a cell."""
    if isinstance(raw, list):
        return "、".join(raw) or NOTHING
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return f"{raw:f}" if isinstance(raw, Decimal) else str(raw)


def doubt(cell: Doubtful, column: str) -> BadValue:
    """Say why a doubtful cell is not read."""
    message, hint = _DOUBTS[cell.code]
    return BadValue(cell.code, f"`{column}` {message}", hint)


def split_names(cell: Cell) -> list[str]:
    """Give the names in a cell, however they are separated."""
    parts = (plain(part) for part in _SEPARATORS.split(show_cell(cell)))
    return [part for part in parts if part]


_DOUBTS = {
    "digits-cut": (
        "超过 15 位，末尾几位多半已被表格软件改成 0",
        "把这一列设为文本格式，照原件重新填写；确实以 0 结尾的，在前面加一个撇号 '",
    ),
    "formula-cell": ("这一格是公式", "复制这一列，选择性粘贴为数值"),
    "merged-cell": ("这一格与别的格合并了", "取消合并，每一行各填各的"),
    "error-cell": ("这一格是表格软件的出错标记", "改正公式或重新填写"),
}


def _text(fact: Fact, cell: Cell) -> Raw:
    if not isinstance(cell, str):
        message = f"`{fact.name}` 要写文字，这一格存成了{_kind_of(cell)}"
        hint = "前面的 0 和 15 位以后的数字会丢失；把这一列设为文本格式，照原件重新填写"
        raise BadValue("number-for-text", message, hint)
    text = tidy(cell)
    if text.startswith("'"):  # how people mark a text on purpose
        return text[1:]
    if _SCIENTIFIC.match(text):
        raise doubt(Doubtful("digits-cut", text), fact.name)
    return text


def _kind_of(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是非"
    return "日期" if isinstance(cell, date) else "数"


def _boolean(fact: Fact, cell: Cell) -> Raw:
    if isinstance(cell, bool):
        return cell
    truth = TRUTHS.get(plain(cell).lower()) if isinstance(cell, str) else None
    if truth is None:
        message = f"`{fact.name}` 要写是或否，这里是 `{shown(show_cell(cell))}`"
        raise BadValue("wrong-type", message, "不知道就空着")
    return truth


def _number(fact: Fact, cell: Cell) -> Raw:
    number = _figure(cell)
    if number is None:
        message = f"`{fact.name}` 要写数，这里是 `{shown(show_cell(cell))}`"
        raise BadValue("wrong-type", message, "只写数，例如 12 或 12.50，不带单位")
    whole = number == number.to_integral_value()
    return int(number) if whole and fact.type.whole else _trimmed(number)


def _figure(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool) or not isinstance(cell, str | int | Decimal):
        return None
    if not isinstance(cell, str):
        return Decimal(cell)
    text = plain(cell)
    if _GROUPED.match(text):
        text = text.replace(",", "")
    return Decimal(text) if _NUMBER.match(text) else None


def _trimmed(number: Decimal) -> Raw:
    """Give a number without zeros that say nothing: 12.50 as 12.5, 12.00 as 12."""
    if number == number.to_integral_value():
        return int(number)
    return Decimal(f"{number:f}".rstrip("0"))


def _date(fact: Fact, cell: Cell) -> Raw:
    day = read_day(cell)
    if day is None:
        message = f"`{fact.name}` 不是看得懂的日期：{shown(show_cell(cell))}"
        hint = "写作 2020-01-31、2020/1/31、2020年1月31日 或 20200131，要有年、月、日"
        raise BadValue("bad-date", message, hint)
    return day.isoformat()


def read_day(cell: Cell) -> date | None:
    """Give the day a cell names in any way that can mean only one day, or None."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == datetime.min.time() else None
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, str | int | Decimal):
        return None
    if isinstance(cell, str):
        return _written_day(_MIDNIGHT.sub("", plain(cell)))
    if cell == int(cell) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return EPOCH + timedelta(days=int(cell))
    return _written_day(str(cell))


def _written_day(text: str) -> date | None:
    match = _DAY.match(text) or _COMPACT.match(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _choice(fact: Fact, cell: Cell) -> Raw:
    if not isinstance(cell, str | int | Decimal) or isinstance(cell, bool):
        message = f"`{fact.name}` 要从选项里选一个，这一格存成了{_kind_of(cell)}"
        raise BadValue("wrong-type", message, "选项：" + "、".join(fact.type.values))
    return _as_option(fact, show_cell(cell))


def _as_option(fact: Fact, text: str) -> str:
    """Give the option that is written so, whatever the width of its characters."""
    word = plain(text)
    return next((v for v in fact.type.values if plain(v) == word), word)


def _set(fact: Fact, cell: Cell) -> Raw:
    if isinstance(cell, bool | date):
        message = f"`{fact.name}` 要写一列选项，这一格存成了{_kind_of(cell)}"
        raise BadValue("wrong-type", message, "选项：" + "、".join(fact.type.values))
    names = split_names(cell)
    if names == [NOTHING] and NOTHING not in fact.type.values:
        return []
    return [_as_option(fact, name) for name in names]


_READERS: dict[Kind, Callable[[Fact, Cell], Raw]] = {
    Kind.BOOLEAN: _boolean,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SET: _set,
}

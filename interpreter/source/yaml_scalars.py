"""A plain YAML scalar is exactly one value, or it is doubtful and must be quoted.

Only `true`, `false`, `null`, whole numbers and plain decimals are values; whatever some YAML
reader somewhere takes for a value, or a person for a number, is refused; the rest is text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from interpreter.problems import shown
from interpreter.source.data import exact_decimal, type_of_scalar
from interpreter.source.limits import MOST_DIGITS

_NAMED: dict[str, type_of_scalar] = {"true": True, "false": False, "null": None}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nil", "none", "~", "=", "<<"}
)
_MONEY = r"$\u00a2-\u00a5\u20a0-\u20cf\uffe0\uffe1\uffe5\uff04"
_MARKS = r"\d_.,'\u2019:\uff1a\uff0c\uff0e\s"
_LIKE_NUMBER = re.compile(  # possessive throughout: no text can make it slow
    rf"[+\-\u2212\s{_MONEY}]*+(?=\.?\d)[{_MARKS}]*+(?:[eE][+-]?[\d_]+)?+\s*+[%\uff05\u2030{_MONEY}]?"
    r"|[+-]?0[xXoObB][0-9a-fA-F_]+|[+-]?\.?(?i:inf|infinity|nan)"
)
_SLIPPED_SPACE = re.compile(r"^[-?](?=[^\S ])|:(?=[^\S \n])|(?<=[^\S \n])#")
_SLIPPED_COLON = re.compile(r"[^\W\d]\w*(?:\([^()]*\)\w*)?\uff1a")


class Doubt(NamedTuple):
    """Why a plain scalar is refused: a code, a sentence and a hint."""

    code: str
    message: str
    hint: str


class Slip(NamedTuple):
    """A full-width sign at `offset` of a plain scalar, where an ASCII one was meant."""

    offset: int
    message: str
    hint: str


def value_of(text: str) -> type_of_scalar | Doubt:
    """Read a plain scalar: text, boolean, None, int or Decimal; or the doubt about it."""
    if text in _NAMED:
        return _NAMED[text]
    if _WHOLE.fullmatch(text):
        return _too_long(text) or int(text)
    if _DECIMAL.fullmatch(text):
        return _too_long(text) or exact_decimal(text)
    return _doubt(text) or text


def slip_in(text: str, *, own_line: bool) -> Slip | None:
    """Find a full-width space or colon that stands where a separator was meant.

    `own_line` says that nothing but indentation stands before the scalar.
    """
    if text.isascii():
        return None
    for offset in (0, len(text) - 1):
        if text[offset].isspace():
            return _wide_space(offset)
    if found := _SLIPPED_SPACE.search(text):
        return _wide_space(found.start() - 1 if found[0] == "#" else found.end())
    if own_line and (found := _SLIPPED_COLON.match(text)):
        hint = "分隔用英文冒号加空格 `: `；要作文字请加引号"
        return Slip(found.end() - 1, "全角冒号 `：` 不是分隔符", hint)
    return None


def _wide_space(offset: int) -> Slip:
    hint = "换成普通空格；要作文字请加引号"
    return Slip(offset, "全角空格（或不换行空格）不能用来缩进或分隔", hint)


def _too_long(text: str) -> Doubt | None:
    if len(text) <= MOST_DIGITS or sum(map(str.isdigit, text)) <= MOST_DIGITS:
        return None
    hint = "检查是否写错；编号请加引号"
    return Doubt("number-too-long", f"数字超过 {MOST_DIGITS} 位", hint)


def _doubt(text: str) -> Doubt | None:
    if len(text) <= 5 and text.casefold() in _WORDS:
        hint = f'真假写 true 或 false，空写 null；要作文字请加引号："{text}"'
        return Doubt("ambiguous-scalar", f"`{text}` 有歧义：不知是文字还是真假、空值", hint)
    if _LIKE_NUMBER.fullmatch(text):
        hint = "数字只写成 1000 或 12.5 的样子；要作文字请加引号"
        return Doubt("ambiguous-scalar", f"`{shown(text)}` 有歧义：像数字，又不是规定的写法", hint)
    return None

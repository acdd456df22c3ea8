"""JSON read slowly and strictly, with the place of every key and value.

The quick reader of `json_reader` decides whether a file is good; this one says what is wrong
where, or where something stood. Both accept the same files and give the same values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import NoReturn

from interpreter.problems import Place, Problems, shown
from interpreter.source.characters import describe, forbidden_in, hint_for, key_fault
from interpreter.source.data import Data, Mapping, Scalar, Sequence, exact_decimal, type_of_scalar
from interpreter.source.files import add_too_many
from interpreter.source.limits import (
    DEEPEST,
    LONGEST_SCALAR,
    MOST_DIGITS,
    MOST_NODES,
    MOST_PROBLEMS,
)
from interpreter.source.lines import Layout, Lines

_SPACE = re.compile(r"[ \t\n]*")
_WORD = re.compile(r"""[^\s,:{}\[\]"'/#，：；“”]+""")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LIKE_NUMBER = re.compile(r"[+-]?(\.?\d.*|Infinity|inf|NaN)", re.IGNORECASE | re.DOTALL)
_STEP = re.compile(
    r"(?P<run>[^\\]+)|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
_WIDE = re.compile("[，：；、“”‘’｛｝［］\u3000]")
_NAMED: dict[str, type_of_scalar] = {"true": True, "false": False, "null": None}
_STRINGS = json.JSONDecoder()
_WORD_HINTS = {"True": "写作 true", "False": "写作 false", "None": "写作 null"}
_SIGN_HINTS = {
    "'": '文字和键只用双引号 `"`',
    "/": "JSON 里不能有注释",
    "#": "JSON 里不能有注释",
    "": "文件在这里中断了；检查括号和引号是否配对",
}
_WIDE_HINT = "用英文标点代替全角标点"
_GENERAL_HINT = "检查逗号、冒号、引号和括号"


class _Stopped(Exception):
    """Reading cannot go on; the reason has been noted."""


class JsonLayout(Layout):
    """The stretch of source that holds one string, quotes included."""

    __slots__ = ()

    def walk(self) -> list[int]:
        """Give the offset in the file of each character of the value, and of the end quote."""
        found: list[int] = []
        for step in _STEP.finditer(self.lines.text, self.start + 1, self.end - 1):
            found.extend(range(*step.span()) if step.lastgroup else (step.start(),))
        return [*found, self.end - 1]


def read_slowly(lines: Lines, problems: Problems) -> Data | None:
    """Read one JSON value with places, adding all problems; None where reading had to stop."""
    try:
        return _Reader(lines, problems).document()
    except _Stopped:
        return None


class _Reader:
    """A recursive descent over the text, its depth bounded by the cap."""

    def __init__(self, lines: Lines, problems: Problems) -> None:
        self._lines = lines
        self._text = lines.text
        self._problems = problems
        self._at = 0
        self._nodes = 0

    def document(self) -> Data:
        """Read the one value the text must consist of."""
        self._skip()
        if self._at == len(self._text):
            self._add("empty-file", 0, "文件里没有内容", "写上内容")
            raise _Stopped
        start = self._at
        data = self._value(1)
        if not isinstance(data, Mapping):
            self._add("top-not-mapping", start, "最上层必须是 `{…}`", "把内容放进花括号")
        self._skip()
        if self._at < len(self._text):
            self._fail("后面还有多余的内容", "一个文件只放一个 JSON；多个请写成 JSON Lines")
        return data

    def _value(self, depth: int) -> Data:
        self._count()
        sign = self._sign()
        if sign == '"':
            return self._string()
        if sign not in ("{", "["):
            return self._word()
        if depth > DEEPEST:
            self._add("too-deep", self._at, f"嵌套超过 {DEEPEST} 层", "减少嵌套")
            raise _Stopped
        return self._mapping(depth) if sign == "{" else self._sequence(depth)

    def _sequence(self, depth: int) -> Sequence:
        place = self._place()
        items = [self._value(depth + 1) for _ in self._members("]")]
        return Sequence(tuple(items), place)

    def _mapping(self, depth: int) -> Mapping:
        place = self._place()
        items: dict[str, Data] = {}
        keys: dict[str, Place] = {}
        for _ in self._members("}"):
            start, key = self._place(), self._key(keys)
            value = self._value(depth + 1)
            if key is not None:
                items[key], keys[key] = value, start
        return Mapping(items, keys, place)

    def _members(self, close: str) -> Iterator[None]:
        """Stop at the start of each member of a collection; step over its commas and close."""
        self._step()
        if self._sign() == close:
            return self._step()
        while True:
            yield
            self._skip()
            comma = self._at
            if self._sign() == close:
                return self._step()
            if self._sign() != ",":
                self._fail(f"这里应当是 `,` 或 `{close}`")
            self._step()
            if self._sign() in ("}", "]"):
                self._at = comma
                self._fail("最后一项后面多了逗号", "删去这个逗号")

    def _key(self, keys: dict[str, Place]) -> str | None:
        """Read a key and its colon; give the key, or None after noting what is wrong with it."""
        self._count()
        start = self._at
        if self._sign() != '"':
            self._fail("这里应当是双引号括起来的键", self._hint('键用双引号 `"` 括起来'))
        key, before = str(self._string().value), len(self._problems)
        if fault := key_fault(key):
            self._add(fault.code, start, fault.message, fault.hint)
        elif key in keys:
            message = f"键 `{shown(key)}` 重复；第一次在第 {keys[key].line} 行"
            self._add("duplicate-key", start, message, "删去一个，或改名")
        self._skip()
        if self._sign() != ":":
            self._fail("键后面应当是 `:`")
        self._step()
        return key if len(self._problems) == before else None

    def _string(self) -> Scalar:
        start = self._at
        try:
            value, self._at = _STRINGS.raw_decode(self._text, start)
        except json.JSONDecodeError as error:
            self._fail_string(start, error)
        layout = JsonLayout(self._lines, start, self._at)
        self._refuse_text(value, start, layout)
        return Scalar(value, self._lines.place(start), False, "", layout)

    def _refuse_text(self, value: str, start: int, layout: JsonLayout) -> None:
        if len(value) > LONGEST_SCALAR:
            self._add("too-long", start, f"文字超过 {LONGEST_SCALAR} 个字符", "缩短它")
            return
        for offset, char in islice(forbidden_in(value, "\t"), MOST_PROBLEMS):
            message, place = f"不许出现的字符 {describe(char)}", layout.place(offset)
            self._problems.add("forbidden-character", place, message, hint_for(char))

    def _fail_string(self, start: int, error: json.JSONDecodeError) -> NoReturn:
        if error.msg.startswith("Unterminated"):
            self._fail("引号没有配对", _SIGN_HINTS[""])
        self._at = error.pos
        if error.msg.startswith("Invalid control"):
            self._fail("引号里不能直接换行或写制表符", r"写作 `\n` 或 `\t`，或补上引号")
        self._at = max(self._text.rfind("\\", start, error.pos + 1), start)
        self._fail("不认识这个转义", r"反斜杠写两次 `\\`")

    def _word(self) -> Scalar:
        place = self._place()
        found = _WORD.match(self._text, self._at)
        if not found:
            self._fail("这里应当有一个值")
        word = found[0]
        if word in _NAMED:
            value = _NAMED[word]
        elif _LIKE_NUMBER.fullmatch(word):
            value = self._number(word)
        else:
            self._fail(f"不认识 `{shown(word)}`", _WORD_HINTS.get(word, '文字用双引号 `"` 括起来'))
        self._at = found.end()
        return Scalar(value, place)

    def _number(self, word: str) -> type_of_scalar:
        if not _NUMBER.fullmatch(word):
            hint = "只写成 1000 或 12.5 的样子，不用指数和 NaN；日期和编号加引号"
            self._add("bad-number", self._at, f"`{shown(word)}` 不是规定的数字写法", hint)
        elif sum(map(str.isdigit, word)) > MOST_DIGITS:
            hint = "检查是否写错；编号请加引号"
            self._add("number-too-long", self._at, f"数字超过 {MOST_DIGITS} 位", hint)
        else:
            return exact_decimal(word) if "." in word else int(word)
        return None

    def _sign(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _step(self) -> None:
        """Pass over one sign and the space after it."""
        self._at += 1
        self._skip()

    def _place(self) -> Place:
        return self._lines.place(self._at)

    def _add(self, code: str, offset: int, message: str, hint: str) -> None:
        self._problems.add(code, self._lines.place(offset), message, hint)

    def _fail(self, message: str, hint: str = "") -> NoReturn:
        """Note a syntax error here and stop."""
        self._add("json-syntax", self._at, message, hint or self._hint(_GENERAL_HINT))
        raise _Stopped

    def _hint(self, otherwise: str) -> str:
        sign = self._sign()
        return _WIDE_HINT if _WIDE.match(sign) else _SIGN_HINTS.get(sign, otherwise)

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._add("too-many-nodes", self._at, f"内容超过 {MOST_NODES} 项", "拆成几个文件")
            raise _Stopped
        if len(self._problems) >= MOST_PROBLEMS:
            add_too_many(self._place(), self._problems)
            raise _Stopped

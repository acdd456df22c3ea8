"""Which characters a file may hold, and which a key may be made of.

What cannot be seen, or would hide or reorder what is seen, is forbidden everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_UNUSUAL = re.compile(r"[^\n -~\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e]")
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_KINDS = {
    "Cc": "控制字符",
    "Cf": "看不见的格式字符",
    "Cs": "半个代理字符",
    "Co": "私用区字符",
    "Cn": "未分配的字符",
    "Zl": "行分隔符",
    "Zp": "段分隔符",
}
_LONGEST_REMEMBERED = 64


class KeyFault(NamedTuple):
    """What is wrong with a key: a code, a sentence and a hint."""

    code: str
    message: str
    hint: str


def forbidden_in(text: str, allowed: str = "") -> Iterator[tuple[int, str]]:
    """Give offset and character of each forbidden one; line feeds and `allowed` are fine."""
    for match in _UNUSUAL.finditer(text):
        char = match[0]
        if char not in allowed and _is_forbidden(char):
            yield match.start(), char


def describe(char: str) -> str:
    """Name a forbidden character by its code point and kind, in Chinese."""
    kind = _KINDS.get(unicodedata.category(char), "看不见的字符")
    return f"U+{ord(char):04X}（{kind}）"


def hint_for(char: str) -> str:
    """Say how to get rid of a forbidden character."""
    if char == "\t":
        return "用空格代替制表符"
    if char in "\r\x85\u2028\u2029":
        return "换行只用 LF 或 CRLF"
    return "删去这个字符；它多半是粘贴时带进来的"


def key_fault(key: str) -> KeyFault | None:
    """Say why `key` cannot be a key (empty, not NFC, or compatibility letters), or None."""
    if key.isascii():
        return None if key else KeyFault("key-not-text", "键是空的", "给这个键起个名字")
    return _fault(key) if len(key) <= _LONGEST_REMEMBERED else _fault.__wrapped__(key)


@lru_cache(maxsize=4096)
def _fault(key: str) -> KeyFault | None:
    normal = unicodedata.normalize("NFC", key)
    if normal != key:
        return KeyFault("key-not-normal", "键不是 NFC 规范写法", f"写作 `{normal}`")
    for char in key:
        plain = unicodedata.normalize("NFKC", char)
        if plain != char and unicodedata.category(char)[0] in "LN":
            message = f"键里的 `{char}`（U+{ord(char):04X}）是 `{plain}` 的变体写法"
            return KeyFault("key-not-normal", message, f"写作 `{plain}`")
    return None


@lru_cache(maxsize=4096)
def _is_forbidden(char: str) -> bool:
    if _UNSEEN.match(char):
        return True
    return not char.isprintable() and unicodedata.category(char) != "Zs"

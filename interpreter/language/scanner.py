"""Every character and word of an expression, looked at before any parser sees it.

What passes is made of allowed tokens only, of bounded length and depth.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from interpreter.language.operators import FUNCTIONS
from interpreter.problems import shown

LONGEST = 2_000
MOST_TOKENS = 600
DEEPEST = 60

IDENTIFIER = (
    r"[A-Za-z_〇㐀-䶿一-鿿\U00020000-\U0003134F][A-Za-z0-9_〇㐀-䶿一-鿿\U00020000-\U0003134F]*"
)
TOKEN = re.compile(
    r"""(?P<slip><<|>>|<>|=>|=<)|(?P<space>[ \n]+)|(?P<text>"[^"\\\n]*"|'[^'\\\n]*')"""
    r"""|(?P<number>[0-9][0-9A-Za-z_.]*)"""
    rf"""|(?P<word>{IDENTIFIER})|(?P<sign>==|!=|<=|>=|<|>|\+|-|\*(?!\*)|/(?!/)|\(|\)|\[|\]|,)"""
)
NUMBER = re.compile(r"(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?\Z")
KEYWORDS = frozenset({"and", "or", "not", "in", "if", "else"})
RESERVED = (
    FUNCTIONS
    | KEYWORDS
    | frozenset({"true", "false", "event", "counted_on", "award", "in_force_from", "in_force_to"})
)

SLIPS = {
    "，": "用英文逗号 `,`",
    "（": "用英文括号 `(`",
    "）": "用英文括号 `)`",
    "【": "用英文方括号 `[`",
    "】": "用英文方括号 `]`",
    "“": '用英文双引号 `"`',
    "”": '用英文双引号 `"`',
    "‘": "用英文引号 `'`",
    "’": "用英文引号 `'`",
    "≥": "写作 `>=`",
    "≤": "写作 `<=`",
    "≠": "写作 `!=`",
    "＝": "写作 `==`",
    "＜": "写作 `<`",
    "＞": "写作 `>`",
    "×": "写作 `*`",
    "÷": "写作 `/`",
    "=": "判断相等写作 `==`",
    "&": "写作 `and`",
    "|": "写作 `or`",
    "!": "否定写作 `not`",
    "%": "百分数写成小数，例如 `0.6`",
    "#": "表达式里不能有 `#`；说明写在 says 里",
    "*": "没有乘方",
    "/": "取整用 `floor(…)`",
    ".": "没有属性和方法",
    ":": "没有切片和赋值",
    ";": "一处只写一个表达式",
    "{": "没有字典和集合",
    "\\": "文字里不能有反斜杠",
    '"': "引号没有成对",
    "'": "引号没有成对",
    "\t": "用空格，不用制表符",
    "\u3000": "用英文空格，不用全角空格",
}
DOUBLE_SLIPS = {
    "=>": "写作 `>=`",
    "=<": "写作 `<=`",
    "<>": "写作 `!=`",
    "<<": "没有移位",
    ">>": "没有移位",
}
WORD_SLIPS = {
    "True": "写作 `true`",
    "False": "写作 `false`",
    "TRUE": "写作 `true`",
    "FALSE": "写作 `false`",
    "AND": "写作 `and`",
    "OR": "写作 `or`",
    "NOT": "写作 `not`",
    "IN": "写作 `in`",
    "且": "写作 `and`",
    "并且": "写作 `and`",
    "或": "写作 `or`",
    "或者": "写作 `or`",
    "非": "写作 `not`",
    "null": "没有空值：没有给出的事实就是未知",
    "None": "没有空值：没有给出的事实就是未知",
    "is": "判断相等写作 `==`",
    "lambda": "没有函数定义",
    "for": "没有循环",
}


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong in an expression: code, character offset, sentence, hint."""

    code: str
    at: int
    message: str
    hint: str = ""


TOO_DEEP = Slip("expression-too-deep", 0, "表达式太长或嵌套太深", "拆成几个定义")


def scan(text: str) -> list[Slip]:
    """Look at every character and word before any parser does."""
    if not text.strip():
        return [Slip("expression-empty", 0, "表达式是空的")]
    if len(text) > LONGEST:
        return [Slip("expression-too-long", LONGEST, f"表达式超过 {LONGEST} 字", "拆成几个定义")]
    slips: list[Slip] = []
    tokens: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            slips.append(_strange(text, at))
            at += 1
            continue
        if match.lastgroup != "space":
            slips.extend(_word_slips(match))
            tokens.append(match)
        at = match.end()
    slips.extend(_adjacent(tokens))
    if len(tokens) > MOST_TOKENS or _nesting(tokens) > DEEPEST:
        slips.append(TOO_DEEP)
    return sorted(slips, key=lambda slip: slip.at)


def _adjacent(tokens: list[re.Match[str]]) -> list[Slip]:
    """Refuse a text right after a text or a word: `"a" "b"`, `f"…"`, `b'…'`."""
    return [
        Slip("expression-syntax", right.start(), "这段文字前面少了运算符或逗号")
        for left, right in pairwise(tokens)
        if right.lastgroup == "text"
        and (
            left.lastgroup == "text" or (left.lastgroup == "word" and left.group() not in KEYWORDS)
        )
    ]


def _nesting(tokens: list[re.Match[str]]) -> int:
    """Bound the depth `ast` may meet: open brackets, and prefixes that pile up."""
    depth = deepest = 0
    for token in tokens:
        word = token.group()
        depth += word in ("(", "[", "not", "-", "if")
        depth -= word in (")", "]")
        deepest = max(deepest, depth)
    return deepest


def _word_slips(match: re.Match[str]) -> list[Slip]:
    word, at = match.group(), match.start()
    if match.lastgroup == "slip":
        why, hint = f"没有运算符 `{word}`", DOUBLE_SLIPS[word]
        return [Slip("forbidden-character", at, why, hint)]
    if match.lastgroup == "number" and not NUMBER.match(word):
        hint = "整数写作 1200，小数写作 0.6；没有分隔符、科学计数和前导零"
        return [Slip("bad-number", at, f"`{shown(word)}` 不是可以写的数", hint)]
    if match.lastgroup == "word" and word in WORD_SLIPS:
        return [Slip("expression-word", at, f"`{word}` 不能用在表达式里", WORD_SLIPS[word])]
    if match.lastgroup == "word" and unicodedata.normalize("NFKC", word) != word:
        return [Slip("forbidden-character", at, f"`{shown(word)}` 不是规范写法的汉字或字母")]
    return []


def _strange(text: str, at: int) -> Slip:
    char = text[at]
    if at and char in "*/" and text[at - 1] == char:
        at -= 1
    message = f"表达式里不能有 `{shown(char)}`（U+{ord(char):04X}）"
    hint = SLIPS.get(char) or ("" if char.isprintable() else "看不见的字符，删去")
    return Slip("forbidden-character", at, message, hint)

"""What a YAML parser complains about becomes a problem that a policy author can mend.

Both parsers (libyaml and the pure one) are understood; the same slip gives the same code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from interpreter.problems import Problems
from interpreter.source.lines import Lines

if TYPE_CHECKING:
    from yaml.error import Mark, MarkedYAMLError

QUOTE_HINT = "如果这是表达式或含冒号的文字，用引号括起来，或写成 `>-` 另起一行"
_WIDE_HINT = "这一行有全角标点；分隔要用英文标点，冒号后加空格"
_INDENT_HINT = "检查这一行和上一行的缩进，以及冒号后的空格"
_WIDE = re.compile("[：，｛｝［］“”‘’＃－]")
_LIKE_EXPRESSION = re.compile(
    r"^[^:]*:\s+[*!\[{&@`%|>'\"]|^\s*-\s+[*!\[{&@`%|>'\"]"
    r"|==|!=|<|>|[+*/]|\s-\s|\b(?:and|or|not|in|if|else)\b|:\s.*:\s"
)


class _Kind(NamedTuple):
    """A family of complaints: what betrays it, its code and sentence, where it points."""

    signs: tuple[str, ...]
    message: str
    code: str = "yaml-syntax"
    from_context: bool = False


_KINDS = (
    _Kind(("invalid Unicode character",), "转义不是一个字符", "forbidden-character"),
    _Kind(("directive", "incompatible YAML document"), "不许用 `%` 指令", "yaml-directive"),
    _Kind(("a tag", "undefined tag"), "不许用 `!` 标签", "yaml-tag", True),
    _Kind(("an anchor",), "不许用 `&` 锚点", "yaml-anchor", True),
    _Kind(("an alias",), "不许用 `*` 引用", "yaml-alias", True),
    _Kind(("<document start>",), "一个文件只能有一个文档", "yaml-second-document"),
    _Kind(("mapping values are not allowed",), "这里不能再出现冒号 `: `"),
    _Kind(("could not find expected ':'",), "这一行缺少冒号 `: `", from_context=True),
    _Kind(("unexpected end of stream", "unexpected document"), "引号没有配对", from_context=True),
    _Kind(("escape",), "双引号里不认识这个转义；反斜杠写两次，或改用单引号"),
    _Kind(("cannot start any token",), "值不能以这个字符开头"),
    _Kind(("a block scalar",), "`|` 或 `>` 后面只能换行写文字"),
    _Kind(("flow sequence",), "方括号里缺逗号，或没有闭合"),
    _Kind(("flow mapping",), "花括号里缺逗号，或没有闭合"),
    _Kind(("sequence entries",), "列表项 `- ` 不能写在这里"),
    _Kind(("a block collection",), "列表到这里读不下去：缩进不齐，或少了 `- `"),
    _Kind(("node content",), "这里应当有一个值"),
    _Kind(("a block mapping",), "到这里读不下去：缩进不齐，或值的后面还有内容"),
)
_OTHER = _Kind((), "YAML 写法有误")


def add_syntax_problem(error: MarkedYAMLError, lines: Lines, problems: Problems) -> None:
    """Add what `error` means, with its place and a hint."""
    words = f"{error.context or ''}|{error.problem or ''}"
    kind = next((k for k in _KINDS if any(sign in words for sign in k.signs)), _OTHER)
    marks = (error.context_mark, error.problem_mark)
    mark = next((m for m in (marks if kind.from_context else marks[::-1]) if m), None)
    offset = _start_of_escape(mark, lines.text) if "escape" in words else _offset(mark)
    if kind.code == "yaml-directive":
        offset -= len(lines.before(offset))
    problems.add(kind.code, lines.place(offset), kind.message, _hint(lines, offset, kind.code))


def add_bad_escape(offset: int, lines: Lines, problems: Problems) -> None:
    """Add that the escape whose digits begin at `offset` names no character."""
    start = max(offset - 2, 0)
    kind = _KINDS[0] if lines.text[start : start + 1] == "\\" else _OTHER
    problems.add(kind.code, lines.place(start), kind.message, _hint(lines, offset, kind.code))


def _offset(mark: Mark | None) -> int:
    return mark.index if mark else 0


def _start_of_escape(mark: Mark | None, text: str) -> int:
    """Find the backslash: libyaml points at it or at the digits, the other behind it."""
    offset = _offset(mark)
    found = text.rfind("\\", max(offset - 2, 0), offset + 1)
    return found if found >= 0 else offset


def _hint(lines: Lines, offset: int, code: str) -> str:
    line = lines.around(offset)
    if code == "yaml-directive":
        return "删去这一行"
    if code == "yaml-second-document":
        return "拆成两个文件，或删去 `---` 和 `...`"
    if code == "forbidden-character":
        return "直接写出这个字符"
    if _WIDE.search(line):
        return f"{_WIDE_HINT}。{QUOTE_HINT}"
    return QUOTE_HINT if _LIKE_EXPRESSION.search(line) else _INDENT_HINT

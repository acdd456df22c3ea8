"""YAML becomes data with places, straight from the parser's events; one meaning or refused.

No composer, resolver or constructor runs: no anchors, tags, merges, guesses at types. What can
be passed over is noted and reading goes on; a syntax error or a cap ends it. Either a mapping
comes back, or `Refused` with everything that was found.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from interpreter.problems import Place, Problems, shown
from interpreter.source.characters import describe, forbidden_in, hint_for, key_fault
from interpreter.source.data import Data, Mapping, Scalar, Sequence
from interpreter.source.files import add_too_many, decode
from interpreter.source.limits import (
    DEEPEST,
    LONGEST_LINE,
    LONGEST_SCALAR,
    MOST_BYTES,
    MOST_NODES,
    MOST_PROBLEMS,
)
from interpreter.source.lines import Lines
from interpreter.source.yaml_scalars import Doubt, slip_in, value_of
from interpreter.source.yaml_spots import YamlLayout
from interpreter.source.yaml_syntax import QUOTE_HINT, add_bad_escape, add_syntax_problem

if TYPE_CHECKING:
    from yaml.error import Mark

_COMMENT = re.compile(r" +(#[^\n]*)")
_TIGHT_COMMENT = re.compile(r"[|>][0-9+-]*#")
_LONG_LINE = re.compile(rf"^[^\n]{{{LONGEST_LINE + 1}}}", re.MULTILINE)
_Event = Any


class _Stopped(Exception):
    """Reading cannot go on; the reason has been noted."""


def read_yaml(content: bytes, name: str) -> Mapping:
    """Read the YAML of one file; `name` stands in its places.

    Raises `Refused` with all problems that could be found.
    """
    problems = Problems()
    if len(content) > MOST_BYTES:
        problems.add("file-too-large", Place(name), f"文件超过 {MOST_BYTES} 字节", "拆成几个文件")
        problems.refuse_if_any()
    lines = Lines(decode(content, name, problems) or "", name)
    for match in _LONG_LINE.finditer(lines.text):
        _add_long_line(lines.place(match.end() - 1), problems)
    problems.refuse_if_any()
    data = _Reader(lines, problems).document()
    problems.refuse_if_any()
    assert isinstance(data, Mapping)
    return data


def _add_long_line(place: Place, problems: Problems) -> None:
    problems.add("too-long", place, f"这一行超过 {LONGEST_LINE} 个字符", "分成几行")


class _Reader:
    """Builds data from events, with its own stack bounded by the depth cap."""

    def __init__(self, lines: Lines, problems: Problems) -> None:
        import yaml  # only here: whoever reads no YAML does not wait for it

        self._yaml = yaml
        self._lines = lines
        self._name = lines.name
        self._problems = problems
        self._nodes = 0
        self._parser: Any = getattr(yaml, "CLoader", yaml.SafeLoader)(lines.text)

    def document(self) -> Data | None:
        """Read the only document; None where reading had to stop."""
        try:
            return self._document()
        except self._yaml.MarkedYAMLError as error:
            add_syntax_problem(error, self._lines, self._problems)
        except self._yaml.YAMLError:
            self._problems.add("yaml-syntax", Place(self._name), "YAML 写法有误", QUOTE_HINT)
        except (ValueError, OverflowError):
            add_bad_escape(self._parser.get_mark().index, self._lines, self._problems)
        except _Stopped:
            pass
        return None

    def _document(self) -> Data:
        self._parser.get_event()
        start = self._parser.get_event()
        if isinstance(start, self._yaml.StreamEndEvent):
            self._empty()
        self._refuse_directives(start)
        first = self._parser.get_event()
        if isinstance(first, self._yaml.ScalarEvent) and not first.value and not first.style:
            self._empty()
        if not isinstance(first, self._yaml.MappingStartEvent):
            hint = "最上层写成 `键: 值`；冒号用英文的，后面空一格"
            self._add("top-not-mapping", first, "最上层必须是键和值", hint)
        data = self._node(first, 1)
        self._parser.get_event()
        self._refuse_more(self._parser.get_event())
        return data

    def _node(self, event: _Event, depth: int) -> Data:
        self._count(event)
        kind = type(event)
        if kind is self._yaml.ScalarEvent:
            return self._scalar(event)
        if kind is self._yaml.AliasEvent:
            self._add("yaml-alias", event, f"不许用 `*` 引用 `*{shown(event.anchor)}`", QUOTE_HINT)
            return Scalar(None, self._place(event.start_mark))
        if depth > DEEPEST:
            self._add("too-deep", event, f"嵌套超过 {DEEPEST} 层", "减少嵌套")
            raise _Stopped
        self._refuse_properties(event)
        if kind is self._yaml.MappingStartEvent:
            return self._mapping(event, depth)
        return self._sequence(event, depth)

    def _sequence(self, start: _Event, depth: int) -> Sequence:
        items: list[Data] = []
        while type(event := self._parser.get_event()) is not self._yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), self._place(start.start_mark))

    def _mapping(self, start: _Event, depth: int) -> Mapping:
        items: dict[str, Data] = {}
        keys: dict[str, Place] = {}
        while type(event := self._parser.get_event()) is not self._yaml.MappingEndEvent:
            key = self._key(event, keys, depth)
            value = self._node(self._parser.get_event(), depth + 1)
            if key is not None:
                items[key] = value
                keys[key] = self._place(event.start_mark)
        return Mapping(items, keys, self._place(start.start_mark))

    def _key(self, event: _Event, keys: dict[str, Place], depth: int) -> str | None:
        """Give the key, or None after noting what is wrong with it."""
        if type(event) is not self._yaml.ScalarEvent:
            self._add("key-not-text", event, "键必须是文字", "改成一个文字的键")
            self._node(event, depth + 1)
            return None
        self._count(event)
        key: str = event.value
        if self._refuse_properties(event) or self._refuse_key(event, key):
            return None
        if key in keys:
            message = f"键 `{shown(key)}` 重复；第一次在第 {keys[key].line} 行"
            self._add("duplicate-key", event, message, "删去一个，或改名")
            return None
        return key

    def _refuse_key(self, event: _Event, key: str) -> bool:
        if fault := key_fault(key):
            self._add(fault.code, event, fault.message, fault.hint)
        elif event.style:
            return self._refuse_text(event, self._layout(event))
        elif key == "<<":
            self._add("yaml-merge", event, "不许用 `<<` 合并", "把要用的键逐个写出")
        elif not isinstance(value_of(key), str):
            hint = f'键是文字，请加引号："{shown(key)}"'
            self._add("key-not-text", event, f"键 `{shown(key)}` 会被读成别的东西", hint)
        else:
            return self._refuse_slip(event, None, own_line=True)
        return True

    def _scalar(self, event: _Event) -> Scalar:
        place = self._place(event.start_mark)
        refused = self._refuse_properties(event)
        if event.style:
            layout = self._layout(event)
            self._refuse_text(event, layout)
            if found := _TIGHT_COMMENT.match(self._lines.text, event.start_mark.index):
                at = self._lines.place(found.end() - 1)
                self._problems.add("yaml-syntax", at, "`#` 前面要有空格", "在 `#` 前加一个空格")
            return Scalar(event.value, place, False, "", layout)
        return Scalar(None, place) if refused else self._plain(event, place)

    def _plain(self, event: _Event, place: Place) -> Scalar:
        start, end = event.start_mark, event.end_mark
        layout = None if start.line == end.line else self._layout(event)
        if not event.value:
            return self._no_value(start.index)
        value = value_of(event.value)
        own_line = not self._lines.before(start.index).strip(" ") if "：" in event.value else False
        slipped = self._refuse_slip(event, layout, own_line=own_line)
        if len(event.value) > LONGEST_SCALAR:
            self._refuse_text(event, layout)
        if isinstance(value, Doubt):
            if not slipped:
                self._problems.add(value.code, place, value.message, value.hint)
            value = None
        return Scalar(value, place, True, self._tail(end.index), layout)

    def _no_value(self, offset: int) -> Scalar:
        """Note an empty value right after what it should follow."""
        place = self._lines.place(len(self._lines.text[:offset].rstrip(" \n")))
        hint = '没有值就写 null，空文字写 ""，或删去这个键；表达式里有逗号时整个加引号'
        self._problems.add("empty-value", place, "这里没有写值", hint)
        return Scalar(None, place)

    def _tail(self, end: int) -> str:
        comment = _COMMENT.match(self._lines.text, end)
        return comment[1] if comment else ""

    def _layout(self, event: _Event) -> YamlLayout:
        start, end = event.start_mark.index, event.end_mark.index
        return YamlLayout(self._lines, start, end, event.style or "", event.value)

    def _refuse_text(self, event: _Event, layout: YamlLayout | None) -> bool:
        """Refuse a text that is too long, or that an escape gave a forbidden character."""
        before = len(self._problems)
        if len(event.value) > LONGEST_SCALAR:
            message = f"文字超过 {LONGEST_SCALAR} 个字符"
            self._add("too-long", event, message, "缩短它")
        elif event.style == '"' and layout and self._has_escapes(event):
            for offset, char in islice(forbidden_in(event.value, "\t"), MOST_PROBLEMS):
                message = f"不许出现的字符 {describe(char)}"
                place = layout.place(offset)
                self._problems.add("forbidden-character", place, message, hint_for(char))
        return len(self._problems) > before

    def _has_escapes(self, event: _Event) -> bool:
        return self._lines.text.find("\\", event.start_mark.index, event.end_mark.index) >= 0

    def _refuse_slip(self, event: _Event, layout: YamlLayout | None, *, own_line: bool) -> bool:
        slip = slip_in(event.value, own_line=own_line)
        if slip:
            whole = Scalar(event.value, self._place(event.start_mark), True, "", layout)
            place = whole.spot(slip.offset)
            self._problems.add("full-width-separator", place, slip.message, slip.hint)
        return slip is not None

    def _refuse_properties(self, event: _Event) -> bool:
        if event.anchor is not None:
            message = f"不许用 `&` 锚点 `&{shown(event.anchor)}`"
            self._add("yaml-anchor", event, message, QUOTE_HINT)
        if event.tag is not None:
            message = f"不许用 `!` 标签 `{shown(event.tag)}`"
            self._add("yaml-tag", event, message, QUOTE_HINT)
        return event.anchor is not None or event.tag is not None

    def _refuse_directives(self, start: _Event) -> None:
        offset = 0
        for line in self._lines.text[: start.end_mark.index].split("\n"):
            if line.startswith("%"):
                place = self._lines.place(offset)
                self._problems.add("yaml-directive", place, "不许用 `%` 指令", "删去这一行")
            offset += len(line) + 1

    def _refuse_more(self, event: _Event) -> None:
        if isinstance(event, self._yaml.DocumentStartEvent):
            hint = "拆成两个文件，或删去 `---` 和 `...`"
            self._add("yaml-second-document", event, "一个文件只能有一个文档", hint)

    def _empty(self) -> None:
        self._problems.add("empty-file", Place(self._name), "文件里没有内容", "写上内容")
        raise _Stopped

    def _count(self, event: _Event) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._add("too-many-nodes", event, f"内容超过 {MOST_NODES} 项", "拆成几个文件")
            raise _Stopped
        if len(self._problems) >= MOST_PROBLEMS:
            add_too_many(self._place(event.start_mark), self._problems)
            raise _Stopped

    def _add(self, code: str, event: _Event, message: str, hint: str) -> None:
        self._problems.add(code, self._place(event.start_mark), message, hint)

    def _place(self, mark: Mark) -> Place:
        return Place(self._name, mark.line + 1, mark.column + 1)

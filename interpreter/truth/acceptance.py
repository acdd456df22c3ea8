"""One expectation rewritten to what the program decides, with the reason, in the golden file.

Only the characters of what changes are replaced: comments, order and layout of all else stay.
What was written is read again before it is kept; where it would not pass, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from interpreter.evaluation.program import Program
from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.source.characters import forbidden_in
from interpreter.source.data import plain
from interpreter.source.files import read_file, replace_file
from interpreter.source.yaml_reader import read_yaml
from interpreter.source.yaml_spans import Piece, comments_in, pieces_of
from interpreter.source.yaml_writing import fits, flow, lines_of
from interpreter.truth.golden import Golden, judge, read_golden
from interpreter.truth.restatement import restate

FEWEST_SIGNS = 4  # different letters of a reason: less says nothing
LONGEST_REASON = 400
BECAUSE = Place("--because")
BY_HAND = "对照文件，手工改这个金案"
type_of_plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A golden file before and after, as text."""

    before: str
    after: str


class _Edit(NamedTuple):
    """The characters `start` to `end` become `text`, its line ends LF."""

    start: int
    end: int
    text: str


def accept(golden: Golden, because: str, day: date, program: Program) -> Rewriting:
    """Rewrite the expectation of one golden case in its file to what the program decides.

    Raises Refused (`not-accepted`, `file-changed`, …) and leaves the file alone where the reason
    says nothing, the case passes already, or the result would not be read back and pass.
    """
    _check_reason(because)
    path = Path(golden.place.file)
    content = read_file(path)
    _check_unchanged(golden, content, path)
    expect = _restated(golden, program)
    before = content.decode("utf-8")
    index = _index_of(golden, content)
    edits = _edits(golden, before, index, expect, flow(_record(because, day)))
    after = _spliced(before, edits)
    _check_result(golden, index, (content, after.encode("utf-8")), program)
    replace_file(path, content, after.encode("utf-8"))
    return Rewriting(before, after)


def _check_reason(because: str) -> None:
    signs = {char for char in because if char.isalnum()}
    if len(signs) < FEWEST_SIGNS:
        raise _refused(BECAUSE, "理由太短，说明不了什么", "写明依据，例如：某文件某条某款")
    if len(because) > LONGEST_REASON:
        raise _refused(BECAUSE, f"理由超过 {LONGEST_REASON} 字", "一两句话就够")
    if "\n" in because or any(forbidden_in(because)):
        raise _refused(BECAUSE, "理由里有换行或看不见的字符", "写成一行")


def _check_unchanged(golden: Golden, content: bytes, path: Path) -> None:
    if golden not in _goldens(content, path):
        message, hint = "文件在读过以后又改了，没有改写", "再运行一次"
        raise Refused([Problem("file-changed", golden.place, message, hint)])


def _goldens(content: bytes, path: Path) -> list[Golden]:
    problems = Problems()
    found = read_golden(content, path, problems)
    problems.refuse_if_any()
    return found


def _restated(golden: Golden, program: Program) -> type_of_plain:
    verdict = judge(golden, program)
    if not verdict.differences:
        raise _refused(golden.place, "这个金案已经与程序一致，没有可以改写的", "不用改写")
    try:
        return restate(golden.expect, verdict.found, program.as_loaded)
    except KeyError as missing:
        message = f"结果里没有金案写的这一项：{missing.args[0]}"
        raise _refused(golden.place, message, BY_HAND) from None
    except ValueError:
        raise _refused(golden.place, "结果里的数写不成有限小数", BY_HAND) from None


def _record(because: str, day: date) -> type_of_plain:
    return {"decided_on": day.isoformat(), "because": because.strip()}


def _index_of(golden: Golden, content: bytes) -> int:
    names = [case["name"] for case in _plain(content)["cases"]]
    return names.index(golden.name)


def _plain(content: bytes) -> type_of_plain:
    whole = plain(read_yaml(content, ""))
    assert isinstance(whole, dict)
    return whole


def _edits(
    golden: Golden, text: str, index: int, expect: type_of_plain, record: str
) -> list[_Edit]:
    """Give what changes in the text: the reason before the expectation, and its values."""
    case = pieces_of(text).values["cases"].items[index]
    key, piece = case.keys["expect"], case.values["expect"]
    written = _Written(text, golden.place)
    return [_note(case, record), *written.changes(piece, key, golden.expect, expect, case)]


def _note(case: Piece, record: str) -> _Edit:
    """Put the reason first in the list of changes, or begin that list before the expectation."""
    listed = case.values.get("changed")
    if listed is not None:
        first = listed.items[0].start
        return _Edit(first, first, record + (", " if listed.flow else f"\n{' ' * listed.column}- "))
    start = case.keys["expect"].start
    if case.flow:
        return _Edit(start, start, f"changed: [{record}], ")
    indent = " " * case.column
    return _Edit(start, start, f"changed:\n{indent}  - {record}\n{indent}")


@dataclass(frozen=True, slots=True)
class _Written:
    """The text in which pieces are replaced, and the place of the case for what is refused."""

    text: str
    place: Place

    def changes(
        self, piece: Piece, key: Piece | None, old: Any, new: Any, parent: Piece
    ) -> Iterator[_Edit]:
        """Replace the smallest pieces in which old and new data differ."""
        if old == new:
            return
        if isinstance(old, Mapping) and isinstance(new, Mapping) and list(old) == list(new):
            for name, value in piece.values.items():
                yield from self.changes(value, piece.keys[name], old[name], new[name], piece)
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for item, was, becomes in zip(piece.items, old, new, strict=True):
                yield from self.changes(item, None, was, becomes, piece)
        else:
            yield self._replaced(piece, key, new, parent)

    def _replaced(self, piece: Piece, key: Piece | None, new: Any, parent: Piece) -> _Edit:
        begin = key.end if key is not None and piece.flow else piece.start
        comments = comments_in(self.text, begin, piece)
        line = flow(new)
        if parent.flow and comments:
            message = "要改写的括号里有注释，程序不替人删去"
            raise _refused(self.place, message, BY_HAND)
        if parent.flow or (piece.flow and not comments and self._fits(piece, line, new)):
            return _Edit(piece.start, piece.end, line)
        if piece.flow and key is not None:
            column = key.column + 2
            lines = ["", *comments, *lines_of(new, column)]
            return _Edit(self._colon(key), piece.end, ":" + f"\n{' ' * column}".join(lines))
        lines = [*comments, *lines_of(new, piece.column)]
        return _Edit(piece.start, piece.end, f"\n{' ' * piece.column}".join(lines))

    def _fits(self, piece: Piece, line: str, new: object) -> bool:
        return not isinstance(new, Mapping | list) or fits(line, piece.column)

    def _colon(self, key: Piece) -> int:
        return self.text.index(":", key.end)


def _spliced(text: str, edits: list[_Edit]) -> str:
    """Give the text with the edits made, line ends as they are in it."""
    ends = "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text.replace("\n", ends) + text[edit.end :]
    return text


def _check_result(
    golden: Golden, index: int, contents: tuple[bytes, bytes], program: Program
) -> None:
    """Hold the new file to what was promised: this case passes, and nothing else is changed."""
    before, after = contents
    try:
        rewritten = _goldens(after, Path(golden.place.file))[index]
        kept = _apart(before, index) == _apart(after, index)
    except Refused:
        kept = False
    if not kept or judge(rewritten, program).differences:
        raise _refused(golden.place, "改写以后仍不一致，或读不回来，没有改写", BY_HAND)


def _apart(content: bytes, index: int) -> type_of_plain:
    """Give what a golden file says apart from one expectation and its changes."""
    whole = _plain(content)
    for key in ("expect", "changed"):
        whole["cases"][index].pop(key, None)
    return whole


def _refused(place: Place, message: str, hint: str) -> Refused:
    return Refused([Problem("not-accepted", place, message, hint)])

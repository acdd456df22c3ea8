"""The cases a command is given: files, folders and standard input, in the order named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from interpreter.problems import Place, Problem, Refused
from interpreter.source.files import is_folder, list_folder, read_file
from interpreter.source.json_reader import Json, read_json, read_json_lines
from interpreter.source.limits import MOST_BYTES

STANDARD_INPUT = "-"
Input = tuple[str, Json | tuple[Problem, ...]]


def each_case(names: tuple[str, ...], read_standard: Callable[[int], bytes]) -> Iterator[Input]:
    """Give each case with the name of its file, or why it cannot be read.

    `read_standard` reads at most so many bytes of standard input.
    """
    for name in names:
        try:
            yield from _cases(name, read_standard)
        except Refused as refused:
            yield name, refused.problems


def _cases(name: str, read_standard: Callable[[int], bytes]) -> Iterator[Input]:
    if name == STANDARD_INPUT:
        content = _whole(read_standard)
        yield from (("<stdin>", case) for case in read_json_lines(content, "<stdin>"))
    elif is_folder(name):
        yield from each_case(_inside(name), read_standard)
    elif name.endswith(".jsonl"):
        yield from ((name, case) for case in read_json_lines(read_file(name), name))
    else:
        yield name, read_json(read_file(name), name)


def _inside(folder: str) -> tuple[str, ...]:
    found = sorted(Path(p) for end in (".json", ".jsonl") for p in list_folder(folder, end))
    if not found:
        hint = "案件的文件名以 .json 或 .jsonl 结尾"
        raise Refused([Problem("no-cases", Place(folder), "这个文件夹里没有案件", hint)])
    return tuple(str(path) for path in found)


def _whole(read_standard: Callable[[int], bytes]) -> bytes:
    """Read standard input whole; nothing is cut silently."""
    content = read_standard(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        message = f"标准输入超过 {MOST_BYTES} 字节"
        raise Refused([Problem("file-too-large", Place("<stdin>"), message, "分几次送")])
    return content

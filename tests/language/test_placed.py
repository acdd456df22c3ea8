"""A slip in an expression of a file is placed at its line and column, however it was quoted."""

from __future__ import annotations

from typing import Any

import pytest
from language_rows import CARET, HERE, type_of, unescaped

from interpreter.language.checker import read_expression
from interpreter.language.types import BOOLEAN
from interpreter.problems import Problems
from interpreter.source.data import Data, Mapping, Scalar, Sequence, plain
from interpreter.source.yaml_reader import read_yaml

SHAPES: dict[str, dict[str, Any]] = {
    "是否": {"type": "boolean"},
    "金额": {"type": "money", "unit": "元"},
    "人数": {"type": "integer", "unit": "人"},
    "月数": {"type": "integer", "unit": "月"},
    "名称": {"type": "text"},
    "主体": {"type": "choice", "values": ["企业", "个人"]},
}
SCOPE = {name: type_of(shape) for name, shape in SHAPES.items()}
DATA: Any = plain(read_yaml((HERE / "placed.yaml").read_bytes(), "placed.yaml"))
ROWS: list[dict[str, Any]] = DATA["rows"]


def _expressions(data: Data) -> list[Scalar]:
    """Give every scalar under a key `if`, and every item of a list that is not a table."""
    found: list[Scalar] = []
    if isinstance(data, Mapping):
        for key, value in data.items.items():
            mine = key == "if" and isinstance(value, Scalar)
            found += [value] if mine and isinstance(value, Scalar) else _expressions(value)
    elif isinstance(data, Sequence):
        for item in data.items:
            found += [item] if isinstance(item, Scalar) else _expressions(item)
    return found


def _places_of_carets(text: str) -> list[tuple[int, int]]:
    """Give line and column of what follows each caret, counted in characters from 1."""
    places, before = [], text.split(CARET)
    for number in range(1, len(before)):
        lines = "".join(before[:number]).removeprefix("\ufeff").split("\n")
        places.append((len(lines), len(lines[-1]) + 1))
    return places


def _problems_of(text: str) -> Problems:
    problems = Problems()
    for written in _expressions(read_yaml(text.encode(), "示例.yaml")):
        read = read_expression(written, SCOPE, problems, BOOLEAN)
        assert (read is None) or read.type == BOOLEAN
    return problems


@pytest.mark.parametrize("row", ROWS, ids=[row["why"] for row in ROWS])
def test_a_slip_in_a_file_stands_at_its_line_and_column(row: dict[str, Any]) -> None:
    marked = unescaped(row["file"])
    problems = _problems_of(marked.replace(CARET, ""))
    found = [(p.code, p.place.line, p.place.column) for p in problems]
    wanted = zip(row["codes"], _places_of_carets(marked), strict=True)
    assert found == [(code, line, column) for code, (line, column) in wanted]
    assert {p.place.file for p in problems} <= {"示例.yaml"}


def test_an_accepted_expression_knows_its_text_and_its_place() -> None:
    [written] = _expressions(read_yaml(b"a:\n  if: >-\n    1 < 2\n    or 2 < 1\n", "f"))
    read = read_expression(written, {}, Problems(), BOOLEAN)
    assert read is not None
    assert read.text == "1 < 2 or 2 < 1"
    assert (read.place.line, read.place.column) == (2, 7)

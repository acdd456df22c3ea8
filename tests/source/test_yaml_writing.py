"""YAML written by us is read back as it was meant, and a piece of a text is where it says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.source.characters import forbidden_in, key_fault
from interpreter.source.data import plain
from interpreter.source.yaml_reader import read_yaml
from interpreter.source.yaml_spans import comments_in, pieces_of
from interpreter.source.yaml_writing import flow, lines_of

SIGNS = "甲乙1a_-:#'\"{}[],&*!|>%@`?~= .。，：（）\\"
TEXTS = st.one_of(
    st.text(max_size=30).filter(lambda t: "\n" not in t and not any(forbidden_in(t))),
    st.text(SIGNS, max_size=12),
    st.sampled_from(["yes", "null", "12", "1:30", "2020-01-31", "~", "<<", "0x1f", "1e3", ""]),
)
KEYS = TEXTS.filter(lambda key: key_fault(key) is None)
NUMBERS = st.one_of(st.integers(-(10**12), 10**12), st.decimals(0, 10**6, places=2))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def read(text: str) -> object:
    return plain(read_yaml(text.encode(), "written.yaml"))


@given(VALUES)
def test_one_line_is_read_back(value: object) -> None:
    assert read(f"k: {flow(value)}\n") == {"k": value}


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=3))
def test_lines_are_read_back_wherever_they_begin(value: dict[str, object]) -> None:
    lines = lines_of(value, 4)
    assert read("k:\n" + "".join(f"    {line}\n" for line in lines)) == {"k": value}


def test_what_is_long_is_put_in_lines() -> None:
    reasons = [{"cites": "一", "reads": {"甲" * 50: "乙" * 60}}, {"cites": "二"}]
    assert lines_of({"status": "refused", "reasons": reasons}, 8) == [
        "status: refused",
        "reasons:",
        "  - cites: 一",
        "    reads:",
        f"      {'甲' * 50}: {'乙' * 60}",
        "  - {cites: 二}",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("80.00"), "80.00"),
        ("二(六)1", "二(六)1"),
        ("2020-03-20", "2020-03-20"),
        ("12", '"12"'),
        ("是：否", '"是：否"'),
        ([], "[]"),
        ({"甲": [True, None, 3]}, "{甲: [true, null, 3]}"),
    ],
)
def test_what_needs_no_quotes_has_none(value: object, written: str) -> None:
    assert flow(value) == written


TEXT = """\
# 甲
a:  # 乙
  - one   # 丙
  - {b: 'it''s # no', c: [1,  # 丁
      2]}   # 戊

  # 己
d: 三
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_piece_is_where_it_says(ends: str) -> None:
    text = TEXT.replace("\n", ends)
    whole = pieces_of(text)
    listed = whole.values["a"]
    first, second = listed.items
    assert text[first.start : first.end] == "one"
    assert text[second.start : second.end].startswith("{b: 'it")
    assert text[second.start : second.end].endswith("2]}")
    assert text[listed.start : listed.end].endswith("2]}")
    assert (listed.column, second.column, second.flow, listed.flow) == (2, 4, True, False)
    assert text[whole.keys["d"].start : whole.values["d"].end] == "d: 三"
    assert comments_in(text, listed.start, listed) == ["# 丙", "# 丁"]
    assert comments_in(text, whole.keys["a"].end, listed) == ["# 乙", "# 丙", "# 丁"]

"""JSON: exact values, places on demand, and everything doubtful refused where it stands."""

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interpreter.problems import Place, Problems, Refused
from interpreter.source import json_reader
from interpreter.source.data import plain
from interpreter.source.files import decode
from interpreter.source.json_places import read_slowly
from interpreter.source.json_reader import read_json, read_json_lines
from interpreter.source.limits import MOST_NODES
from interpreter.source.lines import Lines


def refusal(content, read=read_json):
    with pytest.raises(Refused) as caught:
        read(content if isinstance(content, bytes) else content.encode(), "f")
    return [(p.code, p.place.line, p.place.column) for p in caught.value.problems]


GOOD = [
    ("{}", {}),
    (' {\t"甲" : [ ] ,\r\n "乙":{}}\n', {"甲": [], "乙": {}}),
    ('{"a": [true, false, null]}', {"a": [True, False, None]}),
    ('{"a": [0, -0, 12, -7]}', {"a": [0, 0, 12, -7]}),
    ('{"a": "\\"\\\\\\/\\n\\t\\u5e74\\ud840\\udc00"}', {"a": '"\\/\n\t年𠀀'}),
    ('{"a": "（）：，、。“”《》"}', {"a": "（）：，、。“”《》"}),
    ('{"二(六)1": 1, "（一）": 2}', {"二(六)1": 1, "（一）": 2}),
    ('{"a": %s}' % ("9" * 30), {"a": int("9" * 30)}),
    ('{"a": -%s}' % ("9" * 30), {"a": -int("9" * 30)}),
    ('{"a": "%s"}' % ("x" * 20_000), {"a": "x" * 20_000}),
]


@pytest.mark.parametrize("text, data", GOOD)
def test_good_files(text, data):
    assert read_json(text.encode(), "f").data == data


@pytest.mark.parametrize(
    "digits, exact",
    [
        ("1.10", "1.10"),  # as written
        ("-0.0", "0.0"),  # row 105
        ("9007199254740993.0", "9007199254740993.0"),  # row 99
        ("99999999999999999999999999.001", "99999999999999999999999999.001"),  # row 104
    ],
)
def test_decimals_are_exact(digits, exact):
    value = read_json(f'{{"a": {digits}}}'.encode(), "f").data["a"]
    assert isinstance(value, Decimal)
    assert str(value) == exact


def test_whole_numbers_and_booleans_keep_their_types():
    data = read_json(b'{"a": 1, "b": true, "c": 1.0}', "f").data
    assert [type(value) for value in data.values()] == [int, bool, Decimal]


DEEP = 100_000
BAD = [
    (92, '{"a": NaN}', "bad-number", 1, 7),
    (92, '{"a": Infinity}', "bad-number", 1, 7),
    (92, '{"a": -Infinity}', "bad-number", 1, 7),
    (93, '{"income": 1,\n "income": 2}', "duplicate-key", 2, 2),
    (93, '{"x": {"a": 1, "a": 1}}', "duplicate-key", 1, 16),
    (93, '{"a": 1, "\\u0061": 1}', "duplicate-key", 1, 10),
    (94, '{"a": 1e400}', "bad-number", 1, 7),
    (94, '{"a": 1e5}', "bad-number", 1, 7),
    (94, '{"a": 1.5E-3}', "bad-number", 1, 7),
    (95, '{"a": %s}' % ("9" * 5000), "number-too-long", 1, 7),
    (95, '{"a": %s}' % ("9" * 31), "number-too-long", 1, 7),
    (95, '{"a": 0.%s}' % ("1" * 30), "number-too-long", 1, 7),
    (96, '{"a": ' + "[" * DEEP + "]" * DEEP + "}", "too-deep", 1, 46),
    (96, '{"a":' * DEEP, "too-deep", 1, 201),
    (96, '{"a": ' + "[" * 40 + "]" * 40 + "}", "too-deep", 1, 46),
    (97, b'\xef\xbb\xbf{"a": 1}', "byte-order-mark", 1, 1),
    (97, '{"a": 1}'.encode("utf-16"), "not-utf8", 1, 1),
    (98, '{"a": "x\\ud800"}', "forbidden-character", 1, 9),
    (98, '{"\\ud800": 1}', "forbidden-character", 1, 3),
    (100, '{"a": 1E999999999}', "bad-number", 1, 7),
    (101, '{"a": 1E99999999}', "bad-number", 1, 7),
    (102, '{"a": nan}', "bad-number", 1, 7),
    (103, '{"a": ١٢}', "bad-number", 1, 7),
    (103, '{"a": 1_000}', "bad-number", 1, 7),
    (103, '{"a": １２}', "bad-number", 1, 7),
    (104, '{"a": 123456789012345678901234567890.1}', "number-too-long", 1, 7),
    (106, '{"an\u0303o": 1}', "key-not-normal", 1, 2),
    (106, '{"\ufb01eld": 1}', "key-not-normal", 1, 2),
    (107, '{"a": [1e16, 1]}', "bad-number", 1, 8),
    (0, "", "empty-file", 1, 1),
    (0, " \n", "empty-file", 1, 1),
    (0, "[]", "top-not-mapping", 1, 1),
    (0, '\n "text"', "top-not-mapping", 2, 2),
    (0, '{"": 1}', "key-not-text", 1, 2),
    (0, '{"a": 1} x', "json-syntax", 1, 10),
    (0, '{"a": 1}\n{"a": 1}', "json-syntax", 2, 1),
    (0, '{"a": 1, // x\n "b": 2}', "json-syntax", 1, 10),
    (0, '{"a": /* x */ 1}', "json-syntax", 1, 7),
    (0, '{"a": 1, # x\n}', "json-syntax", 1, 10),
    (0, '{"a": 1,\n}', "json-syntax", 1, 8),
    (0, '{"a": [1, 2,]}', "json-syntax", 1, 12),
    (0, '{"a": [,]}', "json-syntax", 1, 8),
    (0, '{"a": 1 "b": 2}', "json-syntax", 1, 9),
    (0, '{"a" 1}', "json-syntax", 1, 6),
    (0, '{"a": }', "json-syntax", 1, 7),
    (0, "{a: 1}", "json-syntax", 1, 2),
    (0, "{'a': 1}", "json-syntax", 1, 2),
    (0, "{1: 1}", "json-syntax", 1, 2),
    (0, "{\"a\": 'x'}", "json-syntax", 1, 7),
    (0, '{"a": True}', "json-syntax", 1, 7),
    (0, '{"a": x}', "json-syntax", 1, 7),
    (0, '{"a"：1}', "json-syntax", 1, 5),
    (0, '{"a": 1，"b": 2}', "json-syntax", 1, 8),
    (0, "{“a”: 1}", "json-syntax", 1, 2),
    (0, '{"a": 1', "json-syntax", 1, 8),
    (0, '{"a": "x', "json-syntax", 1, 7),
    (0, '{"a": "x\ny"}', "json-syntax", 1, 9),
    (0, '{"a": "x\ty"}', "json-syntax", 1, 9),
    (0, '{"a": "x\\q"}', "json-syntax", 1, 9),
    (0, '{"a": "x\\u12"}', "json-syntax", 1, 9),
    (0, '{"a": 01}', "bad-number", 1, 7),
    (0, '{"a": +1}', "bad-number", 1, 7),
    (0, '{"a": .5}', "bad-number", 1, 7),
    (0, '{"a": 5.}', "bad-number", 1, 7),
    (0, '{"a": 0x1F}', "bad-number", 1, 7),
    (0, '{"a": 2020-03-01}', "bad-number", 1, 7),
    (0, '{"a": "\\u0000"}', "forbidden-character", 1, 8),
    (0, '{"a": "x\\u202e"}', "forbidden-character", 1, 9),
    (0, '{"a": "x\u2028"}', "forbidden-character", 1, 9),
    (0, '{"a": "%s"}' % ("x" * 20_001), "too-long", 1, 7),
    (0, " " * 4_000_001, "file-too-large", 1, 1),
]


@pytest.mark.parametrize(
    "row, content, code, line, column", BAD, ids=[f"{n}-{b[0]}-{b[2]}" for n, b in enumerate(BAD)]
)
def test_bad_files(row, content, code, line, column):
    assert refusal(content) == [(code, line, column)]


def test_too_many_nodes():
    found = refusal('{"a": [' + "1," * (MOST_NODES - 3) + "1]}")
    assert [code for code, _, _ in found] == ["too-many-nodes"]


def test_as_many_nodes_as_allowed():
    count = MOST_NODES - 3  # the object, its key and the list are nodes too
    data = read_json(('{"a": [' + "1," * (count - 1) + "1]}").encode(), "f").data
    assert data["a"] == [1] * count


def test_every_problem_is_found_in_reading_order():
    text = '{"a": 1e5, "a": NaN,\n "b": "\\ud800", "c": [01, %s]} x' % ("9" * 31)
    assert refusal(text) == [
        ("bad-number", 1, 7),
        ("duplicate-key", 1, 12),
        ("bad-number", 1, 17),
        ("forbidden-character", 2, 8),
        ("bad-number", 2, 23),
        ("number-too-long", 2, 27),
        ("json-syntax", 2, 61),
    ]


def test_each_half_of_a_broken_pair_is_named():
    assert refusal('{"a": "\\udc00\\ud800"}') == [
        ("forbidden-character", 1, 8),
        ("forbidden-character", 1, 14),
    ]


def test_endless_problems_are_cut_off():
    found = refusal('{"a": [' + "01," * 100_000 + "1]}")
    assert len(found) == 201
    assert found[-1][0] == "too-many-problems"


def test_the_duplicate_names_the_line_of_the_first():
    with pytest.raises(Refused) as caught:
        read_json(b'{"a": 1,\n"b": 2,\n"a": 3}', "f")
    assert "第 1 行" in caught.value.problems[0].message


@pytest.mark.parametrize(
    "text, word",
    [
        ('{"a": 1,}', "逗号"),
        ('{"a": 1 // x\n}', "注释"),
        ("{'a': 1}", "双引号"),
        ('{"a"：1}', "全角"),
        ('{"a": True}', "true"),
        ('{"a": 1}\n{"a": 1}', "JSON Lines"),
        ('{"a": "C:\\q"}', "反斜杠"),
    ],
)
def test_hints_can_be_followed(text, word):
    with pytest.raises(Refused) as caught:
        read_json(text.encode(), "f")
    assert word in caught.value.problems[0].hint


NESTED = b'{\n "facts": {"\xe7\x94\xb2": 1},\n "history": [\n  {"award": "x"}, 5\n ]\n}'


@pytest.mark.parametrize(
    "path, key, line, column",
    [
        ((), True, 1, 1),
        (("facts",), True, 2, 2),
        (("facts",), False, 2, 11),
        (("facts", "甲"), True, 2, 12),
        (("facts", "甲"), False, 2, 17),
        (("facts", "乙"), True, 2, 2),  # as far as the path exists
        (("history", 0, "award"), True, 4, 4),
        (("history", 0, "award"), False, 4, 13),
        (("history", 1), True, 4, 19),
    ],
)
def test_places_on_demand(path, key, line, column):
    assert read_json(NESTED, "f").place(path, key) == Place("f", line, column)


def test_places_of_the_characters_of_a_string():
    tree = read_json(b'{"a": "x\\n\\u5e74\\ud840\\udc00y"}', "f").tree
    assert [p.column for p in tree.items["a"].spots] == [8, 9, 11, 17, 29, 30]


def test_json_compares_by_data_and_can_be_pickled():
    one = read_json(b'{"a":1}', "f")
    assert one == read_json(b'{ "a": 1 }', "g")
    assert one.place(("a",)) == Place("f", 1, 2)
    assert pickle.loads(pickle.dumps(one)) == one


def test_lines_are_read_one_by_one():
    found = read_json_lines(b'{"a": 1}\r\n\n \t\n{"a": 2,\t"b": "\\n"}\n', "f")
    assert [one.data for one in found] == [{"a": 1}, {"a": 2, "b": "\n"}]
    assert found[1].place(("b",)) == Place("f", 4, 10)


def test_all_bad_lines_are_named():
    text = '{"a": 1}\n{"a": NaN}\n[]\n{"a": 1\n'
    assert refusal(text, read_json_lines) == [
        ("bad-number", 2, 7),
        ("top-not-mapping", 3, 1),
        ("json-syntax", 4, 8),
    ]


@pytest.mark.parametrize("text", ["", "\n\n \n"])
def test_a_file_without_lines_is_empty(text):
    assert refusal(text, read_json_lines) == [("empty-file", 1, 1)]


def test_endlessly_bad_lines_are_cut_off():
    found = refusal("[]\n" * 100_000, read_json_lines)
    assert len(found) == 201


def test_no_string_shares_a_line_separator_with_lines():
    assert refusal('{"a": "x\u2028"}', read_json_lines) == [("forbidden-character", 1, 9)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES), st.booleans())
@settings(deadline=None)
def test_the_quick_and_the_slow_reader_agree(data, escaped):
    text = json.dumps(data, ensure_ascii=escaped, default=str)
    problems = Problems()
    if decode(text.encode("utf-8", "replace"), "f", problems, tabs=True) is None:
        return
    slow = read_slowly(Lines(text, "f"), problems)
    quick = json_reader._quickly(text)
    if quick is not None:
        assert not len(problems)
        assert repr(plain(slow)) == repr(quick)


PIECES = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"a"',
        '"a":',
        '"b":1,',
        "1",
        "-0",
        "-0.0",
        "1.5",
        "1e3",
        "01",
        "NaN",
        "true",
        '"\\ud800"',
        '"\\q"',
        "\n",
        "//",
        "，",
        '"',
        "x",
        "年",
    ]
)


@given(st.lists(PIECES, max_size=12).map(lambda pieces: "{" + "".join(pieces)))
@settings(deadline=None, max_examples=300)
def test_pieces_of_json_give_data_or_a_refusal(text):
    either_data_or_refusal(text.encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
@settings(deadline=None, max_examples=300)
def test_any_bytes_give_data_or_a_refusal(content):
    either_data_or_refusal(content)


def either_data_or_refusal(content):
    for read in (read_json, read_json_lines):
        try:
            assert read(content, "f") is not None
        except Refused as refused:
            if not refused.problems:
                pytest.fail("a refusal without a problem")

"""YAML: one meaning or a refusal, and the place of every character; with both parsers."""

import pickle
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interpreter.problems import Place, Refused
from interpreter.source.data import Mapping, Scalar, Sequence, plain
from interpreter.source.limits import MOST_NODES
from interpreter.source.yaml_reader import read_yaml


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def parser(request, monkeypatch):
    if request.param == "pure":
        monkeypatch.delattr(yaml, "CLoader", raising=False)
    elif not hasattr(yaml, "CLoader"):
        pytest.skip("PyYAML is here without libyaml")


def read(text):
    return read_yaml(text if isinstance(text, bytes) else text.encode(), "f")


def problems(text):
    with pytest.raises(Refused) as caught:
        read(text)
    return caught.value.problems


def refusal(text):
    return [(p.code, p.place.line, p.place.column) for p in problems(text)]


VALUES = [
    ("true", True),
    ("false", False),
    ("null", None),
    ("0", 0),
    ("-0", 0),
    ("12", 12),
    ("-7", -7),
    ("9" * 30, int("9" * 30)),
    ("1.10", Decimal("1.10")),
    ("-0.0", Decimal("0.0")),
    ("0.05", Decimal("0.05")),
    ("2020-03-01", "2020-03-01"),
    ("2020-02-30", "2020-02-30"),
    ("0000-00-00", "0000-00-00"),
    ("2024-1-1", "2024-1-1"),
    ("2019-79", "2019-79"),
    ("晋政办〔2019〕79号", "晋政办〔2019〕79号"),
    ("二(六)1", "二(六)1"),
    ("800元", "800元"),
    ("12 个月", "12 个月"),
    ("500 * 人数", "500 * 人数"),
    ("1 + 1", "1 + 1"),
    ("-a", "-a"),
    ("注意：不得重复，见（一）、“附件”", "注意：不得重复，见（一）、“附件”"),
    ("甲　乙", "甲　乙"),
    ("a#b", "a#b"),
    ("a:b", "a:b"),
    ("nobody", "nobody"),
    ("'no'", "no"),
    ('"1:30"', "1:30"),
    ("''", ""),
    ('"a\\tb\\n"', "a\tb\n"),
    ('"\\u5e74\\x41\\U00020000"', "年A𠀀"),
    ('"="', "="),
    ("'＜<'", "＜<"),
    ("|-\n  no\n", "no"),
    (">-\n  a\n  b\n\n  c\n", "a b\nc"),
    ("|\n  a\n   b\n", "a\n b\n"),
    ("[]", []),
    ("{}", {}),
    ("[1, {b: 2}]", [1, {"b": 2}]),
    ("\n  - 1\n  - b: 2\n    c: [x]\n", [1, {"b": 2, "c": ["x"]}]),
    ("[b: 1]", [{"b": 1}]),
]


@pytest.mark.parametrize("text, value", VALUES)
def test_good_values(text, value):
    found = plain(read(f"a: {text}"))
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


KEYS = [
    "a",
    "一",
    "二(六)1",
    "（一）",
    "“甲”",
    "2019-79",
    "2020-03-01",
    '"2020"',
    "'no'",
    '"<<"',
    "a b",
]


@pytest.mark.parametrize("key", KEYS)
def test_good_keys(key):
    assert list(read(f"{key}: 1").items) == [key.strip("'\"")]


@pytest.mark.parametrize(
    "text", ["---\na: 1\n", "a: 1\n...\n", "# c\n\na: 1 # c\n", "a: 1\r\n", "? a\n: 1\n"]
)
def test_other_good_files(text):
    assert plain(read(text)) == {"a": 1}


def test_plain_and_quoted_are_told_apart():
    items = read("a: x\nb: 'x'\nc: |-\n  x\nd: 1\n").items
    assert [items[key].plain for key in "abcd"] == [True, False, False, True]


def test_places_of_keys_values_and_collections():
    data = read("甲:\n  - b: 1\n    𠀀c: [x, z]\n")
    inner = data.items["甲"].items[0]
    assert data.place == data.keys["甲"] == Place("f", 1, 1)
    assert data.items["甲"].place == Place("f", 2, 3)
    assert inner.keys == {"b": Place("f", 2, 5), "𠀀c": Place("f", 3, 5)}
    assert inner.items["b"].place == Place("f", 2, 8)
    assert [item.place.column for item in inner.items["𠀀c"].items] == [10, 13]
    assert isinstance(inner.items["𠀀c"], Sequence)


@pytest.mark.parametrize(
    "text, tail",
    [
        ("a: x", ""),
        ("a: x  # say", "# say"),
        ("a: x #and y\n", "#and y"),
        ("a: x #\n", "#"),
        ("a: x#y\n", ""),
        ("a: 800 # 元\n", "# 元"),
        ("a: x\n  y # or z\n", "# or z"),
        ("a: x\n# below\n", ""),
        ("a: 'x' # c\n", ""),
    ],
)
def test_the_comment_after_a_plain_scalar(text, tail):
    assert read(text).items["a"].tail == tail


SPOTS = [
    ("a: xy\n", "xy", []),
    ("a: x\n   y\n", "x y", ["1:4", "1:5", "2:4", "2:5"]),
    ("a: x  \n\n\n  y\n", "x\n\ny", ["1:4", "2:1", "3:1", "4:3", "4:4"]),
    ("a: 'x''y'\n", "x'y", ["1:5", "1:6", "1:8", "1:9"]),
    ("a: 'x \n  y'\n", "x y", ["1:5", "1:7", "2:3", "2:4"]),
    ("a: '𠀀 =='\n", "𠀀 ==", ["1:5", "1:6", "1:7", "1:8", "1:9"]),
    ('a: "x\\n\\u5e74y"\n', "x\n年y", ["1:5", "1:6", "1:8", "1:14", "1:15"]),
    ('a: "x\\\n   y"\n', "xy", ["1:5", "2:4", "2:5"]),
    ('a: "x\\\n\n   y"\n', "x\ny", ["1:5", "2:1", "3:4", "3:5"]),
    ('a: "\\"x\\""\n', '"x"', ["1:5", "1:7", "1:8", "1:10"]),
    ("a: ''\n", "", ["1:5"]),
    ("a: >-\n  x\n  y\n", "x y", ["2:3", "2:4", "3:3", "3:4"]),
    ("a: >- # c\n  x\n\n  y\n", "x\ny", ["2:3", "3:1", "4:3", "4:4"]),
    (
        "a: >\n  x\n   y\n  z\n",
        "x\n y\nz\n",
        ["2:3", "2:4", "3:3", "3:4", "3:5", "4:3", "4:4", "5:1"],
    ),
    ("a: |-\n  x\n   y\n\n", "x\n y", ["2:3", "2:4", "3:3", "3:4", "3:5"]),
    ("a: |+\n  x\n\nb: 1\n", "x\n\n", ["2:3", "2:4", "3:1", "4:1"]),
    ("a: |1-\n  x\n", " x", ["2:2", "2:3", "2:4"]),
    ("a: |-\n\n  x", "\nx", ["2:1", "3:3", "3:4"]),
    ("a: |-\nb: 1\n", "", ["2:1"]),
]


@pytest.mark.parametrize("text, value, places", SPOTS)
def test_the_place_of_every_character(text, value, places):
    scalar = read(text).items["a"]
    assert scalar.value == value
    assert [f"{p.line}:{p.column}" for p in scalar.spots] == places


def test_spots_of_a_single_line_are_counted_from_its_start():
    scalar = read("a:   x > 1\n").items["a"]
    assert scalar.spot(2) == Place("f", 1, 8)


def test_a_spot_behind_the_end_is_the_end():
    assert read("a: 'x'\n").items["a"].spot(9) == Place("f", 1, 6)


def test_scalars_compare_by_value_and_place_only():
    one, other = read("a: 'x' # c\n").items["a"], read("a: 'x'\n").items["a"]
    assert one == other == pickle.loads(pickle.dumps(one))
    assert pickle.loads(pickle.dumps(one)).spot(1) == Place("f", 1, 6)
    assert "layout" not in repr(one)


LAUGHS = "a0: &a0 [1]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)
MERGES = "a0: &a0 {k: 1}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)
AMBIGUOUS = {
    62: "no NO No off Off yes YES on ON y Y n N True TRUE FALSE Null NULL ~ nil None",
    63: "1:30 12:30:45 1:2 22:30 0:30 01:30 25:00:00 1：30",
    65: "010 0123 08 0o10 0b11 0x1F 0o7 -0x1F",
    66: "1_000 1__0 1_",
    67: "1e3 1.0e3 1e400 1.0e+400 1E-3 .inf -.inf .Inf .nan .NaN inf nan",
    68: "1.000,50 1,000 15% 15％ €5 ¥5 ￥5 $5 5€ +1 .5 5. -.5 1'000 １００ ١٢ 1.2.3",
    72: "=",
}
ROWS = [
    *(
        (row, f"a: {word}", "ambiguous-scalar", 1, 4)
        for row, words in AMBIGUOUS.items()
        for word in words.split(" ")
    ),
    (55, "a: &a [*a]", ["yaml-anchor 1:4", "yaml-alias 1:8"]),
    (56, "a: !!python/object/apply:os.system [ls]", "yaml-tag", 1, 4),
    (56, "a: !!python/name:os.system x", "yaml-tag", 1, 4),
    (57, "a: !!set {b: null}", "yaml-tag", 1, 4),
    (57, "a: !!binary aGk=", "yaml-tag", 1, 4),
    (57, "a: !!omap [b: 1]", "yaml-tag", 1, 4),
    (58, "a: !!int ''", "yaml-tag", 1, 4),
    (58, "a: !!float abc", "yaml-tag", 1, 4),
    (58, "a: !!bool maybe", "yaml-tag", 1, 4),
    (58, "a: !!timestamp foo", "yaml-tag", 1, 4),
    (58, "a: ! x", "yaml-tag", 1, 4),
    (58, "a: !e!x y", "yaml-tag", 1, 4),
    (58, "!!str a: 1", "yaml-tag", 1, 1),
    (59, "a: 1\nb: 2\na: 3", "duplicate-key", 3, 1),
    (59, "x:\n  a: 1\n  'a': 2", "duplicate-key", 3, 3),
    (59, "x: {a: 1, a: 2}", "duplicate-key", 1, 11),
    (60, "1: a\ntrue: b\n1.0: c", ["key-not-text 1:1", "key-not-text 2:1", "key-not-text 3:1"]),
    (61, "an\u0303o: 1", "key-not-normal", 1, 1),
    (61, "x: {\ufb01eld: 1}", "key-not-normal", 1, 5),
    (61, "x:\n  ｉncome: 1", "key-not-normal", 2, 3),
    (61, "x²: 1", "key-not-normal", 1, 1),
    (61, "\uf900: 1", "key-not-normal", 1, 1),
    (64, "a: 1" + ":59" * 40_000, "too-long", 1, 10_001),
    (64, "a: 1" + ":59" * 3_000, "ambiguous-scalar", 1, 4),
    (68, "a: 1 000", "ambiguous-scalar", 1, 4),
    (68, "a: 1\u00a0000", "ambiguous-scalar", 1, 4),
    (68, "a: 15 %", "ambiguous-scalar", 1, 4),
    (73, "a:", "empty-value", 1, 3),
    (73, "a:\nb: 1", "empty-value", 1, 3),
    (73, "a:\n  -\n  - 1", "empty-value", 2, 4),
    (73, "a: {b, c: 1}", "empty-value", 1, 6),
    (74, "a: " + "[" * 1_000, "too-deep", 1, 43),
    (74, "a: " + "[\n" * 100_000, "too-deep", 40, 1),
    (75, "[" * 50_000 + "]" * 50_000, "too-long", 1, 10_001),
    (75, "[" * 5_000 + "]" * 5_000, ["top-not-mapping 1:1", "too-deep 1:41"]),
    (75, "- " * 5_000, ["top-not-mapping 1:1", "too-deep 1:81"]),
    (76, "{a: " * 2_500, "too-deep", 1, 161),
    (76, "".join(" " * n + "a:\n" for n in range(60)), "too-deep", 41, 41),
    (77, "a: " + "9" * 5_000, "number-too-long", 1, 4),
    (77, "a: 0." + "1" * 30, "number-too-long", 1, 4),
    (77, "a: 0x" + "f" * 9_000, "ambiguous-scalar", 1, 4),
    (79, "a: 1 # safe\u2028b: 2", "forbidden-character", 1, 12),
    (79, "a: 1 # safe\u0085b: 2", "forbidden-character", 1, 12),
    (79, "a: 1 # safe\rb: 2", "forbidden-character", 1, 12),
    (80, "a: x\u202ey", "forbidden-character", 1, 5),
    (80, "x: 1\na\u200bb: 1", "forbidden-character", 2, 2),
    (80, "x: 1\n\ufeffb: 1", "forbidden-character", 2, 1),
    (80, b"\xef\xbb\xbfa: 1", "byte-order-mark", 1, 1),
    (81, "a: 1".encode("utf-16"), "not-utf8", 1, 1),
    (81, b"a: \xff", "not-utf8", 1, 4),
    (82, 'a: "x\\ud800"', "forbidden-character", 1, 6),
    (82, 'a: "\\UFFFFFFFF"', "forbidden-character", 1, 5),
    (82, 'a: "x\\0"', "forbidden-character", 1, 6),
    (82, 'a: "x\\e[2J"', "forbidden-character", 1, 6),
    (82, 'a: "x\n  \\u202ey"', "forbidden-character", 2, 3),
    (82, 'x: {"\\L": 1}', "forbidden-character", 1, 6),
    (85, "a: 'a' in regions", "yaml-syntax", 1, 8),
    (85, "a: *income", "yaml-alias", 1, 4),
    (85, "a: *收入", "yaml-alias", 1, 4),
    (85, "a: !eligible", "yaml-tag", 1, 4),
    (85, "a: x if a: b", "yaml-syntax", 1, 10),
    (86, "a: x # or y\n  and z", "yaml-syntax", 2, 3),
    (87, "%YAML 1.2\n---\na: 1", "yaml-directive", 1, 1),
    (87, "# c\n%TAG ! x\n---\na: 1", "yaml-directive", 2, 1),
    (87, "%YAML 2.0\n---\na: 1", "yaml-directive", 1, 1),
    (87, "%FOO x\n---\na: 1", "yaml-directive", 1, 1),
    (88, "a: 1\n---\nb: 2", "yaml-second-document", 2, 1),
    (88, "a: 1\n...\nb: 2", "yaml-second-document", 3, 1),
    (89, "a: {cap: 50, <<: {cap: 1}}", "yaml-merge", 1, 14),
    (90, "", "empty-file", 1, 1),
    (90, "# only\n", "empty-file", 1, 1),
    (90, "---\n", "empty-file", 1, 1),
    (90, "text", "top-not-mapping", 1, 1),
    (90, "- 1", "top-not-mapping", 1, 1),
    (90, '""', "top-not-mapping", 1, 1),
    (0, "? [a]\n: 1", "key-not-text", 1, 3),
    (0, "a: {{b: 1}: 2}", "key-not-text", 1, 5),
    (0, "2020: 1", "key-not-text", 1, 1),
    (0, "no: 1", "key-not-text", 1, 1),
    (0, "null: 1", "key-not-text", 1, 1),
    (0, "1:30: 1", "key-not-text", 1, 1),
    (0, '"": 1', "key-not-text", 1, 1),
    (0, "a: x\n\tb: 1", "forbidden-character", 2, 1),
    (0, "a: @x", "yaml-syntax", 1, 4),
    (0, "a: `x`", "yaml-syntax", 1, 4),
    (0, "a: %x", "yaml-syntax", 1, 4),
    (0, "a: 'x", "yaml-syntax", 1, 4),
    (0, 'a: "x\\q"', "yaml-syntax", 1, 6),
    (0, "a: [1, 2", "yaml-syntax", 1, 9),
    (0, "a: > 3", "yaml-syntax", 1, 6),
    (0, "a: |-#x\n  y", "yaml-syntax", 1, 6),
    (0, "a: x\nb\nc: 1", "yaml-syntax", 2, 1),
    (0, "a:\n  b: 1\n c: 2", "yaml-syntax", 3, 2),
    (0, "a: - x", "yaml-syntax", 1, 4),
    (0, "a：1", ["full-width-separator 1:2", "top-not-mapping 1:1"]),
    (0, "a:\n  b：1", "full-width-separator", 2, 4),
    (0, "a:\n  甲(一)乙：\n    c", "full-width-separator", 2, 8),
    (0, "a: {b：1}", ["full-width-separator 1:6", "empty-value 1:8"]),
    (0, "a: x\n　b: 1", "full-width-separator", 2, 1),
    (0, "a:　1\n", ["full-width-separator 1:3", "top-not-mapping 1:1"]),
    (0, "x: 1　# c\n", "full-width-separator", 1, 5),
    (0, "x: [a,　b]\n", "full-width-separator", 1, 7),
    (0, "x:\n  -　a\n", "full-width-separator", 2, 4),
    (0, "x: \u00a0a\n", "full-width-separator", 1, 4),
    (0, "a: " + "x" * 10_000, "too-long", 1, 10_001),
    (0, "a: |\n" + ("  " + "x" * 98 + "\n") * 250, "too-long", 1, 4),
    (0, "#" * 4_000_001, "file-too-large", 1, 1),
]


def expected(row):
    listed = row[2] if isinstance(row[2], list) else [f"{row[2]} {row[3]}:{row[4]}"]
    pairs = [(code, *map(int, at.split(":"))) for code, at in (one.split(" ") for one in listed)]
    return sorted(pairs, key=lambda one: (one[1], one[2], one[0]))


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-row{r[0]}" for n, r in enumerate(ROWS)])
def test_refused_with_code_and_place(row):
    assert refusal(row[1]) == expected(row)


def test_row_53_billion_laughs():
    codes = [code for code, _, _ in refusal(LAUGHS)]
    assert codes.count("yaml-anchor") == 9
    assert codes.count("yaml-alias") == 72


def test_row_54_merge_key_bomb():
    codes = [code for code, _, _ in refusal(MERGES)]
    assert codes.count("yaml-merge") == 8
    assert codes.count("yaml-alias") == 72


def test_row_69_a_decimal_is_kept_as_written():
    assert str(read("version: 1.10").items["version"].value) == "1.10"


def test_row_78_keys_that_collide():
    text = "".join(f"{n * (2**61 - 1)}: 1\n" for n in range(1, 2_000))
    assert {code for code, _, _ in refusal(text)} == {"key-not-text", "too-many-problems"}


def test_row_83_a_cut_expression_keeps_its_tail():
    scalar = read("when: income > 10 #and x").items["when"]
    assert (scalar.value, scalar.tail) == ("income > 10", "#and x")


def test_row_84_what_is_no_text_stays_what_it_is():
    items = read("a: [a, b]\nb: {c: 1}\n").items
    assert isinstance(items["a"], Sequence)
    assert isinstance(items["b"], Mapping)


def test_row_91_an_ordinary_megabyte():
    block = "  奖励{n}: {{when: [收入 > {n}, 'x in y'], amount: 12.50, says: 一句话，不短也不长}}\n"
    text = "awards:\n" + "".join(block.format(n=n) for n in range(2_000))
    data = read(text)
    assert len(data.items["awards"].items) == 2_000


def test_too_many_nodes():
    full = MOST_NODES // 10  # each row holds ten nodes; the file, its key and the list three more
    text = "a:\n" + "- [1,1,1,1,1,1,1,1,1]\n" * full
    assert refusal(text) == [("too-many-nodes", full + 1, 16)]


def test_as_many_nodes_as_allowed():
    items = read("a: [" + "\n" + "1,\n" * (MOST_NODES - 3) + "]").items["a"].items
    assert len(items) == MOST_NODES - 3


def test_endless_problems_are_cut_off():
    found = refusal("a:\n" + "- no\n" * 10_000)
    assert len(found) == 201
    assert found[-1][0] == "too-many-problems"


def test_endless_escapes_are_cut_off():
    found = refusal(('- "' + "x" * 9_000 + '\\0"\n') * 400)
    assert len(found) == 201
    assert found[-1][0] == "too-many-problems"


def test_everything_recoverable_is_found_and_a_syntax_error_keeps_it():
    text = "a: no\na: 1\nb: &x 1\nc: *x\nd: !t 1\n<<: {}\n1: 2\ne: 'x' y\nf: yes\n"
    assert refusal(text) == [
        ("ambiguous-scalar", 1, 4),
        ("duplicate-key", 2, 1),
        ("yaml-anchor", 3, 4),
        ("yaml-alias", 4, 4),
        ("yaml-tag", 5, 4),
        ("yaml-merge", 6, 1),
        ("key-not-text", 7, 1),
        ("yaml-syntax", 8, 8),
    ]


def test_the_duplicate_names_the_line_of_the_first():
    assert "第 1 行" in problems("a: 1\nb: 2\na: 3")[0].message


def test_what_stands_in_a_refused_value_is_still_looked_at():
    assert refusal("a: 1\na: {b: no}\n[c]: yes\n") == [
        ("duplicate-key", 2, 1),
        ("ambiguous-scalar", 2, 8),
        ("key-not-text", 3, 1),
        ("ambiguous-scalar", 3, 6),
    ]


@pytest.mark.parametrize(
    "text, word",
    [
        ("a: 'a' in regions", ">-"),
        ("a: *income", ">-"),
        ("a: !eligible", ">-"),
        ("a: x if a: b", ">-"),
        ("a: > 3", ">-"),
        ("a: {b: 1，c: 2}", "全角"),
        ("a:\n  b：1", "英文冒号"),
        ("a: no", '"no"'),
        ("2020: 1", '"2020"'),
        ("a:\n  b: 1\n c: 2", "缩进"),
        ("a: 1\n---\nb: 1", "两个文件"),
    ],
)
def test_hints_can_be_followed(text, word):
    assert any(word in problem.hint for problem in problems(text))


def test_messages_are_chinese_and_bounded():
    for row in ROWS:
        for problem in problems(row[1]):
            assert len(problem.message) <= 400
            assert any("一" <= char <= "鿿" for char in problem.message + problem.hint)


MARKS = [
    "\n",
    "\n\n",
    "\n    ",
    "  ",
    "'",
    '"',
    "''",
    "|",
    ">-",
    "|+",
    "- ",
    "? ",
    ": ",
    ",",
    "%",
    "~",
]
WORDS = [
    "a",
    "b: ",
    "key: ",
    "1",
    "no",
    "收入",
    "𠀀",
    "# c",
    "&a ",
    "*a",
    "!t ",
    "---\n",
    "：",
    "　",
]
ESCAPES = ["\\n", "\\\n", "\\x41", "\\ud800", "\\q", "[", "]", "{", "}"]
PIECES = st.sampled_from([*MARKS, *WORDS, *ESCAPES])
STARTS = st.sampled_from(["", "key: ", 'key: "', "key: '", "key: |\n  ", "key: >-\n    ", "- "])


@given(STARTS, st.lists(PIECES, max_size=14))
@settings(deadline=None, max_examples=500)
def test_pieces_of_yaml_give_data_or_a_refusal(start, pieces):
    text = start + "".join(pieces)
    data = either_data_or_refusal(text.encode())
    for scalar in scalars_of(data):
        check_spots(text, scalar)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
@settings(deadline=None, max_examples=500)
def test_any_bytes_give_data_or_a_refusal(content):
    either_data_or_refusal(content)


def either_data_or_refusal(content):
    try:
        return read_yaml(content, "f")
    except Refused as refused:
        return None if refused.problems else pytest.fail("a refusal without a problem")


def scalars_of(data):
    if isinstance(data, Scalar):
        yield data
    elif data is not None:
        for inner in data.items.values() if isinstance(data, Mapping) else data.items:
            yield from scalars_of(inner)


def check_spots(text, scalar):
    """Each place holds the very character, a line break that became it, or its escape."""
    if not isinstance(scalar.value, str):
        return
    lines = text.split("\n")
    for offset, char in enumerate(scalar.value):
        place = scalar.spot(offset)
        line = lines[place.line - 1] + "\n"
        found = line[place.column - 1]
        assert (
            found == char
            or (found == "\n" and char in "\n ")
            or (found == "\\" and not scalar.plain)
        )

"""Random well-typed expressions over a few names, and values for the names near their bounds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from interpreter.language.types import BOOLEAN, DATE, Kind, Type, number
from interpreter.reference.unknown import Answer, Known, Unknown

WORDS = ("甲类", "乙类", "丙类")


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the random language: its type, its bounds where it has any, and its values."""

    type: Type
    values: SearchStrategy[Known]
    low: int | None = None
    high: int | None = None


def _between(low: int, high: int, places: int) -> SearchStrategy[Known]:
    scale = 10**places
    ends = st.sampled_from([low, high, 0] if low <= 0 else [low, high])
    return (ends | st.integers(low * scale, high * scale)).map(
        lambda n: Fraction(n, scale) if places else n
    )


def _money(low: int, high: int) -> Named:
    return Named(number("元", places=2), _between(low, high, 2), low, high)


DAYS = st.sampled_from(
    [date(2020, 2, 29), date(2021, 2, 28), date(2019, 12, 31), date.min, date.max]
) | st.dates(date(2018, 1, 1), date(2022, 12, 31))
NAMES: Mapping[str, Named] = {
    "是": Named(BOOLEAN, st.booleans()),
    "否": Named(BOOLEAN, st.booleans()),
    "收入": _money(0, 1000),
    "差额": _money(-500, 300),
    "无界": Named(number("元", places=2), _between(-9999, 9999, 2)),
    "单价": Named(number("元/人", places=2), _between(0, 50, 2), 0, 50),
    "人数": Named(number("人", whole=True), _between(0, 10, 0), 0, 10),
    "比例": Named(number(places=2), _between(0, 1, 2), 0, 1),
    "个数": Named(number(whole=True), _between(-13, 13, 0), -13, 13),
    "日": Named(DATE, DAYS),
    "另日": Named(DATE, DAYS),
    "类别": Named(Type(Kind.CHOICE, values=WORDS), st.sampled_from(WORDS)),
    "身份": Named(Type(Kind.SET, values=WORDS), st.frozensets(st.sampled_from(WORDS))),
}
SCOPE: dict[str, Type] = {name: named.type for name, named in NAMES.items()}
LABEL = "未定的数"


def unknown(name: str) -> Unknown:
    """Give the unknown value of a name, bounded as it is."""
    return Unknown(frozenset({name}), NAMES[name].low, NAMES[name].high)


def answers(known: Mapping[str, Known], gone: Collection[str]) -> dict[str, Answer]:
    """Give the values of all names, those in `gone` unknown."""
    return {name: unknown(name) if name in gone else value for name, value in known.items()}


LEAVES = {
    "truth": ["是", "否", "是", "否", "true", "false"],
    "money": ["收入", "差额", "无界", "(单价 * 人数)"],
    "bare": ["比例", "个数", "count(身份)", "year(日)", "day(另日)"],
    "whole": ["个数", "count(身份)", "3", "-13"],
    "date": ["日", "另日", 'date("2020-02-29")', 'date("9999-12-31")'],
    "word": ["类别", '"甲类"'],
}
# Each form is a text with the kinds of its parts in braces.
FORMS = {
    "truth": [
        *("({truth} and {truth})", "({truth} or {truth})", "(not {truth})") * 4,
        "({truth} == {truth})",
        "({truth} if {truth} else {truth})",
        "({money} <= {money})",
        "({money} < 12.5)",
        "(0 != {money})",
        "({money} >= {money})",
        "({bare} > {bare})",
        "({date} <= {date})",
        "({date} == {date})",
        "({word} == {word})",
        '({word} in ["甲类", "乙类"])',
        "({word} in 身份)",
        'any_of(身份, ["甲类", "丙类"])',
        'unstated("未定的数")',
    ],
    "money": [
        "({money} + {money})",
        "({money} - {money})",
        "({money} * {bare})",
        "({money} / {bare})",
        "(-{money})",
        "({money} + 0.01)",
        "min({money}, {money})",
        "max(0, {money})",
        "max({money}, {money}, 500)",
        "floor({money})",
        "round_down({money}, 1)",
        "round_up({money}, 0)",
        "round_half_up({money}, 2)",
        "({money} if {truth} else {money})",
        '({money} + unstated("未定的数"))',
    ],
    "bare": [
        "({bare} + {bare})",
        "({bare} - 1)",
        "({money} / {money})",
        "(-{bare})",
        "({bare} if {truth} else {bare})",
        "min({bare}, {whole})",
        "year({date})",
        "day({date})",
    ],
    "whole": ["({whole} + {whole})", "({whole} if {truth} else {whole})", "floor({bare})"],
    "date": [
        "add_years({date}, {whole})",
        "add_months({date}, {whole})",
        "add_days({date}, {whole})",
        "min({date}, {date})",
        "max({date}, {date})",
        "({date} if {truth} else {date})",
        "add_days(日, days_between({date}, {date}))",
        "add_months(日, months_between({date}, {date}))",
        "add_years(日, years_between({date}, {date}))",
    ],
    "word": ["({word} if {truth} else {word})"],
}


# Numbers have the most to go wrong.
KINDS = ("money", "money", "money", "truth", "truth", "bare", "date", "whole", "word")


@st.composite
def expressions(draw: DrawFn) -> str:
    """Draw the text of a well-typed expression."""
    return _text(draw, draw(st.sampled_from(KINDS)), draw(st.sampled_from([1, 2, 3, 2, 3, 4])))


def _text(draw: DrawFn, kind: str, depth: int) -> str:
    if depth == 0:
        return draw(st.sampled_from(LEAVES[kind]))
    form = draw(st.sampled_from([*FORMS[kind], *LEAVES[kind]]))
    return _filled(form, lambda part: _text(draw, part, depth - 1))


def _filled(form: str, fill: Callable[[str], str]) -> str:
    """Replace each `{kind}` of a form by a part of that kind."""
    before, brace, rest = form.partition("{")
    if not brace:
        return form
    kind, _, after = rest.partition("}")
    return before + fill(kind) + _filled(after, fill)


@dataclass(frozen=True, slots=True)
class Situation:
    """An expression, values of the names it uses, and which of them are unknown at first."""

    text: str
    known: Mapping[str, Known]
    gone: frozenset[str]
    later: frozenset[str]


@st.composite
def situations(draw: DrawFn) -> Situation:
    """Draw an expression with all it needs; of what is `gone`, a part is unknown `later` too."""
    text = draw(expressions())
    used = [name for name in NAMES if name in text]
    known = {name: draw(NAMES[name].values) for name in used}
    lot = {name: draw(st.integers(0, 2)) for name in used}
    gone = frozenset(name for name in used if lot[name])
    return Situation(text, known, gone, frozenset(name for name in used if lot[name] == 2))

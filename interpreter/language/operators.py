"""The one table of operators: what each takes, what it gives, and how it reads in Chinese.

A back end is a table from these names to functions; a test demands that every back end's
table is complete.  `result` raises `Mismatch`, pointing at the argument that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from interpreter.language.types import (
    BARE,
    BOOLEAN,
    DATE,
    HIGHEST_POWER,
    INTEGER,
    MOST_DIGITS,
    UNSTATED,
    Kind,
    Type,
    Unit,
    number,
    parse_unit,
)


class Mismatch(Exception):
    """Arguments that do not fit: each by its number, with why in Chinese."""

    def __init__(self, *found: tuple[int, str]) -> None:
        self.found = found
        super().__init__("；".join(why for _, why in found))


FINEST = 6  # the most decimals a rounding may keep
Result = Callable[[tuple[Type, ...]], Type]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: `name`, how it is written, the fewest and most arguments, its typing rule."""

    name: str
    written: str
    fewest: int
    most: int
    result: Result
    says: str


def _fail(index: int, why: str) -> Type:
    raise Mismatch((index, why))


def _need(index: int, given: Type, kind: Kind, what: str) -> None:
    _need_all((given,), kind, what, first=index)


def _need_all(types: tuple[Type, ...], kind: Kind, what: str, first: int = 0) -> None:
    """Each argument must be of a kind; all that are not are named."""
    wrong = [
        (index, f"这里要{what}，给的是{given}")
        for index, given in enumerate(types, first)
        if given.kind not in (kind, Kind.UNSTATED)
    ]
    if wrong:
        raise Mismatch(*wrong)


def _booleans(types: tuple[Type, ...]) -> Type:
    _need_all(types, Kind.BOOLEAN, "是非条件")
    return BOOLEAN


def _joined(index: int, left: Type, right: Type) -> Type:
    """Give the common type of two values that are compared, added or alternatives."""
    if Kind.UNSTATED in (left.kind, right.kind):
        return right if left.kind is Kind.UNSTATED else left
    if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
        return _joined_numbers(index, left, right)
    texts = (Kind.TEXT, Kind.CHOICE)
    if left.kind in texts and right.kind in texts:
        return _joined_texts(left, right)
    if left.kind is not right.kind:
        return _fail(index, f"{left}与{right}不能放在一起{_advice({left.kind, right.kind})}")
    return left


def _joined_texts(left: Type, right: Type) -> Type:
    """A choice beside a written word stays that choice; two choices may be either's values."""
    if left.kind is not right.kind:
        return left if left.kind is Kind.CHOICE else right
    values = tuple(dict.fromkeys((*left.values, *right.values)))
    return Type(left.kind, values=values)


def _advice(kinds: set[Kind]) -> str:
    if kinds == {Kind.DATE, Kind.TEXT}:
        return '；日期写作 date("2020-01-31")'
    return "；列表用 in 或 any_of 判断" if Kind.LIST in kinds else ""


def _joined_numbers(index: int, left: Type, right: Type) -> Type:
    if left.unit != right.unit and not left.literal and not right.literal:
        _fail(index, f"单位不同：左边是{left.unit}，右边是{right.unit}")
    unit = right.unit if left.literal else left.unit
    both = None if left.places is None or right.places is None else max(left.places, right.places)
    literal = left.literal and right.literal
    whole, digits = left.whole and right.whole, max(left.digits, right.digits)
    return Type(Kind.NUMBER, unit, whole, both, literal=literal, digits=digits)


def _equality(types: tuple[Type, ...]) -> Type:
    joined = _joined(1, *types)
    if joined.kind is Kind.SET:
        _fail(0, "多选事实请用 in 或 any_of 判断，不能用等号")
    return BOOLEAN


def _order(types: tuple[Type, ...]) -> Type:
    joined = _joined(1, *types)
    if joined.kind not in (Kind.NUMBER, Kind.DATE, Kind.UNSTATED):
        _fail(0, f"{joined}没有大小先后")
    return BOOLEAN


def _numbers(types: tuple[Type, ...]) -> None:
    dates = any(given.kind is Kind.DATE for given in types)
    _need_all(types, Kind.NUMBER, "数；日期相隔用 days_between 等" if dates else "数")


def _sum(types: tuple[Type, ...]) -> Type:
    _numbers(types)
    return _joined(1, *types)


def _product(types: tuple[Type, ...]) -> Type:
    _numbers(types)
    left, right = types
    digits = _bounded(left, right)
    places = None if left.places is None or right.places is None else left.places + right.places
    whole = left.whole and right.whole
    literal = left.literal and right.literal
    unit = _plain_unit(left.unit.times(right.unit))
    return Type(Kind.NUMBER, unit, whole, places, literal=literal, digits=digits)


def _bounded(left: Type, right: Type) -> int:
    """Every expression is evaluated in time bounded by its size: numbers must stay short."""
    digits = left.digits + right.digits
    if digits > MOST_DIGITS:
        _fail(1, "连乘太多，数可能大到无法计算")
    return digits


def _plain_unit(unit: Unit) -> Unit:
    if any(abs(power) > HIGHEST_POWER for _, power in unit.powers):
        _fail(1, f"单位自乘超过 {HIGHEST_POWER} 次")
    return unit


def _quotient(types: tuple[Type, ...]) -> Type:
    _numbers(types)
    unit = _plain_unit(types[0].unit.times(types[1].unit, -1))
    return Type(Kind.NUMBER, unit, False, None, digits=_bounded(*types))


def _same_number(types: tuple[Type, ...]) -> Type:
    _numbers(types)
    return types[0]


def _extreme(types: tuple[Type, ...]) -> Type:
    joined = types[0]
    for index, given in enumerate(types[1:], 1):
        joined = _joined(index, joined, given)
    if joined.kind not in (Kind.NUMBER, Kind.DATE, Kind.UNSTATED):
        _fail(0, f"{joined}没有大小先后")
    return joined


def _choice(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.BOOLEAN, "是非条件")
    return _joined(2, types[1], types[2])


def _whole(types: tuple[Type, ...]) -> Type:
    _numbers(types)
    return Type(Kind.NUMBER, types[0].unit, True, digits=types[0].digits)


def _rounded(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.NUMBER, "数")
    return Type(Kind.NUMBER, types[0].unit, False, FINEST, digits=types[0].digits)


def _shift(unit: str) -> Result:
    def result(types: tuple[Type, ...]) -> Type:
        _need(0, types[0], Kind.DATE, "日期")
        amount = types[1]
        if amount.kind is not Kind.NUMBER or not amount.whole:
            _fail(1, f"这里要整数，给的是{amount}")
        if not amount.literal and amount.unit not in (BARE, parse_unit(unit)):
            _fail(1, f"这里要以{unit}为单位，给的是{amount}")
        return DATE

    return result


def _span(unit: str) -> Result:
    def result(types: tuple[Type, ...]) -> Type:
        _need_all(types, Kind.DATE, "日期")
        return number(unit, whole=True)

    return result


def _year(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.DATE, "日期")
    return INTEGER


def _among(types: tuple[Type, ...]) -> Type:
    if types[0].kind not in (Kind.TEXT, Kind.CHOICE):
        _fail(0, f"in 的左边要文字或选项，给的是{types[0]}")
    _need(1, types[1], Kind.LIST, '带引号的列表，例如 ["甲", "乙"]，或一个多选事实')
    return BOOLEAN


def _contains(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.SET, "多选事实")
    if types[1].kind not in (Kind.TEXT, Kind.CHOICE):
        _fail(1, f"要一个选项，给的是{types[1]}")
    return BOOLEAN


def _members(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.SET, "多选事实")
    _need(1, types[1], Kind.LIST, "选项列表")
    return BOOLEAN


def _count(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.SET, "多选事实")
    return INTEGER


def _unstated(types: tuple[Type, ...]) -> Type:
    _need(0, types[0], Kind.TEXT, "一句说明")
    return UNSTATED


_ROWS = (
    Operator("and", "a and b", 2, 64, _booleans, "并且"),
    Operator("or", "a or b", 2, 64, _booleans, "或者"),
    Operator("not", "not a", 1, 1, _booleans, "不是"),
    Operator("equal", "a == b", 2, 2, _equality, "是"),
    Operator("unequal", "a != b", 2, 2, _equality, "不是"),
    Operator("less", "a < b", 2, 2, _order, "小于"),
    Operator("at_most", "a <= b", 2, 2, _order, "不超过"),
    Operator("more", "a > b", 2, 2, _order, "超过"),
    Operator("at_least", "a >= b", 2, 2, _order, "不少于"),
    Operator("among", 'a in ["…"]', 2, 2, _among, "属于"),
    Operator("contains", '"…" in a', 2, 2, _contains, "包括"),
    Operator("any_of", 'any_of(a, ["…"])', 2, 2, _members, "至少有一项属于"),
    Operator("count", "count(a)", 1, 1, _count, "项数"),
    Operator("add", "a + b", 2, 2, _sum, "加"),
    Operator("subtract", "a - b", 2, 2, _sum, "减"),
    Operator("multiply", "a * b", 2, 2, _product, "乘以"),
    Operator("divide", "a / b", 2, 2, _quotient, "除以"),
    Operator("negate", "-a", 1, 1, _same_number, "负"),
    Operator("if_else", "a if c else b", 3, 3, _choice, "如果"),
    Operator("min", "min(a, b, …)", 2, 16, _extreme, "较小的"),
    Operator("max", "max(a, b, …)", 2, 16, _extreme, "较大的"),
    Operator("floor", "floor(a)", 1, 1, _whole, "取整数部分"),
    Operator("round_down", "round_down(a, 2)", 2, 2, _rounded, "舍去尾数"),
    Operator("round_up", "round_up(a, 2)", 2, 2, _rounded, "进位"),
    Operator("round_half_up", "round_half_up(a, 2)", 2, 2, _rounded, "四舍五入"),
    Operator("year", "year(d)", 1, 1, _year, "年份"),
    Operator("day", "day(d)", 1, 1, _year, "几日"),
    Operator("add_years", "add_years(d, n)", 2, 2, _shift("年"), "加年"),
    Operator("add_months", "add_months(d, n)", 2, 2, _shift("月"), "加月"),
    Operator("add_days", "add_days(d, n)", 2, 2, _shift("日"), "加日"),
    Operator("years_between", "years_between(a, b)", 2, 2, _span("年"), "整年数"),
    Operator("months_between", "months_between(a, b)", 2, 2, _span("月"), "整月数"),
    Operator("days_between", "days_between(a, b)", 2, 2, _span("日"), "日数"),
    Operator("unstated", 'unstated("…")', 1, 1, _unstated, "文件未定"),
)

OPERATORS = MappingProxyType({row.name: row for row in _ROWS})
FUNCTIONS = frozenset(
    row.name for row in _ROWS if row.written.startswith(f"{row.name}(")
) | frozenset({"date", "earlier", "granted", "paid"})

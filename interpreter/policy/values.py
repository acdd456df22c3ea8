"""A raw value of a file becomes a value of a fact's type, exactly, or a slip says why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from interpreter.language.checker import read_date
from interpreter.language.types import Kind
from interpreter.policy.model import Amount, Fact
from interpreter.problems import did_you_mean, shown
from interpreter.reference.unknown import Known

MONEY = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?\Z")
LONGEST_TEXT = 200
MOST_PLACES = 31


@dataclass(eq=False)  # a context manager may add to an exception, so it is not frozen
class BadValue(Exception):
    """A value that a fact cannot have: code, sentence and hint."""

    code: str
    message: str
    hint: str = ""


def read_value(fact: Fact, raw: object) -> Known:
    """Read a raw value (text, bool, int, Decimal, list) as the fact's type.

    Raises BadValue.
    """
    value = _READERS[fact.type.kind](fact, raw)
    if isinstance(value, int | Fraction | date) and not isinstance(value, bool):
        _check_range(fact, value)
    return value


def raw_value(fact: Fact, value: Known) -> object:
    """Give a value as a file would write it: what `read_value` reads as that value."""
    if isinstance(value, frozenset):
        return [word for word in fact.type.values if word in value]
    if isinstance(value, Fraction):
        return Decimal(decimal_text(value))
    return value.isoformat() if isinstance(value, date) else value


def exact(number: int | Decimal) -> int | Fraction:
    """Give a number as an int where it is whole, else as a Fraction."""
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def show_value(value: object, places: int | None = None) -> str:
    """Give a value the way people write it: ISO dates, plain decimals, 是/否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Fraction):
        return _number_text(value, places)
    if isinstance(value, frozenset | tuple | list):
        return "、".join(str(v) for v in value) or "无"
    return shown(value, LONGEST_TEXT)


def _number_text(value: int | Fraction, places: int | None) -> str:
    try:
        return decimal_text(value, places)
    except ValueError:
        return str(value)  # a third has no end: shown as 1/3, exactly


def decimal_text(value: int | Fraction, places: int | None = None) -> str:
    """Give an exact number as decimal text.

    `places` fixes the decimals (the value must fit); without it the fewest that are exact.
    Raises ValueError when the value has no such decimal text.
    """
    if places is None:
        places = next((p for p in range(MOST_PLACES) if (value * 10**p).denominator == 1), None)
        if places is None:
            raise ValueError("no finite decimal")
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"more than {places} decimals")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _check_range(fact: Fact, value: Amount) -> None:
    low, high = fact.minimum, fact.maximum
    if low is not None and high is not None and not low <= value <= high:  # type: ignore[operator]
        within = f"{show_value(low)} 到 {show_value(high)}"
        message = f"`{fact.name}` 是 {show_value(value)}，应在 {within} 之间"
        raise BadValue("out-of-range", message, "核对是否多写或少写了数位")


def _boolean(fact: Fact, raw: object) -> Known:
    if not isinstance(raw, bool):
        raise BadValue("wrong-type", f"`{fact.name}` 要写 true 或 false", "是写 true，否写 false")
    return raw


def _number(fact: Fact, raw: object) -> Known:
    if fact.type.whole:
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise BadValue("wrong-type", f"`{fact.name}` 要写整数", "例如 12，不加引号，不带小数点")
        return raw
    if (
        isinstance(raw, str)
        and MONEY.match(raw)
        and fact.type.unit.powers
        and fact.type.places == 2
    ):
        raw = Decimal(raw)
    if not isinstance(raw, int | Decimal) or isinstance(raw, bool):
        raise BadValue("wrong-type", f"`{fact.name}` 要写数", "例如 12 或 12.50")
    value = exact(raw)
    places = fact.type.places or 0
    if (value * 10**places).denominator != 1:
        raise BadValue(
            "too-many-places", f"`{fact.name}` 最多 {places} 位小数", "不要自行四舍五入，核对原数"
        )
    return value


def _date(fact: Fact, raw: object) -> Known:
    day = read_date(raw) if isinstance(raw, str) else None
    if day is None:
        message = f"`{fact.name}` 不是日历上有的日期：{shown(raw)}"
        raise BadValue("bad-date", message, "写作 2020-01-31")
    return day


def _text(fact: Fact, raw: object) -> Known:
    if not isinstance(raw, str) or not raw.strip():
        raise BadValue(
            "wrong-type", f"`{fact.name}` 要写文字", "写成带双引号的文字；不知道就不写这一项"
        )
    if len(raw) > LONGEST_TEXT or not raw.isprintable():
        message = f"`{fact.name}` 的文字过长，或含有看不见的字符"
        raise BadValue("bad-text", message, f"最多 {LONGEST_TEXT} 字，一行")
    return raw


def _choice(fact: Fact, raw: object) -> Known:
    if not isinstance(raw, str):
        raise BadValue("wrong-type", f"`{fact.name}` 要从选项里选一个", _options(fact))
    if raw not in fact.type.values:
        hint = did_you_mean(raw, fact.type.values) + _options(fact)
        raise BadValue("unknown-choice", f"`{fact.name}` 没有选项 `{shown(raw)}`", hint)
    return raw


def _set(fact: Fact, raw: object) -> Known:
    if not isinstance(raw, list):
        hint = f"写成列表；没有就写 []。{_options(fact)}"
        raise BadValue("wrong-type", f"`{fact.name}` 要写一列选项", hint)
    chosen = [_choice(fact, item) for item in raw]
    if len(set(chosen)) != len(chosen):
        raise BadValue("wrong-type", f"`{fact.name}` 里同一个选项写了两次", "删去重复的")
    return frozenset(str(c) for c in chosen)


def _options(fact: Fact) -> str:
    return "选项：" + "、".join(fact.type.values)


_READERS: dict[Kind, Callable[[Fact, object], Known]] = {
    Kind.BOOLEAN: _boolean,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SET: _set,
}

"""Types and units of the language: what a value is, and what it is counted in.

A `Type` is a kind with what narrows it: a unit for numbers, the allowed values for
choices.  Units multiply and divide like numbers: 元/人 times 人 is 元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

CURRENCY = "元"
LEAF_DIGITS = 30  # what is written in a file has no more
MOST_DIGITS = 200  # so a product has at most six factors of that size
HIGHEST_POWER = 4
UNIT = re.compile(r"[㐀-䶿一-鿿A-Za-z]+(?:[·/][㐀-䶿一-鿿A-Za-z]+)*\Z")


class Kind(Enum):
    """What a value is, without its unit or its allowed values."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    SET = "set"
    LIST = "list"
    UNSTATED = "unstated"


KIND_NAMES = {
    Kind.BOOLEAN: "是非值",
    Kind.NUMBER: "数",
    Kind.DATE: "日期",
    Kind.TEXT: "文字",
    Kind.CHOICE: "选项",
    Kind.SET: "多选",
    Kind.LIST: "列表",
    Kind.UNSTATED: "未定",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of base units with exponents, sorted by name; empty means a bare number."""

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """Multiply (sign 1) or divide (sign -1) two units."""
        total = dict(self.powers)
        for name, power in other.powers:
            total[name] = total.get(name, 0) + sign * power
        return Unit(tuple(sorted((n, p) for n, p in total.items() if p)))

    def __str__(self) -> str:
        above = "·".join(n for n, p in self.powers for _ in range(max(p, 0)))
        below = "".join(f"/{n}" for n, p in self.powers for _ in range(max(-p, 0)))
        return f"{above}{below}" if above or below else "无单位"


BARE = Unit()


def parse_unit(text: str) -> Unit:
    """Read a unit such as `元/人/月`.

    Raises ValueError when the text is not one.
    """
    if not UNIT.match(text):
        raise ValueError(text)
    above, *below = text.split("/")
    unit = Unit()
    for name in above.split("·"):
        unit = unit.times(Unit(((name, 1),)))
    for name in below:
        unit = unit.times(Unit(((name, 1),)), -1)
    return unit


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression.

    For numbers: `unit`, `whole` (an integer) and `places`, the most decimals a value can
    have (None: no bound, as after a division).  `literal` numbers take the unit of what
    they meet.  For choices, sets and lists of text: `values`, the allowed words.
    """

    kind: Kind
    unit: Unit = BARE
    whole: bool = False
    places: int | None = 0
    values: tuple[str, ...] = ()
    literal: bool = False
    digits: int = LEAF_DIGITS

    def __str__(self) -> str:
        if self.kind is not Kind.NUMBER:
            return KIND_NAMES[self.kind]
        return f"数（{self.unit}）" if self.unit.powers else "数"

    def settled(self) -> Type:
        """Give the type without the freedom of a literal."""
        return replace(self, literal=False)


BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
TEXT = Type(Kind.TEXT)
UNSTATED = Type(Kind.UNSTATED, places=None)
INTEGER = Type(Kind.NUMBER, whole=True)


def number(unit: str | Unit = BARE, *, whole: bool = False, places: int | None = 0) -> Type:
    """Give the type of numbers in `unit`, whole or with at most `places` decimals."""
    settled = parse_unit(unit) if isinstance(unit, str) else unit
    return Type(Kind.NUMBER, settled, whole, 0 if whole else places)

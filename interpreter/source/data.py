"""Data with places: what a YAML or JSON file says, and where it says it.

A tree of `Scalar`, `Sequence` and `Mapping`.  Keys are text; scalars are text, booleans,
integers, exact decimals or nothing.  No float ever enters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from interpreter.problems import Place
from interpreter.source.lines import Layout

type_of_scalar = str | bool | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. `plain` says it was written without quotes; `tail` is a comment after it.

    `tail` begins with its `#`. `layout` finds the places of characters when somebody asks;
    it takes no part in comparing.
    """

    value: type_of_scalar
    place: Place
    plain: bool = True
    tail: str = ""
    layout: Layout | None = field(default=None, repr=False, compare=False)

    @property
    def spots(self) -> tuple[Place, ...]:
        """The place of each character and of the end; empty where start + offset is exact."""
        return self.layout.places() if self.layout else ()

    def spot(self, offset: int) -> Place:
        """Give the place of the character at `offset` of a text value."""
        if self.layout:
            return self.layout.place(offset)
        return Place(self.place.file, self.place.line, self.place.column + offset)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in the order written."""

    items: tuple[Data, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; `keys` says where each key stood."""

    items: dict[str, Data]
    keys: dict[str, Place]
    place: Place


Data = Scalar | Sequence | Mapping


def exact_decimal(digits: str) -> Decimal:
    """Give the decimal as written, a negative zero as zero."""
    return Decimal(digits) or Decimal(digits).copy_abs()


def plain(data: Data) -> object:
    """Give the data without places: dict, list, text, bool, int, Decimal or None."""
    if isinstance(data, Mapping):
        return {key: plain(value) for key, value in data.items.items()}
    if isinstance(data, Sequence):
        return [plain(item) for item in data.items]
    return data.value


def follow(data: Data, path: tuple[str | int, ...]) -> tuple[Data, Place]:
    """Walk a path of keys and indexes as far as it exists.

    Returns the data there and the place of the very key (or item) the path ends at.
    """
    place = data.place
    for step in path:
        if isinstance(data, Mapping) and step in data.items:
            place, data = data.keys[str(step)], data.items[str(step)]
        elif isinstance(data, Sequence) and isinstance(step, int) and step < len(data.items):
            data = data.items[step]
            place = data.place
        else:
            break
    return data, place

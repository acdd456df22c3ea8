"""The amount of an award: a formula, or a decided figure held by a ceiling, floor or range.

Whatever the shape, what is paid is money, in whole 分: where a product or quotient could be
finer, the policy has to say how it is rounded.
"""

from __future__ import annotations

from dataclasses import replace

from interpreter.language.checker import fits
from interpreter.language.tree import Expression
from interpreter.language.types import CURRENCY, Kind, Type, number
from interpreter.policy.draft import Draft, items_of, place_of
from interpreter.policy.model import Payment, Shape
from interpreter.source.data import Data, Mapping

MONEY = number(CURRENCY, places=2)
SHAPES = {"ceiling": Shape.CEILING, "floor": Shape.FLOOR, "range": Shape.RANGE}
ROUNDING_HINT = "用 round_down(…, 2)、round_up(…, 2) 或 round_half_up(…, 2) 说明怎样取到分"


def read_payment(draft: Draft, data: Data | None) -> Payment | None:
    """Read the amount of an award; None when something in it is wrong."""
    if isinstance(data, Mapping):
        return _decided(draft, data)
    formula = draft.expression(data, MONEY)
    if formula is None or not _pays(draft, data, _paid(formula)):
        return None
    return Payment(Shape.FORMULA, formula, reads=draft.facts_read(formula))


def _decided(draft: Draft, data: Mapping) -> Payment | None:
    shapes = [key for key in SHAPES if key in data.items]
    if len(shapes) != 1:
        hint = "ceiling 不超过、floor 不低于、range 范围，写且只写一个"
        draft.problems.add("amount-shape", data.place, "核定的金额要说明怎样限制", hint)
        return None
    formula = _number(draft, data.items.get("of"))
    bounds = [_number(draft, b) for b in items_of(data.items[shapes[0]])]
    times = _number(draft, data.items.get("times"))
    known = [b for b in bounds if b is not None]
    if formula is None or len(known) != len(bounds) or ("times" in data.items and times is None):
        return None
    if not all(_same_unit(draft, data.items[shapes[0]], formula, b) for b in known):
        return None
    if not _pays(draft, data, _paid(*known, formula, times=times)):
        return None
    reads = draft.facts_read(formula, *known, times)
    return Payment(SHAPES[shapes[0]], formula, tuple(known), times, reads)


def _number(draft: Draft, data: Data | None) -> Expression | None:
    expression = draft.expression(data) if data is not None else None
    if expression is None or expression.type.kind in (Kind.NUMBER, Kind.UNSTATED):
        return expression
    message = f"这里要数，表达式给的是{expression.type}"
    draft.problems.add("wrong-type", place_of(data), message)
    return None


def _same_unit(draft: Draft, data: Data, formula: Expression, bound: Expression) -> bool:
    if fits(bound.type, replace(formula.type, whole=False)):
        return True
    message = f"单位不同：核定的是{formula.type}，限制是{bound.type}"
    draft.problems.add("wrong-type", place_of(data), message)
    return False


def _paid(*figures: Expression, times: Expression | None = None) -> Type:
    """Give the type of what is paid: the last figure's unit, the finest of all places."""
    counted = [f.type for f in figures if f.type.kind is Kind.NUMBER]
    if not counted:
        return MONEY
    places = [_places(f) for f in figures if f.type.kind is Kind.NUMBER]
    finest = None if None in places else max(p for p in places if p is not None)
    paid = replace(counted[-1], places=finest)
    if times is None:
        return paid
    more = _places(times)
    both = None if finest is None or more is None else finest + more
    return replace(paid, unit=paid.unit.times(times.type.unit), places=both, literal=False)


def _places(figure: Expression) -> int | None:
    return 0 if figure.type.whole else figure.type.places


def _pays(draft: Draft, data: Data | None, paid: Type) -> bool:
    place = place_of(data)
    if not paid.literal and paid.unit != MONEY.unit:
        message = f"金额要以{MONEY.unit}为单位，这里是{paid.unit}"
        draft.problems.add("wrong-type", place, message)
        return False
    if paid.places is None or paid.places > (MONEY.places or 0):
        message = "金额可能不足一分，却没有写怎样取整"
        draft.problems.add("rounding-undeclared", place, message, ROUNDING_HINT)
        return False
    return True

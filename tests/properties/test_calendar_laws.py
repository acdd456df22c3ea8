"""Laws of calendar arithmetic: spans are what one can shift by, and clamping keeps the order."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from trials import bounded

from interpreter.language.calendar import (
    FIRST,
    LAST,
    add_days,
    add_months,
    add_years,
    days_between,
    months_between,
    years_between,
)

EDGES = st.sampled_from(
    [FIRST, LAST, date(2020, 2, 29), date(2021, 2, 28), date(2020, 1, 31), date(1900, 2, 28)]
)
DAYS = EDGES | st.dates()
NEAR = EDGES | st.dates(date(2018, 1, 1), date(2022, 12, 31))
SHIFTS = st.integers(-400, 400) | st.integers(-(10**20), 10**20)


@bounded(300)
@given(start=NEAR, end=NEAR)
def test_a_span_is_the_most_one_can_shift_by_without_passing_the_end(
    start: date, end: date
) -> None:
    if end < start:
        start, end = end, start
    months, years = months_between(start, end), years_between(start, end)
    assert add_months(start, months) <= end
    assert add_years(start, years) <= end
    assert add_months(start, months + 1) > end or add_months(start, months + 1) == LAST
    assert add_years(start, years + 1) > end or add_years(start, years + 1) == LAST
    assert years == months // 12


@bounded(300)
@given(start=DAYS, end=DAYS)
def test_a_span_backwards_is_the_same_span_with_a_minus(start: date, end: date) -> None:
    assert months_between(end, start) == -months_between(start, end)
    assert years_between(end, start) == -years_between(start, end)
    assert days_between(end, start) == -days_between(start, end)


@bounded(300)
@given(day=DAYS, shift=SHIFTS)
def test_a_shift_stays_in_the_calendar_and_keeps_the_day_or_takes_the_last(
    day: date, shift: int
) -> None:
    shifted = add_months(day, shift)
    assert FIRST <= shifted <= LAST
    index = day.year * 12 + day.month - 1 + shift
    if 12 <= index < 12 * 10000:
        assert (shifted.year, shifted.month - 1) == divmod(index, 12)
        following = shifted + timedelta(days=1) if shifted < LAST else None
        last = following is None or following.month != shifted.month
        assert shifted.day == day.day or (last and shifted.day < day.day)
    else:
        assert shifted in (FIRST, LAST)


@bounded(300)
@given(left=DAYS, right=DAYS, shift=SHIFTS)
def test_a_shift_never_changes_who_is_first(left: date, right: date, shift: int) -> None:
    first, second = sorted((left, right))
    for add in (add_days, add_months, add_years):
        assert add(first, shift) <= add(second, shift)


@bounded(300)
@given(day=DAYS, more=st.integers(0, 5000), most=st.integers(0, 5000))
def test_shifting_further_never_comes_earlier(day: date, more: int, most: int) -> None:
    near, far = sorted((more, most))
    for add in (add_days, add_months, add_years):
        assert add(day, near) <= add(day, far)
        assert add(day, -far) <= add(day, -near)


@bounded(300)
@given(start=NEAR, end=NEAR)
def test_days_are_counted_one_by_one(start: date, end: date) -> None:
    assert add_days(start, days_between(start, end)) == end
    assert days_between(start, end) == end.toordinal() - start.toordinal()


@bounded(200)
@given(day=DAYS, years=st.integers(-400, 400))
def test_an_anniversary_is_the_same_day_or_the_last_of_february(day: date, years: int) -> None:
    other = add_years(day, years)
    if FIRST.year <= day.year + years <= LAST.year:
        assert other.year == day.year + years
        same = (other.month, other.day) == (day.month, day.day)
        assert same or ((day.month, day.day), (other.month, other.day)) == ((2, 29), (2, 28))

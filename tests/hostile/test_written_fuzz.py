"""Random well-formed expressions in every place that takes one: refused, or decided and explained.

What the mutations of `test_fuzz` seldom reach: expressions whose types are nearly right.
"""

from __future__ import annotations

from typing import Any

import pytest
from fuzzing import SMALL_CASES, Steps, bounded, everything, loaded, paths, put, value_at
from fuzzing import parsed as small
from fuzzing import written as as_yaml
from hypothesis import given
from hypothesis import strategies as st

from interpreter.evaluation.program import Program

Text = st.SearchStrategy[str]


def _one_of(leaves: list[str], *larger: Text) -> Text:
    return st.sampled_from(leaves) | st.one_of(*larger)


numbers: Text = st.deferred(
    lambda: _one_of(
        ["人数", "月数", "核定金额", "每人标准", "等级标准", "最长月数", "整月数", "每案一人"],
        st.sampled_from(["0", "1", "3", "0.001", "0.123456789", "999999999", "123456789012345678"]),
        st.builds("({} + {})".format, numbers, numbers),
        st.builds("({} - {})".format, numbers, numbers),
        st.builds("{} * {}".format, numbers, numbers),
        st.builds("{} / {}".format, numbers, numbers),
        st.builds("-{}".format, numbers),
        st.builds("min({}, {}, {})".format, numbers, numbers, numbers),
        st.builds("max({}, {})".format, numbers, numbers),
        st.builds("floor({})".format, numbers),
        st.builds("round_down({}, {})".format, numbers, st.integers(-1, 7)),
        st.builds("round_half_up({}, {})".format, numbers, st.integers(0, 6)),
        st.builds("({} if {} else {})".format, numbers, conditions, numbers),
        st.builds("year({})".format, days),
        st.builds("months_between({}, {})".format, days, days),
        st.just("count(证书)"),
        st.just('unstated("示例")'),
    )
)
days: Text = st.deferred(
    lambda: _one_of(
        ["取证日期", "开班日期", "in_force_from", "event", "counted_on", 'date("2020-02-29")'],
        st.builds("add_years({}, {})".format, days, numbers),
        st.builds("add_months({}, {})".format, days, numbers),
        st.builds("add_days({}, {})".format, days, numbers),
        st.builds("max({}, {})".format, days, days),
        st.builds("({} if {} else {})".format, days, conditions, days),
    )
)
texts: Text = st.deferred(
    lambda: _one_of(
        ["职业", "编号", "等级", "选择", "预拨", '"初级"', '"焊工"'],
        st.builds("({} if {} else {})".format, texts, conditions, texts),
        st.just('unstated("示例")'),
    )
)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
conditions: Text = st.deferred(
    lambda: _one_of(
        ["已参保", "有证书", "期限内", "true", "false", '"合格证" in 证书', 'unstated("示例")'],
        st.builds("({} and {})".format, conditions, conditions),
        st.builds("({} or {})".format, conditions, conditions),
        st.builds("not {}".format, conditions),
        st.builds("{} {} {}".format, numbers, SIGNS, numbers),
        st.builds("{} < {} <= {}".format, numbers, numbers, numbers),
        st.builds("{} {} {}".format, days, SIGNS, days),
        st.builds("{} == {}".format, texts, texts),
        st.builds('{} in ["初级", "高级"]'.format, texts),
        st.builds('any_of(证书, ["合格证"]) == {}'.format, conditions),
    )
)
anything: Text = numbers | days | texts | conditions

AMOUNTS = {"amount", "of", "floor", "ceiling", "times", "at_most"}
CONDITIONS = {"applies", "if", "where", "holds", "always"}


def wanted(path: Steps) -> Text | None:
    """Give the expressions that would fit at a path, None where none is written."""
    if not isinstance(value_at(path), str):
        return None
    section, last, above = path[0], path[-1], path[-2] if len(path) > 1 else ""
    if last in CONDITIONS or above == "when":
        return conditions
    if last in AMOUNTS or above == "range" or (section == "findings" and above == "values"):
        return numbers
    if last in ("event", "counts_on"):
        return days
    if last == "payee":
        return texts
    return anything if above == "per" or (section == "definitions" and last == "value") else None


def fitting(path: Steps) -> Text:
    found = wanted(path)
    assert found is not None
    return found


SLOTS = [path for path in paths(small()) if wanted(path) is not None]
FITTING = st.sampled_from(SLOTS).flatmap(lambda path: st.tuples(st.just(path), fitting(path)))
FOREIGN = st.tuples(st.sampled_from(SLOTS), anything)


def test_there_are_slots_of_every_kind() -> None:
    assert {path[0] for path in SLOTS} >= {
        *("constraints", "definitions", "gates", "awards", "limits", "exclusions", "findings")
    }
    assert len(SLOTS) > 40


@bounded(25)
@given(changes=st.lists(FITTING, min_size=1, max_size=3))
def test_expressions_of_the_right_kind(changes: list[tuple[Steps, str]]) -> None:
    everything_with(changes)


@bounded(15)
@given(change=FOREIGN)
def test_expressions_of_any_kind(change: tuple[Steps, str]) -> None:
    everything_with([change])


@pytest.mark.parametrize(
    "path, written",
    [
        (("findings", "占比", "values", "占比"), "0.001 - floor(等级标准)"),
        (("awards", "庚补贴", "amount"), "round_down(核定金额 / 人数 * 人数, 2)"),
        (("limits", "最长期限", "per", 0), "核定金额 / 3"),
    ],
)
def test_what_was_found_so_far(path: Steps, written: str) -> None:
    everything_with([(path, written)])


def everything_with(changes: list[tuple[Steps, str]]) -> None:
    data: Any = small()
    for path, text in changes:
        data = put(data, path, text)
    policy = loaded(as_yaml(data))
    if policy is not None:
        everything(Program(policy), SMALL_CASES)

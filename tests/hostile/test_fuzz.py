"""Mutated files: everything works, or is refused with problems whose places lie in the file.

Nothing but `Refused` may come out of loading, deciding and reporting.
"""

from __future__ import annotations

from typing import Any

import pytest
from fuzzing import (
    AMENDMENT,
    GREAT,
    GREAT_CASES,
    OTHERS,
    SMALL,
    SMALL_CASES,
    TODAY,
    Steps,
    all_paths,
    bounded,
    decided,
    everything,
    good,
    loaded,
    mutated,
    parsed,
    put,
    value_at,
    written,
)
from hypothesis import given
from hypothesis import strategies as st

from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.source.json_reader import read_json


def test_the_unharmed_files_are_good() -> None:
    assert loaded(SMALL, AMENDMENT) is not None
    everything(good(), SMALL_CASES)
    everything(good(GREAT), GREAT_CASES)
    for content in SMALL_CASES:
        raw = read_json(content, "c.json")
        case = read_case(raw.data, good(), raw.place)
        assert decide(good(), case, TODAY).awards


@bounded(10)
@given(content=mutated(GREAT))
def test_mutations_of_the_great_policy(content: bytes) -> None:
    policy = loaded(content)
    if policy is not None:
        everything(Program(policy), GREAT_CASES)


@bounded(50)
@given(content=mutated(SMALL))
def test_mutated_policies(content: bytes) -> None:
    policy = loaded(content)
    if policy is not None:
        everything(Program(policy), SMALL_CASES)


@bounded(30)
@given(content=mutated(AMENDMENT))
def test_mutated_amendments(content: bytes) -> None:
    policy = loaded(SMALL, content)
    if policy is not None:
        everything(Program(policy), SMALL_CASES)


@bounded(150)
@given(content=st.sampled_from(SMALL_CASES).flatmap(mutated))
def test_mutated_cases(content: bytes) -> None:
    decided(good(), content)


@bounded(50)
@given(content=st.sampled_from(GREAT_CASES).flatmap(mutated))
def test_mutated_cases_of_the_great_policy(content: bytes) -> None:
    decided(good(GREAT), content)


def replaced(path: Steps, value: Any) -> None:
    policy = loaded(written(put(parsed(), path, value)))
    if policy is not None:
        everything(Program(policy), SMALL_CASES)


@bounded(40)
@given(path=st.sampled_from(all_paths()), other=st.sampled_from(OTHERS))
def test_one_value_replaced_by_a_value_of_another_kind(path: Steps, other: Any) -> None:
    replaced(path, other)


@bounded(20)
@given(one=st.sampled_from(all_paths()), other=st.sampled_from(all_paths()))
def test_one_value_replaced_by_another_of_the_policy(one: Steps, other: Steps) -> None:
    replaced(one, value_at(other))


@bounded(20)
@given(path=st.sampled_from(all_paths()), others=st.lists(st.sampled_from(OTHERS), max_size=3))
def test_one_value_replaced_by_a_list(path: Steps, others: list[Any]) -> None:
    replaced(path, others)


@pytest.mark.parametrize("section", sorted(parsed()))
def test_a_whole_section_replaced_or_left_out(section: str) -> None:
    for other in OTHERS[::6]:
        replaced((section,), other)
    policy = loaded(written({key: value for key, value in parsed().items() if key != section}))
    if policy is not None:
        everything(Program(policy), SMALL_CASES)


def test_the_policy_written_anew_is_the_same() -> None:
    policy = loaded(written(parsed()))
    assert policy is not None
    assert policy.fingerprint == good().policy.fingerprint

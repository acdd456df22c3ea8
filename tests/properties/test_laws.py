"""Laws that every outcome keeps, whatever the case: not knowing never flips, sums are sums.

Each law is tried on random cases near the boundaries of the policy, and what is not known is
tried on every golden case, one fact at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_cases import (
    AWARDS_ONLY,
    DECISIVE,
    GOLDEN_CASES,
    GOLDEN_FILES,
    NAMES,
    NAMING,
    POLICY,
    PROGRAM,
    READ_BY_AWARDS,
    VALUES,
    Raw,
    awards_of,
    case_of,
    cases,
    essence,
    forgetting,
    outcome_of,
)
from trials import bounded

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Outcome, Status
from interpreter.problems import Refused

NOTHING = (Status.REFUSED, Status.NOT_APPLICABLE)
HISTORY = "history"
# A golden case is decided again for each fact it holds: a test run takes every third of a
# file.  `EVERY_CASE=1 pytest tests/properties` takes them all.
EVERY = 1 if os.environ.get("EVERY_CASE") else 3
# What an applicant elects is an act, not something learnt.  A thing without its number is by
# the case format one of its own: leaving the number out says that it is another thing.
NOT_MERELY_UNKNOWN = DECISIVE | NAMING


def contradiction(knowing: AwardOutcome, ignorant: AwardOutcome) -> str:
    """Say how an outcome on fewer facts contradicts the one on more, or nothing."""
    was, now = knowing.status, ignorant.status
    if now is Status.PENDING:
        return _outside(knowing, ignorant)
    if now in NOTHING:
        return "" if was in NOTHING else f"{was} 变成 {now}"
    if was is not Status.GRANTED:
        return f"{was} 变成 {now}"
    if ignorant.bounds[0] is not None:
        return _outside(knowing, ignorant)
    same = (knowing.amount, knowing.payee) == (ignorant.amount, ignorant.payee)
    return "" if same else f"{knowing.amount} 变成 {ignorant.amount}"


def _outside(knowing: AwardOutcome, ignorant: AwardOutcome) -> str:
    """Say when a granted amount lies outside the bounds given on fewer facts."""
    low, high = ignorant.bounds
    amount = knowing.amount
    if amount is None or ((low is None or low <= amount) and (high is None or amount <= high)):
        return ""
    return f"{amount} 不在 {low} 与 {high} 之间，等的是 {ignorant.missing}"


def contradictions(knowing: Outcome, ignorant: Outcome) -> list[str]:
    """Give every contradiction between two outcomes, by award."""
    before = awards_of(knowing)
    told = {a.award: contradiction(before[a.award], a) for a in ignorant.awards}
    return [f"{award}：{why}" for award, why in told.items() if why]


# (a) what is not known never flips an outcome


def _without(case: Case, *names: str) -> Case:
    facts = {name: value for name, value in case.facts.items() if name not in names}
    return replace(case, facts=facts, history=None if HISTORY in names else case.history)


def _forgettings(case: Case, outcome: Outcome) -> Iterator[tuple[str, ...]]:
    """Give each thing a case can lack, and what a granted amount reads lacking its history too.

    Facts that only findings read are left to the random cases.
    """
    told = [name for name in (*case.facts, HISTORY) if name in READ_BY_AWARDS]
    yield from ((name,) for name in told if name not in NOT_MERELY_UNKNOWN)
    granted = [a.award for a in outcome.awards if a.status is Status.GRANTED]
    for name in {n for a in granted for n in POLICY.awards[a].payment.reads}:
        if name not in NOT_MERELY_UNKNOWN:
            yield name, HISTORY


@pytest.mark.parametrize("file", sorted(GOLDEN_FILES))
def test_a_golden_case_with_one_fact_unknown_never_flips(file: str) -> None:
    broken = []
    for raw in GOLDEN_FILES[file][::EVERY]:
        case = case_of(raw)
        knowing = decide(AWARDS_ONLY, case, date.max)
        for names in _forgettings(case, knowing):
            ignorant = decide(AWARDS_ONLY, _without(case, *names), date.max)
            told = contradictions(knowing, ignorant)
            broken += [f"{raw['case']}，不知道{'、'.join(names)}：{why}" for why in told]
    assert not broken, "\n".join(broken)


@bounded(300)
@given(raw=st.sampled_from(GOLDEN_CASES), data=st.data())
def test_a_golden_case_with_many_facts_unknown_never_flips(raw: Raw, data: st.DataObject) -> None:
    _forget_some(raw, data)


@bounded(150)
@given(raw=cases(), data=st.data())
def test_a_random_case_with_many_facts_unknown_never_flips(raw: Raw, data: st.DataObject) -> None:
    _forget_some(raw, data)


def _forget_some(raw: Raw, data: st.DataObject) -> None:
    """Compare the case with itself on fewer facts, and those with even fewer."""
    case = case_of(raw)
    known = sorted({*case.facts, HISTORY} - NOT_MERELY_UNKNOWN)
    some = data.draw(st.lists(st.sampled_from(known), max_size=6, unique=True))
    part = some[: data.draw(st.integers(0, len(some)))]
    all_known, fewer, fewest = (
        decide(PROGRAM, _without(case, *names), date.max) for names in ([], part, some)
    )
    assert not contradictions(all_known, fewer)
    assert not contradictions(fewer, fewest)
    assert not contradictions(all_known, fewest)


# (i) what is pending waits for what decides it, and keeps to its bounds


@bounded(150)
@given(raw=cases(), data=st.data())
def test_once_the_missing_facts_are_given_the_award_lies_within_its_bounds(
    raw: Raw, data: st.DataObject
) -> None:
    pending = [a for a in outcome_of(raw).awards if a.status is Status.PENDING]
    if not pending:
        return
    award = data.draw(st.sampled_from(pending))
    filled = _filled(raw, award.missing, data)
    others = sorted(set(NAMES) - set(filled["facts"]) - NOT_MERELY_UNKNOWN)
    more = data.draw(st.sets(st.sampled_from(others), max_size=3)) if others else ()
    try:
        decided = awards_of(outcome_of(_filled(filled, sorted(more), data)))[award.award]
    except Refused:
        return  # the values drawn contradict each other
    assert not contradiction(decided, award)


def _filled(raw: Raw, names: Any, data: st.DataObject) -> Raw:
    drawn = {n: data.draw(VALUES[n], label=n) for n in names if n in VALUES}
    history = [] if HISTORY in names and raw["history"] is None else raw["history"]
    return raw | {"facts": raw["facts"] | drawn, "history": history}


# (c) what must never matter


@pytest.mark.parametrize("name", ["机构性质", "身份证号"])
@bounded(60)
@given(raw=cases(), data=st.data())
def test_it_never_changes_an_outcome(name: str, raw: Raw, data: st.DataObject) -> None:
    left = outcome_of(forgetting(raw, name))
    value = data.draw(VALUES[name])
    right = outcome_of(raw | {"facts": raw["facts"] | {name: value}})
    assert left.awards == right.awards
    assert left.findings == right.findings


def test_no_award_or_limit_reads_who_runs_the_school_or_whose_card_it_is() -> None:
    read = {n for a in POLICY.awards.values() for c in (a.applies, *a.conditions) for n in c.reads}
    read |= {n for limit in POLICY.limits for n in limit.reads}
    assert "主体类型" in read
    assert not {"机构性质", "身份证号"} & read


# (d) order


@bounded(100)
@given(raw=cases(), data=st.data())
def test_the_order_of_facts_records_and_claims_never_matters(raw: Raw, data: st.DataObject) -> None:
    shuffled = raw | {
        "facts": dict(data.draw(st.permutations(list(raw["facts"].items())))),
        "history": data.draw(st.permutations(raw["history"])) if raw["history"] else raw["history"],
        "claims": data.draw(st.permutations(raw["claims"])) if raw["claims"] else raw["claims"],
    }
    left, right = awards_of(outcome_of(raw)), awards_of(outcome_of(shuffled))
    assert {n: essence(a) for n, a in left.items()} == {n: essence(a) for n, a in right.items()}
    assert list(right) == list(shuffled["claims"] or POLICY.awards)


@bounded(40)
@given(raw=cases())
def test_the_same_case_is_decided_the_same_again(raw: Raw) -> None:
    before = deepcopy(raw)
    assert outcome_of(raw) == outcome_of(before)
    assert raw == before

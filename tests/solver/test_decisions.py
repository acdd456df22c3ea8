"""The solver back end decides single cases as the case back end does, golden ones and random ones.

A case is put into the formulas of any case, which then say status, amount, payee and bounds
of every award, and every finding with its figures; nothing is searched.
`SOLVER_SCALE=1000 pytest tests/solver` tries a thousand times as many random cases, and every
golden one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache

import pytest
from pinned import MOST_RECORDS, Pinned
from seeded import Maker
from suites import POLICIES, goldens_of, program_of

from interpreter.evaluation.case import Case
from interpreter.problems import Refused
from interpreter.truth.golden import Golden, case_of

SCALE = int(os.environ.get("SOLVER_SCALE", "1"))
EVERY = max(1, 20 // SCALE)  # one golden case in so many
RANDOM = 40 * SCALE


@cache
def pinned(policy: str) -> Pinned:
    return Pinned(program_of(policy))


@cache
def goldens(policy: str) -> list[tuple[Golden, Case]]:
    """Give each golden case of the policy as it stands, if its history is not too long."""
    found = []
    for golden in goldens_of(policy):
        if not golden.amendments and not golden.readings:
            with suppress(Refused):  # a case meant to be invalid
                found.append((golden, case_of(golden, pinned(policy).program)))
    return [(g, c) for g, c in found if len(c.history or ()) <= MOST_RECORDS]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_golden_case_comes_out_the_same(policy: str) -> None:
    chosen = goldens(policy)[::EVERY]
    assert len(chosen) > 5
    differing = {g.name: found for g, c in chosen if (found := pinned(policy).differences(c))}
    assert differing == {}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_random_case_comes_out_the_same(policy: str) -> None:
    """Values near every boundary, facts left out, claims, up to four earlier awards."""
    maker = Maker(pinned(policy).program, [golden.raw for golden, _ in goldens(policy)])
    for number, case in enumerate(maker.cases(79, RANDOM)):
        assert pinned(policy).differences(case) == [], number

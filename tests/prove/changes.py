"""The proof of each edit of 2019-79 as a reviewer reads it, and random cases that attack it.

`make prove` proves them again; a test run has no time for it.  `LAWS_SCALE=40` tries forty times
as many cases: more than 100,000 over all edits.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attacking import Attack, attack, changing
from trials import SCALE

from interpreter.report.proved_change import proof_text
from interpreter.review.account import Account
from interpreter.review.edits import Comparison
from interpreter.solver.change import prove_change

PRINTS = Path(__file__).parents[1] / "prints/prove"
CASES = 300 * SCALE


@pytest.mark.parametrize("name", list(changing.EDITS))
def test_what_is_proved_of_an_edit(name: str, recorded: Callable[[Path, str], None]) -> None:
    new = changing.edited(name)
    comparison = Comparison(changing.old(), new)
    proof = prove_change(comparison)
    assert proof.is_complete
    tried = Attack(name, comparison, proof)
    assert attack([tried], CASES) > CASES // 3
    assert tried.wrong == []
    assert tried.changed or not proof.shifts
    told = proof_text(Account(comparison.edits, (), 0, proof=proof), new)
    recorded(PRINTS / f"{name}.txt", "\n".join(told).lstrip() + "\n")

"""Any case becomes an outcome: what the case back end decides of one case, as formulas over all.

`decide` gives for each award where it is granted, refused, pending or not applicable, how
much and to whom; it means of every case there is what `interpreter.evaluation` says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interpreter.policy.model import Award, Condition, Exclusion, Finding, Limit, Policy
from interpreter.solver.terms import Formula, Ratio, Term, Word
from interpreter.solver.world import World

# What refuses or cuts an award: a condition of its own, a cap, an exclusion, or an award it
# is paid with (by its name).
Cause = Condition | Limit | Exclusion | str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An award in any case.

    Where it is `present` (claimed, or nothing is claimed in particular) exactly one of
    `not_applicable`, `refused`, `pending` and `granted` holds; elsewhere none.  `amount` is
    in 元, 0 where not granted; `payee` counts where granted.  `least` and `most` are the
    bounds of what may still be paid, known where there is one: the amount twice where it is
    granted, 0 where nothing is paid.  `causes` are what refuses or cuts it, each with where.
    """

    award: Award
    present: Formula
    not_applicable: Formula
    refused: Formula
    pending: Formula
    granted: Formula
    amount: Ratio
    payee: Word
    least: Term
    most: Term
    causes: tuple[tuple[Cause, Formula], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in any case: exactly one of four holds; `values` are its figures."""

    finding: Finding
    not_applicable: Formula
    pending: Formula
    met: Formula
    breached: Formula
    values: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Decision:
    """A policy over any case of a world; verdicts are worked out when first asked for."""

    world: World
    policy: Policy
    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, Found]


def decide(world: World, policy: Policy) -> Decision:
    """Decide any case of a world by a settled policy that it knows the facts of."""
    raise NotImplementedError

"""How many earlier awards a proof looks at: as many as the caps of the awards asked about."""

from __future__ import annotations

from fractions import Fraction

from interpreter.policy.model import Policy
from interpreter.policy.reach import names_through
from interpreter.policy.versions import numbers_of

FEWEST, MOST_RECORDS = 1, 12


def records_of(policy: Policy, names: list[str]) -> int:
    """Give how many earlier awards can matter to some: as many as the widest cap over them."""
    caps = [lim for lim in policy.limits if set(names) & set(lim.over) and not lim.measure]
    standards = [
        policy.standards[n]
        for lim in caps
        for n in names_through([lim.at_most], policy)
        if n in policy.standards
    ]
    stated = [n for s in standards for v in s.versions for n in numbers_of(v)]
    most = max([Fraction(n) for n in stated], default=Fraction(FEWEST))
    return max(FEWEST, min(MOST_RECORDS, int(most)))

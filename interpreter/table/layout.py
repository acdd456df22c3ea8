"""What a table of outcomes looks like, whichever way its rows were decided."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from interpreter.evaluation.outcome import FindingStatus, Status
from interpreter.language.tree import Expression, Literal, walk
from interpreter.language.types import Kind
from interpreter.policy.model import Award, Policy
from interpreter.policy.reach import names_through

VALID = "valid"
STATUS = pl.Enum([status.value for status in Status])
FINDING_STATUS = pl.Enum([status.value for status in FindingStatus])
PAIR = pl.Struct({"above": pl.Int128, "below": pl.Int128})
FEN = 100  # amounts are counted in 分
MILLIONTHS = 10**6  # and quantities that were cut in these


@dataclass(frozen=True, slots=True)
class Asked:
    """What to tell beside status and amount of each award; each costs something.

    `payee`: who is paid.  `reasons`: what refused or cut.  `missing`: what a pending award
    waits for.  `bounds`: how much it may come to.  `findings`: obligations, with their figures.
    `paid`: what was used up of a quantity that was cut.  `told`: how each condition came out,
    see `telling`.
    """

    payee: bool = True
    reasons: bool = False
    missing: bool = False
    bounds: bool = False
    findings: bool = False
    paid: bool = False
    told: bool = False


def layout(policy: Policy, asked: Asked) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Give the columns of a table of outcomes with their types.

    Per award: `.status`, `.amount` in 分 where granted; and as asked `.payee`, `.because`, one
    bit for each reason of the legend, `.missing`, `.at_least` and `.at_most` in 分.  Per
    finding: `.status`, its figures as what stands above and below the line, `.missing`.
    """
    found: dict[str, pl.DataType | type[pl.DataType]] = {VALID: pl.Boolean}
    for name, award in policy.awards.items():
        words = payees(policy, award)
        found |= {f"{name}.status": STATUS, f"{name}.amount": pl.Int64}
        if asked.payee:
            found[f"{name}.payee"] = pl.String if words is None else pl.Enum(words)
        if asked.reasons:
            found[f"{name}.because"] = pl.Int64
        if asked.missing:
            found[f"{name}.missing"] = pl.List(pl.String)
        if asked.bounds:
            found |= {f"{name}.at_least": pl.Int64, f"{name}.at_most": pl.Int64}
        for measure in measures(policy, name) if asked.paid else ():
            found[f"{name}.paid.{measure}"] = pl.Int64
    for name, finding in policy.findings.items() if asked.findings else ():
        found[f"{name}.status"] = FINDING_STATUS
        found |= {f"{name}.{title}": PAIR for title, _ in finding.values}
        if asked.missing:
            found[f"{name}.missing"] = pl.List(pl.String)
    return found


def measures(policy: Policy, award: str) -> tuple[str, ...]:
    """Give the quantities of an award that a limit may cut."""
    limits = [lim for lim in policy.limits if lim.cuts and lim.measure and award in lim.over]
    return tuple(dict.fromkeys(lim.measure for lim in limits))


def payees(policy: Policy, award: Award) -> tuple[str, ...] | None:
    """Give every word that may be the payee of an award; None where any text may be."""
    names = names_through([award.payee], policy)
    facts = [policy.facts[n] for n in names if n in policy.facts]
    if any(fact.type.kind is Kind.TEXT for fact in facts):
        return None
    chosen = [w for fact in facts if fact.type.kind is Kind.CHOICE for w in fact.type.values]
    read = [policy.definitions[n].expression for n in names if n in policy.definitions]
    return tuple(dict.fromkeys([*chosen, *_written([award.payee, *read])]))


def _written(expressions: list[Expression]) -> list[str]:
    nodes = [node for expression in expressions for node in walk(expression.root)]
    values = [node.value for node in nodes if isinstance(node, Literal)]
    return [value for value in values if isinstance(value, str)]

"""A law of a policy: what must hold whatever the case.  It decides nothing; it is held to.

Each claim is one of a small closed set; what it says of cases is fixed here and read by every
checker.  A pending award is neither granted nor refused: it breaks no claim as long as it waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from interpreter.language.tree import Expression
from interpreter.policy.rule import Cited
from interpreter.problems import Place


@dataclass(frozen=True, slots=True)
class Party:
    """Awards that stand together in a claim, on cases and records where `where` holds."""

    awards: tuple[str, ...]
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """`formula`, over facts and over what is granted and paid, surely holds in no case."""

    formula: Expression


@dataclass(frozen=True, slots=True)
class OncePer:
    """Under equal `keys` one person's payments are never from two parties, now or earlier.

    With a single party there are no two payments from it at all.
    """

    keys: tuple[Expression, ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """Under equal `keys` all payments of `over` to one person add up to `most` 元 at most.

    Without keys: those of one case.
    """

    most: int | Fraction
    over: tuple[str, ...]
    keys: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """What is paid of an award of `over` lies between two figures of its event date."""

    least: Expression
    most: Expression
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Monotone:
    """More of a fact, all else equal, never pays less of an award; no award was granted before.

    `order` lists the options of a choice from the least on.
    """

    fact: str
    order: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Irrelevant:
    """Whatever else a case says, these facts never change what becomes of an award of `over`.

    Where `over` is empty: of any award or finding.
    """

    facts: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoWorse:
    """Amendments under these mandates leave no case with less of an award than without them."""

    mandates: tuple[str, ...]
    over: tuple[str, ...]


Claim = Never | OncePer | AtMost | Within | Monotone | Irrelevant | NoWorse


@dataclass(frozen=True, slots=True)
class Exemption:
    """Cases for which the document itself says otherwise; there the claim must not hold."""

    where: Expression
    readings: tuple[str, ...]
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Law:
    """A claim with where it comes from, and what is exempt from it."""

    cited: Cited
    claim: Claim
    exemptions: tuple[Exemption, ...] = ()

"""The checked policy: what the loader promises to everyone after it.

Every expression is typed, every name resolves, every reference points at something that
exists.  All of it is frozen; back ends only read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction

from interpreter.language.tree import Expression
from interpreter.language.types import Type
from interpreter.policy.approved import Amendment, Matter
from interpreter.policy.law import Law
from interpreter.policy.plan import Target
from interpreter.policy.rule import EVERY_DAY, Cited, Limit, Window
from interpreter.problems import Place

__all__ = ["Cited", "Limit", "Target", "Window"]

Number = int | Fraction
NOWHERE = Place("")
Amount = Number | date


class ClauseKind(Enum):
    """What a numbered paragraph of the document is to the policy."""

    ENCODED = "encoded"
    TARGET = "target"
    PROCEDURE = "procedure"
    UNQUANTIFIED = "unquantified"


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered paragraph of the document: its address, title, kind and our one line on it."""

    address: str
    title: str
    kind: ClauseKind
    says: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact of a case.

    `minimum` and `maximum` bound numbers and dates.  `names_one` marks a text that
    identifies a thing: not given, it is a thing of its own, equal to no other.  `request`
    marks a text by which something is asked for: not given, nothing is.  What is `fixed` no
    applicant can change: who somebody is, when something happened.
    """

    name: str
    type: Type
    ask: str
    typical: object
    minimum: Amount | None = None
    maximum: Amount | None = None
    says: str = ""
    names_one: bool = False
    request: bool = False
    fixed: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold: a title, an expression, and what a false one asks for.

    `cure` names what is awaited when the condition is false but can still be made good:
    it makes the award pending instead of refused.  Outside its `window` it asks nothing.
    """

    title: str
    expression: Expression
    cites: tuple[str, ...]
    readings: tuple[str, ...]
    reads: tuple[str, ...]
    cure: str = ""
    window: Window = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Constraint:
    """What holds between the facts of any valid case."""

    expression: Expression
    says: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A named condition or quantity, so that an award reads like the clause."""

    cited: Cited
    expression: Expression
    type: Type
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A standard from a day on: one value, or rows by key with `otherwise` for all other keys."""

    start: date
    end: date | None
    value: Amount | None
    rows: tuple[tuple[str, Number], ...]
    otherwise: Number | None
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Standard:
    """A number that an official may want to change, dated; `by` names the fact it goes by."""

    cited: Cited
    type: Type
    by: str
    written: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A point where the text can be read two ways: what was chosen, and what else it could be.

    `rulings` change the option from a day of events on, in order of their days.
    """

    id: str
    cites: tuple[str, ...]
    question: str
    options: tuple[str, ...]
    chosen: str
    why: str
    place: Place
    rulings: tuple[tuple[date, str], ...] = ()


class Shape(Enum):
    """How an amount is arrived at."""

    FORMULA = "formula"
    CEILING = "ceiling"
    FLOOR = "floor"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Payment:
    """The amount of an award: a formula, or a decided figure held by a ceiling, floor or range.

    With a shape other than formula, `formula` is the decided figure and `bounds` its limits;
    the result is multiplied by `times` where given.
    """

    shape: Shape
    formula: Expression
    bounds: tuple[Expression, ...] = ()
    times: Expression | None = None
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Award:
    """A payment somebody may be entitled to."""

    cited: Cited
    payee: Expression
    event: Expression | None
    counts_on: Expression | None
    applies: Condition
    conditions: tuple[Condition, ...]
    payment: Payment
    falls_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an exclusion: awards, on cases and records where `where` holds."""

    awards: tuple[str, ...]
    where: Expression | None
    choice: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Several awards of which one is kept, by the steps of `keep` in order; only if `guard`."""

    cited: Cited
    guard: Expression | None
    keys: tuple[Expression, ...]
    keep: tuple[str, ...]
    elects: str
    sides: tuple[Side, ...]
    window: Window = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Finding:
    """An obligation or rate limit: met or breached, with its figures."""

    cited: Cited
    applies: Condition
    holds: Condition
    values: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who may change what by an amendment, and how far.

    A standard: for which rows (`rows`, all where empty) and in which direction (`only`).  The
    policy's end: not beyond `latest`.  A new cap: over which awards (`over`).  The option of
    a reading: of which ones (`rules_on`).
    """

    cited: Cited
    standard: str
    by: str
    only: str
    approved_by: str
    window: Window = EVERY_DAY
    matter: Matter = Matter.STANDARD
    rows: tuple[str, ...] = ()
    latest: date = date.max
    over: tuple[str, ...] = ()
    rules_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """Something that proofs find and that is meant so: its code, of what, by which rule, and why.

    Without a `rule`: whatever rule of it.
    """

    finding: str
    of: str
    rule: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy with the amendments laid over it.

    `person` is the fact that tells persons apart, `organisation` the one that says which
    organisation a case is about; either is empty where the policy names none.  Once
    `is_settled` its readings are folded in, `instead` of those chosen where it says so.
    """

    id: str
    number: str
    title: str
    issued: date
    in_force: tuple[date, date]
    before_issue: tuple[str, ...]
    clauses: dict[str, Clause]
    facts: dict[str, Fact]
    constraints: tuple[Constraint, ...]
    standards: dict[str, Standard]
    readings: dict[str, Reading]
    definitions: dict[str, Definition]
    awards: dict[str, Award]
    limits: tuple[Limit, ...]
    exclusions: tuple[Exclusion, ...]
    findings: dict[str, Finding]
    targets: tuple[Target, ...]
    mandates: tuple[Mandate, ...]
    laws: tuple[Law, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    fingerprint: str = ""
    families: dict[str, tuple[str, ...]] = field(default_factory=dict)
    person: str = ""
    organisation: str = ""
    instead: dict[str, str] = field(default_factory=dict)
    is_settled: bool = False
    in_force_place: Place = NOWHERE
    declared: tuple[Declared, ...] = ()

"""Random cases against what `diff --prove` says of a change: what it did not foresee is an error.

Every case is decided by the case back end under both policies.  What changes must be in a class
that is reported, with the edits that are responsible; a complete case without history or claims
must lie in one of the boxes of the class where these are all there are, and gain what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import changing  # the edits of the review's own tests
from random_cases import DAYS, GOLDEN_CASES, NUMBERS, POLICY

from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.policy.model import Fact
from interpreter.problems import Place, Refused
from interpreter.review.edits import Comparison
from interpreter.review.proof import (
    Beside,
    Box,
    Granted,
    Member,
    OneOf,
    Part,
    Proof,
    Shift,
    Span,
    Turn,
)
from interpreter.solver.change import MOST_RECORDS
from interpreter.solver.replay import turn_of

Raw = dict[str, Any]
Outcomes = dict[str, AwardOutcome]
FREE = {e.elects for e in POLICY.exclusions} | {
    name for name, fact in POLICY.facts.items() if fact.names_one or fact.request
}


class Cases:
    """Random raw cases, the same for the same seed; some are `near` others."""

    def __init__(self, seed: int, near: Sequence[Raw] = ()) -> None:
        self._random, self._near = Random(seed), near
        self._goldens = _golden_facts()
        self._typical = {n: _plain(f.typical) for n, f in POLICY.facts.items()}
        self._values = {n: _values(f) for n, f in POLICY.facts.items()}
        self._names = list(POLICY.facts)
        self._undated = [n for n, f in POLICY.facts.items() if f.type.kind is not Kind.DATE]

    def draw(self) -> Raw:
        """Give a case: a case of some class, or a golden one, or two of them, with changes."""
        random = self._random
        if self._near and random.random() < 0.6:
            raw = random.choice(self._near)
            facts = dict(raw["facts"])
            facts |= self._changes(facts, random.choice((1, 1, 2, 3)))
            return self._less({**raw, "facts": facts, "history": [*raw["history"]]})
        facts = {**self._typical, **random.choice(self._goldens)}
        if random.random() < 0.5:
            other = random.choice((self._typical, *self._goldens))
            facts |= {n: other[n] for n in self._undated if n in other and random.random() < 0.5}
        facts |= self._changes(facts, random.choice((0, 1, 2, 4)))
        return self._less({"facts": facts, "history": []})

    def _less(self, raw: Raw) -> Raw:
        """Take facts away in about half of the cases, and grant awards earlier, or claim some."""
        random = self._random
        if random.random() < 0.5:
            gone = random.sample(self._names, random.choice((0, 1, 2, 8)))
            more = [self._record(raw["facts"]) for _ in range(random.choice((0, 0, 1, 2, 3)))]
            raw["facts"] = {n: v for n, v in raw["facts"].items() if n not in gone}
            raw["history"] = [*raw["history"], *more][:MOST_RECORDS]
        if raw["history"]:
            return {name: value for name, value in raw.items() if name != "claims"}
        if random.random() < 0.1:
            raw["claims"] = random.sample(list(POLICY.awards), random.choice((1, 2, 5)))
        return raw

    def _changes(self, facts: Raw, count: int) -> Raw:
        dated = self._random.random() < 0.3
        names = self._random.sample(self._names if dated else self._undated, count)
        return {name: self._random.choice(self._values[name]) for name in names}

    def _record(self, facts: Raw) -> Raw:
        random = self._random
        named = {n: f"既往{random.randrange(4)}" for n, f in POLICY.facts.items() if f.names_one}
        changed = self._changes(facts, random.choice((0, 1, 3)))
        gone = random.sample(self._names, random.choice((0, 0, 2)))
        told = {**facts, **named, **changed}
        award = random.choice(list(POLICY.awards))
        return {"award": award, **{n: v for n, v in told.items() if n not in gone}}


def _golden_facts() -> list[Raw]:
    return [{n: v for n, v in raw["facts"].items() if v is not None} for raw in GOLDEN_CASES]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _values(fact: Fact) -> list[Any]:
    """Give values of a fact as a case would write them, those near a boundary."""
    kind, low, high = fact.type.kind, fact.minimum, fact.maximum
    if kind is Kind.BOOLEAN:
        return [True, False]
    if kind is Kind.CHOICE:
        return list(fact.type.values)
    if kind is Kind.SET:
        ways = fact.type.values
        return [[], *([way] for way in ways), *([a, b] for a in ways for b in ways if a < b)]
    if kind is Kind.TEXT:
        return [str(fact.typical), "示例甲", "宁夏", "新疆", "家政服务"]
    if kind is Kind.DATE:
        return [d.isoformat() for d in DAYS if low <= d <= high]  # type: ignore[operator]
    near = {Fraction(n) for n in (*NUMBERS, low, high) if low <= n <= high}  # type: ignore
    scale = 10 ** (fact.type.places or 0)
    return [_written(n) for n in sorted(near) if (n * scale).denominator == 1]


def _written(number: Fraction) -> object:
    return number.numerator if number.denominator == 1 else str(float(number))


@dataclass
class Attack:
    """One change under attack: what is proved of it, and both policies to decide by."""

    name: str
    comparison: Comparison
    proof: Proof
    tried: int = 0
    changed: int = 0
    seen: set[tuple[str, Turn]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        edits = self.comparison.edits
        self._decisive = [n for n, e in enumerate(edits) if e.decides]
        self._after = self._program(self._decisive)
        self._without = {
            n: self._program([m for m in self._decisive if m != n]) for n in self._decisive
        }

    def _program(self, made: list[int]) -> Program:
        return Program(self.comparison.blend(self.comparison.edits[n] for n in made))

    def try_case(self, raw: Raw, before: Outcomes) -> None:
        """Decide a case after the change too, and see that what changes was foreseen."""
        after = _decided(self._after, raw)
        if after is None:
            return
        self.tried += 1
        turns = {a: turn_of(before[a], o) for a, o in after.items() if a in before}
        self.changed += any(turns.values())
        for award, turn in turns.items():
            if turn is not None and not (turn.waits and raw["history"]):
                self.seen.add((award, turn))
                self._hold(raw, before, after, award, turn)
        self._hold_boxes(raw, before, after, turns)

    def _hold(self, raw: Raw, before: Outcomes, after: Outcomes, award: str, turn: Turn) -> None:
        keys = {s.edit for s in self.proof.shifts if (s.award, s.turn) == (award, turn)}
        missing = self._responsible(raw, after, award, turn) - keys
        if missing:
            self.wrong.append(f"{self.name}: {award} {turn.name} by {missing} outside: {raw}")

    def _responsible(self, raw: Raw, after: Outcomes, award: str, turn: Turn) -> set[int | None]:
        """Give the edits that, taken back alone, undo a turn; none of them is `None`."""
        if len(self._decisive) == 1:
            return {self._decisive[0]}
        found: set[int | None] = set()
        for edit, program in self._without.items():
            outcomes = _decided(program, raw)
            if outcomes is not None and _undone(outcomes[award], after[award], turn):
                found.add(edit)
        return found or {None}

    def _hold_boxes(
        self, raw: Raw, before: Outcomes, after: Outcomes, turns: Mapping[str, Turn | None]
    ) -> None:
        """See that a complete case without history or claims is in a box just where it changes."""
        if len(self._decisive) != 1 or not _is_whole(raw) or raw.get("claims") or raw["history"]:
            return
        facts = read_case(raw, self._after, lambda _: Place("")).facts
        for shift in self.proof.shifts:
            if not shift.complete or shift.region is None:
                continue
            inside = any(_is_in(b, facts, shift, before, after, turns) for b in shift.region.boxes)
            takes = turns[shift.award] is shift.turn
            if (inside and not takes) or (takes and not inside and shift.region.exhaustive):
                told = "inside" if inside else "outside"
                self.wrong.append(f"{self.name}: {shift.award} {shift.turn.name} {told}: {raw}")
            if takes and shift.gains is not None:
                gain = _paid(after[shift.award]) - _paid(before[shift.award])
                if not shift.gains[0] <= gain <= shift.gains[1]:
                    self.wrong.append(f"{self.name}: {shift.award} gains {gain}: {raw}")


def _is_whole(raw: Raw) -> bool:
    return all(name in raw["facts"] for name in POLICY.facts if name not in FREE)


def _paid(outcome: AwardOutcome) -> Fraction:
    return Fraction(outcome.amount or 0) if outcome.status is Status.GRANTED else Fraction(0)


def _undone(without: AwardOutcome, after: AwardOutcome, turn: Turn) -> bool:
    """Say whether an award is decided again: by status, or where that stays by what is paid."""
    if turn in (Turn.LESS, Turn.MORE, Turn.PAYEE, Turn.RESTATED):
        return turn_of(without, after) is not None
    other = turn_of(without, after)
    return other is not None and other not in (Turn.LESS, Turn.MORE, Turn.PAYEE, Turn.RESTATED)


def _is_in(
    box: Box,
    facts: Mapping[str, Any],
    shift: Shift,
    before: Outcomes,
    after: Outcomes,
    turns: Mapping[str, Turn | None],
) -> bool:
    def holds(part: Part) -> bool:
        match part:
            case Granted():
                outcome = (before if part.before else after)[shift.award]
                return outcome.status is Status.GRANTED
            case Beside():
                return turns.get(part.award) is part.turn
            case Member():
                value = facts.get(part.fact)
                return value is not None and (part.word in value) is part.inside
            case OneOf():
                return facts.get(part.fact) in part.values
            case Span():
                value = facts.get(part.fact)
                low, high = part.low, part.high
                return value is not None and (
                    (low is None or low <= value) and (high is None or value <= high)
                )
        raise AssertionError(part)

    return all(holds(part) for part in box)


def _decided(program: Program, raw: Raw) -> Outcomes | None:
    """Decide a case; None where it is invalid."""
    try:
        case = read_case(raw, program, lambda _: Place(""))
    except Refused:
        return None
    return {a.award: a for a in decide(program, case, date.max).awards}


def attack(tried: list[Attack], count: int, seed: int = 0) -> int:
    """Try so many cases on each change; give how many cases and changes were tried."""
    near = [dict(s.witness.raw) for each in tried for s in each.proof.shifts]
    before, cases = Program(changing.old()), Cases(seed, near)
    for _ in range(count):
        raw = cases.draw()
        outcomes = _decided(before, raw)
        for each in tried if outcomes is not None else ():
            assert outcomes is not None
            each.try_case(raw, outcomes)
    return sum(each.tried for each in tried)

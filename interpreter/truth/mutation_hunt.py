"""Each mutant against the golden cases: killed by the first that decides it otherwise, or alive.

A golden case kills by the ordinary comparison with what its people wrote, so a mutant that a
real run would refuse is killed by that refusal.  Anything else that goes wrong while a
mutant is decided is a fault of the interpreter and is told as one, never as a kill.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.policy.readings import executable
from interpreter.problems import Problems, shown
from interpreter.truth.comparison import compare
from interpreter.truth.golden import Golden, decided_by, judge, program_for
from interpreter.truth.mutant import Mutant
from interpreter.truth.mutation_reach import Reach, Touched, notices
from interpreter.truth.shares import shared

Readings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the golden case that noticed it, or none.

    `tried` counts the golden cases that ran.  `fault` says what went wrong in the
    interpreter, where something did.
    """

    index: int
    killer: int | None = None
    tried: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """The original and a mutant by one choice of readings, and golden cases to start from."""

    readings: Mapping[str, str]
    original: Program
    mutant: Program
    goldens: tuple[Golden, ...]


class Original:
    """The policy itself by one choice of readings, with what its rules reach then."""

    def __init__(self, policy: Policy, key: Readings) -> None:
        self.program = Program(policy, dict(key))
        self.reach = Reach(self.program.policy)


class Hunt:
    """A policy, its mutants and its golden cases, made ready once for all mutants."""

    def __init__(
        self, policy: Policy, mutants: Sequence[Mutant], goldens: Sequence[Golden]
    ) -> None:
        self.mutants = mutants
        self.goldens = goldens
        self._policy = policy
        self._reach = Reach(policy)
        self._killed: dict[str, dict[int, int]] = {}
        self._originals = {key: Original(policy, key) for key in {(), *map(readings_of, goldens)}}
        self._watched = [self._originals[readings_of(g)].reach.watched(g) for g in goldens]

    def verdict(self, index: int) -> Verdict:
        """Run the golden cases that could notice a mutant, until one does."""
        chase, tried = self.chase(index), 0
        for number in self._order(index):
            golden = self.goldens[number]
            try:
                if not chase.concerns(golden, self._watched[number]):
                    continue
                tried += 1
                if chase.kills(golden):
                    self._killed.setdefault(self.mutants[index].rule, {})[number] = index
                    return Verdict(index, number, tried)
            except Exception as error:
                told = f"{golden.place} {golden.name}：{type(error).__name__} {error}"
                return Verdict(index, None, tried, told)
        return Verdict(index, None, tried)

    def chase(self, index: int) -> Chase:
        """Give a mutant made ready to decide."""
        return Chase(self.mutants[index].policy, self._originals)

    def able(self, index: int) -> list[int]:
        """Give the golden cases that could notice a mutant; the others need not run."""
        chase = self.chase(index)
        watched = enumerate(self._watched)
        return [number for number, w in watched if chase.concerns(self.goldens[number], w)]

    def touched(self, index: int) -> Touched:
        """Give what a mutant can decide otherwise, whatever the readings."""
        return self._reach.touched(self.mutants[index].policy)

    def asked(self, index: int) -> tuple[str, ...]:
        """Name the facts that decide what a mutant can decide otherwise."""
        return self._reach.facts_of(self.touched(index))

    def pairs(self, index: int) -> Iterator[Pair]:
        """Give the original and the mutant by each choice of readings by which they differ.

        First the choices that golden cases make, then every other option by itself.
        """
        mutant = self.mutants[index].policy
        goldens = [self.goldens[number] for number in self._order(index)]
        valid = [g for g in goldens if not g.amendments and "invalid" not in g.expect]
        plain = tuple(golden for golden in valid if not golden.readings)
        keys = (*self._originals, *self._untried())
        for key in sorted(keys, key=lambda key: (key not in self._originals, len(key))):
            original = self._originals.get(key) or Original(self._policy, key)
            changed = Program(mutant, dict(key), original.program)
            if original.reach.touched(changed.policy) != Touched():
                alike = tuple(golden for golden in valid if readings_of(golden) == key)
                yield Pair(dict(key), original.program, changed, alike or plain)

    def _untried(self) -> Iterator[Readings]:
        """Give each single option that no golden case decides by."""
        for name in sorted(executable(self._policy)):
            for option in self._policy.readings[name].options:
                if ((name, option),) not in self._originals:
                    yield ((name, option),)

    def _order(self, index: int) -> list[int]:
        """Give the golden cases, those likeliest to notice a mutant first.

        Those that noticed a change of the same rule last, then those that expect something
        of what the change names, then those whose people wrote down its clause, then those
        with the least else to watch.
        """
        mutant = self.mutants[index]
        killed = self._killed.get(mutant.rule, {})

        def likely(number: int) -> tuple[int, bool, bool, bool, int]:
            golden, watched = self.goldens[number], len(self._watched[number])
            about = any(name in mutant.id for name in golden.expect)
            said = f"{golden.file} {golden.because}"
            named = mutant.rule in said or (mutant.clause != "" and mutant.clause in said)
            return -killed.get(number, -1), not about, not named, bool(golden.readings), watched

        return sorted(range(len(self.goldens)), key=likely)


def check_goldens(policy: Policy, goldens: Iterable[Golden], problems: Problems) -> None:
    """Note every golden case that fails already: it would notice every mutant, and tell nothing."""
    program = Program(policy)
    for golden in goldens:
        differing = judge(golden, program).differences
        if differing:
            about = "、".join(dict.fromkeys(d.about for d in differing))
            message = f"金案“{shown(golden.name)}”现在就不通过：{about}"
            hint = "先用 test 看差在哪里，让金案全部通过"
            problems.add("golden-failed", golden.place, message, hint, about=golden.name)


class Chase:
    """A mutant made ready to decide, once per choice of readings."""

    def __init__(self, policy: Policy, originals: Mapping[Readings, Original]) -> None:
        self._as_loaded = policy
        self._originals = originals
        self._programs: dict[tuple[Readings, bool], Program] = {}
        self._touched: dict[Readings, Touched] = {}

    def concerns(self, golden: Golden, watched: frozenset[str]) -> bool:
        """Say whether a golden case could notice the mutant, once its readings are settled."""
        key = readings_of(golden)
        if key not in self._touched:
            settled = self.program(key).policy
            self._touched[key] = self._originals[key].reach.touched(settled)
        return notices(golden, watched, self._touched[key])

    def kills(self, golden: Golden) -> bool:
        """Say whether a golden case is decided otherwise than its people wrote."""
        found = decided_by(golden, lambda: self._chosen(golden))
        return next(compare(golden.expect, found), None) is not None

    def _chosen(self, golden: Golden) -> Program:
        if golden.amendments:
            return program_for(golden, self.program(()))
        finds = any(name in self._as_loaded.findings for name in golden.expect)
        return self.program(readings_of(golden), bare=not finds)

    def program(self, key: Readings, *, bare: bool = False) -> Program:
        """Give the program by some readings; a bare one leaves out the findings."""
        if (key, bare) not in self._programs:
            if bare:
                policy = replace(self.program(key).policy, findings={})
                made = Program(policy)
            else:
                made = Program(self._as_loaded, dict(key), self._originals[key].program)
            self._programs[key, bare] = made
        return self._programs[key, bare]


def readings_of(golden: Golden) -> Readings:
    """Give the readings a golden case is decided by, in one order."""
    return tuple(sorted(golden.readings.items()))


def sample_of(count: int, wanted: int | None, seed: int) -> list[int]:
    """Give the numbers of the mutants to run: all, or a sample that the seed settles."""
    if wanted is None or wanted >= count:
        return list(range(count))
    return sorted(random.Random(seed).sample(range(count), wanted))


def verdicts(hunt: Hunt, indexes: Sequence[int], jobs: int) -> Iterator[Verdict]:
    """Give the verdict on each mutant, worked out by `jobs` processes."""
    return shared(hunt.verdict, indexes, jobs, together=8)

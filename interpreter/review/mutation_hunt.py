"""Each mutant against the golden cases: killed by the first that decides it otherwise, or alive.

A golden case kills by the ordinary comparison with what its people wrote, so a mutant that a
real run would refuse is killed by that refusal.  Anything else that goes wrong while a
mutant is decided is a fault of the interpreter and is told as one, never as a kill.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context

from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.review.golden import Golden, differences, program_for
from interpreter.review.mutation import Mutant
from interpreter.review.mutation_reach import Reach, Touched, notices

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


class Hunt:
    """A policy, its mutants and its golden cases, made ready once for all mutants."""

    def __init__(
        self, policy: Policy, mutants: Sequence[Mutant], goldens: Sequence[Golden]
    ) -> None:
        self.mutants = mutants
        self.goldens = goldens
        self._reach = Reach(policy)
        self._watched = [self._reach.watched(golden) for golden in goldens]
        self._settled = {
            key: Program(policy, dict(key)).policy for key in {_readings(g) for g in goldens}
        }

    def verdict(self, index: int) -> Verdict:
        """Run the golden cases that could notice a mutant, until one does."""
        policy = self.mutants[index].policy
        chase = _Chase(policy, self._settled)
        tried = 0
        for number in self._order(self._reach.touched(policy)):
            golden = self.goldens[number]
            try:
                if not chase.changes(golden):
                    continue
                tried += 1
                if chase.kills(golden):
                    return Verdict(index, number, tried)
            except Exception as error:
                told = f"{golden.place} {golden.name}：{type(error).__name__} {error}"
                return Verdict(index, None, tried, told)
        return Verdict(index, None, tried)

    def _order(self, touched: Touched) -> list[int]:
        """Give the golden cases that could notice, those with the least else to watch first."""
        able = [
            number
            for number, golden in enumerate(self.goldens)
            if notices(golden, self._watched[number], touched)
        ]
        return sorted(able, key=lambda n: (bool(self.goldens[n].readings), len(self._watched[n])))


class _Chase:
    """A mutant made ready to decide, once per choice of readings."""

    def __init__(self, policy: Policy, settled: Mapping[Readings, Policy]) -> None:
        self._as_loaded = policy
        self._settled = settled
        self._programs: dict[Readings, Program] = {}
        self._changed: dict[Readings, bool] = {}

    def changes(self, golden: Golden) -> bool:
        """Say whether the mutant differs at all once the readings of a golden are settled."""
        if golden.amendments:
            return True
        key = _readings(golden)
        if key not in self._changed:
            ours = self._program(key).policy
            self._changed[key] = ours != self._settled[key]
        return self._changed[key]

    def kills(self, golden: Golden) -> bool:
        """Say whether a golden case is decided otherwise than its people wrote."""
        if golden.amendments:
            chosen = lambda: program_for(golden, self._program(()))  # noqa: E731
        else:
            chosen = lambda: self._program(_readings(golden))  # noqa: E731
        return next(differences(golden, chosen), None) is not None

    def _program(self, key: Readings) -> Program:
        if key not in self._programs:
            self._programs[key] = Program(self._as_loaded, dict(key))
        return self._programs[key]


def _readings(golden: Golden) -> Readings:
    return tuple(sorted(golden.readings.items()))


def sample_of(count: int, wanted: int | None, seed: int) -> list[int]:
    """Give the numbers of the mutants to run: all, or a sample that the seed settles."""
    if wanted is None or wanted >= count:
        return list(range(count))
    return sorted(random.Random(seed).sample(range(count), wanted))


def verdicts(hunt: Hunt, indexes: Iterable[int], jobs: int) -> Iterator[Verdict]:
    """Give the verdict on each mutant as it comes, worked out by `jobs` processes."""
    if jobs < 2 or "fork" not in get_all_start_methods():
        yield from map(hunt.verdict, indexes)
        return
    _SHARED.append(hunt)
    try:
        with get_context("fork").Pool(jobs) as pool:
            yield from pool.imap_unordered(_verdict, indexes, chunksize=8)
    finally:
        _SHARED.pop()


# What forked processes inherit: a policy with its mutants is shared, never sent.
_SHARED: list[Hunt] = []


def _verdict(index: int) -> Verdict:
    return _SHARED[-1].verdict(index)

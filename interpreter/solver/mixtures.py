"""Two policies and those between them, with some of the edits made, over the same cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.policy.settled import settle
from interpreter.review.edits import Comparison, Edit
from interpreter.review.influence import Influence
from interpreter.review.proof import Beside, Open, Part, Shift, Turn
from interpreter.solver.agreed import common_facts, common_typical
from interpreter.solver.cases import Cases
from interpreter.solver.decision import Decision, Own, Verdict, decide
from interpreter.solver.replay import Replay
from interpreter.solver.scope import Uses
from interpreter.solver.terms import FALSE, Formula
from interpreter.solver.ties import Ties, Within
from interpreter.solver.turns import turned
from interpreter.solver.witness import Usual
from interpreter.solver.world import Asked, World

Edits = frozenset[int]


class Mixtures:
    """Two policies, with the policies between them as far as they matter.

    `none` and `all` of the edits that decide make up the two; `usual` is the case to start
    from, `replay` decides one by both.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._influence = Influence(comparison)
        self.none = frozenset[int]()
        self.all = frozenset(n for n, e in enumerate(comparison.edits) if e.decides)
        self._policies: dict[Edits, Policy] = {}
        self._uses: dict[Edits, Uses] = {}
        old, new = (comparison.blend(self._chosen(made)) for made in (self.none, self.all))
        self._facts = common_facts(old, new)
        programs = Program(old), Program(new)
        typical = common_typical(*programs)
        self.replay = Replay(*programs, typical)
        self.usual = Usual(typical, self.replay.granted)

    @cached_property
    def lone(self) -> dict[str, None]:
        """The awards that only one of the policies has, which cannot be compared."""
        old, new = (self.policy(made).awards for made in (self.none, self.all))
        return dict.fromkeys(n for n in (*new, *old) if n not in old or n not in new)

    def _chosen(self, made: Edits) -> Iterator[Edit]:
        return (self._comparison.edits[n] for n in sorted(made))

    def policy(self, made: Edits) -> Policy:
        """Give the policy with some edits made, over the facts that both policies take."""
        if made not in self._policies:
            blended = settle(self._comparison.blend(self._chosen(made)), {})
            self._policies[made] = replace(blended, facts=self._facts)
        return self._policies[made]

    def uses(self, made: Edits) -> Uses:
        """Give which names are made of which in the policy with some edits made."""
        if made not in self._uses:
            self._uses[made] = Uses(self.policy(made))
        return self._uses[made]

    def own(self, made: Edits, award: str) -> Edits:
        """Give the edits made that change the own rule of an award, its caps or exclusions."""
        return frozenset(n for n in made if award in self._influence.reached(n))

    def inert(self, shifts: Iterable[Shift], undecided: Iterable[Open]) -> tuple[int, ...]:
        """Give the edits that are responsible for no changed outcome; not those not looked at."""
        guilty = {s.edit for s in shifts}
        edits = self._comparison.edits
        guilty |= {n for n in self.all if edits[n].name in self.lone}
        doubtful = {n for o in undecided for n in self.on(o.award) if o.edit in (None, n)}
        return tuple(n for n in sorted(self.all) if n not in guilty and n not in doubtful)

    def on(self, award: str) -> tuple[int, ...]:
        """Give the edits that may move an award."""
        return tuple(n for n in self._influence.on(award) if n in self.all)

    def groups(self, awards: Iterable[str]) -> list[list[str]]:
        """Give awards that an edit may move, those together that can change each other."""
        found: dict[frozenset[str], list[str]] = {}
        for award in awards:
            if self.on(award):
                found.setdefault(self.near(award) | {award}, []).append(award)
        return list(found.values())

    def near(self, award: str) -> frozenset[str]:
        """Give the other awards that can change its outcome."""
        together = self._influence.together.get(award, frozenset())
        return together - {award, *self.lone}


class View:
    """The policies over the same cases, with so many awards granted earlier at most."""

    def __init__(self, mixtures: Mixtures, records: int, effort: int) -> None:
        self._mixtures, self._effort = mixtures, effort
        policies = mixtures.policy(mixtures.all), mixtures.policy(mixtures.none)
        self.world = World(*policies, asked=Asked(claims=True, records=records))
        for word in mixtures.usual.words(self.world, records):
            self.world.code(word)
        self._ties = Ties(self.world)
        self._decisions: dict[Edits, Decision] = {}
        self._own: dict[tuple[str, Edits], Own] = {}
        self._turns: dict[str, list[tuple[Part, Formula]]] = {}

    def verdict(self, made: Edits, award: str) -> Verdict:
        """Give an award in any case with some edits made."""
        if made not in self._decisions:
            mixtures, keep = self._mixtures, partial(self._keep, made)
            policy, uses = mixtures.policy(made), mixtures.uses(made)
            self._decisions[made] = decide(self.world, policy, uses, keep=keep)
        return self._decisions[made].verdicts[award]

    def _keep(self, made: Edits, award: str, work_out: Callable[[], Own]) -> Own:
        """Judge an award by its own rule, once for all policies that agree on it."""
        key = award, self._mixtures.own(made, award)
        if key not in self._own:
            self._own[key] = work_out()
        return self._own[key]

    def cases(self, formulas: Sequence[Formula], within: Within) -> Cases:
        """Give the valid cases that formulas tell apart, as far as they are looked at."""
        return Cases(self._ties, formulas, self._effort, within)

    def rivals(self, award: str) -> Iterator[tuple[Part, Formula]]:
        """Give the turns of the other awards of a case that are decided otherwise."""
        for other in sorted(self._mixtures.near(award)):
            if other not in self._turns:
                self._turns[other] = list(self._turned(other))
            yield from self._turns[other]

    def _turned(self, award: str) -> Iterator[tuple[Part, Formula]]:
        """Give the turns that an award can take."""
        mixtures = self._mixtures
        before, after = (self.verdict(made, award) for made in (mixtures.none, mixtures.all))
        for turn in Turn:
            formula = turned(self.world, turn, before, after)
            if not formula.eq(FALSE):
                yield Beside(award, turn), formula

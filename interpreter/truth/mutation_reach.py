"""Which golden cases could notice a change of the policy: the others need not run.

Exact on the safe side: what is left out cannot be decided otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interpreter.policy.model import Exclusion, Limit, Policy
from interpreter.policy.reach import (
    decided_together,
    exclusion_expressions,
    names_of,
    names_through,
)
from interpreter.truth.golden import Golden
from interpreter.truth.mutation import difference

NAMED = frozenset({"definitions", "standards", "readings"})
TIME = ("in_force_from", "in_force_to")


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change can decide otherwise.

    `loading`: also whether an amendment loads; `all`: even whether a case is valid.
    """

    awards: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    loading: bool = False
    all: bool = False


class Reach:
    """What each name and each rule of a policy decides, worked out once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._together = decided_together(policy)
        self._findings = {
            name: frozenset(
                names_through(
                    [f.applies.expression, f.holds.expression, *(e for _, e in f.values)], policy
                )
            )
            for name, f in policy.findings.items()
        }
        self._awards = {n: set(names_of(a, policy)) for n, a in policy.awards.items()}
        for exclusion in policy.exclusions:
            asked = names_through(exclusion_expressions(exclusion), policy)
            for name in _held(exclusion):
                self._awards[name] |= {*asked, exclusion.elects}
        self._held = {("limits", lim.cited.name): _held(lim) for lim in policy.limits}
        self._held |= {("exclusions", e.cited.name): _held(e) for e in policy.exclusions}
        valid = names_through([c.expression for c in policy.constraints], policy)
        self._valid = frozenset(valid)

    def touched(self, mutant: Policy) -> Touched:
        """Give what a changed policy can decide otherwise."""
        awards: set[str] = set()
        findings: set[str] = set()
        names: set[str] = set()
        changed = difference(self._policy, mutant)
        for section, name, entry in changed:
            if section in ("facts", "constraints"):
                return Touched(all=True)
            if section in NAMED:
                names.add(name)
            elif section == "in_force":
                names.update(TIME)
            elif section == "awards":
                awards.add(name)
            elif section == "findings":
                findings.add(name)
            else:
                awards |= {*self._held.get((section, name), ()), *_held(entry)}
        awards |= {name for name, asked in self._awards.items() if asked & names}
        findings |= {name for name, asked in self._findings.items() if asked & names}
        loading = any(section == "standards" for section, _, _ in changed)
        return Touched(frozenset(awards), frozenset(findings), loading, bool(self._valid & names))

    def facts_of(self, touched: Touched) -> tuple[str, ...]:
        """Name the facts that decide some awards and findings, in the policy's order."""
        names = {n for award in touched.awards for n in self._awards[award]}
        names |= {n for finding in touched.findings for n in self._findings[finding]}
        return tuple(n for n in self._policy.facts if touched.all or n in names)

    def watched(self, golden: Golden) -> frozenset[str]:
        """Give every award whose rule can change what a golden case expects."""
        if "total" in golden.expect or "invalid" in golden.expect:
            expected = self._claimed(golden)
        else:
            expected = [name for name in golden.expect if name in self._together]
        watched = {other for name in expected for other in self._together.get(name, ())}
        earlier = golden.raw.get("history") or ()
        return frozenset(watched | {str(r.get("award")) for r in earlier})

    def _claimed(self, golden: Golden) -> Iterable[str]:
        claims = golden.raw.get("claims")
        return self._policy.awards if claims is None else claims


def notices(golden: Golden, watched: frozenset[str], touched: Touched) -> bool:
    """Say whether a golden case could notice a change."""
    if touched.all or (touched.loading and golden.amendments):
        return True
    return bool(watched & touched.awards) or any(n in touched.findings for n in golden.expect)


def _held(entry: object) -> frozenset[str]:
    """Name the awards that a limit or an exclusion holds; none where it is gone."""
    if isinstance(entry, Limit):
        return frozenset(entry.over)
    if isinstance(entry, Exclusion):
        return frozenset(name for side in entry.sides for name in side.awards)
    return frozenset()

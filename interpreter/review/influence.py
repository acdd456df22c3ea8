"""Which edit can move what: the awards and findings that ask for something it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interpreter.evaluation.limits import counts_beside
from interpreter.language.tree import Expression
from interpreter.policy.model import Award, Policy
from interpreter.policy.reach import (
    decided_together,
    exclusion_expressions,
    finding_expressions,
    names_of,
    names_through,
)
from interpreter.review.edits import Comparison, Edit
from interpreter.review.pieces import Key

NAMED = frozenset({"standards", "definitions", "readings", "facts"})
COUNTING = frozenset({(), ("event",), ("counts_on",)})  # by what an award counts against others


class Influence:
    """For each edit, by its number, the awards and findings it reaches in either policy."""

    def __init__(self, comparison: Comparison) -> None:
        self._policies = (comparison.old, comparison.new)
        self._uses = _uses(self._policies)
        self.together = _together(self._policies)
        self.edits = comparison.edits
        self._reached = [self._reach(edit) for edit in self.edits]

    def reached(self, number: int) -> frozenset[str]:
        """Give the awards and findings whose own rule an edit changes."""
        return self._reached[number]

    def on(self, subject: str) -> tuple[int, ...]:
        """Give the edits that can move an award or a finding, through others of the case too."""
        near = self.together.get(subject, frozenset({subject}))
        return tuple(n for n, reached in enumerate(self._reached) if reached & near)

    def reaches_any(self, awards: Iterable[str]) -> bool:
        """Say whether some edit can move one of some awards, or any finding."""
        near = frozenset().union(*(self.together.get(a, {a}) for a in awards))
        findings = {n for policy in self._policies for n in policy.findings}
        return any(reached & (near | findings) for reached in self._reached)

    def _reach(self, edit: Edit) -> frozenset[str]:
        if not edit.decides:
            return frozenset()
        return frozenset(subject for key in edit.keys for subject in self._subjects(key))

    def _subjects(self, key: Key) -> Iterable[str]:
        if key[0] in ("awards", "findings"):
            return {key[1], *(_counting(self._policies, key[1]) if key[2:3] in COUNTING else ())}
        if key[0] in NAMED:
            return (s for s, names in self._uses.items() if key[1] in names)
        if key[0] in ("limits", "exclusions"):
            return _over(self._policies, key)
        if key[0] in ("in_force", "order"):
            return self._uses
        return ()


def touched(edit: Edit) -> frozenset[str]:
    """Give the names whose meaning an edit changes, and `event` where it moves dates."""
    names = {k[1] for k in edit.keys if k[0] in NAMED}
    dated = any(k[0] == "in_force" or k[2:3] in (("event",), ("counts_on",)) for k in edit.keys)
    return frozenset({*names, "event"} if dated else names)


def _uses(policies: Iterable[Policy]) -> dict[str, set[str]]:
    uses: dict[str, set[str]] = {}
    for policy in policies:
        for name, award in policy.awards.items():
            uses.setdefault(name, set()).update(_award_names(award, policy))
        for name, finding in policy.findings.items():
            used = names_through(finding_expressions(finding), policy)
            uses.setdefault(name, set()).update(used)
    return uses


def _award_names(award: Award, policy: Policy) -> Iterator[str]:
    yield from names_of(award, policy)
    name = award.cited.name
    dates = (d for n in _counted(policy, name) for d in _dating(policy.awards[n]))
    yield from names_through(dates, policy)
    for exclusion in policy.exclusions:
        if any(name in side.awards for side in exclusion.sides):
            yield from names_through(exclusion_expressions(exclusion), policy)
            yield exclusion.elects


def _dating(award: Award) -> Iterator[Expression]:
    """Give what says when an award is decided and counted."""
    yield from (e for e in (award.event, award.counts_on) if e is not None)


def _counted(policy: Policy, award: str) -> set[str]:
    """Give the awards that can count against one, where they were granted earlier."""
    own = policy.awards[award]
    over = [limit for limit in policy.limits if award in limit.over]
    limits = ({n for n in policy.awards if counts_beside(policy, lim, own, n)} for lim in over)
    each = ({n for side in e.sides for n in side.awards} for e in policy.exclusions)
    return set().union(*limits, *(names for names in each if award in names))


def _counting(policies: Iterable[Policy], award: str) -> set[str]:
    """Give the awards that one can count against, where it was granted earlier."""
    return {n for p in policies for n in p.awards if award in _counted(p, n)}


def _together(policies: Iterable[Policy]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for policy in policies:
        for name, others in decided_together(policy).items():
            found[name] = found.get(name, frozenset()) | others
    return found


def _over(policies: Iterable[Policy], key: Key) -> Iterator[str]:
    for policy in policies:
        for limit in policy.limits if key[0] == "limits" else ():
            yield from limit.over if limit.cited.name == key[1] else ()
        for exclusion in policy.exclusions if key[0] == "exclusions" else ():
            if exclusion.cited.name == key[1]:
                yield from (n for side in exclusion.sides for n in side.awards)

"""What those who send cases have to change: facts and awards that came, went or mean otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field

from interpreter.policy.model import Policy
from interpreter.policy.reach import names_of
from interpreter.review.essence import decides


@dataclass(frozen=True, slots=True)
class Interface:
    """The differences of two policies for those who send cases and read outcomes.

    `asks` and `drops` give per award the facts it now reads, or reads no more.
    """

    facts_added: tuple[str, ...] = ()
    facts_gone: tuple[str, ...] = ()
    facts_changed: tuple[str, ...] = ()
    awards_added: tuple[str, ...] = ()
    awards_gone: tuple[str, ...] = ()
    asks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drops: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        """Whether nobody who sends cases has to change anything."""
        return self == Interface()


def compare_interfaces(old: Policy, new: Policy) -> Interface:
    """Compare two policies whose readings are settled."""
    both = [name for name in new.facts if name in old.facts]
    changed = (n for n in both if decides(old.facts[n]) != decides(new.facts[n]))
    kept = [name for name in new.awards if name in old.awards]
    was = {name: _facts_read(name, old) for name in kept}
    now = {name: _facts_read(name, new) for name in kept}
    return Interface(
        tuple(n for n in new.facts if n not in old.facts),
        tuple(n for n in old.facts if n not in new.facts),
        tuple(changed),
        tuple(n for n in new.awards if n not in old.awards),
        tuple(n for n in old.awards if n not in new.awards),
        {n: more for n in kept if (more := _without(now[n], was[n]))},
        {n: less for n in kept if (less := _without(was[n], now[n]))},
    )


def _facts_read(award: str, policy: Policy) -> tuple[str, ...]:
    names = names_of(policy.awards[award], policy)
    keys = (policy.standards[n].by for n in names if n in policy.standards)
    return tuple(n for n in dict.fromkeys((*names, *keys)) if n in policy.facts)


def _without(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(n for n in these if n not in those)

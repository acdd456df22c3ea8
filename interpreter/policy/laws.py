"""The laws of a policy: what must hold of every case, read and held to their few forms."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from interpreter.language.tree import Expression
from interpreter.language.types import BOOLEAN, Kind
from interpreter.policy.draft import Draft, items_of, place_of, text_of
from interpreter.policy.law import (
    AtMost,
    Claim,
    Exemption,
    Irrelevant,
    Law,
    Monotone,
    Never,
    NoWorse,
    OncePer,
    Party,
    Within,
)
from interpreter.policy.model import Cited, Fact, Mandate, Policy
from interpreter.policy.payments import MONEY
from interpreter.policy.provisions import awards_over
from interpreter.policy.reach import names_through
from interpreter.policy.values import exact
from interpreter.problems import Place, Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar

# Each claim by the key it is written with, and the keys that may stand beside it.
BESIDE = {
    "never": frozenset[str](),
    "once_per": frozenset({"over", "sides"}),
    "at_most": frozenset({"over", "per"}),
    "within": frozenset({"over"}),
    "monotone": frozenset({"over", "order"}),
    "irrelevant": frozenset({"over"}),
    "no_worse": frozenset({"over"}),
}
EVERYWHERE = frozenset({"cites", "readings", "says", "except"})
RISING = (Kind.NUMBER, Kind.DATE, Kind.BOOLEAN)


def read_laws(
    draft: Draft,
    families: dict[str, tuple[str, ...]],
    facts: dict[str, Fact],
    mandates: tuple[Mandate, ...],
) -> tuple[Law, ...]:
    """Read what must hold of every case."""
    reader = _Reader(draft, families, facts, mandates)
    return tuple(law for entry in draft.section("laws") if (law := reader.law(*entry)) is not None)


def check_laws(policy: Policy, problems: Problems) -> None:
    """Note each condition of a law that reads a standard: on no day does it have a value."""
    for law in policy.laws:
        stated = [law.claim.formula] if isinstance(law.claim, Never) else []
        for expression in (*stated, *(e.where for e in law.exemptions)):
            dated = [n for n in names_through([expression], policy) if n in policy.standards]
            if dated:
                message = f"底线里的条件不看日期，不能读标准 `{shown(dated[0])}`"
                hint = "金额的界限写 within；别的写出数"
                problems.add("law-shape", expression.place, message, hint, about=law.cited.name)


class _Reader:
    def __init__(
        self,
        draft: Draft,
        families: dict[str, tuple[str, ...]],
        facts: dict[str, Fact],
        mandates: tuple[Mandate, ...],
    ) -> None:
        self._draft, self._families, self._facts = draft, families, facts
        self._mandates = tuple(m.cited.name for m in mandates)
        self._spoken_of = tuple(dict.fromkeys((*draft.awards, *families)))

    def law(self, name: str, data: Mapping, place: Place) -> Law | None:
        """Read one law; None when something in it is wrong."""
        draft = self._draft
        # A law decides nothing, so it does not make a clause one that is encoded.
        cites, readings = draft.cites(data, decides=False), draft.rests_on(data)
        cited = Cited(name, cites, readings, text_of(data.items.get("says")), place)
        exemptions = [self._exemption(item) for item in items_of(data.items.get("except"))]
        kind = self._kind(data)
        claim = _CLAIMS[kind](self, data) if kind else None
        whole = tuple(e for e in exemptions if e is not None)
        if claim is None or len(whole) < len(exemptions):
            return None
        return Law(cited, claim, whole)

    def _kind(self, data: Mapping) -> str:
        """Give the one key that says what is claimed; empty, and said, where it is not one."""
        said = [key for key in BESIDE if key in data.items]
        if len(said) != 1:
            hint = "写且只写一个：" + "、".join(BESIDE)
            self._shape(data, "底线没有说清守住什么", hint)
            return ""
        strange = [k for k in data.items if k not in EVERYWHERE | BESIDE[said[0]] | {said[0]}]
        for key in strange:
            hint = (
                "可以一起写的键：" + "、".join(sorted(BESIDE[said[0]])) if BESIDE[said[0]] else ""
            )
            message = f"写 {said[0]} 的底线不用写 `{key}`"
            self._draft.problems.add("law-shape", data.keys[key], message, hint, about=key)
        return "" if strange else said[0]

    def _shape(self, data: Data, message: str, hint: str) -> None:
        self._draft.problems.add("law-shape", data.place, message, hint)

    def _exemption(self, data: Data) -> Exemption | None:
        assert isinstance(data, Mapping)
        where = self._condition(data.items.get("where"))
        readings, why = self._draft.rests_on(data), text_of(data.items.get("why"))
        return None if where is None else Exemption(where, readings, why, data.place)

    def _condition(self, data: Data | None) -> Expression | None:
        return self._draft.expression(data, BOOLEAN, outcome=self._spoken_of)

    def _over(self, data: Mapping) -> tuple[str, ...]:
        """Read which awards a law is about; it must say so."""
        if "over" not in data.items:
            self._shape(data, "底线没有说清管哪些补贴", "写 over：家族名、补贴名列表，或“全部”")
        return awards_over(self._draft, data.items.get("over"), self._families)

    def _keys(self, data: Data | None) -> tuple[Expression, ...] | None:
        read = [self._draft.expression(key, event=True) for key in items_of(data)]
        return None if None in read else tuple(key for key in read if key is not None)

    def never(self, data: Mapping) -> Claim | None:
        """Read what no case's outcome may be."""
        formula = self._condition(data.items["never"])
        return None if formula is None else Never(formula)

    def once_per(self, data: Mapping) -> Claim | None:
        """Read what is paid only once under equal keys: any of `over`, or one of the sides."""
        keys = self._keys(data.items["once_per"])
        if ("over" in data.items) == ("sides" in data.items):
            self._shape(data, "只付一次的是哪些补贴没有说清", "写 over 或 sides，只写一个")
            return None
        if "over" in data.items:
            over = self._over(data)
            return None if keys is None else OncePer(keys, (Party(over),))
        parties = [self._party(side) for side in items_of(data.items["sides"])]
        whole = tuple(party for party in parties if party is not None)
        return None if keys is None or len(whole) < len(parties) else OncePer(keys, whole)

    def _party(self, data: Data) -> Party | None:
        assert isinstance(data, Mapping)
        awards = self._draft.award_names(data.items.get("awards"))
        if "where" not in data.items:
            return Party(awards)
        where = self._draft.expression(data.items["where"], BOOLEAN, event=True)
        return None if where is None else Party(awards, where)

    def at_most(self, data: Mapping) -> Claim | None:
        """Read how much is paid at most."""
        written, over = data.items["at_most"], self._over(data)
        keys = self._keys(data.items.get("per"))
        assert isinstance(written, Scalar)
        assert isinstance(written.value, int | Decimal)
        return None if keys is None else AtMost(exact(written.value), over, keys)

    def within(self, data: Mapping) -> Claim | None:
        """Read between which figures an amount lies."""
        ends = [self._draft.expression(e, MONEY) for e in items_of(data.items["within"])]
        over = self._over(data)
        least, most = ends
        return None if least is None or most is None else Within(least, most, over)

    def monotone(self, data: Mapping) -> Claim | None:
        """Read of which fact more never pays less."""
        fact, over = self._fact(data.items["monotone"]), self._over(data)
        order = tuple(text_of(option) for option in items_of(data.items.get("order")))
        if fact is None:
            return None
        place = place_of(data.items.get("order", data.items["monotone"]))
        if fact.type.kind is Kind.CHOICE:
            strange = [option for option in order if option not in fact.type.values]
            if len(order) > 1 and len(set(order)) == len(order) and not strange:
                return Monotone(fact.name, order, over)
            hint = "order 从少到多列出它的选项，至少两个，各写一次"
        elif fact.type.kind in RISING and not order:
            return Monotone(fact.name, (), over)
        else:
            hint = "数、日期和是非自有先后，不写 order；文字和多选没有先后"
        message = f"`{fact.name}` 是{fact.type}，看不出怎样算多"
        self._draft.problems.add("law-shape", place, message, hint, about=fact.name)
        return None

    def irrelevant(self, data: Mapping) -> Claim | None:
        """Read which facts never matter, to everything where it does not say to what."""
        facts = [self._fact(item) for item in items_of(data.items["irrelevant"])]
        over = self._over(data) if "over" in data.items else ()
        names = tuple(fact.name for fact in facts if fact is not None)
        return Irrelevant(names, over) if len(names) == len(facts) else None

    def no_worse(self, data: Mapping) -> Claim | None:
        """Read by which mandates' amendments nobody gets less."""
        found, over = [], self._over(data)
        for item in items_of(data.items["no_worse"]):
            name = text_of(item)
            if name not in self._mandates:
                hint = did_you_mean(name, self._mandates)
                message = f"没有授权 `{shown(name)}`"
                self._draft.problems.add("law-shape", item.place, message, hint, about=name)
            found.append(name)
        return NoWorse(tuple(found), over)

    def _fact(self, data: Data) -> Fact | None:
        name = text_of(data)
        fact = self._facts.get(name)
        if fact is None:
            hint, message = did_you_mean(name, self._facts), f"没有事实 `{shown(name)}`"
            self._draft.problems.add("unknown-fact", data.place, message, hint, about=name)
        return fact


_CLAIMS: dict[str, Callable[[_Reader, Mapping], Claim | None]] = {
    "never": _Reader.never,
    "once_per": _Reader.once_per,
    "at_most": _Reader.at_most,
    "within": _Reader.within,
    "monotone": _Reader.monotone,
    "irrelevant": _Reader.irrelevant,
    "no_worse": _Reader.no_worse,
}

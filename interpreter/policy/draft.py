"""What the sections of a policy file share while they are being read: names, types, problems."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from interpreter.language.checker import fits, read_date, read_expression
from interpreter.language.tree import EARLIER, GRANTED, PAID, Expression, names_in
from interpreter.language.types import BOOLEAN, CURRENCY, DATE, TEXT, Kind, Type, number
from interpreter.policy.model import NOWHERE, Cited, Condition, Window
from interpreter.problems import Place, Problems, did_you_mean, shown
from interpreter.source.data import Data, Mapping, Scalar, Sequence

EVENT, COUNTED, AWARD = "event", "counted_on", "award"
FROM, TO = "in_force_from", "in_force_to"
ALL = "全部"


@dataclass(slots=True)
class Draft:
    """The policy file being read: its root, the scope of names so far, and what was found."""

    root: Mapping
    problems: Problems
    scope: dict[str, Type] = field(default_factory=lambda: {FROM: DATE, TO: DATE})
    reads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clauses: frozenset[str] = frozenset()
    readings: frozenset[str] = frozenset()
    awards: tuple[str, ...] = ()
    cited: set[str] = field(default_factory=set)
    rested: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    rests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_force: tuple[date, date] = (date.min, date.max)

    def section(self, name: str) -> list[tuple[str, Mapping, Place]]:
        """Give the entries of a top-level table: name, data, and where the name stands."""
        table = self.root.items.get(name)
        if not isinstance(table, Mapping):
            return []
        return [
            (key, value, table.keys[key])
            for key, value in table.items.items()
            if isinstance(value, Mapping)
        ]

    def cites(self, data: Mapping, *, decides: bool = True) -> tuple[str, ...]:
        """Read the clauses an entry cites; each must be registered.

        Only an entry that `decides` something makes the clause count as encoded.
        """
        found = []
        for item in items_of(data.items.get("cites")):
            address = text_of(item)
            if address not in self.clauses:
                hint = did_you_mean(address, self.clauses)
                message = f"条文登记里没有 `{shown(address)}`"
                self.problems.add("unknown-clause", item.place, message, hint, about=address)
            if decides:
                self.cited.add(address)
            found.append(address)
        return tuple(found)

    def rests_on(self, data: Mapping) -> tuple[str, ...]:
        """Read the readings an entry rests on; each must be registered."""
        found = []
        for item in items_of(data.items.get("readings")):
            name = text_of(item)
            if name not in self.readings:
                hint = did_you_mean(name, self.readings)
                message = f"读法登记里没有 `{shown(name)}`"
                self.problems.add("unknown-reading", item.place, message, hint, about=name)
            self.rested.add(name)
            found.append(name)
        return tuple(found)

    def head(self, name: str, data: Mapping, place: Place) -> Cited:
        """Read what every entry that decides carries."""
        says = text_of(data.items.get("says"))
        return Cited(name, self.cites(data), self.rests_on(data), says, place)

    def expression(
        self,
        data: Data | None,
        expects: Type | None = None,
        *,
        event: bool = False,
        earlier: bool = False,
        outcome: Iterable[str] = (),
    ) -> Expression | None:
        """Read an expression over the names known so far.

        `event` allows what only an award has: its dates and its name.  `earlier` allows
        the names of an earlier record beside those of the case, `outcome` to speak of what
        becomes of the awards and families it names.
        """
        if not isinstance(data, Scalar):
            return None
        scope = {**self.scope, **self._of_award()} if event else dict(self.scope)
        if earlier:
            scope = {**scope, **{f"{EARLIER}{name}": given for name, given in scope.items()}}
        paid = number(CURRENCY, places=2)
        scope |= {f"{GRANTED}{n}": BOOLEAN for n in outcome} | {f"{PAID}{n}": paid for n in outcome}
        expression = read_expression(data, scope, self.problems, expects)
        if expression is not None:
            names = [name.removeprefix(EARLIER) for name in names_in(expression.root)]
            self.used.update(names)
            self.rested.update(name for name in names if name in self.readings)
        return expression

    def _of_award(self) -> dict[str, Type]:
        return {EVENT: DATE, COUNTED: DATE, AWARD: Type(Kind.CHOICE, values=self.awards)}

    def facts_read(self, *expressions: Expression | None) -> tuple[str, ...]:
        """Give the facts that expressions read, through definitions and standards too."""
        found: dict[str, None] = {}
        for expression in expressions:
            for name in names_in(expression.root) if expression else ():
                found.update(dict.fromkeys(self.reads.get(name, ())))
        return tuple(found)

    def rests_of(self, *expressions: Expression | None) -> tuple[str, ...]:
        """Give the readings that expressions ask for, through definitions too."""
        found: set[str] = set()
        for expression in expressions:
            for name in names_in(expression.root) if expression else ():
                found.update(self.rests.get(name.removeprefix(EARLIER), ()))
        return tuple(sorted(found))

    def condition(
        self,
        data: Data | None,
        cites: tuple[str, ...],
        *,
        title: str = "",
        event: bool = True,
    ) -> Condition | None:
        """Read a condition: an expression, or a mapping with `if`, words, clause and readings."""
        table = data.items if isinstance(data, Mapping) else {"if": data}
        expression = self.expression(table.get("if"), BOOLEAN, event=event)
        own = self.cites(data) if isinstance(data, Mapping) and "cites" in table else cites
        readings = self.rests_on(data) if isinstance(data, Mapping) else ()
        if expression is None:
            return None
        readings = tuple(sorted({*readings, *self.rests_of(expression)}))
        named = text_of(table.get("says")) or title or expression.text
        reads = self.facts_read(expression)
        window = self.window(data)
        if window != Window() and not event:
            message = "没有 event 的地方，条件不能只在一段时间内适用"
            self.problems.add("window-without-event", place_of(data), message, "写明 event")
        cure = text_of(table.get("cure"))
        return Condition(named, expression, own, readings, reads, cure, window)

    def window(self, data: Data | None) -> Window:
        """Read the days of events a rule governs: `from` and `to`, both optional."""
        if not isinstance(data, Mapping) or not {"from", "to"} & set(data.items):
            return Window()
        start, end = self.day(data.items.get("from")), self.day(data.items.get("to"))
        first, last = self.in_force
        if start is not None and end is not None and end < start:
            self.problems.add("window-order", data.place, "结束日期早于开始日期")
        elif (start or first) > last or (end or last) < first:
            message = f"政策期限是 {first} 到 {last}，没有事件会落在这段时间里"
            self.problems.add("window-unreachable", data.place, message)
        return Window(start, end)

    def check_succession(self, titled: Sequence_[tuple[str, Window, Place]]) -> None:
        """Versions of one rule, told by their title, follow each other without overlap."""
        for title in dict.fromkeys(t for t, _, _ in titled):
            versions = [
                (w.start or date.min, w.end or date.max, p) for t, w, p in titled if t == title
            ]
            for (_, end, _), (start, _, place) in pairwise(sorted(versions, key=lambda v: v[:2])):
                if start <= end:
                    message = f"“{shown(title)}”的两个版本时间重叠"
                    self.problems.add(
                        "window-overlap", place, message, "前一个写 to，后一个写 from"
                    )
                elif (start - end).days > 1:
                    message = f"“{shown(title)}”在 {end} 与 {start} 之间没有版本"
                    self.problems.add("window-gap", place, message, warning=True)

    def payee(self, data: Data | None) -> Expression | None:
        """Read who is paid: an expression that gives a text."""
        return self.expression(data, TEXT)

    def award_names(self, data: Data | None) -> tuple[str, ...]:
        """Read a list of awards; each must exist."""
        return self._known(data, self.awards, "unknown-award", "补贴里没有")

    def _known(
        self, data: Data | None, known: Iterable[str], code: str, why: str
    ) -> tuple[str, ...]:
        found = []
        for item in items_of(data):
            name = text_of(item)
            if name not in known:
                hint = did_you_mean(name, known)
                self.problems.add(code, item.place, f"{why} `{shown(name)}`", hint, about=name)
            else:
                found.append(name)
        return tuple(found)

    def day(self, data: Data | None) -> date | None:
        """Read a date of the calendar, or note that it is none."""
        if not isinstance(data, Scalar):
            return None
        day = read_date(data.value) if isinstance(data.value, str) else None
        if day is None:
            message = f"不是日历上有的日期：{shown(data.value)}"
            self.problems.add("bad-date", data.place, message, "写作 2020-01-31")
        return day

    def name_it(
        self,
        name: str,
        place: Place,
        given: Type,
        reads: tuple[str, ...] = (),
        rests: tuple[str, ...] = (),
    ) -> None:
        """Bring a name into scope, once and only once, with what it reads and rests on."""
        if name in self.scope:
            message = f"`{shown(name)}` 已经是另一个事实、标准或定义的名称"
            self.problems.add("duplicate-name", place, message, "换一个名称", about=name)
            return
        self.scope[name] = given
        self.reads[name] = reads
        self.rests[name] = rests


def items_of(data: Data | None) -> tuple[Data, ...]:
    """Give the items of a list; a single value counts as a list of one, nothing as none."""
    if data is None:
        return ()
    return data.items if isinstance(data, Sequence) else (data,)


def text_of(data: Data | None) -> str:
    """Give the text of a scalar, or an empty text."""
    return data.value if isinstance(data, Scalar) and isinstance(data.value, str) else ""


def fits_money(given: Type, unit: Type) -> bool:
    """Say whether an amount may stand where money is paid."""
    return given.kind in (Kind.NUMBER, Kind.UNSTATED) and fits(given, unit)


def place_of(data: Data | None) -> Place:
    """Give where data stands, or nowhere."""
    return data.place if data is not None else NOWHERE

"""Made-up policies of any number of rules, as YAML: the same text for the same number and seed.

About 4.5 conditions a rule with or-groups, choices up to 31 options, dates, money, dated
standards; gates that each block a sixth of the rules; a twelfth as many ranked exclusions of
three rules, a fifteenth as many that keep the highest of three, a twelfth as many caps.
More tangled than a real subsidy policy.  `python benchmarks/synthetic.py 30 > policy.yaml`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

GATES = 6
LATEST = "2021-12-31"
DAY = "type: date, min: 2015-01-01, max: 2025-12-31"


@dataclass(frozen=True)
class Names:
    """The facts of a policy of some size, by kind."""

    numbers: tuple[str, ...]
    money: tuple[str, ...]
    choices: tuple[tuple[str, int], ...]
    flags: tuple[str, ...]
    days: tuple[str, ...]


def names_of(rules: int, random: Random) -> Names:
    """Name the facts: about two for every five rules, and a few more."""
    count = 18 + rules * 2 // 5

    def some(kind: str, share: int) -> tuple[str, ...]:
        return tuple(f"{kind}{i}" for i in range(max(2, count * share // 100)))

    sizes = [(name, random.choice((3, 4, 5, 8, 12, 31))) for name in some("选项", 30)]
    parts = (some("月数", 20), some("金额", 12), tuple(sizes), some("是否", 24), some("日期", 8))
    return Names(*parts)


class Maker:
    """Makes one policy, drawing everything from one seed."""

    def __init__(self, rules: int, seed: int = 79) -> None:
        self._random = Random(seed * 1009 + rules)
        self._rules = rules
        self._names = names_of(rules, self._random)

    def text(self) -> str:
        """Give the policy as YAML."""
        parts = (self._head, self._facts, self._standards, self._gates, self._awards)
        more = (self._limits, self._exclusions)
        return "\n".join(line for part in (*parts, *more) for line in part()) + "\n"

    def _head(self) -> Iterator[str]:
        yield f"policy: 合成-{self._rules}\nnumber: 合成〔2019〕{self._rules}号\ntitle: 合成的办法"
        yield f"issued: 2019-01-01\nin_force: {{from: 2019-01-01, to: {LATEST}, cites: 一}}"
        yield "clauses:\n  一: {title: 各项补贴, kind: encoded, says: 合乎条件的给补贴}"

    def _facts(self) -> Iterator[str]:
        names = self._names
        yield "facts:"
        yield f"  事件日: {{{DAY}, typical: 2020-06-01, ask: 哪天？}}"
        yield "  件号: {type: text, names_one: true, typical: 示例件, ask: 哪一件？}"
        yield "  择一: {type: choice, values: [甲, 乙, 丙], typical: 甲, ask: 选哪一项？}"
        for name in names.numbers:
            yield f"  {name}: {{type: integer, min: 0, max: 120, typical: 24, ask: 几个？}}"
        for name in names.money:
            yield f"  {name}: {{type: money, min: 0, max: 1000000, typical: 5000, ask: 多少元？}}"
        for name, size in names.choices:
            values = ", ".join(f"{name}之{i}" for i in range(size))
            written = f"type: choice, values: [{values}], typical: {name}之0"
            yield f"  {name}: {{{written}, ask: 哪一种？}}"
        for name in names.flags:
            yield f"  {name}: {{type: boolean, typical: true, ask: 是吗？}}"
        for name in names.days:
            yield f"  {name}: {{{DAY}, typical: 2020-01-06, ask: 哪天？}}"
        yield "constraints:"
        for name in names.days:
            yield f"  - {{always: {name} <= 事件日, says: {name}不晚于事件日}}"

    def _standards(self) -> Iterator[str]:
        yield "standards:"
        for rule in range(self._rules):
            by = self._random.choice(self._names.choices) if rule % 3 == 0 else None
            days = ["2019-01-01", "2020-01-01", "2020-07-01"][: self._random.choice((1, 1, 2, 3))]
            versions = ", ".join(f"{{from: {day}, {self._value(by)}}}" for day in days)
            rows = f"by: {by[0]}, " if by else ""
            yield f"  标准{rule}: {{cites: 一, unit: 元, {rows}values: [{versions}]}}"

    def _value(self, by: tuple[str, int] | None) -> str:
        if by is None:
            return f"value: {self._amount()}"
        rows = ", ".join(f"{by[0]}之{i}: {self._amount()}" for i in range(by[1]))
        return f"rows: {{{rows}}}"

    def _amount(self) -> int:
        return self._random.randrange(3, 60) * 100

    def _gates(self) -> Iterator[str]:
        yield "gates:"
        within = "in_force_from <= event <= in_force_to"
        yield f"  期内: {{cites: 一, says: 在期内, over: 全部, if: {within}}}"
        for gate in range(GATES):
            over = ", ".join(f"补贴{i}" for i in range(gate, self._rules, GATES))
            flag = self._random.choice(self._names.flags)
            test = f"not {flag} or {self._leaf()}"
            yield f"  门槛{gate}: {{cites: 一, says: 合乎门槛{gate}, over: [{over}], if: '{test}'}}"

    def _awards(self) -> Iterator[str]:
        yield "awards:"
        for rule in range(self._rules):
            name, options = self._random.choice(self._names.choices)
            kept = self._random.sample(range(options), max(1, options * 2 // 3))
            listed = ", ".join(f'"{name}之{i}"' for i in sorted(kept))
            yield f"  补贴{rule}:\n    cites: 一\n    says: 合乎条件的给补贴{rule}"
            yield f"    payee: '\"{'企业' if rule % 2 else '个人'}\"'\n    event: 事件日"
            yield f"    applies: '{name} in [{listed}]'\n    when:"
            asked = (self._condition() for _ in range(self._random.choice((3, 4, 4))))
            yield from (f"      - '{condition}'" for condition in dict.fromkeys(asked))
            yield f"    amount: '{self._pay(rule)}'"

    def _condition(self) -> str:
        if self._random.random() < 0.25:
            return f"{self._leaf()} or {self._leaf()}"
        return self._leaf()

    def _leaf(self) -> str:
        random, names = self._random, self._names
        kind = random.choice(("number", "number", "money", "choice", "choice", "flag", "day"))
        if kind == "number":
            way = random.choice((">=", "<"))
            return f"{random.choice(names.numbers)} {way} {random.randrange(6, 90)}"
        if kind == "money":
            return f"{random.choice(names.money)} <= {random.randrange(1, 900) * 1000}"
        if kind == "choice":
            name, size = random.choice(names.choices)
            kept = sorted(random.sample(range(size), max(1, size // 2)))
            return f"{name} in [" + ", ".join(f'"{name}之{i}"' for i in kept) + "]"
        if kind == "flag":
            return random.choice(names.flags)
        day = random.choice(names.days)
        months = f"months_between({day}, 事件日) >= {random.randrange(1, 18)}"
        return random.choice((months, f"add_years({day}, 1) >= 事件日"))

    def _pay(self, rule: int) -> str:
        money = self._random.choice(self._names.money)
        return self._random.choice((f"标准{rule}", f"标准{rule}", f"min({money}, 标准{rule})"))

    def _limits(self) -> Iterator[str]:
        yield "limits:"
        for cap in range(max(1, self._rules // 12)):
            over = ", ".join(f"补贴{i}" for i in self._picked(4))
            most = self._random.choice((1, 2, 3))
            yield (
                f"  上限{cap}: {{cites: 一, says: 每年不超过{most}次, over: [{over}], "
                f"per: [year(counted_on)], count: 件号, at_most: '{most}'}}"
            )

    def _exclusions(self) -> Iterator[str]:
        yield "exclusions:"
        for number in range(max(1, self._rules // 12)):
            sides = ", ".join(f"{{awards: [补贴{i}]}}" for i in self._picked(3))
            yield (
                f"  排序{number}: {{cites: 一, says: 只给一项, per: [件号], "
                f"keep: [paid_first, rank], sides: [{sides}]}}"
            )
        for number in range(max(1, self._rules // 15)):
            pairs = zip("甲乙丙", self._picked(3), strict=True)
            sides = ", ".join(f"{{choice: {c}, awards: [补贴{i}]}}" for c, i in pairs)
            yield (
                f"  择高{number}: {{cites: 一, says: 只给高的, per: [件号], "
                f"keep: [elected, higher], elects: 择一, sides: [{sides}]}}"
            )

    def _picked(self, count: int) -> list[int]:
        return self._random.sample(range(self._rules), min(count, self._rules))


def synthetic(rules: int, seed: int = 79) -> str:
    """Give a policy of so many rules as YAML."""
    return Maker(rules, seed).text()


if __name__ == "__main__":
    print(synthetic(int(sys.argv[1])), end="")

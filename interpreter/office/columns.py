"""Which column of a file is which fact: every column is known, or named as one to carry along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from interpreter.office.cells import plain
from interpreter.office.names import CASE, CLAIMS, DECISION_COLUMNS
from interpreter.policy.model import Fact, Policy
from interpreter.problems import Place, Problems, did_you_mean, shown


@dataclass(frozen=True)
class Columns:
    """The columns of a file by position, from 0: all that have a name, and those that are facts."""

    names: dict[int, str]
    facts: dict[int, Fact]

    def of(self, name: str) -> int | None:
        """Give the position of the column of that name."""
        return next((index for index, given in self.names.items() if given == name), None)


def known_columns(policy: Policy) -> frozenset[str]:
    """Give every name of a column of cases that is read."""
    return frozenset({CASE, CLAIMS, *policy.facts})


def match_columns(
    header: tuple[str, ...],
    policy: Policy,
    place: Place,
    *,
    others: Collection[str] = (CASE, CLAIMS),
    carried: Collection[str] = (),
    taken: Collection[str] = DECISION_COLUMNS,
) -> Columns:
    """Match a header, at `place`, with the facts of a policy and the `others` that are known.

    `carried` columns are known but not read; those `taken` may not be there.  Raises Refused with
    every column that is unknown, given twice, or taken.
    """
    names = {i: plain(name) for i, name in enumerate(header) if plain(name)}
    known = {*others, *policy.facts}
    problems = Problems()
    if not known.intersection(names.values()):
        hint = "第一行写列名，列名是事实的名称（facts 命令列出全部）；也可能是编码不对"
        problems.add("no-known-column", place, "第一行没有一个认得的列名", hint)
        problems.refuse_if_any()
    counts = Counter(names.values())
    for index, name in names.items():
        at = Place(place.file, place.line, index + 1)
        if counts[name] > 1:
            message = f"列 `{shown(name)}` 不止一列"
            problems.add("duplicate-column", at, message, "留下对的一列", about=name)
        elif name in taken:
            hint = "用原来的名单；决定会写进另一个文件"
            problems.add("column-taken", at, f"列名 `{name}` 留给决定用", hint, about=name)
        elif name not in known and name not in carried:
            hint = did_you_mean(name, known) + f"只照抄、不读，加上 --carry {shown(name)}"
            problems.add("unknown-column", at, f"没有叫 `{shown(name)}` 的事实", hint, about=name)
    problems.refuse_if_any()
    by_name = {name: index for index, name in names.items()}
    return Columns(names, {by_name[n]: f for n, f in policy.facts.items() if n in by_name})

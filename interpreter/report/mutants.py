"""Surviving mutants for people: where each is, what it changes, by clause; and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from interpreter.problems import Place, visible
from interpreter.truth.mutant import Mutant
from interpreter.truth.mutation_idea import Hint
from interpreter.truth.search import HISTORY, Change

NO_CLAUSE = "通则"


@dataclass(frozen=True, slots=True)
class Hunted:
    """What a hunt came to: how many mutants there are and ran, and what became of them.

    `declared` counts the survivors declared equivalent; `faults` says what went wrong in the
    interpreter, by mutant; `hints` gives an idea of a case, by survivor, where one was sought.
    """

    count: int
    ran: int
    declared: int
    goldens: int
    survivors: Sequence[Mutant]
    faults: Mapping[str, str]
    seed: int
    hints: Mapping[str, Hint | None] = field(default_factory=dict)

    @property
    def killed(self) -> int:
        """How many a golden case noticed."""
        return self.ran - self.declared - len(self.survivors) - len(self.faults)


def mutants_text(hunted: Hunted) -> str:
    """Give the survivors by clause, each with its place and its change, and the sum at the end."""
    lines: list[str] = []
    for clause, found in _by_clause(hunted.survivors).items():
        lines.append(f"【{clause}】")
        for mutant in found:
            lines.append(f"  {mutant.place}: {mutant.rule}（{mutant.part}）：{mutant.says}")
            lines.append(f"      编号 {mutant.id}")
            if mutant.id in hunted.hints:
                lines.append(f"      {_hinted(hunted.hints[mutant.id])}")
    for mutant_id, told in hunted.faults.items():
        lines.append(f"程序出错，请报告：{mutant_id}：{visible(told)}")
    return "\n".join([*lines, _sum(hunted)])


def _hinted(hint: Hint | None) -> str:
    if hint is None:
        return "没有想到能察觉的案件；可能是等价的，也可能要另想"
    readings = "、".join(f"{name}={option}" for name, option in hint.readings.items())
    start = f"{hint.golden.file}“{hint.golden.name}”" + (f"，读法 {readings}" if readings else "")
    changes = "；".join(_changed(change, hint.golden.raw["facts"]) for change in hint.changes)
    return visible(f"能察觉的案件：从 {start} 出发，{changes or '补上应有的结果'}")


def _changed(change: Change, facts: Mapping[str, object]) -> str:
    if change.about == HISTORY and isinstance(change.value, list):
        records = "、".join(_record(record, facts) for record in change.value)
        return f"{HISTORY} 改为 {records or '[]'}"
    return f"{change.about} 改为 {_value(change.value)}"


def _record(record: Mapping[str, object], facts: Mapping[str, object]) -> str:
    """Give an earlier award with those facts that are not the ones of the case."""
    own = {n: v for n, v in record.items() if n != "award" and (n not in facts or facts[n] != v)}
    told = "，".join(f"{name} {_value(value)}" for name, value in own.items())
    return f"{record['award']}（{told or '事实与本案相同'}）"


def _value(value: object) -> str:
    """Give a raw value as a golden file would hold it."""
    if value is None:
        return "不写"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _by_clause(mutants: Iterable[Mutant]) -> dict[str, list[Mutant]]:
    found: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        found.setdefault(mutant.clause or NO_CLAUSE, []).append(mutant)
    return found


def _sum(hunted: Hunted) -> str:
    drawn = hunted.ran < hunted.count
    sampled = f"（从 {hunted.count} 个里抽取，种子 {hunted.seed}）" if drawn else ""
    left = len(hunted.survivors)
    verdict = f"金案没有察觉 {left} 个" if left else "金案全部察觉"
    return (
        f"变异 {hunted.ran} 个{sampled}，金案 {hunted.goldens} 个：察觉 {hunted.killed} 个，"
        f"声明为等价 {hunted.declared} 个；{verdict}。"
    )


def mutants_json(hunted: Hunted) -> str:
    """Give the same as one JSON object."""
    data = {
        "mutants": hunted.count,
        "ran": hunted.ran,
        "goldens": hunted.goldens,
        "killed": hunted.killed,
        "equivalent": hunted.declared,
        "seed": hunted.seed if hunted.ran < hunted.count else None,
        "survivors": [_entry(m, hunted.hints.get(m.id)) for m in hunted.survivors],
        "faults": dict(hunted.faults),
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def _entry(mutant: Mutant, hint: Hint | None) -> dict[str, object]:
    return {
        "id": mutant.id,
        "clause": mutant.clause,
        "rule": mutant.rule,
        "part": mutant.part,
        "change": mutant.says,
        **_at(mutant.place),
        "idea": None if hint is None else _idea(hint),
    }


def _idea(hint: Hint) -> dict[str, object]:
    return {
        "from": {"file": visible(hint.golden.file), "name": hint.golden.name},
        "readings": dict(hint.readings),
        "changes": {change.about: change.value for change in hint.changes},
    }


def _at(place: Place) -> dict[str, object]:
    return {"file": visible(place.file), "line": place.line, "column": place.column}

"""Surviving mutants for people: where each is, what it changes, by clause; and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interpreter.problems import Place, visible
from interpreter.review.mutation import Mutant

NO_CLAUSE = "通则"


@dataclass(frozen=True, slots=True)
class Hunted:
    """What a hunt came to: how many mutants there are and ran, and what became of them.

    `declared` counts the survivors declared equivalent; `faults` says what went wrong in the
    interpreter, by mutant.
    """

    count: int
    ran: int
    declared: int
    goldens: int
    survivors: Sequence[Mutant]
    faults: Mapping[str, str]
    seed: int

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
    for mutant_id, told in hunted.faults.items():
        lines.append(f"程序出错，请报告：{mutant_id}：{visible(told)}")
    return "\n".join([*lines, _sum(hunted)])


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
        "survivors": [_entry(m) for m in hunted.survivors],
        "faults": dict(hunted.faults),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _entry(mutant: Mutant) -> dict[str, object]:
    return {
        "id": mutant.id,
        "clause": mutant.clause,
        "rule": mutant.rule,
        "part": mutant.part,
        "change": mutant.says,
        **_at(mutant.place),
    }


def _at(place: Place) -> dict[str, object]:
    return {"file": visible(place.file), "line": place.line, "column": place.column}

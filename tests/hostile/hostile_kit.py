"""What the hostile tests share: a small policy, its facts, and how a command is run.

A command runs in a process of its own, bounded in memory and in the processor's time.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zygote import run_forked

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policy/2019-79.yaml"
CASE = json.loads((ROOT / "examples/new-hire.json").read_text(encoding="utf-8"))
MOST_SECONDS = 10  # of the processor: a machine that others use too is no failure
MOST_MEMORY = 1 << 30

SMALL = """\
policy: 示例
number: 示例〔2020〕1号
title: 示例办法
issued: 2020-01-15
in_force: {from: 2020-01-01, to: 2020-12-31, cites: 一}
clauses:
  一: {title: 补贴, kind: encoded, says: 示例}
facts:
  人数: {type: integer, unit: 人, min: 0, max: 100, typical: 1, ask: 几个人？}
  日期: {type: date, min: 0001-01-01, max: 9999-12-31, typical: 2020-06-01, ask: 哪天？}
  另日: {type: date, min: 0001-01-01, max: 9999-12-31, typical: 2020-06-01, ask: 哪天？}
  证书: {type: set, values: [甲证, 乙证], typical: [甲证], ask: 有哪些证书？}
  职业: {type: text, typical: 示例工种, ask: 什么职业？}
standards:
  标准: {cites: 一, unit: 元/人, values: [{from: 2020-01-01, value: 100}]}
awards:
  补贴:
    cites: 一
    says: 示例
    payee: '"企业"'
    event: 日期
    when:
      - >-
        WHEN
    amount: 标准 * 人数
mandates:
  提标: {cites: 一, says: 示例, standard: 标准, only: any, approved_by: 示例市人民政府}
"""
FACTS = {"人数": 2, "日期": "2020-06-01", "另日": "2020-05-01", "证书": ["甲证"], "职业": "焊工"}
AMENDMENT = """\
amendment: 示例修订
amends: 示例
authority: 一
approved_by: 示例市人民政府
approval: 示例〔2020〕2号
decided_on: 2020-02-01
changes:
  - {standard: 标准, from: 2020-05-01, value: VALUE, because: 示例}
"""


@dataclass(frozen=True)
class Told:
    """What a command printed, and how it ended."""

    code: int
    text: str

    @property
    def is_refusal(self) -> bool:
        """Exit code 1, a problem with its code, nothing of Python's, nothing a terminal obeys."""
        return self.code == 1 and "错误[" in self.text and self.is_clean

    @property
    def is_clean(self) -> bool:
        return "Traceback" not in self.text and self.is_printable

    @property
    def is_printable(self) -> bool:
        return all(char.isprintable() or char in "\n\u3000" for char in self.text)


Command = Callable[..., Told]
Write = Callable[..., Path]


def run_command(
    folder: Path, arguments: tuple[str | Path, ...], given: bytes, environment: dict[str, str]
) -> Told:
    """Run a command in a folder, with a cache of its own there; what runs away is killed."""
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "PYTHONIOENCODING": "utf-8"}
    done = run_forked(
        arguments,
        folder,
        {**os.environ, **own, **environment},
        given=given,
        flags=("-W", "error"),
        limits={resource.RLIMIT_DATA: MOST_MEMORY, resource.RLIMIT_CPU: MOST_SECONDS},
        timeout=20 * MOST_SECONDS,
    )
    return Told(done.returncode, (done.stdout + done.stderr).decode("utf-8", "backslashreplace"))


def small(when: str = "人数 >= 1", sections: str = "") -> str:
    """Give the small policy with a condition, and sections of its own in place of its."""
    own = {line.split(":")[0] for line in sections.splitlines() if line[:1] not in (" ", "")}
    kept: list[str] = []
    keeps = True
    for line in SMALL.replace("WHEN", when.replace("\n", "\n\n        ")).splitlines():
        if line[:1] not in (" ", ""):
            keeps = line.split(":")[0] not in own
        kept += [line] if keeps else []
    return sections + "\n".join(kept) + "\n"

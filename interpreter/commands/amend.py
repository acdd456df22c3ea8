"""`amend`: what an amendment would do, or the skeleton of a new one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    Day,
    default_goldens,
    load_plain,
    policy_option,
    source_of,
    today,
)

if TYPE_CHECKING:
    from interpreter.policy.model import Mandate, Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """What a new amendment is to change, from options or answers at a terminal."""

    standard: str | None = None
    key: str = ""
    start: date | None = None
    value: str = ""
    end: date | None = None
    cap: str | None = None
    ruling: str | None = None


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--goldens", type=click.Path(path_type=Path), help="用这个文件夹的金案看变动。")
@click.option("--new", "new", is_flag=True, help="写出一份新修订的样子，照着填写。")
@click.option("--standard", help="新修订改哪个标准。")
@click.option("--for", "key", default="", help="针对哪个取值（按取值分行的标准）。")
@click.option("--from", "start", type=Day(), help="从哪天的事件起适用。")
@click.option("--value", default="", help="新的标准，或新上限最多多少。")
@click.option("--extend-to", "end", type=Day(), help="新修订把政策延长到哪天。")
@click.option("--limit", "cap", help="新修订添的上限叫什么。")
@click.option("--ruling", metavar="A24=选项", help="新修订裁定哪条读法，裁定为哪个选项。")
@policy_option
def amend(
    file: Path | None,
    goldens: Path | None,
    new: bool,
    standard: str | None,
    key: str,
    start: date | None,
    value: str,
    end: date | None,
    cap: str | None,
    ruling: str | None,
    policy: Path | None,
) -> None:
    """说明一份修订生效以后会怎样：改了什么、涉及哪些补贴、哪些金案变动；或写出新修订的样子。

    例：python cli.py amend 修订.yaml，或 python cli.py amend --new
    """
    if new:
        found = load_plain(source_of(policy))
        asked = Asked(standard, key, start, value, end, cap, ruling)
        if asked == Asked() and found.mandates and sys.stdin.isatty():
            asked = _ask(found)
        click.echo(_skeleton(found, asked), nl=False)
        return
    if file is None:
        raise click.UsageError("写明修订文件，或用 --new 写出新修订的样子")
    click.echo(_trial(policy, file, goldens))


def _trial(policy: Path | None, file: Path, goldens: Path | None) -> str:
    from interpreter.report.trial import trial_text
    from interpreter.review.trial import effects, moves
    from interpreter.truth.golden import read_goldens

    base = load_plain(source_of(policy), date.max)
    amended = load_plain(source_of(policy, (file,)), date.max)
    added = [a for a in amended.amendments if a not in base.amendments]
    folder = goldens or default_goldens(base)
    cases = read_goldens(folder) if folder is not None else []
    found = moves(base, amended, cases)
    pages = [trial_text(a, effects(base, amended, a), found, amended) for a in added]
    return "\n".join(pages) or "这份修订已经生效，没有可以试行的改动"


def _skeleton(policy: Policy, asked: Asked) -> str:
    from interpreter.report.skeletons import skeleton

    fitting = [m for m in policy.mandates if _fits(m, asked)]
    if not fitting:
        told = "、".join(dict.fromkeys(m.cited.says for m in policy.mandates)) or "没有"
        raise click.UsageError(f"没有这样的授权；政策的授权：{told}")
    mandate, first = fitting[0], asked.start or today()
    day = asked.end or first
    name, _, option = (asked.ruling or "").partition("=")
    if name and name not in policy.readings:
        raise click.UsageError(f"读法登记里没有 {name}")
    return skeleton(policy, mandate, asked.cap or name, asked.key, day, option or asked.value)


def _fits(mandate: Mandate, asked: Asked) -> bool:
    """Say whether a mandate allows what is asked for; where nothing is, a standard."""
    from interpreter.policy.approved import Matter

    if asked.end:
        return mandate.matter is Matter.END
    if asked.cap:
        return mandate.matter is Matter.CAP
    if asked.ruling:
        return asked.ruling.partition("=")[0] in mandate.rules_on
    return mandate.matter is Matter.STANDARD and asked.standard in (None, mandate.standard)


def _ask(policy: Policy) -> Asked:
    """Ask a person at a terminal what to change; the questions go beside the output."""
    from interpreter.policy.approved import Matter

    mandates = policy.mandates
    for number, mandate in enumerate(mandates, 1):
        click.echo(f"{number}. {mandate.cited.says}（{mandate.cited.cites[0]}）", err=True)
    chosen: int = click.prompt(
        "照哪一项授权", type=click.IntRange(1, len(mandates)), default=1, err=True
    )
    mandate = mandates[chosen - 1]
    if mandate.matter is Matter.END:
        return Asked(end=_asked_day("延长到哪天"))
    if mandate.matter is Matter.READING:
        name = click.prompt("裁定哪条读法", type=click.Choice(mandate.rules_on), err=True)
        options = policy.readings[name].options
        option = click.prompt("裁定为", type=click.Choice(options), err=True)
        return Asked(ruling=f"{name}={option}", start=_asked_day("从哪天的事件起适用"))
    if mandate.matter is Matter.CAP:
        name = click.prompt("新上限的名称", err=True)
        most = click.prompt("最多", default="1", err=True)
        return Asked(cap=name, value=most, start=_asked_day("从哪天的事件起适用"))
    key = click.prompt(f"针对哪个{mandate.by}", err=True) if mandate.by else ""
    value = click.prompt("新的标准", err=True)
    start = _asked_day("从哪天的事件起适用")
    return Asked(standard=mandate.standard, key=key, value=value, start=start)


def _asked_day(question: str) -> date:
    day: date = click.prompt(question, type=Day(), default=str(today()), err=True)
    return day

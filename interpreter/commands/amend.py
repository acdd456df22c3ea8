"""`amend`: what an amendment would do, or the skeleton of a new one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from interpreter.commands.terminal import (
    Day,
    default_goldens,
    load_plain,
    policy_option,
    source_of,
    today,
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--goldens", type=click.Path(path_type=Path), help="用这个文件夹的金案看变动。")
@click.option("--new", "new", is_flag=True, help="写出一份新修订的样子，照着填写。")
@click.option("--standard", help="新修订改哪个标准。")
@click.option("--for", "key", default="", help="针对哪个取值（按取值分行的标准）。")
@click.option("--from", "start", type=Day(), help="从哪天的事件起适用。")
@click.option("--value", default="0", help="新的标准。")
@policy_option
def amend(
    file: Path | None,
    goldens: Path | None,
    new: bool,
    standard: str | None,
    key: str,
    start: date | None,
    value: str,
    policy: Path | None,
) -> None:
    """说明一份修订生效以后会怎样：改了什么、涉及哪些补贴、哪些金案变动；或写出新修订的样子。

    例：python cli.py amend 修订.yaml，或 python cli.py amend --new
    """
    if new:
        click.echo(_skeleton(policy, standard, key, start or today(), value), nl=False)
        return
    if file is None:
        raise click.UsageError("写明修订文件，或用 --new 写出新修订的样子")
    click.echo(_trial(policy, file, goldens))


def _trial(policy: Path | None, file: Path, goldens: Path | None) -> str:
    from interpreter.report.trial import trial_text
    from interpreter.review.golden import read_goldens
    from interpreter.review.trial import effects, moves

    base = load_plain(source_of(policy), date.max)
    amended = load_plain(source_of(policy, (file,)), date.max)
    added = [a for a in amended.amendments if a not in base.amendments]
    folder = goldens or default_goldens(base)
    cases = read_goldens(folder) if folder is not None else []
    found = moves(base, amended, cases)
    pages = [trial_text(a, effects(base, amended, a), found, amended) for a in added]
    return "\n".join(pages) or "这份修订已经生效，没有可以试行的改动"


def _skeleton(policy: Path | None, standard: str | None, key: str, start: date, value: str) -> str:
    from interpreter.report.trial import skeleton

    found = load_plain(source_of(policy))
    mandates = [m for m in found.mandates if m.standard and standard in (None, m.standard)]
    if not mandates:
        allowed = "、".join(m.standard for m in found.mandates if m.standard) or "没有"
        raise click.UsageError(f"没有授权修订这个标准；可以修订：{allowed}")
    return skeleton(found, mandates[0], key, start, value)

"""`coverage` and `suggest`: which rules the golden cases show, and which cases are missing."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
    default_policy,
    load_plain,
    near,
    open_goldens,
    policy_option,
    source_of,
)

if TYPE_CHECKING:
    from interpreter.evaluation.program import Program
    from interpreter.truth.coverage import Coverage
    from interpreter.truth.golden import Golden

goldens_option = click.option(
    "--goldens", type=click.Path(path_type=Path), help="用这个文件夹的金案。"
)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "lines", "json"]), default="text")
@click.option("--gate", is_flag=True, help="只说缺什么；缺了，退出码为 3。")
@goldens_option
@policy_option
def coverage(form: str, gate: bool, goldens: Path | None, policy: Path | None) -> None:
    """看金案证明了哪些规则：每个条件、每行标准、每个上限、每种择一、每种读法。

    例：python cli.py coverage --format lines
    """
    from interpreter.report.coverage import coverage_json, coverage_text, lines_text

    _, _, found = _measure(policy, goldens)
    if form == "json":
        click.echo(json.dumps(coverage_json(found), ensure_ascii=False, indent=2))
    elif form == "lines":
        click.echo(lines_text(found, _texts(found)))
    else:
        click.echo(coverage_text(found, whole=not gate))
    sys.exit(FOUND if gate and not found.is_complete else 0)


@click.command()
@click.option("--most", type=click.IntRange(min=1), default=10, help="最多提议几个，默认 10。")
@click.option("--mutants", "with_mutants", is_flag=True, help="也为写错了没有察觉的规则提议。")
@goldens_option
@policy_option
def suggest(most: int, with_mutants: bool, goldens: Path | None, policy: Path | None) -> None:
    """为没有证明的规则提议金案：写好事实，应有的结果留给人按文件判断。

    例：python cli.py suggest --most 3
    """
    from itertools import islice

    from interpreter.report.suggestion import suggestions_text
    from interpreter.truth import suggestion
    from interpreter.truth.goals import Section

    program, cases, found = _measure(policy, goldens)
    proposed = list(islice(suggestion.suggest(found, program, cases), most))
    boundaries = sum(goal.section is Section.BOUNDARY for goal in found.missing)
    click.echo(suggestions_text(proposed, len(found.missing), boundaries))
    if with_mutants:
        from interpreter.commands.mutants import hunt
        from interpreter.report.suggestion import hints_text

        folder, _ = open_goldens(goldens, policy, program.as_loaded)
        click.echo(hints_text(hunt(program.as_loaded, folder, ideas=most)))


def _measure(path: Path | None, goldens: Path | None) -> tuple[Program, list[Golden], Coverage]:
    from interpreter.evaluation.program import Program
    from interpreter.problems import Problems
    from interpreter.truth.coverage import cover
    from interpreter.truth.declarations import UNREACHABLE, read_declared

    checked = load_plain(source_of(path or near(default_policy())), date.max)
    folder, cases = open_goldens(goldens, path, checked)
    problems = Problems()
    declared = read_declared(UNREACHABLE, folder, problems)
    problems.refuse_if_any()
    program = Program(checked)
    return program, cases, cover(program, cases, declared)


def _texts(found: Coverage) -> dict[str, list[str]]:
    """Give the lines of every file that holds a rule."""
    from interpreter.source.files import read_file

    files = dict.fromkeys(goal.place.file for goal in found.goals)
    return {file: read_file(file).decode().splitlines() for file in files}

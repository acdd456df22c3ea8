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
@click.option("--prove", is_flag=True, help="对所有可能的案件证明：声明达不到的，确实达不到。")
@goldens_option
@policy_option
def coverage(form: str, gate: bool, prove: bool, goldens: Path | None, policy: Path | None) -> None:
    """看金案证明了哪些规则：每个条件、每行标准、每个上限、每种择一、每种读法、每处界线。

    例：python cli.py coverage --format lines
    """
    from interpreter.report.coverage import coverage_json, coverage_text, lines_text

    program, _, found = _measure(policy, goldens)
    proved = _prove(program, found) if prove else ""
    if form == "json":
        click.echo(json.dumps(coverage_json(found), ensure_ascii=False, indent=2))
    elif form == "lines":
        click.echo(lines_text(found, _texts(found)))
    else:
        click.echo(coverage_text(found, whole=not gate))
    if proved and form == "text":
        click.echo(proved)
    sys.exit(FOUND if gate and not found.is_complete else 0)


@click.command()
@click.option("--most", type=click.IntRange(min=1), default=10, help="最多提议几个，默认 10。")
@click.option("--mutants", "with_mutants", is_flag=True, help="也为写错了没有察觉的规则提议。")
@click.option("--boundary", is_flag=True, help="求出尽量少的案件，证明所有缺的目标，界线也在内。")
@click.option("--all", "whole", is_flag=True, help="与 --boundary 一起：不看金案，求整套案件。")
@goldens_option
@policy_option
def suggest(
    most: int,
    with_mutants: bool,
    boundary: bool,
    whole: bool,
    goldens: Path | None,
    policy: Path | None,
) -> None:
    """为没有证明的规则提议金案：写好事实，应有的结果留给人按文件判断。

    例：python cli.py suggest --most 3
    """
    if whole and not boundary:
        raise click.UsageError("--all 要与 --boundary 一起用")
    if boundary:
        click.echo(_boundary(policy, goldens, whole))
        return
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


def _boundary(path: Path | None, goldens: Path | None, whole: bool) -> str:
    """Give the fewest cases found for the goals that are missing, or for all."""
    from interpreter.report.suite import suite_text
    from interpreter.solver.suite import propose

    program, _, found = _measure(path, goldens)
    suite = propose(program, found.goals if whole else found.missing)
    return suite_text(suite, found, whole=whole)


def _prove(program: Program, found: Coverage) -> str:
    """Prove what is declared unreachable; say how much of it is.

    Raises Refused where some case reaches it after all.
    """
    from interpreter.problems import Problems
    from interpreter.report.suite import declared_text, refuted
    from interpreter.solver.goals import ASKED
    from interpreter.solver.suite import propose

    declared = [goal for goal in found.goals if goal.id in found.declared]
    suite = propose(program, declared)
    problems = Problems()
    problems.extend(refuted(suite, found.declared))
    problems.refuse_if_any()
    return declared_text(suite, declared, ASKED)


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

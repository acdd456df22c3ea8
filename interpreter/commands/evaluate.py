"""`evaluate`: cases in, outcomes out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    WRONG,
    amendment_option,
    choose,
    known_on_option,
    policy_option,
    reading_option,
    source_of,
    today,
)

if TYPE_CHECKING:
    from interpreter.evaluation.case import Case
    from interpreter.evaluation.program import Program
    from interpreter.policy.model import Policy
    from interpreter.problems import Problem
    from interpreter.source.json_reader import Json


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option("--ask", "asking", is_flag=True, help="只问还会影响结果的事实，一个一个问。")
@click.option(
    "--save", type=click.Path(path_type=Path), help="与 --ask 合用：把补全的案件存到这个新文件。"
)
@click.option(
    "--why-not", "award", metavar="AWARD", help="这项补贴为什么没有给：最少改哪些事实就能给。"
)
@amendment_option
@reading_option
@policy_option
@known_on_option
def evaluate(
    cases: tuple[str, ...],
    form: str,
    asking: bool,
    save: Path | None,
    award: str | None,
    amendments: tuple[Path, ...],
    readings: tuple[str, ...],
    policy: Path | None,
    known_on: date | None,
) -> None:
    """决定案件。CASE 是文件、文件夹，或 - 表示标准输入；.jsonl 一行一个案件。

    例：python cli.py evaluate examples/new-hire.json
    """
    from interpreter.evaluation.program import Program
    from interpreter.source.inputs import each_case

    _check_usage(form, asking, save, award)
    checked = choose(source_of(policy, amendments), known_on, readings)
    program = Program(checked)
    day = known_on or today()
    if asking:
        sys.exit(_ask(program, cases, form, day, save))
    if award is not None:
        sys.exit(_why_not(program, cases, form, day, award))
    wrong = False
    for count, (name, case) in enumerate(each_case(cases, sys.stdin.buffer.read)):
        if count and form != "json":
            click.echo()
        wrong = not _decide_one(program, name, case, form, day) or wrong
    sys.exit(WRONG if wrong else 0)


def _check_usage(form: str, asking: bool, save: Path | None, award: str | None) -> None:
    if save is not None and not asking:
        raise click.UsageError("--save 与 --ask 合用")
    if save is not None and save.exists():
        raise click.UsageError(f"已经有文件 {save}；换一个名字，免得盖掉它")
    if asking and award is not None:
        raise click.UsageError("--ask 和 --why-not 一次只用一个")
    for option, given in (("--ask", asking), ("--why-not", award is not None)):
        if given and form == "markdown":
            raise click.UsageError(f"{option} 没有 markdown；用 text 或 json")


def _ask(program: Program, cases: tuple[str, ...], form: str, day: date, save: Path | None) -> int:
    """Ask what still matters: at a terminal, or as JSON where nobody is there to answer."""
    from interpreter.commands.asking import Interview, at_terminal
    from interpreter.source.inputs import each_case

    interview, wrong = Interview(program, day, save), False
    talks = form == "text" and at_terminal()
    for name, case in each_case(cases, sys.stdin.buffer.read):
        read = _read(program, name, case, form)
        wrong = wrong or read is None
        if read is not None and not isinstance(case, tuple):
            if talks:
                interview.talk(case)
            else:
                click.echo(interview.as_json(read))
    return WRONG if wrong else 0


def _why_not(program: Program, cases: tuple[str, ...], form: str, day: date, award: str) -> int:
    """Say of each case what would have had to be otherwise for an award."""
    from interpreter.problems import did_you_mean, shown
    from interpreter.report.remedies import why_not_json, why_not_text
    from interpreter.solver.remedies import Remedial
    from interpreter.source.inputs import each_case

    policy = program.policy
    if award not in policy.awards:
        hint = did_you_mean(award, policy.awards)
        raise click.UsageError(f"没有补贴 `{shown(award)}`。{hint}")
    remedial, wrong, told = Remedial(program), False, 0
    for name, case in each_case(cases, sys.stdin.buffer.read):
        read = _read(program, name, case, form)
        wrong = wrong or read is None
        if read is not None:
            found = remedial.why_not(read, award, day)
            text = why_not_json(found, policy) if form == "json" else why_not_text(found, policy)
            click.echo(text if not told or form == "json" else f"\n{text}")
            told += 1
    return WRONG if wrong else 0


def _read(program: Program, name: str, case: Json | tuple[Problem, ...], form: str) -> Case | None:
    """Read one case; None after saying why it is invalid."""
    from interpreter.evaluation.case import read_case
    from interpreter.problems import Refused

    if isinstance(case, tuple):
        _print_invalid(program.policy, name, case, form)
        return None
    try:
        return read_case(case.data, program, case.place)
    except Refused as refused:
        _print_invalid(program.policy, name, refused.problems, form)
        return None


def _decide_one(
    program: Program, name: str, case: Json | tuple[Problem, ...], form: str, day: date
) -> bool:
    """Decide and print one case; False when it is invalid."""
    from interpreter.evaluation.decision import decide

    read = _read(program, name, case, form)
    if read is None:
        return False
    outcome = decide(program, read, day)
    if form == "json":
        from interpreter.report.outcome_json import outcome_json

        click.echo(outcome_json(outcome, program.policy))
    elif form == "markdown":
        from interpreter.report.outcome_markdown import outcome_markdown

        click.echo(outcome_markdown(outcome, program.policy))
    else:
        from interpreter.evaluation.advice import advise
        from interpreter.report.outcome_text import outcome_text

        click.echo(outcome_text(outcome, program.policy, advise(program, read, outcome)))
    return True


def _print_invalid(policy: Policy, name: str, problems: tuple[Problem, ...], form: str) -> None:
    from interpreter.problems import visible
    from interpreter.report.outcome_json import invalid_json
    from interpreter.report.problems import problems_text

    if form == "json":
        click.echo(invalid_json(None, policy, problems))
    click.echo(f"案件无效，没有决定：{visible(name)}\n{problems_text(problems)}", err=True)

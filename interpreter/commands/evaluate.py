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
    from interpreter.evaluation.program import Program
    from interpreter.policy.model import Policy
    from interpreter.problems import Problem
    from interpreter.source.json_reader import Json


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@amendment_option
@reading_option
@policy_option
@known_on_option
def evaluate(
    cases: tuple[str, ...],
    form: str,
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

    checked = choose(source_of(policy, amendments), known_on, readings)
    program = Program(checked)
    day = known_on or today()
    wrong = False
    for count, (name, case) in enumerate(each_case(cases, sys.stdin.buffer.read)):
        if count and form != "json":
            click.echo()
        wrong = not _decide_one(program, name, case, form, day) or wrong
    sys.exit(WRONG if wrong else 0)


def _decide_one(
    program: Program, name: str, case: Json | tuple[Problem, ...], form: str, day: date
) -> bool:
    """Decide and print one case; False when it is invalid."""
    from interpreter.evaluation.case import read_case
    from interpreter.evaluation.decision import decide
    from interpreter.problems import Refused

    if isinstance(case, tuple):
        _print_invalid(program.policy, name, case, form)
        return False
    try:
        read = read_case(case.data, program, case.place)
    except Refused as refused:
        _print_invalid(program.policy, name, refused.problems, form)
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

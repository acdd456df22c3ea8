"""`summary`: what the decisions of finished runs come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    amendment_option,
    choose,
    policy_option,
    reading_option,
    source_of,
    today,
)

if TYPE_CHECKING:
    from interpreter.evaluation.program import Program
    from interpreter.office.output import Output
    from interpreter.report.exhibits import Report

MOST = 20  # organisations listed where a person reads
FORMATS = ["text", "markdown"]


@click.command()
@click.argument(
    "outputs", metavar="OUTPUT", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@amendment_option
@reading_option
@policy_option
def summary(
    outputs: tuple[Path, ...],
    form: str,
    amendments: tuple[Path, ...],
    readings: tuple[str, ...],
    policy: Path | None,
) -> None:
    """汇总 batch 写出的结果：按项目、条文、付给谁、月份和单位。

    例：python cli.py summary 结果.xlsx
    """
    from interpreter.office.output import Output

    @cache
    def programs(known_on: date) -> Program:
        from interpreter.evaluation.program import Program

        return Program(choose(source_of(policy, amendments), known_on, readings))

    report = _report([Output(path, programs) for path in outputs], programs(today()))
    click.echo(_told(report, form))


def _report(outputs: Sequence[Output], program: Program) -> Report:
    from interpreter.office.summing import add_up
    from interpreter.report.exhibits import Report
    from interpreter.report.summary import grounds, summary_exhibits

    totals = add_up(outputs, program)
    marks = {(day, mark): None for output in outputs for day, mark in output.marks.items()}
    files = [output.path.name for output in outputs]
    return Report("补贴汇总", grounds(totals, marks, files), summary_exhibits(totals, MOST))


def _told(report: Report, form: str) -> str:
    if form == "markdown":
        from interpreter.report.exhibits_markdown import report_markdown

        return report_markdown(report)
    from interpreter.report.exhibits_text import report_text

    return report_text(report)

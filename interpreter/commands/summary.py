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
@click.option("--against", type=click.Path(path_type=Path), help="与另一次的结果比较。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="写成 .html、.xlsx、.md 或 .txt 文件。"
)
@amendment_option
@reading_option
@policy_option
def summary(
    outputs: tuple[Path, ...],
    against: Path | None,
    form: str,
    output: Path | None,
    amendments: tuple[Path, ...],
    readings: tuple[str, ...],
    policy: Path | None,
) -> None:
    """汇总 batch 写出的结果：按项目、条文、付给谁、月份和单位，对照任务目标。

    例：python cli.py summary 结果.xlsx -o 会议.html
    """
    from interpreter.office.output import Output
    from interpreter.office.reports import check_report, write_report

    if against is not None and len(outputs) > 1:
        raise click.UsageError("--against 只比较一次的结果，OUTPUT 只写一个")
    if output is not None:
        check_report(output, (*outputs, *([against] if against else [])))

    @cache
    def programs(known_on: date) -> Program:
        from interpreter.evaluation.program import Program

        return Program(choose(source_of(policy, amendments), known_on, readings))

    found = [Output(path, programs) for path in outputs]
    other = Output(against, programs, any_policy=True) if against is not None else None
    whole = output is not None and output.suffix.lower() == ".xlsx"
    report = report_of(found, other, programs(today()), None if whole else MOST)
    if output is None:
        click.echo(_told(report, form))
    else:
        write_report(report, output)
        click.echo(f"写入 {output}")


def report_of(
    outputs: Sequence[Output], against: Output | None, program: Program, most: int | None
) -> Report:
    """Add up finished runs, and compare the only one of them with another where there is one.

    Raises Refused.
    """
    from interpreter.office.comparing import compare
    from interpreter.office.summing import add_up
    from interpreter.report.comparison import with_comparison
    from interpreter.report.summary import summary_report

    totals = add_up(outputs, program)
    told = [(output.path.name, output.marks) for output in outputs]
    report = summary_report(totals, told, most)
    if against is None:
        return report
    compared = compare(outputs[0], against, program.policy)
    return with_comparison(report, compared, (against.path.name, against.marks), most)


def _told(report: Report, form: str) -> str:
    if form == "markdown":
        from interpreter.report.exhibits_markdown import report_markdown

        return report_markdown(report)
    from interpreter.report.exhibits_text import report_text

    return report_text(report)

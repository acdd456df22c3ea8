"""`batch`: a table of cases in, tables of decisions out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
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
from interpreter.problems import visible

if TYPE_CHECKING:
    from interpreter.evaluation.program import Program
    from interpreter.office.job import Order, Progress, Summary
    from interpreter.office.output import Output

POLICIES = (".yaml", ".yml")
RIVAL = "对照"  # stands in the name of what another policy decided
MOST = 20  # organisations listed


@click.command()
@click.argument("table", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到这个文件。"
)
@click.option(
    "--history", type=click.Path(path_type=Path), help="以前发放的补贴：以前输出的补贴表。"
)
@click.option("--no-history", is_flag=True, help="以前没有发放过；两样都不写，既往就是未知。")
@click.option("--carry", multiple=True, metavar="列名", help="这一列照抄，不读；可以写多次。")
@click.option("--sheet", help="读工作簿里的这一张表。")
@click.option("--strict", is_flag=True, help="第一行出错就停下，什么也不写。")
@click.option("--resume", is_flag=True, help="接着做上次没有做完的。")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="比较得失：另一次的结果，或另一份政策文件（.yaml）。",
)
@amendment_option
@reading_option
@policy_option
@known_on_option
def batch(
    table: Path,
    output: Path,
    history: Path | None,
    no_history: bool,
    carry: tuple[str, ...],
    sheet: str | None,
    strict: bool,
    resume: bool,
    against: Path | None,
    amendments: tuple[Path, ...],
    readings: tuple[str, ...],
    policy: Path | None,
    known_on: date | None,
) -> None:
    """决定一整张名单：.csv、.xlsx、.parquet 或 .ndjson，一行一个案件，列名是事实的名称。

    例：python cli.py batch 名单.xlsx -o 结果.xlsx --no-history
    """
    from interpreter.evaluation.program import Program
    from interpreter.office.job import Order

    if history is not None and no_history:
        raise click.UsageError("--history 和 --no-history 只能写一个")
    program = Program(choose(source_of(policy, amendments), known_on, readings), many=True)
    gc.freeze()  # what a policy is made of stays, and need not be looked through for each row
    carried = tuple(name.strip() for text in carry for name in text.split("、"))
    order = Order(table, output, sheet, carried, history, no_history, strict, resume)
    day, other = known_on or today(), None
    if against is not None:
        other = _other(order, program, against, day)
        order = replace(order, against=other.path)
    summary = _run(order, program, day)
    click.echo(_told(summary))
    if other is not None:
        same_rows = against is not None and against.suffix.lower() in POLICIES
        click.echo(f"\n{_compared(order, program, other, same_rows)}")
    _tell_problems(summary)
    sys.exit(WRONG if summary.undecided else 0)


def _other(order: Order, program: Program, against: Path, known_on: date) -> Output:
    """Give the output to compare with; for a policy the same claims are decided by it first."""
    from interpreter.evaluation.program import Program
    from interpreter.office.output import Output

    path = against
    if against.suffix.lower() in POLICIES:
        rival = Program(choose(source_of(against), known_on, ()), many=True)
        path = order.output.with_name(f"{order.output.stem}.{RIVAL}{order.output.suffix}")
        summary = _run(replace(order, output=path), rival, known_on)
        click.echo(f"按 {visible(str(against))}\n{_told(summary)}\n")
    found = Output(path, lambda _: program, any_policy=True)
    next(found.rows(), None)  # what cannot be read is said before the work begins
    return found


def _compared(order: Order, program: Program, other: Output, same_rows: bool) -> str:
    """Say who gains and who loses against another output."""
    from interpreter.office.comparing import compare
    from interpreter.office.output import Output
    from interpreter.report.comparison import comparison_exhibits
    from interpreter.report.exhibits_text import exhibit_lines

    now = Output(order.output, lambda _: program)
    found = compare(now, other, program.policy, same_rows=same_rows)
    exhibits = comparison_exhibits(found, MOST)
    return "\n\n".join("\n".join(exhibit_lines(exhibit)) for exhibit in exhibits)


def _run(order: Order, program: Program, known_on: date) -> Summary:
    from interpreter.office.batch import run_batch, work_folder

    try:
        with _progress() as progress:
            return run_batch(order, program, known_on, progress)
    except KeyboardInterrupt:
        begun = work_folder(order.output).exists()
        click.echo(
            f"已停下，没有写出结果；{'加 --resume 接着做' if begun else '再运行一次就是'}", err=True
        )
        sys.exit(WRONG)


def _told(summary: Summary) -> str:
    total = summary.decided + summary.undecided
    lines = [f"共 {total} 行：决定 {summary.decided} 行，没有决定 {summary.undecided} 行"]
    lines += [f"{head} {count} 项" for head, count in summary.lines.items()]
    lines[1:] = ["；".join(lines[1:])] if summary.lines else []
    lines += [f"准予合计 {summary.granted:.2f} 元"] if summary.granted else []
    if summary.late:
        lines.append(f"有 {summary.late} 行晚报在已经发放的以后，见“提醒”一列")
    lines += [*summary.remarks, f"写入 {'、'.join(str(path) for path in summary.files)}"]
    return "\n".join(map(visible, lines))


def _tell_problems(summary: Summary) -> None:
    if summary.problems:
        from interpreter.report.problems import problems_text

        click.echo(problems_text(summary.problems), err=True)
        if len({problem.place.line for problem in summary.problems}) < summary.undecided:
            click.echo("只列出前几行的，全部在错误表里", err=True)


def _silently(stage: str, done: int, total: int | None) -> None:
    """Show nothing: what is printed at the end is enough where nobody watches."""


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar at a terminal where the library for it is installed; else nothing."""
    from importlib.util import find_spec

    if not sys.stderr.isatty() or find_spec("rich") is None:
        yield _silently
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True)) as bar:
        tasks: dict[str, object] = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield show

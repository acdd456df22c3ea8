"""`test`: are the golden cases decided as their people wrote them; accept one that is not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
    amendment_option,
    load_plain,
    open_goldens,
    policy_option,
    source_of,
    today,
)

if TYPE_CHECKING:
    from interpreter.evaluation.program import Program
    from interpreter.policy.model import Policy
    from interpreter.truth.golden import Golden, Verdict


@click.command()
@click.option(
    "--case", "names", multiple=True, help="只看这个金案：名称、名称的一部分，或 文件:行。"
)
@click.option("--accept", metavar="NAME", help="把这一个金案应有的结果改写成程序现在的结果。")
@click.option("--because", help="改写的理由，记在金案里。")
@click.option("--goldens", type=click.Path(path_type=Path), help="用这个文件夹的金案。")
@amendment_option
@policy_option
def test(
    names: tuple[str, ...],
    accept: str | None,
    because: str | None,
    goldens: Path | None,
    amendments: tuple[Path, ...],
    policy: Path | None,
) -> None:
    """逐个决定金案，说明哪些与应有的结果不一致、差在哪里；或改写一个金案应有的结果。

    例：python cli.py test，或 python cli.py test --accept 合同恰好一年 --because 某文件第几条
    """
    if accept is None and because is not None:
        raise click.UsageError("--because 和 --accept 一起用")
    if accept is not None and (names or amendments):
        raise click.UsageError("--accept 一次改写一个金案，不和 --case、--amendment 一起用")
    if accept is not None and because is None:
        raise click.UsageError("改写金案要用 --because 写明理由")
    found = load_plain(source_of(policy, amendments))
    _, cases = open_goldens(goldens, policy, found)
    if accept is None:
        _test(names, cases, found)
    else:
        _accept(accept, because or "", cases, found)


def _test(names: tuple[str, ...], cases: list[Golden], policy: Policy) -> None:
    from interpreter.evaluation.program import Program
    from interpreter.problems import Place
    from interpreter.report.goldens import case_text, verdicts_text
    from interpreter.truth.golden import find_golden, judge

    program, place = Program(policy), Place("--case")
    chosen = [find_golden(name, cases, place) for name in names]
    verdicts = [judge(golden, program) for golden in chosen or cases]
    broken = False
    if chosen:
        click.echo("\n\n".join(case_text(verdict, policy) for verdict in verdicts))
    else:
        click.echo(verdicts_text(verdicts, policy))
        broken = _broken_laws(program, verdicts)
    if broken or any(verdict.differences for verdict in verdicts):
        sys.exit(FOUND)


def _broken_laws(program: Program, verdicts: list[Verdict]) -> bool:
    """Say which laws of the policy the golden cases break."""
    from interpreter.report.laws import broken_by_golden
    from interpreter.report.problems import problems_text
    from interpreter.truth.laws import breaches_in

    policy = program.policy
    found = [broken_by_golden(b, g.label, policy) for g, b in breaches_in(program, verdicts)]
    if found:
        click.echo("\n" + problems_text(found))
    elif policy.laws:
        click.echo(f"这些金案守住了政策的 {len(policy.laws)} 条底线。")
    return bool(found)


def _accept(name: str, because: str, cases: list[Golden], policy: Policy) -> None:
    from interpreter.evaluation.program import Program
    from interpreter.problems import Place
    from interpreter.report.goldens import rewriting_text
    from interpreter.truth.acceptance import accept
    from interpreter.truth.golden import find_golden

    golden = find_golden(name, cases, Place("--accept"))
    rewriting = accept(golden, because, today(), Program(policy))
    click.echo(rewriting_text(golden, rewriting.before, rewriting.after))

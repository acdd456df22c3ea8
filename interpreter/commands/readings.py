"""`readings`: the ambiguity register, and what each option would do to some cases."""

from __future__ import annotations

from pathlib import Path

import click

from interpreter.commands.terminal import load_plain, policy_option, read_cases, source_of, today


@click.command()
@click.option(
    "--cases", "names", multiple=True, help="按这些案件（文件或文件夹）算每种读法的影响。"
)
@policy_option
def readings(names: tuple[str, ...], policy: Path | None) -> None:
    """列出文字两可之处：问题、选项、选了什么、为什么；或算出换一种读法的影响。

    例：python cli.py readings --cases examples
    """
    from interpreter.report.stakes import readings_text, stakes_text
    from interpreter.review.stakes import stakes

    found = load_plain(source_of(policy))
    if not names:
        click.echo(readings_text(found))
        return
    cases = [case for _, case in read_cases(found, names, skip_invalid=True)]
    click.echo(stakes_text(stakes(found, cases, today()), len(cases)))

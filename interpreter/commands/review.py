"""`review`: everything a reviewer has to know about a change of the policy, in one report."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from interpreter.commands.terminal import (
    FOUND,
    GIT,
    default_goldens,
    default_policy,
    load_plain,
    policy_option,
    source_named,
    source_of,
)


@click.command()
@click.option("--base", required=True, help="与 git 的这个版本比较，例如 origin/main。")
@click.option("--goldens", type=click.Path(path_type=Path), help="金案所在的文件夹。")
@click.option("--no-mutants", is_flag=True, help="不看规则写错时金案能不能察觉。")
@click.option("--prove", is_flag=True, help="另外对所有可能的案件证明变了什么、底线守得住。")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json", "html"]), default="text"
)
@policy_option
def review(
    base: str,
    goldens: Path | None,
    no_mutants: bool,
    prove: bool,
    form: str,
    policy: Path | None,
) -> None:
    """审核对政策的改动：问题、结果的变动和原因、金案守不守得住、送案件的人要改什么。

    结果变了的金案要在同一次改动里改写并写明理由，否则结束时的数是 3。

    例：python cli.py review --base origin/main
    """
    from interpreter.commands.check import prove_laws
    from interpreter.commands.diff import with_proof
    from interpreter.commands.mutants import hunt
    from interpreter.policy.loader import load
    from interpreter.review.proposal import propose

    source = source_of(policy)
    new, warnings = load(source, date.max)
    old = load_plain(source_named(f"{GIT}{base}", policy), date.max)
    folder = goldens or default_goldens(new)
    if folder is None:
        raise click.UsageError("这份政策旁边没有金案，用 --goldens 写明文件夹")
    found = propose(old, new, warnings, folder, base)
    if prove:
        proved = with_proof(found.account, old, new)
        found = replace(found, account=proved, laws=tuple(prove_laws(new, source)))
    hunted = None
    if not no_mutants and not found.truth.failing:
        hunted = hunt(new, folder)
    titles = (f"{GIT}{base}", str(policy or default_policy().name))
    from interpreter.report import proposal as report

    if form == "json":
        click.echo(json.dumps(report.proposal_data(found, hunted), ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(report.proposal_markdown(found, hunted, titles))
    elif form == "html":
        from interpreter.report.difference_html import difference_html

        click.echo(difference_html(found.account, *titles, new))
    else:
        click.echo(report.proposal_text(found, hunted))
    unguarded = hunted is not None and bool(hunted.survivors or hunted.faults)
    sys.exit(0 if found.is_sound and not unguarded else FOUND)

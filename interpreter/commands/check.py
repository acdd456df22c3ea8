"""`check`: everything the loader can say about a policy and its amendments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import WRONG, amendment_option, default_policy

if TYPE_CHECKING:
    from interpreter.policy.model import Policy


@click.command()
@click.argument("policy", type=click.Path(path_type=Path), required=False)
@click.option("--source", type=click.Path(path_type=Path), help="与官方文本核对条文和数字。")
@click.option("--format", "form", type=click.Choice(["text", "json", "ci"]), default="text")
@amendment_option
def check(
    policy: Path | None, source: Path | None, form: str, amendments: tuple[Path, ...]
) -> None:
    """检查政策和它的修订，一次说出全部问题。

    例：python cli.py check --source 官方文本.txt
    """
    from interpreter.policy.loader import load
    from interpreter.policy.sources import gather
    from interpreter.problems import Problems, Refused

    found = Problems()
    summary = ""
    try:
        checked, warnings = load(gather(policy or default_policy(), amendments))
        found.extend(warnings)
        _check_source(checked, source, found)
        summary = _summary(checked)
    except Refused as refused:
        found.extend(refused.problems)
    _print_problems(found, form, summary)
    sys.exit(WRONG if found.errors else 0)


def _check_source(policy: Policy, source: Path | None, found: object) -> None:
    from interpreter.policy.document import check_source
    from interpreter.problems import Problems
    from interpreter.source.files import decode, read_file

    if source is None or not isinstance(found, Problems):
        return
    text = decode(read_file(source), str(source), found, tabs=True)
    if text is not None:
        check_source(policy, text, str(source), found)


def _print_problems(found: object, form: str, summary: str) -> None:
    from interpreter.problems import Problems
    from interpreter.report.problems import problems_annotations, problems_json, problems_text

    assert isinstance(found, Problems)
    if form == "json":
        click.echo(problems_json(found))
        return
    told = problems_text(found) if form == "text" else problems_annotations(found)
    if told:
        click.echo(told)
    if not found.errors and form == "text":
        click.echo(f"没有错误。{summary}")


def _summary(policy: Policy) -> str:
    return (
        f"{policy.number}：条文 {len(policy.clauses)}，事实 {len(policy.facts)}，"
        f"标准 {len(policy.standards)}，补贴 {len(policy.awards)}，上限 {len(policy.limits)}，"
        f"择一 {len(policy.exclusions)}，义务与比例 {len(policy.findings)}，"
        f"读法 {len(policy.readings)}，修订 {len(policy.amendments)}。"
    )

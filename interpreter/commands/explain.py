"""`explain`, `facts` and `case-schema`: what the policy says and which words it knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import amendment_option, open_policy, policy_option

if TYPE_CHECKING:
    from interpreter.policy.model import Policy


@click.command()
@click.argument("subject", metavar="AWARD")
@click.option("--cliffs", is_flag=True, help="再多一天、一个月或一元，结果就变的地方。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@policy_option
@amendment_option
def explain(
    subject: str, cliffs: bool, form: str, policy: Path | None, amendments: tuple[Path, ...]
) -> None:
    """用中文说明一项补贴、一项义务或一个条文的规则。

    例：python cli.py explain 补贴名称；条文地址里有括号，要加引号
    """
    from interpreter.problems import did_you_mean, shown
    from interpreter.report.explanation import explain_award, explain_clause, explain_finding
    from interpreter.report.laws import explain_law

    if form == "json" and not cliffs:
        raise click.UsageError("--format json 与 --cliffs 合用")
    checked, _ = open_policy(policy, amendments)
    if cliffs:
        _tell_cliffs(checked, subject, form)
    elif subject in checked.awards:
        click.echo(explain_award(checked.awards[subject], checked))
    elif subject in checked.findings:
        click.echo(explain_finding(checked.findings[subject], checked))
    elif law := next((law for law in checked.laws if law.cited.name == subject), None):
        click.echo(explain_law(law, checked))
    elif subject in checked.clauses:
        click.echo(explain_clause(checked.clauses[subject], checked))
    else:
        laws = (law.cited.name for law in checked.laws)
        hint = did_you_mean(subject, (*checked.awards, *checked.findings, *laws, *checked.clauses))
        raise click.UsageError(f"没有补贴、义务、底线或条文 `{shown(subject)}`。{hint}")


def _tell_cliffs(policy: Policy, award: str, form: str) -> None:
    """Tell where one step of a fact flips an award."""
    from interpreter.evaluation.program import Program
    from interpreter.problems import did_you_mean, shown
    from interpreter.report.cliffs import cliffs_json, cliffs_text
    from interpreter.solver.cliffs import find_cliffs

    if award not in policy.awards:
        hint = did_you_mean(award, policy.awards)
        raise click.UsageError(f"--cliffs 要写一项补贴，没有 `{shown(award)}`。{hint}")
    found = find_cliffs(Program(policy), award)
    click.echo((cliffs_json if form == "json" else cliffs_text)(found, policy))


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@policy_option
def facts(form: str, policy: Path | None) -> None:
    """列出案件里能写的全部事实：类型、取值、典型值和问题。"""
    from interpreter.report.facts import facts_json, facts_text

    checked, _ = open_policy(policy)
    if form == "json":
        click.echo(json.dumps(facts_json(checked), ensure_ascii=False, indent=2))
    else:
        click.echo(facts_text(checked))


@click.command("case-schema")
@policy_option
def case_schema(policy: Path | None) -> None:
    """打印案件的 JSON Schema，给要送案件来的系统用。"""
    from interpreter.report import facts as vocabulary

    checked, _ = open_policy(policy)
    click.echo(json.dumps(vocabulary.case_schema(checked), ensure_ascii=False, indent=2))

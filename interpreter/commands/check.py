"""`check`: everything the loader can say about a policy and its amendments."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
    WRONG,
    Day,
    amendment_option,
    default_goldens,
    default_policy,
)

if TYPE_CHECKING:
    from interpreter.evaluation.laws import Found
    from interpreter.evaluation.program import Program
    from interpreter.policy.law import NoWorse
    from interpreter.policy.model import Policy
    from interpreter.policy.sources import Source
    from interpreter.problems import Problems


@click.command()
@click.argument("policy", type=click.Path(path_type=Path), required=False)
@click.option("--source", type=click.Path(path_type=Path), help="与官方文本核对条文和数字。")
@click.option("--format", "form", type=click.Choice(["text", "json", "ci"]), default="text")
@click.option("--on", type=Day(), help="看这一天：什么快要结束，什么已经结束，哪些读法要裁定。")
@click.option("--within", type=click.IntRange(0, 3660), default=90, help="几天以内算快要结束。")
@click.option("--goldens", type=click.Path(path_type=Path), help="用这个文件夹的金案看读法。")
@amendment_option
@click.option(
    "--prove", is_flag=True, help="对所有可能的案件证明：每条规则都起作用，每项补贴都有人能得。"
)
@click.option(
    "--overlaps", is_flag=True, help="与 --prove 一起：列出可以同时得到、没有择一规则管的补贴。"
)
def check(
    policy: Path | None,
    source: Path | None,
    form: str,
    on: date | None,
    within: int,
    goldens: Path | None,
    amendments: tuple[Path, ...],
    prove: bool,
    overlaps: bool,
) -> None:
    """检查政策和它的修订，一次说出全部问题。

    例：python cli.py check --source 官方文本.txt
    """
    from interpreter.policy.loader import load
    from interpreter.policy.sources import gather
    from interpreter.problems import Problems, Refused

    found = Problems()
    summary, noted = "", 0
    try:
        given = gather(policy or default_policy(), amendments)
        checked, warnings = load(given)
        found.extend(warnings)
        _check_source(checked, source, found)
        summary = _summary(checked)
        before = len(found)
        if on is not None:
            _check_staleness(checked, on, within, goldens, found)
        summary += _prove(checked, given, found, overlaps) if prove and not found.errors else ""
        noted = len(found) - before
    except Refused as refused:
        found.extend(refused.problems)
    _print_problems(found, form, summary)
    sys.exit(WRONG if found.errors else FOUND if noted else 0)


def _check_staleness(
    policy: Policy, on: date, within: int, goldens: Path | None, found: Problems
) -> None:
    from interpreter.evaluation.program import Program
    from interpreter.problems import Refused
    from interpreter.review.staleness import note_ends, note_unruled
    from interpreter.truth.golden import case_of, read_goldens

    note_ends(policy, on, within, found)
    folder = goldens or default_goldens(policy)
    program, cases = Program(policy), []
    for golden in read_goldens(folder) if folder is not None else ():
        if not golden.amendments and not golden.readings and "invalid" not in golden.expect:
            with suppress(Refused):  # what a golden case gets wrong, its own test says
                cases.append(case_of(golden, program))
    note_unruled(policy, cases, on, found)


def _check_source(policy: Policy, source: Path | None, found: object) -> None:
    from interpreter.policy.document import check_source
    from interpreter.problems import Problems
    from interpreter.source.files import decode, read_file

    if source is None or not isinstance(found, Problems):
        return
    text = decode(read_file(source), str(source), found, tabs=True)
    if text is not None:
        check_source(policy, text, str(source), found)


def _prove(policy: Policy, given: Source, found: Problems, overlaps: bool) -> str:
    """Note what is proved to decide nothing and which laws are broken; say what was proved."""
    from interpreter.evaluation.program import Program
    from interpreter.report.laws import law_problems, proved_laws
    from interpreter.report.proofs import overlaps_text, proved_text
    from interpreter.solver.inquiry import Notebook
    from interpreter.solver.lint import check_policy
    from interpreter.solver.overlaps import overlaps_of

    program = Program(policy)
    checked, laws = check_policy(program), prove_laws(policy, given)
    found.extend(checked.problems)
    found.extend(problem for law in laws for problem in law_problems(law, policy))
    found_now = len(checked.problems)
    parts = [proved_text(checked.provisions, found_now, checked.declared, checked.records)]
    if laws:
        parts.append(proved_laws(laws, policy))
    if overlaps:
        notebook = Notebook()
        parts.append(overlaps_text(overlaps_of(program, notebook)))
        found.extend(noted.problem() for noted in notebook.noted)
    return "".join(f"\n{part}" for part in parts)


def prove_laws(policy: Policy, given: Source) -> list[Found]:
    """Give what is proved of each law; `given` is what the policy was loaded from."""
    from interpreter.evaluation.program import Program
    from interpreter.policy.loader import load_without
    from interpreter.solver.laws import check_laws

    def unamended(claim: NoWorse) -> Program | None:
        without = load_without(policy, given, claim.mandates)
        return None if without is None else Program(without)

    return list(check_laws(Program(policy), unamended))


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
        f"读法 {len(policy.readings)}，底线 {len(policy.laws)}，修订 {len(policy.amendments)}。"
    )

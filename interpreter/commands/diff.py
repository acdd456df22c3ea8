"""`diff`: what a change of the policy does to outcomes, and which edit did it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
    WRONG,
    amendment_option,
    default_goldens,
    default_policy,
    known_on_option,
    load_plain,
    policy_option,
    source_named,
    today,
)

if TYPE_CHECKING:
    from interpreter.policy.model import Policy
    from interpreter.problems import Place
    from interpreter.review.account import Account
    from interpreter.review.specimens import Specimen

TABLES = (".csv", ".xlsx", ".parquet", ".ndjson")
FORMATS = ["text", "markdown", "json", "html"]


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--cases", "names", multiple=True, help="看这些案件（文件或文件夹），不看金案。")
@click.option("--carry", "carried", multiple=True, help="表格里只照抄、不读的一列。")
@click.option("--goldens", type=click.Path(path_type=Path), help="看这个文件夹里的金案。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写进这个文件。")
@click.option("--most", type=click.IntRange(min=0), help="最多逐个列出多少例变动。")
@click.option("--prove", is_flag=True, help="另外对所有可能的案件证明变了什么、没有变什么。")
@amendment_option
@click.option(
    "--old-amendment", "laid", type=click.Path(path_type=Path), multiple=True, help="加在 OLD 上。"
)
@known_on_option
@policy_option
def diff(
    old: str,
    new: str | None,
    names: tuple[str, ...],
    carried: tuple[str, ...],
    goldens: Path | None,
    form: str,
    output: Path | None,
    most: int | None,
    prove: bool,
    amendments: tuple[Path, ...],
    laid: tuple[Path, ...],
    known_on: date | None,
    policy: Path | None,
) -> None:
    """比较两份政策：改了什么、哪些案件的结果变了、变多少、是哪一处改动引起的。

    OLD 和 NEW 是政策文件，或 git:版本；NEW 不写就是现在的政策。--amendment 加在 NEW 上。

    例：python cli.py diff git:HEAD
    """
    path = new or str(policy or default_policy())
    before = load_plain(source_named(old, policy, laid), known_on)
    after = load_plain(source_named(path, policy, amendments), known_on)
    found = compare(before, after, (names, carried), goldens, known_on or today())
    if prove:
        found = with_proof(found, before, after)
    told = _report(found, form, (old, path), after, most)
    if output is None:
        click.echo(told)
    else:
        output.write_text(told + "\n", encoding="utf-8")
    sys.exit(exit_code(found))


def compare(
    before: Policy,
    after: Policy,
    cases: tuple[tuple[str, ...], tuple[str, ...]],
    goldens: Path | None,
    known_on: date,
) -> Account:
    """Decide cases, or golden cases where none are named, by both policies.

    `cases` names files, and the columns of tables that are not read.

    Raises Refused when a case cannot be read.
    """
    from interpreter.review.account import account
    from interpreter.review.differences import Review
    from interpreter.review.specimens import specimen_of
    from interpreter.truth.golden import KNOWN_ON, read_goldens

    names, carried = cases
    if names:
        return account(Review(before, after, known_on), specimens_in(names, after, carried))
    folder = goldens or default_goldens(after)
    if folder is None:
        raise click.UsageError("没有找到金案；用 --goldens 或 --cases 写明看哪些案件")
    review = Review(before, after, KNOWN_ON)
    return account(review, (specimen_of(g) for g in read_goldens(folder)))


def with_proof(found: Account, before: Policy, after: Policy) -> Account:
    """Add what is proved of all cases there are.

    Raises Refused when the solver is not there.
    """
    from interpreter.review.edits import Comparison
    from interpreter.solver.change import prove_change

    jobs = os.cpu_count() or 1
    return replace(found, proof=prove_change(Comparison(before, after), jobs=jobs))


def exit_code(found: Account) -> int:
    """Give how the command ends: an outcome changed, one may have, or the proof is at fault."""
    proof = found.proof
    if proof is not None and proof.faults:
        return WRONG
    is_open = proof is not None and bool(proof.shifts or proof.undecided)
    return FOUND if found.stories or is_open else 0


def specimens_in(
    names: tuple[str, ...], policy: Policy, carried: tuple[str, ...]
) -> Iterator[Specimen]:
    """Give the cases of files, folders and tables, each on its own.

    Raises Refused with the problems of one that cannot be read.
    """
    for name in names:
        if Path(name).suffix.lower() in TABLES:
            yield from _rows_of(Path(name), policy, carried)
        else:
            yield from _cases_of((name,))


def _rows_of(path: Path, policy: Policy, carried: tuple[str, ...]) -> Iterator[Specimen]:
    from interpreter.evaluation.program import Program
    from interpreter.office.claims import claims_of
    from interpreter.office.job import problem_of
    from interpreter.problems import Place, Refused
    from interpreter.review.specimens import Specimen

    for claim in claims_of(path, Program(policy), carried):
        if claim.flaws:
            raise Refused([problem_of(flaw, str(path)) for flaw in claim.flaws])
        title = str(claim.raw.get("case") or f"第 {claim.row} 行")
        yield Specimen(title, path.name, claim.raw, partial(_at, Place(str(path), claim.row)))


def _at(place: Place, _: object) -> Place:
    return place


def _cases_of(names: tuple[str, ...]) -> Iterator[Specimen]:
    from interpreter.problems import Refused
    from interpreter.review.specimens import Specimen
    from interpreter.source.inputs import each_case

    for number, (name, case) in enumerate(each_case(names, sys.stdin.buffer.read), 1):
        if isinstance(case, tuple):
            raise Refused(case)
        given = case.data.get("case")
        yield Specimen(
            given if isinstance(given, str) else f"第 {number} 例", name, case.data, case.place
        )


def _report(
    found: Account, form: str, titles: tuple[str, str], policy: Policy, most: int | None
) -> str:
    if form == "json":
        from interpreter.report.difference_json import difference_data

        return json.dumps(difference_data(found, policy), ensure_ascii=False, indent=2)
    if form == "markdown":
        from interpreter.report.difference_markdown import difference_markdown

        return difference_markdown(found, *titles, policy)
    if form == "html":
        from interpreter.report.difference_html import difference_html

        return difference_html(found, *titles, policy)
    from interpreter.report.difference_text import difference_text

    return difference_text(found, policy, most)

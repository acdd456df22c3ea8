"""`diff`: what a change of the policy does to outcomes, and which edit did it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
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
    from interpreter.review.account import Account
    from interpreter.review.specimens import Specimen

FORMATS = ["text", "markdown", "json", "html"]


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--cases", "names", multiple=True, help="看这些案件（文件或文件夹），不看金案。")
@click.option("--goldens", type=click.Path(path_type=Path), help="看这个文件夹里的金案。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写进这个文件。")
@click.option("--most", type=click.IntRange(min=0), help="最多逐个列出多少例变动。")
@amendment_option
@known_on_option
@policy_option
def diff(
    old: str,
    new: str | None,
    names: tuple[str, ...],
    goldens: Path | None,
    form: str,
    output: Path | None,
    most: int | None,
    amendments: tuple[Path, ...],
    known_on: date | None,
    policy: Path | None,
) -> None:
    """比较两份政策：改了什么、哪些案件的结果变了、变多少、是哪一处改动引起的。

    OLD 和 NEW 是政策文件，或 git:版本；NEW 不写就是现在的政策。--amendment 加在 NEW 上。

    例：python cli.py diff git:HEAD
    """
    path = new or str(policy or default_policy())
    before = load_plain(source_named(old, policy), known_on)
    after = load_plain(source_named(path, policy, amendments), known_on)
    found = compare(before, after, names, goldens, known_on or today())
    told = _report(found, form, (old, path), after, most)
    if output is None:
        click.echo(told)
    else:
        output.write_text(told + "\n", encoding="utf-8")
    sys.exit(FOUND if found.stories else 0)


def compare(
    before: Policy, after: Policy, names: tuple[str, ...], goldens: Path | None, known_on: date
) -> Account:
    """Decide cases, or golden cases where none are named, by both policies.

    Raises Refused when a case cannot be read.
    """
    from interpreter.review.account import account
    from interpreter.review.differences import Review
    from interpreter.review.golden import KNOWN_ON, read_goldens
    from interpreter.review.specimens import specimen_of

    if names:
        return account(Review(before, after, known_on), specimens_in(names))
    folder = goldens or default_goldens(after)
    if folder is None:
        raise click.UsageError("没有找到金案；用 --goldens 或 --cases 写明看哪些案件")
    review = Review(before, after, KNOWN_ON)
    return account(review, (specimen_of(g) for g in read_goldens(folder)))


def specimens_in(names: tuple[str, ...]) -> Iterator[Specimen]:
    """Give the cases of files and folders.

    Raises Refused with the problems of one that cannot be read.
    """
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

"""`recalculate` and `replay`: past decisions looked at again."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
    Day,
    amendment_option,
    choose,
    default_policy,
    load_plain,
    policy_option,
    read_cases,
    source_of,
)

if TYPE_CHECKING:
    from interpreter.policy.sources import Source
    from interpreter.review.replay import Receipt


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--known-on", "then", type=Day(), required=True, help="作决定时已知的日子。")
@click.option("--and", "now", type=Day(), required=True, help="重新计算时已知的日子。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@amendment_option
@policy_option
def recalculate(
    cases: tuple[str, ...],
    then: date,
    now: date,
    form: str,
    amendments: tuple[Path, ...],
    policy: Path | None,
) -> None:
    """按两个日子所知的修订各决定一次，列出变动的决定、应补和多付。

    例：python cli.py recalculate cases --known-on 2020-06-30 --and 2020-12-31
    """
    from interpreter.report.revisions import recalculation_data, recalculation_text
    from interpreter.review.recalculation import Recalculator

    source = source_of(policy, amendments)
    base, was, is_ = (load_plain(source, day) for day in (date.min, then, now))
    found = Recalculator(base, was, is_, (then, now)).recalculate(read_cases(is_, cases))
    if form == "json":
        click.echo(json.dumps(recalculation_data(found), ensure_ascii=False, indent=2))
    else:
        click.echo(recalculation_text(found))


@click.command()
@click.argument("outcome", type=click.Path(path_type=Path))
@click.option("--case", "case", required=True, help="当时的案件文件。")
@click.option("--policy-at", "revision", help="用 git 里这个版本的政策和修订。")
@amendment_option
@policy_option
def replay(
    outcome: Path,
    case: str,
    revision: str | None,
    amendments: tuple[Path, ...],
    policy: Path | None,
) -> None:
    """用当时的案件再决定一次：结果一字不差，或说明哪里变了。

    例：python cli.py replay outcome.json --case case.json
    """
    from interpreter.review.replay import changed_since, compare_receipts, read_receipt

    receipt = read_receipt(outcome)
    source = source_of(policy, amendments, revision)
    again = decide_again(receipt, source, case)
    if again == receipt.text:
        click.echo("结果相同，一字不差。")
        return
    told = ["结果不同：", *compare_receipts(receipt.data, json.loads(again))]
    changed = changed_since(policy or default_policy(), receipt.data["fingerprint"], source)
    told += [f"政策里变了：{'、'.join(changed)}"] if changed else []
    click.echo("\n    ".join(told))
    sys.exit(FOUND)


def decide_again(receipt: Receipt, source: Source, case: str) -> str:
    """Decide the case of a file as a receipt says it was decided; give the new outcome as text.

    Raises Refused when the policy does not load or the case is invalid.
    """
    from interpreter.evaluation.decision import decide
    from interpreter.evaluation.program import Program
    from interpreter.report.outcome_json import outcome_json

    readings = tuple(f"{name}={option}" for name, option in receipt.instead.items())
    found = choose(source, receipt.known_on, readings)
    [(_, read)] = read_cases(found, (case,))
    return outcome_json(decide(Program(found), read, receipt.known_on), found)

"""`mutants`: how well the golden cases guard the rules, slip by slip."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interpreter.commands.terminal import (
    FOUND,
    default_goldens,
    load_plain,
    policy_option,
    source_of,
)

if TYPE_CHECKING:
    from interpreter.policy.model import Policy
    from interpreter.report.mutants import Hunted
    from interpreter.truth.golden import Golden
    from interpreter.truth.mutation_hunt import Verdict

IDEAS = 10


@click.command()
@click.option("--goldens", type=click.Path(path_type=Path), help="用这个文件夹的金案。")
@click.option("--sample", type=click.IntRange(min=1), help="只抽这么多个变异。")
@click.option("--seed", type=int, default=0, help="抽取用的种子；同一种子抽的相同。")
@click.option("--jobs", type=click.IntRange(min=1), help="同时用几个进程；不写就是处理器的个数。")
@click.option("--ideas", type=click.IntRange(min=0), default=IDEAS, help="最多为几个想案件。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@policy_option
def mutants(
    goldens: Path | None,
    sample: int | None,
    seed: int,
    jobs: int | None,
    ideas: int,
    form: str,
    policy: Path | None,
) -> None:
    """把规则逐处改错一点，看金案能不能察觉；列出没有察觉的。有没察觉的，结束时的数是 3。

    例：python cli.py mutants --sample 100
    """
    from interpreter.report.mutants import mutants_json, mutants_text

    checked = load_plain(source_of(policy), date.max)
    folder = goldens or default_goldens(checked)
    if folder is None:
        raise click.UsageError("这份政策旁边没有金案，用 --goldens 写明文件夹")
    hunted = hunt(checked, folder, (sample, seed), jobs, ideas)
    click.echo(mutants_json(hunted) if form == "json" else mutants_text(hunted))
    sys.exit(FOUND if hunted.survivors or hunted.faults else 0)


def hunt(
    policy: Policy,
    folder: Path,
    drawn: tuple[int | None, int] = (None, 0),
    jobs: int | None = None,
    ideas: int = IDEAS,
) -> Hunted:
    """Run the mutants against a folder of golden cases, all or as many as `drawn` with its seed.

    Raises Refused when a declaration does not hold or a golden case fails.
    """
    from interpreter.problems import Problems
    from interpreter.report.mutants import Hunted
    from interpreter.truth.declarations import EQUIVALENT, check_declared, read_declared
    from interpreter.truth.golden import read_goldens
    from interpreter.truth.mutation import mutants_of
    from interpreter.truth.mutation_hunt import Hunt, check_goldens, sample_of, verdicts
    from interpreter.truth.mutation_idea import hint_for
    from interpreter.truth.mutation_places import placed

    problems = Problems()
    goldens, declared = read_goldens(folder), read_declared(EQUIVALENT, folder, problems)
    check_goldens(policy, goldens, problems)
    problems.refuse_if_any()
    _demand_cases(folder, goldens)
    chase = Hunt(policy, mutants_of(policy), goldens)
    indexes = sample_of(len(chase.mutants), *drawn)
    found = sorted(
        _shown(verdicts(chase, indexes, jobs or os.cpu_count() or 1), len(indexes)),
        key=lambda v: v.index,
    )
    ids = {verdict.index: chase.mutants[verdict.index].id for verdict in found}
    killed = {ids[v.index]: goldens[v.killer].name for v in found if v.killer is not None}
    check_declared(EQUIVALENT, declared, {m.id for m in chase.mutants}, killed, problems)
    problems.refuse_if_any()
    alive = [v.index for v in found if v.killer is None and not v.fault]
    left = [index for index in alive if ids[index] not in declared]
    return Hunted(
        count=len(chase.mutants),
        ran=len(found),
        declared=len(alive) - len(left),
        goldens=len(goldens),
        survivors=placed(chase.mutants[index] for index in left),
        faults={ids[v.index]: v.fault for v in found if v.fault},
        seed=drawn[1],
        hints={ids[index]: hint_for(chase, index) for index in left[:ideas]},
    )


def _demand_cases(folder: Path, goldens: list[Golden]) -> None:
    """A hunt without golden cases would find nothing and prove nothing."""
    from interpreter.problems import Place, Problem, Refused

    if not goldens:
        hint = "金案的文件名以 .yaml 结尾"
        raise Refused([Problem("no-cases", Place(str(folder)), "这个文件夹里没有金案", hint)])


def _shown(found: Iterable[Verdict], count: int) -> Iterator[Verdict]:
    """Give verdicts as they come, with a bar where a person is watching."""
    if not sys.stderr.isatty():
        yield from found
        return
    with click.progressbar(found, length=count, label="变异", file=sys.stderr) as bar:
        yield from bar

"""The commands. They read arguments, print what a report gives, and exit; nothing is decided here.

Exit codes: 0 decided · 1 the policy, amendment or case is wrong · 2 wrong usage · 3 a check
found something.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from interpreter import __version__

if TYPE_CHECKING:
    from interpreter.evaluation.program import Program
    from interpreter.policy.model import Policy
    from interpreter.problems import Problem
    from interpreter.source.json_reader import Json

WRONG = 1
DEFAULT_POLICY = Path(__file__).resolve().parent / "policy" / "2019-79.yaml"


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer click
    """A date of the calendar on the command line, `YYYY-MM-DD`."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the date; a wrong one is wrong usage."""
        from interpreter.language.checker import read_date

        day = value if isinstance(value, date) else read_date(str(value))
        return day or self.fail("日期写作 2020-01-31，并且日历上要有", param, ctx)


policy_option = click.option(
    "--policy", type=click.Path(path_type=Path), default=DEFAULT_POLICY, help="用这份政策文件。"
)
amendment_option = click.option(
    "--amendment",
    "amendments",
    type=click.Path(path_type=Path),
    multiple=True,
    help="试行一份修订，可以写多次。",
)
reading_option = click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="A24=选项",
    help="按另一种读法决定，可以写多次；有哪些见 readings 命令。",
)
known_on_option = click.option(
    "--known-on", type=Day(), default=None, help="只用这一天以前批准的修订；不写就是今天。"
)


class Commands(click.Group):
    """The group that turns what a stage refused into words and an exit code, in one place."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        from interpreter.problems import Refused

        for stream in (sys.stdout, sys.stderr):
            # A console that cannot show a character gets its escape, never a traceback.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except Refused as refused:
            fail(refused.problems)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """按写成数据的政策决定案件，并说明每一元的理由。"""


def fail(problems: tuple[Problem, ...]) -> NoReturn:
    """Say what is wrong, and exit with 1."""
    from interpreter.report.problems import problems_text

    click.echo(problems_text(problems), err=True)
    sys.exit(WRONG)


def today() -> date:
    """Give today's date, the one reading of a clock there is."""
    return datetime.now(UTC).astimezone().date()


def open_policy(
    policy: Path, amendments: tuple[Path, ...] = (), known_on: date | None = None
) -> tuple[Policy, tuple[Problem, ...]]:
    """Give a checked policy with the amendments in force and those on trial.

    Raises Refused.
    """
    from interpreter.policy.cache import load_cached
    from interpreter.policy.sources import gather

    return load_cached(gather(policy, amendments), known_on or today())


@main.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@amendment_option
@reading_option
@policy_option
@known_on_option
def evaluate(
    cases: tuple[str, ...],
    form: str,
    amendments: tuple[Path, ...],
    readings: tuple[str, ...],
    policy: Path,
    known_on: date | None,
) -> None:
    """决定案件。CASE 是文件、文件夹，或 - 表示标准输入；.jsonl 一行一个案件。

    例：python cli.py evaluate examples/new-hire.json
    """
    from interpreter.evaluation.program import Program
    from interpreter.source.inputs import each_case

    checked, _ = open_policy(policy, amendments, known_on)
    program = Program(checked, _choices(checked, readings))
    day = known_on or today()
    wrong = False
    for count, (name, case) in enumerate(each_case(cases, sys.stdin.buffer.read)):
        if count and form != "json":
            click.echo()
        wrong = not _decide_one(program, name, case, form, day) or wrong
    sys.exit(WRONG if wrong else 0)


def _choices(policy: Policy, readings: tuple[str, ...]) -> dict[str, str]:
    """Read the readings asked for on the command line.

    Raises Refused.
    """
    from interpreter.policy.readings import check_choices, parse_choices
    from interpreter.problems import Place, Problems

    problems, place = Problems(), Place("--reading")
    choices = parse_choices(readings, place, problems) if readings else {}
    check_choices(policy, choices, place, problems)
    problems.refuse_if_any()
    return choices


def _decide_one(
    program: Program, name: str, case: Json | tuple[Problem, ...], form: str, day: date
) -> bool:
    """Decide and print one case; False when it is invalid."""
    from interpreter.evaluation.case import read_case
    from interpreter.evaluation.decision import decide
    from interpreter.problems import Refused

    if isinstance(case, tuple):
        _print_invalid(program.policy, name, case, form)
        return False
    try:
        read = read_case(case.data, program, case.place)
    except Refused as refused:
        _print_invalid(program.policy, name, refused.problems, form)
        return False
    outcome = decide(program, read, day)
    if form == "json":
        from interpreter.report.outcome_json import outcome_json

        click.echo(outcome_json(outcome, program.policy))
    elif form == "markdown":
        from interpreter.report.outcome_markdown import outcome_markdown

        click.echo(outcome_markdown(outcome, program.policy))
    else:
        from interpreter.evaluation.advice import advise
        from interpreter.report.outcome_text import outcome_text

        click.echo(outcome_text(outcome, program.policy, advise(program, read, outcome)))
    return True


def _print_invalid(policy: Policy, name: str, problems: tuple[Problem, ...], form: str) -> None:
    from interpreter.problems import visible
    from interpreter.report.outcome_json import invalid_json
    from interpreter.report.problems import problems_text

    if form == "json":
        click.echo(invalid_json(None, policy, problems))
    click.echo(f"案件无效，没有决定：{visible(name)}\n{problems_text(problems)}", err=True)


@main.command()
@click.argument("policy", type=click.Path(path_type=Path), default=DEFAULT_POLICY)
@click.option("--source", type=click.Path(path_type=Path), help="与官方文本核对条文和数字。")
@click.option("--format", "form", type=click.Choice(["text", "json", "ci"]), default="text")
@amendment_option
def check(policy: Path, source: Path | None, form: str, amendments: tuple[Path, ...]) -> None:
    """检查政策和它的修订，一次说出全部问题。

    例：python cli.py check policy/2019-79.yaml
    """
    from interpreter.policy.loader import load
    from interpreter.policy.sources import gather
    from interpreter.problems import Problems, Refused

    found = Problems()
    summary = ""
    try:
        checked, warnings = load(gather(policy, amendments))
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


@main.command()
@click.argument("subject", metavar="AWARD")
@policy_option
@amendment_option
def explain(subject: str, policy: Path, amendments: tuple[Path, ...]) -> None:
    """用中文说明一项补贴、一项义务或一个条文的规则。

    例：python cli.py explain 岗前培训补贴，或 python cli.py explain "二(六)1"
    """
    from interpreter.problems import did_you_mean, shown
    from interpreter.report.explanation import explain_award, explain_clause, explain_finding

    checked, _ = open_policy(policy, amendments)
    if subject in checked.awards:
        click.echo(explain_award(checked.awards[subject], checked))
    elif subject in checked.findings:
        click.echo(explain_finding(checked.findings[subject], checked))
    elif subject in checked.clauses:
        click.echo(explain_clause(checked.clauses[subject], checked))
    else:
        known = (*checked.awards, *checked.findings, *checked.clauses)
        hint = did_you_mean(subject, known)
        raise click.UsageError(f"没有补贴、义务或条文 `{shown(subject)}`。{hint}")


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@policy_option
def facts(form: str, policy: Path) -> None:
    """列出案件里能写的全部事实：类型、取值、典型值和问题。"""
    from interpreter.report.facts import facts_json, facts_text

    checked, _ = open_policy(policy)
    if form == "json":
        click.echo(json.dumps(facts_json(checked), ensure_ascii=False, indent=2))
    else:
        click.echo(facts_text(checked))


@main.command("case-schema")
@policy_option
def case_schema_command(policy: Path) -> None:
    """打印案件的 JSON Schema，给要送案件来的系统用。"""
    from interpreter.report.facts import case_schema

    checked, _ = open_policy(policy)
    click.echo(json.dumps(case_schema(checked), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()

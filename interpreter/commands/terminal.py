"""What commands share: options, the policy they decide by, and how a refusal is said."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from interpreter.problems import visible

if TYPE_CHECKING:
    from interpreter.evaluation.case import Case
    from interpreter.policy.model import Policy
    from interpreter.policy.sources import Source
    from interpreter.problems import Problem
    from interpreter.truth.golden import Golden

WRONG, FOUND = 1, 3
GIT = "git:"


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
    "--policy", type=click.Path(path_type=Path), default=None, help="用这份政策文件。"
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
    """The group of commands, each imported when it is asked for.

    It turns what a stage refused into words and an exit code, in one place.
    """

    def __init__(self, *, modules: Mapping[str, str], **settings: Any) -> None:
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(**settings)
        self._modules = modules

    def main(self, *args: Any, **settings: Any) -> Any:
        """Run the program; wrong usage is said in Chinese and exits with 2."""
        settings["standalone_mode"] = False
        try:
            code = super().main(*args, **settings)
        except click.UsageError as error:
            told = usage_in_words(error)
            click.echo(f"{told}\n用 --help 查看用法。", err=True)
            code = error.exit_code
        except click.Abort:
            code = WRONG
        sys.exit(code if isinstance(code, int) else 0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands, in the order they were given."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give a command."""
        module = self._modules.get(cmd_name)
        if module is None:
            return None
        found = import_module(f"interpreter.commands.{module}")
        command: click.Command = getattr(found, cmd_name.replace("-", "_"))
        return command

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


def usage_in_words(error: click.UsageError) -> str:
    """Say in Chinese what was wrong with a command line."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {visible(error.option_name)}"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        return f"参数 {name} 不对：{visible(error.message)}"
    if "No such command" in error.message:
        return f"没有这个命令：{visible(error.message.split(chr(39))[1])}"
    return visible(error.message)


def fail(problems: tuple[Problem, ...]) -> NoReturn:
    """Say what is wrong, and exit with 1."""
    from interpreter.report.problems import problems_text

    click.echo(problems_text(problems), err=True)
    sys.exit(WRONG)


def today() -> date:
    """Give today's date, the one reading of a clock there is."""
    return datetime.now(UTC).astimezone().date()


def default_policy() -> Path:
    """Give the policy that commands use when none is named; the program's face sets it."""
    policy: Path = click.get_current_context().find_root().obj
    return policy


def near(path: Path) -> Path:
    """Give a path as seen from here, so that places are short enough to read."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def open_policy(
    policy: Path | None, amendments: tuple[Path, ...] = (), known_on: date | None = None
) -> tuple[Policy, tuple[Problem, ...]]:
    """Give a checked policy with the amendments in force and those on trial.

    Raises Refused.
    """
    from interpreter.policy.cache import load_cached
    from interpreter.policy.sources import gather

    return load_cached(gather(policy or default_policy(), amendments), known_on or today())


def default_goldens(policy: Policy) -> Path | None:
    """Give the folder of a policy's golden cases beside the program, if there is one."""
    folder = default_policy().parents[1] / "tests" / "golden" / policy.id
    return folder if folder.is_dir() else None


def open_goldens(
    goldens: Path | None, path: Path | None, policy: Policy
) -> tuple[Path, list[Golden]]:
    """Give the golden cases asked for, those beside the policy, or the program's, and their folder.

    Raises Refused; also where there is none, for then nothing is held to anything.
    """
    from interpreter.problems import Place, Problem, Refused
    from interpreter.truth.golden import read_goldens

    beside = (path or default_policy()).parent / "golden"
    folder = goldens or near(beside if beside.is_dir() else default_goldens(policy) or beside)
    cases = read_goldens(folder) if folder.is_dir() or goldens else []
    if not cases:
        hint = "用 --goldens 指明放金案的文件夹；金案的文件名以 .yaml 结尾"
        raise Refused([Problem("no-cases", Place(str(folder)), "没有金案，什么也没有核对", hint)])
    return folder, cases


def source_of(
    policy: Path | None, amendments: tuple[Path, ...] = (), revision: str | None = None
) -> Source:
    """Give the files of a policy: as they are, or as of a git revision.

    Raises Refused.
    """
    from interpreter.policy.sources import gather

    path = policy or default_policy()
    if revision is None:
        return gather(path, amendments)
    from interpreter.policy.history import gather_at

    return gather_at(path, revision)


def source_named(name: str, policy: Path | None, amendments: tuple[Path, ...] = ()) -> Source:
    """Give the files of a policy named by its file, or by a git revision: `git:REV`.

    Raises Refused.
    """
    from interpreter.policy.sources import gather

    if name.startswith(GIT):
        from interpreter.policy.history import gather_at

        source = gather_at(policy or default_policy(), name.removeprefix(GIT))
        return source.with_trials(amendments)
    return gather(Path(name), amendments)


def load_plain(source: Source, known_on: date | None = None) -> Policy:
    """Give a policy whose readings are still open.

    Raises Refused.
    """
    from interpreter.policy.loader import load

    return load(source, known_on or today())[0]


def choose(source: Source, known_on: date | None, readings: tuple[str, ...]) -> Policy:
    """Give a policy decided by the readings asked for, such as `A24=选项`.

    Raises Refused.
    """
    if not readings:
        from interpreter.policy.cache import load_cached

        return load_cached(source, known_on or today())[0]
    from interpreter.policy.readings import check_choices, parse_choices
    from interpreter.policy.settled import settle
    from interpreter.problems import Place, Problems

    found = load_plain(source, known_on)
    problems, place = Problems(), Place("--reading")
    choices = parse_choices(readings, place, problems)
    check_choices(found, choices, place, problems)
    problems.refuse_if_any()
    return settle(found, choices)


def read_cases(
    policy: Policy, names: tuple[str, ...], *, skip_invalid: bool = False
) -> list[tuple[str, Case]]:
    """Read cases of files and folders; invalid ones are said and skipped where that is asked.

    Raises Refused with the problems of every case.
    """
    from interpreter.evaluation.case import read_case
    from interpreter.evaluation.program import Program
    from interpreter.problems import Problems, Refused
    from interpreter.source.inputs import each_case

    program, problems, found = Program(policy), Problems(), []
    for name, case in each_case(names, sys.stdin.buffer.read):
        try:
            if isinstance(case, tuple):
                problems.extend(case)
            else:
                read = read_case(case.data, program, case.place)
                found.append((read.id or name, read))
        except Refused as refused:
            problems.extend(refused.problems)
    if skip_invalid and len(problems):
        click.echo(
            f"{len({p.place.file for p in problems})} 个文件里有无效的案件，没有计入", err=True
        )
    else:
        problems.refuse_if_any()
    return found

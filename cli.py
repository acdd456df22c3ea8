"""The program's face: it names the commands and the policy they use when none is given.

Exit codes: 0 decided · 1 the policy, amendment or case is wrong · 2 wrong usage · 3 a check
found something.
"""

from __future__ import annotations

from pathlib import Path

import click

from interpreter import __version__
from interpreter.commands.terminal import Commands

DEFAULT_POLICY = Path(__file__).resolve().parent / "policy" / "2019-79.yaml"
COMMANDS = {
    "evaluate": "evaluate",
    "batch": "batch",
    "summary": "summary",
    "template": "template",
    "check": "check",
    "explain": "explain",
    "facts": "explain",
    "case-schema": "explain",
    "test": "test",
    "amend": "amend",
    "diff": "diff",
    "review": "review",
    "readings": "readings",
    "coverage": "coverage",
    "suggest": "coverage",
    "mutants": "mutants",
    "recalculate": "recalculate",
    "replay": "recalculate",
}


@click.group(cls=Commands, modules=COMMANDS)
@click.version_option(__version__, help="显示版本。")
@click.help_option("-h", "--help", help="显示用法。")
@click.pass_context
def main(context: click.Context) -> None:
    """按写成数据的政策决定案件，并说明每一元的理由。"""
    context.obj = DEFAULT_POLICY


if __name__ == "__main__":
    main()

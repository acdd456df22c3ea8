"""Commands run as a person would run them: from the root, no terminal, nothing typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zygote import run_forked

ROOT = Path(__file__).parents[1]
NOT_INHERITED = ("PYTEST_", "COLUMNS", "MAKE", "MFLAGS", "PYTHONPATH", "VIRTUAL_ENV")


class Printed(NamedTuple):
    """What a command printed, and how it ended."""

    out: str
    err: str
    code: int


Run = Callable[..., Printed]


def clean_environment(scripts: Path, cache: Path) -> dict[str, str]:
    """Give an environment with no trace of the test run; `python` means the one running it."""
    python = scripts / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_INHERITED)}
    path = f"{scripts}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {**kept, "PATH": path, "PYTHONUTF8": "1", "XDG_CACHE_HOME": str(cache)}


def run_cli(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Printed:
    """Run a command of cli.py in a folder and give what it printed."""
    done = run_forked(arguments, folder, environment)
    return Printed(done.stdout.decode(), done.stderr.decode(), done.returncode)


def run_command(command: list[str], folder: Path, environment: Mapping[str, str]) -> Printed:
    """Run a command in a folder and give what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Printed(done.stdout, done.stderr, done.returncode)

"""A process that has read the program's modules and waits: each command runs in a fork of it.

A command still has a process of its own, with its folder, environment, streams and bounds; only
what every start does again, reading the modules, is done once.  That a start reads them rightly
is seen where documents and examples are run by a shell.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import runpy
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
CLI = ROOT / "cli.py"
# Rooms that most commands need; the heavy ones start threads, and threads do not survive a fork.
ROOMS = ("commands", "report", "truth", "evaluation", "policy", "reference", "language", "source")
LIBRARIES = ("jsonschema", "simpleeval", "yaml")
Limits = Mapping[int, int]


def run_forked(
    arguments: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    *,
    given: bytes = b"",
    flags: tuple[str, ...] = (),
    limits: Limits | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run `python flags cli.py arguments` in a folder and give what it printed.

    `limits` bounds resources by their number.  Raises TimeoutError.
    """
    words = [str(argument) for argument in arguments]
    own = tuple(sorted((k, v) for k, v in environment.items() if k.startswith("PYTHON")))
    with TemporaryDirectory() as streams:
        paths = [Path(streams) / name for name in ("in", "out", "err")]
        paths[0].write_bytes(given)
        asked = {
            "arguments": words,
            "folder": str(folder),
            "environment": dict(environment),
            "streams": [str(path) for path in paths],
            "limits": dict(limits or {}),
        }
        code = _zygote(os.getpid(), flags, own).ask(asked, timeout)
        return subprocess.CompletedProcess(
            words, code, paths[1].read_bytes(), paths[2].read_bytes()
        )


class _Zygote:
    """The waiting process, seen from outside."""

    def __init__(self, flags: tuple[str, ...], own: tuple[tuple[str, str], ...]) -> None:
        self._ours, theirs = socket.socketpair()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *flags, __file__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env={**kept, **dict(own)},
                pass_fds=(theirs.fileno(),),
            )
        self._answers = self._ours.makefile("r", encoding="utf-8")

    def ask(self, asked: Mapping[str, Any], timeout: float | None) -> int:
        self._ours.settimeout(timeout)
        self._ours.sendall(json.dumps(asked).encode() + b"\n")
        return int(self._answers.readline())


@cache
def _zygote(_process: int, flags: tuple[str, ...], own: tuple[tuple[str, str], ...]) -> _Zygote:
    """Give the one for these flags; it ends when the process that asked for it does."""
    return _Zygote(flags, own)


def _wait(control: socket.socket) -> None:
    """Run what is asked for, one after the other, until nobody is there to ask."""
    for room in ROOMS:
        for path in sorted((ROOT / "interpreter" / room).glob("*.py")):
            import_module(f"interpreter.{room}.{path.stem}")
    for library in LIBRARIES:
        import_module(library)
    gc.freeze()  # nothing of it is looked at again in every fork
    for line in control.makefile("r", encoding="utf-8"):
        child = os.fork()
        if child == 0:
            control.close()
            _run(json.loads(line))
        _, status = os.waitpid(child, 0)
        control.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _run(asked: Mapping[str, Any]) -> NoReturn:
    """Be the command."""
    for number, (path, way) in enumerate(zip(asked["streams"], "rww", strict=True)):
        with Path(path).open(f"{way}b") as stream:
            os.dup2(stream.fileno(), number)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for limit, most in asked["limits"].items():
        resource.setrlimit(int(limit), (most, most))
    sys.argv = [str(CLI), *asked["arguments"]]
    code: Any = 0
    try:
        runpy.run_path(str(CLI), run_name="__main__")
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    with socket.socket(fileno=int(sys.argv[1])) as end:
        _wait(end)

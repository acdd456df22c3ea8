"""A policy and its amendments as they stood at a revision of their git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from interpreter.policy.sources import Source
from interpreter.problems import Place, Problem, Refused, shown

MOST_REVISIONS = 128


def gather_at(policy: Path, revision: str) -> Source:
    """Read a policy file and the amendments beside it as of a revision.

    Raises Refused when git, the revision or the file is not there.
    """
    folder = policy.resolve().parent
    if revision.startswith("-"):
        raise _refused(revision, "版本的写法不对")
    prefix = _git(folder, revision, "rev-parse", "--show-prefix").decode().strip()
    name = f"{revision}:{prefix}{policy.name}"
    base = (f"{revision}:{policy.name}", _git(folder, revision, "show", name))
    listed = _git(
        folder, revision, "ls-tree", "--name-only", revision, f"{folder}/amendments/"
    ).decode()
    laid = [f"{revision}:{prefix}{line}" for line in listed.splitlines() if line.endswith(".yaml")]
    return Source(base, tuple((path, _git(folder, revision, "show", path)) for path in laid))


def files_at(folder: Path, revision: str, suffix: str) -> list[tuple[str, bytes]]:
    """Give the files right inside a folder with an ending, as of a revision, by name.

    Raises Refused when git or the revision is not there.
    """
    inside = folder.resolve()
    if revision.startswith("-"):
        raise _refused(revision, "版本的写法不对")
    listed = _git(inside, revision, "ls-tree", "--name-only", "-z", revision, f"{inside}/").decode()
    names = sorted(name for name in listed.split("\0") if name.endswith(suffix))
    prefix = _git(inside, revision, "rev-parse", "--show-prefix").decode().strip()
    shown_ = ((name, f"{revision}:{prefix}{Path(name).name}") for name in names)
    return [(Path(name).name, _git(inside, revision, "show", at)) for name, at in shown_]


def revisions_of(policy: Path) -> list[str]:
    """Give the revisions in which a policy or its amendments changed, newest first."""
    folder = policy.resolve().parent
    paths = (str(policy.resolve()), f"{folder}/amendments")
    told = _git(folder, str(policy), "log", f"-n{MOST_REVISIONS}", "--format=%H", "--", *paths)
    return told.decode().split()


def _git(folder: Path, about: str, *arguments: str) -> bytes:
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        raise _refused(str(folder), "没有装 git，或 git 没有回答") from None
    if done.returncode:
        raise _refused(about, "git 里没有这个版本或文件")
    return done.stdout


def _refused(about: str, message: str) -> Refused:
    hint = "用 git log 查看有哪些版本"
    return Refused([Problem("no-revision", Place(shown(about)), message, hint)])

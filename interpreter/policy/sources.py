"""The files a policy is made of: its own, the amendments in force beside it, those on trial."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.source.files import is_folder, list_folder, read_file

DISTANT = date.max
NOTES = "README.md"


@dataclass(frozen=True, slots=True)
class Source:
    """A policy file and the amendments to lay over it, as bytes with their names."""

    base: tuple[str, bytes]
    amendments: tuple[tuple[str, bytes], ...] = ()

    def with_trials(self, trials: Iterable[Path]) -> Source:
        """Give the same files and amendments on trial with them.

        Raises Refused when a file cannot be read.
        """
        read = tuple((str(p), read_file(p)) for p in trials)
        return Source(self.base, (*self.amendments, *read))


def gather(policy: Path, trials: Iterable[Path] = ()) -> Source:
    """Read a policy file, the amendments in force beside it, and those on trial.

    Raises Refused when a file cannot be read.
    """
    standing = _standing(policy.parent / "amendments")
    paths = [*standing, *(t for t in trials if t not in standing)]
    return Source((str(policy), read_file(policy)), tuple((str(p), read_file(p)) for p in paths))


def _standing(folder: Path) -> list[Path]:
    """List the amendments in force; a file there that is none of them is never passed over."""
    if not is_folder(folder):
        if os.path.lexists(folder):
            hint = "修订放在名为 amendments 的文件夹里"
            raise Refused([Problem("not-a-file", Place(str(folder)), "这不是文件夹", hint)])
        return []
    standing, problems = list_folder(folder, ".yaml"), Problems()
    for entry in sorted(folder.iterdir()):
        if entry not in standing and entry.name != NOTES and not entry.name.startswith("."):
            hint = f"修订的文件名以 .yaml 结尾；说明写在 {NOTES}"
            problems.add("amendment-file", Place(str(entry)), "这个文件不会被当作修订", hint)
    problems.refuse_if_any()
    return standing

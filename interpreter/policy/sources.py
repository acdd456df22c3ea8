"""The files a policy is made of: its own, the amendments in force beside it, those on trial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interpreter.source.files import list_folder, read_file

DISTANT = date.max


@dataclass(frozen=True, slots=True)
class Source:
    """A policy file and the amendments to lay over it, as bytes with their names."""

    base: tuple[str, bytes]
    amendments: tuple[tuple[str, bytes], ...] = ()


def gather(policy: Path, trials: Iterable[Path] = ()) -> Source:
    """Read a policy file, the amendments in force beside it, and those on trial.

    Raises Refused when a file cannot be read.
    """
    folder = policy.parent / "amendments"
    standing = list_folder(folder, ".yaml") if folder.is_dir() else []
    paths = [*standing, *(t for t in trials if t not in standing)]
    return Source((str(policy), read_file(policy)), tuple((str(p), read_file(p)) for p in paths))

"""A checked policy kept between runs: found by content, never trusted blindly.

The key holds the content of every file, the day known on, and the interpreter itself.  What
is read back must carry its own digest, lie in a folder that only its owner can write, and
is rebuilt by an unpickler that knows our own classes and nothing else.  Anything odd means
loading again.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, cast

from interpreter import __version__
from interpreter.policy.model import Policy
from interpreter.policy.sources import DISTANT, Source
from interpreter.problems import Problem

OFF = "POLICY_CACHE"
FORMAT = b"policy-cache 1\n"
OURS = frozenset(
    {
        "interpreter.policy.approved",
        "interpreter.policy.law",
        "interpreter.policy.model",
        "interpreter.policy.plan",
        "interpreter.policy.rule",
        "interpreter.language.tree",
        "interpreter.language.types",
    }
)
ROOMS = ("", "/source", "/language", "/reference", "/policy")
OTHERS = frozenset(
    {
        ("interpreter.problems", "Place"),
        ("interpreter.problems", "Problem"),
        ("datetime", "date"),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
    }
)
Loaded = tuple[Policy, tuple[Problem, ...]]


def load_cached(source: Source, known_on: date = DISTANT) -> Loaded:
    """Give the checked policy of a source with its readings settled, from the cache if there.

    Raises Refused like `load`; a source with problems is never kept.
    """
    folder = _folder()
    entry = folder / f"{_key(source, known_on)}.policy" if folder else None
    found = _read(entry) if entry else None
    if found is not None:
        return found
    # Reading YAML and checking it takes modules that a cached run never needs.
    from interpreter.policy.loader import load
    from interpreter.policy.settled import settle

    policy, warnings = load(source, known_on)
    loaded = settle(policy, {}), warnings
    if entry is not None:
        _write(entry, loaded)
    return loaded


def _folder() -> Path | None:
    """Give the cache folder, made for this user alone; None where there can be none."""
    if os.environ.get(OFF, "") == "off" or not hasattr(os, "getuid"):
        return None
    base = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    folder = Path(base) / "policy-interpreter"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _only_ours(folder.lstat()) else None
    return None


def _only_ours(status: os.stat_result) -> bool:
    writable_by_others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == os.getuid() and not writable_by_others


def _key(source: Source, known_on: date) -> str:
    digest = hashlib.sha256(f"{__version__} {sys.version_info[:3]} {known_on}\n".encode())
    for path, status in _interpreter_files():
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    for name, content in (source.base, *source.amendments):
        digest.update(f"{name} {len(content)}\n".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _interpreter_files() -> list[tuple[str, os.stat_result]]:
    """Give what decides how a file is read: our own code and schemas, with size and time."""
    root = Path(__file__).resolve().parents[2]
    found = []
    for folder in (*(f"interpreter{room}" for room in ROOMS), "schemas"):
        with suppress(OSError), os.scandir(root / folder) as entries:
            found += [(f"{folder}/{e.name}", e.stat()) for e in entries if e.is_file()]
    return sorted(found, key=lambda pair: pair[0])


def _read(entry: Path) -> Loaded | None:
    try:
        with os.fdopen(os.open(entry, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or not _only_ours(status):
                return None
            content = file.read()
    except OSError:
        return None
    head, sealed = content[: len(FORMAT)], content[len(FORMAT) :]
    digest, payload = sealed[:32], sealed[32:]
    if head != FORMAT or _seal(entry, payload) != digest:
        return None
    return _rebuild(payload)


def _seal(entry: Path, payload: bytes) -> bytes:
    """Bind what is kept to the key it is kept under."""
    return hashlib.sha256(entry.stem.encode() + b"\n" + payload).digest()


def _rebuild(payload: bytes) -> Loaded | None:
    # A file that passed every check but is not what we wrote may fail in any way at all.
    with suppress(Exception):
        loaded = _Rebuilder(io.BytesIO(payload)).load()
        policy, warnings = loaded
        if isinstance(policy, Policy) and all(isinstance(w, Problem) for w in warnings):
            return cast("Loaded", loaded)
    return None


class _Rebuilder(pickle.Unpickler):
    """An unpickler that makes our own frozen classes and a few plain ones, and calls nothing."""

    def find_class(self, module: str, name: str) -> Any:
        """Give one of the allowed classes.

        Raises UnpicklingError for anything else.
        """
        allowed = (module, name) in OTHERS or (module in OURS and "." not in name)
        found = getattr(sys.modules[module], name, None) if allowed else None
        if not isinstance(found, type) or (module in OURS and found.__module__ != module):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _write(entry: Path, loaded: Loaded) -> None:
    """Keep a loaded policy; a folder that is full or gone is no reason to fail."""
    payload = pickle.dumps(loaded, protocol=5)
    beside = entry.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(FORMAT + _seal(entry, payload) + payload)
        beside.replace(entry)

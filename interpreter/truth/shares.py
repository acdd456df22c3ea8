"""Work cut into shares, done by several processes that inherit what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Done = TypeVar("Done")


def shared(
    work: Callable[[int], Done], numbers: Sequence[int], jobs: int, together: int = 1
) -> Iterator[Done]:
    """Give what each share of some work comes to, in order, done by so many `jobs`.

    A job takes so many shares `together`.
    """
    if min(jobs, len(numbers)) < 2 or "fork" not in get_all_start_methods():
        yield from map(work, numbers)
        return
    _SHARED.append(work)
    try:
        with get_context("fork").Pool(min(jobs, len(numbers))) as pool:
            yield from pool.imap(_done, numbers, chunksize=together)
    finally:
        _SHARED.pop()


# What forked processes inherit: formulas, or a policy with its mutants, are never sent.
_SHARED: list[Callable[[int], Any]] = []


def _done(number: int) -> Any:
    return _SHARED[-1](number)

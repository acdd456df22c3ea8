"""What was met before, kept on disk: millions of keys take no memory to speak of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

from interpreter.problems import Place, Problem, Refused

DIGEST = 16  # bytes: two keys of a billion are alike once in a million million runs
SCHEMA = """
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE seen (key BLOB PRIMARY KEY, marks INTEGER) WITHOUT ROWID;
"""


class Seen:
    """Keys, each with the marks it has been given; it goes when the program ends."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            f"PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; {SCHEMA}; BEGIN"
        )
        self._numbers: dict[frozenset[int], int] = {}
        self._marks: list[frozenset[int]] = []

    def unmarked(self, key: Iterable[object], marks: frozenset[int]) -> frozenset[int]:
        """Give those of `marks` that a key does not have yet; now it has them."""
        digest = blake2b(repr((*key,)).encode(), digest_size=DIGEST).digest()
        try:
            return self._mark(digest, marks)
        except sqlite3.Error:
            problem = "临时文件写不下了", "腾出磁盘空间，再运行一次"
            raise Refused([Problem("unwritable-file", Place("临时文件夹"), *problem)]) from None

    def _mark(self, digest: bytes, marks: frozenset[int]) -> frozenset[int]:
        query = "SELECT marks FROM seen WHERE key = ?"
        found = self._base.execute(query, (digest,)).fetchone()
        had = self._marks[found[0]] if found else frozenset()
        new = marks - had
        if new:
            number = self._number(marks | had)
            self._base.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (digest, number))
        return new

    def _number(self, marks: frozenset[int]) -> int:
        """Give the number that stands for some marks on disk."""
        if marks not in self._numbers:
            self._numbers[marks] = len(self._marks)
            self._marks.append(marks)
        return self._numbers[marks]

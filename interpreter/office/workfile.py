"""The file a run keeps its work in: rows as they were read, and what was decided of them.

It bounds memory, brings the rows of a person together, and survives a run that is killed: what
was committed is not done again.  Tables are written from it only when everything is decided.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from interpreter.office.claims import Claim, Flaw
from interpreter.office.tables import Values
from interpreter.office.work import Decided, Waiting, given_twice, who_of
from interpreter.problems import Place, Problem, Refused

SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS claims (
  row INTEGER PRIMARY KEY, name TEXT UNIQUE, who TEXT, given TEXT NOT NULL,
  raw TEXT NOT NULL, read_as TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_person ON claims (who, row);
CREATE TABLE IF NOT EXISTS flaws (
  row INTEGER, field TEXT, value TEXT, code TEXT, message TEXT, hint TEXT);
CREATE INDEX IF NOT EXISTS flaws_by_row ON flaws (row);
CREATE TABLE IF NOT EXISTS settled (person TEXT, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS settled_by_person ON settled (person);
CREATE TABLE IF NOT EXISTS decisions (row INTEGER PRIMARY KEY, decision TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (row INTEGER, line TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS lines_by_row ON lines (row);
CREATE TABLE IF NOT EXISTS frames (kind TEXT, part INTEGER, rows INTEGER, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS frames_by_part ON frames (kind, part);
"""
UNDECIDED = "SELECT who, row, raw, read_as FROM claims WHERE who > ? AND who <= ? ORDER BY who, row"
ROWS = "SELECT row, given, decision FROM claims LEFT JOIN decisions USING (row) ORDER BY row"
FILE = "work.sqlite"


class WorkFile:
    """The work of one run, in a folder beside its output; one run at a time."""

    lasts: ClassVar[bool] = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._base = sqlite3.connect(folder / FILE, timeout=0.2, isolation_level=None)
        try:
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("PRAGMA synchronous = OFF")
            self._base.execute("BEGIN EXCLUSIVE")
            self._base.execute("COMMIT")
        except sqlite3.DatabaseError:
            self._base.close()
            message = "另一次运行正在写同一个输出，或留下的进度坏了"
            hint = f"等它结束；确实没有在运行，就删去文件夹 {folder}"
            raise Refused([Problem("work-in-use", Place(str(folder)), message, hint)]) from None

    def start(self, key: Mapping[str, str]) -> None:
        """Begin the work that `key` describes: its input, its policy, its options."""
        self._base.executescript(SCHEMA)
        self.note("key", _dump(dict(key)))

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Keep all that is done within, or nothing of it."""
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def is_of(self, key: Mapping[str, str]) -> bool:
        """Say whether the work done so far is of the same input, policy and options."""
        return self.noted("key") == _dump(dict(key))

    def note(self, key: str, value: str) -> None:
        """Keep a note about the work as a whole."""
        self._base.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))

    def noted(self, key: str) -> str:
        """Give a note, empty where there is none."""
        try:
            found = self._base.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        except sqlite3.OperationalError:
            return ""
        return str(found[0]) if found else ""

    def add_claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Keep the claims read; each is given back with what else is wrong with it."""
        return map(self._add, claims)

    def _add(self, claim: Claim) -> Claim:
        name = claim.raw.get("case")
        taken = self._base.execute("SELECT row FROM claims WHERE name = ?", (name,)).fetchone()
        flaws = (*claim.flaws, *([given_twice(claim.row, str(name), taken[0])] if taken else ()))
        who = None if flaws else who_of(claim)
        given, raw = _dump(claim.given), _dump(claim.raw)
        row = (claim.row, None if taken else name, who, given, raw, claim.read_as)
        self._base.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)", row)
        self.add_flaws(flaws)
        return replace(claim, flaws=flaws)

    def add_settled(self, records: Iterable[tuple[str, dict[str, object]]]) -> None:
        """Keep what was granted before, each record with its person."""
        rows = ((person, _dump(record)) for person, record in records)
        self._base.executemany("INSERT INTO settled VALUES (?, ?)", rows)

    def settled(self, person: str) -> list[dict[str, object]]:
        """Give what a person was granted before, in the order kept."""
        query = "SELECT record FROM settled WHERE person = ? ORDER BY rowid"
        return [_load(record) for (record,) in self._base.execute(query, (person,))]

    def undecided(self, most: int) -> list[Waiting]:
        """Give the next claims to decide, whole persons: at least `most`, or all that are left."""
        after = self.noted("decided")
        query = "SELECT who FROM claims WHERE who > ? ORDER BY who LIMIT 1 OFFSET ?"
        last = self._base.execute(query, (after, most - 1)).fetchone()
        upto = last[0] if last else chr(0x10FFFF)
        found = self._base.execute(UNDECIDED, (after, upto))
        return [Waiting(who, row, _load(raw), read_as) for who, row, raw, read_as in found]

    def add_decided(self, decided: Iterable[Decided], upto: str) -> None:
        """Keep what was decided, and that every person up to `upto` is done."""
        for one in decided:
            decision = (one.row, _dump(one.decision))
            self._base.execute("INSERT INTO decisions VALUES (?, ?)", decision)
            lines = ((one.row, _dump(line)) for line in one.lines)
            self._base.executemany("INSERT INTO lines VALUES (?, ?)", lines)
        self.note("decided", upto)

    def add_flaws(self, flaws: Iterable[Flaw]) -> None:
        """Keep what is wrong with rows."""
        self._base.executemany("INSERT INTO flaws VALUES (?, ?, ?, ?, ?, ?)", flaws)

    def add_frame(self, kind: str, part: int, rows: int, data: bytes) -> None:
        """Keep some rows of a table by columns, in the part they belong to."""
        self._base.execute("INSERT INTO frames VALUES (?, ?, ?, ?)", (kind, part, rows, data))

    def frames(self, kind: str, part: int) -> Iterator[bytes]:
        """Give the rows of a part, in the order kept."""
        query = "SELECT data FROM frames WHERE kind = ? AND part = ? ORDER BY rowid"
        return (data for (data,) in self._base.execute(query, (kind, part)))

    def parts(self, kind: str) -> dict[int, int]:
        """Give how many rows each part of a table has, in the order of the parts."""
        query = "SELECT part, SUM(rows) FROM frames WHERE kind = ? GROUP BY part ORDER BY part"
        return dict(self._base.execute(query, (kind,)))

    def drop_frames(self, kind: str, part: int) -> None:
        """Give the room of a part back that is no longer needed."""
        self._base.execute("DELETE FROM frames WHERE kind = ? AND part = ?", (kind, part))

    def count(self, table: str) -> int:
        """Count the rows of a table, or the rows that have flaws."""
        what = "DISTINCT row" if table == "flaws" else "*"
        (found,) = self._base.execute(f"SELECT COUNT({what}) FROM {table}").fetchone()
        return int(found)

    def rows(self) -> Iterator[tuple[int, Iterable[str], Values | None]]:
        """Give every row as it was given, with its decision or None, in the order of the file."""
        for row, given, decision in self._base.execute(ROWS):
            yield row, _load(given), None if decision is None else tuple(_load(decision))

    def lines(self) -> Iterator[Values]:
        """Give every line of the table of awards, in the order of the file."""
        query = "SELECT line FROM lines ORDER BY row, rowid"
        return (tuple(_load(line)) for (line,) in self._base.execute(query))

    def flaws(self) -> Iterator[Flaw]:
        """Give everything that is wrong with rows, in the order of the file."""
        return (Flaw(*row) for row in self._base.execute("SELECT * FROM flaws ORDER BY row, rowid"))

    def close(self, *, keep: bool) -> None:
        """End the work; without `keep` nothing of it is left."""
        self._base.close()
        if not keep:
            for path in self.folder.iterdir():
                path.unlink()
            self.folder.rmdir()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda d: {"decimal": str(d)})


def _load(text: str) -> Any:
    return json.loads(text, object_hook=_decimal)


def _decimal(found: dict[str, object]) -> object:
    return Decimal(str(found["decimal"])) if list(found) == ["decimal"] else found

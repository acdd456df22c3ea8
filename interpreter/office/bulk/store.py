"""Frames in the work file: brought together by person to be decided, by row to be written."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl

from interpreter.office.workfile import WorkFile

PARTS = 64  # persons fall into so many parts by chance; as many as fit are decided together
SPAN = 25_000  # rows of the file that are read, and later written, together
ROW = "#row"


def keep(work: WorkFile, kind: str, frame: pl.DataFrame, parts: pl.Series) -> None:
    """Keep the rows of a frame, each in its part."""
    for part, rows in (
        frame.with_columns(parts.alias("#part"))
        .partition_by("#part", as_dict=True, include_key=False)
        .items()
    ):
        data = io.BytesIO()
        rows.write_ipc(data, compression="lz4")
        work.add_frame(kind, int(part[0]), rows.height, data.getvalue())


def by_row(numbers: pl.Series) -> pl.Series:
    """Give the part of the file each row stands in."""
    return numbers // SPAN


def by_person(persons: pl.Series, rows: pl.Series) -> pl.Series:
    """Give the part each person falls into; who is not named falls where the row does."""
    return pl.select(
        pl.when(persons.is_null()).then(rows % PARTS).otherwise(persons.hash() % PARTS)
    ).to_series()


def read(work: WorkFile, kind: str, *parts: int) -> pl.DataFrame | None:
    """Give the rows of some parts in the order of the file, None where there are none."""
    found = [pl.read_ipc(io.BytesIO(data)) for part in parts for data in work.frames(kind, part)]
    return pl.concat(found, how="diagonal").sort(ROW, maintain_order=True) if found else None


def groups(work: WorkFile, kind: str, most: int) -> Iterator[tuple[int, ...]]:
    """Give the parts in groups of at most `most` rows, or of one part that has more."""
    group: list[int] = []
    rows = 0
    for part, height in work.parts(kind).items():
        if group and rows + height > most:
            yield tuple(group)
            group, rows = [], 0
        group.append(part)
        rows += height
    if group:
        yield tuple(group)

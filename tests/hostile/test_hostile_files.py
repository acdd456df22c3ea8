"""Files that are none, lie elsewhere or would be passed over; days that are none.

Rows 137 to 145 of the hostile list.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hostile_kit import AMENDMENT, CASE, FACTS, Command, Write, small

LONG = "长" * 3_000


@pytest.mark.parametrize(
    "path",
    ["/dev/zero", "/", LONG, f"{LONG}/x", "没有/文件"],
    ids=["device", "root", "long", "in-long", "gone"],
)
def test_rows_140_and_141_files_that_are_none(path: str, command: Command, write: Write) -> None:
    good = write("c.json", CASE)
    asks: list[tuple[str | Path, ...]] = [
        ("check", path),
        ("evaluate", "--policy", path, good),
        ("evaluate", "--amendment", path, good),
    ]
    asks += [("evaluate", path)] if path != "/" else [("check", "--source", path)]
    for words in asks:
        assert command(*words).is_refusal, words


def test_row_140_a_pipe_is_not_waited_for(command: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for words in (("check", "pipe"), ("evaluate", "pipe"), ("facts", "--policy", "pipe")):
        assert command(*words).is_refusal


def test_rows_137_to_139_amendments_that_lie_elsewhere(
    command: Command, write: Write, tmp_path: Path
) -> None:
    policy = write("p.yaml", small())
    outside = write("outside.yaml", AMENDMENT.replace("VALUE", "150"))
    folder = tmp_path / "amendments"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(outside)
    told = command("check", policy)
    assert told.is_refusal
    assert "path-outside" in told.text
    (folder / "link.yaml").unlink()
    (folder / "folder.yaml").mkdir()
    assert "not-a-file" in command("check", policy).text


def test_an_amendment_is_not_silently_passed_over(
    command: Command, write: Write, tmp_path: Path
) -> None:
    """A file beside the amendments that its name keeps out is spoken of."""
    policy = write("p.yaml", small())
    (tmp_path / "amendments").mkdir()
    write("amendments/approved.yml", AMENDMENT.replace("VALUE", "150"))
    assert "approved.yml" in command("check", policy).text


def test_amendments_that_cannot_be_listed_are_not_none(
    command: Command, write: Write, tmp_path: Path
) -> None:
    policy = write("p.yaml", small())
    (tmp_path / "amendments").symlink_to(tmp_path / "gone")
    assert command("check", policy).is_refusal


def test_a_folder_without_cases_is_spoken_of(command: Command, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    assert command("evaluate", tmp_path / "cases").text.strip()


def test_standard_input_is_never_cut(command: Command) -> None:
    """More than may be read is refused, wherever the cut would fall."""
    line = b'{"case": "x", "facts": {}}'
    cut = 4_000_000
    first = line[:-1] + b" " * (cut - len(line)) + b"}\n"
    assert len(first) == cut + 1
    told = command("evaluate", "-", given=first + line + b"\n")
    assert told.is_refusal
    assert "file-too-large" in told.text


DATES = [
    (121, "2020-02-30"),
    (142, "2023-02-29"),
    (142, "0000-00-00"),
    (142, "10000-01-01"),
    (143, "2020-W01-1"),
    (143, "20200229"),
    (143, "2020-2-3"),
    (143, "２０２０-０１-０１"),
    (143, "2020-01-01\\n"),
    (143, " 2020-01-01"),
    (144, "2020-01-01T00:00:00"),
    (144, "2020-01-01+08:00"),
    (144, "2020年1月1日"),
]


def test_days_that_are_none(command: Command, write: Write) -> None:
    paths = [
        write(f"{n:03}-E{row}.json", f'{{"facts": {{"招用日期": "{day}"}}}}')
        for n, (row, day) in enumerate(DATES)
    ]
    told = command("evaluate", *paths)
    assert told.is_refusal
    for path in paths:
        assert re.search(rf"{re.escape(path.name)}:1:12: 错误\[bad-date\]", told.text), path.name


ENDS = [
    ("0001-01-01", "9999-12-31", "add_days(日期, -1) <= 日期", "pending"),  # no standard yet
    ("9999-12-31", "0001-01-01", "add_years(日期, 1) >= 日期", "granted"),
    ("2020-02-29", "2021-02-28", "add_years(日期, 1) == 另日", "granted"),
    ("2020-02-29", "2021-03-01", "add_years(日期, 1) == 另日", "refused"),
    ("2020-03-31", "2020-01-31", "months_between(日期, 另日) == -2", "granted"),
    ("2020-03-31", "2020-01-31", "days_between(日期, 另日) >= 0", "refused"),
]


@pytest.mark.parametrize("first, second, when, status", ENDS)
def test_rows_142_and_145_the_ends_of_the_calendar(
    first: str, second: str, when: str, status: str, command: Command, write: Write
) -> None:
    """Shifts keep to the calendar; a span that runs backwards is negative, never nothing."""
    policy = write("p.yaml", small(when))
    case = write("c.json", {"facts": {**FACTS, "日期": first, "另日": second}})
    told = command("evaluate", "--format", "json", "--policy", policy, case)
    assert told.code == 0
    assert json.loads(told.text)["awards"][0]["status"] == status

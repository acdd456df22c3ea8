"""Exhibits as Markdown, for a page or a message."""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.report.difference_markdown import plain
from interpreter.report.exhibits import Exhibit, Report


def report_markdown(report: Report) -> str:
    """Give a report as one Markdown page."""
    lines = [f"# {plain(report.title)}", "", *(f"* {plain(line)}" for line in report.grounds)]
    lines += [f"* **{plain(line)}**" for line in report.warnings]
    for exhibit in report.exhibits:
        lines += ["", *_exhibit(exhibit)]
    return "\n".join(lines)


def _exhibit(exhibit: Exhibit) -> Iterator[str]:
    yield from (f"## {plain(exhibit.title)}", "")
    if exhibit.all_rows:
        yield _row(*(plain(column.name) for column in exhibit.columns))
        yield _row(*("---" if c.kind == "text" else "---:" for c in exhibit.columns))
        yield from (_row(*map(plain, exhibit.words(row))) for row in exhibit.rows)
        if exhibit.sum is not None:
            yield _row(*(f"**{plain(w)}**" if w else "" for w in exhibit.words(exhibit.sum)))
        yield from [""] if exhibit.notes else []
    yield from (f"* {plain(note)}" for note in exhibit.notes)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"

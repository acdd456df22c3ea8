"""Reads one sheet of a workbook in a process of its own, under a limit of memory.

A hostile workbook can end the library's process; it ends this one.  Run as a file with the name of
the sheet; the workbook comes in on standard input, rows go out as lines of JSON, the last line is
`null`.  Only the standard library and the reader are imported.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from io import BytesIO

MOST_MEMORY = 4_000_000_000
MOST_SECONDS = 1_800


def main() -> None:
    """Write each row from the first of the sheet on."""
    _limit()
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    sheet = workbook.get_sheet_by_name(sys.argv[1])
    for row in sheet.iter_rows():
        sys.stdout.write(json.dumps([_sendable(cell) for cell in row]) + "\n")
    sys.stdout.write("null\n")


def _limit() -> None:
    """Take what memory and time a workbook may cost; some systems know no such limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def _sendable(cell: object) -> object:
    """Give text, truth or nothing as it is, all else as its kind and text."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, str | bool):
        return cell
    if isinstance(cell, dt.datetime):
        whole = cell.time() == dt.time()
        return {"date": cell.date().isoformat()} if whole else {"text": str(cell)}
    if isinstance(cell, dt.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, int | float):
        return {"number": repr(cell)}
    return {"text": str(cell)}


if __name__ == "__main__":
    main()

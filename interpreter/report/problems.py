"""Problems as a page for a terminal, as JSON, and as annotations for CI."""

from __future__ import annotations

import json
from collections.abc import Iterable

from interpreter.problems import Problem, visible


def problems_text(problems: Iterable[Problem]) -> str:
    """Give each problem as place, code and sentence, its hint below."""
    lines = []
    for problem in problems:
        kind = "提醒" if problem.warning else "错误"
        lines.append(f"{problem.place}: {kind}[{problem.code}] {problem.message}")
        if problem.hint:
            lines.append(f"    → {problem.hint}")
    return "\n".join(lines)


def problems_json(problems: Iterable[Problem]) -> str:
    """Give the problems as a JSON list."""
    return json.dumps([p.as_json() for p in problems], ensure_ascii=False, indent=2)


def problems_annotations(problems: Iterable[Problem]) -> str:
    """Give the problems as workflow commands that a CI shows beside the lines."""
    return "\n".join(_annotation(p) for p in problems)


def _annotation(problem: Problem) -> str:
    level = "warning" if problem.warning else "error"
    place = problem.place
    where = f"file={_escaped(visible(place.file))},line={place.line},col={place.column}"
    said = problem.message + (f" → {problem.hint}" if problem.hint else "")
    return f"::{level} {where},title={_escaped(problem.code)}::{_escaped(said, message=True)}"


def _escaped(text: str, *, message: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text if message else text.replace(":", "%3A").replace(",", "%2C")

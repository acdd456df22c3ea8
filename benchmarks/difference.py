"""The time to compare two policies over many cases, beside one plain evaluation of the cases.

Two edits, one of which interacts with the other; the cases are the plain golden ones over and over.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from time import process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
COUNT = 10_000
EDITS = (
    ("岗前培训标准: {cites: 二(六)1, unit: 元/人, written: [800 元]", "value: 800}", "value: 900}"),
    ("最低合同期限: {cites: [二(六)1, 二(六)2], unit: 月", "value: 12}", "value: 6}"),
)


def main() -> None:
    from interpreter.evaluation.case import read_case
    from interpreter.evaluation.decision import decide
    from interpreter.evaluation.program import Program
    from interpreter.policy.loader import load
    from interpreter.policy.sources import Source
    from interpreter.problems import Refused
    from interpreter.review.account import account
    from interpreter.review.differences import Review
    from interpreter.review.specimens import specimen_of
    from interpreter.truth.golden import read_goldens

    text = (ROOT / "policy/2019-79.yaml").read_text(encoding="utf-8")
    old = load(Source(("old.yaml", text.encode())))[0]
    new = load(Source(("new.yaml", edited(text).encode())))[0]
    plain = [s for s in map(specimen_of, read_goldens(ROOT / "tests/golden/2019-79")) if s.is_plain]
    cases = list(islice(cycle(plain), COUNT))
    program, start = Program(old), process_time()
    for specimen in cases:
        try:
            decide(program, read_case(specimen.raw, program, specimen.place_of), date.max)
        except Refused:
            continue
    once = process_time() - start
    start = process_time()
    found = account(Review(old, new, date.max), cases)
    compared = process_time() - start
    told = {"cases": COUNT, "moved": len(found.stories), "ratio": round(compared / once, 2)}
    print(json.dumps({"difference": told}))


def edited(text: str) -> str:
    """Make both edits, each on the line that holds its standard."""
    lines = text.splitlines(keepends=True)
    for begins, before, after in EDITS:
        at = next(i for i, line in enumerate(lines) if line.strip().startswith(begins))
        lines[at] = lines[at].replace(before, after)
    return "".join(lines)


if __name__ == "__main__":
    main()

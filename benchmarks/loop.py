"""The yardstick of `batch`: a plain loop of the case back end, as anybody would write it.

Each line of the source is one claim with flat facts and no history; it is checked, decided
and written down as a line of JSON with every reason.  `python benchmarks/loop.py SOURCE TARGET`.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main(source: Path, target: Path) -> None:
    """Decide every line of a file."""
    from interpreter.evaluation.case import read_case
    from interpreter.evaluation.decision import decide
    from interpreter.evaluation.program import Program
    from interpreter.policy.cache import load_cached
    from interpreter.policy.sources import gather
    from interpreter.problems import Place
    from interpreter.report.outcome_json import outcome_json

    program = Program(load_cached(gather(ROOT / "policy" / "2019-79.yaml"))[0])
    place = Place(str(source))
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            given = json.loads(line, parse_float=Decimal)
            facts = {name: value for name, value in given.items() if value is not None}
            case = read_case({"facts": facts, "history": []}, program, lambda _: place)
            out.write(outcome_json(decide(program, case, date.max), program.policy) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

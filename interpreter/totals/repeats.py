"""What stands twice in the runs added up: a claim by its name, an award granted again."""

from __future__ import annotations

from dataclasses import dataclass, field

from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.totals.lines import Line
from interpreter.totals.seen import Seen

MOST_NAMED = 10
ONCE = frozenset({0})


@dataclass(slots=True)
class Repeated:
    """How often something stood there again, and the first of them by name."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one."""
        self.count += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(name)


class Repeats:
    """Looks for claims of one name, and for awards granted twice for the same person and thing.

    Both are added up all the same, for only a person can say which of the two is wrong.
    """

    def __init__(self, program: Program) -> None:
        self._person = program.policy.person
        self._identities = program.identities
        self._seen = Seen()
        self.claims = Repeated()
        self.grants = Repeated()

    def add_claim(self, case: str) -> None:
        """Look at a claim that has a name."""
        if not self._seen.unmarked((case,), ONCE):
            self.claims.add(case)

    def add(self, line: Line) -> None:
        """Look at a line."""
        if line.status is not Status.GRANTED or not self._identities:
            return
        key = (line.subject, line.text(self._person), *map(line.text, self._identities))
        if all(key) and not self._seen.unmarked(key, ONCE):
            self.grants.add(f"{line.case} {line.subject}")

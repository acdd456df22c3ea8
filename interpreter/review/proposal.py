"""A proposed change of a policy, held to the rule that outcomes move only with the truth.

A golden case whose outcome the change moves must be rewritten in the same change, with a
reason in its file.  Truth may not be taken away, must hold, and must still guard the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from interpreter.evaluation.laws import Breach, Found
from interpreter.evaluation.program import Program
from interpreter.policy.history import files_at
from interpreter.policy.model import Policy
from interpreter.policy.settled import settle
from interpreter.problems import Problem, Problems
from interpreter.review.account import Account, account
from interpreter.review.differences import CaseMove, Gravity, Review
from interpreter.review.interface import Interface, compare_interfaces
from interpreter.review.specimens import specimen_of
from interpreter.truth.coverage import Coverage, cover
from interpreter.truth.declarations import UNREACHABLE, read_declared
from interpreter.truth.golden import (
    KNOWN_ON,
    Golden,
    Verdict,
    judge,
    read_golden,
    read_goldens,
)
from interpreter.truth.laws import breaches_in


@dataclass(frozen=True, slots=True)
class Truth:
    """What became of the golden cases that the change moves, by label.

    `unexplained`: moved, but not rewritten with a reason.  `rewritten`: moved and rewritten.
    `removed`: not there any more.  `failing`: not decided as expected.  `breaches`: of laws.
    """

    unexplained: tuple[str, ...]
    rewritten: tuple[Golden, ...]
    removed: tuple[str, ...]
    failing: tuple[Verdict, ...]
    breaches: tuple[tuple[Golden, Breach], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two policies with everything a reviewer has to know to approve or refuse the change.

    `laws`: what was found of each law over all cases, where that was asked for.
    """

    old: Policy
    new: Policy
    warnings: tuple[Problem, ...]
    account: Account
    truth: Truth
    coverage: Coverage
    interface: Interface
    laws: tuple[Found, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against it but the reviewer's own judgement."""
        truth = self.truth
        lacking = (*truth.unexplained, *truth.removed, *truth.failing, *truth.breaches)
        kept = all(law.is_sound for law in self.laws)
        return not lacking and kept and self.coverage.is_complete


def propose(
    old: Policy, new: Policy, warnings: Iterable[Problem], folder: Path, revision: str
) -> Proposal:
    """Look at a change from a git revision to what stands now, with its golden cases.

    Raises Refused when a golden file cannot be read.
    """
    before = {g.label: g for g in goldens_at(folder, revision)}
    after = {g.label: g for g in read_goldens(folder)}
    cases = {**before, **after}.values()
    found = account(Review(old, new, KNOWN_ON), (specimen_of(g) for g in cases))
    program = Program(new)
    truth = _truth(found, before, after, program)
    interface = compare_interfaces(settle(old, {}), settle(new, {}))
    coverage = _coverage(program, [*after.values()], folder)
    return Proposal(old, new, tuple(warnings), found, truth, coverage, interface)


def goldens_at(folder: Path, revision: str) -> list[Golden]:
    """Read the golden cases of a folder as they stood at a git revision.

    Raises Refused.
    """
    problems = Problems()
    goldens: list[Golden] = []
    for name, content in files_at(folder, revision, ".yaml"):
        goldens += read_golden(content, Path(name), problems)
    problems.refuse_if_any()
    return goldens


def _coverage(program: Program, goldens: list[Golden], folder: Path) -> Coverage:
    problems = Problems()
    declared = read_declared(UNREACHABLE, folder, problems)
    problems.refuse_if_any()
    return cover(program, goldens, declared)


def _truth(
    found: Account, before: Mapping[str, Golden], after: Mapping[str, Golden], program: Program
) -> Truth:
    moved = {s.moved.specimen.label: s.moved for s in found.stories}
    both = [label for label in moved if label in before and label in after]
    known = [label for label in both if states_any(before[label], moved[label])]
    told = {label for label in known if is_rewritten(before[label], after[label])}
    verdicts = [judge(golden, program) for golden in after.values()]
    return Truth(
        tuple(label for label in known if label not in told),
        tuple(after[label] for label in known if label in told),
        tuple(label for label in before if label not in after),
        tuple(verdict for verdict in verdicts if verdict.differences),
        tuple(breaches_in(program, verdicts)),
    )


def states_any(golden: Golden, moved: CaseMove) -> bool:
    """Say whether a case's truth speaks of something that is decided otherwise.

    A case that becomes valid or invalid is always spoken of; a reason that came or went
    beside the same decision is not.
    """
    if moved.case is None:
        return True
    decided = {m.subject for m in moved.moves if m.gravity is not Gravity.REASONS}
    return bool(decided & {*golden.expect}) or (bool(moved.difference) and "total" in golden.expect)


def is_rewritten(before: Golden, after: Golden) -> bool:
    """Say whether a case says something else than before, and its file gives a reason."""
    reasoned = (before.because, before.changed) != (after.because, after.changed)
    return reasoned and (before.expect, before.raw) != (after.expect, after.raw)

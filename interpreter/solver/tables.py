"""Rows and versions of standards that no award uses, and cases for which a standard has no value.

Each award that reads a standard is judged on its own, apart from caps and exclusions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from interpreter.evaluation.judgement import judge as judge_case
from interpreter.evaluation.program import Program
from interpreter.policy.model import Award, Standard, Version
from interpreter.policy.reach import award_expressions, names_through
from interpreter.reference.unknown import Unknown
from interpreter.solver.inquiry import Inquiry, Notebook
from interpreter.solver.judging import Judged, judge
from interpreter.solver.question import Found
from interpreter.solver.scope import Scope, Scopes
from interpreter.solver.terms import FALSE, TRUE, Formula, Term, Word, every, negated, said
from interpreter.solver.world import World

Cell = tuple[Version, str]


def check_tables(program: Program, notebook: Notebook) -> None:
    """Check each standard with every award that reads it."""
    policy = program.policy
    used: dict[str, list[Cell]] = {}
    for award in policy.awards.values():
        names = names_through(award_expressions(award), policy)
        read = [policy.standards[n] for n in names if n in policy.standards]
        if not read:
            continue
        reader = _Reader(program, award, read, notebook)
        for standard in read:
            cells = used.setdefault(standard.cited.name, [])
            cells += [c for c in cells_of(standard) if c not in cells and reader.uses(standard, c)]
            reader.miss(standard)
    for name, found in used.items():
        for version, row in cells_of(policy.standards[name]):
            if (version, row) not in found:
                notebook.note("row-unused", version.place, name, row or f"{version.start} 起")


def cells_of(standard: Standard) -> Iterator[Cell]:
    """Give each row of each version, the version itself where it has no rows."""
    for version in standard.versions:
        yield from ((version, row) for row in ([r for r, _ in version.rows] or [""]))


class _Reader:
    """An award and the standards it reads, in a world of its own."""

    def __init__(
        self, program: Program, award: Award, read: list[Standard], notebook: Notebook
    ) -> None:
        self._program, self._award, self._notebook = program, award, notebook
        self._world = World(program.policy)
        scopes = Scopes(self._world, program.policy, self._world.case)
        self._scope = scopes.of(award)
        self._judged = self._judge(self._scope)
        self._valued = {s.cited.name: self._judge(self._with(s)) for s in read}
        self._inquiry = Inquiry(notebook, self._world)

    def _judge(self, scope: Scope) -> Judged:
        return judge(self._award, scope, TRUE, FALSE)

    def _with(self, standard: Standard) -> Scope:
        """Give the names as they are where a standard has some value."""
        name = standard.cited.name
        value = next((v.value for v in standard.versions if isinstance(v.value, date)), 1)
        found = self._scope[name]
        held = Term(TRUE, self._world.constant(value).value if found.value is None else found.value)
        return self._scope.assuming({name: held})

    def uses(self, standard: Standard, cell: Cell) -> bool:
        """Say whether somebody for whom a cell is meant can get the award; or if nobody knows."""
        version, row = cell
        key, where = self._scope[standard.by] if row else None, []
        if key is not None and isinstance(key.value, Word):
            where.append(every(key.known, said(key.value.code == self._world.code(row))))
        if self._award.event is not None:
            where.append(self._scope.in_version(standard, version))
        left = negated(self._judged.out), negated(self._judged.doubtful)
        subject = version.place, standard.cited.name, row or f"{version.start} 起"

        def is_left(found: Found) -> bool:
            case = judge_case(self._program, self._award, found.facts, False)
            return not case.out and not case.doubtful

        return self._inquiry.exists(subject, (*where, *left), is_left) is not False

    def miss(self, standard: Standard) -> None:
        """Note a standard without which an award would be settled, and which has no value."""
        name = standard.cited.name
        key = self._scope[standard.by].known if standard.by else TRUE
        day = TRUE if self._scope.event is None else self._scope.event.known
        open_ = every(self._scope[name].open, key, day)
        settled = _settled(self._valued[name]), negated(_settled(self._judged))
        subject = standard.cited.place, name, self._award.cited.name

        def is_missing(found: Found) -> bool:
            scope = self._program.scope(self._award, found.facts)
            return isinstance(scope[name], Unknown)

        if self._inquiry.exists(subject, (open_, *settled), is_missing):
            self._notebook.note("value-missing", *subject)


def _settled(judged: Judged) -> Formula:
    """Say where it is settled what an award comes to, or that it comes to nothing."""
    return every(negated(judged.waiting), negated(judged.doubtful), negated(judged.out))

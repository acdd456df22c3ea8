"""What was granted before, from a table: our own table of awards, or one of the same columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from interpreter.evaluation.case import Record
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.office.cells import Cell, is_blank, plain, read_cell, show_cell
from interpreter.office.columns import Columns, match_columns
from interpreter.office.grid import Grid, Row
from interpreter.office.names import AWARD, AWARDS_SHEET, RESULT
from interpreter.office.opening import open_grid
from interpreter.office.results import OWN, counted_measures
from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import BadValue, read_value
from interpreter.problems import Place, Problems, shown
from interpreter.report.outcome_text import HEADS

GRANTED = HEADS[Status.GRANTED]
MOST_TOLD = 50
Written = dict[str, object]


def read_earlier(
    path: Path, policy: Policy, carried: Collection[str]
) -> Iterator[tuple[str, Written]]:
    """Give each award granted before, with its person, as a record of a case would write it.

    A line whose result is not that it was granted is no earlier award.  Raises Refused: earlier
    awards are read whole or not at all, for a line left out would be paid again.
    """
    others = {*(column.name for column in OWN), *counted_measures(policy)}
    known = frozenset({*others, *policy.facts})
    problems = Problems()
    with open_grid(path, known, None, AWARDS_SHEET) as grid:
        place = Place(grid.file, grid.header_line or 1)
        columns = match_columns(
            grid.header, policy, place, others=others, carried=carried, taken=()
        )
        for name in (AWARD, *([policy.person] if policy.person else [])):
            if columns.of(name) is None:
                message, hint = f"既往表缺少列 `{name}`", "用以前输出的补贴表，或照它的列名写"
                problems.add("missing-column", place, message, hint, about=name)
        problems.refuse_if_any()
        for row in grid.rows:
            if _is_granted(row, columns):
                yield from _Line(row, columns, policy, grid, problems).read()
            if len(problems) >= MOST_TOLD:
                break
    problems.refuse_if_any()


def _is_granted(row: Row, columns: Columns) -> bool:
    index = columns.of(RESULT)
    return index is None or plain(show_cell(_at(row, index))) == GRANTED or bool(row.problems)


def _at(row: Row, index: int) -> Cell:
    return row.cells[index] if index < len(row.cells) else None


class _Line:
    """One line of the table of earlier awards."""

    def __init__(
        self, row: Row, columns: Columns, policy: Policy, grid: Grid, problems: Problems
    ) -> None:
        self._row, self._columns, self._policy = row, columns, policy
        self._file, self._problems = grid.file, problems

    def read(self) -> Iterator[tuple[str, Written]]:
        """Give the person and the record, or note what is wrong and give nothing."""
        before = len(self._problems)
        self._problems.extend(self._row.problems)
        award = self._award()
        facts = dict(self._facts())
        person = facts.get(self._policy.person, "")
        if self._policy.person and not person:
            index = self._columns.of(self._policy.person)
            self._note(index, "missing-person", "这一行没有写是谁的补贴", "填写，或删去这一行")
        if len(self._problems) == before:
            yield str(person), {"award": award, **facts}

    def _note(self, index: int | None, code: str, message: str, hint: str) -> None:
        place = Place(self._file, self._row.number, (index or 0) + 1)
        self._problems.add(code, place, message, hint)

    def _award(self) -> str:
        index = self._columns.of(AWARD)
        assert index is not None
        written = plain(show_cell(_at(self._row, index)))
        award = next((name for name in self._policy.awards if plain(name) == written), "")
        if not award:
            self._note(index, "unknown-award", f"这份政策没有补贴 `{shown(written)}`", "核对名称")
        return award

    def _facts(self) -> Iterator[tuple[str, object]]:
        for index, fact in _measured(self._columns, self._policy).items():
            cell = _at(self._row, index)
            if is_blank(cell):
                continue
            try:
                raw, _ = read_cell(fact, cell)
                read_value(fact, raw)
                yield fact.name, raw
            except BadValue as bad:
                self._note(index, bad.code, bad.message, bad.hint)


def _measured(columns: Columns, policy: Policy) -> dict[int, Fact]:
    """Give the columns of facts, and those of the quantities that caps cut, read alike."""
    found = dict(columns.facts)
    for name, measure in counted_measures(policy).items():
        index = columns.of(name)
        if index is not None:
            found[index] = measure
    return found


def record_of(written: Written, program: Program) -> Record:
    """Give a record as it was kept, its values of the types of the policy."""
    known = program.policy.facts | counted_measures(program.policy)
    facts = {n: read_value(known[n], raw) for n, raw in written.items() if n in known}
    return Record(str(written["award"]), facts, written)

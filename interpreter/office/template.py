"""A workbook for an office to fill: a column for each fact, and what may stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from interpreter.language.tree import Expression
from interpreter.language.types import Kind
from interpreter.office.extras import require
from interpreter.office.names import CASE, CLAIMS, NOTES_SHEET, USUAL_SHEET
from interpreter.policy.model import Fact, Policy
from interpreter.policy.plan import Progress
from interpreter.policy.reach import exclusion_expressions, names_of, names_through
from interpreter.problems import shown
from interpreter.report.facts import type_in_words, typical
from interpreter.source.files import unwritable

CHOICES_SHEET = "选项"
LAST_ROW = 5_000  # to which cells are checked as they are filled
MOST_WIDE = 30  # characters of a column
LONGEST_MESSAGE = 250
LONGEST_TITLE = 30
SEVERAL = "几项写在一格，用顿号“、”隔开；确实没有写“无”"
STEPS = (
    "“案件”表一行一个案件。第一行是列名，不要改，不要在上面加标题。",
    "不知道的空着：空着是未知，不是“否”，也不是 0。",
    "点一下格子，会出现要回答的问题；有选项的从下拉里选。",
    f"可以选几项的，{SEVERAL}。",
    "证件号、编号这些列已经设成文本，直接照原件填写；从别处粘贴时选“只粘贴值”。",
    "不要用公式，不要合并单元格。用不到的列可以整列删去；自己要的列加在后面，用 --carry 写明。",
    "填好存盘，运行 batch 命令，得到决定、补贴和错误三张表。",
)


@dataclass(frozen=True)
class _Field:
    """A column to fill: its name, what to write, the question, and the words to choose from."""

    name: str
    form: str
    question: str
    example: str
    options: tuple[str, ...] = ()
    several: bool = False
    fact: Fact | None = None


def write_template(policy: Policy, awards: tuple[str, ...], path: Path) -> int:
    """Write the workbook, with the facts that the awards read (of all awards where none is named).

    Gives the number of columns.  Raises Refused.
    """
    require("xlsxwriter", "office", path)
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    fields = [*_own_fields(policy, awards), *map(_field, facts_for(policy, awards))]
    try:
        _write(Workbook, policy, fields, path)
    except XlsxFileError as error:
        raise unwritable(path, error) from None
    return len(fields)


def _write(workbook: Any, policy: Policy, fields: list[_Field], path: Path) -> None:
    with workbook(str(path), {"strings_to_urls": False}) as book:
        sheet, notes = book.add_worksheet(USUAL_SHEET), book.add_worksheet(NOTES_SHEET)
        choices = book.add_worksheet(CHOICES_SHEET)
        choices.hide()
        for index, field in enumerate(fields):
            _write_column(book, sheet, choices, index, field)
        sheet.freeze_panes(1, 1)
        _write_notes(book, notes, policy, fields)


def facts_for(policy: Policy, awards: tuple[str, ...]) -> list[Fact]:
    """Give the facts that awards are decided and added up by, the person's among them."""
    wanted = set(awards or policy.awards)
    wanted |= {fall for name in wanted for fall in policy.awards[name].falls_with}
    used = {name for award in wanted for name in names_of(policy.awards[award], policy)}
    used |= set(names_through(_choosing(policy, wanted), policy))
    used |= {lim.count for lim in policy.limits if wanted & {*lim.over}}
    used |= {e.elects for e in policy.exclusions if any(wanted & {*s.awards} for s in e.sides)}
    plans = (t.progress for t in policy.targets if t.progress and wanted & {*t.progress.over})
    used |= {policy.person, policy.organisation}
    used |= {name for plan in plans for name in _counted_by(policy, plan, wanted)}
    if not awards:
        used |= {*policy.facts}  # those of the findings too
    return [fact for fact in policy.facts.values() if fact.name in used]


def _counted_by(policy: Policy, plan: Progress, wanted: set[str]) -> set[str]:
    """Give the names by which awards count towards a table; heads only of those that have some."""
    read = [plan.each, *(measure.where for _, measure in plan.columns)]
    read += [heads for name, heads in plan.heads if name in wanted]
    return {plan.row, *names_through([e for e in read if e is not None], policy)}


def _choosing(policy: Policy, wanted: set[str]) -> Iterable[Expression]:
    for exclusion in policy.exclusions:
        if any(wanted & {*side.awards} for side in exclusion.sides):
            yield from exclusion_expressions(exclusion)


def _own_fields(policy: Policy, awards: tuple[str, ...]) -> tuple[_Field, ...]:
    names = awards or tuple(policy.awards)
    return (
        _Field(CASE, "文字，不重复", "案件叫什么？结果按它找。", "示例-1"),
        _Field(
            CLAIMS, "补贴名称，可写几项", "申领哪些补贴？空着就全部决定。", names[0], names, True
        ),
    )


def _field(fact: Fact) -> _Field:
    options = fact.type.values if fact.type.kind is not Kind.BOOLEAN else ("是", "否")
    several = fact.type.kind is Kind.SET
    return _Field(fact.name, type_in_words(fact), fact.ask, typical(fact), options, several, fact)


def _write_column(book: Any, sheet: Any, choices: Any, index: int, field: _Field) -> None:
    kind = Kind.TEXT if field.fact is None else field.fact.type.kind
    written = {Kind.DATE: "yyyy/mm/dd", Kind.NUMBER: "General"}.get(kind, "@")
    head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "bottom": 1, "text_wrap": True})
    longest = max(map(len, (*field.options, field.example)), default=0)
    width = max(12, 2 * len(field.name) + 2, min(MOST_WIDE, 2 * longest + 2))
    sheet.set_column(index, index, width, book.add_format({"num_format": written}))
    sheet.write_string(0, index, field.name, head)
    sheet.write_comment(0, index, _note(field), {"x_scale": 2, "font_size": 10})
    choices.write_string(0, index, field.name)
    for row, option in enumerate(field.options, 1):
        choices.write_string(row, index, option)
    sheet.data_validation(1, index, LAST_ROW, index, _check(index, field))


def _note(field: _Field) -> str:
    more = f"\n{SEVERAL}。" if field.several else ""
    return f"{field.question}\n{field.form}{more}"


def _check(index: int, field: _Field) -> dict[str, Any]:
    """Give what a spreadsheet program checks as a cell is filled; several values it cannot."""
    check: dict[str, Any] = {
        "validate": "any",
        "input_title": shown(field.name, LONGEST_TITLE),
        "input_message": _note(field)[:LONGEST_MESSAGE],
        "error_title": "核对这一格",
        "error_message": shown(field.form, LONGEST_MESSAGE),
        "error_type": "information" if field.several else "stop",
    }
    if field.options:
        area = f"='{CHOICES_SHEET}'!{_area(index, len(field.options))}"
        return check | {"validate": "list", "source": area}
    fact = field.fact
    if fact is None or fact.minimum is None or fact.maximum is None:
        return check
    ends = {"criteria": "between", "minimum": _end(fact.minimum), "maximum": _end(fact.maximum)}
    whole = "integer" if fact.type.whole else "decimal"
    return check | {"validate": "date" if fact.type.kind is Kind.DATE else whole, **ends}


def _area(column: int, count: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return str(xl_range_abs(1, column, count, column))


def _end(value: int | Fraction | date) -> int | float | date:
    return float(value) if isinstance(value, Fraction) else value


def _write_notes(book: Any, notes: Any, policy: Policy, fields: list[_Field]) -> None:
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate((22, 40, 48, 24)):
        notes.set_column(column, column, width)
    notes.write_string(0, 0, f"{policy.number} {policy.title}：怎样填写“{USUAL_SHEET}”表", bold)
    for row, step in enumerate(STEPS, 1):
        notes.write_string(row, 0, f"{row}. {step}")
    top = len(STEPS) + 2
    for column, name in enumerate(("列名", "写什么", "问题", "例")):
        notes.write_string(top, column, name, head)
    for row, field in enumerate(fields, top + 1):
        for column, text in enumerate((field.name, field.form, field.question, field.example)):
            notes.write_string(row, column, text, wrapped)

"""Golden files: cases and outcomes written by people from the document, read and decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.language.checker import read_date
from interpreter.policy.amendments import read_amendment
from interpreter.policy.model import Policy
from interpreter.policy.overlay import lay_over
from interpreter.policy.readings import check_choices
from interpreter.policy.shape import check_shape
from interpreter.problems import Place, Problem, Problems, Refused, shown
from interpreter.source.data import Data, Sequence, follow, plain
from interpreter.source.data import Mapping as Table
from interpreter.source.files import list_folder, read_file
from interpreter.source.yaml_reader import read_yaml
from interpreter.truth.comparison import Difference, Found, compare
from interpreter.truth.expectation import check_expectation

KNOWN_ON = date.max
MOST_NAMED = 5
LONGEST_HINT = 360
LEAST_ALIKE = 0.25  # a name is a sentence, and staff type a part of it


@dataclass(frozen=True, slots=True)
class Change:
    """An expectation was rewritten: on which day, and why."""

    decided_on: str
    because: str


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden case: where it stands, the raw case, and what is expected of it.

    `changed`: each time its expectation was rewritten, the latest first.  `applicant`: the raw
    case that its file lays it over.
    """

    file: str
    name: str
    because: str
    raw: Mapping[str, Any]
    expect: Mapping[str, Any]
    amendments: tuple[Data, ...]
    readings: Mapping[str, str]
    changed: tuple[Change, ...]
    place: Place
    applicant: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The name that tells it from the cases of every file."""
        return f"{self.file}::{self.name}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A golden case with what became of it, and where that is not what is expected."""

    golden: Golden
    found: Found
    differences: tuple[Difference, ...]


def read_goldens(folder: Path) -> list[Golden]:
    """Read every golden file of a folder, by name.

    Raises Refused with the problems of all of them.
    """
    problems, goldens = Problems(), []
    for path in list_folder(folder, ".yaml"):
        try:
            goldens += read_golden_file(path, problems)
        except Refused as refused:
            problems.extend(refused.problems)
    problems.refuse_if_any()
    return goldens


def read_golden_file(path: Path, problems: Problems) -> list[Golden]:
    """Read one golden file: its applicant, and each case laid over the applicant."""
    return read_golden(read_file(path), path, problems)


def read_golden(content: bytes, path: Path, problems: Problems) -> list[Golden]:
    """Read what a golden file holds."""
    data = read_yaml(content, str(path))
    if not check_shape(data, "golden", problems):
        return []
    assert isinstance(data, Table)
    cases, whole = data.items["cases"], plain(data)
    assert isinstance(cases, Sequence)
    assert isinstance(whole, dict)
    for item in cases.items:
        check_expectation(follow(item, ("expect",))[0], problems)
        _check_days(item, problems)
    found = [_golden(path, whole["applicant"], item) for item in cases.items]
    _check_names(found, problems)
    return found


def _golden(path: Path, applicant: Mapping[str, Any], data: Data) -> Golden:
    stated: Any = plain(data)
    raw: dict[str, Any] = {**applicant, "case": stated["name"]}
    raw |= {key: stated[key] for key in ("claims", "history") if key in stated}
    raw["facts"] = {**applicant["facts"], **stated.get("facts", {})}
    amendments = follow(data, ("amendments",))[0] if "amendments" in stated else None
    laid = amendments.items if isinstance(amendments, Sequence) else ()
    return Golden(
        path.name,
        stated["name"],
        stated["because"],
        raw,
        stated["expect"],
        laid,
        stated.get("readings", {}),
        tuple(Change(**change) for change in stated.get("changed", ())),
        data.place,
        applicant,
    )


def _check_days(item: Data, problems: Problems) -> None:
    changed = item.items.get("changed") if isinstance(item, Table) else None
    for change in changed.items if isinstance(changed, Sequence) else ():
        day = plain(follow(change, ("decided_on",))[0])
        if read_date(str(day)) is None:
            place = follow(change, ("decided_on",))[1]
            problems.add("bad-date", place, f"不是日历上有的日期：{shown(day)}", "写作 2020-07-01")


def _check_names(goldens: list[Golden], problems: Problems) -> None:
    seen: dict[str, Place] = {}
    for golden in goldens:
        if golden.name in seen:
            message = f"案件名称与第 {seen[golden.name].line} 行的重复"
            problems.add("duplicate-name", golden.place, message, about=golden.name)
        seen.setdefault(golden.name, golden.place)


def find_golden(wanted: str, goldens: Iterable[Golden], place: Place) -> Golden:
    """Give the golden case of a name, a part of a name, or `file:line`.

    Raises Refused (`which-golden`) when there is none, or more than one.
    """
    everyone = list(goldens)
    exact = [g for g in everyone if wanted in (g.name, g.label, f"{g.file}:{g.place.line}")]
    found = exact or [g for g in everyone if wanted and wanted in g.label]
    if len(found) == 1:
        return found[0]
    raise Refused([_unclear(wanted, found, everyone, place)])


def _unclear(wanted: str, found: list[Golden], everyone: list[Golden], place: Place) -> Problem:
    if found:
        told = "；".join(g.label for g in found[:MOST_NAMED])
        message = f"有 {len(found)} 个金案的名称里有 `{shown(wanted)}`"
        return Problem("which-golden", place, message, f"写全一个名称：{shown(told, LONGEST_HINT)}")
    labels = {g.name: g.label for g in everyone}
    near = get_close_matches(wanted, labels, MOST_NAMED, LEAST_ALIKE)
    told = "；".join(labels[name] for name in near)
    hint = f"相近的有：{shown(told, LONGEST_HINT)}" if near else "名称见金案文件里的 name"
    return Problem("which-golden", place, f"没有叫 `{shown(wanted)}` 的金案", hint)


def program_for(golden: Golden, program: Program) -> Program:
    """Give the program a golden case is decided by: its amendments laid, its readings chosen.

    Raises Refused when an amendment does not load or a reading does not exist.
    """
    if golden.amendments:
        return program_with(program.as_loaded, golden.amendments, golden.readings, golden.place)
    if not golden.readings:
        return program
    problems = Problems()
    check_choices(program.as_loaded, golden.readings, golden.place, problems)
    problems.refuse_if_any()
    return program.variant(golden.readings)


def program_with(
    policy: Policy, amendments: Iterable[Data], readings: Mapping[str, str], place: Place
) -> Program:
    """Give the program of a policy with amendments laid over it and readings chosen.

    Raises Refused when an amendment does not load or a reading does not exist.
    """
    problems = Problems()
    read = [read_amendment(a, policy, problems) for a in amendments]
    if read:
        policy = lay_over(policy, [a for a in read if a is not None], problems)
        problems.refuse_if_any()
    check_choices(policy, readings, place, problems)
    problems.refuse_if_any()
    return Program(policy, readings)


def case_of(golden: Golden, program: Program) -> Case:
    """Give the golden case checked against the policy.

    Raises Refused when it is invalid.
    """
    return read_case(golden.raw, program, lambda _: golden.place)


def decided(golden: Golden, program: Program) -> Found:
    """Decide a golden case; where it is invalid, give its problems."""
    return decided_by(golden, lambda: program_for(golden, program))


def decided_by(golden: Golden, choose: Callable[[], Program]) -> Found:
    """Decide a golden case by the program chosen for it, give its problems where it is invalid.

    What refuses while choosing makes the case invalid, as it would in a real run.
    """
    try:
        chosen = choose()
        return decide(chosen, case_of(golden, chosen), KNOWN_ON)
    except Refused as refused:
        return refused.problems


def judge(golden: Golden, program: Program) -> Verdict:
    """Decide a golden case and compare."""
    found = decided(golden, program)
    return Verdict(golden, found, tuple(compare(golden.expect, found)))

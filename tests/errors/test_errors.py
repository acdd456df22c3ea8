"""Everything that is wrong, shown right: one folder per code, a small bad input, what is printed.

The kinds of input are told by their names.  `policy*.yaml` is a bad policy, laid over the good
`base.yaml`.  Every other kind is read with the good policy, which is `base.yaml` with the
folder's `good.yaml` over it: `amendment*.yaml` (all of a folder together), `case*.json`,
`golden*.yaml`, `unreachable*.yaml` (goals declared unreachable, held to the golden cases beside
it), `source*.txt` (an official text the policy is held to), `expressions.txt` (one a line) and
`readings.txt` (one choice a line), `failing*.yaml` (golden cases that must pass) and
`equivalent*.yaml` (mutants declared equivalent beside its golden cases).  `proved*.yaml` is
laid over `base.yaml` too: a policy that loads, whose conditions and laws are proved.
`breaking*.yaml`: golden cases that break a law.  What no file can hold is made by `making.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from composing import BASE, Whole, as_written, lay_over_base
from making import MAKERS

from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.language.checker import read_expression
from interpreter.policy.document import check_source
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.readings import check_choices, parse_choices
from interpreter.policy.sources import Source
from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.report.laws import broken_by_golden, law_problems
from interpreter.report.problems import problems_text
from interpreter.solver.laws import check_laws
from interpreter.solver.lint import check_policy
from interpreter.source.data import Scalar
from interpreter.source.json_reader import read_json
from interpreter.truth.coverage import cover
from interpreter.truth.declarations import (
    EQUIVALENT,
    UNREACHABLE,
    check_declared,
    read_declared_file,
)
from interpreter.truth.golden import judge, read_golden_file
from interpreter.truth.laws import breaches_in
from interpreter.truth.mutation import mutants_of
from interpreter.truth.mutation_hunt import Hunt, check_goldens

HERE = Path(__file__).parent
ROOMS = Path(__file__).parents[2] / "interpreter"
EXPECTED = "expected.txt"
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__")
NOT_CODES = frozenset({"utf-8", "policy-interpreter", "rev-parse", "ls-tree"})
CODE = re.compile(r"[a-z]+[0-9]*(-[a-z0-9]+)+")
CHINESE = re.compile("[\u4e00-\u9fff]")
PYTHON = re.compile(r"\b(True|False|None|Decimal|Error|Exception|object|dict|tuple)\b|\{'|\['|<\w")
NOTERS = frozenset({"add", "Problem", "Slip", "BadValue"})
CODED_ROOMS = (
    *("source", "language", "policy", "evaluation"),
    *("truth", "review", "office", "solver"),
)


@cache
def good(folder: Path) -> Whole:
    """Give the good policy that a folder's other inputs are read with."""
    own = folder / "good.yaml"
    return lay_over_base(own.read_text(encoding="utf-8") if own.exists() else "", own.name)


@cache
def good_policy(folder: Path) -> Policy:
    return loaded(good(folder), [])[0]


def loaded(policy: Whole, amendments: list[Whole]) -> tuple[Policy, tuple[Problem, ...]]:
    base, *laid = [(file.name, file.text.encode()) for file in (policy, *amendments)]
    return load(Source(base, tuple(laid)))


def problems_of(folder: Path) -> Iterator[Problem]:
    """Give the problems of every bad input of a folder, input by input."""
    if folder.name in MAKERS:
        yield from MAKERS[folder.name]()
    for policy in _files(folder, "policy*.yaml"):
        yield from _problems_of_policy(lay_over_base(policy.text, policy.name), [])
    if amendments := _files(folder, "amendment*.yaml"):
        yield from _problems_of_policy(good(folder), amendments)
    for pattern, read in READERS.items():
        for file in _files(folder, pattern):
            yield from read(folder, file)


def _files(folder: Path, pattern: str) -> list[Whole]:
    # bytes, for read_text would hide what is wrong with line ends
    return [as_written(p.read_bytes().decode(), p.name) for p in sorted(folder.glob(pattern))]


def _problems_of_policy(policy: Whole, amendments: list[Whole]) -> Iterator[Problem]:
    """Load, and give each problem at the place where its line was written."""
    try:
        found: Iterable[Problem] = loaded(policy, amendments)[1]
    except Refused as refused:
        found = refused.problems
    for problem in found:
        yield policy.problem(problem) if problem.place.file == policy.name else problem


def _problems_of_case(folder: Path, file: Whole) -> Iterator[Problem]:
    try:
        case = read_json(file.text.encode(), file.name)
        read_case(case.data, Program(good_policy(folder)), case.place)
    except Refused as refused:
        yield from refused.problems


def _problems_of_source(folder: Path, file: Whole) -> Iterator[Problem]:
    found, policy = Problems(), good(folder)
    check_source(good_policy(folder), file.text, file.name, found)
    yield from (policy.problem(p) if p.place.file == policy.name else p for p in found)


def _problems_of_golden(_: Path, file: Whole) -> Iterator[Problem]:
    found = Problems()
    read_golden_file(Path(file.name), found)
    yield from found


def _problems_of_unreachable(folder: Path, file: Whole) -> Iterator[Problem]:
    """Hold what is declared unreachable to the good policy and the folder's golden cases."""
    found, goldens = Problems(), Problems()
    declared = read_declared_file(UNREACHABLE, Path(file.name), found)
    cases = [g for p in folder.glob("golden*.yaml") for g in read_golden_file(p, goldens)]
    try:
        cover(Program(good_policy(folder)), cases, {d.id: d for d in declared})
    except Refused as refused:
        found.extend(refused.problems)
    yield from found


def _problems_of_expressions(folder: Path, file: Whole) -> Iterator[Problem]:
    scope = {fact.name: fact.type for fact in good_policy(folder).facts.values()}
    for line in file.lines:
        found = Problems()
        read_expression(Scalar(line.text, Place(line.file, line.number)), scope, found)
        assert len(found), f"{line.file}:{line.number} is a good expression"
        yield from found


def _problems_of_readings(folder: Path, file: Whole) -> Iterator[Problem]:
    for line in file.lines:
        found, place = Problems(), Place(line.file, line.number)
        choices = parse_choices(line.text.split(), place, found)
        if not found.errors:
            check_choices(good_policy(folder), choices, place, found)
        yield from found


def _problems_of_equivalents(folder: Path, file: Whole) -> Iterator[Problem]:
    """Declarations beside the golden cases of the folder, held to the mutants of its policy."""
    found, policy = Problems(), good_policy(folder)
    declared = {item.id: item for item in read_declared_file(EQUIVALENT, Path(file.name), found)}
    goldens = [g for path in folder.glob("golden*.yaml") for g in read_golden_file(path, found)]
    hunt = Hunt(policy, mutants_of(policy), goldens)
    killed = {
        mutant.id: goldens[verdict.killer].name
        for number, mutant in enumerate(hunt.mutants)
        if mutant.id in declared and (verdict := hunt.verdict(number)).killer is not None
    }
    check_declared(EQUIVALENT, declared, {m.id for m in hunt.mutants}, killed, found)
    yield from found


def _problems_of_failing(folder: Path, file: Whole) -> Iterator[Problem]:
    found = Problems()
    check_goldens(good_policy(folder), read_golden_file(Path(file.name), found), found)
    yield from found


def _problems_of_breaking(folder: Path, file: Whole) -> Iterator[Problem]:
    """Golden cases that pass, held to the laws of the good policy."""
    found, policy = Problems(), good(folder)
    program = Program(good_policy(folder))
    verdicts = [judge(g, program) for g in read_golden_file(Path(file.name), found)]
    assert not any(verdict.differences for verdict in verdicts)
    for golden, breach in breaches_in(program, verdicts):
        yield policy.problem(broken_by_golden(breach, golden.label, program.policy))


def _problems_of_proof(folder: Path, file: Whole) -> Iterator[Problem]:
    """Give what a folder is about: proofs of so small a policy find other things too."""
    policy = lay_over_base(file.text, file.name)
    program = Program(loaded(policy, [])[0])
    found = list(check_policy(program).problems)
    for law in check_laws(program, lambda _: None):
        found += law_problems(law, program.policy)
    yield from (policy.problem(problem) for problem in found if problem.code == folder.name)


READERS = {
    "equivalent*.yaml": _problems_of_equivalents,
    "failing*.yaml": _problems_of_failing,
    "breaking*.yaml": _problems_of_breaking,
    "proved*.yaml": _problems_of_proof,
    "case*.json": _problems_of_case,
    "source*.txt": _problems_of_source,
    "golden*.yaml": _problems_of_golden,
    "unreachable*.yaml": _problems_of_unreachable,
    "expressions.txt": _problems_of_expressions,
    "readings.txt": _problems_of_readings,
}


@pytest.fixture
def printed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a person reads about a folder's bad inputs, as `check` and `evaluate` print it."""
    monkeypatch.chdir(tmp_path if folder.name in MAKERS else folder)
    return problems_text(problems_of(folder)) + "\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_what_is_printed(folder: Path, printed: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite-prints"):
        (folder / EXPECTED).write_text(printed, encoding="utf-8")
    assert printed == (folder / EXPECTED).read_text(encoding="utf-8")
    assert f"[{folder.name}]" in printed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_sentence_is_chinese_and_no_python(folder: Path) -> None:
    told = (folder / EXPECTED).read_text(encoding="utf-8").splitlines()
    bare = [re.sub("`[^`]*`", "", line.split("] ", 1)[-1]) for line in told]
    assert [line for line in bare if not CHINESE.search(line)] == []
    assert [line for line in bare if PYTHON.search(line)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_place_lies_in_the_file(folder: Path) -> None:
    """A place is a line and column of a file that is there; nothing is said about nowhere."""
    for line in (folder / EXPECTED).read_text(encoding="utf-8").splitlines():
        place = re.match(r"([^ :]+):([0-9]+):([0-9]+): ", line)
        if place is None:
            assert line.startswith("    → "), line
            continue
        path = BASE if place[1] == BASE.name else folder / place[1]
        if folder.name in MAKERS:
            continue
        text = path.read_text(encoding="utf-8").split("\n")
        assert int(place[2]) <= len(text)
        assert int(place[3]) <= len(text[int(place[2]) - 1]) + 1


def codes_in_source() -> set[str]:
    """Give every word that a stage may give a problem as its code."""
    found: set[str] = set()
    for path in ROOMS.rglob("*.py"):
        coded = path.relative_to(ROOMS).parts[0] in CODED_ROOMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            texts = [node] if coded else _first_argument(node)
            found |= {n.value for n in texts if _is_code(n)}  # type: ignore[attr-defined]
    return found - NOT_CODES


def _first_argument(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return node.args[:1] if name in NOTERS else []


def _is_code(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and CODE.fullmatch(node.value) is not None


def test_every_code_has_a_folder_and_every_folder_a_code() -> None:
    shown = {folder.name for folder in FOLDERS}
    assert codes_in_source() - shown == set(), "codes without a folder"
    assert shown - codes_in_source() == set(), "folders whose code is produced nowhere"


def test_the_base_is_good() -> None:
    policy, warnings = loaded(as_written(BASE.read_text(encoding="utf-8"), BASE.name), [])
    assert warnings == ()
    assert policy.awards

"""Golden files: cases and outcomes written by people from the document, and how one is compared.

Only what an expectation states is compared, but that exactly; a refusal's reasons must be
all of them and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, FindingOutcome, Outcome, Reason, Status
from interpreter.evaluation.program import Program
from interpreter.language.checker import read_date
from interpreter.policy.amendments import lay_over, read_amendment
from interpreter.policy.model import Policy
from interpreter.policy.readings import check_choices
from interpreter.policy.shape import check_shape
from interpreter.policy.values import exact
from interpreter.problems import Place, Problem, Problems, Refused
from interpreter.review.expectation import check_expectation
from interpreter.source.data import Data, Sequence, follow, plain
from interpreter.source.data import Mapping as Table
from interpreter.source.files import list_folder, read_file
from interpreter.source.yaml_reader import read_yaml

KNOWN_ON = date.max


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden case: where it stands, the raw case, and what is expected of it."""

    file: str
    name: str
    because: str
    raw: Mapping[str, Any]
    expect: Mapping[str, Any]
    amendments: tuple[Data, ...]
    readings: Mapping[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class Difference:
    """Something expected that is not so: about what, expected and found, as text."""

    about: str
    expected: str
    found: str


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
    data = read_yaml(read_file(path), str(path))
    if not check_shape(data, "golden", problems):
        return []
    assert isinstance(data, Table)
    cases, whole = data.items["cases"], plain(data)
    assert isinstance(cases, Sequence)
    assert isinstance(whole, dict)
    for item in cases.items:
        check_expectation(follow(item, ("expect",))[0], problems)
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
        data.place,
    )


def _check_names(goldens: list[Golden], problems: Problems) -> None:
    seen: dict[str, Place] = {}
    for golden in goldens:
        if golden.name in seen:
            message = f"案件名称与第 {seen[golden.name].line} 行的重复"
            problems.add("duplicate-name", golden.place, message, about=golden.name)
        seen.setdefault(golden.name, golden.place)


def amended(policy: Policy, golden: Golden) -> Policy:
    """Give the policy with the amendments a golden case tries.

    Raises Refused when one does not load.
    """
    if not golden.amendments:
        return policy
    problems = Problems()
    read = [read_amendment(a, policy, problems) for a in golden.amendments]
    laid = lay_over(policy, [a for a in read if a is not None], problems)
    problems.refuse_if_any()
    return laid


def program_for(golden: Golden, program: Program) -> Program:
    """Give the program a golden case is decided by: its amendments laid, its readings chosen.

    Raises Refused when an amendment does not load or a reading does not exist.
    """
    policy = amended(program.as_loaded, golden)
    if policy is program.as_loaded and not golden.readings:
        return program
    problems = Problems()
    check_choices(policy, golden.readings, golden.place, problems)
    problems.refuse_if_any()
    return Program(policy, golden.readings)


def case_of(golden: Golden, program: Program) -> Case:
    """Give the golden case checked against the policy.

    Raises Refused when it is invalid.
    """
    return read_case(golden.raw, program, lambda _: golden.place)


def run(golden: Golden, program: Program) -> list[Difference]:
    """Decide a golden case and give every difference from what is expected."""
    return list(differences(golden, lambda: program_for(golden, program)))


def differences(golden: Golden, choose: Callable[[], Program]) -> Iterator[Difference]:
    """Decide a golden case by the program chosen for it, and give each difference as it is found.

    What refuses while choosing makes the case invalid, as it would in a real run.
    """
    try:
        chosen = choose()
        outcome = decide(chosen, case_of(golden, chosen), KNOWN_ON)
    except Refused as refused:
        yield from _compare_invalid(golden.expect, refused.problems)
        return
    if "invalid" in golden.expect:
        yield Difference("invalid", str(golden.expect["invalid"]), "案件有效")
        return
    yield from compare(golden.expect, outcome)


def _compare_invalid(
    expect: Mapping[str, Any], problems: tuple[Problem, ...]
) -> Iterator[Difference]:
    if "invalid" not in expect:
        yield Difference("invalid", "有效", "；".join(p.message for p in problems))
        return
    wanted = set(expect["invalid"])
    about = [set(p.about.split("、")) for p in problems]
    for name in wanted:
        if not any(name in found for found in about):
            yield Difference("invalid", name, str(sorted(set().union(*about))))
    for problem, found in zip(problems, about, strict=True):
        if not found & wanted:
            yield Difference("invalid", str(sorted(wanted)), problem.message)


def compare(expect: Mapping[str, Any], outcome: Outcome) -> Iterator[Difference]:
    """Give every difference between an expectation and an outcome."""
    awards = {a.award: a for a in outcome.awards}
    findings = {f.finding: f for f in outcome.findings}
    for name, wanted in expect.items():
        if name == "total":
            yield from _same(name, exact(wanted), outcome.total)
        elif name in awards:
            yield from _compare_award(name, wanted, awards[name])
        elif name in findings:
            yield from _compare_finding(name, wanted, findings[name])
        else:
            yield Difference(name, str(wanted), "结果里没有这一项")


def _same(about: str, wanted: object, found: object) -> Iterator[Difference]:
    if wanted != found:
        yield Difference(about, str(wanted), str(found))


def _compare_award(
    name: str, wanted: Mapping[str, Any], found: AwardOutcome
) -> Iterator[Difference]:
    yield from _same(f"{name}.status", wanted.get("status", found.status.value), found.status.value)
    if "amount" in wanted:
        yield from _same(f"{name}.amount", exact(wanted["amount"]), found.amount)
    if "payee" in wanted:
        yield from _same(f"{name}.payee", wanted["payee"], found.payee)
    if "missing" in wanted:
        yield from _same(f"{name}.missing", sorted(wanted["missing"]), sorted(found.missing))
    if "bounds" in wanted:
        yield from _same(f"{name}.bounds", _bounds(wanted["bounds"]), found.bounds)
    if "reduced_by" in wanted:
        cuts = [(r["cites"], exact(r["by"])) for r in wanted["reduced_by"]]
        yield from _same(f"{name}.reduced_by", cuts, [(r.cites[0], r.by) for r in found.reduced_by])
    if "reasons" in wanted:
        yield from _compare_reasons(name, wanted["reasons"], found)


def _bounds(wanted: Mapping[str, Any]) -> tuple[object, object]:
    ends = (wanted.get(key) for key in ("at_least", "at_most"))
    low, high = (None if end is None else exact(end) for end in ends)
    return low, high


def _compare_reasons(name: str, wanted: list[Any], found: AwardOutcome) -> Iterator[Difference]:
    failed = [r for r in found.because if r.holds is False]
    if found.status is not Status.REFUSED:
        return
    for reason in failed:
        if not any(_matches(w, reason) for w in wanted):
            yield Difference(f"{name}.reasons", "没有写这条理由", _told(reason))
    for want in wanted:
        if not any(_matches(want, reason) for reason in failed):
            told = "；".join(_told(r) for r in failed)
            yield Difference(f"{name}.reasons", str(want), told)
    yield from _same(f"{name}.reasons", f"{len(wanted)} 条", f"{len(failed)} 条")


def _told(reason: Reason) -> str:
    earlier = [sorted(str(v) for v in r.values())[:3] for r in reason.earlier] or ""
    return f"{reason.condition} {list(reason.cites)} {dict(reason.read)} {reason.kept}{earlier}"


def _matches(wanted: Mapping[str, Any], reason: Reason) -> bool:
    if wanted.get("cites") not in (None, *reason.cites):
        return False
    if "kept" in wanted and wanted["kept"] != reason.kept:
        return False
    if "earlier" in wanted and not _same_records(wanted["earlier"], reason):
        return False
    read = {name: _comparable(value) for name, value in reason.read.items()}
    reads = wanted.get("reads", {})
    return all(name in read and read[name] == _comparable(v) for name, v in reads.items())


def _same_records(wanted: list[str], reason: Reason) -> bool:
    """A record is told by any of its texts, for want of a name that every policy has."""
    told = [{v for v in record.values() if isinstance(v, str)} for record in reason.earlier]
    return all(t & set(wanted) for t in told) and all(any(w in t for t in told) for w in wanted)


def _comparable(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, int | Decimal):
        return exact(value)
    day = read_date(value) if isinstance(value, str) else None
    return value if day is None else day


def _compare_finding(
    name: str, wanted: Mapping[str, Any], found: FindingOutcome
) -> Iterator[Difference]:
    yield from _same(f"{name}.status", wanted.get("status", found.status.value), found.status.value)
    for key, value in wanted.get("values", {}).items():
        want = Fraction(exact(value)) if isinstance(value, int | Decimal) else value
        yield from _same(f"{name}.{key}", want, found.values.get(key))
    if "missing" in wanted:
        yield from _same(f"{name}.missing", sorted(wanted["missing"]), sorted(found.missing))

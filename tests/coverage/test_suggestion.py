"""Proposed cases: the smallest change that serves, valid, the same every time, ready to paste."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from commands import ROOT, Run

from interpreter.evaluation.case import Case
from interpreter.evaluation.decision import judge_all, status_of
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.problems import Problems
from interpreter.report.suggestion import suggestions_text, written
from interpreter.truth.coverage import cover
from interpreter.truth.golden import read_golden_file, read_goldens
from interpreter.truth.search import CLAIMS, HISTORY, Change, Search, changed, find_case
from interpreter.truth.sightings import Observer
from interpreter.truth.suggestion import Suggestion, suggest

HERE = Path(__file__).parent
PRINTS = ROOT / "tests/prints"
PROGRAM = Program(load(gather(HERE / "policy.yaml"))[0])
GOLDENS = read_goldens(HERE / "golden")
SEARCH = Search(PROGRAM)
SEED = GOLDENS[0].raw
NAMES = (*PROGRAM.policy.facts, HISTORY, CLAIMS)
AWARD = "岗位补助"


def status(case: Case) -> Status | None:
    judged = judge_all(PROGRAM, case).get(AWARD)
    return None if judged is None else status_of(judged)


def test_a_seed_that_is_sought_is_given_unchanged() -> None:
    idea = find_case(SEARCH, [SEED], lambda case: status(case) is not Status.GRANTED, NAMES)
    assert idea is not None
    assert idea.changes == ()


def test_a_number_is_tried_on_either_side_of_its_standard() -> None:
    idea = find_case(SEARCH, [SEED], lambda case: status(case) is not Status.REFUSED, ["合同月数"])
    assert idea is not None
    assert idea.changes == (Change("合同月数", 11),)


def test_a_fact_may_be_left_out() -> None:
    idea = find_case(SEARCH, [SEED], lambda case: status(case) is not Status.PENDING, ["合同月数"])
    assert idea is not None
    assert idea.changes == (Change("合同月数", None),)
    assert "合同月数" not in idea.raw["facts"]


def test_a_record_of_the_past_may_be_added() -> None:
    idea = find_case(SEARCH, [SEED], lambda case: status(case) is not Status.REFUSED, [HISTORY])
    assert idea is not None
    assert [record["award"] for record in idea.raw["history"]] == [AWARD]


def test_a_day_that_fits_no_more_moves_the_others_along() -> None:
    def distance(case: Case) -> int:
        return case.facts["上岗日期"] != date(2022, 1, 1)

    assert SEED["facts"]["申报日期"] < "2022-01-01"
    idea = find_case(SEARCH, [SEED], distance, ["上岗日期"])
    assert idea is not None
    assert {c.about: c.value for c in idea.changes} == {
        "上岗日期": "2022-01-01",
        "申报日期": "2022-01-10",
    }


def test_two_things_are_changed_only_where_one_is_not_enough() -> None:
    def distance(case: Case) -> int:
        return (case.facts.get("参保") is not False) + (case.facts.get("表已交") is not False)

    idea = find_case(SEARCH, [SEED], distance, NAMES)
    assert idea is not None
    assert idea.changes == (Change("参保", False), Change("表已交", False))
    assert find_case(SEARCH, [SEED], distance, NAMES, most=1) is None


def test_no_more_cases_are_decided_than_allowed() -> None:
    decided: list[Case] = []

    def distance(case: Case) -> int:
        decided.append(case)
        return 1

    assert find_case(SEARCH, [SEED], distance, NAMES, tries=30) is None
    assert len(decided) <= 1 + 30


def test_an_invalid_case_is_never_proposed() -> None:
    broken = {**SEED, "facts": {**SEED["facts"], "申报日期": "2020-05-01"}}
    assert SEARCH.read(broken) is None
    assert find_case(SEARCH, [broken], lambda _: 0, NAMES) is None


@pytest.fixture(scope="module")
def suggestions() -> list[Suggestion]:
    return list(suggest(cover(PROGRAM, GOLDENS, {}), PROGRAM, GOLDENS))


def test_every_goal_that_can_be_reached_is_served(suggestions: list[Suggestion]) -> None:
    """Only what is declared unreachable finds no case; even where no case is about the rule."""
    unserved = {s.goal.id for s in suggestions if s.idea is None}
    assert unserved == {'补贴/岗位补助/身份 in ["职工", "学徒", "其他"]/只因不成立'}


def test_a_proposed_case_reaches_its_goal(suggestions: list[Suggestion]) -> None:
    observer = Observer(PROGRAM)
    served = [s for s in suggestions if s.idea is not None and s.goal.section.value != "读法"]
    assert len(served) > 15
    for suggestion in served:
        assert suggestion.idea is not None
        case = SEARCH.read(suggestion.idea.raw)
        assert case is not None
        assert suggestion.goal.id in set(observer.of_case(case, frozenset(suggestion.about)))


def test_the_changes_are_all_that_differs_from_the_seed(suggestions: list[Suggestion]) -> None:
    for suggestion in suggestions:
        if suggestion.idea is None or suggestion.golden is None:
            continue
        raw = suggestion.golden.raw
        for change in suggestion.idea.changes:
            raw = changed(raw, change)
        assert raw == suggestion.idea.raw


def test_the_same_proposals_every_time(suggestions: list[Suggestion]) -> None:
    again = suggest(cover(PROGRAM, GOLDENS, {}), PROGRAM, GOLDENS)
    assert [s.idea for s in again] == [s.idea for s in suggestions]


def test_what_is_pasted_reads_as_the_case_proposed(
    suggestions: list[Suggestion], tmp_path: Path
) -> None:
    """The blanks filled in, a proposal is a golden case of the file it names."""
    head = (HERE / "golden/二.yaml").read_text(encoding="utf-8").split("cases:\n")[0]
    for suggestion in suggestions:
        if suggestion.idea is None:
            continue
        text = suggestions_text([suggestion], 1)
        for blank, filled in (
            ("- name:", "- name: 示例的一句话"),
            ("  because:", "  because: 示例条文"),
            ("{status: }", "{status: granted}"),
        ):
            text = text.replace(blank, filled)
        path, problems = tmp_path / "二.yaml", Problems()
        path.write_text(f"{head}cases:\n{text}\n", encoding="utf-8")
        (pasted,) = read_golden_file(path, problems)
        assert not problems.errors
        assert _stated(pasted.raw) == _stated(suggestion.idea.raw)


def _stated(raw: object) -> object:
    assert isinstance(raw, dict)
    facts = {name: value for name, value in raw["facts"].items() if value is not None}
    return facts, raw.get("claims"), raw.get("history")


def test_values_are_written_so_that_yaml_reads_them_as_they_are() -> None:
    assert written({"名": "示例", "是": True, "无": None}) == "{名: 示例, 是: true, 无: null}"
    assert written(["no", "12", "甲: 乙"]) == '["no", "12", "甲: 乙"]'
    assert written("2020-06-01") == "2020-06-01"


def test_how_it_is_printed(run: Run, recorded: Callable[[Path, str], None]) -> None:
    asked = ("suggest", "--policy", "tests/coverage/policy.yaml")
    found = run(*asked, "--most", "6")
    assert (found.code, found.err) == (0, "")
    recorded(PRINTS / "suggest.txt", found.out)
    assert run(*asked, "--most", "1").out.count("- name:") == 1


def test_nothing_is_proposed_where_nothing_is_missing(run: Run) -> None:
    found = run("suggest", "--policy", "tests/policies/school-bus/policy.yaml")
    assert found.code == 0
    assert "没有要提议的" in found.out

"""Where `explain --cliffs` says that one step of a fact flips an award, and where it does not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, Run

from interpreter.evaluation.case import read_case
from interpreter.evaluation.cliffs import Cliff, Cliffs
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import AwardOutcome, Status
from interpreter.evaluation.program import Program
from interpreter.language.calendar import add_days, add_months
from interpreter.language.types import Kind
from interpreter.policy.loader import load
from interpreter.policy.model import Fact
from interpreter.policy.sources import gather
from interpreter.policy.values import raw_value
from interpreter.problems import Place, Refused
from interpreter.reference.unknown import Known
from interpreter.report.cliffs import cliffs_text
from interpreter.solver.cliffs import find_cliffs
from interpreter.solver.survey import ways_of
from interpreter.truth.boundaries import Boundaries

POLICY, BUS = "policy/2019-79.yaml", "tests/policies/school-bus/policy.yaml"
PROGRAMS = {path: Program(load(gather(ROOT / path))[0]) for path in (POLICY, BUS)}
LOOKED_AT = {
    POLICY: ("岗位提升个人补贴",),
    BUS: ("残疾学生补助", "陪护补助", "月票减免"),
}
FOUND: dict[tuple[str, str], Cliffs] = {}
TRIES = 40


def cliffs(path: str, award: str) -> Cliffs:
    if (path, award) not in FOUND:
        FOUND[path, award] = find_cliffs(PROGRAMS[path], award)
    return FOUND[path, award]


def told(path: str, award: str, rival: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """Give by fact the values on both sides with what is paid; None where nothing is."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for cliff in cliffs(path, award).cliffs:
        if cliff.rival == rival:
            paid = (outcome.amount for outcome in cliff.outcomes)
            found.setdefault(cliff.fact, []).append((*cliff.values, *paid))
    return found


def test_the_cliffs_of_a_worker_s_award() -> None:
    # 二(六)2: a contract of a year; 一: the plan from 2019 to 2021.  四级 gets 1000.
    assert told(POLICY, "岗位提升个人补贴") == {
        "劳动合同月数": [(11, 12, None, 1000)],
        "证书取得日期": [
            (date(2018, 12, 31), date(2019, 1, 1), None, 1000),
            (date(2021, 12, 31), date(2022, 1, 1), 1000, None),
        ],
    }
    late = cliffs(POLICY, "岗位提升个人补贴").cliffs[-1]
    assert late.beside == (("申请日期", date(2022, 1, 1)),)


def test_a_course_within_a_year_of_being_hired() -> None:
    # 二(六)1, reading A20: the same day of the next year is still within; not before being hired.
    # The typical course begins on 2020-03-02.
    alone = replace(PROGRAMS[POLICY].policy, exclusions=())
    found = find_cliffs(Program(alone), "岗前培训补贴")
    assert [cliff.values for cliff in found.cliffs if cliff.fact == "招用日期"] == [
        (date(2019, 3, 1), date(2019, 3, 2)),
        (date(2020, 3, 2), date(2020, 3, 3)),
    ]
    rules = {reasons_of(cliff) for cliff in found.cliffs if cliff.fact == "招用日期"}
    assert rules == {("培训在招用之日起一年内开始",)}


def test_an_apprentice_s_year_that_ends_within_the_plan() -> None:
    # 二(六)4 and 一: a year begun on 2018-01-02 ends on the plan's first day, one begun on
    # 2021-01-01 on its last.  A product of two facts, the amount approved and the years.
    alone = replace(PROGRAMS[POLICY].policy, exclusions=())
    found = find_cliffs(Program(alone), "新型学徒制补贴")
    begun = [cliff for cliff in found.cliffs if cliff.fact == "培训开始日期"]
    paid = {cliff.values[0]: tuple(o.amount for o in cliff.outcomes) for cliff in begun[::3]}
    assert paid == {date(2018, 1, 1): (None, 4000), date(2021, 1, 1): (4000, None)}
    assert not found.undecided


def reasons_of(cliff: Cliff) -> tuple[str, ...]:
    return tuple(r.condition for o in cliff.outcomes for r in o.because if r.holds is False)


def test_amounts_that_grow_step_by_step_are_slopes() -> None:
    # 第五条第二款: 6 元 a time as approved, up to 120 times a school year; at least 5 元.
    found = cliffs(BUS, "陪护补助")
    slopes = {slope.fact: (*slope.values, slope.each) for slope in found.slopes}
    assert slopes == {"学期乘车次数": (0, 120, 6), "核定陪护单价": (5, 1000, 80)}
    # 第五条第一款: nothing to accompany below one kilometre, told in tenths.
    assert told(BUS, "陪护补助")["家庭距校公里数"] == [(Fraction(9, 10), 1, None, 480)]
    # 第二条 by whole months, as 乘车月份 is the first of one.
    assert found.monthly == {"乘车月份"}
    months = [cliff.values for cliff in found.cliffs if cliff.fact == "乘车月份"]
    assert months == [
        (date(2021, 8, 1), date(2021, 9, 1)),
        (date(2024, 8, 1), date(2024, 9, 1)),
    ]


def test_another_award_of_the_same_case_is_named() -> None:
    # 第九条第三款: from ten rides on the line is paid for too, and neither is.
    assert told(BUS, "陪护补助", "线路补助") == {"当月乘车次数": [(9, 10, 480, None)]}


Raw = dict[str, Any]


def decided(path: str, raw: Raw, *claims: str) -> AwardOutcome:
    """Decide the first award that a case without history claims, from plain data.

    Raises Refused where that is no valid case.
    """
    given = {name: value for name, value in raw.items() if value is not None}
    whole = {"facts": given, "history": [], "claims": [name for name in claims if name]}
    read = read_case(whole, PROGRAMS[path], lambda _: Place("示例"))
    return decide(PROGRAMS[path], read, date.max).awards[0]


def plain(path: str, fact: str, value: Known | None) -> Any:
    return None if value is None else raw_value(PROGRAMS[path].policy.facts[fact], value)


def typical(path: str) -> Raw:
    return {name: fact.typical for name, fact in PROGRAMS[path].policy.facts.items()}


@pytest.mark.parametrize("path", LOOKED_AT)
def test_both_sides_are_decided_so(path: str) -> None:
    for award in LOOKED_AT[path]:
        for cliff in cliffs(path, award).cliffs:
            beside = {name: plain(path, name, value) for name, value in cliff.beside}
            for value, outcome in zip(cliff.values, cliff.outcomes, strict=True):
                raw = {**typical(path), **beside, cliff.fact: plain(path, cliff.fact, value)}
                assert decided(path, raw, award, cliff.rival).decision == outcome.decision
            one, other = cliff.outcomes
            assert one.decision != other.decision


class Walk:
    """Cases somewhat off a cliff of an award, and a step of each fact that it reads."""

    def __init__(self, path: str, award: str) -> None:
        self._path, self._award, self._found = path, award, cliffs(path, award)
        self._facts = PROGRAMS[path].policy.facts
        self._boundaries = Boundaries(PROGRAMS[path].policy)
        self._rng = random.Random(3)
        self._read = sorted({*(edge.fact for edge in self._found.cliffs), *self._found.steady})

    def flips(self) -> Iterator[Cliff]:
        """Give each step of a case that flips the award."""
        cliff = self._rng.choice([c for c in self._found.cliffs if not c.rival])
        raw = typical(self._path)
        for name, value in (*cliff.beside, (cliff.fact, cliff.values[0])):
            raw[name] = plain(self._path, name, value)
        for name in self._rng.sample(self._read, 1) + self._rng.sample(list(self._facts), 1):
            raw[name] = self._rng.choice(self._boundaries.values(name, {}))
        for name in self._read:
            after = self._after(self._facts[name], raw[name])
            with suppress(Refused):
                one, other = (
                    decided(self._path, {**raw, name: value}, self._award)
                    for value in (raw[name], after)
                )
                paid = (one.status is Status.GRANTED, one.amount)
                if paid != (other.status is Status.GRANTED, other.amount):
                    yield Cliff(name, (0, 0), (one, other), (), "")

    def _after(self, fact: Fact, value: Any) -> Any:
        """Give a value one step further on, itself where there is no step."""
        if fact.type.kind is Kind.DATE:
            day = date.fromisoformat(str(value))
            monthly = fact.name in cliffs(self._path, self._award).monthly
            return (add_months if monthly else add_days)(day, 1).isoformat()
        if fact.type.kind is not Kind.NUMBER:
            return value
        return value + (Decimal("0.1") if fact.type.places == 1 else 1)


@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_step_that_flips_an_award_is_of_a_kind_told(path: str) -> None:
    tried = 0
    for award in LOOKED_AT[path]:
        found, walk = cliffs(path, award), Walk(path, award)
        edges = (*found.cliffs, *found.slopes)
        told = {(edge.fact, way) for edge in edges for way in ways_of(edge)}
        for flip in (flip for _ in range(TRIES) for flip in walk.flips()):
            tried += 1
            assert any((flip.fact, way) in told for way in ways_of(flip)), (award, flip)
            assert flip.fact not in found.steady
    assert tried > 2


def test_what_the_effort_does_not_settle_is_said() -> None:
    found = find_cliffs(PROGRAMS[BUS], "残疾学生补助", effort=1)
    assert set(found.undecided) >= {"家庭距校公里数", "乘车月份"}
    assert "没有算完：家庭距校公里数" in cliffs_text(found, PROGRAMS[BUS].policy)


def test_for_a_person_and_as_json(run: Run, recorded: Callable[[Path, str], None]) -> None:
    policy = PROGRAMS[BUS].policy
    pages = [cliffs_text(cliffs(BUS, award), policy) + "\n" for award in LOOKED_AT[BUS]]
    recorded(ROOT / "tests/prints/cliffs.txt", "\n".join(pages))
    options = ("explain", "陪护补助", "--cliffs", "--format", "json", "--policy", BUS)
    done = run(*options)
    assert (done.code, done.err) == (0, "")
    told = json.dumps(json.loads(done.out), ensure_ascii=False, indent=2) + "\n"
    recorded(ROOT / "tests/prints/cliffs.json", told)


@pytest.mark.parametrize(
    "arguments", [("绩效工资提取上限", "--cliffs"), ("岗前培训补贴", "--format", "json")]
)
def test_options_that_do_not_go_together(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("explain", *arguments).code == 2

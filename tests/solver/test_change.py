"""`diff --prove`: every class of changed outcomes, borne out case by case."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from commands import Run

from interpreter.evaluation.outcome import Status
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import Source
from interpreter.report.proved_change import basis
from interpreter.review.edits import Comparison
from interpreter.review.proof import Beside, OneOf, Proof, Span, Turn
from interpreter.solver.change import prove_change
from interpreter.solver.world import World

HERE = Path(__file__).parents[1] / "policies/school-bus"
BUS = (HERE / "policy.yaml").read_text(encoding="utf-8")


def bus(*changes: tuple[str, str]) -> Policy:
    text = BUS
    for before, after in changes:
        assert text.count(before) == 1
        text = text.replace(before, after)
    return load(Source(("policy.yaml", text.encode())))[0]


@cache
def proved(*changes: tuple[str, str]) -> Proof:
    return prove_change(Comparison(bus(), bus(*changes)))


def test_nothing_changed_is_proved_at_once() -> None:
    proof = proved()
    assert proof.is_complete
    assert proof.shifts == ()
    assert set(proof.same) == set(bus().awards)


# 第四条第一款: the shortest distance for the upper primary years put up from 3 to 4 km.
FARTHER = ("小学高年级: 3, 初中", "小学高年级: 4, 初中")


def test_who_loses_is_told_by_a_case_and_a_condition() -> None:
    lost = {s.award: s for s in proved(FARTHER).shifts if s.complete and s.turn is Turn.LOST}
    assert set(lost) == {"月票减免"}
    shift = lost["月票减免"]
    assert (shift.edit, shift.sole) == (0, True)
    # The typical pupil is of these years and lives 3.5 km away, so nothing need be changed.
    assert shift.witness.deviations == ()
    assert shift.witness.before.amount == 30
    assert shift.witness.after.status is Status.REFUSED
    assert shift.region is not None
    assert shift.region.exhaustive
    spans = [p for box in shift.region.boxes for p in box if isinstance(p, Span)]
    assert [(s.fact, str(s.low), str(s.high)) for s in spans] == [("家庭距校公里数", "3", "39/10")]
    assert OneOf("学生年级", ("小学高年级",)) in shift.region.boxes[0]


def test_a_rewriting_that_means_the_same_is_proved_equal() -> None:
    proof = proved(
        ("value: 家庭距校公里数 >= 最低距离", "value: not (家庭距校公里数 < 最低距离)"),
        (
            '低保家庭 or any_of(困难类别, ["孤儿", "烈士子女"])',
            'not (not any_of(困难类别, ["烈士子女", "孤儿"]) and not 低保家庭)',
        ),
        (
            '"承运公司" if 购票方式 == "代扣" else "学生家庭"',
            '"学生家庭" if 购票方式 != "代扣" else "承运公司"',
        ),
    )
    assert proof.is_complete
    assert proof.shifts == ()
    assert proof.inert == (0, 1, 2)


def test_equal_for_whole_cases_only_is_told_apart() -> None:
    """A condition that is always met asks for one more fact: granted before, pending now."""
    proof = proved(
        (
            "if: 当月乘车次数 >= 线路最少次数",
            "if: 当月乘车次数 >= 线路最少次数 and (有陪护人 or not 有陪护人)",
        )
    )
    assert not [s for s in proof.shifts if s.complete]
    turns = {s.turn: s for s in proof.shifts if s.award == "线路补助"}
    assert Turn.SUSPENDED in turns
    assert dict(turns[Turn.SUSPENDED].witness.deviations)["有陪护人"] is None


def test_what_only_several_edits_together_do_is_joint() -> None:
    """第七条第一款: below 20 times nobody is paid any more, below 15 for two reasons."""
    proof = proved(
        (
            "written: [10次], values: [{from: 2021-09-01, value: 10}]",
            "values: [{from: 2021-09-01, value: 20}]",
        ),
        (
            "if: 当月乘车次数 >= 线路最少次数",
            "if: 当月乘车次数 >= 线路最少次数 and 当月乘车次数 >= 15",
        ),
    )
    lost = {s.edit: s for s in proof.shifts if s.turn is Turn.LOST and s.award == "线路补助"}
    assert set(lost) == {1, None}
    rides = {
        edit: {(p.low, p.high) for box in s.region.boxes for p in box if isinstance(p, Span)}
        for edit, s in lost.items()
        if s.region is not None
    }
    assert rides == {1: {(15, 19)}, None: {(10, 14)}}


def test_what_the_effort_leaves_is_said() -> None:
    proof = prove_change(Comparison(bus(), bus(FARTHER)), effort=1)
    assert not proof.is_complete
    assert "月票减免" in {o.award for o in proof.undecided}
    assert proof.inert == ()
    assert "月票减免" not in proof.same


def test_a_case_that_is_not_borne_out_is_our_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interpreter.solver.replay.turn_of", lambda *_: None)
    proof = prove_change(Comparison(bus(), bus(FARTHER)))
    assert "月票减免" in proof.faults
    assert not proof.is_complete
    assert proof.shifts == ()


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_the_command_tells_it_in_every_form(run: Run, tmp_path: Path, form: str) -> None:
    # 第六条: 25 pupils instead of 20 before a coach is paid for.
    row = "unit: 人, written: [20人], values: [{from: 2021-09-01, value: %s}]"
    for name, least in (("old", 20), ("new", 25)):
        text = BUS.replace(row % 20, (row % least).replace("written: [20人], ", ""))
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    goldens = ("--goldens", str(HERE / "golden"))
    files = (str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"))
    told = run("diff", *files, *goldens, "--prove", "--format", form)
    assert told.code == 3, told.err
    if form == "json":
        proof = json.loads(told.out)["proof"]
        assert proof["complete"]
        assert {s["award"] for s in proof["shifts"]} == {"包车补助"}
    else:
        assert "除此以外，什么也没有变" in told.out
        assert "乘坐人数 20 人 到 24 人" in told.out


def test_shares_of_the_work_are_put_together(run: Run, tmp_path: Path) -> None:
    """Two edits of awards that have nothing to do with each other, proved by two processes."""
    coach = "unit: 人, written: [20人], values: [{from: 2021-09-01, value: %s}]"
    new = BUS.replace(*FARTHER).replace(coach % 20, (coach % 25).replace("written: [20人], ", ""))
    for name, text in (("old", BUS), ("new", new)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    files = (str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"))
    goldens = ("--goldens", str(HERE / "golden"))
    proof = json.loads(run("diff", *files, *goldens, "--prove", "--format", "json").out)["proof"]
    assert proof["complete"]
    whole = {s["award"] for s in proof["shifts"] if s["facts_complete"]}
    assert whole >= {"包车补助", "月票减免"}


def test_what_an_award_does_to_another_is_seen() -> None:
    """第九条第二款: who gets more for the line than for the ticket now loses the ticket's share."""
    rows = "values: [{from: 2021-09-01, rows: {}, otherwise: %s}]"
    proof = proved((rows % 2, rows % 3))
    lost = [s for s in proof.shifts if s.award == "月票减免" and s.turn is Turn.LOST]
    assert lost
    assert {s.edit for s in lost} == {0}
    assert any(Beside("线路补助", Turn.WON) in b for s in lost for b in s.region.boxes)  # type: ignore[union-attr]


def test_a_word_that_no_policy_knows_keeps_its_number() -> None:
    world = World(bus())
    known = len({world.code(word) for word in ("甲", "乙")})
    some_other = world.word(9000)
    assert world.code(some_other) == 9000
    assert world.word(9000) == some_other
    assert len({world.code(word) for word in ("甲", "乙", "丙", some_other)}) == known + 2


WIDE = "max: 10000, typical: 25, ask: 乘坐多少人？"
NARROW = "max: 20, typical: 15, ask: 乘坐多少人？"
BY_HEAD = ("线路补助标准 * 当月乘车次数", "线路补助标准 * 当月乘车次数 * 2")


@pytest.mark.parametrize("widened", [True, False])
def test_cases_that_both_policies_take_are_looked_at(widened: bool) -> None:
    """Twenty-five persons are usual for one of the policies and out of bounds for the other."""
    pair = bus((WIDE, NARROW)), bus(BY_HEAD)
    proof = prove_change(Comparison(*(pair if widened else pair[::-1])))
    assert proof.is_complete
    turn = Turn.MORE if widened else Turn.LESS
    assert [s.award for s in proof.shifts if s.turn is turn] == ["线路补助"]


ADDED = """\
awards:
  示例补助:
    cites: 第六条
    says: 示例
    payee: '"学校"'
    event: 乘车月份
    applies: 购买月票
    when: [距离达标]
    amount: '100'
"""


@pytest.mark.parametrize("added", [True, False])
def test_nothing_is_said_to_be_proved_of_an_award_that_only_one_policy_has(added: bool) -> None:
    pair = bus(), bus(("awards:\n", ADDED))
    comparison = Comparison(*(pair if added else pair[::-1]))
    (award,) = (n for n, e in enumerate(comparison.edits) if e.name == "示例补助")
    proof = prove_change(comparison)
    assert proof.is_complete
    assert proof.lone == ("示例补助",)
    assert award not in proof.inert
    assert "示例补助" not in proof.same
    assert "不比较：示例补助" in basis(proof, comparison.new)

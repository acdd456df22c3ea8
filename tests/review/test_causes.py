"""Whose edit moved what: parts that add up, in whatever order the edits were made."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from changing import BASE, edited, old, plain_specimens, policy
from hypothesis import given
from hypothesis import strategies as st

from interpreter.report.moves import rounded_parts
from interpreter.review.account import Account, account
from interpreter.review.causes import Inquiry, shapley
from interpreter.review.differences import Review
from interpreter.review.edits import Comparison
from interpreter.review.influence import Influence

BOTH = "标准与条件一起改，两处共同起作用"
THREE = ("等级标准改一行", "去掉养老保险条件", "合同期限放宽到半年")


def test_two_edits_that_need_each_other_share_what_they_do_together() -> None:
    # Alone the first is worth 100, the second 800, both 900: in either order each adds the same.
    worth = {frozenset(): 0, frozenset({1}): 100, frozenset({2}): 800, frozenset({1, 2}): 900}
    assert dict(shapley((1, 2), worth.__getitem__)) == {1: 100, 2: 800}
    # 900 only together: each adds it in one of the two orders.
    worth = {**dict.fromkeys(worth, 0), frozenset({1, 2}): 900}
    assert dict(shapley((1, 2), worth.__getitem__)) == {1: 450, 2: 450}
    # The second lets the case in at 800; the first raises only what is let in: 50 and 850.
    worth = {frozenset(): 0, frozenset({1}): 0, frozenset({2}): 800, frozenset({1, 2}): 900}
    assert dict(shapley((1, 2), worth.__getitem__)) == {1: 50, 2: 850}


@given(st.lists(st.integers(-(10**6), 10**6), min_size=16, max_size=16))
def test_shares_add_up_and_what_adds_nothing_has_no_share(values: list[int]) -> None:
    # The fourth player never changes the worth.
    def worth(made: frozenset[int]) -> int:
        return values[sum(1 << p for p in made if p < 3)]

    shares = dict(shapley((0, 1, 2, 3), worth))
    assert sum(shares.values()) == values[7] - values[0]
    assert shares[3] == 0
    assert shares == dict(shapley((3, 2, 1, 0), worth))


@given(st.lists(st.fractions(-(10**6), 10**6), min_size=1, max_size=6))
def test_printed_parts_add_up_to_the_printed_difference(parts: list[Fraction]) -> None:
    rounded = rounded_parts(parts)
    assert all((part * 100).denominator == 1 for part in rounded)
    assert sum(rounded) * 100 == round(sum(parts) * 100)
    assert all(
        abs(a - b) < Fraction(1, 100) + Fraction(1, 200)
        for a, b in zip(parts, rounded, strict=True)
    )


@pytest.fixture(scope="module")
def found() -> Account:
    return account(Review(old(), edited(BOTH), date.max), plain_specimens())


def test_the_parts_of_every_move_add_up_to_its_difference(found: Account) -> None:
    moves = [told for story in found.stories for told in story.told]
    assert moves
    for move, cause in moves:
        assert cause.exact
        total = sum(part.share for part in cause.parts)
        assert total == (move.difference if cause.in_money else 1)


def test_a_case_let_in_owes_most_to_what_let_it_in(found: Account) -> None:
    # 二(六)1: a contract of eleven months was refused; six months and 900 now.
    shares = [
        {found.edits[p.edit].name: p.share for p in cause.parts}
        for story in found.stories
        for move, cause in story.told
        if move.subject == "岗前培训补贴" and move.difference == 900
    ]
    assert {"最低合同期限": 850, "岗前培训标准": 50} in shares


def test_the_totals_by_clause_payee_and_edit_are_the_whole_difference(found: Account) -> None:
    for totals in (found.by_clause(), found.by_payee(), found.by_award(), found.by_edit()):
        assert sum(t.net for t in totals) == found.difference


def test_what_is_left_out_as_inert_would_have_no_share() -> None:
    review = Review(old(), edited(*THREE), date.max)
    checked = 0
    for moved in review.compare(plain_specimens()[::3]):
        if moved is None or isinstance(moved, tuple) or moved.case is None:
            continue
        inquiry = Inquiry(review, moved)
        for move in moved.moves:
            worth, _ = inquiry._worth(move)
            whole = {n: s for n, s in shapley(review.influence.on(move.subject), worth) if s}
            assert {p.edit: p.share for p in inquiry.cause(move).parts} == whole
            checked += 1
    assert checked > 5


def test_the_day_an_award_counts_on_moves_what_it_counts_against() -> None:
    """二(五)1：项目制免费培训也占一次；改它按哪一天计，就会动到同年别的培训。"""
    before = '    counts_on: 证书取得日期\n    applies: 培训组织方式 == "培训机构项目制"'
    assert BASE.count(before) == 1
    new = policy(BASE.replace(before, before.replace("证书取得日期", "培训开始日期")))
    influence = Influence(Comparison(old(), new))
    assert [e.name for e in influence.edits] == ["免费培训"]
    assert influence.on("岗前培训补贴") == (0,)
    assert influence.on("预拨结算") == ()


def test_other_clauses_decide_where_a_cap_counts_by_clause() -> None:
    """二(五)1：同一条款内同一职业同一种证书不重复享受；改引的条款，就会动到同条款的别的补贴。"""
    lines = {
        "困难企业培训补贴": "cites: 二(六)3\n    says: 困难企业组织",
        "预拨结算": "cites: 二(五)2\n    says: 应补总额",
    }
    found = {}
    for award, line in lines.items():
        assert BASE.count(line) == 1
        moved = line.replace("二(六)3", "[二(六)3, 二(六)1]").replace("二(五)2", "[二(五)2, 一]")
        influence = Influence(Comparison(old(), policy(BASE.replace(line, moved))))
        deciding = [edit.name for edit in influence.edits if edit.decides]
        found[award] = deciding, bool(influence.on("岗前培训补贴"))
    assert found == {"困难企业培训补贴": (["困难企业培训补贴"], True), "预拨结算": ([], False)}

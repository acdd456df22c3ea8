"""The edits between two policies: one per stroke, in words, each to be taken back alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from changing import BASE, EDITS, ROOT, edited, old, plain_specimens, policy

from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.report.difference_text import difference_text
from interpreter.report.edits import edit_in_words
from interpreter.review.account import account
from interpreter.review.differences import Review, moves_between
from interpreter.review.edits import Comparison
from interpreter.review.specimens import Bench

SAID = {
    "岗前标准自某日提高": ["二(六)1 岗前培训标准 800 → 900 元/人，自 2020-07-01 起"],
    "等级标准改一行": ["二(六)2 技能等级标准（证书等级：五级） 700 → 750 元/人，自 2019-01-01 起"],
    "去掉养老保险条件": ["二(六)2 岗位提升企业补贴的条件“缴纳基本养老保险”删去：缴纳基本养老保险"],
    "收款人改为培训机构": [
        "二(六)8 服刑戒毒人员培训支持的付给谁：“组织培训的行政部门” → “承办培训机构”"
    ],
    "计划延长一年": ["政策期限的最后一天 2021-12-31 → 2022-12-31"],
    "处处改名，不算改动": [],
}


@pytest.mark.parametrize("name", SAID)
def test_an_edit_is_told_in_words(name: str) -> None:
    new = edited(name)
    told = [edit_in_words(e, new) for e in Comparison(old(), new).edits]
    assert told == SAID[name]


def test_comments_layout_and_the_order_of_keys_are_no_change() -> None:
    lines = BASE.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("  岗前培训标准:"))
    lines[at : at + 2] = [lines[at + 1], "  # 示例注释\n", lines[at]]
    assert Comparison(old(), policy("".join(lines))).edits == ()


def test_a_gate_is_one_edit_however_many_awards_it_guards() -> None:
    text = BASE.replace("over: 目录管理, if: '目录内 or", "over: 目录管理, if: 'not 目录内 or")
    (edit,) = Comparison(old(), policy(text)).edits
    assert len(edit.keys) == 8


def test_a_family_is_one_edit_with_all_that_follows_it() -> None:
    (edit,) = Comparison(old(), edited("目录管理不再管岗前培训")).edits
    assert edit.section == "families"
    assert ("awards", "岗前培训补贴", "condition", "职业在目录内", "1") in edit.keys


AWARD = """\
awards:
  示例补贴:
    cites: 二(六)1
    says: 示例
    payee: '"企业"'
    event: 证书取得日期
    applies: 培训类别 == "岗前培训"
    when: [合同满一年]
    amount: '1'
"""


def test_an_award_comes_with_all_that_is_its_own() -> None:
    new = policy(BASE.replace("awards:\n", AWARD, 1))
    for before, after in ((old(), new), (new, old())):
        comparison = Comparison(before, after)
        whole = [e for e in comparison.edits if e.name == "示例补贴"]
        assert len(whole) == 1
        assert ("示例补贴" in comparison.blend([]).awards) is (before is new)
        assert ("示例补贴" in comparison.blend(whole).awards) is (after is new)


@pytest.mark.parametrize("added", [True, False])
def test_what_an_award_pays_that_only_one_policy_has_is_told(added: bool) -> None:
    """Cases that claim nothing in particular are decided by every award there is."""
    new = policy(BASE.replace("awards:\n", AWARD, 1))
    unclaimed = [
        replace(s, raw={k: v for k, v in s.raw.items() if k != "claims"})
        for s in plain_specimens()[::10]
        if isinstance(s.raw, dict)
    ]
    review = Review(*((old(), new) if added else (new, old())), date.max)
    paid = 0
    for specimen in unclaimed:
        case = review.bench.read(review.all if added else review.none, specimen)
        if not isinstance(case, tuple):
            whole = decide(Program(new), case, date.max)
            paid += sum(a.amount == 1 for a in whole.awards if a.award == "示例补贴")
    assert paid
    found = account(review, unclaimed)
    (award,) = (n for n, e in enumerate(found.edits) if e.name == "示例补贴")
    assert abs(found.difference) == paid
    moved = [(m, c) for story in found.stories for m, c in story.told if m.subject == "示例补贴"]
    assert sum(m.difference for m, _ in moved) == (paid if added else -paid)
    assert all([p.edit for p in c.parts] == [award] for m, c in moved if m.difference)


def test_wording_alone_decides_nothing() -> None:
    (edit,) = Comparison(old(), edited("只改说法")).edits
    assert not edit.decides


@pytest.mark.parametrize("seed", range(2))
def test_a_policy_put_together_again_decides_as_it_did(seed: int) -> None:
    names = random.Random(seed).sample([n for n in EDITS if not EDITS[n].get("all")][:9], 4)
    new = edited(*names)
    comparison = Comparison(old(), new)
    policies = [comparison.old, comparison.blend([]), new, comparison.blend(comparison.edits)]
    bench = Bench(lambda made: policies[min(made)], date.max)
    for specimen in plain_specimens()[seed::5]:
        for left, right in ((0, 1), (2, 3)):
            cases = [bench.read(frozenset({side}), specimen) for side in (left, right)]
            if any(isinstance(case, tuple) for case in cases):
                assert all(isinstance(case, tuple) for case in cases)
                continue
            outcomes = [
                bench.decide(frozenset({side}), specimen, case)
                for side, case in zip((left, right), cases, strict=True)
                if not isinstance(case, tuple)
            ]
            assert not list(moves_between(*outcomes)), specimen.name


@pytest.mark.parametrize("name", EDITS)
def test_the_report_of_an_edit_is_recorded(
    name: str, recorded: Callable[[Path, str], None]
) -> None:
    new = edited(name)
    found = account(Review(old(), new, date.max), plain_specimens())
    recorded(ROOT / f"tests/prints/diff/{name}.txt", difference_text(found, new, 12) + "\n")

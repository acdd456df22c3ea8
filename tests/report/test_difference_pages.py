"""The comment and the page on a change: whole, bounded, and safe whatever names hold."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from interpreter.evaluation.case import Case
from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    FindingStatus,
    Outcome,
    Status,
)
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import Source
from interpreter.problems import Place
from interpreter.report.difference_html import difference_html
from interpreter.report.difference_markdown import difference_markdown
from interpreter.report.moves import brief
from interpreter.report.pictures import WIDTH, bars
from interpreter.review.account import Account, Story, account
from interpreter.review.causes import Cause, Part
from interpreter.review.differences import CaseMove, Gravity, Move, Review
from interpreter.review.specimens import Specimen, specimen_of
from interpreter.truth.golden import read_goldens

BUS = Path(__file__).parents[1] / "policies" / "school-bus"
KNOWN_ON = date(2030, 1, 1)
HOSTILE = "<script>alert(1)</script>|`x`*_[a](http://evil.example)@someone #1 \"'&amp;\n## 标题"
VOID = {"meta", "rect"}


def test_a_figure_with_more_than_two_places_is_told_as_it_is() -> None:
    values = {"占比": Fraction(1, 3), "系数": Fraction(1, 8), "数额": Fraction(5, 2), "未知": None}
    found = FindingOutcome("示例", (), FindingStatus.BREACHED, values)
    assert brief(found).split("，")[1:] == ["占比 1/3", "系数 0.125", "数额 2.50"]


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read_page(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def bus() -> Policy:
    return bus_policy()


def bus_policy(old: str = "", new: str = "") -> Policy:
    text = (BUS / "policy.yaml").read_text(encoding="utf-8")
    assert old in text
    return load(Source(("policy.yaml", text.replace(old, new, 1).encode())), KNOWN_ON)[0]


@pytest.fixture(scope="module")
def farther(bus: Policy) -> Account:
    """The shortest distance for the first pupils put up from 2 to 4 km."""
    new = bus_policy("小学低年级: 2, 小学高年级", "小学低年级: 4, 小学高年级")
    goldens = read_goldens(BUS / "golden")
    return account(Review(bus, new, KNOWN_ON), (specimen_of(g) for g in goldens))


def made(stories: int, name: str = "例", parts: tuple[Fraction, ...] = (Fraction(100),)) -> Account:
    """An account made by hand: so many cases that each get the sum of the parts more."""
    return Account((), tuple(made_story(f"{name}{n}", parts) for n in range(stories)), stories + 7)


def made_story(name: str, parts: tuple[Fraction, ...]) -> Story:
    amount = sum(parts, Fraction(0))
    before = AwardOutcome("补助", ("第一条",), Status.REFUSED)
    after = AwardOutcome("补助", ("第一条",), Status.GRANTED, name, amount)
    outcome = Outcome.__new__(Outcome)
    case = Case.__new__(Case)
    specimen = Specimen(name, "", {}, lambda _: Place("例", 1, 1))
    move = Move("补助", before, after, Gravity.WON, amount)
    cause = Cause(tuple(Part(n, share) for n, share in enumerate(parts)), in_money=True)
    return Story(CaseMove(specimen, outcome, outcome, (move,), case), (cause,))


def test_a_real_change_is_told_in_both(bus: Policy, farther: Account) -> None:
    assert farther.stories
    for told in (
        difference_markdown(farther, "原来", "现在", bus),
        difference_html(farther, "原来", "现在", bus),
    ):
        assert "最低距离" in told
        assert f"其余 {farther.unmoved} 例不变" in told
        assert all(s.moved.specimen.name in told for s in farther.stories)


def test_the_page_is_well_formed_and_needs_nothing_else(bus: Policy, farther: Account) -> None:
    page = difference_html(farther, "原来", "现在", bus)
    tags = read_page(page).seen
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object"}
    assert not [a for _, a in tags if {"src", "href", "onclick"} & a.keys()]
    assert not re.search(r"url\(|@import|https?:", page)


def test_pictures_are_told_in_words(bus: Policy) -> None:
    drawn = [
        a for tag, a in read_page(difference_html(made(2), "甲", "乙", bus)).seen if tag == "svg"
    ]
    assert drawn
    assert all(a["role"] == "img" and a["aria-label"] for a in drawn)


def test_hostile_names_stay_text(bus: Policy) -> None:
    hostile = made(1, HOSTILE)
    page = difference_html(hostile, HOSTILE, HOSTILE, bus)
    assert "script" not in {tag for tag, _ in read_page(page).seen}
    comment = difference_markdown(hostile, HOSTILE, HOSTILE, bus)
    assert "<script" not in comment
    assert "@someone" not in comment
    assert "http://" not in comment
    assert not re.search(r"(?<!\\)[`\[]", comment)
    assert [line for line in comment.splitlines() if line.startswith("## ")] == [
        comment.splitlines()[0]
    ]


@pytest.mark.parametrize("told", [difference_markdown, difference_html])
def test_printed_parts_add_up(told: object, bus: Policy) -> None:
    third = Fraction(100, 3)
    text = told(made(1, parts=(third, third, third)), "甲", "乙", bus)  # type: ignore[operator]
    parts = re.findall(r"改动 \d+ \+(\d+\.\d\d) 元", text)
    assert len(parts) == 3
    assert sum(map(Fraction, parts)) == 100


@pytest.mark.parametrize("name", ["例", "<&|" * 400])
def test_a_comment_is_bounded_and_says_what_it_left_out(name: str, bus: Policy) -> None:
    comment = difference_markdown(made(3000, name), "甲" * 9000, "乙", bus)
    assert len(comment.encode()) < 60_000
    shown = len(re.findall(r"^- \*\*", comment, re.MULTILINE))
    assert 0 < shown < 3000
    assert f"其余 {3000 - shown} 例见完整报告" in comment
    assert comment.count("<details>") == comment.count("</details>")


def test_bars_are_to_scale_and_the_least_amount_shows() -> None:
    drawn = bars((("was", 100), ("now", 50), ("now", Fraction(1, 100)), ("now", 0)), 100, "例")
    assert [int(w) for w in re.findall(r'<rect[^>]*? width="(\d+)"', drawn)] == [
        WIDTH,
        WIDTH // 2,
        1,
        0,
    ]


@pytest.mark.parametrize("told", [difference_markdown, difference_html])
def test_edits_that_share_a_yuan_unevenly_still_add_up(
    told: object, bus: Policy, farther: Account
) -> None:
    third = Fraction(100, 3)
    shared = replace(made(1, parts=(third, third, third)), edits=farther.edits * 3)
    text = told(shared, "甲", "乙", bus)  # type: ignore[operator]
    figures = re.findall(r"(33\.3\d)(?: \| 0\.00|</td><td class=\"n\">0\.00)", text)
    assert len(figures) == 3
    assert sum(map(Fraction, figures)) == 100

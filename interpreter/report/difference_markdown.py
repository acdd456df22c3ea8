"""A change as a comment on a pull request: what moves first, the details folded away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from interpreter.policy.model import Policy
from interpreter.problems import visible
from interpreter.report.difference_text import headline
from interpreter.report.edits import edit_in_words
from interpreter.report.moves import (
    GRAVITIES,
    case_title,
    invalid_in_words,
    listed_edits,
    move_in_words,
    parts_in_words,
    signed,
)
from interpreter.report.outcome_json import money
from interpreter.report.proved_change import closing, partial_sections, told_shifts, verdict
from interpreter.review.account import Account, Story, Total

# GitHub takes 65 536 characters; bytes are never fewer, so these leave room to spare.
EDIT_BYTES, STORY_BYTES, TOTAL_BYTES, PROOF_BYTES = 12_000, 20_000, 3_500, 14_000
LONGEST = 300  # characters of one cell or line, before escaping
MOST_MOVES = 6  # of one case
ACTIVE = re.compile(r"([\\`*_\[\]|~$])")
LINKING = re.compile(r"([@#]|(?<=:)/|(?<=www)\.)", re.IGNORECASE)


def difference_markdown(account: Account, old_title: str, new_title: str, policy: Policy) -> str:
    """Give the account as Markdown, under 60 kB however much moves."""
    lines = [f"## {headline(account)}", ""]
    if account.stories:
        lines += [f"最重的变动：**{GRAVITIES[account.stories[0].moved.gravity]}**", ""]
    lines += [f"{plain(old_title)} → {plain(new_title)}", ""]
    lines += _edits(account, policy)
    lines += _stories(account)
    lines += _totals("按条文", account.by_clause())
    lines += _totals("按收款人", account.by_payee())
    lines += _proof(account, policy)
    return "\n".join(lines)


def plain(text: str) -> str:
    """Give text that Markdown shows as it is, that calls nobody and links nowhere."""
    short = visible(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
    safe = short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = ACTIVE.sub(r"\\\1", " ".join(safe.split()))
    return LINKING.sub("\\1\u200b", safe)


def _fitting(blocks: Sequence[str], most: int) -> list[str]:
    """Give as many of the first blocks as fit into so many bytes."""
    used, fit = 0, []
    for block in blocks:
        used += len(block.encode()) + 1
        if used > most:
            break
        fit.append(block)
    return fit


def _edits(account: Account, policy: Policy) -> Iterator[str]:
    rows = []
    for number, edit, total in listed_edits(account):
        words = plain(edit_in_words(edit, policy))
        rows.append(_row(number + 1, words, *_figures(total)))
    if rows:
        yield from ("| 编号 | 改动 | 案件 | 多付（元） | 少付（元） |", "|---:|---|---:|---:|---:|")
    yield from _bounded(rows, EDIT_BYTES, "处改动")


def _figures(total: Total | None) -> tuple[object, str, str]:
    return (total.cases, money(total.more), money(total.less)) if total else (0, "", "")


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(c) for c in cells)} |"


def _bounded(rows: Sequence[str], most: int, unit: str) -> Iterator[str]:
    shown = _fitting(rows, most)
    yield from shown
    if len(shown) < len(rows):
        yield from ("", f"其余 {len(rows) - len(shown)} {unit}见完整报告")
    if rows:
        yield ""


def _stories(account: Account) -> Iterator[str]:
    shown = _fitting([_story(s) for s in account.stories], STORY_BYTES)
    pairs = zip(account.stories, shown, strict=False)
    for gravity, group in groupby(pairs, key=lambda pair: pair[0].moved.gravity):
        blocks = [block for _, block in group]
        total = sum(s.moved.gravity is gravity for s in account.stories)
        yield f"<details><summary>{GRAVITIES[gravity]}：{total} 例</summary>"
        yield from ("", *blocks, "", "</details>", "")
    if len(shown) < len(account.stories):
        yield from (f"其余 {len(account.stories) - len(shown)} 例见完整报告", "")
    yield from (f"其余 {account.unmoved} 例不变", "")
    if account.invalid:
        yield from (f"{account.invalid} 例按两份政策都无效，没有比较", "")


def _story(story: Story) -> str:
    return "\n".join(_story_lines(story))


def _story_lines(story: Story) -> Iterator[str]:
    yield f"- **{plain(case_title(story.moved))}**"
    if story.moved.case is None:
        yield f"  - {plain(invalid_in_words(story.moved))}"
    told = list(story.told)
    for move, cause in told[:MOST_MOVES]:
        yield f"  - {plain(move_in_words(move))}"
        # Never cut, since they have to add up: a case that does not fit is left out whole.
        parts = "；".join(parts_in_words(cause))
        yield from [f"    - {parts}"] if parts else []
    if len(told) > MOST_MOVES:
        yield f"  - 另有 {len(told) - MOST_MOVES} 项变动见完整报告"


def _totals(heading: str, totals: Iterable[Total]) -> Iterator[str]:
    paid = [t for t in totals if t.more or t.less]
    rows = [
        _row(plain(t.heading or "没有"), t.cases, money(t.more), money(t.less), signed(t.net))
        for t in paid
    ]
    if rows:
        yield from (f"<details><summary>{heading}</summary>", "")
        yield from (
            _row(heading, "案件", "多付（元）", "少付（元）", "净（元）"),
            "|---|---:|---:|---:|---:|",
        )
        yield from (*_bounded(rows, TOTAL_BYTES, "行"), "</details>", "")


def _proof(account: Account, policy: Policy) -> Iterator[str]:
    """Give what is proved of all cases: the verdict first, the classes folded away."""
    proof = account.proof
    if proof is None:
        return
    yield from (f"### 对所有可能的案件：{plain(verdict(proof))}", "")
    blocks = [
        "\n".join((f"- **{plain(title)}** {plain(told.head)}", *_below(told.below)))
        for title, shifts in told_shifts(account, policy)
        for told in shifts
    ]
    blocks += [
        "\n".join((f"- **{plain(title)}**", *_below(lines)))
        for title, lines in partial_sections(proof, policy)
    ]
    if blocks:
        yield from (f"<details><summary>变动的种类：{len(proof.shifts)} 类</summary>", "")
        yield from (*_bounded(blocks, PROOF_BYTES, "项"), "</details>", "")
    yield from (f"- {plain(line)}" for line in closing(proof, policy))


def _below(lines: Iterable[str]) -> Iterator[str]:
    return (f"  - {plain(line)}" for line in lines)

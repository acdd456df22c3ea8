"""A change for a person at a terminal: the edits, what they move and why, the totals."""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.policy.model import Policy
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
from interpreter.report.proved_change import proof_text
from interpreter.review.account import Account, Story, Total


def difference_text(account: Account, policy: Policy, most: int | None = None) -> str:
    """Give the whole account; at most so many moved cases one by one."""
    lines = [headline(account), "", *edit_lines(account, policy)]
    lines += _stories(account, most)
    lines += _totals(account)
    lines += proof_text(account, policy)
    return "\n".join(lines)


def headline(account: Account) -> str:
    """Give the change in one line: how many cases move, and how much money."""
    if not account.edits:
        return f"规则没有改动；{account.cases} 例都不变。"
    moved = len(account.stories)
    if not moved:
        return f"{len(account.edits)} 处改动，{account.cases} 例的结果都不变。"
    more = sum(t.more for t in account.by_award())
    less = sum(t.less for t in account.by_award())
    return (
        f"{len(account.edits)} 处改动，{account.cases} 例中 {moved} 例变动："
        f"多付 {money(more)} 元，少付 {money(less)} 元，净 {signed(account.difference)} 元。"
    )


def edit_lines(account: Account, policy: Policy) -> Iterator[str]:
    """Give each edit with its number and its part; an order only where it moves something."""
    told = listed_edits(account)
    if told:
        yield "改动："
    for number, edit, total in told:
        reach = _reach(total, edit.decides)
        yield f"  {number + 1}. {edit_in_words(edit, policy)}{reach}"


def _reach(total: Total | None, decides: bool) -> str:
    if total is None:
        return "　【没有案件因它变动】" if decides else "　【不影响结果】"
    money_moved = f"，{signed(total.net)} 元" if total.net else ""
    return f"　【{total.cases} 例{money_moved}】"


def _stories(account: Account, most: int | None) -> Iterator[str]:
    shown = account.stories if most is None else account.stories[:most]
    gravity = None
    for story in shown:
        if story.moved.gravity is not gravity:
            gravity = story.moved.gravity
            yield from ("", f"{GRAVITIES[gravity]}：")
        yield from _story(story)
    if len(shown) < len(account.stories):
        yield f"  另有 {len(account.stories) - len(shown)} 例变动，用 --most 多列"
    if account.stories:
        yield from ("", f"其余 {account.unmoved} 例不变。")
    if account.invalid:
        yield f"{account.invalid} 例按两份政策都无效，没有比较。"


def _story(story: Story) -> Iterator[str]:
    yield f"  {case_title(story.moved)}"
    if story.moved.case is None:
        yield f"      {invalid_in_words(story.moved)}"
    for move, cause in story.told:
        yield f"      {move_in_words(move)}"
        told = "；".join(parts_in_words(cause))
        if told:
            yield f"        {told}"


def _totals(account: Account) -> Iterator[str]:
    tables = (("按条文", account.by_clause()), ("按收款人", account.by_payee()))
    for heading, totals in tables:
        paid = [t for t in totals if t.more or t.less]
        if paid:
            yield from ("", f"{heading}：")
        for total in paid:
            name = total.heading or "没有收款人"
            change = f"多付 {money(total.more)} 元，少付 {money(total.less)} 元"
            yield f"  {name}：{total.cases} 例，{change}，净 {signed(total.net)} 元"

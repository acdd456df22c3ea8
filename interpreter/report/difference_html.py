"""A change as one page to put before a meeting: complete, printable, needing nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from interpreter.evaluation.outcome import AwardOutcome
from interpreter.policy.model import Number, Policy
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
from interpreter.report.pictures import bars
from interpreter.report.proved_change import closing, partial_sections, told_shifts, verdict
from interpreter.review.account import Account, Story, Total
from interpreter.review.causes import Cause
from interpreter.review.differences import Decided, Move

STYLE = """
:root{color-scheme:light dark;--ink:#1d2530;--soft:#5b6675;--line:#d8dde4;--paper:#fff;
--tint:#f4f6f9;--was:#9aa5b4;--now:#2563a8;--more:#2a7d4f;--less:#b3372f}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9ba7b6;--line:#39424e;
--paper:#14181d;--tint:#1e242b;--was:#6f7b8a;--now:#6aa9ee;--more:#5cbd86;--less:#ee7f76}}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem;color:var(--ink);background:var(--paper);
font:16px/1.65 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.4;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;border-bottom:2px solid var(--line)}
.soft{color:var(--soft)}
table{width:100%;border-collapse:collapse;font-size:.94rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
thead th{background:var(--tint);white-space:nowrap}
thead th:nth-child(n+3){text-align:right}section{overflow-x:auto}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
summary{cursor:pointer;font-weight:600;padding:.5rem 0}
article{margin:.6rem 0;padding:.6rem .9rem;border:1px solid var(--line);border-radius:6px}
article h3{font-size:1rem;margin:0}article ul{margin:.3rem 0;padding-left:1.2rem}
svg{display:block;margin:.25rem 0;max-width:100%;border-left:2px solid var(--line)}
.was{fill:var(--was)}.now{fill:var(--now)}.more{fill:var(--more)}.less{fill:var(--less)}
@media print{body{max-width:none;padding:0;font-size:11pt}article,tr{break-inside:avoid}
thead{display:table-header-group}*{print-color-adjust:exact}}
"""


def difference_html(account: Account, old_title: str, new_title: str, policy: Policy) -> str:
    """Give the whole account as one HTML page that needs no scripts and no other files."""
    title = headline(account)
    body = [f"<h1>{_plain(title)}</h1>"]
    body += [f'<p class="soft">{_plain(old_title)} → {_plain(new_title)}</p>']
    body += [*_edits(account, policy), *_stories(account)]
    body += _totals("按条文", account.by_clause())
    body += _totals("按收款人", account.by_payee())
    body += _proof(account, policy)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_plain(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>"
    )


def _plain(text: str) -> str:
    return escape(visible(text))


def _edits(account: Account, policy: Policy) -> Iterator[str]:
    told = listed_edits(account)
    if not told:
        return
    yield "<section><h2>改动</h2><table>"
    yield _head("编号", "改动", "案件", "多付（元）", "少付（元）")
    for number, edit, total in told:
        figures = _figures(total or Total(str(number), 0, 0, 0))
        yield _row(str(number + 1), edit_in_words(edit, policy), *figures)
    yield "</tbody></table></section>"


def _figures(total: Total) -> tuple[str, str, str]:
    return str(total.cases), money(total.more), money(total.less)


def _head(first: str, *others: str) -> str:
    cells = "".join(f'<th scope="col">{_plain(cell)}</th>' for cell in (first, *others))
    return f"<thead><tr>{cells}</tr></thead><tbody>"


def _row(first: str, second: str, *figures: str) -> str:
    cells = "".join(f'<td class="n">{_plain(figure)}</td>' for figure in figures)
    return f'<tr><th scope="row">{_plain(first)}</th><td>{_plain(second)}</td>{cells}</tr>'


def _stories(account: Account) -> Iterator[str]:
    yield "<section><h2>变动的案件</h2>"
    sides = [(m.before, m.after) for s in account.stories for m in s.moved.moves if m.difference]
    longest = max((_amount(side) for pair in sides for side in pair), default=0)
    if sides:
        yield '<p class="soft">条形：上面是原来的金额，下面是现在的金额，全页同一比例。</p>'
    for gravity, group in groupby(account.stories, key=lambda s: s.moved.gravity):
        stories = list(group)
        yield f"<details open><summary>{GRAVITIES[gravity]}：{len(stories)} 例</summary>"
        for story in stories:
            yield from _story(story, longest)
        yield "</details>"
    yield f"<p>其余 {account.unmoved} 例不变。</p>"
    if account.invalid:
        yield f"<p>{account.invalid} 例按两份政策都无效，没有比较。</p>"
    yield "</section>"


def _story(story: Story, longest: Number) -> Iterator[str]:
    yield f"<article><h3>{_plain(case_title(story.moved))}</h3>"
    if story.moved.case is None:
        yield f"<p>{_plain(invalid_in_words(story.moved))}</p>"
    for move, cause in story.told:
        yield from _move(move, cause, longest)
    yield "</article>"


def _move(move: Move, cause: Cause, longest: Number) -> Iterator[str]:
    yield f"<div>{_plain(move_in_words(move))}"
    if move.difference:
        before, after = _amount(move.before), _amount(move.after)
        label = f"{move.subject}：原来 {money(before)} 元，现在 {money(after)} 元"
        yield bars((("was", before), ("now", after)), longest, visible(label))
    parts = parts_in_words(cause)
    if parts:
        yield f'<ul class="soft">{"".join(f"<li>{_plain(part)}</li>" for part in parts)}</ul>'
    yield "</div>"


def _amount(decided: Decided) -> Number:
    return (decided.amount or 0) if isinstance(decided, AwardOutcome) else 0


def _totals(heading: str, totals: list[Total]) -> Iterator[str]:
    paid = [t for t in totals if t.more or t.less]
    if not paid:
        return
    longest = max(max(t.more, t.less) for t in paid)
    yield f"<section><h2>{heading}</h2><table>"
    yield _head(heading, "多付与少付", "案件", "多付（元）", "少付（元）", "净（元）")
    for total in paid:
        yield _total(total, longest)
    yield "</tbody></table></section>"


def _total(total: Total, longest: Number) -> str:
    name = total.heading or "没有"
    label = f"{name}：多付 {money(total.more)} 元，少付 {money(total.less)} 元"
    drawn = bars((("more", total.more), ("less", total.less)), longest, visible(label))
    figures = (str(total.cases), money(total.more), money(total.less), signed(total.net))
    cells = "".join(f'<td class="n">{figure}</td>' for figure in figures)
    return f'<tr><th scope="row">{_plain(name)}</th><td>{drawn}</td>{cells}</tr>'


def _proof(account: Account, policy: Policy) -> Iterator[str]:
    """Give what is proved of all cases: the classes, and what is proved of everything else."""
    proof = account.proof
    if proof is None:
        return
    yield f"<section><h2>对所有可能的案件：{_plain(verdict(proof))}</h2>"
    for title, shifts in told_shifts(account, policy):
        yield f"<details open><summary>{_plain(title)}：{len(shifts)} 类</summary>"
        for told in shifts:
            yield f"<article><h3>{_plain(told.head)}</h3>{_listed(told.below)}</article>"
        yield "</details>"
    for title, lines in partial_sections(proof, policy):
        yield f"<details><summary>{_plain(title)}</summary>{_listed(lines)}</details>"
    yield f"{_listed(closing(proof, policy))}</section>"


def _listed(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_plain(line)}</li>' for line in lines)}</ul>"

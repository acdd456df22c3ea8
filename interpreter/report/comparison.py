"""Who gains and who loses between two runs, as exhibits; every 分 of the difference is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from interpreter.report.exhibits import Column, Exhibit, Report, Shown, in_words
from interpreter.report.outcome_json import money
from interpreter.report.outcome_text import FINDING_HEADS, HEADS
from interpreter.report.summary import Told, known
from interpreter.totals.comparison import (
    NOTHING,
    NOW,
    THEN,
    UNDECIDED,
    Compared,
    Decided,
    Gains,
    Move,
)
from interpreter.totals.lines import yuan

WORDS = {
    **{status.value: head for status, head in FINDING_HEADS.items()},
    **{status.value: head for status, head in HEADS.items()},
    UNDECIDED.status: "没有决定",
    NOTHING.status: "不涉及",
}
FIGURES = (
    *(Column("多得（项）", "count"), Column("多得（元）", "money")),
    *(Column("少得（项）", "count"), Column("少得（元）", "money")),
    *(Column("净（元）", "gain"), Column("只变结果（项）", "count")),
)
NET = 5  # the column of the net, with a heading before the figures


def with_comparison(
    report: Report, compared: Compared, told: Told, most: int | None = None
) -> Report:
    """Give a report with what its only output gains and loses against another, told by name."""
    net = yuan(compared.total[NOW] - compared.total[THEN])
    figure = ("与对照相比（元）", in_words(net, "gain"))
    return replace(
        report,
        title="补贴汇总和比较",
        grounds=(*report.grounds, known("对照", told)),
        figures=(*report.figures, figure),
        exhibits=(*report.exhibits, *comparison_exhibits(compared, most)),
    )


def comparison_exhibits(compared: Compared, most: int | None = None) -> tuple[Exhibit, ...]:
    """Give the difference, where it lies, how results change, and the largest moves.

    No more than `most` organisations are listed; the others are one line.
    """
    organisation = compared.policy.organisation
    unsaid = f"没有写{organisation}" if organisation else "政策没有指明单位"
    headed = (
        ("得失：按项目", "项目", compared.by_award, ""),
        ("得失：按付给谁", "付给", compared.by_payee, "都没有准予"),
        ("得失：按单位", "单位", compared.by_organisation, unsaid),
    )
    return (
        _difference(compared),
        *(_gains(*told, compared, most) for told in headed if told[2]),
        *_changes(compared),
        *_largest(compared),
    )


def _difference(compared: Compared) -> Exhibit:
    whole, alone = compared.whole, compared.unmatched
    rows: tuple[tuple[Shown, ...], ...] = (
        ("对照的准予合计", None, yuan(compared.total[THEN])),
        ("多得", whole.gaining, yuan(whole.more)),
        ("少得", whole.losing, -yuan(whole.less)),
        ("只在这一次有", alone[NOW].awards.count, yuan(alone[NOW].fen)),
        ("只在对照里有", alone[THEN].awards.count, -yuan(alone[THEN].fen)),
    )
    columns = (Column("对照"), Column("项", "count"), Column("元", "money"))
    last = ("这一次的准予合计", None, yuan(compared.total[NOW]))
    return Exhibit("与对照相比", columns, rows, last, tuple(_notes(compared)))


def _notes(compared: Compared) -> Iterator[str]:
    gain, lose = compared.claims
    net = compared.total[NOW] - compared.total[THEN]
    yield f"净增减 {in_words(yuan(net), 'gain')} 元；得益 {gain} 件，受损 {lose} 件"
    for side, where in ((NOW, "只在这一次有"), (THEN, "只在对照里有")):
        found = compared.unmatched[side].awards
        if found.count:
            more = " 等" if found.count > len(found.named) else ""
            yield f"{where}，对不上的案件：{'、'.join(found.named)}{more}"


def _gains(
    title: str,
    heading: str,
    headed: dict[str, Gains],
    unsaid: str,
    compared: Compared,
    most: int | None,
) -> Exhibit:
    items = sorted(
        headed.items(), key=lambda i: (i[0] == "", -(i[1].more + i[1].less), -i[1].otherwise, i[0])
    )
    shown = items if most is None or len(items) <= most + 1 else items[:most]
    rows = [(name or unsaid, *_figures([gains])) for name, gains in shown]
    if len(shown) < len(items):
        rest = [gains for _, gains in items[len(shown) :]]
        rows.append((f"其余 {len(rest)} 行", *_figures(rest)))
    whole = ("合计", *_figures([compared.whole]))
    return Exhibit(title, (Column(heading), *FIGURES), tuple(rows), whole, drawn=NET)


def _figures(all_gains: Iterable[Gains]) -> tuple[Shown, ...]:
    found = [*all_gains]
    more, less = (yuan(sum(getattr(g, name) for g in found)) for name in ("more", "less"))
    gaining, losing = sum(g.gaining for g in found), sum(g.losing for g in found)
    return gaining, more, losing, less, more - less, sum(g.otherwise for g in found)


def _changes(compared: Compared) -> Iterator[Exhibit]:
    if not compared.changes:
        return
    order = [*WORDS]
    found = sorted(compared.changes.items(), key=lambda item: [*map(order.index, item[0])])
    rows = tuple(
        (
            f"{WORDS[then]} → {WORDS[now]}",
            gains.gaining + gains.losing + gains.otherwise,
            yuan(gains.more - gains.less),
        )
        for (then, now), gains in found
    )
    columns = (Column("结果"), Column("项", "count"), Column("净（元）", "gain"))
    yield Exhibit("结果的变动", columns, rows)


def _largest(compared: Compared) -> Iterator[Exhibit]:
    moves = [move for move in compared.largest if move.gain]
    if not moves:
        return
    columns = (
        *(Column("行", "count"), Column("案件"), Column("单位"), Column("项目")),
        *(Column("对照"), Column("这一次"), Column("差（元）", "gain")),
    )
    yield Exhibit("最大的变动", columns, tuple(map(_move, moves)), drawn=len(columns) - 1)


def _move(move: Move) -> tuple[Shown, ...]:
    then, now = map(_brief, (move.then, move.now))
    return move.row, move.case, move.organisation, move.subject, then, now, yuan(move.gain)


def _brief(decided: Decided) -> str:
    amount = f" {money(yuan(decided.fen))} 元" if decided.payee else ""
    return f"{WORDS[decided.status]}{amount}"

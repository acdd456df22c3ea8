"""What many decisions come to, as exhibits: totals under every heading, each with the same sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from interpreter.evaluation.outcome import FindingStatus
from interpreter.policy.model import Policy
from interpreter.report.exhibits import Column, Exhibit, Report, Shown, grouped
from interpreter.report.outcome_json import money
from interpreter.report.outcome_text import FINDING_HEADS
from interpreter.report.targets import target_exhibits
from interpreter.totals.lines import yuan
from interpreter.totals.repeats import Repeats
from interpreter.totals.tallies import NOT_KNOWN, Headed, Tally, Totals

FIGURES = (
    *(Column("准予（项）", "count"), Column("准予金额（元）", "money")),
    *(Column("不予（项）", "count"), Column("待定（项）", "count")),
)
BOUNDS = (
    *(Column("待定（项）", "count"), Column("至少（元）", "money")),
    *(Column("至多（元）", "money"), Column("说不出上限（项）", "count")),
)
AMOUNT = 2  # the column of money
Item = tuple[str, Tally]
Told = tuple[str, Mapping[date, str]]


def summary_report(totals: Totals, outputs: Iterable[Told], most: int | None = None) -> Report:
    """Give a summary of some outputs, told by name with the days known on and fingerprints.

    No more than `most` organisations are listed; the others are one line.
    """
    policy, whole = totals.policy, totals.whole
    rows = totals.rows + totals.undecided
    figures = (
        ("准予合计（元）", grouped(money(yuan(whole.fen)))),
        ("准予（项）", grouped(str(whole.granted))),
        ("不予（项）", grouped(str(whole.refused))),
        ("待定（项）", grouped(str(whole.pending))),
    )
    grounds = (
        f"依据 {policy.number}《{policy.title}》",
        *(known("结果", told) for told in outputs),
        f"共 {rows} 行：决定 {totals.rows} 行，没有决定 {totals.undecided} 行",
    )
    exhibits = summary_exhibits(totals, most)
    warnings = (*_repeats(totals.repeats), *_floors(whole))
    return Report("补贴汇总", grounds, warnings, figures, exhibits)


def known(what: str, told: Told) -> str:
    """Name an output with the days known on and the fingerprints of the policy that decided it."""
    name, marks = told
    days = "，".join(f"已知至 {day}　规则指纹 {mark}" for day, mark in sorted(marks.items()))
    return f"{what} {name}　{days}" if days else f"{what} {name}"


def _floors(whole: Tally) -> Iterator[str]:
    """Say how many amounts are only the least that is paid."""
    if whole.floors:
        yield f"注意：{whole.floors} 项准予的金额只是下限，核定以后可能更高"


def _repeats(repeats: Repeats) -> Iterator[str]:
    """Say what stands twice; it is added up twice."""
    for what, repeated in (
        ("案件的名称前面已经有了", repeats.claims),
        ("同一人的同一项补贴准予了不止一次", repeats.grants),
    ):
        if repeated.count:
            named = "、".join(repeated.named)
            more = " 等" if repeated.count > len(repeated.named) else ""
            yield f"注意：{repeated.count} 处{what}，都计入了合计：{named}{more}"


def summary_exhibits(totals: Totals, most: int | None = None) -> tuple[Exhibit, ...]:
    """Give the totals by award, month, payee, clause and organisation, targets and findings.

    No more than `most` organisations are listed; the others are one line.
    """
    policy = totals.policy
    unsaid = f"没有写{policy.organisation}" if policy.organisation else "政策没有指明单位"
    units = _rest(_largest(totals.by_organisation, unsaid), most)
    return (
        _exhibit("按项目", "项目", _in_order(totals.by_award, policy.awards), totals),
        *_pending(_in_order(totals.by_award, policy.awards), totals.whole),
        *target_exhibits(totals.attainment.attained),
        replace(_exhibit("按月份", "月份", _months(totals.by_month), totals), over_time=True),
        _exhibit("按付给谁", "付给", _largest(totals.by_payee, "没有准予，不付给谁"), totals),
        _exhibit("按条文", "条文", _in_order(totals.by_clause, policy.clauses), totals),
        _exhibit("按单位", "单位", units, totals),
        *_findings(totals, policy),
    )


def _exhibit(title: str, heading: str, items: Iterable[Item], totals: Totals) -> Exhibit:
    rows = tuple((name, *figures(tally)) for name, tally in items)
    columns = (Column(heading), *FIGURES)
    return Exhibit(title, columns, rows, ("合计", *figures(totals.whole)), drawn=AMOUNT)


def figures(tally: Tally) -> tuple[Shown, ...]:
    """Give the figures of a tally, in the order of the columns."""
    return tally.granted, yuan(tally.fen), tally.refused, tally.pending


def _in_order(headed: Headed, order: Iterable[str]) -> list[Item]:
    """Give tallies in the policy's order."""
    return [(name, headed[name]) for name in order if name in headed]


def _largest(headed: Headed, unsaid: str) -> list[Item]:
    """Give tallies by what is granted, the largest first; what is not known comes last."""
    known = [item for item in headed.items() if item[0] != NOT_KNOWN]
    known.sort(key=lambda item: (-item[1].fen, -item[1].granted, item[0]))
    return [*known, *_unknown(headed, unsaid)]


def _months(headed: Headed) -> list[Item]:
    known = sorted(item for item in headed.items() if item[0] != NOT_KNOWN)
    return [*known, *_unknown(headed, "不知道日期")]


def _unknown(headed: Headed, unsaid: str) -> list[Item]:
    return [(unsaid, headed[NOT_KNOWN])] if NOT_KNOWN in headed else []


def _rest(items: list[Item], most: int | None) -> list[Item]:
    """Give the first items, and all others as one."""
    if most is None or len(items) <= most + 1:
        return items
    rest = Tally()
    for _, tally in items[most:]:
        rest = rest.plus(tally)
    return [*items[:most], (f"其余 {len(items) - most} 行", rest)]


def _pending(items: list[Item], whole: Tally) -> Iterator[Exhibit]:
    """Say how much may still be paid when what is pending is settled."""
    rows = tuple((name, *_bounds(tally)) for name, tally in items if tally.pending)
    if not rows:
        return
    notes = ["每一项按本案现在的情况算；定下来以后，同一人其他申领可能要重算"]
    if whole.boundless:
        notes.append("“说不出上限”的不在“至多”里")
    columns = (Column("项目"), *BOUNDS)
    yield Exhibit("待定的金额", columns, rows, ("合计", *_bounds(whole)), notes=tuple(notes))


def _bounds(tally: Tally) -> tuple[Shown, ...]:
    return tally.pending, yuan(tally.least), yuan(tally.most), tally.boundless


def _findings(totals: Totals, policy: Policy) -> Iterator[Exhibit]:
    shown = (FindingStatus.MET, FindingStatus.BREACHED)
    rows: tuple[tuple[Shown, ...], ...] = tuple(
        (name, *(totals.findings[name].get(status, 0) for status in shown))
        for name in policy.findings
        if name in totals.findings
    )
    if rows:
        heads = (Column(FINDING_HEADS[status], "count") for status in shown)
        yield Exhibit("义务与比例", (Column("项目"), *heads), rows)

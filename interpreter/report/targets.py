"""Targets and how far they are attained, as exhibits; what cannot be told is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from interpreter.policy.model import Target
from interpreter.policy.plan import Measured, Progress
from interpreter.report.exhibits import Column, Exhibit, Kind, Shown
from interpreter.totals.attainment import Attained
from interpreter.totals.lines import yuan

CUT = "进度截到千分之一，不四舍五入"
FIRST_SHARE = 3  # the column with the progress of the first column of the table


def target_exhibits(attained: Iterable[Attained]) -> Iterator[Exhibit]:
    """Give each target, once for each period its figures stand for."""
    for one in attained:
        progress = one.target.progress
        if progress is None:
            yield _bare(one.target, "政策没有写明哪些补贴算进去，说不出进度")
        elif progress.each is None:
            yield _exhibit(one, progress, "")
        elif one.periods:
            yield from (_exhibit(one, progress, period) for period in one.periods)
        else:
            yield _bare(one.target, "还没有准予的算进去")


def _title(target: Target, period: str = "") -> str:
    return (
        f"{target.cited.name}（{'、'.join(target.cited.cites)}）{f'：{period}' if period else ''}"
    )


def _bare(target: Target, note: str) -> Exhibit:
    return Exhibit(_title(target), (), (), notes=(note,))


def _exhibit(one: Attained, progress: Progress, period: str) -> Exhibit:
    table = _Table(one, progress, period)
    known = [row for row, _ in one.target.rows]
    others = sorted({row for p, row, _ in one.done if p == period} - {*known})
    rows = [table.row(row, planned) for row, planned in one.target.rows]
    rows += [table.row(row, None) for row in others]
    shown = period or ("期间不明" if progress.each else "")
    several = len(rows) > 1
    return Exhibit(
        _title(one.target, shown),
        table.columns,
        tuple(rows),
        table.sum() if several else None,
        (*table.notes(), CUT),
        drawn=FIRST_SHARE,
    )


class _Table:
    """One target in one period."""

    def __init__(self, one: Attained, progress: Progress, period: str) -> None:
        self._one, self._progress, self._period = one, progress, period
        self._planned = bool(period) or progress.each is None
        columns = [Column(progress.row or "范围")]
        for name, measure in progress.columns:
            kind: Kind = "exact" if measure.of is Measured.MONEY else "count"
            columns += [Column(f"{name} 计划", "count"), Column("完成", kind)]
            columns.append(Column("进度", "share"))
        self.columns = tuple(columns)

    def row(self, row: str, planned: tuple[int, ...] | None) -> tuple[Shown, ...]:
        """Give a row; one that is not planned has neither plan nor progress."""
        heading = row or f"没有写{self._progress.row}"
        if planned is None and row:
            heading = f"{row}（表里没有）"
        return (heading, *self._figures([row], planned))

    def sum(self) -> tuple[Shown, ...]:
        """Give the sum over all rows, those not in the table too."""
        rows = list({row for _, row, _ in self._one.done})
        planned = self._one.target.sums or tuple(
            map(sum, zip(*(figures for _, figures in self._one.target.rows), strict=True))
        )
        return ("合计", *self._figures(rows, planned))

    def _figures(self, rows: list[str], planned: tuple[int, ...] | None) -> Iterator[Shown]:
        target = self._one.target
        for name, measure in self._progress.columns:
            done = sum(self._one.done.get((self._period, row, name), 0) for row in rows)
            exact = yuan(done) / measure.scale if measure.of is Measured.MONEY else done
            plan = planned[target.columns.index(name)] if planned and self._planned else None
            yield from (plan, exact, Fraction(exact) / plan if plan else None)

    def notes(self) -> Iterator[str]:
        """Say what is not counted, and what is not clear."""
        told = [name for name, _ in self._progress.columns]
        for name in self._one.target.columns:
            if name not in told:
                yield f"政策没有写明 {name} 怎样计算，说不出进度"
        for name, count in self._one.unclear.items():
            yield f"{name}：有 {count} 项准予缺少事实，不知道算不算，没有算进去"

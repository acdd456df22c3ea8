"""Small pictures for a page: bars drawn to one scale, as SVG that stands in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from interpreter.policy.model import Number

WIDTH, BAR, GAP = 240, 9, 3  # pixels


CHART, LOWEST = 150, 22  # the height of a chart, and of what stands below its columns
LEAST_STEP, MOST_STEP = 14, 46  # from one column to the next
WIDE = 680  # pixels a chart may take before its columns are drawn at their narrowest
LABEL = 50  # pixels that a label needs


def bars(
    lengths: Sequence[tuple[str, Number]], longest: Number, label: str, *, whole: bool = False
) -> str:
    """Draw one bar under another, each of a CSS class and a length ≥ 0 on a scale to `longest`.

    `label` says in words what is drawn, for those who do not see it.  With `whole` the full
    length stands behind each bar, in the class `track`.
    """
    height = len(lengths) * (BAR + GAP) - GAP if lengths else 0
    drawn = ""
    for row, (kind, length) in enumerate(lengths):
        top = row * (BAR + GAP)
        drawn += _rect("track", 0, top, WIDTH, BAR) if whole else ""
        drawn += _rect(kind, 0, top, _pixels(length, longest, WIDTH), BAR)
    return _picture(drawn, WIDTH, height, label)


def columns(heights: Sequence[tuple[str, Number]], label: str) -> str:
    """Draw columns side by side, each with its name below, as many names as there is room for."""
    highest = max((height for _, height in heights), default=0)
    step = min(MOST_STEP, max(LEAST_STEP, WIDE // max(1, len(heights))))
    every = -(-LABEL // step)
    width, foot = step * len(heights) + LABEL, CHART - LOWEST
    drawn = _rect("line", 0, foot, width, 1)
    for index, (name, height) in enumerate(heights):
        tall = _pixels(height, highest, foot)
        drawn += _rect("now", LABEL // 2 + index * step + 2, foot - tall, step - 4, tall)
        if index % every == 0:
            at = LABEL // 2 + index * step + step // 2
            drawn += f'<text x="{at}" y="{CHART - 6}">{escape(name)}</text>'
    return _picture(drawn, width, CHART, label)


def _rect(kind: str, x: int, y: int, width: int, height: int) -> str:
    round_ = ' rx="2"' if height > 1 else ""
    return (
        f'<rect class="{escape(kind)}" x="{x}" y="{y}" width="{width}" height="{height}"{round_}/>'
    )


def _picture(drawn: str, width: int, height: int, label: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(label)}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">{drawn}</svg>'
    )


def _pixels(length: Number, longest: Number, most: int) -> int:
    """Give a length on the page; what is not nothing is always to be seen."""
    if length <= 0 or longest <= 0:
        return 0
    return max(1, round(most * min(Fraction(length) / Fraction(longest), Fraction(1))))

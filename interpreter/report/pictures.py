"""Small pictures for a page: bars drawn to one scale, as SVG that stands in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from interpreter.policy.model import Number

WIDTH, BAR, GAP = 240, 9, 3  # pixels


def bars(lengths: Sequence[tuple[str, Number]], longest: Number, label: str) -> str:
    """Draw one bar under another, each of a CSS class and a length ≥ 0 on a scale to `longest`.

    `label` says in words what is drawn, for those who do not see it.
    """
    height = len(lengths) * (BAR + GAP) - GAP if lengths else 0
    drawn = "".join(
        f'<rect class="{escape(kind)}" y="{row * (BAR + GAP)}" width="{_pixels(length, longest)}"'
        f' height="{BAR}" rx="2"/>'
        for row, (kind, length) in enumerate(lengths)
    )
    return (
        f'<svg role="img" aria-label="{escape(label)}" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}">{drawn}</svg>'
    )


def _pixels(length: Number, longest: Number) -> int:
    """Give a bar's length; what is not nothing is always to be seen."""
    if length <= 0 or longest <= 0:
        return 0
    return max(1, round(WIDTH * min(Fraction(length) / Fraction(longest), Fraction(1))))

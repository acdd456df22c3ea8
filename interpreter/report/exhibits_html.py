"""A report as one page to put before a meeting: printable on A4, needing nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from interpreter.problems import visible
from interpreter.report.exhibits import Exhibit, Report, Shown, in_words
from interpreter.report.pictures import bars, columns

STYLE = """
:root{--ink:#1d2530;--soft:#5b6675;--line:#d8dde4;--paper:#fff;--tint:#f3f5f8;
--track:#dfe4eb;--now:#2563a8;--more:#2a7d4f;--less:#b3372f}
@page{size:A4;margin:16mm 14mm}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem;color:var(--ink);background:var(--paper);
font:15px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
h1{font-size:1.7rem;line-height:1.35;margin:0 0 .6rem}
h2{font-size:1.1rem;margin:0 0 .5rem;padding-bottom:.25rem;border-bottom:2px solid var(--now)}
header p{margin:.15rem 0}.soft{color:var(--soft)}.warn{color:var(--less)}
section{margin:2rem 0 0}
.facts{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.2rem 0 0;padding:0}
.facts div{flex:1 1 6.5rem;border:1px solid var(--line);border-radius:6px;padding:.5rem .9rem}
.facts b{display:block;font-size:1.2rem;font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse;font-size:.88rem}
th,td{text-align:left;padding:.26rem .45rem;border-bottom:1px solid var(--line);font-weight:400}
thead th,thead th.n{background:var(--tint);font-weight:600;vertical-align:bottom;white-space:normal;
word-break:keep-all}
tbody th:not(.n),tfoot th{min-width:7.5em;overflow-wrap:anywhere}
tfoot th,tfoot td{font-weight:600;border-top:2px solid var(--line);border-bottom:0}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.bar{width:6.5rem}td.bar svg{width:6.5rem;height:auto}svg{display:block;max-width:100%}
svg text{font-size:10px;fill:var(--soft);text-anchor:middle}
.track{fill:var(--track)}.line{fill:var(--line)}.now{fill:var(--now)}.more{fill:var(--more)}.less{fill:var(--less)}
@media print{body{max-width:none;padding:0;font-size:10pt}tr{break-inside:avoid}
h2{break-after:avoid}thead{display:table-header-group}tfoot{display:table-row-group}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def report_html(report: Report) -> str:
    """Give a report as one HTML page that needs no scripts and no other files."""
    body = [f"<header><h1>{_plain(report.title)}</h1>"]
    body += [f'<p class="soft">{_plain(line)}</p>' for line in report.grounds]
    body += [f'<p class="warn">{_plain(line)}</p>' for line in report.warnings]
    body += ["</header>", *_figures(report)]
    for exhibit in report.exhibits:
        body += _exhibit(exhibit)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_plain(report.title)}</title><style>{STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>"
    )


def _plain(text: str) -> str:
    return escape(visible(text))


def _figures(report: Report) -> Iterator[str]:
    """Show the few figures that a reader wants first."""
    if report.figures:
        cells = (f"<div>{_plain(name)}<b>{_plain(told)}</b></div>" for name, told in report.figures)
        yield f'<div class="facts">{"".join(cells)}</div>'


def _exhibit(exhibit: Exhibit) -> Iterator[str]:
    yield f"<section><h2>{_plain(exhibit.title)}</h2>"
    if exhibit.all_rows:
        longest = _longest(exhibit)
        yield _chart(exhibit) if exhibit.over_time else ""
        yield f"<table><thead><tr>{_head(exhibit)}</tr></thead><tbody>"
        yield from (f"<tr>{_cells(exhibit, row, longest)}</tr>" for row in exhibit.rows)
        yield "</tbody>"
        if exhibit.sum is not None:
            yield f"<tfoot><tr>{_cells(exhibit, exhibit.sum, None)}</tr></tfoot>"
        yield "</table>"
    yield from (f'<p class="soft">{_plain(note)}</p>' for note in exhibit.notes)
    yield "</section>"


def _head(exhibit: Exhibit) -> str:
    cells = (
        f'<th scope="col"{_class(column.kind)}>{_plain(column.name)}</th>'
        for column in exhibit.columns
    )
    return "".join(cells) + ('<th aria-hidden="true"></th>' if _has_bars(exhibit) else "")


def _has_bars(exhibit: Exhibit) -> bool:
    return exhibit.drawn is not None and not exhibit.over_time


def _chart(exhibit: Exhibit) -> str:
    """Draw the rows as columns; a row of what has no time has none."""
    told = [(in_words(row[0], "text"), _number(row[exhibit.drawn or 0])) for row in exhibit.rows]
    column = exhibit.columns[exhibit.drawn or 0].name
    return columns([(name, value or 0) for name, value in told], f"{exhibit.title}：{column}")


def _class(kind: str) -> str:
    return "" if kind == "text" else ' class="n"'


def _cells(exhibit: Exhibit, row: tuple[Shown, ...], longest: Fraction | None) -> str:
    """Give the cells of a row, with its bar at the end where the exhibit is drawn."""
    cells = []
    for index, (column, value) in enumerate(zip(exhibit.columns, row, strict=True)):
        tag = 'th scope="row"' if index == 0 else "td"
        told = _plain(in_words(value, column.kind))
        cells.append(f"<{tag}{_class(column.kind)}>{told}</{tag[:2]}>")
    if _has_bars(exhibit):
        drawn = _bar(exhibit, row, longest) if longest is not None else ""
        cells.append(f'<td class="bar">{drawn}</td>')
    return "".join(cells)


def _bar(exhibit: Exhibit, row: tuple[Shown, ...], longest: Fraction) -> str:
    value = _number(row[exhibit.drawn or 0])
    if value is None:
        return ""
    column = exhibit.columns[exhibit.drawn or 0]
    kind = "now" if column.kind != "gain" else "more" if value > 0 else "less"
    label = f"{in_words(row[0], 'text')}：{in_words(row[exhibit.drawn or 0], column.kind)}"
    return bars(((kind, abs(value)),), longest, visible(label), whole=column.kind == "share")


def _longest(exhibit: Exhibit) -> Fraction:
    """Give the length of the longest bar; of shares at least the whole."""
    if exhibit.drawn is None:
        return Fraction(0)
    values = (_number(row[exhibit.drawn]) for row in exhibit.rows)
    least = Fraction(exhibit.columns[exhibit.drawn].kind == "share")
    return max([least, *(abs(value) for value in values if value is not None)])


def _number(value: Shown) -> Fraction | None:
    return None if value is None or isinstance(value, str) else Fraction(value)

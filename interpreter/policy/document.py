"""The official text beside a policy: its numbered paragraphs, and the figures written in them.

Only the usual numbering of Chinese official documents is known here: 一、 （一） 1. 附件 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from interpreter.policy.model import Policy, Standard
from interpreter.policy.versions import numbers_of
from interpreter.problems import Place, Problems, did_you_mean, shown

NUMERALS = "一二三四五六七八九十"
PART = re.compile(rf"([{NUMERALS}]+)、")
SECTION = re.compile(rf"[（(]([{NUMERALS}]+)[）)]")
ITEM = re.compile(r"([0-9]+)\. ")
ANNEX = re.compile(r"附件 ?([0-9]+)\Z")
ANNEX_LIST = re.compile(r"-? ?附件：")
FIGURE = re.compile(
    rf"(?P<low>[0-9]+(?:\.[0-9]+)?~)?(?P<digits>[0-9]+(?:\.[0-9]+)?|[{NUMERALS}百]+)\s*"
    r"(?P<scale>万|%)?\s*(?P<unit>个月|[㐀-䶿一-鿿]?)"
)
YEAR_IN_MONTHS = 12


def paragraphs(text: str) -> dict[str, str]:
    """Split an official text into its numbered paragraphs, by address: part, (section), item."""
    found: dict[str, list[str]] = {}
    part = section = address = ""
    for line in text.splitlines():
        stripped = line.strip()
        if annex := ANNEX.match(stripped):
            part, section, address = "", "", f"附件{annex[1]}"
        elif ANNEX_LIST.match(stripped):
            part, section, address = "", "", ""
        elif match := PART.match(stripped):
            part, section, address = match[1], "", match[1]
        elif part and (match := SECTION.match(stripped)):
            section = match[1]
            address = f"{part}({section})"
        elif section and (match := ITEM.match(stripped)):
            address = f"{part}({section}){match[1]}"
        if address and stripped:
            found.setdefault(address, []).append(stripped)
    return {address: "".join(lines) for address, lines in found.items()}


def check_source(policy: Policy, text: str, name: str, problems: Problems) -> None:
    """Hold a policy to the official text.

    Every listed clause must stand in the text, the text must hold no other, and every
    figure of a standard must be written in a clause it cites.
    """
    found = paragraphs(text)
    for clause in policy.clauses.values():
        if clause.address not in found:
            hint = did_you_mean(clause.address, found)
            message = f"原文里没有条文 `{clause.address}`"
            problems.add("source-clause", clause.place, message, hint, about=clause.address)
    for address in _bottom(found):
        if address not in policy.clauses:
            place = Place(name, _line_of(text, found[address]))
            message = f"原文的 `{address}` 没有登记"
            problems.add("source-unlisted", place, message, "登记到 clauses", about=address)
    for standard in policy.standards.values():
        _check_figures(standard, found, problems)


def _bottom(found: dict[str, str]) -> Iterator[str]:
    """Give the paragraphs that hold text of their own: those without numbered ones below."""
    for address in found:
        inner = (f"{address}(", *(f"{address}{n}" for n in range(1, 10)))
        if not any(other != address and other.startswith(inner) for other in found):
            yield address


def _line_of(text: str, paragraph: str) -> int:
    stripped = enumerate((line.strip() for line in text.splitlines()), 1)
    lines = (n for n, line in stripped if line and paragraph.startswith(line))
    return next(lines, 1)


def _check_figures(standard: Standard, found: dict[str, str], problems: Problems) -> None:
    place, name = standard.cited.place, standard.cited.name
    body = "".join(found.get(c, "") for c in standard.cited.cites).replace(" ", "")
    figures: set[Fraction] = set()
    for written in standard.written:
        if written.replace(" ", "") not in body:
            cites = "、".join(standard.cited.cites)
            message = f"`{name}`：{cites} 的原文里没有“{shown(written)}”"
            problems.add("source-figure", place, message, "核对 written 和 cites", about=name)
        figures |= read_figures(written)
    for number in numbers_of(standard.versions[0]):
        if not standard.written:
            message = f"`{name}` 没有写明原文里的写法"
            problems.add("source-unwritten", place, message, "加上 written", about=name)
        elif Fraction(number) not in figures:
            message = f"`{name}` 的取值与原文写法“{'、'.join(standard.written)}”不符"
            problems.add("source-figure", place, message, "核对取值", about=name)


def read_figures(written: str) -> set[Fraction]:
    """Read what a figure may mean: scales 万 and %, 一年, and both ends of a range with ~.

    A scale stands for both ends of a range; a year may also be counted in months.
    """
    figures: set[Fraction] = set()
    for match in FIGURE.finditer(written):
        scale = {"万": Fraction(10_000), "%": Fraction(1, 100)}.get(match["scale"], Fraction(1))
        ends = [match["digits"], *([match["low"][:-1]] if match["low"] else [])]
        values = {_value(end) * scale for end in ends}
        figures |= values
        if match["unit"] == "年":
            figures |= {value * YEAR_IN_MONTHS for value in values}
    return figures


def _value(digits: str) -> Fraction:
    if digits[0] in NUMERALS or digits[0] == "百":
        return Fraction(_numeral(digits))
    return Fraction(digits)


def _numeral(text: str) -> int:
    """Read a Chinese numeral below a thousand, such as 三, 十五, 二十一, 一百二十."""
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = NUMERALS.index(char) + 1
    return total + digit

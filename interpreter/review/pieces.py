"""A checked policy taken into pieces that can be exchanged one by one, and put together again.

A piece is the smallest thing that a person changes on its own: a condition of an award, a
row of a standard for some days, a whole cap.  Two policies are taken apart along the same
cuts, so that any of the pieces may be taken from either and the whole still decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, groupby

from interpreter.policy.model import (
    NOWHERE,
    Amount,
    Award,
    Cited,
    Condition,
    Policy,
    Standard,
    Version,
)
from interpreter.policy.versions import version_on
from interpreter.problems import Place
from interpreter.review.essence import content, decides

Key = tuple[str, ...]
Pieces = dict[Key, object]

TABLES = ("clauses", "facts", "readings", "definitions", "findings")
LISTS = ("limits", "exclusions", "targets", "mandates", "laws")
PARTS = ("payee", "event", "counts_on", "applies", "payment", "falls_with")
ORDERED = ("awards", "limits", "exclusions")
# Only what refers to it makes it decide, so what either policy has is always at hand.
AT_HAND = frozenset({"facts", "readings", "definitions"})
OTHERWISE, VALUE = "其他", ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a standard for some days: its value, None where it has none."""

    value: Amount | None
    source: str = ""
    place: Place = NOWHERE


def take_apart(policy: Policy, other: Policy) -> Pieces:
    """Take a policy apart along the cuts it shares with the other one."""
    pieces: Pieces = {
        ("in_force", "from"): policy.in_force[0],
        ("in_force", "to"): policy.in_force[1],
        ("head",): (policy.number, policy.title, policy.issued, policy.before_issue),
    }
    for section in TABLES:
        pieces |= {(section, n): v for n, v in getattr(policy, section).items()}
    for section in LISTS:
        pieces |= {(section, e.cited.name): e for e in getattr(policy, section)}
    for section in ORDERED:
        pieces["order", section] = tuple(_names(policy, section))
    for number, constraint in enumerate(policy.constraints):
        pieces["constraints", constraint.says or str(number)] = constraint
    pieces |= {("families", n): v for n, v in policy.families.items()}
    for name, award in policy.awards.items():
        pieces |= _award(award, other.awards.get(name))
    for name, standard in policy.standards.items():
        pieces |= _standard(standard, other.standards.get(name))
    return pieces


def _names(policy: Policy, section: str) -> Iterable[str]:
    entries = getattr(policy, section)
    return entries if isinstance(entries, Mapping) else (e.cited.name for e in entries)


def _award(award: Award, other: Award | None) -> Pieces:
    name = award.cited.name
    pieces: Pieces = {("awards", name): award.cited}
    pieces |= {("awards", name, part): getattr(award, part) for part in PARTS}
    theirs = other.conditions if other is not None else ()
    for key, condition in zip(_titles(award.conditions, theirs), award.conditions, strict=True):
        pieces["awards", name, "condition", *key] = condition
    return pieces


def _titles(mine: tuple[Condition, ...], theirs: tuple[Condition, ...]) -> list[Key]:
    """Name conditions so that a reworded one has the same name on both sides.

    A title is kept; one that only one side has is named by its meaning, if the other side
    has that meaning under another title.
    """
    titles = {c.title for c in mine} & {c.title for c in theirs}
    seen: dict[object, int] = {}
    found: list[Key] = []
    for condition in mine:
        meaning = decides(condition.expression)
        lone = condition.title not in titles
        twins = [c for c in theirs if c.title not in titles and decides(c.expression) == meaning]
        named = min(condition.title, twins[0].title) if lone and twins else condition.title
        seen[named] = number = seen.get(named, 0) + 1
        found.append((named, str(number)))
    return found


def _standard(standard: Standard, other: Standard | None) -> Pieces:
    name = standard.cited.name
    head = replace(standard, versions=())
    pieces: Pieces = {("standards", name): head}
    if other is None or (other.by, other.type.unit) != (standard.by, standard.type.unit):
        return {("standards", name): standard}
    for start in _cuts(standard, other):
        version = version_on(standard, start)
        for row in _rows(standard, other):
            pieces["standards", name, start.isoformat(), row] = _cell(version, row)
    return pieces


def _cuts(*standards: Standard) -> list[date]:
    """Give each day on which a version of any of them begins, or has just ended."""
    versions = list(chain.from_iterable(s.versions for s in standards))
    ends = (v.end + timedelta(days=1) for v in versions if v.end not in (None, date.max))
    return sorted({*(v.start for v in versions), *ends})


def _rows(*standards: Standard) -> list[str]:
    if not standards[0].by:
        return [VALUE]
    keys = dict.fromkeys(k for s in standards for v in s.versions for k, _ in v.rows)
    return [*keys, OTHERWISE]


def _cell(version: Version | None, row: str) -> Cell:
    if version is None:
        return Cell(None)
    plain = version.value if row == VALUE else version.otherwise
    value = plain if row in (VALUE, OTHERWISE) else dict(version.rows).get(row)
    return Cell(value, version.source, version.place)


def put_together(pieces: Pieces, like: Policy) -> Policy:
    """Give the policy that pieces make up; what no piece says is as in `like`."""
    awards = {n: _joined_award(n, pieces) for n in _sequence(pieces, "awards", like)}
    standards = {n: _joined_standard(n, pieces) for n in _sequence(pieces, "standards", like)}
    start, end = pieces["in_force", "from"], pieces["in_force", "to"]
    tables = {s: {n: pieces[s, n] for n in _sequence(pieces, s, like)} for s in TABLES}
    lists = {s: tuple(pieces[s, n] for n in _sequence(pieces, s, like)) for s in LISTS}
    constraints = tuple(v for k, v in pieces.items() if k[0] == "constraints")
    changed: dict[str, object] = {
        **tables,
        **lists,
        "awards": {n: _standing(a, awards) for n, a in awards.items()},
        "standards": standards,
        "in_force": (start, end),
        "constraints": constraints,
    }
    return replace(like, **changed)  # type: ignore[arg-type]  # each piece is of its field's type


def _sequence(pieces: Pieces, section: str, like: Policy) -> list[str]:
    """Give the names of a section in the order chosen, then as `like` has them, then the rest."""
    names = list(dict.fromkeys(k[1] for k in pieces if k[0] == section and len(k) >= 2))
    chosen = pieces.get(("order", section), ())
    assert isinstance(chosen, tuple)
    order = {n: i for i, n in enumerate(dict.fromkeys((*chosen, *_known(like, section))))}
    return sorted(names, key=lambda name: order.get(name, len(order)))


def _known(like: Policy, section: str) -> Iterable[str]:
    return _names(like, section)


def _joined_award(name: str, pieces: Pieces) -> Award:
    cited = pieces["awards", name]
    parts = {part: pieces["awards", name, part] for part in PARTS}
    conditions = [
        v for k, v in pieces.items() if k[:3] == ("awards", name, "condition") and v is not None
    ]
    return Award(cited, conditions=tuple(conditions), **parts)  # type: ignore[arg-type]


def _standing(award: Award, awards: Mapping[str, Award]) -> Award:
    """An award may only fall with one that is there."""
    return replace(award, falls_with=tuple(n for n in award.falls_with if n in awards))


def _joined_standard(name: str, pieces: Pieces) -> Standard:
    head = pieces["standards", name]
    assert isinstance(head, Standard)
    cells = {k[2:]: v for k, v in pieces.items() if k[:2] == ("standards", name) and k[2:]}
    if not cells:
        return head
    days = [(date.fromisoformat(day), dict(c)) for day, c in _by_day(cells)]
    return replace(head, versions=tuple(_merged(days)))


def _by_day(cells: Mapping[Key, object]) -> Iterable[tuple[str, list[tuple[str, Cell]]]]:
    ordered = sorted(cells.items(), key=lambda item: item[0][0])
    for day, group in groupby(ordered, key=lambda item: item[0][0]):
        yield day, [(k[1], c) for k, c in group if isinstance(c, Cell)]


def _merged(days: list[tuple[date, dict[str, Cell]]]) -> list[Version]:
    """Make versions of the cells of each stretch of days; equal neighbours are one version."""
    versions: list[Version] = []
    values: object = None
    for start, cells in days:
        told = {row: cell.value for row, cell in cells.items() if cell.value is not None}
        if told == values:
            continue
        if told:
            versions.append(_version(start, cells))
        elif versions:
            versions[-1] = replace(versions[-1], end=start - timedelta(days=1))
        values = told
    return versions


def _version(start: date, cells: Mapping[str, Cell]) -> Version:
    rows = [(r, c.value) for r, c in cells.items() if r not in (VALUE, OTHERWISE)]
    numbers = tuple((r, v) for r, v in rows if v is not None and not isinstance(v, date))
    otherwise = cells[OTHERWISE].value if OTHERWISE in cells else None
    value = cells[VALUE].value if VALUE in cells else None
    assert not isinstance(otherwise, date)
    first = next(iter(cells.values()))
    return Version(start, None, value, numbers, otherwise, first.source, first.place)


def head_of(piece: object) -> Cited | None:
    """Give the head of an entry that carries one."""
    if isinstance(piece, Cited):
        return piece
    found = getattr(piece, "cited", None)
    return found if isinstance(found, Cited) else None


def differs(ours: object, theirs: object) -> bool:
    """Say whether two pieces say something else, if only in their words."""
    return content(ours) != content(theirs)

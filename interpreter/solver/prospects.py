"""What may still be paid: the least and the most over all the cases that one may turn out to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction

from interpreter.evaluation.asking import Prospect, Total
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.outcome import Status
from interpreter.policy.model import Number
from interpreter.solver.cases import Cases, Unsettled, farthest
from interpreter.solver.decision import Verdict
from interpreter.solver.matter import Look
from interpreter.solver.terms import Formula, Ratio, every, levelled, negated, pick, said, some


def prospect_of(look: Look, name: str, depends: tuple[str, ...]) -> Prospect:
    """Give what an open award may come to."""
    cases, verdict = look.possible.cases(name), look.possible.verdict(name)
    try:
        ends = None if depends else _only(cases, verdict)
        stays_open = cases.possible(verdict.pending, cases.complete)
        if not cases.possible(verdict.granted):
            return Prospect(0, None if stays_open else 0, depends, ends, stays_open)
        out = some(verdict.refused, verdict.not_applicable)
        may_fail = HISTORY in depends or cases.possible(out)
        least = 0 if may_fail else _end(cases, verdict.amount, -1, verdict.granted)
        most = _end(cases, verdict.amount, 1, verdict.granted)
    except Unsettled:
        return Prospect(0, None, depends, None, stays_open=True)
    return Prospect(least, None if stays_open else most, depends, ends, stays_open)


def _end(cases: Cases, amount: Ratio, way: int, *where: Formula) -> Number:
    """Give the greatest that an amount can be, or with `way` -1 the least."""
    if isinstance(amount.above, int) and isinstance(amount.below, int):
        return _plain(Fraction(amount.above, amount.below))
    if not isinstance(amount.below, int):
        raise Unsettled
    return _plain(Fraction(farthest(cases, where, amount.above * way) * way, amount.below))


def _only(cases: Cases, verdict: Verdict) -> Status | None:
    """Give what an award comes to in every case, None where it is not the same in all."""
    ways = {
        Status.GRANTED: verdict.granted,
        Status.REFUSED: verdict.refused,
        Status.NOT_APPLICABLE: verdict.not_applicable,
    }
    found = [status for status, formula in ways.items() if cases.possible(formula)]
    return found[0] if len(found) == 1 else None


def totals_of(look: Look, prospects: Mapping[str, Prospect]) -> Iterator[tuple[str, Total]]:
    """Give what each payee may be paid in all, what is granted already included."""
    paid: dict[str, list[str]] = {}
    for name in look.alive:
        for payee in _payees(look, name):
            paid.setdefault(payee, []).append(name)
    for payee, names in paid.items():
        yield payee, _total(look, payee, names, prospects)


def _payees(look: Look, name: str) -> list[str]:
    """Name whom an award may be paid to, in the order of the policy's words."""
    cases, verdict, world = (
        look.possible.cases(name),
        look.possible.verdict(name),
        look.possible.world,
    )
    found: dict[int, None] = {}
    code = verdict.payee.code
    with suppress(Unsettled):
        while cases.possible(verdict.granted, *(said(code != known) for known in found)):
            found[cases.number_in(code)] = None
    return [world.word(number) for number in sorted(found)]


def _total(look: Look, payee: str, names: list[str], prospects: Mapping[str, Prospect]) -> Total:
    cases, code = look.possible.cases(*names), look.possible.world.code(payee)
    parts = {name: _part(look.possible.verdict(name), code) for name in names}
    unsure = [name for name in names if HISTORY in _depends(prospects, name)]
    unbounded = any(name in prospects and prospects[name].most is None for name in names)
    waits = [n for n in names if n in prospects and not prospects[n].stays_open]
    decided = every(*(negated(look.possible.verdict(name).pending) for name in waits))
    try:
        sure = _sum([part for name, part in parts.items() if name not in unsure])
        least = _end(cases, sure, -1, decided)
        most = _end(cases, _sum(list(parts.values())), 1)
    except Unsettled:
        ends = [prospects[name].most for name in names if name in prospects]
        return Total(
            0, None if None in ends else sum(e for e in ends if e is not None), exact=False
        )
    return Total(least, None if unbounded else most, exact=not unsure)


def _depends(prospects: Mapping[str, Prospect], name: str) -> tuple[str, ...]:
    return prospects[name].depends if name in prospects else ()


def _part(verdict: Verdict, code: int) -> Ratio:
    """Give what an award pays to one payee."""
    here = every(verdict.granted, said(verdict.payee.code == code))
    return Ratio(pick(here, verdict.amount.above, 0), verdict.amount.below)


def _sum(parts: list[Ratio]) -> Ratio:
    total = Ratio(0)
    for part in parts:
        one, other, below = levelled(total, part)
        total = Ratio(one + other, below)
    return total


def _plain(number: Fraction) -> Number:
    return number.numerator if number.denominator == 1 else number

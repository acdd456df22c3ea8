"""Several awards of which one is kept: by what was paid first, rank, election or amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from interpreter.evaluation.history import HISTORY, Earlier, History
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.limits import same
from interpreter.evaluation.outcome import Reason
from interpreter.evaluation.program import Facts, Program
from interpreter.policy.model import Exclusion, Side
from interpreter.reference.unknown import Answer, Number, Unknown, all_of, high_of, low_of


@dataclass(frozen=True, slots=True)
class Rival:
    """An award on one side of an exclusion; `on_side` tells whether it surely is."""

    judged: Judged
    side: int
    on_side: Answer


def apply_exclusions(program: Program, open_awards: list[Judged], history: History | None) -> None:
    """Hold the awards that conditions left to each exclusion, in the policy's order."""
    for exclusion in program.policy.exclusions:
        rivals = _rivals(program, exclusion, open_awards)
        for rival in rivals:
            rival.judged.readings |= set(exclusion.cited.readings)
        for step in exclusion.keep:
            # What was paid first is a reason even for an award that a limit has refused.
            left = rivals if step == "paid_first" else [r for r in rivals if not r.judged.out]
            _STEPS[step](program, exclusion, left, history)


def _rivals(program: Program, exclusion: Exclusion, open_awards: list[Judged]) -> list[Rival]:
    rivals = []
    for judged in open_awards:
        for index, side in enumerate(exclusion.sides):
            if judged.name in side.awards:
                guard = exclusion.guard
                holds = True if guard is None else program.evaluate(guard, judged.scope)
                inside = judged.scope.governed(exclusion.window)
                on_side = all_of((holds, inside, _on_side(program, side, judged.scope)))
                if on_side is not False:
                    rivals.append(Rival(judged, index, on_side))
    return sorted(rivals, key=lambda rival: rival.side)


def _on_side(program: Program, side: Side, scope: Facts) -> Answer:
    return True if side.where is None else program.evaluate(side.where, scope)


def _paid_first(
    program: Program,
    exclusion: Exclusion,
    rivals: list[Rival],
    history: History | None,
) -> None:
    """What was paid first stays; a later award on another side is refused."""
    for rival in rivals:
        keys = [program.evaluate(key, rival.judged.scope) for key in exclusion.keys]
        if any(isinstance(k, str) and k.startswith("\0") for k in keys):
            continue
        if history is None:
            rival.judged.wait(frozenset({HISTORY}))
            continue
        sides = {name for side in exclusion.sides for name in side.awards}
        near = history.under(exclusion, sides, keys)
        found = [(e, _against(program, exclusion, rival, keys, e)) for e in near]
        paid = tuple(e.record.written for e, m in found if m is True)
        if paid:
            rival.judged.refuse(_reason(exclusion, "paid_first", earlier=paid))
        for _, match in found:
            if isinstance(match, Unknown):
                rival.judged.wait(match.missing)


def _against(
    program: Program, exclusion: Exclusion, rival: Rival, keys: list[Answer], earlier: Earlier
) -> Answer:
    """Say whether a record stands on another side under the same key, in Kleene's logic."""
    theirs = [program.evaluate(key, earlier.scope) for key in exclusion.keys]
    others = [
        _on_side(program, side, earlier.scope)
        for index, side in enumerate(exclusion.sides)
        if index != rival.side and earlier.record.award in side.awards
    ]
    if not others:
        return False
    return all_of([*map(same, keys, theirs), rival.on_side, others[0]])


def _rank(_program: Program, exclusion: Exclusion, rivals: list[Rival], _history: object) -> None:
    """The side that stands first is kept; a later one is refused, or waits with it."""
    for rival in rivals:
        above = [r for r in rivals if r.side < rival.side and not r.judged.out]
        standing = [r for r in above if r.judged.stands and r.on_side is True]
        if standing and rival.on_side is True:
            rival.judged.refuse(_reason(exclusion, "rank", kept=standing[0].judged.name))
            continue
        for other in above:
            _wait_for(rival, other)


def _wait_for(rival: Rival, other: Rival) -> None:
    """An award may yet be displaced: it waits for whatever the other waits for."""
    for side in (rival.on_side, other.on_side):
        if isinstance(side, Unknown):
            rival.judged.wait(side.missing)
    rival.judged.wait(frozenset(other.judged.waits))


def _elected(
    _program: Program, exclusion: Exclusion, rivals: list[Rival], _history: object
) -> None:
    """The side the applicant elected is kept, as soon as it stands."""
    for rival in rivals:
        choice = rival.judged.scope[exclusion.elects]
        if isinstance(choice, Unknown) or exclusion.sides[rival.side].choice == choice:
            continue
        chosen = [
            r for r in rivals if exclusion.sides[r.side].choice == choice and not r.judged.out
        ]
        standing = [r for r in chosen if r.judged.stands and r.on_side is True]
        if standing and rival.on_side is True:
            rival.judged.refuse(_reason(exclusion, "elected", kept=standing[0].judged.name))
            continue
        for other in chosen:
            _wait_for(rival, other)


def _higher(_program: Program, exclusion: Exclusion, rivals: list[Rival], _history: object) -> None:
    """Without an election the higher amount is kept; a tie waits for the election."""
    settled = {id(r) for r in rivals if not isinstance(_choice(exclusion, r), Unknown)}
    undecided = [r for r in rivals if id(r) not in settled]
    verdicts = [(r, _compare(r, undecided)) for r in undecided]
    for rival, (beaten_by, tied, unsure) in verdicts:
        if beaten_by is not None:
            rival.judged.refuse(_reason(exclusion, "higher", kept=beaten_by.judged.name))
        elif tied:
            rival.judged.wait(frozenset({exclusion.elects}))
        for other in unsure if beaten_by is None else ():
            _wait_for(rival, other)


def _neither(
    _program: Program, exclusion: Exclusion, rivals: list[Rival], _history: object
) -> None:
    """Where two sides meet, neither is paid."""
    for rival in rivals:
        others = [r for r in rivals if r.side != rival.side]
        standing = [r for r in others if not r.judged.waits and r.on_side is True]
        if standing and rival.on_side is True:
            met = f"与{standing[0].judged.name}相遇，都不付"
            rival.judged.reasons.append(_reason(exclusion, "neither", note=met))
        for other in others if not standing else ():
            _wait_for(rival, other)
    for rival in rivals:
        reasons = [r for r in rival.judged.reasons if r.condition == exclusion.cited.says]
        rival.judged.refused = rival.judged.refused or bool(reasons)


def _choice(exclusion: Exclusion, rival: Rival) -> Answer:
    return rival.judged.scope[exclusion.elects] if exclusion.elects else Unknown()


def _compare(rival: Rival, rivals: list[Rival]) -> tuple[Rival | None, bool, list[Rival]]:
    """Give who surely beats a rival by amount, whether one ties with it, and who might."""
    beaten_by, tied, unsure = None, False, []
    for other in rivals:
        if other.side == rival.side:
            continue
        certain = other.judged.stands and other.on_side is True and rival.on_side is True
        if not certain:
            unsure += [other] if _may_reach(other, rival) else []
        elif _amount(other) > _high(rival):
            beaten_by = beaten_by or other
        elif rival.judged.stands and _amount(other) == _amount(rival):
            tied = True
        elif not rival.judged.stands:
            unsure.append(other)
    return beaten_by, tied, unsure


def _may_reach(other: Rival, rival: Rival) -> bool:
    high, low = high_of(other.judged.amount), low_of(rival.judged.amount)
    return high is None or low is None or high >= low or not rival.judged.stands


def _amount(rival: Rival) -> Number:
    return cast("Number", rival.judged.amount)


def _high(rival: Rival) -> Number:
    high = high_of(rival.judged.amount)
    return float("inf") if high is None else high  # type: ignore[return-value]


def _reason(
    exclusion: Exclusion,
    step: str,
    *,
    kept: str = "",
    earlier: tuple[Mapping[str, object], ...] = (),
    note: str = "",
) -> Reason:
    says, cites, place = exclusion.cited.says, exclusion.cited.cites, exclusion.cited.place
    return Reason(says, cites, False, {}, earlier, kept, note, step=step, place=place)


Step = Callable[[Program, Exclusion, list[Rival], History | None], None]
_STEPS: dict[str, Step] = {
    "paid_first": _paid_first,
    "rank": _rank,
    "elected": _elected,
    "higher": _higher,
    "neither": _neither,
}

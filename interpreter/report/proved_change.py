"""What is proved of a change over all cases, in words: the same for a terminal and a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import raw_value, show_value
from interpreter.reference.unknown import Known
from interpreter.report.moves import brief, signed
from interpreter.report.outcome_json import money
from interpreter.review.account import Account
from interpreter.review.proof import (
    Beside,
    Box,
    Deviations,
    Granted,
    Member,
    OneOf,
    Part,
    Proof,
    Region,
    Shift,
    Span,
    Turn,
    Witness,
)

TURNS = {
    Turn.LOST: "原来准予，现在没有了",
    Turn.LESS: "金额减少",
    Turn.SUSPENDED: "原来准予，现在待定",
    Turn.MORE: "金额增加",
    Turn.WON: "现在准予",
    Turn.PAYEE: "收款人不同",
    Turn.CLOSED: "原来待定，现在不予或不适用",
    Turn.CLEARED: "原来待定，现在准予",
    Turn.REOPENED: "原来不予或不适用，现在待定",
    Turn.RESTATED: "不予与不适用互换",
}


# What waits is neither lost nor won: only what was paid, or is, can be told.
PENDING = {Turn.SUSPENDED: ("原来", -1), Turn.CLEARED: ("现在", 1)}


@dataclass(frozen=True, slots=True)
class Told:
    """A class of changed outcomes in words: a headline and the lines below it."""

    head: str
    below: tuple[str, ...]


def told_shifts(account: Account, policy: Policy) -> Iterator[tuple[str, list[Told]]]:
    """Give the classes that happen to cases with every fact given, by the turn they take."""
    assert account.proof is not None
    whole = [s for s in account.proof.shifts if s.complete]
    for turn, group in groupby(whole, key=lambda s: s.turn):
        yield TURNS[turn], [_told(s, policy) for s in group]


def _told(shift: Shift, policy: Policy) -> Told:
    below = [f"例如典型案件改为 {witness_in_words(shift.witness, policy)}"]
    if shift.region is not None:
        below += _region(shift.region, policy)
    return Told(f"{shift.award}：{_responsible(shift)}{_gains(shift)}", tuple(below))


def _responsible(shift: Shift) -> str:
    if shift.edit is None:
        return "几处改动合起来引起，单独撤回哪一处都不会再变"
    beside = "" if shift.sole else "（例子里别的改动也起作用）"
    return f"由改动 {shift.edit + 1} 引起{beside}"


def _gains(shift: Shift) -> str:
    if shift.gains is None or not any(shift.gains):
        return ""
    if shift.turn in PENDING:
        lead, sign = PENDING[shift.turn]
        amounts = sorted(sign * Fraction(gain) for gain in shift.gains)
        least, most = (money(amount) for amount in amounts)
        return f"，{lead}每例 {least} 元" if least == most else f"，{lead}每例 {least} 到 {most} 元"
    low, high = (signed(gain) for gain in shift.gains)
    return f"，每例 {low} 元" if low == high else f"，每例 {low} 到 {high} 元"


def witness_in_words(witness: Witness, policy: Policy) -> str:
    """Give a case by what is not as in the typical case, and what becomes of the award."""
    before, after = brief(witness.before), brief(witness.after)
    if witness.before.payee and witness.after.payee and witness.before.payee != witness.after.payee:
        before, after = f"{before}付给{witness.before.payee}", f"{after}付给{witness.after.payee}"
    return f"{deviations(witness, policy)}：{before} → {after}"


def deviations(witness: Witness, policy: Policy) -> str:
    """Give what is not as in the typical case."""
    said = list(_deviations(witness.deviations, policy))
    if witness.claims is not None:
        said.append(f"只申领{'、'.join(witness.claims)}")
    for award, facts in witness.records:
        told = "，".join(_deviations(facts, policy))
        said.append(f"既往已给{award}（{told}）" if told else f"既往已给{award}")
    return "，".join(said) or "（不改）"


def _deviations(found: Deviations, policy: Policy) -> Iterator[str]:
    for name, value in found:
        yield f"{name} 未给" if value is None else f"{name}＝{_value(policy.facts[name], value)}"


def _region(region: Region, policy: Policy) -> Iterator[str]:
    for number, box in enumerate(region.boxes):
        lead = "涉及" if not number else "或者"
        yield f"{lead}：{box_in_words(box, policy)}"
    if not region.exhaustive:
        yield "至少涉及这些，不止这些"


def box_in_words(box: Box, policy: Policy) -> str:
    """Give a box as a condition: whose award is granted, and what else is so."""
    sides = [part.before for part in box if isinstance(part, Granted)]
    whose = {(True, False): "前后都", (True,): "原来", (False,): "现在"}[tuple(sides)]
    said = [_part(part, policy) for part in box if not isinstance(part, Granted)]
    return f"{whose}准予的案件{'，' if said else ''}{'，'.join(said)}"


def _part(part: Part, policy: Policy) -> str:
    match part:
        case Beside():
            return f"同案的{part.award}{TURNS[part.turn]}"
        case Member():
            return f"{part.fact}{'有' if part.inside else '没有'}{part.word}"
        case OneOf():
            return f"{part.fact}{_values(policy.facts[part.fact], part.values)}"
        case Span():
            return f"{part.fact}{_span(policy.facts[part.fact], part)}"
        case Granted():
            return ""


def _values(fact: Fact, values: tuple[Known | None, ...]) -> str:
    if len(values) > 1 and set(values) == {*fact.type.values}:
        return "已给"
    told = "、".join("未给" if v is None else _value(fact, v) for v in values)
    return f"＝{told}{'之一' if len(values) > 1 else ''}"


def _span(fact: Fact, span: Span) -> str:
    low, high = (None if e is None else _value(fact, e) for e in (span.low, span.high))
    if span.low == span.high:
        return f"＝{low}" if low else "已给"
    dated = isinstance(span.low or span.high, date)
    if low and high:
        return f" {low} 到 {high}"
    if low:
        return f"{'不早于' if dated else '不少于'} {low}"
    return f"{'不晚于' if dated else '不超过'} {high}"


def _value(fact: Fact, value: object) -> str:
    if isinstance(value, frozenset):
        return show_value(raw_value(fact, value))
    unit = f" {fact.type.unit}" if fact.type.unit.powers else ""
    return f"{show_value(value)}{unit}"


def partial_lines(proof: Proof) -> Iterator[str]:
    """Give in one line each what happens only to cases with facts missing."""
    partial = [s for s in proof.shifts if not s.complete]
    for turn, group in groupby(partial, key=lambda s: s.turn):
        by_edit: dict[int | None, list[str]] = {}
        for shift in group:
            by_edit.setdefault(shift.edit, []).append(shift.award)
        for edit, awards in by_edit.items():
            cause = "几处改动合起来" if edit is None else f"改动 {edit + 1}"
            yield f"{TURNS[turn]}（{cause}）：{'、'.join(awards)}"


def only_partial(proof: Proof, policy: Policy) -> Iterator[str]:
    """Give the awards that are decided as before for every case with all its facts."""
    whole = {s.award for s in proof.shifts if s.complete}
    seen = set[str]()
    for shift in proof.shifts:
        if shift.award not in whole and shift.award not in seen:
            seen.add(shift.award)
            yield f"{shift.award}：例如典型案件改为 {witness_in_words(shift.witness, policy)}"


def verdict(proof: Proof) -> str:
    """Give in one line what is proved of everything else."""
    if proof.faults:
        names = "、".join(dict.fromkeys(proof.faults))
        return f"程序有错：{names}，证明所得的案件与逐案决定不一致；这次的证明不要采用"
    if proof.undecided:
        names = "、".join(dict.fromkeys(o.award for o in proof.undecided))
        return f"没有在规定的计算量内证明完：{names}；这不说明它们变或不变"
    if not proof.shifts:
        return "已证明：在下面所说的范围内，没有任何案件的结果因改动而变"
    return "已证明：在下面所说的范围内，除此以外，什么也没有变"


def inert_line(proof: Proof) -> str:
    """Name the edits for which no outcome changes, empty where there is none."""
    numbers = "、".join(str(n + 1) for n in proof.inert)
    return f"已证明没有结果因它而变：改动 {numbers}" if numbers else ""


def basis(proof: Proof, policy: Policy) -> str:
    """Say what the proof rests on."""
    bounds = "每件事实都在政策写明的界限之内，事实可以不全；只看两份政策都认为有效的案件"
    ties = "；".join(c.says for c in policy.constraints)
    whole = (
        "上限、择一都计；没有既往的案件，可以写明申领哪几项；"
        f"有既往的案件，既往已知、最多 {proof.records} 项、没有写明申领，只看前后都不是待定的；"
        "涉及哪些人、每例多少，只说没有既往、没有写明申领、事实齐全的案件"
    )
    same = "结果指补贴的准予、不予、待定、不适用，以及金额和收款人，不指义务与比例"
    parts = [bounds, ties, whole, same]
    parts += [f"只有一份政策有的补贴不比较：{'、'.join(proof.lone)}"] if proof.lone else []
    return f"所依据的范围：{'；'.join(parts)}"


def proof_text(account: Account, policy: Policy) -> Iterator[str]:
    """Give the proof for a terminal."""
    proof = account.proof
    if proof is None:
        return
    yield from ("", "对所有可能的案件的证明：")
    for title, shifts in told_shifts(account, policy):
        yield f"  {title}："
        for told in shifts:
            yield f"    {told.head}"
            yield from (f"      {line}" for line in told.below)
    for title, lines in partial_sections(proof, policy):
        yield f"  {title}："
        yield from (f"    {line}" for line in lines)
    yield from (f"  {line}" for line in closing(proof, policy))


def partial_sections(proof: Proof, policy: Policy) -> Iterator[tuple[str, list[str]]]:
    """Give what is said of cases with facts missing, under headings."""
    for title, lines in (
        ("事实齐全时不变，只在事实不全时变", list(only_partial(proof, policy))),
        ("事实不全的案件另有的变动", list(partial_lines(proof))),
    ):
        if lines:
            yield title, lines


def closing(proof: Proof, policy: Policy) -> Iterator[str]:
    """Give what is proved of everything else, and what that rests on."""
    inert = inert_line(proof)
    yield from [inert] if inert else []
    yield verdict(proof)
    yield basis(proof, policy)

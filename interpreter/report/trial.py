"""What an amendment would do, in words."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from interpreter.policy.approved import (
    Amendment,
    Extension,
    NewCap,
    Ruling,
    StandardChange,
)
from interpreter.policy.model import Number, Policy
from interpreter.policy.values import decimal_text
from interpreter.report.moves import brief
from interpreter.review.trial import Effect, Move


def trial_text(
    amendment: Amendment, effects: Iterable[Effect], moves: list[Move], policy: Policy
) -> str:
    """Give the change in words, its reach and days, and the golden cases it moves."""
    approved = f"{amendment.approved_by}，{amendment.approval}，{amendment.decided_on}"
    lines = [f"修订 {amendment.id}（依据 {amendment.authority}；{approved}）"]
    for effect in effects:
        lines += _effect(effect, policy)
    lines.append(f"金案变动 {len(moves)} 处：" if moves else "没有金案变动")
    lines += [_move(move) for move in moves]
    return "\n".join(lines)


def _effect(effect: Effect, policy: Policy) -> list[str]:
    change = effect.change
    unmoved = "、".join(f"{said} 到 {end}" for said, end in effect.unmoved)
    return [
        f"  {_in_words(effect, policy)}",
        f"    {effect.first} 到 {effect.last} 的事件；理由：{change.because}",
        f"    涉及：{'、'.join(effect.awards)}（{'、'.join(effect.clauses)}）",
        *([f"    有自己的期限，不随着延长：{unmoved}"] if unmoved else []),
    ]


def _in_words(effect: Effect, policy: Policy) -> str:
    change, before = effect.change, effect.before
    match change:
        case StandardChange():
            standard = policy.standards[change.standard]
            unit = str(standard.type.unit) if standard.type.unit.powers else ""
            row = f"（{standard.by}：{change.key}）" if change.key else ""
            was = _number(before) if isinstance(before, int | Fraction) else "没有"
            return f"{change.standard}{row} {was} → {_number(change.value)} {unit}".rstrip()
        case Extension():
            return f"施行期限延长：到 {before} → 到 {change.end}"
        case NewCap():
            limit = change.limit
            return f"新上限 {limit.cited.name}：{limit.cited.says}（不超过 {limit.at_most.text}）"
        case Ruling():
            question = policy.readings[change.reading].question
            return f"裁定 {change.reading} {question}　{before} → {change.option}"


def _number(value: Number) -> str:
    return decimal_text(Fraction(value))


def _move(move: Move) -> str:
    golden = f"{move.golden.file} {move.golden.name}"
    return f"  {golden}：{move.before.award} {brief(move.before)} → {brief(move.after)}"

"""A law in words, and the cases that break it: told by how they differ from the typical case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from interpreter.evaluation.case import Case
from interpreter.evaluation.laws import Answer, Breach, Found
from interpreter.evaluation.outcome import Status
from interpreter.language.tree import GRANTED, PAID, names_in
from interpreter.policy.law import (
    AtMost,
    Exemption,
    Irrelevant,
    Law,
    Monotone,
    Never,
    NoWorse,
    OncePer,
    Within,
)
from interpreter.policy.model import Policy
from interpreter.policy.typical import typical_facts
from interpreter.policy.values import raw_value, show_value
from interpreter.problems import Place, Problem, visible
from interpreter.reference.unknown import Known
from interpreter.report.moves import brief
from interpreter.report.outcome_json import money
from interpreter.report.sentences import sentence

Facts = Mapping[str, Known]


def explain_law(law: Law, policy: Policy) -> str:
    """Give a law: what it says, what is claimed of every case, and what is exempt."""
    lines = [f"{law.cited.name}（{'、'.join(law.cited.cites)}）", f"  {law.cited.says}。"]
    lines.append(f"  守住：{claim_in_words(law, policy)}")
    lines += [f"  例外：{exemption_in_words(e, policy)}" for e in law.exemptions]
    return "\n".join(lines)


def exemption_in_words(exemption: Exemption, policy: Policy) -> str:
    """Give which cases are exempt, by which readings, and why."""
    rests = f"（{'、'.join(exemption.readings)}）" if exemption.readings else ""
    return f"{sentence(exemption.where, policy)}{rests}：{exemption.why}"


def claim_in_words(law: Law, policy: Policy) -> str:
    """Give what a law claims of every case, generated from the data."""
    return _CLAIMED[type(law.claim)](law.claim, policy)


def _never(claim: Never, policy: Policy) -> str:
    return f"不会有这样的案件：{sentence(claim.formula, policy)}"


def _once(claim: OncePer, policy: Policy) -> str:
    keys = "、".join(sentence(key, policy) for key in claim.keys)
    sides = ["、".join(p.awards) + _where(p.where, policy) for p in claim.parties]
    if len(sides) == 1:
        return f"{keys}相同的，{sides[0]}当中只付一笔"
    return f"{keys}相同的，不会从两方都付：{'；'.join(sides)}"


def _where(where: Any, policy: Policy) -> str:
    return f"（{sentence(where, policy)}）" if where is not None else ""


def _at_most(claim: AtMost, policy: Policy) -> str:
    keys = "、".join(sentence(key, policy) for key in claim.keys)
    apart = f"{keys}相同的，历次" if keys else "一个案件的"
    return f"{apart}{'、'.join(claim.over)}合计不超过 {money(claim.most)} 元"


def _within(claim: Within, policy: Policy) -> str:
    least, most = sentence(claim.least, policy), sentence(claim.most, policy)
    return f"{'、'.join(claim.over)}的金额在{least}与{most}之间"


def _monotone(claim: Monotone, _: Policy) -> str:
    more = f"越往后（次序：{'、'.join(claim.order)}）" if claim.order else "越大"
    return f"没有既往补贴、其他都一样的，{claim.fact}{more}，{'、'.join(claim.over)}不会变少"


def _irrelevant(claim: Irrelevant, _: Policy) -> str:
    what = "、".join(claim.over) or "任何补贴和义务的结果"
    return f"不论是什么、写不写，{'、'.join(claim.facts)}都不影响{what}"


def _no_worse(claim: NoWorse, policy: Policy) -> str:
    what = "任何补贴" if claim.over == tuple(policy.awards) else "、".join(claim.over)
    return f"按授权“{'、'.join(claim.mandates)}”修订以后，{what}不会比没有修订时少"


_CLAIMED: dict[type, Callable[[Any, Policy], str]] = {
    Never: _never,
    OncePer: _once,
    AtMost: _at_most,
    Within: _within,
    Monotone: _monotone,
    Irrelevant: _irrelevant,
    NoWorse: _no_worse,
}


def broken_by_golden(breach: Breach, name: str, policy: Policy) -> Problem:
    """Give the problem of a golden case that breaks a law."""
    law = breach.law
    message = f"金案“{visible(name)}”守不住底线“{law.cited.name}”：{law.cited.says}"
    own, *others = breach.cases
    apart = ("改为" + "、".join(facts_apart(case.facts, own.facts, policy)) for case in others)
    told = zip(("这个金案", *apart), _outcomes(breach, policy), strict=True)
    hint = "；".join(f"{case}：{outcome}" for case, outcome in told)
    return Problem("law-broken", law.cited.place, message, hint, warning=True, about=law.cited.name)


def law_problems(found: Found, policy: Policy) -> Iterator[Problem]:
    """Give what is wrong with a law over all cases: broken, open, or an exemption untrue."""
    law, name = found.law, found.law.cited.name
    if found.breach is not None:
        message = f"底线“{name}”守不住：{law.cited.says}"
        hint = f"例如 {breach_in_words(found.breach, policy)}"
        yield Problem("law-broken", law.cited.place, message, hint, warning=True, about=name)
    yield from _unsettled(found.answer, law.cited.place, f"底线“{name}”", name)
    for exemption, answer, _ in found.exemptions:
        head = f"底线“{name}”的例外（{sentence(exemption.where, policy)}）"
        if answer is Answer.KEPT:
            message = f"{head}不是真的：这样的案件都守得住"
            hint = "删去这个例外，或核对规则是不是改错了"
            place = exemption.place
            yield Problem("exception-untrue", place, message, hint, warning=True, about=name)
        yield from _unsettled(answer, exemption.place, head, name)


def _unsettled(answer: Answer, place: Place, head: str, name: str) -> Iterator[Problem]:
    """Give what is to be said where a proof gave no answer, or a wrong one."""
    if answer is Answer.OPEN:
        message = f"{head}没有证明出来，也没有找到守不住的案件"
        hint = "这不说明它守得住或守不住；把底线分成几条，或少管几项补贴"
        yield Problem("law-not-decided", place, message, hint, warning=True, about=name)
    elif answer is Answer.FAULTY:
        message = f"程序有错：{head}，证明所得的案件与逐案决定不一致"
        hint = "请把政策文件交给维护人员，这次的证明不要采用"
        yield Problem("proof-disagrees", place, message, hint, about=name)


def proved_laws(found: Iterable[Found], policy: Policy) -> str:
    """Say how many laws are proved, within what, and how each exemption shows."""
    laws = list(found)
    kept = sum(f.answer is Answer.KEPT for f in laws)
    count = f"{kept} 条底线都守得住" if kept == len(laws) else f"{len(laws)} 条底线守得住 {kept} 条"
    lines = [f"已对所有可能的案件证明：{count}（界限同上，不论申领哪几项）。"]
    for law in laws:
        for exemption, _, shown in law.exemptions:
            if shown is not None:
                rests = "、".join(exemption.readings) or "登记"
                told = f"例外“{law.law.cited.name}”（{rests}，{exemption.why}）属实"
                lines.append(f"{told}：{breach_in_words(shown, policy)}")
    return "\n".join(lines)


def breach_in_words(breach: Breach, policy: Policy) -> str:
    """Give the cases that break a law by their facts, each with what became of it."""
    told = list(zip(_cases(breach, policy), _outcomes(breach, policy), strict=True))
    if isinstance(breach.law.claim, NoWorse):
        (case, without), (_, amended) = told
        return f"{case}：没有修订时{without}，修订以后{amended}"
    return "；".join(f"{case}：{outcome}" for case, outcome in told)


def _cases(breach: Breach, policy: Policy) -> Iterator[str]:
    """Give the first case beside the typical one, and each after it beside the one before."""
    typical: Facts = typical_facts(policy.facts)
    before, head = typical, "典型案件"
    for case in breach.cases:
        told = [*facts_apart(case.facts, before, policy), *_beside_facts(case, policy)]
        yield f"{head}，{'、'.join(told)}" if told else head
        before, head = case.facts, "同样的案件"


def facts_apart(facts: Facts, before: Facts, policy: Policy) -> Iterator[str]:
    """Give how the facts of a case differ from others."""
    for name in dict.fromkeys((*before, *facts)):
        if name not in facts:
            yield f"不写{name}"
        elif facts[name] != before.get(name):
            value = raw_value(policy.facts[name], facts[name])  # words in their order
            yield f"{name}={visible(show_value(value))}"


def _beside_facts(case: Case, policy: Policy) -> Iterator[str]:
    if case.claims is not None:
        yield f"只申领{'、'.join(case.claims)}"
    if case.history is None:
        yield "不写既往补贴"
    for record in case.history or ():
        told = "、".join(facts_apart(record.facts, case.facts, policy))
        yield f"既往{record.award}（{told}）" if told else f"既往{record.award}"


def _outcomes(breach: Breach, policy: Policy) -> list[str]:
    """Give what became of each award the law speaks of that any of the cases is granted."""
    named = _concerned(breach.law, policy)
    granted = {a.award for o in breach.outcomes for a in o.awards if a.status is Status.GRANTED}
    told = [[a for a in o.awards if a.award in granted & {*named}] for o in breach.outcomes]
    return ["，".join(f"{a.award}{brief(a)}" for a in awards) for awards in told]


def _concerned(law: Law, policy: Policy) -> tuple[str, ...]:
    """Give the awards a law speaks of."""
    claim = law.claim
    if isinstance(claim, Never):
        names = [n for n in names_in(claim.formula.root) if n.startswith((GRANTED, PAID))]
        spoken = [name.partition(" ")[2] for name in names]
        return tuple(a for n in spoken for a in policy.families.get(n, (n,)))
    if isinstance(claim, OncePer):
        return tuple(a for party in claim.parties for a in party.awards)
    return claim.over or tuple(policy.awards)

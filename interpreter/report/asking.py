"""What is left to ask of a case: for a person at a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from interpreter.evaluation.asking import Asking, Prospect, Question, Total
from interpreter.evaluation.history import HISTORY
from interpreter.evaluation.outcome import Outcome
from interpreter.language.types import Kind
from interpreter.policy.model import Fact, Number, Policy
from interpreter.policy.values import show_value
from interpreter.report.outcome_json import money, outcome_data
from interpreter.report.outcome_text import HEADS

ASK_HISTORY = "本人既往享受过补贴吗？没有写“无”；有的，写进案件的 history 再来问。"
NAMES = {HISTORY: "既往补贴"}
MOST_NAMED = 12


def asking_json(asking: Asking, outcome: Outcome, policy: Policy) -> str:
    """Give what is left to ask, with the outcome as things stand, as one line of JSON."""
    data = outcome_data(outcome, policy)
    ends = {name: _ends(prospect) for name, prospect in asking.prospects.items()}
    data["asking"] = {
        "questions": [_question(q, policy) for q in asking.questions],
        "prospects": [{"award": name, **found} for name, found in ends.items()],
        "totals": [{"payee": p, **_span(t), "exact": t.exact} for p, t in asking.totals.items()],
        "idle": list(asking.idle),
        "unproved": sorted(asking.unproved),
    }
    return json.dumps(data, ensure_ascii=False)


def _question(question: Question, policy: Policy) -> dict[str, object]:
    return {
        "about": question.about,
        "ask": _asks(question.about, policy),
        "awards": list(question.awards),
        "settles": str(question.settles),
    }


def _ends(prospect: Prospect) -> dict[str, object]:
    told: dict[str, object] = {**_span(prospect), "depends": list(prospect.depends)}
    if prospect.ends is not None:
        told["ends"] = prospect.ends.value
    return told | ({"stays_open": True} if prospect.stays_open else {})


def _span(span: Prospect | Total) -> dict[str, str]:
    ends = {"at_least": span.least, "at_most": span.most}
    return {key: money(end) for key, end in ends.items() if end is not None}


def _asks(about: str, policy: Policy) -> str:
    return policy.facts[about].ask if about in policy.facts else ASK_HISTORY


def prospects_text(asking: Asking) -> str:
    """Give what each open award may come to, and what each payee may get in all."""
    lines = [f"{name}：{_in_words(p)}" for name, p in asking.prospects.items()]
    lines += [f"付给{payee}的合计：{_between(t)}" for payee, t in asking.totals.items()]
    if asking.idle:
        idle = "、".join(asking.idle)
        lines.append(f"怎样回答都不改变结果，只是逐案决定还等着写明：{idle}")
    return "\n".join(lines)


def _in_words(prospect: Prospect) -> str:
    if prospect.ends is not None:
        return f"其余事实无论怎样，都是{HEADS[prospect.ends]}；{_between(prospect)}"
    names = [NAMES.get(name, name) for name in prospect.depends]
    more = f" 等 {len(names)} 项" if len(names) > MOST_NAMED else ""
    hangs = f"；取决于：{'、'.join(names[:MOST_NAMED])}{more}" if names else ""
    return _between(prospect) + hangs


def _between(span: Prospect | Total) -> str:
    if span.most is None:
        return f"最少 {_yuan(span.least)} 元，最多多少还不能断定"
    if span.least == span.most:
        return f"{_yuan(span.least)} 元"
    about = "" if isinstance(span, Prospect) or span.exact else "不"
    words = ("最少", "最多") if not about else ("不少于", "不超过")
    return f"{words[0]} {_yuan(span.least)} 元，{words[1]} {_yuan(span.most)} 元"


def _yuan(amount: Number) -> str:
    """Give an amount without a fraction that says nothing."""
    return money(amount).removesuffix(".00")


def question_text(question: Question, policy: Policy) -> str:
    """Give a question as a person is asked it, with the ways to answer."""
    about = NAMES.get(question.about, question.about)
    shown = "、".join(question.awards[:3])
    more = f" 等 {len(question.awards)} 项" if len(question.awards) > 3 else ""
    lines = [f"{about}（关系到 {shown}{more}）：{_asks(question.about, policy)}"]
    if question.about in policy.facts:
        lines += _ways(policy.facts[question.about])
    return "\n".join(lines)


def _ways(fact: Fact) -> Iterator[str]:
    yield from (f"    {number}  {word}" for number, word in enumerate(fact.type.values, 1))
    yield f"    {_HOW[fact.type.kind](fact)}；不知道就直接回车"


def _number(fact: Fact) -> str:
    unit = f"，单位 {fact.type.unit}" if fact.type.unit.powers else ""
    return f"写数，{show_value(fact.minimum)} 到 {show_value(fact.maximum)}{unit}"


_HOW: Mapping[Kind, Callable[[Fact], str]] = {
    Kind.BOOLEAN: lambda _: "写是或否",
    Kind.CHOICE: lambda _: "写一项，或它的序号",
    Kind.SET: lambda _: "可写几项或序号，用、隔开；一项也没有写无",
    Kind.DATE: lambda fact: f"写日期，例如 {fact.typical}",
    Kind.NUMBER: _number,
    Kind.TEXT: lambda _: "写文字",
}


def case_text(raw: Mapping[str, object]) -> str:
    """Give a case as a file, numbers exactly as they are."""
    marked = json.dumps(raw, ensure_ascii=False, indent=2, default=_marked)
    return marked.replace('"\\u0000', "").replace('\\u0000"', "") + "\n"


def _marked(value: object) -> str:
    """Mark a decimal, so that it can stand in JSON without a float in between."""
    assert isinstance(value, Decimal)
    return f"\0{value:f}\0"

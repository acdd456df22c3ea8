"""Golden cases in words: what was expected, what came of it, and why the two differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import unified_diff
from fractions import Fraction
from typing import Any

from interpreter.evaluation.outcome import (
    AwardOutcome,
    FindingOutcome,
    Outcome,
    Status,
)
from interpreter.policy.model import Number, Policy
from interpreter.policy.values import exact, show_value
from interpreter.problems import Problem, shown, visible
from interpreter.report.outcome_json import money
from interpreter.report.outcome_text import (
    FINDING_HEADS,
    HEADS,
    outcome_text,
    reason_lines,
    value_in_words,
)
from interpreter.truth.comparison import (
    Difference,
    comparable,
    entries_of,
    failed_of,
    matches,
    type_of_entry,
)
from interpreter.truth.golden import Golden, Verdict

STATUS_WORDS = {s.value: word for s, word in HEADS.items()}
STATUS_WORDS |= {s.value: word for s, word in FINDING_HEADS.items()}
ASPECTS = {
    "amount": "金额",
    "payee": "付给",
    "missing": "还需要",
    "bounds": "金额范围",
    "reduced_by": "减去",
    "values": "数",
}
NOTHING = "没有"


def verdicts_text(verdicts: Iterable[Verdict], policy: Policy) -> str:
    """Give every golden case that is not as expected, then the counts."""
    found = list(verdicts)
    wrong = [verdict_text(v, policy) for v in found if v.differences]
    return "\n\n".join([*wrong, _summary(found)])


def _summary(verdicts: list[Verdict]) -> str:
    apart = Counter(v.golden.file for v in verdicts if v.differences)
    files = len({v.golden.file for v in verdicts})
    said = f"金案 {len(verdicts)} 个（{files} 个文件），一致 {len(verdicts) - apart.total()} 个"
    if not apart:
        return f"{said}，全部一致。"
    places = "、".join(f"{visible(file)} {count} 个" for file, count in apart.items())
    return f"{said}，不一致 {apart.total()} 个：{places}"


def verdict_text(verdict: Verdict, policy: Policy) -> str:
    """Give one golden case and each difference from what is expected of it."""
    mark = "✗" if verdict.differences else "✓"
    lines = [*_head(mark, verdict.golden), *_told(verdict, policy)]
    return "\n".join(lines)


def case_text(verdict: Verdict, policy: Policy) -> str:
    """Give one golden case whole: each thing expected beside what was found, then the outcome."""
    lines = [verdict_text(verdict, policy), "", "应有的结果（金案）和得到的结果（程序）"]
    lines += _beside(verdict, policy)
    lines += ["", "程序的全部结果"]
    lines += [f"    {line}".rstrip() for line in _whole(verdict, policy)]
    return "\n".join(lines)


def rewriting_text(golden: Golden, old: str, new: str) -> str:
    """Say which lines of a golden file were rewritten."""
    changed = unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    lines = [visible(line) for line in changed if not line.startswith(("---", "+++", "@@"))]
    head = f"已改写 {golden.place} {_name(golden)}"
    return "\n".join(
        [head, *(f"    {line}" for line in lines), "改写只动了这些行；提交前再读一遍。"]
    )


def _name(golden: Golden) -> str:
    return visible(golden.name)


def _head(mark: str, golden: Golden) -> Iterator[str]:
    yield f"{mark} {golden.place} {_name(golden)}"
    yield f"    依据：{visible(golden.because)}"
    for change in golden.changed:
        yield f"    {change.decided_on} 改写过：{visible(change.because)}"


def _told(verdict: Verdict, policy: Policy) -> Iterator[str]:
    """Tell the differences; where a status differs, the rest of that entry is told with it."""
    entries = _entries(verdict)
    turned = {d.about for d in verdict.differences if d.aspect == "status"}
    for difference in verdict.differences:
        entry = entries.get(difference.about)
        wanted = verdict.golden.expect.get(difference.about)
        if difference.aspect == "status":
            yield from _turned(difference.about, wanted, entry, policy)
        elif difference.about not in turned:
            yield from _difference(difference, entry, policy)


def _entries(verdict: Verdict) -> Mapping[str, type_of_entry]:
    return entries_of(verdict.found) if isinstance(verdict.found, Outcome) else {}


def _turned(name: str, wanted: Any, entry: type_of_entry | None, policy: Policy) -> Iterator[str]:
    expected = _expected(wanted)
    if entry is None:
        yield f"    {visible(name)}：应为 {expected}，结果里没有这一项"
        return
    yield f"    {visible(name)}：应为 {expected}，得到 {_found(entry)}"
    for reason in wanted.get("reasons", ()):
        yield f"        金案写的理由 {_wanted_reason(reason, entry, policy)}"
    if isinstance(entry, AwardOutcome) and entry.status is Status.REFUSED:
        for reason in failed_of(entry):
            yield from _indented(reason_lines(reason, policy))


def _difference(
    difference: Difference, entry: type_of_entry | None, policy: Policy
) -> Iterator[str]:
    about, expected, found = visible(difference.about), difference.expected, difference.found
    if difference.aspect == "invalid":
        yield from _validity(expected, found)
    elif difference.aspect == "total":
        yield f"    合计：应为 {_amount(expected)}，得到 {_amount(found)}{_apart(expected, found)}"
    elif difference.aspect == "reasons":
        for reason in expected:
            yield f"    {about}：没有金案写的理由 {_wanted_reason(reason, entry, policy)}"
        for reason in found:
            yield f"    {about}：多出金案没有写的理由"
            yield from _indented(reason_lines(reason, policy))
    else:
        aspect, words = ASPECTS.get(difference.aspect, difference.aspect), _WORDS
        told = words.get(difference.aspect, show_value)
        more = _apart(expected, found) if difference.aspect == "amount" else ""
        yield f"    {about}·{visible(aspect)}：应为 {told(expected)}，得到 {told(found)}{more}"


def _validity(expected: tuple[str, ...] | None, found: tuple[Problem, ...] | None) -> Iterator[str]:
    names = "、".join(shown(name) for name in expected or ())
    if found is None:
        yield f"    案件：应为 无效（{names}），得到 有效"
    elif expected is None:
        yield "    案件：应为 有效，得到 无效"
    elif names:
        yield f"    案件无效，可是没有应有的问题：{names}"
    if found and expected is not None:
        yield "    案件无效，多出金案没有写的问题"
    for problem in found or ():
        yield f"        {problem.message}"


def _expected(wanted: Any) -> str:
    """Give what an entry of an expectation states, in one phrase; reasons apart."""
    parts = [STATUS_WORDS.get(wanted.get("status", ""), "")]
    parts[0] += f" {_amount(exact(wanted['amount']))}" if "amount" in wanted else ""
    parts += [f"付给 {wanted['payee']}"] if "payee" in wanted else []
    if "bounds" in wanted:
        ends = (wanted["bounds"].get(key) for key in ("at_least", "at_most"))
        parts.append(_range(tuple(None if e is None else exact(e) for e in ends)))
    parts += [f"还需要 {_names(wanted['missing'])}"] if "missing" in wanted else []
    cuts = [(cut["cites"], exact(cut["by"])) for cut in wanted.get("reduced_by", ())]
    parts += [_cuts(cuts)] if cuts else []
    parts += [_figures(wanted["values"])] if "values" in wanted else []
    return visible("，".join(part.strip() for part in parts if part.strip()))


def _found(entry: type_of_entry) -> str:
    """Give what became of an award or a finding in one phrase; reasons apart."""
    parts = [STATUS_WORDS[entry.status.value]]
    if isinstance(entry, FindingOutcome):
        known = {n: v for n, v in entry.values.items() if v is not None}
        parts += [_figures(known)] if known else []
    elif entry.status is Status.GRANTED and entry.amount is not None:
        parts[0] += f" {_amount(entry.amount)}"
        parts += [f"付给 {entry.payee}", *([_cuts(_pairs(entry))] if entry.reduced_by else [])]
    elif entry.bounds != (None, None):
        parts.append(_range(entry.bounds))
    parts += [f"还需要 {_names(entry.missing)}"] if entry.missing else []
    return visible("，".join(parts))


def _beside(verdict: Verdict, policy: Policy) -> Iterator[str]:
    entries, apart = _entries(verdict), {d.about for d in verdict.differences}
    for name, wanted in verdict.golden.expect.items():
        if name in ("total", "invalid"):
            yield from _beside_whole(name, wanted, verdict)
            continue
        entry = entries.get(name)
        yield f"    {'✗' if name in apart else '✓'} {visible(name)}"
        yield f"        应为 {_expected(wanted)}"
        for reason in wanted.get("reasons", ()):
            yield f"            {_wanted_reason(reason, entry, policy)}"
        yield f"        得到 {_found(entry) if entry is not None else NOTHING}"
        if isinstance(entry, AwardOutcome) and entry.status is Status.REFUSED:
            for reason in failed_of(entry):
                yield from _indented(reason_lines(reason, policy), "        ")


def _beside_whole(name: str, wanted: Any, verdict: Verdict) -> Iterator[str]:
    found = verdict.found
    mark = "✗" if any(d.about == name for d in verdict.differences) else "✓"
    if name == "invalid":
        yield f"    {mark} 案件"
        yield f"        应为 无效（{'、'.join(shown(n) for n in wanted)}）"
        yield f"        得到 {'有效' if isinstance(found, Outcome) else '无效'}"
    elif isinstance(found, Outcome):
        yield f"    {mark} 合计"
        yield f"        应为 {_amount(exact(wanted))}"
        yield f"        得到 {_amount(found.total)}"


def _whole(verdict: Verdict, policy: Policy) -> list[str]:
    if isinstance(verdict.found, Outcome):
        return outcome_text(verdict.found, policy).splitlines()
    return ["案件无效，没有决定", *(problem.message for problem in verdict.found)]


def _wanted_reason(wanted: Mapping[str, Any], entry: object, policy: Policy) -> str:
    """Tell an expected reason: its clause and values, and its condition where it can be known."""
    told = [f"{name}＝{_value(name, v, policy)}" for name, v in wanted.get("reads", {}).items()]
    told += [f"既往 {_names(wanted['earlier'])}"] if "earlier" in wanted else []
    told += [f"本案已给 {wanted['kept']}"] if "kept" in wanted else []
    looked = entry.because if isinstance(entry, AwardOutcome) else ()
    conditions = {r.condition for r in looked if matches(wanted, r)}
    cites = wanted.get("cites", "")
    name = f"{conditions.pop()}（{cites}）" if len(conditions) == 1 else cites
    return visible("：".join(part for part in (name, "，".join(told)) if part))


def _value(name: str, raw: object, policy: Policy) -> str:
    value = comparable(raw)
    return value_in_words(name, value, policy) if name in policy.facts else show_value(value)


def _indented(lines: Iterable[str], by: str = "    ") -> Iterator[str]:
    return (by + line for line in lines)


def _amount(amount: Number | None) -> str:
    return NOTHING if amount is None else f"{money(amount)} 元"


def _apart(expected: Number, found: Number | None) -> str:
    if found is None:
        return ""
    by = Fraction(found) - Fraction(expected)
    return f"，{'多' if by > 0 else '少'} {money(abs(by))} 元"


def _names(names: Iterable[str]) -> str:
    return "、".join(names) or NOTHING


def _range(ends: Any) -> str:
    low, high = ends
    if low is None and high is None:
        return "金额范围不知道"
    least = "" if low is None else f"至少 {_amount(low)}"
    most = "" if high is None else f"至多 {_amount(high)}"
    return "、".join(part for part in (least, most) if part)


def _pairs(award: AwardOutcome) -> list[tuple[str, Number]]:
    return [(cut.cites[0], cut.by) for cut in award.reduced_by]


def _cuts(cuts: list[tuple[str, Number]]) -> str:
    return "、".join(f"依 {cites} 减去 {_amount(by)}" for cites, by in cuts) or NOTHING


def _figures(values: Mapping[str, object]) -> str:
    figures = ((name, comparable(value)) for name, value in values.items())
    return "、".join(
        f"{name} {NOTHING if value is None else show_value(value)}" for name, value in figures
    )


_WORDS: dict[str, Callable[[Any], str]] = {
    "amount": _amount,
    "payee": lambda payee: NOTHING if payee is None else visible(payee),
    "missing": _names,
    "bounds": _range,
    "reduced_by": _cuts,
    "values": _figures,
}

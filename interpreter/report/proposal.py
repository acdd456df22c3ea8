"""A proposed change for its reviewer: the verdict, then all it rests on, worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff

from interpreter.policy.model import Policy
from interpreter.policy.settled import settle
from interpreter.report.coverage import goal_in_words
from interpreter.report.difference_json import difference_data
from interpreter.report.difference_markdown import difference_markdown, plain
from interpreter.report.difference_text import difference_text, headline
from interpreter.report.explanation import explain_award, explain_finding
from interpreter.report.laws import broken_by_golden, law_problems
from interpreter.report.mutants import Hunted, mutants_text
from interpreter.report.problems import problems_text
from interpreter.review.interface import Interface
from interpreter.review.proposal import Proposal

MOST_LINES = 60
Section = tuple[str, list[str]]


def proposal_text(proposal: Proposal, hunted: Hunted | None) -> str:
    """Give the review for a terminal."""
    lines = [verdict(proposal, hunted), ""]
    for title, told in _sections(proposal, hunted):
        lines += [f"【{title}】", *(f"  {line}" for line in told), ""]
    return "\n".join([*lines, "【改动与案件】", difference_text(proposal.account, proposal.new)])


def proposal_markdown(proposal: Proposal, hunted: Hunted | None, titles: tuple[str, str]) -> str:
    """Give the review as a comment on a pull request, bounded in length."""
    parts = [f"## {plain(verdict(proposal, hunted))}", ""]
    for title, told in _sections(proposal, hunted):
        shown = [f"- {plain(line)}" for line in told[:MOST_LINES]]
        left = len(told) - len(shown)
        shown += [f"- 另有 {left} 行"] if left > 0 else []
        summary = f"<summary>{plain(title)}（{len(told)}）</summary>"
        parts += ["<details>", summary, "", *shown, "", "</details>", ""]
    return "\n".join([*parts, difference_markdown(proposal.account, *titles, proposal.new)])


def proposal_data(proposal: Proposal, hunted: Hunted | None) -> dict[str, object]:
    """Give the review as plain JSON data."""
    return {
        "sound": proposal.is_sound and not (hunted and (hunted.survivors or hunted.faults)),
        "sections": dict(_sections(proposal, hunted)),
        "difference": difference_data(proposal.account, proposal.new),
    }


def verdict(proposal: Proposal, hunted: Hunted | None) -> str:
    """Give in one line whether the change may be approved, and what it does."""
    lacking = [title for title, _ in _lacking(proposal, hunted)]
    told = headline(proposal.account)
    return f"不能合并：{'、'.join(lacking)}。{told}" if lacking else f"没有发现问题。{told}"


def _lacking(proposal: Proposal, hunted: Hunted | None) -> Iterator[Section]:
    truth = proposal.truth
    if truth.unexplained:
        yield "结果变了，金案没有跟着改并写明理由", [*truth.unexplained]
    if truth.removed:
        yield "删去的金案", [*truth.removed]
    if truth.failing:
        labels = [f"{v.golden.label}：{v.golden.because}" for v in truth.failing]
        yield "不合金案", labels
    broken = [*_laws(proposal)]
    if broken:
        yield "没有守住或没有证明的底线", broken
    missing = [goal_in_words(goal) for goal in proposal.coverage.missing]
    if missing:
        yield "没有金案证明的规则", missing
    if hunted is not None and (hunted.survivors or hunted.faults):
        yield "改错了也没有金案察觉的地方", mutants_text(hunted).splitlines()


def _sections(proposal: Proposal, hunted: Hunted | None) -> Iterator[Section]:
    yield from _lacking(proposal, hunted)
    for title, told in (
        ("检查时的提醒", problems_text(proposal.warnings).splitlines()),
        ("送案件的人要知道", list(_interface(proposal.interface))),
        ("随结果改写的金案", [*_rewritten(proposal)]),
        ("规则的说法有哪些变化", list(_prose(proposal))),
    ):
        if told:
            yield title, told


def _laws(proposal: Proposal) -> Iterator[str]:
    """Give the laws that golden cases break, and what a proof found against others."""
    policy = proposal.new
    found = [broken_by_golden(b, g.label, policy) for g, b in proposal.truth.breaches]
    found += (problem for law in proposal.laws for problem in law_problems(law, policy))
    yield from (f"{problem.message}（{problem.hint}）" for problem in found)


def _rewritten(proposal: Proposal) -> Iterator[str]:
    for golden in proposal.truth.rewritten:
        reason = golden.changed[0].because if golden.changed else golden.because
        yield f"{golden.label}：{reason}"


def _interface(found: Interface) -> Iterator[str]:
    for word, names in (
        ("新增的事实", found.facts_added),
        ("没有了的事实", found.facts_gone),
        ("取值或单位变了的事实", found.facts_changed),
        ("新增的补贴", found.awards_added),
        ("没有了的补贴", found.awards_gone),
    ):
        if names:
            yield f"{word}：{'、'.join(names)}"
    yield from (f"{name}现在还要看：{'、'.join(facts)}" for name, facts in found.asks.items())
    yield from (f"{name}不再看：{'、'.join(facts)}" for name, facts in found.drops.items())


def _prose(proposal: Proposal) -> Iterator[str]:
    """Give the lines of `explain` that came and went, under each award and finding."""
    old, new = settle(proposal.old, {}), settle(proposal.new, {})
    for name in dict.fromkeys((*new.awards, *old.awards)):
        yield from _changed_lines(name, old, new, lambda p, n: explain_award(p.awards[n], p))
    for name in dict.fromkeys((*new.findings, *old.findings)):
        yield from _changed_lines(name, old, new, lambda p, n: explain_finding(p.findings[n], p))


def _changed_lines(
    name: str, old: Policy, new: Policy, explain: Callable[[Policy, str], str]
) -> Iterable[str]:
    was, now = (_lines(name, policy, explain) for policy in (old, new))
    if was == now:
        return []
    told = [line for line in unified_diff(was, now, n=0, lineterm="") if line[:2] not in _MARKS]
    return [f"{name}：", *(f"{line[0]} {line[1:].strip()}" for line in told)]


_MARKS = ("--", "++", "@@")


def _lines(name: str, policy: Policy, explain: Callable[[Policy, str], str]) -> list[str]:
    there = name in policy.awards or name in policy.findings
    return explain(policy, name).splitlines() if there else []

"""An outcome as Markdown, for a file note or a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.evaluation.outcome import AwardOutcome, Outcome, Reason, Status
from interpreter.policy.model import Policy
from interpreter.problems import visible
from interpreter.report.outcome_json import findings_data, money
from interpreter.report.outcome_text import (
    FINDING_HEADS,
    HEADS,
    MARKS,
    decision,
    distance,
    is_silent,
    value_in_words,
)

ORDER = (Status.GRANTED, Status.REFUSED, Status.PENDING)


def outcome_markdown(outcome: Outcome, policy: Policy) -> str:
    """Give the outcome of one case as Markdown."""
    lines = [f"## 案件 {_plain(outcome.case or '（未编号）')}", "", f"**{decision(outcome)}**", ""]
    lines += ["| 补贴 | 条文 | 结果 | 金额（元） | 付给 |", "|---|---|---|---:|---|"]
    told = [a for s in ORDER for a in outcome.awards if a.status is s and not is_silent(a)]
    lines += [_row(award) for award in told]
    for award in told:
        lines += ["", *_details(award, policy)]
    lines += _findings(outcome, policy)
    lines += ["", f"依据 {policy.number}，已知至 {outcome.known_on}，`{outcome.fingerprint}`"]
    return "\n".join(lines)


def _plain(text: str) -> str:
    return visible(text).replace("|", "\\|").replace("<", "&lt;")


def _row(award: AwardOutcome) -> str:
    amount = money(award.amount) if award.amount is not None else _bounds(award)
    cells = (award.award, "、".join(award.cites), HEADS[award.status], amount, award.payee or "")
    return f"| {' | '.join(cells)} |"


def _bounds(award: AwardOutcome) -> str:
    low, high = award.bounds
    return f"{money(low or 0)} ～ {money(high)}" if high is not None else ""


def _details(award: AwardOutcome, policy: Policy) -> Iterator[str]:
    yield f"### {award.award}：{HEADS[award.status]}"
    yield ""
    for reason in award.because:
        yield f"- {MARKS[reason.holds]} {_reason(reason, policy)}"
    for cut in award.reduced_by:
        yield f"- 因{cut.limit}减去 {money(cut.by)} 元（{'、'.join(cut.cites)}）"
    if award.missing:
        yield f"- 还需要：{_plain('、'.join(award.missing))}"
    if award.readings:
        yield f"- 读法：{'、'.join(award.readings)}"


def _reason(reason: Reason, policy: Policy) -> str:
    read = "，".join(f"{n}＝{value_in_words(n, v, policy)}" for n, v in reason.read.items())
    parts = [f"{reason.condition}（{'、'.join(reason.cites)}）"]
    parts += [f"：{read}"] if read else []
    parts += [f"；{distance(gap)}" for gap in reason.gaps]
    parts += [f"；既往 {len(reason.earlier)} 项"] if reason.earlier else []
    parts += [f"；本案已给{reason.kept}"] if reason.kept else []
    parts += [f"；{reason.note}"] if reason.note else []
    return _plain("".join(parts))


def _findings(outcome: Outcome, policy: Policy) -> Iterator[str]:
    values = {str(f["finding"]): f["values"] for f in findings_data(outcome, policy)}
    told = [f for f in outcome.findings if f.status.value in ("met", "breached")]
    if told:
        yield from ("", "| 义务与比例 | 条文 | 结果 | 数据 |", "|---|---|---|---|")
    for finding in told:
        found = values[finding.finding]
        figures = found.items() if isinstance(found, dict) else ()
        data = "，".join(f"{name} {value}" for name, value in figures)
        cells = (finding.finding, "、".join(finding.cites), FINDING_HEADS[finding.status], data)
        yield f"| {' | '.join(cells)} |"

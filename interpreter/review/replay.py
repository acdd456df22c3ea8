"""A decision made again from its receipt: the same bytes, or what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interpreter.language.checker import read_date
from interpreter.policy.fingerprint import fingerprint
from interpreter.policy.history import gather_at, revisions_of
from interpreter.policy.sources import Source
from interpreter.problems import Place, Problem, Refused
from interpreter.source.data import plain
from interpreter.source.files import read_file
from interpreter.source.json_reader import read_json
from interpreter.source.yaml_reader import read_yaml

STATUSES = {"granted": "准予", "refused": "不予", "pending": "待定", "not_applicable": "不适用"}
WORDS = {
    "policy": "政策不是同一份",
    "case_digest": "案件的内容变了",
    "fingerprint": "政策或修订的内容变了",
    "interpreter": "程序的版本变了",
    "known_on": "已知日期不同",
    "instead": "所选的读法不同",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """An outcome as it was given: its very text, and what it says of how it was decided."""

    text: str
    data: Mapping[str, object]
    known_on: date
    instead: Mapping[str, str]


def read_receipt(path: Path) -> Receipt:
    """Read an outcome that `evaluate --format json` gave.

    Raises Refused when the file is none.
    """
    content = read_file(path)
    data = read_json(content, str(path)).data
    day = read_date(str(data.get("known_on", "")))
    if day is None or "awards" not in data or "fingerprint" not in data:
        hint = "用 evaluate --format json 给出的一行"
        raise Refused([Problem("not-a-receipt", Place(str(path)), "这不是一个案件的结果", hint)])
    instead = data.get("instead")
    chosen = {k: str(v) for k, v in instead.items()} if isinstance(instead, Mapping) else {}
    return Receipt(content.decode("utf-8").strip(), data, day, chosen)


def compare_receipts(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """Say in words which part of a receipt is no longer what it was."""
    for key, said in WORDS.items():
        if old.get(key) != new.get(key):
            yield f"{said}：原为 {old.get(key)}，现为 {new.get(key)}"
    before, after = _by_award(old), _by_award(new)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield f"{name}：原为 {_brief(before.get(name))}，现为 {_brief(after.get(name))}"


def _by_award(outcome: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    awards = outcome.get("awards")
    found = awards if isinstance(awards, list) else []
    return {str(a.get("award")): a for a in found if isinstance(a, Mapping)}


def _brief(award: Mapping[str, object] | None) -> str:
    if award is None:
        return "没有"
    amount = f" {award['amount']} 元" if "amount" in award else ""
    return f"{STATUSES.get(str(award.get('status')), '')}{amount}"


def changed_since(policy: Path, mark: object, now: Source) -> list[str]:
    """Name the entries of the policy that changed since the revision with a fingerprint.

    Empty when no revision of the policy's history has it.
    """
    for revision in _history(policy):
        then = gather_at(policy, revision)
        if _mark(then) == mark:
            return sorted(_changed(_content(then), _content(now), ()))
    return []


def _history(policy: Path) -> list[str]:
    try:
        return revisions_of(policy)
    except Refused:
        return []


def _mark(source: Source) -> str:
    try:
        laid = [read_yaml(content, name) for name, content in source.amendments]
        return fingerprint(read_yaml(source.base[1], source.base[0]), laid)
    except Refused:
        return ""


def _content(source: Source) -> object:
    """Give a policy's content with its amendments by id, to be compared entry by entry."""
    base = plain(read_yaml(source.base[1], source.base[0]))
    laid = [plain(read_yaml(content, name)) for name, content in source.amendments]
    by_id = {str(a.get("amendment")): a for a in laid if isinstance(a, Mapping)}
    return {**base, "amendments": by_id} if isinstance(base, Mapping) else base


def _changed(old: object, new: object, path: tuple[str, ...]) -> Iterator[str]:
    if old == new:
        return
    if len(path) < 2 and isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from _changed(old.get(key), new.get(key), (*path, str(key)))
    else:
        yield ".".join(path)

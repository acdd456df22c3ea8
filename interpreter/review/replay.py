"""A decision made again from its receipt: the same bytes, or what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interpreter.source.data import Data, plain


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a replay found: the same outcome, or each way in which it is not."""

    same: bool
    differences: tuple[str, ...] = ()


def compare_receipts(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """Say in words which part of a receipt is no longer what it was."""
    words = {
        "policy": "政策不是同一份",
        "case_digest": "案件的内容变了",
        "fingerprint": "政策或修订的内容变了",
        "interpreter": "程序的版本变了",
        "known_on": "已知日期不同",
        "instead": "所选的读法不同",
    }
    for key, said in words.items():
        if old.get(key) != new.get(key):
            yield f"{said}：原为 {old.get(key)}，现为 {new.get(key)}"
    yield from _changed_awards(old, new)


def _changed_awards(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
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
    return f"{award.get('status')}{amount}"


def changed_parts(old: Data, new: Data) -> list[str]:
    """Name the entries of a policy that differ between two versions of its file."""
    return sorted(_changed(plain(old), plain(new), ()))


def _changed(old: object, new: object, path: tuple[str, ...]) -> Iterator[str]:
    if old == new:
        return
    if len(path) < 2 and isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from _changed(old.get(key), new.get(key), (*path, str(key)))
    else:
        yield ".".join(path)

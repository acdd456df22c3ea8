"""A name that was changed everywhere is not a change: the old policy told in the new names.

Only names that no case uses can be renamed so: standards, definitions, caps, exclusions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from interpreter.language.tree import EARLIER, Apply, Expression, Name, Node
from interpreter.policy.model import Condition, Policy
from interpreter.review.essence import decides

# Sections whose names expressions use, and those whose names stand only for themselves.
USED = ("standards", "definitions")
LABELS = ("limits", "exclusions")
WORD = re.compile(r"\w+")


def in_new_names(old: Policy, new: Policy) -> Policy:
    """Give the old policy in the new one's names, where these say the very same."""
    told = old
    while True:
        found = {s: dict(_pairs(_entries(told, s), _entries(new, s))) for s in (*USED, *LABELS)}
        if not any(found.values()):
            return told
        told = _renamed_policy(told, found)


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each name that is gone with a new name that says and cites the very same.

    Where one name went and one came under the same clauses, it is the same entry, changed
    at the same time.
    """
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    for alike in (_says, _cites):
        for name in tuple(gone):
            twins = [n for n in come if alike(after[n]) == alike(before[name])]
            rivals = [n for n in gone if alike(before[n]) == alike(before[name])]
            if twins and (alike is _says or len(twins) == len(rivals) == 1):
                gone.remove(name)
                come.remove(twins[0])
                yield name, twins[0]


def _cites(entry: Any) -> object:
    return entry.cited.cites, getattr(entry, "by", ""), str(getattr(entry, "type", ""))


def _entries(policy: Policy, section: str) -> Mapping[str, Any]:
    found = getattr(policy, section)
    return found if isinstance(found, Mapping) else {e.cited.name: e for e in found}


def _says(entry: Any) -> object:
    return entry.cited.cites, decides(replace(entry, cited=replace(entry.cited, name="")))


def _renamed_policy(policy: Policy, found: Mapping[str, Mapping[str, str]]) -> Policy:
    used = {old: new for section in USED for old, new in found[section].items()}
    changed: dict[str, Any] = {
        section: {n: _renamed(e, used) for n, e in _entries(policy, section).items()}
        for section in ("awards", "findings")
    }
    changed["constraints"] = tuple(_renamed(c, used) for c in policy.constraints)
    changed["laws"] = tuple(_renamed(law, used) for law in policy.laws)
    for section in USED:
        entries = _entries(policy, section).values()
        named = (_labelled(_renamed(e, used), found[section]) for e in entries)
        changed[section] = {e.cited.name: e for e in named}
    for section in LABELS:
        entries = _entries(policy, section).values()
        changed[section] = tuple(_labelled(_renamed(e, used), found[section]) for e in entries)
    mandates = tuple(replace(m, standard=used.get(m.standard, m.standard)) for m in policy.mandates)
    return replace(policy, **changed, mandates=mandates)


def _labelled(entry: Any, labels: Mapping[str, str]) -> Any:
    name = entry.cited.name
    return replace(entry, cited=replace(entry.cited, name=labels.get(name, name)))


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Give a value with the names its expressions and measures use replaced."""
    if isinstance(value, Expression):
        root = _tree(value.root, names)
        return value if root == value.root else replace(value, root=root)
    if isinstance(value, tuple):
        return tuple(_renamed(v, names) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        inner = {f.name: _renamed(getattr(value, f.name), names) for f in fields(value)}
        if "measure" in inner:
            inner["measure"] = names.get(inner["measure"], inner["measure"])
        if isinstance(value, Condition) and value.title == value.expression.text:
            inner["title"] = WORD.sub(lambda word: names.get(word[0], word[0]), value.title)
        return replace(value, **inner)
    return value


def _tree(node: Node, names: Mapping[str, str]) -> Node:
    if isinstance(node, Name):
        plain = node.id.removeprefix(EARLIER)
        return replace(node, id=node.id.removesuffix(plain) + names.get(plain, plain))
    if isinstance(node, Apply):
        return replace(node, arguments=tuple(_tree(a, names) for a in node.arguments))
    return node

"""Mutants declared equivalent: what people say no case can ever notice, each with its reason.

A declaration is held to the facts: one that names no mutant any more, or one that a golden
case does notice, is a problem of the file that holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from interpreter.policy.shape import check_shape
from interpreter.problems import Place, Problems, did_you_mean, shown
from interpreter.source.data import Data, Sequence, follow, plain
from interpreter.source.files import is_folder, list_folder, read_file
from interpreter.source.yaml_reader import read_yaml

FOLDER = "equivalent"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant declared equivalent: its id, why no outcome can change, and where it is said."""

    id: str
    because: str
    place: Place


def read_equivalents(goldens: Path, problems: Problems) -> dict[str, Equivalent]:
    """Read every declaration beside a folder of golden cases, by the mutant's id."""
    folder = goldens / FOLDER
    found: dict[str, Equivalent] = {}
    for path in list_folder(folder, ".yaml") if is_folder(folder) else ():
        for item in read_equivalent_file(path, problems):
            if item.id in found:
                message = f"变异 `{shown(item.id)}` 声明了两次"
                problems.add("duplicate-name", item.place, message, about=item.id)
            found.setdefault(item.id, item)
    return found


def read_equivalent_file(path: Path, problems: Problems) -> list[Equivalent]:
    """Read the declarations of one file."""
    data = read_yaml(read_file(path), str(path))
    if not check_shape(data, "equivalent", problems):
        return []
    groups = follow(data, ("declared",))[0]
    assert isinstance(groups, Sequence)
    return [item for group in groups.items for item in _of_group(group)]


def _of_group(group: Data) -> list[Equivalent]:
    because = str(plain(follow(group, ("because",))[0]))
    ids = follow(group, ("mutants",))[0]
    assert isinstance(ids, Sequence)
    return [Equivalent(str(plain(item)), because, item.place) for item in ids.items]


def check_equivalents(
    declared: Mapping[str, Equivalent],
    known: Collection[str],
    killed: Mapping[str, str],
    problems: Problems,
) -> None:
    """Hold declarations to the mutants there are, and to those a golden case noticed.

    `killed` gives the golden case by the id of the mutant it noticed.
    """
    for item in declared.values():
        if item.id not in known:
            hint = did_you_mean(item.id, known) or "规则改了，就删去这一条"
            message = f"没有变异 `{shown(item.id)}`"
            problems.add("mutant-unknown", item.place, message, hint, about=item.id)
        elif item.id in killed:
            message = f"变异 `{shown(item.id)}` 声明为等价，金案却能察觉"
            hint = f"金案：{shown(killed[item.id])}；删去这一条"
            problems.add("mutant-killed", item.place, message, hint, about=item.id)

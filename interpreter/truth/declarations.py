"""What people declare that no case can show: mutants that change nothing, goals out of reach.

Each carries its reason, and is held to the facts: one that names nothing any more, or what a
golden case does show, is a problem of the file that holds it.
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


@dataclass(frozen=True, slots=True)
class Kind:
    """What is declared: its folder and schema, the key of its ids, the word for one, and why not.

    `unknown` and `refuted` are the codes of a declaration that does not hold.
    """

    folder: str
    key: str
    noun: str
    contradiction: str
    unknown: str
    refuted: str


EQUIVALENT = Kind(
    "equivalent", "mutants", "变异", "声明为等价，金案却能察觉", "mutant-unknown", "mutant-killed"
)
UNREACHABLE = Kind(
    "unreachable", "goals", "目标", "声明为达不到，金案却达到了", "goal-unknown", "goal-reached"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One thing declared: its id, why no case can show it, and where it is said."""

    id: str
    because: str
    place: Place


def read_declared(kind: Kind, goldens: Path, problems: Problems) -> dict[str, Declaration]:
    """Read every declaration of a kind beside a folder of golden cases, by its id.

    Raises Refused when a file cannot be read.
    """
    folder = goldens / kind.folder
    found: dict[str, Declaration] = {}
    for path in list_folder(folder, ".yaml") if is_folder(folder) else ():
        for item in read_declared_file(kind, path, problems):
            if item.id in found:
                message = f"{kind.noun} `{shown(item.id)}` 声明了两次"
                problems.add("duplicate-name", item.place, message, about=item.id)
            found.setdefault(item.id, item)
    return found


def read_declared_file(kind: Kind, path: Path, problems: Problems) -> list[Declaration]:
    """Read the declarations of one file.

    Raises Refused when it cannot be read.
    """
    data = read_yaml(read_file(path), str(path))
    if not check_shape(data, kind.folder, problems):
        return []
    groups = follow(data, ("declared",))[0]
    assert isinstance(groups, Sequence)
    return [item for group in groups.items for item in _of_group(kind, group)]


def _of_group(kind: Kind, group: Data) -> list[Declaration]:
    because = str(plain(follow(group, ("because",))[0]))
    ids = follow(group, (kind.key,))[0]
    assert isinstance(ids, Sequence)
    return [Declaration(str(plain(item)), because, item.place) for item in ids.items]


def check_declared(
    kind: Kind,
    declared: Mapping[str, Declaration],
    known: Collection[str],
    goldens: Mapping[str, str],
    problems: Problems,
) -> None:
    """Hold declarations to what there is, and to what golden cases show.

    `goldens` gives the name of a golden case by the id of what it shows.
    """
    for item in declared.values():
        if item.id not in known:
            hint = did_you_mean(item.id, known) or "规则改了，就删去这一条"
            message = f"没有{kind.noun} `{shown(item.id)}`"
            problems.add(kind.unknown, item.place, message, hint, about=item.id)
        elif item.id in goldens:
            message = f"{kind.noun} `{shown(item.id)}` {kind.contradiction}"
            hint = f"金案：{shown(goldens[item.id])}；删去这一条"
            problems.add(kind.refuted, item.place, message, hint, about=item.id)

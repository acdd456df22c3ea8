"""Goals declared unreachable: what people say no case can ever show, each with its reason.

A declaration is held to the facts: one that names no goal any more, or one that a golden
case does reach, is a problem of the file that holds it.
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
from interpreter.truth.golden import Golden

FOLDER = "unreachable"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A goal declared unreachable: its address, why no case can show it, where it is said."""

    goal: str
    because: str
    place: Place


def read_unreachable(goldens: Path, problems: Problems) -> dict[str, Unreachable]:
    """Read every declaration beside a folder of golden cases, by the goal's address."""
    folder = goldens / FOLDER
    found: dict[str, Unreachable] = {}
    for path in list_folder(folder, ".yaml") if is_folder(folder) else ():
        for item in read_unreachable_file(path, problems):
            if item.goal in found:
                message = f"目标 `{shown(item.goal)}` 声明了两次"
                problems.add("duplicate-name", item.place, message, about=item.goal)
            found.setdefault(item.goal, item)
    return found


def read_unreachable_file(path: Path, problems: Problems) -> list[Unreachable]:
    """Read one file of declarations.

    Raises Refused when it cannot be read.
    """
    data = read_yaml(read_file(path), str(path))
    if not check_shape(data, "unreachable", problems):
        return []
    groups = follow(data, ("declared",))[0]
    assert isinstance(groups, Sequence)
    return [item for group in groups.items for item in _of_group(group)]


def _of_group(group: Data) -> list[Unreachable]:
    because = str(plain(follow(group, ("because",))[0]))
    goals = follow(group, ("goals",))[0]
    assert isinstance(goals, Sequence)
    return [Unreachable(str(plain(item)), because, item.place) for item in goals.items]


def check_unreachable(
    declared: Mapping[str, Unreachable],
    known: Collection[str],
    reached: Mapping[str, Golden],
    problems: Problems,
) -> None:
    """Hold declarations to the goals there are, and to those a golden case reaches."""
    for item in declared.values():
        if item.goal not in known:
            hint = did_you_mean(item.goal, known) or "规则改了，就删去这一条"
            message = f"没有目标 `{shown(item.goal)}`"
            problems.add("goal-unknown", item.place, message, hint, about=item.goal)
        elif item.goal in reached:
            golden = reached[item.goal]
            message = f"目标 `{shown(item.goal)}` 声明为达不到，金案却达到了"
            hint = f"金案：{shown(golden.name)}；删去这一条"
            problems.add("goal-reached", item.place, message, hint, about=item.goal)

"""The very character of a change: a mutant knows its expression, the file knows the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from interpreter.problems import Place
from interpreter.source.data import Data, Mapping, Scalar, Sequence
from interpreter.source.files import read_file
from interpreter.source.yaml_reader import read_yaml
from interpreter.truth.mutant import Mutant


def placed(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Give mutants placed at the character that changes, each file read once.

    Raises Refused when a file of the policy cannot be read any more.
    """
    files: dict[str, dict[Place, Scalar]] = {}
    found = []
    for mutant in mutants:
        name = mutant.place.file
        if name not in files:
            data = read_yaml(read_file(Path(name)), name)
            files[name] = {scalar.place: scalar for scalar in _scalars(data)}
        scalar = files[name].get(mutant.place)
        place = mutant.place if scalar is None else scalar.spot(mutant.at)
        found.append(replace(mutant, place=place, at=0))
    return found


def _scalars(data: Data) -> Iterator[Scalar]:
    if isinstance(data, Scalar):
        yield data
    elif isinstance(data, Sequence):
        for item in data.items:
            yield from _scalars(item)
    else:
        assert isinstance(data, Mapping)
        for item in data.items.values():
            yield from _scalars(item)

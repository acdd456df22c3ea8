"""Cases to decide under several policies: golden ones with what they try, and an office's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from interpreter.evaluation.case import Case, PlaceOf, read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Outcome
from interpreter.evaluation.program import Program
from interpreter.policy.model import Policy
from interpreter.problems import Place, Problem, Refused
from interpreter.source.data import Data
from interpreter.truth.golden import Golden, program_with

Verdict = Outcome | tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A case as it was sent, with the amendments and readings it is decided under."""

    name: str
    file: str
    raw: object
    place_of: PlaceOf
    amendments: tuple[Data, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name that tells it from the cases of every file, a golden case's own."""
        return f"{self.file}::{self.name}"

    @property
    def is_plain(self) -> bool:
        """Whether it is decided by the policy as it stands."""
        return not self.amendments and not self.readings


def specimen_of(golden: Golden) -> Specimen:
    """Give a golden case as a case to decide."""
    place = golden.place
    amendments, readings = golden.amendments, golden.readings
    return Specimen(golden.name, golden.file, golden.raw, lambda _: place, amendments, readings)


class Bench:
    """Programs of one policy in its variants, each made once: with a case's amendments, readings.

    `blend` gives the policy for a set of edits; no edit at all is one policy among others.
    """

    def __init__(self, blend: Callable[[frozenset[int]], Policy], known_on: date) -> None:
        self._blend = blend
        self._known_on = known_on
        self._programs: dict[object, Program | tuple[Problem, ...]] = {}

    def program(self, edits: frozenset[int], specimen: Specimen) -> Program:
        """Give the program that decides a case with some edits made.

        Raises Refused when an amendment or a reading of the case does not fit.
        """
        laid = tuple(id(a) for a in specimen.amendments)
        key = (edits, laid, tuple(specimen.readings.items()))
        if key not in self._programs:
            self._programs[key] = self._made(edits, specimen)
        found = self._programs[key]
        if isinstance(found, Program):
            return found
        raise Refused(found)

    def _made(self, edits: frozenset[int], specimen: Specimen) -> Program | tuple[Problem, ...]:
        try:
            place, policy = Place(specimen.file), self._blend(edits)
            return program_with(policy, specimen.amendments, specimen.readings, place)
        except Refused as refused:
            return refused.problems

    def read(self, edits: frozenset[int], specimen: Specimen) -> Case | tuple[Problem, ...]:
        """Give the case as a policy takes it, or why it is invalid there."""
        try:
            return read_case(specimen.raw, self.program(edits, specimen), specimen.place_of)
        except Refused as refused:
            return refused.problems

    def decide(self, edits: frozenset[int], specimen: Specimen, case: Case) -> Outcome:
        """Decide a case that both policies take, with some edits made."""
        return decide(self.program(edits, specimen), case, self._known_on)

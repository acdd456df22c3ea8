"""What is proved of a change over all cases as plain JSON data, money as text."""

from __future__ import annotations

from interpreter.policy.model import Fact, Policy
from interpreter.policy.values import raw_value
from interpreter.report.moves import brief
from interpreter.report.outcome_json import money
from interpreter.report.proved_change import basis
from interpreter.review.proof import (
    Beside,
    Granted,
    Member,
    OneOf,
    Part,
    Proof,
    Region,
    Shift,
    Span,
)


def proof_data(proof: Proof, policy: Policy) -> dict[str, object]:
    """Give the proof as plain JSON data, money as text."""
    return {
        "complete": proof.is_complete,
        "shifts": [_shift_data(s, policy) for s in proof.shifts],
        "same": list(proof.same),
        "inert": [n + 1 for n in proof.inert],
        "undecided": [
            {"award": o.award, "turn": o.turn and o.turn.name.lower(), "edit": _edit(o.edit)}
            for o in proof.undecided
        ],
        "faults": list(proof.faults),
        "rests_on": basis(proof, policy),
    }


def _edit(edit: int | None) -> int | None:
    return None if edit is None else edit + 1


def _shift_data(shift: Shift, policy: Policy) -> dict[str, object]:
    witness = shift.witness
    return {
        "award": shift.award,
        "turn": shift.turn.name.lower(),
        "edit": _edit(shift.edit),
        "sole": shift.sole,
        "facts_complete": shift.complete,
        "witness": {
            "differs": {name: _said(policy, name, value) for name, value in witness.deviations},
            "case": _texts(witness.raw),
            "before": brief(witness.before),
            "after": brief(witness.after),
        },
        "gains": None if shift.gains is None else [money(gain) for gain in shift.gains],
        "region": None if shift.region is None else _region_data(shift.region, policy),
    }


def _texts(raw: object) -> object:
    """Give a case as JSON takes it: a decimal as its text."""
    if isinstance(raw, dict):
        return {key: _texts(value) for key, value in raw.items()}
    if isinstance(raw, list | bool | int | str):
        return raw
    return str(raw)


def _plain(fact: Fact, value: object) -> object:
    return _texts(raw_value(fact, value))  # type: ignore[arg-type]  # a value of the fact


def _region_data(region: Region, policy: Policy) -> dict[str, object]:
    return {
        "exhaustive": region.exhaustive,
        "boxes": [[_part_data(part, policy) for part in box] for box in region.boxes],
    }


def _part_data(part: Part, policy: Policy) -> dict[str, object]:
    match part:
        case Granted():
            return {"granted": "before" if part.before else "after"}
        case Beside():
            return {"beside": part.award, "turn": part.turn.name.lower()}
        case Member():
            return {"fact": part.fact, "contains" if part.inside else "lacks": part.word}
        case OneOf():
            return {"fact": part.fact, "in": [_said(policy, part.fact, v) for v in part.values]}
        case Span():
            ends = {"from": part.low, "to": part.high}
            return {"fact": part.fact} | {k: _said(policy, part.fact, v) for k, v in ends.items()}


def _said(policy: Policy, fact: str, value: object) -> object:
    return None if value is None else _plain(policy.facts[fact], value)

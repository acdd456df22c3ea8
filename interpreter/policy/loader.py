"""Files become a checked policy, or every problem of them at once.

source → shape → vocabulary → provisions → accounts → amendments.  A later stage runs as
far as the earlier ones leave it something to look at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from interpreter.policy.amendments import read_amendment
from interpreter.policy.approved import Amendment
from interpreter.policy.caps import check_measures, read_exclusions, read_limits
from interpreter.policy.draft import Draft, place_of, text_of
from interpreter.policy.fingerprint import fingerprint
from interpreter.policy.laws import check_laws, read_laws
from interpreter.policy.mandates import read_mandates
from interpreter.policy.model import Policy
from interpreter.policy.overlay import lay_over, made_under
from interpreter.policy.provisions import (
    read_awards,
    read_families,
    read_findings,
    read_gates,
)
from interpreter.policy.register import (
    check_accounts,
    read_clauses,
    read_declared,
    read_readings,
)
from interpreter.policy.shape import check_shape
from interpreter.policy.sources import DISTANT, Source
from interpreter.policy.standards import read_standards
from interpreter.policy.targets import read_targets
from interpreter.policy.typical import check_typical
from interpreter.policy.vocabulary import (
    read_constraints,
    read_definitions,
    read_facts,
    read_text_fact,
)
from interpreter.problems import Problem, Problems, Refused
from interpreter.source.data import Data, Mapping
from interpreter.source.yaml_reader import read_yaml


def load(source: Source, known_on: date = DISTANT) -> tuple[Policy, tuple[Problem, ...]]:
    """Read and check a policy with the amendments decided by `known_on`.

    Returns the policy and the warnings.  Raises Refused with every problem found.
    """
    problems = Problems()
    base = _read(source.base, problems)
    laid = [_read(file, problems) for file in source.amendments]
    policy = read_policy(base, problems) if base is not None else None
    if policy is not None:
        policy = _amended(policy, base, laid, known_on, problems)
    problems.refuse_if_any()
    assert policy is not None
    return policy, tuple(problems)


def load_without(policy: Policy, source: Source, mandates: Iterable[str]) -> Policy | None:
    """Give a policy loaded from a source without its amendments under some mandates.

    None where there are none.
    """
    left_out = made_under(policy, mandates)
    if not left_out:
        return None
    kept = [amendment for amendment in policy.amendments if amendment not in left_out]
    base, _ = load(Source(source.base))
    return lay_over(base, kept, Problems())


def _read(file: tuple[str, bytes], problems: Problems) -> Data | None:
    name, content = file
    try:
        return read_yaml(content, name)
    except Refused as refused:
        problems.extend(refused.problems)
        return None


def _amended(
    policy: Policy,
    base: Data | None,
    laid: list[Data | None],
    known_on: date,
    problems: Problems,
) -> Policy:
    assert base is not None
    read = [(d, read_amendment(d, policy, problems)) for d in laid if d is not None]
    mine = [(d, a) for d, a in read if a is not None and a.decided_on <= known_on]
    amendments: list[Amendment] = [a for _, a in mine]
    mark = fingerprint(base, [d for d, _ in mine])
    return replace(lay_over(policy, amendments, problems), fingerprint=mark)


def read_policy(data: Data, problems: Problems) -> Policy | None:
    """Check the data of a policy file and give the policy, None when its shape is wrong."""
    if not check_shape(data, "policy", problems) or not isinstance(data, Mapping):
        return None
    awards = data.items["awards"]
    names = tuple(awards.items) if isinstance(awards, Mapping) else ()
    draft = Draft(data, problems, awards=names)
    policy = _read_sections(draft)
    if policy is not None and not problems.errors:
        check_typical(policy, problems)
        check_laws(policy, problems)
    return policy


def _read_sections(draft: Draft) -> Policy | None:
    clauses, readings = read_clauses(draft), read_readings(draft)
    issued = draft.day(draft.root.items["issued"])
    in_force, before_issue = _in_force(draft)
    draft.in_force = in_force or draft.in_force
    facts = read_facts(draft)
    person, organisation = (read_text_fact(draft, facts, k) for k in ("person", "organisation"))
    standards = read_standards(draft, in_force[0] if in_force else None)
    definitions = read_definitions(draft)
    constraints = read_constraints(draft)
    families = read_families(draft)
    gates = read_gates(draft, families)
    awards = read_awards(draft, gates)
    limits = read_limits(draft, families, frozenset(definitions))
    exclusions, findings = read_exclusions(draft), read_findings(draft)
    targets = read_targets(draft, facts, families)
    mandates = read_mandates(draft, standards, families)
    draft.used.update(m.standard for m in mandates if m.standard)
    laws = read_laws(draft, families, facts, mandates)
    check_measures(draft, limits, awards, definitions)
    check_accounts(draft, clauses)
    if in_force is None or issued is None:
        return None
    table = draft.root.items
    return Policy(
        id=text_of(table["policy"]),
        number=text_of(table["number"]),
        title=text_of(table["title"]),
        issued=issued,
        in_force=in_force,
        before_issue=before_issue,
        clauses=clauses,
        facts=facts,
        constraints=constraints,
        standards=standards,
        readings=readings,
        definitions=definitions,
        awards=awards,
        limits=limits,
        exclusions=exclusions,
        findings=findings,
        targets=targets,
        mandates=mandates,
        laws=laws,
        families=families,
        in_force_place=place_of(table["in_force"]),
        person=person,
        organisation=organisation,
        declared=read_declared(draft),
    )


def _in_force(draft: Draft) -> tuple[tuple[date, date] | None, tuple[str, ...]]:
    """Read the policy's first and last day, and what events before its issue rest on."""
    data = draft.root.items["in_force"]
    assert isinstance(data, Mapping)
    draft.cites(data)
    readings = draft.rests_on(data)
    start, end = draft.day(data.items["from"]), draft.day(data.items["to"])
    if start is None or end is None:
        return None, readings
    if end < start:
        draft.problems.add("bad-bounds", place_of(data), "政策的结束日期早于开始日期")
    return (start, end), readings

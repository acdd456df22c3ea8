"""The laws of a policy held to the golden cases: what no proof is needed for to be seen broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from interpreter.evaluation.case import broken_constraints
from interpreter.evaluation.laws import Breach, Trial, Trials, breach
from interpreter.evaluation.outcome import Outcome
from interpreter.evaluation.program import Program
from interpreter.language.types import Kind
from interpreter.policy.law import AtMost, Irrelevant, Law, Monotone, NoWorse
from interpreter.policy.reach import facts_read
from interpreter.reference.unknown import Known
from interpreter.truth.golden import Golden, Verdict, case_of


def breaches_in(program: Program, verdicts: Iterable[Verdict]) -> Iterator[tuple[Golden, Breach]]:
    """Give each law that golden cases break, with the first of them.

    Only cases of the policy as it stands: one under other readings or amendments shows nothing.
    """
    held = seen_in_cases(program)
    for golden, found in ((v.golden, v.found) for v in verdicts):
        if golden.amendments or golden.readings or not isinstance(found, Outcome):
            continue
        trial = Trial(program, case_of(golden, program), found)
        for broken in breaches(held, trial):
            held.remove(broken.law)
            yield golden, broken


def seen_in_cases(program: Program) -> list[Law]:
    """Give the laws but for what takes amendments to see, and facts that no rule reads."""
    return [law for law in program.policy.laws if _can_be_seen(program, law)]


def _can_be_seen(program: Program, law: Law) -> bool:
    claim = law.claim
    if isinstance(claim, Irrelevant):
        return bool(facts_read(program.policy) & {*claim.facts})
    return not isinstance(claim, NoWorse)


def breaches(laws: Iterable[Law], trial: Trial) -> Iterator[Breach]:
    """Give how a case, beside others like it, breaks some laws without being exempt."""
    for law in tuple(laws):
        tried = (breach(law, trials) for trials in _tried(law, trial))
        found = next((b for b in tried if b is not None and b.exemption is None), None)
        if found is not None:
            yield found


def _tried(law: Law, trial: Trial) -> Iterator[Trials]:
    """Give what a case shows of a law: itself, or itself beside one with another fact."""
    claim = law.claim
    if isinstance(claim, Monotone):
        yield from _risen(claim, trial)
    elif isinstance(claim, Irrelevant):
        for fact in claim.facts:
            yield from ((trial, o) for v in _values(trial, fact) for o in _with(trial, fact, v))
    elif not isinstance(claim, AtMost) or set(trial.paid) & set(claim.over):
        yield (trial,)


def _risen(claim: Monotone, trial: Trial) -> Iterator[Trials]:
    """Give a case that is paid, beside those with more of a choice; none was paid before."""
    own = trial.case.facts.get(claim.fact)
    if trial.case.history == () and own in claim.order and set(trial.paid) & set(claim.over):
        for more in claim.order[claim.order.index(str(own)) + 1 :]:
            yield from ((trial, other) for other in _with(trial, claim.fact, more))


def _values(trial: Trial, fact: str) -> tuple[Known | None, ...]:
    """Give values to try a fact by: the options of a choice, and not given."""
    given = trial.program.policy.facts[fact].type
    few: tuple[Known, ...] = (True, False) if given.kind is Kind.BOOLEAN else given.values
    return (None, *few) if given.kind in (Kind.BOOLEAN, Kind.CHOICE) else (None,)


def _with(trial: Trial, fact: str, value: Known | None) -> Iterator[Trial]:
    """Give the case with one fact otherwise, where that is another valid case."""
    case, program = trial.case, trial.program
    facts = {name: known for name, known in case.facts.items() if name != fact}
    facts |= {} if value is None else {fact: value}
    if facts != case.facts and not broken_constraints(program, facts):
        yield Trial(program, replace(case, facts=facts))

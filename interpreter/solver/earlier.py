"""What awards granted earlier could do to one that is claimed, where nobody knows of any."""

from __future__ import annotations

from collections.abc import Iterator

from interpreter.evaluation.case import Record
from interpreter.evaluation.judgement import Judged
from interpreter.evaluation.program import Program
from interpreter.policy.model import Exclusion, Limit
from interpreter.policy.reach import limit_expressions, names_through
from interpreter.solver.variants import Facts

MOST_RECORDS = 12


def counted_by(program: Program, judged: Judged) -> tuple[str, ...]:
    """Name what earlier awards are held against, for an award: what its caps and rivals go by."""
    policy, name = program.policy, judged.name
    caps = [lim for lim in policy.limits if name in lim.over and _reaches(program, lim, judged)]
    rivals = [e for e in policy.exclusions if any(name in side.awards for side in e.sides)]
    rivals = [e for e in rivals if "paid_first" in e.keep and _reaches(program, e, judged)]
    expressions = [e for limit in caps for e in limit_expressions(limit)]
    expressions += [key for exclusion in rivals for key in exclusion.keys]
    return names_through(expressions, policy, [lim.measure for lim in caps if lim.measure])


def _reaches(program: Program, rule: Limit | Exclusion, judged: Judged) -> bool:
    """Say whether a cap or an exclusion may hold something earlier against an award."""
    scope = judged.scope
    only_if = rule.where if isinstance(rule, Limit) else rule.guard
    here = True if only_if is None else program.evaluate(only_if, scope)
    keys = [program.evaluate(key, scope) for key in rule.keys]
    own = any(isinstance(key, str) and key.startswith("\0") for key in keys)
    return not own and here is not False and scope.governed(rule.window) is not False


def used_up(program: Program, name: str, facts: Facts) -> Iterator[tuple[Record, ...]]:
    """Give histories that leave nothing of the caps of an award, on the facts of a case."""
    for count in (1, MOST_RECORDS):
        others = (dict.fromkeys(program.identities, f"既往{n}") for n in range(count))
        yield tuple(Record(name, {**facts, **own}, {}) for own in others)
    for exclusion in program.policy.exclusions:
        sides = [side for side in exclusion.sides if name not in side.awards]
        if len(sides) < len(exclusion.sides):
            yield from ((Record(side.awards[0], facts, {}),) for side in sides)

"""The solver back end says of an expression what the reference back end says, bounds included."""

from __future__ import annotations

from dataclasses import replace

from expressions import NAMES, SCOPE, Situation, answers, situations
from hypothesis import assume, given
from pinning import plainly, told
from random_cases import PROGRAM
from trials import bounded

from interpreter.language.checker import read
from interpreter.language.tree import Expression
from interpreter.policy.model import NOWHERE, Fact
from interpreter.reference.backend import Evaluator, lower
from interpreter.reference.unknown import high_of, low_of
from interpreter.solver.scope import Scopes
from interpreter.solver.world import World

FACTS = {n: Fact(n, named.type, "", None, named.low, named.high) for n, named in NAMES.items()}
LANGUAGE = replace(
    PROGRAM.policy, facts=FACTS, definitions={}, standards={}, readings={}, constraints=()
)


@bounded(500)
@given(situation=situations())
def test_an_expression_means_the_same(situation: Situation) -> None:
    root, slips = read(situation.text, SCOPE)
    assume(root is not None and not slips)
    assert root is not None
    world = World(LANGUAGE)
    scope = Scopes(world, LANGUAGE, world.case).base
    term = scope.lower(Expression(situation.text, root, NOWHERE))
    facts = {n: v for n, v in situation.known.items() if n not in situation.gone}
    expected = Evaluator().evaluate(lower(root), answers(situation.known, situation.gone))
    wanted = [expected, low_of(expected), high_of(expected)]
    assert told(world, [term, term.low, term.high], facts) == [plainly(w) for w in wanted]

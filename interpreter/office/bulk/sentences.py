"""The reasons of an award in words, for many rows at once, to the letter as for one case.

What a fact, or a comparison that failed, is called in words is worked out once for each
value it has; the sentences of the rows are joined from these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from interpreter.evaluation.distance import COMPARISONS, gaps
from interpreter.evaluation.program import Program
from interpreter.language.tree import Apply, Expression, walk
from interpreter.language.types import Kind
from interpreter.office.bulk.coded import each_once
from interpreter.office.bulk.figures import number_in_words
from interpreter.policy.model import Award, Condition, Policy
from interpreter.policy.reach import names_through
from interpreter.report.outcome_text import MARKS, distance, value_in_words
from interpreter.table.stored import known_value
from interpreter.table.telling import Telling

BETWEEN = "；"


def word(fact: str) -> str:
    """Give the column that holds a fact in words."""
    return f"#word {fact}"


class Sentences:
    """Tells the reasons of the awards of one policy."""

    def __init__(self, program: Program, stories: Mapping[str, Telling]) -> None:
        self._program = program
        self._policy = program.policy
        self._stories = stories
        self._gaps = {
            name: _compared(program.policy, program.policy.awards[name], story.conditions)
            for name, story in stories.items()
        }

    def words(self, claims: pl.DataFrame) -> pl.DataFrame:
        """Give each fact of claims in words, 未知 where it is not known."""
        reads = {n for s in self._stories.values() for c in s.conditions for n in c.reads}
        facts = [n for n in self._policy.facts if n in reads]
        return pl.DataFrame([self._words_of(claims, name).alias(word(name)) for name in facts])

    def _words_of(self, claims: pl.DataFrame, name: str) -> pl.Series:
        policy = self._policy
        unknown = value_in_words(name, None, policy)
        if name not in claims.columns:
            return pl.Series([unknown]).new_from_index(0, claims.height)
        given = policy.facts[name].type
        if given.kind is Kind.NUMBER:
            number = number_in_words(claims[name], given)
            if number is not None:
                return number.fill_null(unknown)

        def told(stored: Any) -> str:
            return value_in_words(name, known_value(given, stored), policy)

        return each_once(claims[name], told).fill_null(unknown)

    def needed(self, award: str, given: list[str]) -> list[str]:
        """Give the columns, of those given, that the reasons of an award are told by."""
        reads = (word(n) for c in self._stories[award].conditions for n in c.reads)
        compared = (n for facts in self._gaps[award].values() for n in facts if n in given)
        return [*reads, *compared]

    def reasons(self, award: str, rows: pl.DataFrame) -> pl.Series:
        """Give the reasons of an award, in rows that hold what `told_columns` and `words` give."""
        story = self._stories[award]
        refused = pl.col(f"{award}.status") == "refused"
        rows = rows.with_columns(self._distances(award, rows))
        lines = [
            _line(award, index, condition, refused, index in self._gaps[award])
            for index, condition in enumerate(story.conditions)
        ]
        return rows.select(pl.concat_str(lines, separator=BETWEEN, ignore_nulls=True)).to_series()

    def _distances(self, award: str, rows: pl.DataFrame) -> Iterator[pl.Series]:
        """Say how far each comparison that failed was from holding, empty where none did."""
        for index, facts in self._gaps[award].items():
            condition = self._stories[award].conditions[index]
            where = rows[f"{award}.fails.{index}"] & ~rows[f"{award}.absent.{index}"]
            given = [n for n in facts if n in rows.columns]
            told = self._told_once(self._policy.awards[award], condition, rows, given, where)
            yield told.alias(_gap(index))

    def _told_once(
        self,
        award: Award,
        condition: Condition,
        rows: pl.DataFrame,
        facts: list[str],
        where: pl.Series,
    ) -> pl.Series:
        if not facts:
            same = self._told(award, condition, {})
            return pl.Series([same]).new_from_index(0, rows.height)
        keys = rows.filter(where).select(facts).unique()
        told = [self._told(award, condition, row) for row in keys.iter_rows(named=True)]
        keys = keys.with_columns(pl.Series(_gap(0), told, dtype=pl.String))
        joined = rows.select(facts).join(
            keys, on=facts, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined[_gap(0)].fill_null("")

    def _told(self, award: Award, condition: Condition, stored: Mapping[str, Any]) -> str:
        """Say how far a condition was from holding on some facts, as columns hold them."""
        types = {name: self._policy.facts[name].type for name in stored}
        known = {n: known_value(types[n], v) for n, v in stored.items() if v is not None}
        found = gaps(self._program, condition.expression, self._program.scope(award, known))
        return "".join(BETWEEN + distance(gap) for gap in found)


def _gap(index: int) -> str:
    return f"#gap {index}"


def _line(
    award: str, index: int, condition: Condition, refused: pl.Expr, has_gaps: bool
) -> pl.Expr:
    """Give one condition in words where it is told: of a refusal only if it does not hold."""
    said = f" {condition.title}（{'、'.join(condition.cites)}）"
    reads: list[pl.Expr] = []
    for place, name in enumerate(condition.reads):
        reads += [pl.lit(f"{'，' if place else '：'}{name}＝"), pl.col(word(name))]
    gap = [pl.col(_gap(index))] if has_gaps else []
    absent, fails, open_ = (pl.col(f"{award}.{k}.{index}") for k in ("absent", "fails", "open"))
    told = (
        pl.when(absent)
        .then(None)
        .when(fails)
        .then(pl.concat_str([pl.lit(MARKS[False] + said), *reads, *gap]))
        .when(open_)
        .then(pl.concat_str([pl.lit(MARKS[None] + said), *reads]))
    )
    return told.when(~refused).then(pl.concat_str([pl.lit(MARKS[True] + said), *reads]))


def _compared(
    policy: Policy, award: Award, conditions: Iterable[Condition]
) -> dict[int, tuple[str, ...]]:
    """Give each condition that compares, by position, with the facts its comparisons rest on."""
    found = {}
    for index, condition in enumerate(conditions):
        names = names_through([condition.expression], policy)
        reached = [policy.definitions[n].expression for n in names if n in policy.definitions]
        if any(map(_compares, (condition.expression, *reached))):
            found[index] = _facts_under(policy, award, condition.expression)
    return found


def _facts_under(policy: Policy, award: Award, expression: Expression) -> tuple[str, ...]:
    """Give the facts that can change an expression, those of the event date among them."""
    by_day = {"event", "counted_on", *policy.standards, *policy.readings}
    names, new = set[str](), {*names_through([expression], policy)}
    while new:
        names |= new
        keys = {s.by for n, s in policy.standards.items() if n in new and s.by}
        dated = [e for e in (award.event, award.counts_on) if e and new & by_day]
        new = keys | {*names_through(dated, policy, keys & policy.definitions.keys())}
        new -= names
    return tuple(name for name in policy.facts if name in names)


def _compares(expression: Expression) -> bool:
    nodes = walk(expression.root)
    return any(isinstance(node, Apply) and node.operator in COMPARISONS for node in nodes)

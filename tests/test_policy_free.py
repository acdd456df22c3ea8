"""The interpreter knows no policy: not a word and not an amount of 2019-79 stands in its code.

And a policy from another field, written in the same language, is decided by the same code:
its truth is tests/policies/school-bus/golden, run by test_golden.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.report.explanation import explain_award, explain_clause, explain_finding
from interpreter.report.facts import facts_text
from interpreter.source.data import plain
from interpreter.source.yaml_reader import read_yaml

ROOT = Path(__file__).parents[1]
FIRST = ROOT / "policy/2019-79.yaml"
SECOND = ROOT / "tests/policies/school-bus/policy.yaml"
CODE = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").splitlines()
    for path in sorted((ROOT / "interpreter").rglob("*.py"))
}
NAMED = (
    *("clauses", "facts", "standards", "definitions", "families", "gates", "awards"),
    *("limits", "exclusions", "findings", "targets", "mandates", "laws"),
)
# Words of the policy that a message cannot do without, and why.
ORDINARY = {
    "一": "clause 一 is the numeral one: 一项, 一个, 一次; the numerals of any document",
    "否": "a choice of the policy; part of 是否, 否则, 否定, and how a false value is shown",
    "其他": "a choice of the policy; how a table of rows names every row it does not list",
}
# Numbers that are also an amount or a rate of the policy, by where they stand, and why.
TECHNICAL = {
    ("interpreter/language/scanner.py", "2_000"): "the longest expression, in characters",
    ("interpreter/language/scanner.py", "0.6"): "how a percentage is written, in two hints",
    ("interpreter/language/types.py", "200"): "the most digits a product may have",
    ("interpreter/language/checker.py", "2000"): "the year of the day that stands in for none",
    ("interpreter/policy/values.py", "200"): "the longest text of a fact, in characters",
    ("interpreter/report/facts.py", "200"): "the longest text of a fact, in the case schema",
    ("interpreter/problems.py", "0.6"): "how near a word must be to be suggested",
    ("interpreter/source/limits.py", "100_000"): "the most nodes of a file",
    ("interpreter/source/limits.py", "200"): "the most problems told of a file",
    ("interpreter/source/json_places.py", "1000"): "how a number is written, in a hint",
    ("interpreter/source/yaml_scalars.py", "1000"): "how a number is written, in a hint",
}
NUMBER = re.compile(r"(?<![\w.\\])[0-9][0-9_]*(?:\.[0-9]+)?%?(?![\w])")


def raw(path: Path) -> dict[str, Any]:
    data = plain(read_yaml(path.read_bytes(), str(path)))
    assert isinstance(data, dict)
    return data


def words_of(policy: dict[str, Any]) -> Iterator[str]:
    """Give every name a policy makes up, every value of its choices, every address."""
    yield from (policy["policy"], policy["number"], policy["title"])
    for section in NAMED:
        yield from policy.get(section, {})
    for fact in policy["facts"].values():
        if isinstance(fact.get("values"), list):
            yield from fact["values"]
    for target in policy.get("targets", {}).values():
        yield from target["rows"]
    for mandate in policy.get("mandates", {}).values():
        yield mandate["approved_by"]
    # The options of a reading are everyday words (代替, 不给): a message may need them.
    options = {o for r in policy.get("readings", {}).values() for o in r["options"]}
    yield from (word for word in quoted_in(policy) if word not in options)


def quoted_in(value: object) -> Iterator[str]:
    """Give the Chinese words that expressions quote: payees, places, kinds of certificates."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from quoted_in(inner)
    elif isinstance(value, str):
        yield from re.findall(r'"([^"\x00-\x7f]+)"', value)


def amounts_of(policy: dict[str, Any]) -> set[Decimal]:
    """Give the money and the rates; counts such as 3 and 12 stand in any program."""
    return {
        Decimal(str(number))
        for standard in policy["standards"].values()
        if "元" in standard.get("unit", "元")
        for version in standard["values"]
        for number in (
            *(version.get("rows") or {}).values(),
            *(version[key] for key in ("value", "otherwise") if key in version),
        )
    }


def value_of(written: str) -> Decimal:
    value = Decimal(written.rstrip("%").replace("_", ""))
    return value / 100 if written.endswith("%") else value


def numbers_in(name: str) -> Iterator[tuple[int, str]]:
    for at, line in enumerate(CODE[name], 1):
        yield from ((at, written) for written in NUMBER.findall(line))


WORDS = sorted(set(words_of(raw(FIRST))))
AMOUNTS = amounts_of(raw(FIRST))


def test_the_words_and_amounts_are_really_collected() -> None:
    assert {"岗前培训补贴", "二(六)1", "劳动合同月数", "四级", "特殊行业提标", "宁夏"} <= set(WORDS)
    assert {"每年三次", "以工代训与岗前", "按日期入计划期", "计划期内"} <= set(WORDS)
    assert {Decimal(800), Decimal(5_000_000), Decimal("0.08"), Decimal(3000)} <= AMOUNTS


def test_no_word_of_the_policy_stands_in_the_code() -> None:
    found = [
        f"{name}:{at}: {word}"
        for name, lines in CODE.items()
        for at, line in enumerate(lines, 1)
        for word in WORDS
        if word in line and word not in ORDINARY
    ]
    assert not found


def test_no_amount_of_the_policy_stands_in_the_code() -> None:
    found = [
        f"{name}:{at}: {written}"
        for name in CODE
        for at, written in numbers_in(name)
        if value_of(written) in AMOUNTS and (name, written) not in TECHNICAL
    ]
    assert not found


def test_no_exemption_outlives_its_reason() -> None:
    everything = "\n".join(line for lines in CODE.values() for line in lines)
    standing = {(name, written) for name in CODE for _, written in numbers_in(name)}
    assert [word for word in ORDINARY if word not in everything or word not in WORDS] == []
    assert [entry for entry in TECHNICAL if entry not in standing] == []


def test_ordinary_words_are_short() -> None:
    assert all(len(word) <= 2 and why for word, why in ORDINARY.items())


def test_the_second_policy_shares_no_decision_with_the_first() -> None:
    """Another field in other words; only plain words such as 一级 may be common to both."""
    first, second = raw(FIRST), raw(SECOND)
    for section in NAMED:
        assert not set(first.get(section, {})) & set(second.get(section, {})) - {"附件"}


def test_the_second_policy_has_no_problem_and_no_warning() -> None:
    policy, warnings = load(gather(SECOND))
    assert warnings == ()
    assert [amendment.id for amendment in policy.amendments] == ["2022-example-line-1"]


def enum_of(*path: str) -> set[str]:
    node = json.loads((ROOT / "schemas/policy.schema.json").read_text(encoding="utf-8"))
    for step in path:
        node = node[step]
    return set(node["enum"])


def section(name: str) -> list[dict[str, Any]]:
    return list(raw(SECOND)[name].values())


def inside(name: str, key: str, *more: str) -> tuple[str, ...]:
    above = ("properties", name, "additionalProperties", "properties", key)
    return (*above, *more)


def test_the_second_policy_uses_what_the_language_has() -> None:
    """A kind of fact, a keep step, a way to limit that only one policy uses proves little."""
    assert {f["type"] for f in section("facts")} == enum_of(*inside("facts", "type"))
    assert {c["kind"] for c in section("clauses")} == enum_of(*inside("clauses", "kind"))
    kept = {step for e in section("exclusions") for step in e["keep"]}
    assert kept == enum_of(*inside("exclusions", "keep", "items"))
    within = {limit["within"] for limit in section("limits") if "within" in limit}
    assert within == enum_of(*inside("limits", "within"))
    ways = {key for limit in section("limits") for key in limit}
    assert {"count", "measure", "where", "matches", "over_limit"} <= ways


def test_the_second_policy_pays_in_every_shape() -> None:
    amounts = [award["amount"] for award in section("awards")]
    formulas = [a for a in amounts if isinstance(a, str)]
    decided = {key for a in amounts if isinstance(a, dict) for key in a}
    assert decided == {"of", "ceiling", "floor", "range", "times"}
    assert any("round_down(" in a for a in formulas)
    assert any("unstated(" in a for a in formulas)
    assert any(len(s["values"]) > 1 and "by" in s for s in section("standards"))


@pytest.mark.parametrize("name", raw(SECOND)["awards"])
def test_the_rules_of_the_second_policy_are_told_too(name: str) -> None:
    policy, _ = load(gather(SECOND))
    told = explain_award(policy.awards[name], policy)
    assert name in told
    assert all(clause in told for clause in policy.awards[name].cited.cites)


def test_everything_else_of_the_second_policy_is_told_too() -> None:
    policy, _ = load(gather(SECOND))
    assert all(name in explain_finding(f, policy) for name, f in policy.findings.items())
    assert all(clause in explain_clause(c, policy) for clause, c in policy.clauses.items())
    assert all(name in facts_text(policy) for name in policy.facts)

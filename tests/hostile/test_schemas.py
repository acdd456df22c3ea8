"""Our own schemas against what schema libraries let pass: rows 108 to 127 of the hostile list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.exceptions import Unresolvable

from interpreter.evaluation.case import read_case
from interpreter.evaluation.program import Program
from interpreter.policy import shape
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.shape import check_shape
from interpreter.policy.sources import gather
from interpreter.problems import LONGEST_MESSAGE, Problems, Refused
from interpreter.report.facts import case_schema
from interpreter.source.json_reader import read_json
from interpreter.source.yaml_reader import read_yaml

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "schemas").glob("*.schema.json"))
POLICY = ROOT / "policy/2019-79.yaml"
CHECKED = ["policy", "amendment", "golden", "equivalent"]  # what a file of ours is validated with
KEYWORDS = {
    *("$schema", "$id", "$ref", "$defs", "title", "description", "examples", "type", "enum"),
    *("const", "properties", "required", "additionalProperties", "propertyNames", "minProperties"),
    *("items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum"),
    *("oneOf", "anyOf", "uniqueItems", "format"),
    # what one key asks of another: a change's body, or the direction of a mandate for a standard
    *("allOf", "if", "then", "not", "dependentRequired"),
}
NAMED = ("properties", "$defs")  # their keys are names of ours
ALTERNATIVES = ("oneOf", "anyOf")
LISTED = (*ALTERNATIVES, "allOf")
VALUES = ("examples", "enum", "const", "required", "dependentRequired")  # no schemas within
SINGLE = ("items", "additionalProperties", "propertyNames", "if", "then", "not")


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Give every schema within a schema."""
    if not isinstance(schema, dict):
        assert isinstance(schema, bool)
        return
    yield schema
    for key in NAMED:
        for inner in schema.get(key, {}).values():
            yield from nodes(inner)
    for key in LISTED:
        for inner in schema.get(key, []):
            yield from nodes(inner)
    for key in SINGLE:
        if key in schema:
            yield from nodes(schema[key])


@cache
def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def great() -> Policy:
    return load(gather(POLICY))[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_row_125_only_known_keywords(path: Path) -> None:
    Draft202012Validator.check_schema(read(path))
    assert [set(node) - KEYWORDS for node in nodes(read(path)) if set(node) - KEYWORDS] == []
    # a node that this test could not reach would be a place for a misspelt keyword
    assert sum(1 for _ in nodes(read(path))) == sum(1 for _ in _schemas_by_hand(read(path)))


def _schemas_by_hand(data: Any, named: bool = False) -> Iterator[Any]:
    """Give every mapping that is not a table of names nor a value, told another way."""
    if isinstance(data, list):
        for item in data:
            yield from _schemas_by_hand(item)
    elif isinstance(data, dict):
        yield from () if named else (data,)
        for key, value in data.items():
            if named or key not in VALUES:
                yield from _schemas_by_hand(value, named=not named and key in NAMED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_closed_object_is_closed(path: Path) -> None:
    """An object with named properties takes no others: nothing misspelt passes in silence.

    A record of the case's skeleton is the exception: beside its award it holds facts by name,
    and only a policy knows those.
    """
    records = [["award"]] if path.name == "case.schema.json" else []
    open_ones = [
        sorted(node["properties"])
        for node in nodes(read(path))
        if "properties" in node and not _closed(node)
    ]
    assert open_ones == records


def _closed(node: dict[str, Any]) -> bool:
    """Say whether only the named properties may stand: none besides, or names from a list."""
    names = node.get("propertyNames", {}).get("enum", [])
    return node.get("additionalProperties", True) is not True or {*node["properties"]} <= {*names}


GOOD = {
    "day": "2020-07-01",
    "reading": "A01",
    "money": "-1200.50",
    "fingerprint": "sha256:" + "0a" * 32,
    "line": "二(六)1",
    "amount": "1200.5",
    "zero": "0",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rows_108_to_112_patterns(path: Path) -> None:
    """Every pattern of a schema holds from end to end, for ASCII digits, in linear time."""
    for pattern in {node["pattern"] for node in nodes(read(path)) if "pattern" in node}:
        assert_sound(pattern)


def test_rows_108_to_112_patterns_of_the_case_schema() -> None:
    for pattern in {n["pattern"] for n in nodes(case_schema(great())) if "pattern" in n}:
        assert_sound(pattern)


def assert_sound(pattern: str) -> None:
    compiled = re.compile(pattern)
    fitting = [text for text in GOOD.values() if compiled.search(text)]
    assert fitting, f"no good example for {pattern}"
    for text in fitting:
        assert not compiled.search(text + "\n")
        assert not compiled.search("x\n" + text)
        if not compiled.search("文字"):
            assert not compiled.search("x" + text)
            assert not compiled.search(text + "x")
            assert not compiled.search(text.replace("0", "٠").replace("1", "１"))
    assert "\\Z" not in pattern, "editors read patterns as ECMAScript, where that is a letter"
    # a repetition inside a repetition is what makes a pattern explode
    assert not re.search(r"[*+}]\)[*+{]", pattern)


def test_rows_113_and_117_to_124_what_we_validate_with() -> None:
    for name in CHECKED:
        for node in nodes(shape.read_schema(name)):
            assert not {"multipleOf", "uniqueItems", "format", "unevaluatedProperties"} & set(node)
            assert node.get("$ref", "#/").startswith("#/")
            alternatives = [inner for key in ALTERNATIVES for inner in node.get(key, [])]
            assert len(alternatives) <= 3
            # alternatives within alternatives double the work at each level
            for inner in alternatives:
                assert not [n for n in nodes(inner) if n is not inner and {*ALTERNATIVES} & set(n)]


@pytest.mark.parametrize("name", CHECKED)
def test_row_113_nothing_is_fetched(name: str, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"type": "object"}', encoding="utf-8")
    ours = shape._validator(name)
    for link in ((tmp_path / "other.json").as_uri(), "http://127.0.0.1:9/x.json", "other.json"):
        with pytest.raises(Exception) as caught:  # noqa: PT011  # the library wraps its own error
            ours.evolve(schema={"$ref": link}).is_valid({})
        assert isinstance(caught.value, Unresolvable)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_row_114_no_reference_leads_back_to_itself(path: Path) -> None:
    schema = read(path)
    definitions = schema.get("$defs", {})
    leads = {name: {n["$ref"] for n in nodes(d) if "$ref" in n} for name, d in definitions.items()}
    waiting = dict(leads)
    while waiting:
        done = [n for n, r in waiting.items() if not {f"#/$defs/{w}" for w in waiting} & r]
        assert done, f"a circle among {sorted(waiting)}"
        for name in done:
            del waiting[name]
    used = {n["$ref"] for n in nodes(schema) if "$ref" in n}
    assert used == {f"#/$defs/{name}" for name in definitions}


def codes(text: str, schema: str = "policy") -> list[tuple[str, int, int]]:
    problems = Problems()
    check_shape(read_yaml(text.encode(), "f"), schema, problems)
    return [(p.code, p.place.line, p.place.column) for p in problems if p.code != "missing-key"]


@pytest.mark.parametrize(
    "row, text, place",
    [
        (119, "targets: {表: {cites: 一, says: 甲, columns: [乙], rows: {丙: [true]}}}\n", 66),
        (120, "targets: {表: {cites: 一, says: 甲, columns: [乙], rows: {丙: [1.0]}}}\n", 66),
        (119, "facts: {甲: {type: decimal, places: true, typical: 1, ask: 乙}}\n", 29),
        (120, "facts: {甲: {type: decimal, places: 2.0, typical: 1, ask: 乙}}\n", 29),
        (119, "standards: {甲: {cites: 一, values: [{from: 2020-01-01, value: true}]}}\n", 57),
        (111, 'issued: "2020-01-01\\n"\n', 1),
        (112, "issued: ２０２０-０１-０１\n", 1),
    ],
)
def test_types_are_told_apart(row: int, text: str, place: int) -> None:
    found = codes(text)
    assert [(code, line) for code, line, _ in found] == [("wrong-shape", 1)]
    assert found[0][2] <= place


def test_row_126_a_message_stays_short() -> None:
    problems = Problems()
    long = "长" * 9_000
    data = read_yaml(f"facts: {long}\nclauses: [{long}]\n{long[:1_000]}: 1\n".encode(), "f")
    check_shape(data, "policy", problems)
    assert len(problems) >= 3
    assert max(len(p.message) for p in problems) <= LONGEST_MESSAGE
    assert max(len(p.hint) for p in problems) <= LONGEST_MESSAGE


def test_every_problem_of_a_shape_is_found_at_once() -> None:
    text = "policy: 1\nissued: x\nclauses: []\nfact: {}\n"
    found = [code for code, _, _ in codes(text)]
    assert sorted(found) == ["unknown-key", "wrong-shape", "wrong-shape", "wrong-shape"]


# ── the schema that others check their cases with ───────────────────────────


def accepted_by_schema(case: object) -> bool:
    """Say whether the published schema takes a case, as another system would ask it."""
    return bool(published().is_valid(case))


@cache
def published() -> Draft202012Validator:
    checker = Draft202012Validator.FORMAT_CHECKER
    empty: Registry[Any] = Registry()
    return Draft202012Validator(case_schema(great()), registry=empty, format_checker=checker)


@cache
def program() -> Program:
    return Program(great())


def accepted_by_us(text: str) -> bool:
    try:
        read = read_json(text.encode(), "c.json")
        read_case(read.data, program(), read.place)
    except Refused as refused:
        # what holds between facts is more than a schema can say
        return {p.code for p in refused.problems} == {"constraint-broken"}
    return True


def _examples() -> list[tuple[str, object]]:
    """Give values of every fact at its ends, beyond them, and of other kinds."""
    found: list[tuple[str, object]] = []
    for fact in great().facts.values():
        ends = (fact.minimum, fact.maximum)
        numbers = [e for e in ends if isinstance(e, int | Fraction)]
        found += [(fact.name, float(n)) for n in numbers if n.denominator > 1]
        found += [
            (fact.name, int(n) + d) for n in numbers if n.denominator == 1 for d in (-1, 0, 1)
        ]
        found += [
            (fact.name, value) for value in ("文字", True, 0.5, [], {}, None, "", "2020-02-30")
        ]
        found += [(fact.name, list(fact.type.values)), (fact.name, [*fact.type.values[:1]] * 2)]
        found += [(fact.name, value) for value in fact.type.values]
        found += [(fact.name, str(end)) for end in ends if end is not None]
    return found


def test_the_published_schema_accepts_what_we_accept() -> None:
    """A case that another system may send is one that we take, and the other way round."""
    differences = []
    for name, value in _examples():
        case = {"facts": {name: value}}
        ours = accepted_by_us(json.dumps(case, ensure_ascii=False))
        if ours != accepted_by_schema(case):
            differences.append((name, value, "taken" if ours else "refused"))
    assert differences == []


def test_the_published_schema_knows_bounds_that_are_not_whole() -> None:
    for name, fact in great().facts.items():
        schema = case_schema(great())["properties"]["facts"]["properties"][name]  # type: ignore[index]
        for node in nodes(schema):
            for key, end in (("minimum", fact.minimum), ("maximum", fact.maximum)):
                if key in node:
                    assert Fraction(Decimal(str(node[key]))) == end

"""How files are mutated, and what must hold of whatever comes out.

Bytes are cut, turned and doubled without respect for the format; and single values of the
parsed policy are put in place of others.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from interpreter.evaluation.advice import advise
from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.model import Policy
from interpreter.policy.sources import Source
from interpreter.problems import Problem, Refused
from interpreter.report.explanation import explain_award, explain_clause, explain_finding
from interpreter.report.facts import case_schema, facts_json, facts_text
from interpreter.report.outcome_json import invalid_json, outcome_json
from interpreter.report.outcome_markdown import outcome_markdown
from interpreter.report.outcome_text import outcome_text
from interpreter.report.problems import problems_annotations, problems_json, problems_text
from interpreter.source.data import plain
from interpreter.source.json_reader import read_json
from interpreter.source.yaml_reader import read_yaml

ROOT = Path(__file__).parents[2]
GREAT = (ROOT / "policy/2019-79.yaml").read_bytes()
SMALL = (Path(__file__).parent / "rich.yaml").read_bytes()
GREAT_CASES = [path.read_bytes() for path in sorted((ROOT / "examples").glob("*.json"))]
TODAY = date(2020, 12, 31)
AMENDMENT = """\
amendment: 示例修订
amends: 示例
authority: 一
approved_by: 示例市人民政府
approval: 示例〔2020〕2号
decided_on: 2020-06-15
changes:
  - standard: 等级标准
    for: {等级: 初级}
    from: 2020-07-01
    value: 150.5
    because: 示例
""".encode()
FACTS: dict[str, Any] = {
    "人数": 2,
    "月数": 6.5,
    "核定金额": "500.50",
    "取证日期": "2020-06-01",
    "开班日期": "2020-05-01",
    "等级": "初级",
    "选择": "甲",
    "证书": ["合格证", "等级证"],
    "已参保": True,
    "职业": "焊工",
}
EARLIER = {
    "award": "甲补贴",
    "取证日期": "2020-03-20",
    "编号": "h1",
    "职业": "焊工",
    "等级": "初级",
}
TRAINED = {"award": "庚补贴", "取证日期": "2020-02-20", "职业": "焊工", "月数": 2}
CASE = {"case": "示例", "facts": FACTS, "history": [EARLIER, TRAINED]}
SMALL_CASES = [
    json.dumps(case, ensure_ascii=False, indent=1).encode()
    for case in (
        CASE,
        {**CASE, "claims": ["乙补贴", "庚补贴"]},
        {"facts": FACTS},
        {"facts": {**FACTS, "人数": 0, "月数": 0}, "history": []},
        {"facts": {}},
        {"facts": {}, "history": []},
    )
]
WORDS = [
    b"no",
    b"1e3",
    b"- ",
    b": ",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"'",
    b"#",
    b"&a",
    b"*a",
    b"!!x",
]
WORDS += [b"null", b"true", b"-1", b"2020-02-30", b"99999999999999999999", b"0.125", b"\n", b"\t"]
WORDS += [
    " ：，（）\u202e二(六)1".encode(),
    b"\xff",
    b"\0",
    b"in_force_from",
    b"not ",
    b" / 3",
    b"* 2 ",
]


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Give content after a few acts of violence."""
    for _ in range(draw(st.integers(1, 3))):
        content = draw(st.sampled_from(ACTS))(draw, content)
    return content


def _at(draw: st.DrawFn, content: bytes) -> int:
    return draw(st.integers(0, max(len(content) - 1, 0)))


def truncate(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: _at(draw, content)]


def flip(draw: st.DrawFn, content: bytes) -> bytes:
    at = _at(draw, content)
    turned = bytes([(content[at] if content else 0) ^ (1 << draw(st.integers(0, 7)))])
    return content[:at] + turned + content[at + 1 :]


def insert(draw: st.DrawFn, content: bytes) -> bytes:
    at = _at(draw, content)
    return content[:at] + draw(st.sampled_from(WORDS) | st.binary(max_size=4)) + content[at:]


def replace_word(draw: st.DrawFn, content: bytes) -> bytes:
    """Put one written word in the place of another, of the file or of the list."""
    words = [word for word in content.replace(b"\n", b" ").split(b" ") if word]
    if not words:
        return content
    old = draw(st.sampled_from(words))
    new = draw(st.sampled_from(words) | st.sampled_from(WORDS))
    places = content.count(old)
    before, *rest = content.split(old)
    at = draw(st.integers(0, places - 1))
    return before + b"".join((new if n == at else old) + part for n, part in enumerate(rest))


def _lines(
    act: Callable[[list[bytes], int, int], list[bytes]],
) -> Callable[[st.DrawFn, bytes], bytes]:
    def mutate(draw: st.DrawFn, content: bytes) -> bytes:
        lines = content.split(b"\n")
        one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        return b"\n".join(act(lines, one, other))

    return mutate


double_line = _lines(lambda lines, one, other: [*lines[:one], lines[other], *lines[one:]])
drop_line = _lines(lambda lines, one, _: lines[:one] + lines[one + 1 :])
swap_lines = _lines(
    lambda lines, one, other: [
        lines[other] if n == one else lines[one] if n == other else line
        for n, line in enumerate(lines)
    ]
)
indent_line = _lines(lambda lines, one, _: [*lines[:one], b"  " + lines[one], *lines[one + 1 :]])
ACTS = [
    truncate,
    flip,
    insert,
    replace_word,
    replace_word,
    double_line,
    drop_line,
    swap_lines,
    indent_line,
]


def assert_refusal(problems: tuple[Problem, ...], files: Mapping[str, bytes]) -> None:
    """A refusal says something, at places that lie in the files."""
    assert problems
    for problem in problems:
        assert problem.place.file in files, problem
        lines = files[problem.place.file].decode("utf-8", "replace").split("\n")
        assert 1 <= problem.place.line <= len(lines), problem
        # a byte that is no UTF-8 may stand for several replaced characters, or for one
        width = max(len(files[problem.place.file].split(b"\n")[problem.place.line - 1]), 1)
        assert 1 <= problem.place.column <= width + 1, problem
        assert problem.message
    for told in (problems_text(problems), problems_annotations(problems)):
        assert all(c.isprintable() or c in "\n\u3000" for c in told)
    assert len(json.loads(problems_json(problems))) == len(problems)


def everything(program: Program, cases: list[bytes]) -> None:
    """Explain the whole policy, and decide cases with every report."""
    policy = program.policy
    for award in policy.awards.values():
        explain_award(award, policy)
    for finding in policy.findings.values():
        explain_finding(finding, policy)
    for clause in policy.clauses.values():
        explain_clause(clause, policy)
    facts_text(policy)
    json.dumps([facts_json(policy), case_schema(policy)])
    for content in cases:
        decided(program, content)


def decided(program: Program, content: bytes) -> None:
    """Decide a case with every report, or be refused properly."""
    try:
        raw = read_json(content, "c.json")
        case = read_case(raw.data, program, raw.place)
    except Refused as refused:
        assert_refusal(refused.problems, {"c.json": content})
        json.loads(invalid_json(None, program.policy, refused.problems))
        return
    outcome = decide(program, case, TODAY)
    outcome_text(outcome, program.policy, advise(program, case, outcome))
    outcome_markdown(outcome, program.policy)
    json.loads(outcome_json(outcome, program.policy))


def loaded(content: bytes, *amendments: bytes) -> Policy | None:
    """Load a policy, or be refused properly."""
    names = {"p.yaml": content, **{f"a{n}.yaml": a for n, a in enumerate(amendments)}}
    base, *laid = names.items()
    try:
        return load(Source(base, tuple(laid)))[0]
    except Refused as refused:
        assert_refusal(refused.problems, names)
        return None


@cache
def good(content: bytes = SMALL) -> Program:
    policy = loaded(content)
    assert policy is not None
    return Program(policy)


def bounded(examples: int) -> settings:
    """So many examples, however long one takes: the whole file stays within half a minute."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(deadline=None, max_examples=examples, suppress_health_check=checks)


# ── the policy as data: one value in the place of another ─────────────────────

Steps = tuple[str | int, ...]


@cache
def parsed() -> Any:
    return plain(read_yaml(SMALL, "p.yaml"))


def paths(node: Any, at: Steps = ()) -> Iterator[Steps]:
    """Give the path of every value below a node."""
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in children:
        yield (*at, key)
        if isinstance(child, dict | list):
            yield from paths(child, (*at, key))


def written(data: Any) -> bytes:
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=8_000).encode()


class Dumper(yaml.SafeDumper):
    """Writes every text in quotes and every decimal in digits."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


Dumper.add_representer(str, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", v, style='"'))
Dumper.add_representer(
    Decimal, lambda d, v: d.represent_scalar("tag:yaml.org,2002:float", format(v, "f"))
)

OTHERS: list[Any] = [
    *(None, True, 0, -1, 7, Decimal("0.125"), Decimal("0.1234567890123456789"), 10**29),
    *("", " ", "文字", "2020-02-29", "0001-01-01", "9999-12-31", "true", "awards", "全部"),
    *("1 / 3", "-5", "0.001", "取证日期", "证书", "职业", "已参保", "核定金额", "人数", "等级标准"),
    *("甲补贴", '"甲补贴"', "甲", "初级", "一", "附件1", "A01", "元", "元/人", "人·人/元"),
    *('unstated("示例")', 'date("2020-01-01")', "add_years(取证日期, 人数)", "event", "has(x)"),
    *([], ["文字"], ["一", "附件1"], ["1", "2"], [[]], [1, 2], ["职业", "证书"]),
    *({}, {"文字": 1}, {"初级": 5}, {"if": "已参保"}, {"of": "核定金额", "ceiling": "核定金额"}),
    {"of": "取证日期", "floor": "开班日期"},
    {"from": "2020-01-01", "value": 1},
]


@cache
def all_paths() -> list[Steps]:
    return list(paths(parsed()))


def put(data: Any, path: Steps, value: Any) -> Any:
    """Give the data with another value at a path; only what leads there is copied."""
    head, *rest = path
    changed = copy.copy(data)
    changed[head] = put(data[head], tuple(rest), value) if rest else value
    return changed


def value_at(path: Steps) -> Any:
    found = parsed()
    for step in path:
        found = found[step]
    return found

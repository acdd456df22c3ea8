"""`earlier(…)` of a definition: the other names beside it are still those of this case."""

from __future__ import annotations

import pytest

from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import DISTANT, Source
from interpreter.problems import Place

POLICY = """\
policy: 示例
number: 示例〔2020〕1号
title: 示例办法
issued: 2020-01-15
in_force: {from: 2020-01-01, to: 2020-12-31, cites: 一}
clauses:
  一: {title: 补贴, kind: encoded, says: 示例}
facts:
  人数: {type: integer, unit: 人, min: 0, max: 100, typical: 1, ask: 几个人？}
  日期: {type: date, min: 2019-01-01, max: 2021-12-31, typical: 2020-06-01, ask: 哪天？}
  编号: {type: text, names_one: true, typical: 示例, ask: 编号？}
definitions:
  人次: {cites: 一, says: 示例, value: 人数 * 2}
awards:
  补贴: {cites: 一, says: 示例, payee: '"企业"', event: 日期, when: [人数 >= 1], amount: '100'}
limits:
  不增加:
    cites: 一
    says: 不比以前多
    over: [补贴]
    per: [year(日期)]
    count: 编号
    at_most: '1'
    matches: MATCHES
"""


@pytest.mark.parametrize("matches", ["earlier(人次) < 人次", "人次 > earlier(人次)"])
@pytest.mark.parametrize("before, granted", [(3, False), (4, True)])
def test_a_definition_of_a_record_is_not_taken_for_one_of_the_case(
    matches: str, before: int, granted: bool
) -> None:
    text = POLICY.replace("MATCHES", matches)
    program = Program(load(Source(("policy.yaml", text.encode())))[0])
    record = {"award": "补贴", "人数": before, "日期": "2020-02-01", "编号": "甲"}
    facts = {"人数": 4, "日期": "2020-03-01", "编号": "乙"}
    case = read_case({"facts": facts, "history": [record]}, program, lambda _: Place("示例"))
    (award,) = decide(program, case, DISTANT).awards
    assert (award.status is Status.GRANTED) is granted

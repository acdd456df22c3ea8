"""What `evaluate --ask` says matters, what it says does not, and the bounds it gives."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from commands import ROOT, Run

from cli import main
from interpreter.commands import asking as command
from interpreter.evaluation.asking import Asking
from interpreter.evaluation.case import Case, read_case
from interpreter.evaluation.decision import judge_all
from interpreter.evaluation.outcome import Status
from interpreter.evaluation.program import Program
from interpreter.policy.loader import load
from interpreter.policy.sources import gather
from interpreter.policy.values import read_value
from interpreter.problems import Place, Refused
from interpreter.solver.asking import ask
from interpreter.solver.matter import Look, Matter
from interpreter.solver.prospects import prospect_of
from interpreter.solver.terms import said
from interpreter.solver.variants import Decision, decision_of, is_valid
from interpreter.truth.boundaries import Boundaries
from interpreter.truth.golden import read_goldens

SUITES = {
    "policy/2019-79.yaml": "tests/golden/2019-79",
    "tests/policies/school-bus/policy.yaml": "tests/policies/school-bus/golden",
}
PROGRAMS = {path: Program(load(gather(ROOT / path))[0]) for path in SUITES}
MATTERS = {path: Matter(program) for path, program in PROGRAMS.items()}
FORGOTTEN = 0.4
CASES, TRIES = 6, 25
MISSING = "examples/facts-missing.json"


def of(raw: dict[str, Any], program: Program) -> Case:
    return read_case(raw, program, lambda _: Place("示例"))


def forgetful(path: str, seed: int) -> Iterator[Case]:
    """Give golden cases that claim something, with facts forgotten."""
    rng = random.Random(seed)
    claiming = [g.raw for g in read_goldens(ROOT / SUITES[path]) if g.raw.get("claims")]
    rng.shuffle(claiming)
    for raw in claiming:
        facts = {n: v for n, v in raw["facts"].items() if rng.random() > FORGOTTEN}
        with suppress(Refused):
            yield of({**raw, "facts": facts}, PROGRAMS[path])


def with_something_open(path: str, seed: int) -> list[tuple[Case, Look]]:
    found = []
    for case in forgetful(path, seed):
        look = Look(MATTERS[path], case)
        found += [(case, look)] if look.open else []
        if len(found) == CASES:
            return found
    return found


class Draw:
    """Random facts of a case, values at every threshold of the policy."""

    def __init__(self, path: str, seed: int) -> None:
        self._program, self._rng = PROGRAMS[path], random.Random(seed)
        self._boundaries = Boundaries(self._program.policy)

    def value(self, name: str) -> Any:
        raw = [v for v in self._boundaries.values(name, {}) if v is not None]
        return read_value(self._program.policy.facts[name], self._rng.choice(raw))

    def beyond(self, case: Case, *, all_of_them: bool, but: str = "") -> Case | None:
        """Give the case with more facts, None where they contradict each other."""
        own = {*self._program.identities, *self._program.requests, but}
        missing = [n for n in self._program.policy.facts if n not in case.facts and n not in own]
        more = [n for n in missing if all_of_them or self._rng.random() < 0.5]
        facts = {**case.facts, **{name: self.value(name) for name in more}}
        return replace(case, facts=facts) if is_valid(self._program, facts) else None


def decided(program: Program, case: Case, award: str) -> Decision:
    return decision_of(judge_all(program, case)[award])


@pytest.mark.parametrize("path", SUITES)
def test_a_fact_said_not_to_matter_changes_nothing(path: str) -> None:
    program, draw, tried = PROGRAMS[path], Draw(path, 7), 0
    for case, look in with_something_open(path, 1):
        stakes = look.stakes()
        for award, matters in stakes.open.items():
            free = [n for n in program.policy.facts if n not in {*case.facts, *matters}]
            free = [n for n in free if n not in (*program.identities, *program.requests)]
            for name in free[:: max(1, len(free) // TRIES)]:
                base = draw.beyond(case, all_of_them=False, but=name)
                if base is None:
                    continue
                one, other = ({**base.facts, name: draw.value(name)} for _ in range(2))
                if is_valid(program, one) and is_valid(program, other):
                    tried += 1
                    pair = (replace(base, facts=facts) for facts in (one, other))
                    first, second = (decided(program, c, award) for c in pair)
                    assert first == second, (award, name, one, other[name])
    assert tried > CASES


@pytest.mark.parametrize("path", SUITES)
def test_every_fact_said_to_matter_was_shown_or_comes_with_an_unknown_history(path: str) -> None:
    for case, look in with_something_open(path, 2):
        stakes = look.stakes()
        assert not stakes.unproved
        for award, matters in stakes.open.items():
            waits = look.judged[award].waits
            assert not set(matters) & case.facts.keys()
            assert matters or waits  # an open award hangs on something, or waits for a decision


@pytest.mark.parametrize("path", SUITES)
def test_what_is_paid_lies_between_the_bounds_and_reaches_them(path: str) -> None:
    program, draw = PROGRAMS[path], Draw(path, 9)
    reached = 0
    for case, look in with_something_open(path, 3):
        stakes = look.stakes()
        for award in look.open:
            prospect = prospect_of(look, award, stakes.open[award])
            for _ in range(TRIES):
                whole = draw.beyond(case, all_of_them=True)
                status, amount, _ = decided(program, whole, award) if whole else (None, None, None)
                if status is Status.GRANTED:
                    assert prospect.most is None or prospect.least <= amount <= prospect.most
                elif status is Status.REFUSED:
                    assert prospect.least == 0
            reached += reaches(look, award, prospect.most)
    assert reached


def reaches(look: Look, award: str, most: Any) -> bool:
    """Decide a case that is paid the most; without a history nothing was granted earlier."""
    if not most:
        return False
    verdict, cases = look.possible.verdict(award), look.possible.cases(award)
    paid = said(verdict.amount.above == int(most * verdict.amount.below))
    assert cases.possible(verdict.granted, paid)
    facts = {**look.case.facts, **cases.facts_in()}
    witness = replace(look.case, facts=facts, history=look.case.history or ())
    assert decided(look.program, witness, award)[:2] == (Status.GRANTED, most)
    return True


def example(**changes: Any) -> Asking:
    """Ask of the example with facts missing, history given as none."""
    path = "policy/2019-79.yaml"
    raw = json.loads((ROOT / MISSING).read_text(encoding="utf-8"))
    facts = {n: v for n, v in {**raw["facts"], **changes}.items() if v is not None}
    return ask(MATTERS[path], of({**raw, "facts": facts, "history": []}, PROGRAMS[path]))


def test_only_what_can_still_change_something_is_asked() -> None:
    # 二(六)2: pension and contract decide both, the level only what the worker gets.
    found = example()
    assert [q.about for q in found.questions] == ["缴纳基本养老保险", "劳动合同月数", "证书等级"]
    levels = found.prospects["岗位提升个人补贴"]
    assert (levels.least, levels.most) == (0, 3000)
    paid = example(缴纳基本养老保险=True, 劳动合同月数=12)
    assert [q.about for q in paid.questions] == ["证书等级"]
    assert (paid.prospects["岗位提升个人补贴"].least, paid.totals["个人"].least) == (700, 700)
    assert paid.totals["企业"].most == 800


def test_a_day_between_two_known_days_is_proved_not_to_matter() -> None:
    # 一: the certificate lies between training and application, all within the plan.
    known = {"缴纳基本养老保险": True, "劳动合同月数": 12, "证书等级": "四级"}
    found = example(**known, 证书取得日期=None, 申请日期="2020-12-31")
    assert found.questions == ()
    assert found.idle == ("证书取得日期",)
    prospect = found.prospects["岗位提升个人补贴"]
    assert (prospect.least, prospect.most, prospect.ends) == (1000, 1000, Status.GRANTED)
    assert not example(**known, 证书取得日期=None).idle


def test_as_json_where_nobody_is_there_to_answer(
    run: Run, recorded: Callable[[Path, str], None]
) -> None:
    told = run("evaluate", "--ask", "--known-on", "2020-12-31", MISSING)
    assert (told.code, told.err) == (0, "")
    asking = json.loads(told.out)["asking"]
    recorded(
        ROOT / "tests/prints/ask.json", json.dumps(asking, ensure_ascii=False, indent=2) + "\n"
    )


class Person:
    """Somebody at a terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(command, "at_terminal", lambda: True)

    def answers(self, *answers: str, arguments: tuple[str, ...] = ()) -> click.testing.Result:
        options = ["evaluate", "--ask", "--known-on", "2020-12-31", *arguments]
        typed = "".join(f"{answer}\n" for answer in answers)
        return CliRunner().invoke(main, [*options, str(ROOT / MISSING)], input=typed)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    return Person(monkeypatch)


def test_a_wrong_answer_is_asked_again_and_the_case_is_kept(person: Person, tmp_path: Path) -> None:
    kept, taken = tmp_path / "补全.json", tmp_path / "已有.json"
    taken.write_text("{}", encoding="utf-8")
    answers = ("大概", "是", "5000", "12", "有", "无", "九级", "2", str(taken), str(kept))
    told = person.answers(*answers)
    assert told.exit_code == 0
    for sentence in ("要写是或否", "应在 0 到 1200 之间", "没有选项 `九级`", "没有覆盖"):
        assert sentence in told.output
    assert "准予 2 项，合计 1800.00 元" in told.output
    whole = json.loads(kept.read_text(encoding="utf-8"))
    assert (whole["facts"]["劳动合同月数"], whole["facts"]["证书等级"]) == (12, "四级")
    assert (whole["history"], taken.read_text(encoding="utf-8")) == ([], "{}")


def test_what_is_not_known_is_not_asked_twice(person: Person) -> None:
    told = person.answers("", "", "", "")
    assert told.exit_code == 0
    assert told.output.count("关系到") == 4
    assert "待定" in told.output


@pytest.mark.parametrize("arguments", [("--save", "x.json"), ("--ask", "--format", "markdown")])
def test_options_that_do_not_go_together(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("evaluate", *arguments, MISSING).code == 2


def test_numbers_are_kept_exactly() -> None:
    from decimal import Decimal

    from interpreter.report.asking import case_text

    raw = {"facts": {"培训年数": Decimal("1.10"), "职业": '带"引号'}}
    assert '"培训年数": 1.10,' in case_text(raw)
    assert json.loads(case_text(raw))["facts"]["职业"] == '带"引号'

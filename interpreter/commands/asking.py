"""`evaluate --ask`: the questions that still matter, asked at a terminal or given as JSON."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interpreter.problems import Place, Problem, Refused, visible

if TYPE_CHECKING:
    from interpreter.evaluation.asking import Asking, Question
    from interpreter.evaluation.case import Case
    from interpreter.evaluation.program import Program
    from interpreter.policy.model import Fact, Policy
    from interpreter.solver.matter import Matter
    from interpreter.source.json_reader import Json

Raw = dict[str, Any]
ANSWER = Place("回答")


def at_terminal() -> bool:
    """Say whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Interview:
    """Asks what is left to ask of cases, by one program."""

    def __init__(self, program: Program, day: date, save: Path | None) -> None:
        from interpreter.solver.matter import Matter

        self._program, self._day, self._save = program, day, save
        self._matter: Matter = Matter(program)

    def as_json(self, case: Case) -> str:
        """Give what is left to ask of a case, as one line."""
        from interpreter.evaluation.decision import decide
        from interpreter.report.asking import asking_json
        from interpreter.solver.asking import ask

        outcome = decide(self._program, case, self._day)
        return asking_json(ask(self._matter, case), outcome, self._program.policy)

    def talk(self, json: Json) -> None:
        """Ask a person until nothing that matters is left, and tell the outcome."""
        raw = dict(json.data)
        skipped: set[str] = set()
        asking = self._told(raw)
        while left := [q for q in asking.questions if q.about not in skipped]:
            click.echo(f"\n还有 {len(left)} 个问题会影响结果。")
            answered = self._answered(raw, left[0])
            if answered is None:
                skipped.add(left[0].about)
            else:
                raw, asking = answered, self._told(answered)
        self._tell(raw)
        self._keep(raw, json.data)

    def _told(self, raw: Raw) -> Asking:
        """Work out what is left to ask, and tell what may still be paid."""
        from interpreter.report.asking import prospects_text
        from interpreter.solver.asking import ask

        asking = ask(self._matter, self._read(raw))
        click.echo(prospects_text(asking))
        return asking

    def _read(self, raw: Raw) -> Case:
        from interpreter.evaluation.case import read_case

        return read_case(raw, self._program, lambda _: ANSWER)

    def _answered(self, raw: Raw, question: Question) -> Raw | None:
        """Ask one question until the answer can be read; None where it is not known."""
        from interpreter.policy.values import BadValue
        from interpreter.report.asking import question_text

        click.echo(question_text(question, self._program.policy))
        while True:
            answer = click.prompt("回答", default="", show_default=False).strip()
            if not answer:
                return None
            try:
                changed = with_answer(self._program.policy, raw, question.about, answer)
                self._read(changed)
            except BadValue as bad:
                click.echo(f"{bad.message}。{bad.hint}")
            except Refused as refused:
                for problem in refused.problems:
                    click.echo(f"{problem.message}。{problem.hint}")
            else:
                return changed

    def _tell(self, raw: Raw) -> None:
        from interpreter.evaluation.decision import decide
        from interpreter.report.outcome_text import outcome_text

        outcome = decide(self._program, self._read(raw), self._day)
        click.echo(f"\n{outcome_text(outcome, self._program.policy)}")

    def _keep(self, raw: Raw, before: Mapping[str, object]) -> None:
        """Save the completed case to a new file, where a name for it is given."""
        if raw == before:
            return
        path = self._save
        while path is None or not written(path, raw):
            name = click.prompt(
                "\n把补全的案件存为（直接回车不存）", default="", show_default=False
            ).strip()
            if not name:
                return
            path = Path(name)
        click.echo(f"写入 {visible(str(path))}")


def with_answer(policy: Policy, raw: Raw, about: str, answer: str) -> Raw:
    """Give a raw case with one more fact, or its history, as a person wrote it.

    Raises BadValue, or Refused where a history is not JSON.
    """
    from interpreter.office.cells import read_cell

    if about in policy.facts:
        fact = policy.facts[about]
        value, _ = read_cell(fact, _by_number(fact, answer))
        return {**raw, "facts": {**raw["facts"], about: value}}
    return {**raw, about: _history(answer)}


def _by_number(fact: Fact, answer: str) -> str:
    """Give the words that numbers of a list stand for."""
    words = fact.type.values
    parts = answer.replace("，", "、").replace(",", "、").split("、") if words else [answer]
    named = {str(number): word for number, word in enumerate(words, 1) if str(number) not in words}
    return "、".join(named.get(part.strip(), part) for part in parts)


def _history(answer: str) -> object:
    from interpreter.source.json_reader import read_json

    if answer in ("无", "没有"):
        return []
    if not answer.startswith("["):
        hint = "没有写“无”；有的直接回车，把它写进案件的 history"
        raise Refused([Problem("wrong-type", ANSWER, "这里只能回答没有既往补贴", hint)])
    return read_json(f'{{"history": {answer}}}'.encode(), ANSWER.file).data["history"]


def written(path: Path, raw: Mapping[str, object]) -> bool:
    """Write a case to a new file; say why not where that cannot be."""
    from interpreter.report.asking import case_text

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(case_text(raw))
    except FileExistsError:
        click.echo(f"已经有文件 {visible(str(path))}，没有覆盖；换一个名字")
    except OSError as error:
        click.echo(f"写不进 {visible(str(path))}：{visible(str(error.strerror))}；换一个名字")
    else:
        return True
    return False

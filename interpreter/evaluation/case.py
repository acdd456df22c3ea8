"""A case as it was sent becomes a checked case, or every problem of it with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from interpreter.evaluation.program import Program
from interpreter.policy.fingerprint import digest
from interpreter.policy.model import Constraint, Fact, Policy
from interpreter.policy.values import BadValue, read_value
from interpreter.problems import Place, Problems, did_you_mean, shown
from interpreter.reference.unknown import Known
from interpreter.source.files import add_too_many
from interpreter.source.limits import MOST_PROBLEMS

Path = tuple[str | int, ...]
PlaceOf = Callable[[Path], Place]
KEYS = ("case", "claims", "facts", "history")


@dataclass(frozen=True, slots=True)
class Record:
    """An award granted earlier, with the facts it was granted on."""

    award: str
    facts: Mapping[str, Known]
    written: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """One person and one training (or project, accounts, target).

    `claims` None: nothing was claimed in particular.  `history` None: not known.
    """

    id: str | None
    claims: tuple[str, ...] | None
    facts: Mapping[str, Known]
    history: tuple[Record, ...] | None
    digest: str = ""


def read_case(raw: object, program: Program, place_of: PlaceOf) -> Case:
    """Check plain JSON data as a case of the program's policy.

    Raises Refused with every problem, broken constraints among them.
    """
    reader = _Reader(program.policy, place_of)
    case = reader.case(raw)
    _check_constraints(program, case, place_of, reader.problems)
    reader.problems.refuse_if_any()
    return replace(case, digest=digest(raw))


def check_read(
    raw: Mapping[str, object], facts: Mapping[str, Known], program: Program, place_of: PlaceOf
) -> Case:
    """Check a case whose `facts` were read already, each from a cell of a table.

    `raw` has the rest of it.  The case has no digest.  Raises Refused as `read_case` does.
    """
    reader = _Reader(program.policy, place_of)
    case = replace(reader.case({**raw, "facts": {}}), facts=facts)
    _check_constraints(program, case, place_of, reader.problems)
    reader.problems.refuse_if_any()
    return case


def _check_constraints(program: Program, case: Case, place_of: PlaceOf, problems: Problems) -> None:
    """Note each thing that always holds and surely does not hold in this case."""
    for constraint in broken_constraints(program, case.facts):
        given = [n for n in constraint.reads if n in case.facts]
        hint = "核对：" + "、".join(given)
        message = contradiction(constraint)
        place = place_of(("facts", *given[-1:]))
        problems.add("constraint-broken", place, message, hint, about="、".join(given))


def broken_constraints(program: Program, facts: Mapping[str, Known]) -> list[Constraint]:
    """Give what surely does not hold between the facts of a case."""
    scope, held = program.undated(facts), program.policy.constraints
    return [c for c in held if program.evaluate(c.expression, scope) is False]


def contradiction(constraint: Constraint) -> str:
    """Give what is said of a case that breaks a constraint."""
    return f"案件自相矛盾：{constraint.says}"


class _Reader:
    def __init__(self, policy: Policy, place_of: PlaceOf) -> None:
        self._policy = policy
        self._place_of = place_of
        self.problems = Problems()

    def _note(self, code: str, path: Path, message: str, hint: str = "", about: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            place = self._place_of(path)
            self.problems.add(code, place, message, hint, about=about or str(path[-1]))
        elif len(self.problems) == MOST_PROBLEMS:
            add_too_many(self._place_of(()), self.problems)

    def case(self, raw: object) -> Case:
        if not isinstance(raw, Mapping):
            self.problems.add(
                "case-shape", self._place_of(()), "案件应当是一个 JSON 对象", "写成 {…}"
            )
            return Case(None, None, {}, None)
        for key in raw:
            if key not in KEYS:
                hint = did_you_mean(key, KEYS) or "可以写 case、claims、facts、history"
                self._note("unknown-key", (key,), f"案件里没有键 `{shown(key)}`", hint)
        if "facts" not in raw:
            self.problems.add("missing-key", self._place_of(()), "案件缺少 `facts`", about="facts")
        name = raw.get("case")
        if name is not None and not (isinstance(name, str) and name.isprintable()):
            self._note("wrong-type", ("case",), "`case` 要写一行文字")
            name = None
        facts = self._facts(raw.get("facts", {}), ("facts",))
        return Case(name, self._claims(raw.get("claims")), facts, self._history(raw.get("history")))

    def _claims(self, raw: object) -> tuple[str, ...] | None:
        if raw is None:
            return None
        if not isinstance(raw, list):
            self._note("wrong-type", ("claims",), "`claims` 要写一列补贴名称")
            return None
        for index, name in enumerate(raw):
            self._award(name, ("claims", index))
            if name in raw[:index]:
                self._note("wrong-type", ("claims", index), "同一项补贴写了两次", about=str(name))
        return tuple(str(name) for name in raw)

    def _award(self, name: object, path: Path) -> None:
        if not isinstance(name, str):
            self._note("wrong-type", path, "这里要写补贴名称", "写成带引号的文字")
        elif name not in self._policy.awards:
            hint = did_you_mean(str(name), self._policy.awards)
            message = f"这份政策没有补贴 `{shown(name)}`"
            self._note("unknown-award", path, message, hint, about=str(name))

    def _history(self, raw: object) -> tuple[Record, ...] | None:
        if raw is None:
            return None
        if not isinstance(raw, list):
            self._note("wrong-type", ("history",), "`history` 要写一列既往补贴", "没有就写 []")
            return None
        return tuple(self._record(item, ("history", i)) for i, item in enumerate(raw))

    def _record(self, raw: object, path: Path) -> Record:
        if not isinstance(raw, Mapping):
            self._note("case-shape", path, "既往补贴应当是一个 JSON 对象", about="history")
            return Record("", {}, {})
        if "award" not in raw:
            self._note("missing-key", path, "既往补贴缺少 `award`", about="award")
        else:
            self._award(raw["award"], (*path, "award"))
        others = {name: value for name, value in raw.items() if name != "award"}
        facts = self._facts(others, path)
        return Record(
            str(raw.get("award", "")), facts, {n: v for n, v in raw.items() if v is not None}
        )

    def _facts(self, raw: object, path: Path) -> dict[str, Known]:
        if not isinstance(raw, Mapping):
            self._note("case-shape", path, "`facts` 应当是一个 JSON 对象")
            return {}
        facts: dict[str, Known] = {}
        for name, value in raw.items():
            fact = self._policy.facts.get(name)
            if fact is None:
                hint = did_you_mean(name, self._policy.facts)
                message = f"这份政策没有事实 `{shown(name)}`"
                self._note("unknown-fact", (*path, name), message, hint)
            elif value is not None:
                self._read(fact, value, (*path, name), facts)
        return facts

    def _read(self, fact: Fact, value: object, path: Path, facts: dict[str, Known]) -> None:
        try:
            facts[fact.name] = read_value(fact, value)
        except BadValue as bad:
            self._note(bad.code, path, bad.message, bad.hint)

"""What the golden cases of a policy should show: one goal for each way a rule can turn out.

A condition that the chosen readings make constant asks nothing, and neither does a rule
they leave out: goals are those of the policy as it decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from interpreter.language.folding import is_true
from interpreter.language.tree import Apply, Literal, Name, Node
from interpreter.policy.model import (
    Award,
    Cited,
    Condition,
    Exclusion,
    Finding,
    Limit,
    Policy,
    Shape,
    Side,
    Standard,
)
from interpreter.policy.reach import exclusion_expressions, names_of, names_through
from interpreter.policy.readings import executable
from interpreter.problems import Place
from interpreter.truth.thresholds import thresholds_of


class Section(Enum):
    """Which part of a policy a goal is about, in the words of its address."""

    AWARD = "补贴"
    STANDARD = "标准"
    LIMIT = "上限"
    EXCLUSION = "择一"
    FINDING = "义务"
    READING = "读法"
    CONSTRAINT = "常理"
    BOUNDARY = "界线"


class Sight(Enum):
    """What a golden case can show of a rule, in the words of a goal's address."""

    HOLDS = "成立"
    FAILS = "不成立"
    UNKNOWN = "不明"
    FAILS_ALONE = "只因不成立"
    UNKNOWN_ALONE = "只因不明"
    ALL_HOLD = "条件都成立"
    FALLS = "随之不予"
    BOUND = "受限"
    FREE = "不受限"
    BELOW = "低于下限"
    INSIDE = "在范围内"
    ABOVE = "高于上限"
    UNDECIDED = "没有核定"
    PAID = "付给"
    USED = "用到"
    REFUSED = "不予"
    CUT = "削减"
    PASSED = "没有超过"
    KEPT = "留下"
    STEP = "起决定作用"
    MET = "符合"
    BREACHED = "违反"
    PENDING = "待定"
    NOT_APPLICABLE = "不适用"
    MOVES = "改变结果"
    JUST_HOLDS = "恰好成立"
    JUST_FAILS = "恰好不成立"
    FULL = "恰好到顶"
    OVER = "恰好超出"
    USED_UP = "恰好用尽"
    ONE_LEFT = "只余一份"


CONDITION_SIGHTS = (
    *(Sight.HOLDS, Sight.FAILS, Sight.UNKNOWN),
    *(Sight.FAILS_ALONE, Sight.UNKNOWN_ALONE),
)
SHAPE_SIGHTS = {
    Shape.FORMULA: (),
    Shape.CEILING: (Sight.BOUND, Sight.FREE, Sight.UNDECIDED),
    Shape.FLOOR: (Sight.BOUND, Sight.FREE, Sight.UNDECIDED),
    Shape.RANGE: (Sight.BELOW, Sight.INSIDE, Sight.ABOVE, Sight.UNDECIDED),
}
THRESHOLD_SIGHTS = (Sight.JUST_HOLDS, Sight.JUST_FAILS)
STEP_WORDS = {
    "paid_first": "先付的留下",
    "rank": "按次序",
    "elected": "按选择",
    "higher": "取金额高的",
    "neither": "两边都不给",
}
_ALONE = {Sight.FAILS: Sight.FAILS_ALONE, Sight.UNKNOWN: Sight.UNKNOWN_ALONE}
AMOUNT, OTHER_ROW = "金额", "其他"


@dataclass(frozen=True, slots=True)
class Goal:
    """Something a golden case should show: of which rule, of which part of it, and what.

    `condition` is the condition of an award that the goal is about, if it is about one.
    """

    section: Section
    rule: str
    part: str
    sight: Sight
    cites: tuple[str, ...]
    place: Place
    condition: Condition | None = None

    @property
    def id(self) -> str:
        """The address by which people name the goal."""
        return address(self.section, self.rule, self.part, self.sight)


def address(section: Section, rule: str, part: str, sight: Sight) -> str:
    """Give the address of a goal; it stays the same where lines move."""
    return "/".join(word for word in (section.value, rule, part, sight.value) if word)


def stronger(goal: Goal) -> tuple[Goal, ...]:
    """Give the goals that no case can reach without reaching this one too."""
    alone = _ALONE.get(goal.sight)
    return () if alone is None else (replace(goal, sight=alone),)


def goals_of(policy: Policy, as_loaded: Policy) -> tuple[Goal, ...]:
    """Give every goal of a settled policy, and of the readings it was settled by."""
    return (
        *(goal for award in policy.awards.values() for goal in _of_award(award, policy)),
        *_of_standards(policy),
        *(goal for limit in policy.limits for goal in _of_limit(limit)),
        *(goal for exclusion in policy.exclusions for goal in _of_exclusion(exclusion)),
        *(goal for finding in policy.findings.values() for goal in _of_finding(finding)),
        *_of_readings(as_loaded),
        *_of_constraints(policy),
        *_of_thresholds(policy),
    )


def conditions_of(award: Award) -> dict[str, Condition]:
    """Give the conditions of an award that can turn out either way, by distinct titles."""
    asked = [
        c for c in (award.applies, *award.conditions) if not isinstance(c.expression.root, Literal)
    ]
    met: Counter[str] = Counter()
    titled = {}
    for condition in asked:
        met[condition.title] += 1
        again = met[condition.title]
        titled[condition.title if again == 1 else f"{condition.title}（{again}）"] = condition
    return titled


def _of_award(award: Award, policy: Policy) -> Iterator[Goal]:
    cited, part = award.cited, Section.AWARD
    yield Goal(part, cited.name, "", Sight.ALL_HOLD, cited.cites, cited.place)
    for title, condition in conditions_of(award).items():
        place, cites = condition.expression.place, condition.cites
        for sight in CONDITION_SIGHTS:
            yield Goal(part, cited.name, title, sight, cites, place, condition)
    for other in award.falls_with:
        yield Goal(part, cited.name, other, Sight.FALLS, cited.cites, cited.place)
    for sight in SHAPE_SIGHTS[award.payment.shape]:
        yield Goal(part, cited.name, AMOUNT, sight, cited.cites, award.payment.formula.place)
    for payee in payees_of(award, policy):
        yield Goal(part, cited.name, payee, Sight.PAID, cited.cites, award.payee.place)


def payees_of(award: Award, policy: Policy) -> tuple[str, ...]:
    """Give the payees an award can have, or none where its payee is not one of a few words."""
    return tuple(dict.fromkeys(_words(award.payee.root, policy)))


def _words(node: Node, policy: Policy) -> Iterator[str]:
    """Give the words a text can come to: what stands in its branches, or the options of a fact."""
    if isinstance(node, Literal):
        yield str(node.value)
    elif isinstance(node, Apply) and node.operator == "if_else":
        for branch in node.arguments[1:]:
            yield from _words(branch, policy)
    elif isinstance(node, Name) and node.id in policy.definitions:
        yield from _words(policy.definitions[node.id].expression.root, policy)
    elif isinstance(node, Name) and node.id in policy.facts:
        yield from policy.facts[node.id].type.values


def standards_in_use(policy: Policy) -> frozenset[str]:
    """Name the standards that some rule of a settled policy can ask for."""
    names = {n for award in policy.awards.values() for n in names_of(award, policy)}
    for exclusion in policy.exclusions:
        names |= {*names_through(exclusion_expressions(exclusion), policy)}
    for finding in policy.findings.values():
        names |= finding_names(finding, policy)
    return frozenset(names & policy.standards.keys())


def finding_names(finding: Finding, policy: Policy) -> set[str]:
    """Give every name a finding is decided and worked out by."""
    figures = (expression for _, expression in finding.values)
    return {
        *names_through([finding.applies.expression, finding.holds.expression, *figures], policy)
    }


def _of_standards(policy: Policy) -> Iterator[Goal]:
    used = standards_in_use(policy)
    for name, standard in policy.standards.items():
        if name in used:
            yield from _of_standard(standard)


def _of_standard(standard: Standard) -> Iterator[Goal]:
    cited = standard.cited
    for version in standard.versions:
        keys = [key for key, _ in version.rows]
        keys += [OTHER_ROW] if version.otherwise is not None else []
        for key in keys or [""]:
            part = row(version.start.isoformat(), key)
            yield Goal(Section.STANDARD, cited.name, part, Sight.USED, cited.cites, version.place)


def row(start: str, key: str) -> str:
    """Give the words for one number of a standard: its version's first day, and its key."""
    return f"{start} {key}" if key else start


def _of_limit(limit: Limit) -> Iterator[Goal]:
    cut = (Sight.CUT,) if limit.cuts else ()
    for sight in (Sight.REFUSED, *cut, Sight.PASSED, *filled_sights(limit)):
        yield _whole(Section.LIMIT, limit.cited, sight)


def filled_sights(limit: Limit) -> tuple[Sight, ...]:
    """Give how full a limit can be, to the last unit; no more of one that counts siblings."""
    if limit.siblings:
        return ()
    return (Sight.FULL, Sight.OVER, *((Sight.USED_UP, Sight.ONE_LEFT) if limit.cuts else ()))


def _of_exclusion(exclusion: Exclusion) -> Iterator[Goal]:
    cited, part = exclusion.cited, Section.EXCLUSION
    for side in exclusion.sides:
        for sight in (Sight.KEPT, Sight.REFUSED):
            yield Goal(part, cited.name, side_name(side), sight, cited.cites, cited.place)
    for step in exclusion.keep:
        yield Goal(part, cited.name, STEP_WORDS[step], Sight.STEP, cited.cites, cited.place)


def side_name(side: Side) -> str:
    """Give the words for one side of an exclusion."""
    return side.choice or "、".join(side.awards)


def _of_finding(finding: Finding) -> Iterator[Goal]:
    outside = () if is_true(finding.applies.expression.root) else (Sight.NOT_APPLICABLE,)
    for sight in (Sight.MET, Sight.BREACHED, Sight.PENDING, *outside):
        yield _whole(Section.FINDING, finding.cited, sight)


def _of_readings(policy: Policy) -> Iterator[Goal]:
    for name in sorted(executable(policy)):
        reading = policy.readings[name]
        for option in _others(reading.options, reading.chosen):
            yield Goal(Section.READING, name, option, Sight.MOVES, reading.cites, reading.place)


def _others(options: Iterable[str], chosen: str) -> list[str]:
    return [option for option in options if option != chosen]


def _of_constraints(policy: Policy) -> Iterator[Goal]:
    for constraint in policy.constraints:
        place = constraint.expression.place
        yield Goal(Section.CONSTRAINT, constraint.says, "", Sight.BREACHED, (), place)


def _of_thresholds(policy: Policy) -> Iterator[Goal]:
    """A threshold that stands twice in one rule is shown once."""
    met = set()
    for threshold in thresholds_of(policy):
        for sight in THRESHOLD_SIGHTS:
            goal = threshold.rule, threshold.text, sight
            if goal not in met:
                yield Goal(Section.BOUNDARY, *goal, threshold.cites, threshold.place)
            met.add(goal)


def _whole(section: Section, cited: Cited, sight: Sight) -> Goal:
    return Goal(section, cited.name, "", sight, cited.cites, cited.place)

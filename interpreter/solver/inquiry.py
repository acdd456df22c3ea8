"""Questions a check asks of all cases, and what it notes: each case found is decided again.

What was found is judged by the reference back end too; where the two disagree, that is
noted as an error of ours and nothing else is made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from interpreter.problems import Place, Problem, shown
from interpreter.solver.question import EFFORT, Found, Nothing, Slice
from interpreter.solver.terms import Formula
from interpreter.solver.world import World

SAYS = {
    "always-true": (
        "`{of}` 的条件「{rule}」在任何案件里都不会不满足",
        "它决定不了什么：删去，或核对它和事实的界限、约束；有意这样写的，在 declared 里说明理由",
    ),
    "never-true": (
        "`{of}` 的条件「{rule}」在任何案件里都不会满足",
        "核对它、事实的界限和约束",
    ),
    "never-granted": (
        "`{of}` 在任何案件里都得不到",
        "核对哪些条件互相矛盾，或与约束、上限、择一矛盾",
    ),
    "never-alone": (
        "`{of}` 的「{rule}」从不单独拒绝：它不满足时，别的条件、上限或择一也总不满足",
        "删去它，或核对它和别的规则；有意这样写的，在 declared 里说明理由",
    ),
    "never-reached": (
        "`{of}` 的「{rule}」在任何案件里都不会拒绝或扣减",
        "核对它的范围；只是和别的补贴共用一条规则的，在 declared 里说明理由",
    ),
    "row-unused": (
        "标准 `{of}` 的「{rule}」在任何能得补贴的案件里都用不上",
        "删去它，或核对它的日期、键和读它的补贴；有意留着的，在 declared 里说明理由",
    ),
    "value-missing": (
        "标准 `{of}` 对「{rule}」的案件没有数，事实齐全也定不了金额",
        "补上缺的行或日期，或写 otherwise；文件确实没有数的，在 declared 里说明理由",
    ),
    "fact-idle": (
        "事实 `{of}` 怎样都不改变任何补贴和义务",
        "删去它，或核对读它的规则；有意留着的，在 declared 里说明理由",
    ),
    "reading-idle": (
        "读法 `{of}` 选「{rule}」和选所选的，在任何案件里结果都一样",
        "核对读它的规则是否接上；有意这样的，在 declared 里说明理由",
    ),
    "declared-stale": (
        "声明 `{of}` 有意写成「{rule}」，证明里没有这一处",
        "删去这条声明，或核对 finding、of 和 rule",
    ),
    "not-decided": (
        "`{of}` 的「{rule}」没有在规定的计算量内证明出来",
        "这不说明它有错或没有错；把表达式拆成几个定义，或缩小事实的界限",
    ),
    "proof-disagrees": (
        "程序有错：`{of}` 的「{rule}」，证明所得的案件与逐案决定不一致",
        "请把政策文件交给维护人员，这次的证明不要采用",
    ),
}
ERRORS = frozenset({"declared-stale", "proof-disagrees"})


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that a proof shows: its code, where, of which provision, by which rule."""

    code: str
    place: Place
    of: str
    rule: str

    def problem(self) -> Problem:
        """Give it as a problem: a warning, but for an error of ours."""
        message, hint = SAYS[self.code]
        told = message.format(of=shown(self.of), rule=shown(self.rule))
        return Problem(self.code, self.place, told, hint, self.code not in ERRORS, self.of)


@dataclass(slots=True)
class Notebook:
    """What a check has noted, how many questions it asked, and how far it goes with each.

    `telling` are the facts that were seen to change an outcome.
    """

    effort: int = EFFORT
    asked: int = 0
    noted: list[Noted] = field(default_factory=list)
    telling: set[str] = field(default_factory=set)

    def note(self, code: str, place: Place, of: str, rule: str = "") -> None:
        """Note what a proof shows."""
        self.noted.append(Noted(code, place, of, rule))


class Inquiry:
    """Questions about the valid cases of one slice, for one provision after the other."""

    def __init__(self, notebook: Notebook, world: World) -> None:
        self.notebook = notebook
        self.slice = Slice(world, notebook.effort)

    def exists(
        self,
        subject: tuple[Place, str, str],
        formulas: tuple[Formula, ...],
        is_so: Callable[[Found], bool],
    ) -> bool | None:
        """Say whether there is a case; None, and noted, where that is not settled.

        `subject` is the place, the provision and the rule that it is asked for; `is_so` judges
        the case found anew.
        """
        self.notebook.asked += 1
        answer = self.slice.find(*formulas)
        if isinstance(answer, Nothing):
            return False
        if isinstance(answer, Found) and is_so(answer):
            return True
        code = "proof-disagrees" if isinstance(answer, Found) else "not-decided"
        self.notebook.note(code, *subject)
        return None

"""Tables that a run wrote and somebody changed, read back as `summary` reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from making_tables import Found, program, table

from interpreter.office.output import Output
from interpreter.office.summing import add_up
from interpreter.problems import Refused

ROW = "案件,职业,人数,取证日期,等级,已参保\n示例-1,甲,2,2020-06-01,初级,是\n"
AWARDS = "结果.补贴.csv"


def changed(old: str, new: str, file: str = AWARDS) -> Found:
    """Give what is wrong with the output of a run in which some text was replaced."""
    assert not [*table(ROW, none_before=True)]
    text = Path(file).read_text(encoding="utf-8-sig")
    assert old in text
    Path(file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return summed()


def summed(name: str = "结果.csv") -> Found:
    try:
        add_up([Output(Path(name), lambda _: program())], program())
    except Refused as refused:
        return refused.problems
    return []


def not_an_output() -> Found:
    Path("名单.csv").write_text(ROW, encoding="utf-8")
    assert not [*table(ROW, none_before=True)]
    return [*summed("名单.csv"), *summed(AWARDS)]


def not_a_result() -> Found:
    return [*changed(",准予,", ",同意,"), *changed(",培训补贴,", ",别的补贴,")]


def bad_amount() -> Found:
    return [*changed(",200.00,", ",20O.00,"), *changed(",准予,", ",不予,")]


def tables_differ() -> Found:
    return [
        *changed(",200.00,", ",900.00,"),
        *changed("怎么办", "怎么办\n2,,,x-y,,", "结果.错误.csv"),
    ]


def other_policy() -> Found:
    mark = program().policy.fingerprint.removeprefix("sha256:")[:12]
    return changed(mark, "0123456789ab")


OUTPUT_MAKERS: dict[str, Callable[[], Found]] = {
    function.__name__.replace("_", "-"): function
    for function in (not_an_output, not_a_result, bad_amount, tables_differ, other_policy)
}

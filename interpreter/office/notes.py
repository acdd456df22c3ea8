"""The sheet beside the results that says what they rest on and how they are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from interpreter.office import names
from interpreter.office.job import Order
from interpreter.office.results import tried
from interpreter.office.tables import Column, Table, Values
from interpreter.policy.model import Policy, Reading

COLUMNS = (
    Column("名称", width=16),
    Column("说明", width=70),
    Column("为什么", width=60),
    Column(names.CLAUSE, width=16),
)
READ_SO = {
    names.DECISION: "一行的案件决定了什么；没有决定的，看“错误”表",
    names.TOTAL: "这一行准予的各项相加，元",
    names.LACKING: "待定还缺哪些事实；补上再算",
    names.READ_AS: "换了写法读的格：写成什么，读作什么",
    names.REMARK: "晚报等要知道的事",
    names.RESULT: "准予：条件都满足；不予：有一条不满足；待定：还缺事实；达到、违反：义务和比例",
    names.AMOUNT: "准予的金额，元",
    names.REDUCED: "因上限少给多少，元",
    names.AT_LEAST: "待定的，定下来以后至少多少；准予的，说明金额只是下限",
    names.AT_MOST: "待定的，定下来以后至多多少；空着是说不出上限",
    names.REASONS: "✓ 满足，✗ 不满足，？ 不知道；括号里是条文，冒号后是读到的事实",
    names.READINGS: "条文可以有两种读法的地方，所依据的选择；编号见下",
    names.KNOWN_ON: "算到这一天为止批准的修订",
    names.FINGERPRINT: "政策内容的指纹：同一案件、同一指纹、同一天，结果永远相同",
    names.TRIED: "试用、不是登记的读法；空着就是按登记的",
}


def notes_table(policy: Policy, order: Order, known_on: date) -> Table:
    """Give what a run rests on, what its columns say, and the readings of its policy."""
    return Table(
        names.NOTES_SHEET, COLUMNS, (*_grounds(policy, order, known_on), *_readings(policy))
    )


def _grounds(policy: Policy, order: Order, known_on: date) -> Iterator[Values]:
    before = "没有发放过" if order.none_before else "未知：要看既往的都待定"
    if order.earlier is not None:
        before = order.earlier.name
    yield "政策", f"{policy.number}《{policy.title}》", "", ""
    yield "名单", order.source.name, "", ""
    yield "既往", before, "", ""
    yield names.KNOWN_ON, known_on.isoformat(), "", ""
    yield names.FINGERPRINT, policy.fingerprint.removeprefix("sha256:")[:12], "", ""
    yield names.TRIED, tried(policy.instead) or "没有", "", ""
    for name, says in READ_SO.items():
        yield f"列：{name}", says, "", ""


def _readings(policy: Policy) -> Iterator[Values]:
    for reading in policy.readings.values():
        option = policy.instead.get(reading.id, reading.chosen)
        said = f"{reading.question}　按“{option}”{_ruled(reading)}"
        yield reading.id, said, reading.why, "、".join(reading.cites)


def _ruled(reading: Reading) -> str:
    """Say from which days on the readings were ruled otherwise."""
    return "".join(f"；{day} 起裁定按“{option}”" for day, option in reading.rulings)

"""2019-79 written by hand in Polars: what a specialist would write for this policy alone.

For claims whose facts are all given, whose history is empty and which claim nothing in
particular; statuses and amounts, no reasons, nothing checked.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

c = pl.col
FIRST, AFTER = date(2019, 1, 1), date(2022, 1, 1)
GRANTED, REFUSED, PENDING, ELSE = 0, 1, 2, 3
STATUS = pl.Enum(["granted", "refused", "pending", "not_applicable"])
TRADES = ["重点产业培训补贴", "高危安全培训补贴", "困难企业培训补贴"]
FIRST_COURSES = ["新型学徒制补贴", "结对帮扶企业补贴", *TRADES, "岗前培训补贴"]
RANKS = (
    [*FIRST_COURSES[:-1], "岗位提升企业补贴", "岗前培训补贴", "部门培训补贴"],
    ["结对帮扶个人补贴", "岗位提升个人补贴", "自主选择培训补贴"],
)


def any_of(fact: str, *words: str) -> pl.Expr:
    return pl.any_horizontal(c(fact).list.contains(word) for word in words)


def is_in(fact: str, *words: str) -> pl.Expr:
    return pl.any_horizontal(c(fact) == word for word in words)


def inside(day: str) -> pl.Expr:
    return (c(day) >= FIRST) & (c(day) < AFTER)


def month(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * 12 + day.dt.month() - 1


def years_until(end: date) -> pl.Expr:
    """Give whole years from the beginning of a course to a first of January."""
    start = c("培训开始日期")
    early = end.year - start.dt.year() - (start.dt.ordinal_day() > 1)
    late = -(start.dt.year() - end.year)
    return pl.when(start <= end).then(early).otherwise(late)


def shared() -> dict[str, pl.Expr]:
    """Give what several awards ask."""
    paid = zip(("五级", "四级", "三级", "二级", "一级"), (700, 1000, 1500, 2000, 3000), strict=True)
    rates = pl.coalesce(pl.when(c("证书等级") == level).then(rate) for level, rate in paid)
    courses = ("企业组织", "企业委托培训机构")
    start = month(c("以工代训起始月"))
    end = start + c("以工代训月数").cast(pl.Int32)
    return {
        "ent": is_in("主体类型", "企业", "劳务派遣用工企业"),
        "contract": (c("劳动合同类型") == "无固定期限")
        | ((c("劳动合同类型") == "固定期限") & (c("劳动合同月数") >= 12)),
        "level": any_of("证书种类", "职业资格证书", "职业技能等级证书"),
        "passed": any_of("证书种类", "培训合格证书"),
        "own": is_in("培训组织方式", *courses),
        "gate": inside("证书取得日期") & c("实名制登记") & c("参加培训"),
        "rate": rates * 100,
        "region": is_in(
            "籍贯", "宁夏", "西藏", "新疆", "宁夏回族自治区", "西藏自治区", "新疆维吾尔自治区"
        )
        | c("结对帮扶地区"),
        "poor": any_of("人员身份", "贫困劳动力", "建档立卡贫困户家庭劳动者"),
        "months": (
            pl.min_horizontal(end, 12 * AFTER.year) - pl.max_horizontal(start, 12 * FIRST.year)
        ).clip(0),
        "years": (
            pl.min_horizontal(c("培训年数").cast(pl.Int32), years_until(AFTER))
            - years_until(FIRST).clip(0)
        ).clip(0),
    }


HERE, LISTED = c("主体在晋江"), c("目录内")
GENERAL, FIRM = [c("gate"), LISTED], [c("ent"), HERE]
UPSKILL, TRADE = c("培训类别") == "岗位技能提升", c("职业范围") != "其他"
BY_UNIT = c("培训组织方式") == "培训机构项目制"
ALWAYS, NEVER_SAID = pl.lit(True), pl.lit(None, dtype=pl.Int64)


class Rule(NamedTuple):
    """When an award applies, what must hold, and the amount in 分."""

    applies: pl.Expr
    holds: list[pl.Expr]
    amount: pl.Expr | int


def money(fact: str) -> pl.Expr:
    """Give an amount in 分."""
    return c(fact).to_physical().cast(pl.Int64)


def rules() -> dict[str, Rule]:
    """Give the rule of each award."""
    return {
        **first_courses(),
        **special_courses(),
        **for_persons(),
        **for_departments(),
        **for_the_poor(),
        **advances(),
        **for_chosen_units(),
        **unstated(),
    }


def first_courses() -> dict[str, Rule]:
    """Give what an enterprise gets for the usual courses, and for training on the job."""
    start, hired = c("培训开始日期"), c("招用日期")
    keen = (hired <= start) & (start <= hired.dt.offset_by("1y"))
    kinds = ("企业", "劳务派遣用工企业", "个体工商户", "农民专业合作社", "扶贫车间")
    hard = any_of("人员身份", "就业困难人员", "残疾人", "零就业家庭成员")
    taken = (is_in("主体类型", *kinds) & c("poor")) | (c("ent") & c("参保企业") & hard)
    insured = [c("contract"), c("缴纳基本养老保险"), TRADE, c("own")]
    return {
        "岗前培训补贴": Rule(
            c("培训类别") == "岗前培训",
            [*FIRM, c("contract"), keen, c("own"), c("passed"), *GENERAL],
            80_000,
        ),
        "岗位提升企业补贴": Rule(
            UPSKILL, [*FIRM, *insured, c("证书种类").list.len() >= 1, *GENERAL], 80_000
        ),
        "以工代训补贴": Rule(
            c("开展以工代训"),
            [HERE, c("实名制登记"), taken, c("months") >= 1],
            c("months").clip(0, 6) * 20_000,
        ),
    }


def special_courses() -> dict[str, Rule]:
    """Give what an enterprise gets for courses of a special kind."""
    named = ("化工", "金属冶炼", "烟花爆竹", "建筑施工", "道路运输", "危险品生产经营储存")
    hazard = is_in("高危行业", *named) | ((c("高危行业") == "其他") & c("高危行业认定"))
    trades = is_in("重点产业", "纺织服装", "鞋业", "石油化工", "机械装备")
    industry = trades | ((c("重点产业") == "其他") & c("重点产业认定"))
    safe = any_of("证书种类", "特种作业操作证书", "培训合格证书")
    staff = any_of("人员身份", "企业职工", "转岗职工")
    return {
        "困难企业培训补贴": Rule(
            c("困难企业"),
            [*FIRM, staff, c("own"), ~LISTED, c("passed"), c("gate")],
            80_000,
        ),
        "新型学徒制补贴": Rule(
            c("企校双制工学一体"),
            [*FIRM, c("contract"), c("own"), c("years") >= 1, c("实名制登记")],
            pl.max_horizontal(money("核定标准"), 400_000) * c("years"),
        ),
        "高危安全培训补贴": Rule(
            c("专项安全技能培训"),
            [*FIRM, hazard, c("own"), safe, c("初次取得"), c("gate")],
            80_000,
        ),
        "重点产业培训补贴": Rule(
            c("重点产业") != "否",
            [*FIRM, industry, c("急需紧缺职业"), c("contract"), c("own"), c("passed"), *GENERAL],
            100_000,
        ),
        "结对帮扶企业补贴": Rule(
            c("来晋务工"), [*FIRM, c("region"), c("own"), c("passed"), *GENERAL], 150_000
        ),
    }


def for_persons() -> dict[str, Rule]:
    """Give what the trained person gets, by the level of the certificate."""
    hired = ~is_in("主体类型", "个体工商户", "农民专业合作社", "扶贫车间")
    organised = c("own") | (c("培训组织方式") == "部门组织")
    at_home = pl.any_horizontal(c(n) == "晋江市" for n in ("户籍地", "常住地", "求职就业地"))
    known = c("level") | any_of("证书种类", "专项职业能力证书")
    insured = [c("contract"), c("缴纳基本养老保险"), TRADE]
    return {
        "岗位提升个人补贴": Rule(
            UPSKILL, [hired, *insured, c("level"), *GENERAL, organised], c("rate")
        ),
        "结对帮扶个人补贴": Rule(
            c("来晋务工"), [c("region"), c("own"), c("level"), *GENERAL], c("rate")
        ),
        "自主选择培训补贴": Rule(
            c("培训组织方式") == "自主选择",
            [at_home, known, *GENERAL],
            pl.when(c("level")).then(c("rate")),
        ),
    }


def for_departments() -> dict[str, Rule]:
    """Give what the department gets that runs a course, or the unit that does it for one."""
    held = any_of("人员身份", "服刑人员", "社区服刑人员", "强制隔离戒毒人员")
    ours = (c("培训组织方式") != "部门组织") | HERE
    return {
        "服刑戒毒人员培训支持": Rule(
            held,
            [c("主体类型") == "行政部门", HERE, c("年度").is_between(2019, 2021)],
            c("年度培训合格人数") * 80_000,
        ),
        "部门培训补贴": Rule(
            is_in("培训组织方式", "部门组织", "培训机构项目制"),
            [c("passed"), ours, *GENERAL],
            80_000,
        ),
    }


def for_the_poor() -> dict[str, Rule]:
    """Give the allowance for living, and the courses that are free; what is not settled is null."""
    way = c("培训组织方式")
    other = pl.when(way != "部门组织").then(False)
    along = pl.when(c("同时申领培训补贴")).then(True)
    kinds = ("退役军人", "贫困家庭子女", "贫困劳动力", "去产能失业人员", "两后生")
    more = ("农村转移就业劳动者", "下岗失业人员", "转岗职工", "残疾人")
    return {
        "生活费补贴": Rule(
            c("poor"),
            [
                BY_UNIT | (way == "科技特派员") | other,
                *(c("参加培训"), c("passed"), along, inside("证书取得日期")),
            ],
            pl.min_horizontal(money("核定生活费"), 50_000),
        ),
        "免费培训": Rule(
            BY_UNIT, [c("poor") | any_of("人员身份", *kinds, *more), inside("培训开始日期")], 0
        ),
    }


def advances() -> dict[str, Rule]:
    """Give what is paid before the end, and what is left to pay then."""
    to_firm = c("拨付对象") == "企业"
    firms = is_in("预拨补贴", *FIRST_COURSES, "岗位提升企业补贴")
    theirs = pl.when(to_firm).then(firms).otherwise(c("预拨补贴") == "部门培训补贴")
    course = pl.when(to_firm).then(c("own")).otherwise(BY_UNIT)
    due, had = money("应补总额"), money("已预拨")
    return {
        "培训补贴预拨": Rule(
            ALWAYS,
            [c("拨付对象") != "个人", course, theirs, c("培训已实施"), inside("培训开始日期")],
            money("预计补贴金额") * 3 // 5,
        ),
        "预拨结算": Rule(ALWAYS, [due >= had], due - had),
    }


def for_chosen_units() -> dict[str, Rule]:
    """Give what units get that were chosen or did well."""
    chosen, decided = inside("遴选日期"), money("核定金额")
    kind, grants = c("遴选类别"), {"国家级": 20_000_000, "省级": 10_000_000, "泉州市级": 15_000_000}
    each = (pl.when(kind == f"{rank}技能大师工作室").then(n) for rank, n in grants.items())
    studio = pl.coalesce(each)
    bases = ("产业实训基地", "公共实训基地")
    builder = is_in("主体类型", "企业", "劳务派遣用工企业", "职业院校", "培训机构", *bases)
    return {
        "高技能人才培训基地补助": Rule(kind == "国家级高技能人才培训基地", [chosen], 500_000_000),
        "产业实训基地补助": Rule(
            kind == "泉州市级产业实训基地",
            [chosen, decided.is_between(100_000_000, 500_000_000)],
            decided,
        ),
        "技能大师工作室补助": Rule(studio.is_not_null(), [chosen], studio),
        "设施设备升级资金": Rule(
            ALWAYS,
            [builder, c("成绩突出"), decided.is_between(50_000_000, 500_000_000)],
            decided,
        ),
    }


def unstated() -> dict[str, Rule]:
    """Give what the document grants without saying how much."""
    student = any_of("人员身份", "贫困家庭学生")
    return {
        "举办院校扶持": Rule(c("举办职业院校"), [], NEVER_SAID),
        "安全实训基地补助": Rule(c("建设安全实训基地"), [], NEVER_SAID),
        "贫困家庭学生资助": Rule(student, [], NEVER_SAID),
    }


def decide(cases: pl.LazyFrame) -> pl.LazyFrame:
    """Give status and amount in 分 of every award."""
    each = rules()
    frame = cases.with_columns(**shared())
    frame = frame.with_columns(
        *(rule.applies.alias(f"{n}?") for n, rule in each.items()),
        *(pl.all_horizontal([ALWAYS, *rule.holds]).alias(f"{n}!") for n, rule in each.items()),
        *(_amount(rule.amount).alias(f"{n}.amount") for n, rule in each.items()),
    )
    frame = frame.with_columns(_status(n).alias(n) for n in each)
    fell = c("部门培训补贴") == REFUSED
    live = c("生活费补贴").is_in([GRANTED, PENDING])
    frame = frame.with_columns(
        生活费补贴=pl.when(fell & live).then(REFUSED).otherwise(c("生活费补贴"))
    )
    for ranked in RANKS:
        frame = frame.with_columns(_ranked(ranked))
    frame = frame.with_columns(_elected())
    return frame.select(
        *(c(n).cast(pl.UInt8).cat.to(STATUS).alias(f"{n}.status") for n in each),
        *(pl.when(c(n) == GRANTED).then(c(f"{n}.amount")).alias(f"{n}.amount") for n in each),
    )


def _amount(amount: pl.Expr | int) -> pl.Expr:
    return pl.lit(amount, dtype=pl.Int64) if isinstance(amount, int) else amount.cast(pl.Int64)


def _status(name: str) -> pl.Expr:
    sure = c(f"{name}!").is_not_null() & c(f"{name}.amount").is_not_null()
    return (
        pl.when(~c(f"{name}?"))
        .then(ELSE)
        .when(~c(f"{name}!"))
        .then(REFUSED)
        .when(sure)
        .then(GRANTED)
        .otherwise(PENDING)
    )


def _ranked(names: list[str]) -> list[pl.Expr]:
    """Refuse what stands after one that is granted; wait for one that may be."""
    found = []
    for index, name in enumerate(names):
        live = c(name).is_in([GRANTED, PENDING])
        before = [c(n) == GRANTED for n in names[:index]]
        waits = [c(n) == PENDING for n in names[:index]]
        if before:
            beaten, open_ = live & pl.any_horizontal(before), live & pl.any_horizontal(waits)
            kept = pl.when(beaten).then(REFUSED).when(open_).then(PENDING)
            found.append(kept.otherwise(c(name)).alias(name))
    return found


def _elected() -> list[pl.Expr]:
    """Of training on the job and a first course keep what was elected."""
    first = c("培训类别") == "岗前培训"
    job = c("以工代训补贴")
    courses = pl.any_horizontal(c(n) == GRANTED for n in FIRST_COURSES) & first
    lost = (job == GRANTED) & courses & (c("择一选择") == "岗前")
    found = [pl.when(lost).then(REFUSED).otherwise(job).alias("以工代训补贴")]
    for name in FIRST_COURSES:
        lost = (c(name) == GRANTED) & first & (job == GRANTED) & (c("择一选择") == "以工代训")
        found.append(pl.when(lost).then(REFUSED).otherwise(c(name)).alias(name))
    return found

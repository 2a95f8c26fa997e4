"""Price talk in words of our own: none of these stands in a labelled set."""

from __future__ import annotations

from typing import Any

import pytest

from replydraft.costs.phrases import phrase_json, read_phrase
from replydraft.errors import InputError

Row = tuple[Any, ...]


def yearly(received: float, payments: list[float]) -> float:
    """Twelve times the monthly rate that makes the payments worth what was received, by halving."""
    low, high = 0.0, 5.0
    for _ in range(200):
        middle = (low + high) / 2
        worth = sum(p / (1 + middle) ** k for k, p in enumerate(payments, 1))
        low, high = (middle, high) if worth > received else (low, middle)
    return round(low * 12, 4)


def equal(part: float, n: int) -> float:
    """`part` of the amount lent each month beside equal parts of it."""
    return yearly(1, [1 / n + part] * n)


def rows(phrase: str) -> list[Row]:
    """kind, per, value, base, nominal of each reading."""
    return [
        (
            r["kind"],
            r["per"],
            round(r["value"], 7),
            r["base"],
            r["annualised_nominal"] and round(r["annualised_nominal"], 4),
        )
        for r in phrase_json(read_phrase(phrase))["readings"]
    ]


def month(value: float, *, flat: float | None = None) -> list[Row]:
    return [
        ("rate", "month", value, "balance", round(value * 12, 4)),
        ("rate", "month", value, "original", flat),
    ]


DAY = [
    ("利息一天万分之四", 0.0004),
    ("曰息 万 3.5", 0.00035),
    ("每借一万一天收两块五", 0.00025),
    ("日利率千分之零点五", 0.0005),
    ("每百块钱每天五分钱利息", 0.0005),
    ("一千块每天还八毛利息", 0.0008),
    ("日化百分之零点零三五", 0.00035),
    ("按日计息，日利率0.0003", 0.0003),
    ("借款10000元每日利息4.5元", 0.00045),
    ("ri息万五", 0.0005),
]


@pytest.mark.parametrize(("phrase", "value"), DAY)
def test_by_the_day(phrase: str, value: float) -> None:
    assert rows(phrase) == [("rate", "day", value, "balance", round(value * 365, 4))]


MONTH = [
    ("月息七厘二", 0.0072),
    ("月利率百分之零点九", 0.009),
    ("一个月1.1个点的利息", 0.011),
    ("每个月千分之八的利息", 0.008),
    ("借五万一个月利息四百", 0.008),
    ("一万块一个月一百二的息", 0.012),
    ("⽉息１分２", 0.012),
    ("月息：1.5%", 0.015),
    ("月 息 二 分", 0.02),
    ("8厘5的月息", 0.0085),
    ("月利7.5‰", 0.0075),
    ("按月0.66%计息", 0.0066),
]


@pytest.mark.parametrize(("phrase", "value"), MONTH)
def test_by_the_month_the_base_is_asked(phrase: str, value: float) -> None:
    assert rows(phrase) == month(value)
    read = read_phrase(phrase)
    assert read.ambiguous == ("base",)
    assert read.ask is not None
    assert "全额" in read.ask


@pytest.mark.parametrize(
    ("phrase", "value", "nominal"),
    [
        ("月息九厘，每月还息到期还本", 0.009, 0.108),
        ("月息1.3%，利随本清", 0.013, 0.156),
        ("月息一分八，利滚利", 0.018, 0.216),
        ("月息六厘，只按剩余本金算", 0.006, 0.072),
        ("先息后本月利率0.62%", 0.0062, 0.0744),
    ],
)
def test_a_base_that_is_said_is_not_asked(phrase: str, value: float, nominal: float) -> None:
    assert rows(phrase) == [("rate", "month", value, "balance", nominal)]
    assert read_phrase(phrase).ask is None


YEAR = [
    ("年化5.6个点", 0.056, 0.056),
    ("年利率百分之十二点六", 0.126, 0.126),
    ("贷款年利率 4 . 1 5 %", 0.0415, 0.0415),
    ("年化利率（单利）7.92％", 0.0792, 0.0792),
    ("年息6厘5", 0.065, 0.065),
    ("年利率0.0385", 0.0385, 0.0385),
    ("年利率5.1，等额本金20年", 0.051, 0.051),
    ("二套房贷利率3.45%", 0.0345, 0.0345),
    ("LPR3.5%加30个基点", 0.038, 0.038),
    ("年利率6%打九折", 0.054, 0.054),
    ("年利率5%上浮20%", 0.06, 0.06),
    ("年化从7.2%降到6.48%", 0.0648, 0.0648),
]


@pytest.mark.parametrize(("phrase", "value", "nominal"), YEAR)
def test_by_the_year(phrase: str, value: float, nominal: float) -> None:
    assert rows(phrase) == [("rate", "year", value, "balance", nominal)]
    assert read_phrase(phrase).ask is None


def test_an_irr_is_the_effective_rate() -> None:
    for phrase in ("IRR年化14.4%", "年化14.4%（IRR）", "年化14.4%，按复利", "内部收益率14.4%"):
        (reading,) = read_phrase(phrase).readings
        assert reading.cost is not None
        assert reading.cost.effective == pytest.approx(0.144)
        assert reading.cost.nominal == pytest.approx(0.13529, abs=1e-5)


FLAT = [
    ("分24期，每期手续费0.4%", ("fee", "period", 0.004, "original", equal(0.004, 24))),
    ("3万分12期每期手续费180", ("fee", "period", 0.006, "original", equal(0.006, 12))),
    ("月费率0.55%，36期", ("fee", "month", 0.0055, "original", equal(0.0055, 36))),
    ("等本等息月息9厘，两年", ("rate", "month", 0.009, "original", equal(0.009, 24))),
    ("借6万18期，总利息5400，平均还", ("rate", "once", 0.09, "original", equal(0.005, 18))),
    ("12期总费率7.2%，平摊", ("fee", "once", 0.072, "original", equal(0.006, 12))),
    ("5万24期，月供2350", ("instalment", "month", 2350, None, yearly(50_000, [2350] * 24))),
    ("借两万，分十期，每期还2180", ("instalment", "period", 2180, None, yearly(20_000, [2180] * 10))),
    ("每万元每期还888，12期", ("instalment", "period", 888, None, yearly(10_000, [888] * 12))),
    ("借3万，半年后本息一共还31800", ("instalment", "once", 31800, None, 0.12)),
    ("借8000到手7200，30天还8000", ("discount", "once", 0.1, "original", 1.3519)),
]


@pytest.mark.parametrize(("phrase", "row"), FLAT)
def test_instalments_and_charges_on_the_amount_lent(phrase: str, row: Row) -> None:
    assert rows(phrase) == [row]
    assert read_phrase(phrase).ask is None


OPEN = [
    ("手续费4个点", {"term", "payee"}, 1),
    ("每月平台服务费0.8%", {"term"}, 1),
    ("月供3180", {"principal", "term"}, 1),
    ("借7万，月供2300", {"term"}, 1),
    ("分36期，月还1500", {"principal"}, 1),
    ("中介费一万二", {"principal", "term"}, 1),
    ("三分利", {"per", "base"}, 3),
    ("7厘2", {"per", "base"}, 3),
    ("万五", {"per"}, 1),
    ("日息5厘", {"kind"}, 2),
    ("利率4.2%", {"per"}, 1),
    ("在LPR上加65BP", {"term"}, 1),
    ("LPR打九折", {"term"}, 1),
    ("利率打八五折", {"base"}, 1),
    ("砍头息15%", {"term"}, 1),
    ("借6万到手5万4", {"term", "kind", "payee"}, 1),
    ("提前还清要收2%违约金", {"base"}, 2),
    ("1.2%的手续费，24期", {"per"}, 2),
    ("免息6期", {"kind", "term"}, 1),
]


@pytest.mark.parametrize(("phrase", "open_", "count"), OPEN)
def test_what_is_not_said_is_asked(phrase: str, open_: set[str], count: int) -> None:
    read = read_phrase(phrase)
    assert set(read.ambiguous) == open_
    assert len(read.readings) == count
    assert read.ask is not None
    assert read.ask.endswith("？")


RANGES = [
    ("年化4.8%~9.6%", [0.048, 0.096], ["min", "max"]),
    ("年利率三点六到七点二", [0.036, 0.072], ["min", "max"]),
    ("年化5到8个点", [0.05, 0.08], ["min", "max"]),
    ("年化最高不超过24%", [0.24], ["max"]),
    ("年利率3.4%起", [0.034], ["min"]),
    ("年化六七个点", [0.06, 0.07], ["min", "max"]),
    ("年化五点几", [0.05, 0.06], ["min", "max"]),
]


@pytest.mark.parametrize(("phrase", "values", "bounds"), RANGES)
def test_ranges_and_bounds(phrase: str, values: list[float], bounds: list[str]) -> None:
    readings = read_phrase(phrase).readings
    assert [float(r.value) for r in readings] == pytest.approx(values)
    assert [r.bound for r in readings] == bounds
    assert {r.kind for r in readings} == {"range"}


TOTALS = [
    ("年利率6%，12个月先息后本，放款时收10%服务费", 0.1694),
    ("10万12期每期还8833.3，另交手续费1000，放款时收", 0.128),
    ("月息1分，先息后本，借一年，砍头一个月利息", 0.1212),
    ("合同写9万，到手8万5，24期，每期4150", yearly(85_000, [4150] * 24)),
    ("年利率7.2%等额本息24期，每月管理费0.2%", yearly(1, [0.006 / (1 - 1.006**-24) + 0.002] * 24)),
]


@pytest.mark.parametrize(("phrase", "nominal"), TOTALS)
def test_parts_are_costed_together(phrase: str, nominal: float) -> None:
    read = read_phrase(phrase)
    assert read.relation == "components"
    assert read.total is not None
    assert read.total.nominal == pytest.approx(nominal, abs=1e-4)
    assert read.ask is None


def test_an_annual_rate_beside_its_origin_decides_what_that_means() -> None:
    assert rows("月息六厘，年化7.2%") == month(0.006)[:1]
    assert rows("12期月息六厘，年化13.03%") == [("rate", "month", 0.006, "original", 0.1303)]
    assert rows("年化18.25%（日息万五）") == [("rate", "day", 0.0005, "balance", 0.1825)]
    read = read_phrase("2万12期每期1900，年化9%")
    assert read.relation == "conflict"
    assert read.total is None
    assert read.ask is not None


NOTHING = [
    "我今天有点忙，晚点聊",
    "三个人一起贷",
    "分几期都行",
    "首付三成，公积金缴了五年",
    "利息怎么算",
    "工资涨了8%",
    "两点半到你们店里",
    "查询次数6次",
    "贷款要十分钟就能办",
    "逾期3天了怎么办",
    "有什么要求",
    "考了93分",
    "额度20万",
    "万一批不下来呢",
    "打八折的优惠券",
    "借10万，3年",
    "负债20万，月入1万",
    "三分之一的人",
    "8月15号来办",
    "第3期的还款日",
]


@pytest.mark.parametrize("phrase", NOTHING)
def test_no_price_no_reading(phrase: str) -> None:
    read = read_phrase(phrase)
    assert (read.readings, read.ask, read.relation) == ((), None, "none")


def test_a_phrase_is_given_and_short() -> None:
    for phrase in ("", "  ", "息" * 501):
        with pytest.raises(InputError) as wrong:
            read_phrase(phrase)
        assert wrong.value.field == "phrase"

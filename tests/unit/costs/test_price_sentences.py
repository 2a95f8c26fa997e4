"""Prices in running text: where they stand, what they mean, and that any text comes back soon."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from replydraft.compliance.rules import Fact
from replydraft.costs.phrases import read_phrase, read_prices
from replydraft.costs.phrases.reference import Lpr
from replydraft.errors import InputError
from replydraft.text.folding import fold

DAY = date(2026, 11, 23)


def fact(name: str, value: str, start: date | None = None, end: date | None = None) -> Fact:
    return Fact(name, value, start, end, source="公布值", level="B")


def found(text: str) -> list[tuple[str, list[float | None]]]:
    """Each price as it stands, and the nominal rates it can mean."""
    return [
        (p.text, [None if r.cost is None else round(r.cost.nominal, 4) for r in p.part.readings])
        for talk in read_prices(text)
        for p in talk.parts
    ]


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("您好，这款年化9.6%（单利），等额本息。", [("年化9.6%", [0.096])]),
        ("日息万四，折成年化14.6%（单利）。", [("日息万四", [0.146]), ("年化14.6%", [0.146])]),
        ("连2%的服务费约12.8%（单利），您看行不行？", [("2%的服务费", [None]), ("12.8%", [0.128])]),
        ("综合年化8.57%（单利）/8.92%（IRR）。", [("综合年化8.57%", [0.0857]), ("8.92%", [0.0857])]),
        ("到手8万，分24期，月供3,900元。今天天气好。", [("月供3,900元", [0.1555])]),
        ("我司放款后收1%，走对公户。没成不收。", [("收1%", [None])]),
        ("您这单通过率大概八成，负债率别超过50%。", []),
        ("3天内放款，要2份材料，成功率90%。", []),
        ("月供多少看期限，36期或者60期都行。", []),
    ],
)
def test_prices_of_a_reply(text: str, prices: list[tuple[str, list[float | None]]]) -> None:
    got = found(text)
    assert [nominals for _, nominals in got] == [nominals for _, nominals in prices]
    assert all(short in long or long in short for (long, _), (short, _) in zip(got, prices, strict=True))


def test_offsets_lead_into_the_disguised_text() -> None:
    text = "您好哦。月～息①分，先 息 后 本，年 化 １２％。"
    (talk,) = read_prices(text)
    assert talk.read.phrase == text[talk.start : talk.end]
    assert [text[p.start : p.end] for p in talk.parts] == [p.text for p in talk.parts]
    assert talk.parts[0].text == "月～息①分"


def test_folded_text_is_not_folded_again() -> None:
    text = "年化３．６％，月供５００"
    assert read_prices(fold(text)) == read_prices(text)


JUNK = [
    "月息一分",
    "一",
    "1",
    "息1",
    "百分之",
    "1-",
    "(1%",
    "9",
    "年化",
    "一万一",
    "到",
    "，",
    "半",
    "利息5个点",
    "每期",
    "1 . 1 ",
]


@pytest.mark.parametrize("unit", JUNK)
def test_long_junk_is_refused_or_read_soon(unit: str) -> None:
    began = time.process_time()
    with pytest.raises(InputError, match="at most"):
        read_phrase(unit * 100_000)
    with pytest.raises(InputError, match="at most"):
        read_prices(unit * 100_000)
    assert time.process_time() - began < 1
    shorter = [_seconds((unit * 20_000)[:size]) for size in (5_000, 20_000)]
    assert shorter[1] < 3
    assert shorter[1] < 12 * max(shorter[0], 0.02)


def _seconds(text: str) -> float:
    """The least of three: what chokes on a text does so every time, a collection of garbage comes once."""

    def once() -> float:
        began = time.process_time()
        read_prices(text)
        return time.process_time() - began

    return min(once() for _ in range(3))


ONE_YEAR = fact("lpr_1y", "0.0312", date(2026, 9, 21), date(2026, 12, 20))


def test_the_lpr_of_the_day_comes_from_the_facts() -> None:
    read = read_phrase("一年期LPR加88BP", facts=[ONE_YEAR], as_of=DAY)
    (reading,) = read.readings
    assert reading.cost is not None
    assert reading.cost.nominal == pytest.approx(0.04)
    assert "3.12%" in "".join(reading.assumes)
    assert read.ask is None


def test_an_lpr_looked_up_too_long_ago_is_said_to_be_unverified() -> None:
    aged = replace(ONE_YEAR, checked_to=date(2026, 10, 19))
    (reading,) = read_phrase("一年期LPR加88BP", facts=[aged], as_of=DAY).readings
    assert "只核到2026-10-19，2026-11-23的数值未核实" in "".join(reading.assumes)


@pytest.mark.parametrize("day", [date(2026, 9, 20), date(2026, 12, 21), None])
def test_an_lpr_that_is_not_known_is_said_and_asked(day: date | None) -> None:
    read = read_phrase("一年期LPR加88BP", facts=[ONE_YEAR], as_of=day)
    assert read.readings[0].cost is None
    assert "没有核到" in "".join(read.notes)
    assert read.ask == "合同上写的LPR是多少？"
    assert Lpr([ONE_YEAR], day).of(1) is None


def test_without_the_tenor_both_are_open() -> None:
    read = read_phrase("LPR减20BP", facts=[ONE_YEAR], as_of=DAY)
    assert read.readings[0].cost is None
    assert read.notes == ("若参照一年期LPR 3.12%（2026-09-21起，核实程度B），年化约2.92%",)
    assert read.ask == "参照的是一年期LPR还是五年期以上LPR？"


def test_five_years_and_more_have_an_lpr_of_their_own() -> None:
    facts = [ONE_YEAR, fact("lpr_5y", "0.035")]
    (reading,) = read_phrase("五年期以上LPR减45BP", facts=facts, as_of=DAY).readings
    assert reading.cost is not None
    assert reading.cost.nominal == pytest.approx(0.0305)
    (four,) = read_phrase("一年期LPR的四倍", facts=facts, as_of=DAY).readings
    assert four.cost is not None
    assert four.cost.nominal == pytest.approx(0.1248)

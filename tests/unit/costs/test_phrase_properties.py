"""A known term written in any of the ways people write it is read back as that term."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.costs.phrases import phrase_json, read_phrase, read_prices

_CN = "零一二三四五六七八九"
_CAPITAL = "零壹贰叁肆伍陆柒捌玖"
_FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
PAD = st.sampled_from(["", " ", "是", "大概", "：", "就", "按", "  "])


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


@st.composite
def plain(draw: st.DrawFn, number: Decimal) -> str:
    """A number in Arabic, full-width or Chinese digits."""
    text = _digits(number)
    how = draw(st.sampled_from(["arabic", "full", "chinese", "capital"]))
    if how == "arabic":
        return text
    if how == "full":
        return text.translate(_FULL)
    whole, _, part = text.partition(".")
    digits = _CN if how == "chinese" else _CAPITAL
    head = digits[int(whole)] if len(whole) == 1 else text
    if head == text:
        return text
    return head + ("点" + "".join(digits[int(d)] for d in part) if part else "")


@st.composite
def percent(draw: st.DrawFn, fraction: Decimal) -> str:
    """A rate as %, ‰, 个点, 百分之, 千分之 or BP."""
    how = draw(st.sampled_from(["%", "‰", "点", "百分之", "千分之", "bp"]))
    match how:
        case "%":
            return draw(plain(fraction * 100)) + draw(st.sampled_from(["%", "％", "个百分点"]))
        case "‰":
            return _digits(fraction * 1000) + "‰"
        case "点":
            return draw(plain(fraction * 100)) + "个点"
        case "百分之":
            return "百分之" + draw(plain(fraction * 100))
        case "千分之":
            return "千分之" + _digits(fraction * 1000)
        case _:
            return _digits(fraction * 10000) + draw(st.sampled_from(["BP", "个基点", "bp"]))


@st.composite
def fen_li(draw: st.DrawFn, tenths: int) -> str:
    """A monthly rate of so many 厘 as 厘, or as 分 and 厘."""
    fen, li = divmod(tenths, 10)
    digits = draw(st.sampled_from([_CN, _CAPITAL, "0123456789"]))
    if not fen:
        return digits[li] + "厘"
    if not li:
        return digits[fen] + "分"
    return (
        digits[fen]
        + "分"
        + ("半" if li == 5 and draw(st.booleans()) else digits[li] + draw(st.sampled_from(["", "厘"])))
    )


RATES = st.integers(1, 3000).map(lambda n: Decimal(n) / 10000)
"""From one BP to 30%."""


@given(data=st.data(), rate=RATES, name=st.sampled_from(["年化", "年利率", "年化利率", "综合年化", "年 化", "年hua"]))
@settings(max_examples=300, deadline=None)
def test_an_annual_rate(data: st.DataObject, rate: Decimal, name: str) -> None:
    phrase = name + data.draw(PAD) + data.draw(percent(rate))
    (reading,) = read_phrase(phrase).readings
    assert (reading.kind, reading.per, reading.base, reading.value) == ("rate", "year", "balance", rate), phrase
    assert reading.cost is not None
    assert abs(reading.cost.nominal - float(rate)) < 1e-9


@given(data=st.data(), tenths=st.integers(1, 39), method=st.sampled_from(["先息后本", "到期还本", "随借随还"]))
@settings(max_examples=200, deadline=None)
def test_a_monthly_rate_in_fen(data: st.DataObject, tenths: int, method: str) -> None:
    said = "月息" + data.draw(PAD) + data.draw(fen_li(tenths))
    phrase = data.draw(st.sampled_from([f"{said}，{method}", f"{method}，{said}", f"{method}的{said}"]))
    (reading,) = read_phrase(phrase).readings
    assert (reading.kind, reading.per, reading.base) == ("rate", "month", "balance"), phrase
    assert reading.value == Decimal(tenths) / 1000, phrase


@given(data=st.data(), tenths=st.integers(5, 300))
@settings(max_examples=200, deadline=None)
def test_a_daily_rate(data: st.DataObject, tenths: int) -> None:
    rate = Decimal(tenths) / 100_000
    number = _digits(rate * 10_000)
    forms = [f"日息{_digits(rate * 100)}%", f"一万块一天{number}块", f"每1万元每天利息{number}元"]
    forms += [f"日利率万分之{number}"] if rate < Decimal("0.01") else []
    phrase = data.draw(st.sampled_from(forms))
    (reading,) = read_phrase(phrase).readings
    assert (reading.kind, reading.per, reading.base, reading.value) == ("rate", "day", "balance", rate), phrase


@given(
    principal=st.integers(1, 50),
    periods=st.sampled_from([3, 6, 10, 12, 18, 24, 36, 60]),
    over=st.integers(1, 40),
    form=st.integers(0, 3),
)
@settings(max_examples=200, deadline=None)
def test_instalments(principal: int, periods: int, over: int, form: int) -> None:
    each = principal * 10_000 * (100 + over) // (100 * periods) + 1
    phrase = [
        f"借{principal}万分{periods}期每期{each}",
        f"{principal}万，{periods}期，每期还{each:,}元",
        f"贷了{principal}万块，{periods}个月，月供{each}",
        f"本金{principal * 10_000}元，分{periods}期还，每个月还{each}块",
    ][form]
    read = read_phrase(phrase)
    (reading,) = read.readings
    assert (reading.kind, reading.value) == ("instalment", Decimal(each)), phrase
    assert read.ask is None
    assert reading.cost is not None
    worth = sum(each / (1 + reading.cost.periodic) ** k for k in range(1, periods + 1))
    assert abs(worth - principal * 10_000) < 1, phrase


PIECES = st.sampled_from(
    [
        "月息",
        "日息",
        "年化",
        "利率",
        "手续费",
        "服务费",
        "每期",
        "每月",
        "一天",
        "一年",
        "12期",
        "10万",
        "到手",
        "还",
        "先扣",
        "5%",
        "一分",
        "3厘5",
        "万三",
        "两成",
        "八五折",
        "LPR",
        "+",
        "-",
        "到",
        "起",
        "不超过",
        "（",
        "）",
        "，",
        "。",
        "4倍",
        "3点几",
        "百分之",
        "0",
        "9300",
        "1,200",
        "第二年",
        "免息",
        "砍头息",
        "九出十三归",
        "上浮",
        "罚息",
        "单利",
        "IRR",
        "左右",
        "半",
        "千",
        "亿",
        "1200期",
        "99999999999",
    ]
)


@given(pieces=st.lists(PIECES, min_size=1, max_size=14))
@settings(max_examples=500, deadline=None)
def test_whatever_is_written_gets_an_answer(pieces: list[str]) -> None:
    text = "".join(pieces)
    out = phrase_json(read_phrase(text))
    json.dumps(out, allow_nan=False)
    assert bool(out["ambiguous"]) == bool(out["ask"])
    assert bool(out["readings"]) == (out["relation"] != "none")
    for talk in read_prices(text):
        for part in talk.parts:
            assert text[part.start : part.end] == part.text

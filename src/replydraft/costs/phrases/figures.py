"""Figures of price talk: 1分2, 9厘5, 三个多点, 千分之七, 万三, 3成, 八五折, 120bp, 两千一, 一块五, 三年半.

Each reader begins at one place of folded text. Rates are fractions, except in 分/厘/毫, whose size depends on the period.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from replydraft.text.lazy import lazy
from replydraft.text.numerals import ONE_PIECE, behind_the_point, parse_numeral

HUNDRED, TEN = Decimal(100), Decimal(10)
SCALES = {
    "%": Decimal("0.01"), "点": Decimal("0.01"), "‰": Decimal("0.001"), "‱": Decimal("0.0001"), "bp": Decimal("0.0001"),
    "万": Decimal("0.0001"), "千": Decimal("0.001"), "成": Decimal("0.1"), "毛": Decimal("0.1"),
}  # fmt: skip
"""What one of a unit is, as a fraction. 分 and 厘 are not here: see `fen_of`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it stands. `value` is in `unit`s; a rate's `high` is the other end where two are named at once (六七厘).

    Kinds: `rate` (units of `SCALES`, or 分 counted in 分), `money` (yuan; unit "" where none was written), `number`,
    `term` (unit day, week, month, quarter, year, period), `off` (折, as the factor that is left), `times` (倍).
    """

    kind: str
    value: Decimal
    unit: str
    end: int
    high: Decimal | None = None
    approx: bool = False


_C = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩仨"
_BIG = rf"零〇{_C}十百千万亿拾佰仟"
_SPACED = r"(?:(?<=\.\s\d)(?:\s\d(?!\d)){1,4})?"
"""The further decimals of 4 . 1 5 %."""
_D = rf"\d{{1,3}}(?:,\d{{3}}){{1,3}}(?:\.\d{{1,8}})?|\d{{1,12}}(?:\s?\.\s?\d{{1,8}}{_SPACED})?"
_RN = rf"(?:\d{{1,6}}(?:\s?\.\s?\d{{1,8}}{_SPACED})?|(?:[{_C}]?[十拾][{_C}]?|[零〇{_C}])(?:点[零〇{_C}]{{1,6}})?)"
_ONE = rf"(?:\d(?:\.\d{{1,4}})?|[{_C}])"
_UNIT_NEXT = r"(?!\s?(?:年(?!化|利)|个月|月(?!息|利|费|供|还)|期|天|个?季|个?星期|周))"
_NUMERIC = frozenset(f"0123456789{_BIG}半几数¥￥")
_RATE = lazy(
    rf"(?P<base>[百千万])分之(?P<part>{_RN}|几)(?P<some>点[多几]|[多几])?"
    rf"|(?P<lead>[万千])\s?(?P<led>\d{{1,2}}(?:\.\d{{1,4}})?|[{_C}](?:点[零〇{_C}]{{1,4}})?)(?![\d{_BIG}元块个.年月天期多])"
    rf"|(?P<fen>半|(?<![{_C}])[{_C}](?=[{_C}]分)|\d{{1,2}}(?:\.\d{{1,4}})?|(?:[{_C}]?十[{_C}]?|[{_C}])(?:点[{_C}]{{1,4}})?)"
    rf"(?P<fen2>[{_C}])?(?P<fen_some>[多几来])?分(?![钟期之钱货别析享数行店公散批开付摊配区类成红割])"
    rf"(?:(?P<fen_half>半)|(?P<fen_li>{_ONE})(?:厘|(?!\d|[{_BIG}]|[个成折块元期天年月%]))(?P<fen_li_half>半|[{_C}\d](?![\d期天年月个]))?)?(?P<fen_more>[多几])?"
    rf"|(?P<li>\d{{1,2}}(?:\.\d{{1,4}})?|[{_C}](?=[{_C}]厘)|[几]|(?:[{_C}]?十[{_C}]?|[{_C}])(?:点[{_C}]{{1,4}})?|半)(?P<li2>[{_C}])?(?P<li_some>[多几来])?厘(?![米清])"
    rf"(?:(?P<li_half>半)|(?P<hao>{_ONE})(?!\d|[{_BIG}]|[个成折块元期天年月%])毫?)?(?P<li_more>[多几])?"
    rf"|(?P<point>{_RN}|半)(?P<point2>[{_C}])?(?P<some2>[多几来半])?\s?个(?P<some3>[多半])?点(?![钟儿])(?:(?P<point_half>半)|(?P<tenth>\d{{2,3}}|[零〇{_C}]{{2,3}}|{_ONE})(?![\d期天年月个{_BIG}]|(?<=一)[共次起般定样直口笔些]))?(?P<some4>多)?"
    rf"|(?P<whole>\d{{1,2}}|[{_C}])(?:点|\.)(?P<tail>几|多|(?:\d{{1,3}}|[{_C}])(?=的?(?:息|利|年化)))(?P<tail_unit>\s?个?(?:%|点))?"
    rf"|(?P<head>\d{{1,2}}|[{_C}])字头"
    rf"|(?P<n>{_RN})(?P<n2>[{_C}](?=个百分点|%))?\s?(?P<some5>[多几来])?个?\s?(?P<unit>%|‰|‱|百分点|bps?|基点|成(?![功本为员交立])|p(?![a-z]))(?P<cheng>半|[{_C}\d](?=$|[^\d{_BIG}期天年月个]))?(?P<some6>[多几])?"
)
_OFF = lazy(rf"(?P<off>\d{{1,2}}(?:\.\d{{1,2}})?|[{_C}]{{1,2}})折(?![合算旧腾磨年现])|(?P<times>{_RN})倍")
_TERM = lazy(
    rf"(?P<half>半)个?(?P<half_unit>年|月|季度?)(?!化|利率|供)|(?P<n>\d{{1,4}}(?:\.5)?|[{_C}]?百[{_C}十零]{{0,4}}|[{_C}]?[十拾][{_C}]?|[{_C}])\s?"
    rf"(?P<unit>个?自然日|天|日(?!息|利|费|均)|周(?!岁)|个?星期|个?礼拜|个月|月(?!息|利|费|供)|个?季度?|年(?!化|利率|费|级|轻)期?|期(?!货|权|间))(?P<more>半)?"
    rf"|(?P<n3>\d{{1,2}}|[{_C}])个半(?P<unit3>月|季度)"
)
_MONEY = lazy(
    rf"[¥￥]?\s?(?:(?P<n>\d{{1,2}}点\d{{1,3}}(?![\d分:])|(?:{_D})(?:\s?(?:[百千万亿]{{1,2}}|[wk](?![a-z]))(?:\d(?![\d.%‰期天日年月厘分成折倍b]|个)|[{_C}](?![\d期天日年月厘分成折倍{_BIG}]|个|次|共|起|直|般|定|样|把|些|笔|家)|半(?![年月天个]))?)?"
    rf"|[{_BIG}]{{0,12}}[百千万][{_C}]?(?={ONE_PIECE})|[{_BIG}]{{1,14}}(?:点[零〇{_C}]{{1,6}}万?)?|半){_UNIT_NEXT})\s?(?P<unit>万元|万块钱?|千元|元|块钱?|圆|人民币|rmb|毛钱?|角|分钱|(?<=[百千万亿wk])|(?![\d号次笔家条位张份岁名项套台种类户页楼栋层室人几]))"
    rf"(?P<jiao>(?!{ONE_PIECE})[{_C}\d](?![\d{_BIG}期天年月个块元万])毛?)?"
)
_UNITS = {"天": "day", "自然日": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季": "quarter",
          "季度": "quarter", "年": "year", "年期": "year", "期": "period"}  # fmt: skip


def number(token: str) -> Decimal | None:
    """The value of a numeral, or None."""
    try:
        return parse_numeral(token.translate({ord("俩"): "二", ord("仨"): "三"}))
    except (ValueError, ArithmeticError):
        return None


def figure_at(text: str, at: int) -> Figure | None:
    """The figure that begins at a place of folded text, or None. Bounded work whatever follows."""
    if text[at] not in _NUMERIC:
        return None
    return _term(text, at) or _rate(text, at) or _off(text, at) or _money(text, at)


def fen_of(value: Decimal, per: str) -> Decimal:
    """A rate given in 分 as a fraction: of a hundred a month (月息一分 = 1%), of ten a year (年息一分 = 10%)."""
    return value / TEN if per == "year" else value / HUNDRED


def _term(text: str, at: int) -> Figure | None:
    m = _TERM.match(text, at)
    if m is None:
        return None
    if m["half"]:
        unit = _UNITS[m["half_unit"]]
        value = Decimal("0.5")
        if unit == "month":
            unit, value = "day", Decimal(15)
        return Figure("term", value, unit, m.end())
    value = number(m["n"] or m["n3"]) or Decimal(0)
    if m["n3"]:
        return Figure("term", value + Decimal("0.5"), _UNITS[m["unit3"]], m.end())
    value += Decimal("0.5") if m["more"] else 0
    return Figure("term", value, _UNITS[m["unit"].removeprefix("个")], m.end()) if value else None


def _rate(text: str, at: int) -> Figure | None:
    m = _RATE.match(text, at)
    if m is None or (at and text[at - 1].isdigit()):
        return None
    g = m.groupdict()
    if g["base"]:
        unit = {"百": "%", "千": "‰", "万": "‱"}[g["base"]]
        low = number(g["part"])
        high = low + 1 if low is not None and (g["some"] or "").startswith("点") else None
        return _made(m, low, unit, high, approx=bool(g["some"]))
    if g["lead"]:
        return _made(m, number(g["led"]), {"万": "‱", "千": "‰"}[g["lead"]])
    if g["fen"]:
        return _fen(m)
    if g["li"]:
        return _li(m)
    if g["point"]:
        half = Decimal("0.5") if "半" in (g["some2"], g["some3"], g["point_half"]) else Decimal(0)
        value = _plus(number(g["point"]), half or _tenth(g["tenth"]))
        high = number(g["point2"]) if g["point2"] else None
        return _made(m, value, "%", high, approx=bool({g["some2"], g["some3"], g["some4"]} & {"多", "几", "来"}))
    if g["whole"]:
        low = number(g["whole"])
        if g["tail"] in ("几", "多"):
            return _made(m, low, "%", None if low is None else low + 1, approx=True)
        return _made(m, number(f"{low}.{number(g['tail'])}"), "%")
    if g["head"]:
        low = number(g["head"])
        return _made(m, low, "%", None if low is None else low + 1, approx=True)
    return _plain(m)


def _plain(m: re.Match[str]) -> Figure | None:
    unit = {"百分点": "%", "bps": "bp", "基点": "bp", "p": "bp"}.get(m["unit"], m["unit"])
    value = number(m["n"])
    if m["cheng"]:
        if unit != "成":
            return _made(m, value, unit, end=m.start("cheng"))
        value = _plus(value, Decimal("0.5") if m["cheng"] == "半" else _tenth(m["cheng"]))
    high = number(m["n2"]) if m["n2"] else None
    return _made(m, value, unit, high, approx=bool(m["some5"] or m["some6"]))


def _fen(m: re.Match[str]) -> Figure | None:
    value = Decimal("0.5") if m["fen"] == "半" else number(m["fen"])
    if m["fen2"]:
        return _made(m, value, "分", number(m["fen2"]))
    extra = Decimal("0.5") if m["fen_half"] else _tenth(m["fen_li"])
    if m["fen_li_half"]:
        extra += (Decimal(5) if m["fen_li_half"] == "半" else number(m["fen_li_half"]) or Decimal(0)) / HUNDRED
    return _made(m, _plus(value, extra), "分", approx=bool(m["fen_some"] or m["fen_more"]))


def _li(m: re.Match[str]) -> Figure | None:
    value = Decimal("0.5") if m["li"] == "半" else number(m["li"])
    if value is None:
        return None
    if m["li2"]:
        high = number(m["li2"])
        return _made(m, value / TEN, "厘", None if high is None else high / TEN)
    extra = Decimal("0.5") if m["li_half"] else _tenth(m["hao"])
    return _made(m, (value + extra) / TEN, "厘", approx=bool(m["li_some"] or m["li_more"]))


def _off(text: str, at: int) -> Figure | None:
    m = _OFF.match(text, at)
    if m is None:
        return None
    if m["times"]:
        return _made(m, number(m["times"]), "倍", kind="times")
    digits = "".join(str(number(c) or 0) for c in m["off"]) if not m["off"][0].isdigit() else m["off"]
    value = Decimal(digits)
    factor = value / (HUNDRED if value >= 10 else TEN)
    return Figure("off", factor, "折", m.end()) if 0 < factor < 1 else None


def _money(text: str, at: int) -> Figure | None:
    m = _MONEY.match(text, at)
    if m is None or (at and text[at - 1].isdigit()):
        return None
    value, unit = number(m["n"]), m["unit"]
    if value is None or m["n"] in {"百", "千", "万", "亿", "半"}:
        value = (
            {"千": Decimal(1000), "万": Decimal(10000), "百": HUNDRED}.get(m["n"])
            if unit in ("元", "块", "块钱")
            else None
        )
        if value is None:
            return None
    end = m.end()
    if unit in ("万元", "万块", "万块钱", "千元"):
        value *= 1000 if unit == "千元" else 10000
    elif unit in ("毛", "毛钱", "角", "分钱"):
        value /= HUNDRED if unit == "分钱" else TEN
    if m["jiao"]:
        if unit in ("块", "元"):
            value += _tenth(m["jiao"][0])
        elif unit in ("毛", "角"):
            value += _tenth(m["jiao"][0]) / TEN
        else:
            end = m.start("jiao")
    written = m["n"]
    if unit or any(c in written for c in "百千万亿wk"):
        return Figure("money", value, unit or ("万" if any(c in written for c in "千万亿wk") else ""), end)
    if written[0].isdigit() or "点" in written or ("十" in written and len(written) > 1):
        return Figure("number", value, "", end)
    return None


def _tenth(token: str | None) -> Decimal:
    """What follows a unit without one of its own: the 2 of 1分2. Several digits are read as written after the point."""
    if token and len(token) > 1 and "." not in token:
        return behind_the_point(token)
    value = number(token) if token else None
    return Decimal(0) if value is None else value / TEN


def _plus(value: Decimal | None, extra: Decimal) -> Decimal | None:
    return None if value is None else value + extra


def _made(
    m: re.Match[str],
    value: Decimal | None,
    unit: str,
    high: Decimal | None = None,
    *,
    approx: bool = False,
    kind: str = "rate",
    end: int | None = None,
) -> Figure | None:
    if value is None:
        return None
    return Figure(kind, value, unit, m.end() if end is None else end, high, approx)

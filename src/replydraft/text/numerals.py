"""Chinese numerals as exact Decimals: 三十五万, 壹佰贰拾, 3万5, 十五, 百分之三, 3成, 半, 万分之五, 20w, 1,500.5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from replydraft.text.lazy import lazy

_PLAIN = str.maketrans(
    "〇○零壹幺弌贰貳弍叁參弎肆伍陆陸柒捌玖拾佰仟萬億两兩廿", "000一一一二二二三三三四五六六七八九十百千万亿二二二"
)
_DIGITS = {c: str(n) for n, c in enumerate("0一二三四五六七八九")}
_AS_DIGIT = str.maketrans(_DIGITS)
_UNITS = (
    ("亿", Decimal(10**8)),
    ("万", Decimal(10**4)),
    ("千", Decimal(1000)),
    ("百", Decimal(100)),
    ("十", Decimal(10)),
)
_PER = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}
_SIMPLE = lazy(r"\d+(?:\.\d+)?")

_CN = "零〇○一二三四五六七八九两十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FIND = lazy(
    rf"[百千万]分之(?:{_ARABIC}|[{_CN}]+(?:点[{_CN}]+)?)"
    rf"|(?:{_ARABIC})\s?(?:[%‰]|成(?![功本为员交立])|[wWkK](?![A-Za-z])|[十百千万亿]+(?:[零\d一二三四五六七八九](?![\d.])[十百千万]?)*)?"
    rf"|[{_CN}]+(?:点[零〇一二三四五六七八九]+[万亿]?)?(?:成(?![功本为员交立]))?"
)


ONE_PIECE = r"一(?:[天年期件次份笔张户套位斤亩吨台辆部栋]|个?月)"
"""A pattern for what a price is for: 五百五一件 is 550 apiece, 二十块一次 is no 20.1."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number of a text: code-point offsets, the slice, its value (a percentage or 成 as a fraction)."""

    start: int
    end: int
    text: str
    value: Decimal


def parse_numeral(text: str) -> Decimal:
    """The value of one numeral. Percentages, 百分之 and 成 are fractions. Raises ValueError where it is none."""
    s = re.sub(r"[,，\s]", "", text).translate(_PLAIN)
    if s == "半":
        return Decimal("0.5")
    if (m := re.fullmatch(r"([百千万])分之(.+)", s)) is not None:
        return _value(m[2]) / _PER[m[1]]
    if s.endswith(("%", "‰")):
        return _value(s[:-1]) / (100 if s[-1] == "%" else 1000)
    if (m := re.fullmatch(r"(.+?)成(.?|半)", s)) is not None:
        rest = Decimal(5) if m[2] == "半" else _value(m[2]) if m[2] else Decimal(0)
        return _value(m[1]) / 10 + rest / 100
    s = re.sub(r"[wW]", "万", re.sub(r"[kK]", "千", s))
    if s.endswith("半") and s[:-1].endswith(("万", "千", "百", "亿")):
        unit = dict(_UNITS)[s[-2]]
        return _value(s[:-1]) + unit / 2
    return _value(s)


def behind_the_point(digits: str) -> Decimal:
    """0.25 for 二五 or 25, the digits after a unit (三个点二五); 0 for none. Raises ValueError where they are no digits."""
    return parse_numeral(f"0.{digits}" if digits.isascii() else f"零点{digits}") if digits else Decimal(0)


def find_numerals(text: str) -> Iterator[Numeral]:
    """Every numeral of a text, left to right. Lone unit characters (千, 万) are passed over."""
    for m in _FIND.finditer(text):
        if m[0] in {"百", "千", "万", "亿", "拾", "佰", "仟"}:
            continue
        try:
            value = parse_numeral(m[0])
        except ValueError:
            continue
        yield Numeral(m.start(), m.end(), m[0], value)


def _value(s: str) -> Decimal:
    if not s:
        raise ValueError("no numeral")
    if _SIMPLE.fullmatch(s):
        return Decimal(s)
    if "点" in s:
        whole, _, part = s.partition("点")
        tail = re.match(r"[0-9一二三四五六七八九]+", part)
        if tail is None:
            raise ValueError("no digits after 点")
        digits, unit = tail[0].translate(_AS_DIGIT), part[tail.end() :]
        number = _value(whole) + Decimal(f"0.{digits}")
        return number * _value("一" + unit) if unit else number
    for unit, size in _UNITS:
        if unit in s:
            head, _, tail_text = s.rpartition(unit)
            count = _value(head) if head else Decimal(1)
            if size < 10_000 and count >= 10 and not _SIMPLE.fullmatch(head):
                raise ValueError("units out of order")
            return count * size + _rest(tail_text, size)
    digits = s.translate(_AS_DIGIT)
    if digits.isascii() and digits.isdigit():
        return Decimal(digits)
    raise ValueError("not a numeral")


def _rest(tail: str, size: Decimal) -> Decimal:
    """What follows a unit: 3万5 is 35000 and 二百五 is 250, but 三千零五 is 3005 and 十五 is 15."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1 and tail != "0" and size > 10:
        return _value(tail) * size / 10
    value = _value(tail)
    if value >= size:
        raise ValueError("units out of order")
    return value

"""Readers of single kinds of figures in a text whose disguises are undone: each yields what it read and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from replydraft.compliance import quantity_shapes as shapes
from replydraft.domain.draft import FigureKind
from replydraft.text.numerals import parse_numeral

Read = tuple[str, FigureKind | None, tuple[Decimal, ...], tuple[Decimal, ...], int, int]
"""Unit, kind (None: no figure), values, values before their unit was applied, start, end."""
ZERO, ONE = Decimal(0), Decimal(1)
_LONE = frozenset("百千万亿佰仟")
TERMS: dict[str, tuple[str, Decimal]] = {
    "天": ("day", ONE), "日": ("day", ONE), "自然日": ("day", ONE), "周": ("day", Decimal(7)), "星期": ("day", Decimal(7)),
    "礼拜": ("day", Decimal(7)), "月": ("month", ONE), "季度": ("month", Decimal(3)), "年": ("month", Decimal(12)),
    "周年": ("month", Decimal(12)), "期": ("period", ONE), "小时": ("hour", ONE), "钟头": ("hour", ONE),
    "分钟": ("minute", ONE), "秒": ("second", ONE), "秒钟": ("second", ONE),
}  # fmt: skip


def number(token: str) -> Decimal | None:
    """The value of one numeral (35, 1,200.5, 3万5, 三十五万, 一点五, 半), or None; a lone 万 is none."""
    if token.strip() in _LONE:
        return None
    try:
        return parse_numeral(re.sub("[多来余]", "", token).replace("俩", "两").replace("仨", "三"))
    except ValueError:
        return None


def phones(text: str, _: bytearray) -> Iterator[Read]:
    """Hotlines and landlines."""
    for m in shapes.PHONE.finditer(text):
        which = m.lastgroup or 0
        yield "phone", "count", (Decimal(re.sub(r"\D", "", m[which])),), (), *m.span(which)


def _century(two: str) -> str:
    """Of a year said with two digits: 98年的房, 12年的车."""
    return "19" if two > "50" else "20"


_MONTHS = ("m", "m2", "m4", "m6", "m7", "m8", "m9", "m10", "m11", "m12", "m13", "m14", "m15", "m16")


def dates(text: str, _: bytearray) -> Iterator[Read]:
    """Days, months and years."""
    for m in shapes.DATE.finditer(text):
        g = m.groupdict()
        if g["d5"] and not (1 <= int(g["d5"]) <= 31):
            continue
        short = g["y2"] or g["y5"]
        year, day = (
            g["y"] or g["y3"] or g["y4"] or (short and f"{_century(short)}{short}"),
            next((g[k] for k in ("d", "d2", "d5", "d6", "d9", "d10") if g[k]), None),
        )
        month = next((g[k] for k in _MONTHS if g[k]), None)
        parts = tuple((number(p) or Decimal(0)) if p else Decimal(0) for p in (year, month, day))
        yield "date", "date", parts, (), *m.span()


def quarters(text: str, _: bytearray) -> Iterator[Read]:
    """Of which quarter of a year something is: 三季度, Q3."""
    for m in shapes.QUARTER.finditer(text):
        yield "quarter", "date", (number(m[m.lastgroup or "q"]) or ZERO,), (), *m.span()


def times(text: str, _: bytearray) -> Iterator[Read]:
    """Hours of the day, in minutes after midnight."""
    for m in shapes.TIME.finditer(text):
        g = m.groupdict()
        hour = number(next(g[k] for k in ("h", "h2", "h3", "h4", "h5") if g[k])) or Decimal(0)
        if hour > 24:
            continue
        if m["h2"] and ((m[0].startswith(("下午", "晚")) and hour < 12) or (m[0].startswith("晚上") and hour == 12)):
            hour += 12
        minute = Decimal(g["mi"] or g["mi3"] or (30 if g["half"] or g["half4"] or g["half5"] else 0))
        yield "time", "date", (hour * 60 + minute,), (), *m.span()


def fractions(text: str, _: bytearray) -> Iterator[Read]:
    """百分之五, 万五, 一分二 and what else is written as parts of something."""
    for m in shapes.FRACTION.finditer(text):
        base = number(m["base"]) or ONE
        if m["base"] in "百千万":
            base = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}[m["base"]]
        parts = [Decimal(100) if p == "百" else number(p) for p in (m["part"], m["to"]) if p]
        if all(p is not None for p in parts):
            raw = tuple(p for p in parts if p is not None)
            yield "rate", "rate", tuple(p / base for p in raw), raw, *m.span()
    for m in shapes.PER_TEN_THOUSAND.finditer(text):
        n = number(m["n"])
        if n is not None:
            yield "rate", "rate", (n / (10000 if m["base"] == "万" else 1000),), (n,), *m.span()
    for m in shapes.FEN.finditer(text):
        which = next(g for g in ("n", "n2", "n3") if m[g])
        n, rest = number(m[which]), m["half"] or m["half2"] or m["half3"]
        half = Decimal("0.5") if rest == "半" else (number(rest) or Decimal(0)) / 10 if rest else Decimal(0)
        if n is not None:
            yield "rate", "rate", ((n + half) / 100,), (n,), m.start(which), m.end()


def halves(text: str, _: bytearray) -> Iterator[Read]:
    """年化三点八五, 双倍, 对折, 两成五, 加收一半."""
    for m in shapes.SPOKEN_RATE.finditer(text):
        which = m.lastgroup or "n"
        n = number(m[which].replace("点", "." if m[0][-1].isdigit() or m["p"] else "点"))
        if n is not None:
            start = m.start() if m["p"] else m.start(which)
            yield "rate", "rate", (n / 100,), (n,), start, m.end()
    for m in shapes.DOUBLE.finditer(text):
        if m["tenths"]:
            n = (number(m["tenths"]) or ONE) / 10 + (
                Decimal(5) if m["rest"] == "半" else number(m["rest"]) or ONE
            ) / 100
            yield "rate", "rate", (n,), (n,), m.start(), m.end()
        else:
            yield (
                ("倍", "count", (Decimal(2),), (), *m.span())
                if m["two"]
                else ("rate", "rate", (Decimal("0.5"),), (), *m.span("half"))
            )
    for m in shapes.HALF.finditer(text):
        value = Decimal("0.5") if "半" in m[0] else ONE
        yield "rate", "rate", (value,), (), *m.span("n" if m["n"] else "of")


def plain(text: str, _: bytearray) -> Iterator[Read]:
    """两千起借, 四百三左右, 三千六七: what nothing else read."""
    fee: FigureKind
    for m in shapes.ABOUT_CN.finditer(text):
        size = m["last"] or m["size"] or ""
        both = tuple(number((m["head"] or "") + last + size) or ZERO for last in m["pair"])
        if both[0] >= 100:
            fee = "fee" if shapes.FEE.search(text[max(0, m.start() - 14) : m.start()]) else "amount"
            yield "money", fee, both, both, *m.span()
    for m in shapes.PLAIN_CN.finditer(text):
        n = number(m["n"])
        if n is not None and n >= 100:
            fee = "fee" if shapes.FEE.search(text[max(0, m.start() - 14) : m.start()]) else "amount"
            yield "money", fee, (n,), (n,), *m.span("n")


def articles(text: str, _: bytearray) -> Iterator[Read]:
    """第六百七十六条, 第13期; other ordinals are no figures."""
    for m in shapes.ARTICLE.finditer(text):
        n = number(m["n"])
        law = m["u"] == "条" and (n or 0) > 3
        yield "article", "count" if law else None, (n or Decimal(0),), (), *m.span()
    for m in shapes.LATER.finditer(text):
        n = number(m["n"])
        if n is not None and n > 3:
            unit, scale = TERMS.get(m["u"].removeprefix("个"), ("workday", ONE))
            yield unit, "term", (n * scale,), (n,), *m.span()
    for m in shapes.ORDINAL.finditer(text):
        yield "ordinal", None, (), (), *m.span()

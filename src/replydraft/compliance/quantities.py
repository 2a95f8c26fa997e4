"""Every figure of a Chinese text as value and unit, so that 20万, 200000元 and 二十万 are the same figure.

Units: `rate` (a fraction), `money` (yuan), `month`, `period` (期), `day`, `workday`, `hour`, `date`, `quarter`, `time`, `bare`
(no unit), `article`, and measure words by group (`thing`, `times`, `people` …). Ranges are one figure with two values.
Words that only look like numbers (第一, 一下, 一家机构, list numbers, [1], 〔手机号1〕) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from replydraft.compliance import quantity_readers as readers
from replydraft.compliance import quantity_shapes as shapes
from replydraft.compliance.digits import view
from replydraft.domain.draft import FigureKind
from replydraft.text.numerals import behind_the_point


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure. `values` has two entries for a range; a date's are (year, month, day), 0 where not said.

    `raw` are the numbers before their unit was applied (20 of 20万); `places` the decimals written.
    """

    text: str
    start: int
    end: int
    kind: FigureKind
    unit: str
    values: tuple[Decimal, ...]
    raw: tuple[Decimal, ...] = ()


_TRIVIAL_UNITS = frozenset("个位名家份张笔项条款套台种类户处页封部本点步件回遍趟次人级") | {"方面"}
_GROUPS = {
    **dict.fromkeys("个家款种项条类份张笔户处部本件套台", "thing"), "方面": "thing", **dict.fromkeys("次回遍趟", "times"),
    **dict.fromkeys("位名人", "people"), "周岁": "岁", "点": "thing", "步": "thing", **dict.fromkeys(("平方米", "平米", "㎡", "平"), "area"),
}  # fmt: skip
_RATES = {
    "%": Decimal("0.01"), "‰": Decimal("0.001"), "厘": Decimal("0.001"), "基点": Decimal("0.0001"),
    **dict.fromkeys(("BP", "bp", "Bp", "bP"), Decimal("0.0001")),
}  # fmt: skip


def quantities(text: str) -> list[Quantity]:
    """All figures of a text in order, spans in code points of the text as given. Linear in the text."""
    if len(text) > 200_000:
        text = text[:200_000]
    seen = view(text)
    shown = seen.text
    if seen.offsets is None and "×" in text:  # 余额×2: the view reads it as the X that closes an identity number
        shown = "".join("×" if c == "×" else s for c, s in zip(text, shown, strict=True))
    plain = shown.translate({0x300C: '"', 0xFF5E: "~"})
    taken = bytearray(len(plain))
    for m in shapes.SKIP.finditer(shown):
        _mark(taken, *m.span())
    if seen.offsets is None:
        for m in re.finditer(r"[①-⓿❶-➓㈠-㈩⑴-⒛]", text):
            taken[m.start()] = 1
    found: list[Quantity] = []
    for reader in (
        readers.phones,
        readers.dates,
        readers.quarters,
        readers.times,
        readers.fractions,
        readers.halves,
        readers.articles,
        _numbers,
        readers.plain,
    ):
        for unit, kind, values, raw, start, end in reader(plain, taken):
            if any(taken[start:end]):
                continue
            _mark(taken, start, end)
            if kind is not None:
                a, b = seen.span(start, end)
                found.append(Quantity(text[a:b], a, b, kind, unit, values, raw))
    found.sort(key=lambda q: q.start)
    return _listed(plain, found) if seen.offsets is None else found


def _listed(text: str, found: list[Quantity]) -> list[Quantity]:
    """12、24、36个月: what is listed without a unit has that of what follows. 一年零两个月 is one term."""
    for i in range(len(found) - 2, -1, -1):
        q, after = found[i], found[i + 1]
        if q.unit == "bare" and after.unit in _LISTABLE and shapes.LISTED.fullmatch(text, q.end, after.start):
            scale = after.values[0] / after.raw[0] if after.raw and after.raw[0] else readers.ONE
            found[i] = replace(q, unit=after.unit, kind=after.kind, values=tuple(v * scale for v in q.values))
        elif (
            q.unit == after.unit == "month" and q.text.endswith("年") and "月" in after.text
            and len(q.values) == len(after.values) == 1 and shapes.JOINED.fullmatch(text, q.end, after.start)
            and (after.start > q.end or after.values[0] != 1) and after.values[0] < 12
        ):  # fmt: skip
            total = (q.values[0] + after.values[0],)
            found[i : i + 2] = [replace(q, text=text[q.start : after.end], end=after.end, values=total, raw=total)]
    return [_points(text, q, found[:i]) for i, q in enumerate(found)]


_LEAST_POINTS = 5
"""降2个 is of whatever else."""
_FAR = 40


def _points(text: str, q: Quantity, before: list[Quantity]) -> Quantity:
    """满足两项降10个基点，三项降20个: the second are basis points too, and so are 那45个点 after 加45个基点."""
    again = q.unit == "rate" and q.text.endswith("个点") and q.raw and q.raw[0] >= _LEAST_POINTS
    if again and any(o.raw == q.raw and shapes.BASIS_POINTS.search(o.text) for o in before):
        return replace(q, values=tuple(v / 100 for v in q.values))
    if q.unit == "thing" and q.text.endswith("个") and shapes.FROM_LPR.search(text, max(0, q.start - 8), q.start):
        return replace(q, unit="rate", kind="rate", values=tuple(v / 10_000 for v in q.values))
    if (
        q.unit == "thing"
        and q.values[0] >= _LEAST_POINTS
        and q.text.endswith("个")
        and shapes.MOVED.search(text, max(0, q.start - 6), q.start)
    ):
        named = next((o for o in reversed(before) if shapes.BASIS_POINTS.search(o.text)), None)
        if named and q.start - named.end < _FAR:
            return replace(q, unit="rate", kind="rate", values=tuple(v / 10_000 for v in q.values))
    return q


_LISTABLE = frozenset({"month", "period", "day", "workday", "岁", "thing", "times"})


def _mark(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)


def _numbers(text: str, taken: bytearray) -> Iterator[readers.Read]:
    at = 0
    while m := shapes.FIGURE.search(text, at):
        start, end = m.span()
        at = end
        if taken[start]:
            at = start + 1
            continue
        read = _number(text, m)
        if read is not None:
            yield read


def _number(text: str, m: re.Match[str]) -> readers.Read | None:
    start, end = m.span()
    tokens = [t for t in (m["a"], m["b"], m["n"]) if t]
    if m["n"] and (pair := shapes.PAIR.fullmatch(m["n"])):
        tokens = [pair[1] + (pair[3] or ""), pair[2] + (pair[3] or "")]
    elif m["n"] and (pair := shapes.LAST_PAIR.fullmatch(m["n"])):
        tokens = [pair[1] + last + pair[3] for last in pair[2]]
    parsed = [readers.number(t) for t in tokens]
    if any(p is None for p in parsed):
        return None
    raw = tuple(p for p in parsed if p is not None)
    latin = (start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()) or (
        end < len(text) and text[end].isascii() and text[end].isalpha()
    )
    chinese = not any(c.isdigit() for t in tokens for c in t)
    head = (m["ua"] or "").strip()
    if m["a"] and "万" not in m["a"] and (head == "万" or (not head and "万" in m["b"] and raw[0] < 1000)):
        raw = (raw[0] * 10000, raw[1])
    before = text[max(0, start - 14) : start]
    big = "万" in head or any(c in t for t in tokens for c in "万亿")
    off_lpr = raw[0] >= _LEAST_POINTS and shapes.FROM_LPR.search(before)
    if m["rate"]:
        scale = _RATES.get(m["rate"].removeprefix("个").rstrip("123456789一二三四五六七八九"), Decimal("0.01"))
        rest = Decimal("0.5") if m["rate"] == "个半点" else Decimal(0)
        rest += behind_the_point(m["li"] or m["pt"] or "")
        raw = tuple(r + rest for r in raw)
        scale = _RATES["BP"] if off_lpr and m["rate"] == "个点" else scale
        return "rate", "rate", tuple(r * scale for r in raw), raw, start, end
    if m["money"]:
        unit = m["scale"].removeprefix("个") if m["scale"] else m["money"]
        scale = Decimal({"w": 10000, "k": 1000, "万元": 10000, "万块": 10000, "亿元": 10**8}.get(unit.lower(), 1))
        dimes = (readers.number(m["jiao"]) or Decimal(0)) / 10 if m["jiao"] else Decimal(0)
        dimes += (readers.number(m["fen"]) or Decimal(0)) / 100 if m["fen"] else Decimal(0)
        dimes += (readers.number(m["wd"]) or Decimal(0)) * scale / 10 if m["wd"] else Decimal(0)
        values = tuple(r * scale + dimes for r in raw)
        return "money", "fee" if shapes.FEE.search(before) else "amount", values, raw, start, end
    if m["workday"]:
        return "workday", "term", raw, raw, start, end
    if m["term"]:
        return _term(m, raw, start, end)
    if m["count"]:
        return _count(text, m, raw, start, end, chinese=chinese)
    if big and len(tokens[0]) + len(tokens) > 2:
        return "money", "fee" if shapes.FEE.search(before) else "amount", raw, raw, start, end
    if chinese or latin:
        return None
    if off_lpr or ((shapes.RATE_WORD.search(before) or shapes.RATE_AFTER.match(text, end)) and raw[0] < 100):
        scale = _RATES["BP" if off_lpr else "%"]
        return "rate", "rate", tuple(r * scale for r in raw), raw, start, end
    kind: FigureKind = (
        "fee"
        if shapes.FEE.search(before)
        else "amount"
        if shapes.AMOUNT_WORD.search(before) and raw[0] >= 100
        else "count"
    )
    return "bare", kind, raw, raw, start, end


def _term(m: re.Match[str], raw: tuple[Decimal, ...], start: int, end: int) -> readers.Read:
    name = m["term"].removeprefix("个").lstrip("来多") or m["term"]
    unit, scale = readers.TERMS[name]
    extra = Decimal("0.5") if m["half"] or m["tail"] else Decimal(0)
    values = tuple((r + extra) * scale for r in raw)
    return unit, "term", values, raw, start, end


def _count(
    text: str, m: re.Match[str], raw: tuple[Decimal, ...], start: int, end: int, *, chinese: bool
) -> readers.Read | None:
    unit = m["count"]
    if unit == "倍" and text[end : end + 1] == "半" and len(raw) == 1:
        return "倍", "count", (raw[0] + Decimal("0.5"),), raw, start, end + 1
    if unit == "折" and len(raw) == 2 and m["n"]:
        return "rate", "rate", ((raw[0] * 10 + raw[1]) / 100,), raw[:1], start, end
    if unit in {"成", "折"}:
        return "rate", "rate", tuple(r / 10 for r in raw), raw, start, end
    if unit == "字头":
        return "lead", "rate", raw, raw, start, end
    if unit == "点" and not chinese and raw[0] <= 24:
        return "time", "date", (raw[0] * 60,), raw, start, end
    if unit in _TRIVIAL_UNITS and raw[0] == 1 and len(raw) == 1 and (chinese or unit != "次"):
        return "thing", None, (), (), start, end
    if (
        len(raw) == 1
        and raw[0] < 10
        and (shapes.STRUCTURE.match(text, m.start("count")) or shapes.STRUCTURE.match(text, end))
    ):
        return "thing", None, (), (), start, end
    if unit == "步" or (unit == "点" and chinese):
        return "thing", None, (), (), start, end
    return _GROUPS.get(unit, unit), "count", raw, raw, start, end

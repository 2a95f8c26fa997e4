"""Whether two figures are the same one: 20万 and 200000元, 1年 and 12个月, 约4700 and 4707.35, 一半 and 50%."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from replydraft.compliance.quantities import Quantity
from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.words import KEEPS
from replydraft.text.lazy import lazy

_ALIKE = (
    frozenset({"month", "period"}),
    frozenset({"thing", "people"}),
    frozenset({"rate", "倍"}),
)
"""Units that are compared by value: 36期 and 36个月; 3家 and 3位; 50% and 0.5倍."""
_DAYS = {
    "day": Decimal(1440), "month": Decimal(43200), "period": Decimal(43200), "hour": Decimal(60), "minute": Decimal(1),
}  # fmt: skip
"""In minutes: 24小时 is 一天, 90天 is 三个月."""
_NEVER_BARE = frozenset({"date", "quarter", "time", "article", "phone", "rate_points"})
_HELD = lazy(r"占|股")
_SHAPE = lazy(r"[\d零一二两三四五六七八九十百]+(?:(?:[.点]|个点|厘)([\d零一二三四五六七八九]+))?\s?([万亿千])?")
_UNITS = {"万": 1e4, "亿": 1e8, "千": 1e3}
_TAIL = lazy(r"[万千]([\d一二三四五六七八九]{1,3})[块元]?钱?$")
"""11万5: said to the thousand."""
ONE, HUNDRED = Decimal(1), Decimal(100)
_A_FRACTION = 0.015
"""How far a fraction that is said to be rough (大概四分之一) may be off."""
_SPARE = Decimal("0.03")
"""How much more than what is due people keep ready, as a fraction of it."""
_THIS_YEAR = lazy(r"今年\s?$")
_UNDER = lazy(r"(?:将近|不到|接近|快|近)[到要有]?§|§还?不到")
_SPOKEN = lazy(r"[一二两三四五六七八九]?[千百万]?[一二两三四五六七八九][千百万][一二三四五六七八九]?[块元]?")
_OVER = lazy(r".?(?:多|出头|挂零)")
_TWO_TENTHS = lazy(r"[一二三四五六七八九](?:成[一二三四五六七八九半]|[一二三四五六七八九]折)")
"""三成三, 七五折."""
_LAST_YEAR = lazy(r"去年\s?$")


def comparable(s: Said, k: Known) -> bool:
    """Whether the units allow the two to be the same figure."""
    a, b = s.q.unit, k.q.unit
    if a == b or {a, b} in _ALIKE:
        return True
    if b == "bare" and k.said.before.endswith(("×", "乘", "乘以")):
        return a in ("bare", "倍")
    if "bare" in (a, b):
        return not {a, b} & _NEVER_BARE
    if a == "date" and b == "day":
        return not any(s.q.values[:2]) and k.q.text.endswith("日")
    if a == "day" and b == "date":
        return not any(k.q.values[:2]) and s.q.text.endswith("日") and not s.bound
    if {a, b} == {"day", "workday"}:
        return "工作日" in s.before + s.after + s.tail or "工作日" in s.ahead[-30:]
    return a in _DAYS and b in _DAYS


_THAT_IS = lazy(r"[，]?(?:也就是|也即|就是|即|是|等于|合|[=＝（(])?")


def restates(s: Said, o: Said) -> bool:
    """Whether a figure says the one before it, with nothing but 就是 between them, in another unit: a month has 30 days."""
    if o.q.end > s.q.start or len(s.q.values) != 1 or len(o.q.values) != 1:
        return False
    between = (s.ahead + s.before)[o.q.end - s.q.start :] if o.q.end < s.q.start else ""
    if not _THAT_IS.fullmatch(between):
        return False
    a, b = s.q, o.q
    if a.unit == b.unit:
        return a.values == b.values
    return a.unit in _DAYS and b.unit in _DAYS and a.values[0] * _DAYS[a.unit] == b.values[0] * _DAYS[b.unit]


def same(s: Said, i: int, k: Known, as_of: date | None = None) -> bool:
    """Whether the `i`th value of a figure is one of those that a source states."""
    if not comparable(s, k):
        return False
    q, value = s.q, s.q.values[i]
    if (from_month := _first_month_of(q)) is not None and k.q.text.startswith("第") and not k.q.text.endswith("年"):
        value = from_month
    if q.unit == "date" and k.q.unit == "date":
        return date_within(_dated(s, as_of), k.q.values)
    if "date" in (q.unit, k.q.unit):
        return q.values[2] in k.q.values if q.unit == "date" else value == k.q.values[2]
    if q.unit == "time":
        half = _half_day(s.q) & _half_day(k.q)
        return any(v == value or (abs(v - value) == 720 and not half) for v in k.q.values)
    if q.unit == "money" and s.bound == "min" and KEEPS.search(s.before[-8:]):
        step = Decimal(str(_last_digit(float(value))))
        return any(0 <= value - v < max(step, ONE) and value - v <= v * _SPARE for v in k.q.values)
    if "bare" in (q.unit, k.q.unit) and q.unit != k.q.unit:
        mine = {value, *q.raw[i : i + 1]}
        if q.unit == "rate" and "成" in q.text and is_part_held(s, k):
            mine.add(value * 100)
        if q.unit == "bare" and k.q.unit == "money" and any(_in_whole_yuan(value, v) for v in k.q.values):
            return True
        return bool(mine & {*k.q.values, *k.q.raw}) or any(
            rounds(s, i, v) for v in k.q.values if q.unit == "money" or (k.q.unit == "money" and s.about)
        )
    if q.unit != k.q.unit and q.unit in _DAYS and k.q.unit in _DAYS and {q.unit, k.q.unit} != {"month", "period"}:
        minutes = value * _DAYS[q.unit]
        return any(v * _DAYS[k.q.unit] == minutes for v in k.q.values)
    if q.unit == "money" and any(_in_whole_yuan(value, v) for v in k.q.values):
        return True
    exact = k.source == "calculator"
    return any(
        v == value or ((s.about or k.said.about or exact) and rounds(s, i, v, loose=not exact)) for v in k.q.values
    )


def is_part_held(s: Said, k: Known) -> bool:
    """Whether both say what part somebody has (占股30, 占三成), and neither draws a line."""
    return not s.bound and bool(_HELD.search(s.before[-4:]) and _HELD.search(k.said.ahead + k.said.before))


def _first_month_of(q: Quantity) -> Decimal | None:
    """第四年 begins with the 37th month."""
    return q.values[0] - 11 if q.text.startswith("第") and q.text.endswith("年") else None


def _in_whole_yuan(value: Decimal, exact: Decimal) -> bool:
    """3609块 for 3608.95元: rounded up, down or to the nearest yuan."""
    return value >= HUNDRED and value % 1 == 0 and exact % 1 != 0 and abs(value - exact) < 1


def _half_day(q: Quantity) -> int:
    return 1 if re.match(r"[上下中早晚凌]", q.text) or q.text[:2].isdigit() else 0


def _dated(s: Said, as_of: date | None) -> tuple[Decimal, ...]:
    year, month, day = s.q.values
    if not year and as_of is not None:
        if _THIS_YEAR.search(s.before):
            year = Decimal(as_of.year)
        elif _LAST_YEAR.search(s.before):
            year = Decimal(as_of.year - 1)
    return year, month, day


def date_within(asked: tuple[Decimal, ...], stated: tuple[Decimal, ...]) -> bool:
    return all(a in (0, s) for a, s in zip(asked, stated, strict=True)) or (
        bool(asked[0]) and not stated[0] and asked[1:] == stated[1:]
    )


def rounds(s: Said, i: int, exact: Decimal | float, *, loose: bool = False, slack: float = 0.0) -> bool:
    """Whether a figure is how people write an exact value: rounded or cut at the digit where it stops, and said to be rough
    where it stops early (大约4700 for 4707.35)."""
    value, raw = float(s.q.values[i]), float(s.q.raw[i]) if i < len(s.q.raw) else float(s.q.values[i])
    if not value or not raw:
        return False
    got, shape = float(exact), _SHAPE.search(s.q.text)
    places = len(shape[1] or "") if shape else 0
    scale = _UNITS[shape[2]] if shape and shape[2] else value / raw
    raw = value / scale
    step = scale * 10.0**-places
    if (rest := _TAIL.search(s.q.text)) is not None:
        step = scale * 10.0 ** -len(rest[1])
    if s.q.unit == "倍":
        return abs(got - value) <= (0.1 if s.about else 0.03) * value
    if (told := _by_words(s, value, got, places)) is not None:
        return told
    if s.q.unit == "rate":
        limit = min(max(step, 0.007 * value), 0.003) if s.about else min(step / 2, 0.0006)
        return abs(got - value) <= limit * 1.05 + 1e-12
    if re.search(r"\d多|[一二两三四五六七八九十百千万][块元]?[多来余]", s.q.text + s.after[:1]):
        return 0 <= got - value < _first_unit(raw, scale) + 1e-9
    if _UNDER.search(s.before[-3:] + "§" + s.after[:3]):
        return 0 < value - got <= 0.06 * value
    free = slack * 10.0**-places if scale == 1 else 0.0
    if s.about and not places:
        most = min(max(step, step if rest else _last_digit(raw) * scale / 2), (0.011 if loose else 0.02) * value)
        return abs(got - value) <= max(most, free) * 1.001
    if step <= 1 and value >= 100 and 0 <= got - value < step:
        return True
    if not s.about and _SPOKEN.fullmatch(s.q.text):
        return abs(got - value) <= min(max(_last_digit(value) / 2, free), 0.045 * value) * 1.001
    return abs(got - value) <= min(max(step if s.about or places == 2 else step / 2, free), 0.02 * value) * 1.001


def _by_words(s: Said, value: float, exact: float, places: int) -> bool | None:
    """What the words decide: 一半 is roughly so, 将近七成 and 三分之一出头 lie on one side, what is kept ready is a little more."""
    if s.q.text in ("一半", "对半") and abs(exact - value) <= 0.06:
        return True
    if s.q.unit == "rate" and s.about and "成" in s.q.text and not places:
        return _in_tenths(s, value, exact)
    if s.q.unit == "rate" and _TWO_TENTHS.fullmatch(s.q.text):
        return abs(exact - value) <= 0.005
    if s.q.unit == "rate" and s.about and "分之" in s.q.text and _OVER.match("§" + s.after[:3]):
        return 0 < exact - value < 0.04
    if s.q.unit == "rate" and s.about and "分之" in s.q.text and "百" not in s.q.text:
        return abs(exact - value) <= _A_FRACTION
    if s.q.unit in ("money", "bare") and KEEPS.search(s.before[-6:]):
        return True if 0 <= value - exact <= min(_last_digit(value), float(_SPARE) * value) else None
    return None


def _in_tenths(s: Said, value: float, exact: float) -> bool:
    """将近七成 for 68.6%, 四成多 for 43%, 三成出头, 五成左右: on the side that the word names."""
    step = {"成": 0.1, "半": 0.05}.get(s.q.text[-1], 0.01)
    if _UNDER.search(s.before[-3:] + "§" + s.after[:3]):
        return 0 < value - exact <= step * 0.45
    if _OVER.match(s.q.text[-1] + s.after[:3]):
        return 0 < exact - value < step
    return abs(value - exact) <= step * 0.3


def _last_digit(raw: float) -> float:
    unit = 1.0
    while raw and raw % (unit * 10) == 0 and unit < raw:
        unit *= 10
    return unit


def _first_unit(raw: float, scale: float) -> float:
    return _last_digit(raw) * scale

"""What a sentence adds up itself has to add up: GPS安装费800、登记费200，合起来一千二 is wrong whatever else comes to 1,200."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from replydraft.compliance.quantity_readers import number
from replydraft.compliance.tracing.equal import rounds
from replydraft.compliance.tracing.said import TAIL, Said
from replydraft.text.lazy import lazy

_ADDED = lazy(r"(?:加起来|合起来|加一起|加在一起|合在一起|相加)[^，。、\d]{0,6}$")
_ADDED_NEXT = lazy(r"(?:一次性|前后|两项|三项|所以)?(?:一共|总共|合计|加起来|合起来)(?:就是|是|要|就)?")
"""A clause that does nothing but add up what stands before it."""
_MULTIPLIED = lazy(r"[×÷%％倍折期减扣]|乘|除|每|[一二三四五六七八九十\d]成|利息|月供|连")
_EACH = lazy(r"(?:[每一]个?[期月天日年])[^，。]{0,3}$")
_YUAN = ("money", "bare")
_TIMES = ("day", "workday")
_SO_OFTEN = lazy(r"([一二两三四五六七八九\d]{1,2})次")
_MOST, _RIGHT_BEFORE = 6, 30
"""Amounts of a sentence that are added, and so many characters of the one before."""


def announced(s: Said) -> Decimal | None:
    """What a list right behind a count comes to, whole in sight, of the same things: 查两次：申请时一次，放款前一次."""
    if s.q.unit != "times" or len(s.q.values) > 1 or s.after != "：" or len(s.tail) == TAIL:
        return None
    told = [number(m[1]) or Decimal(0) for m in _SO_OFTEN.finditer(s.tail)]
    return sum(told, Decimal(0)) if len(told) > 1 else None


def _shorter_than_a_part(asked: Sequence[Said], i: int) -> bool:
    """Whether a time that is said to be a sum (加起来一两个工作日) is no longer than one of at least two that it sums."""
    s = asked[i]
    first = s.q.start - len(s.ahead + s.before)
    parts = [o.q.values for o in asked[:i] if o.q.start >= first and o.q.unit == s.q.unit]
    return s.q.unit in _TIMES and len(parts) > 1 and s.q.values[-1] <= max(p[0] for p in parts)


def _earlier(asked: Sequence[Said], first: int) -> list[Decimal]:
    """The amounts right before a sentence: 收款8000元，算4000元；租金3000元，算2100元，合计6100元."""
    near = (o.q for o in asked if first - _RIGHT_BEFORE <= o.q.start < first and o.q.unit in _YUAN)
    return [q.values[0] for q in near if len(q.values) == 1][-_MOST:]


def _sums(parts: Sequence[Decimal]) -> Iterator[Decimal]:
    """Of the last one and some of the others."""
    return (sum(some) + parts[-1] for n in range(1, len(parts)) for some in combinations(parts[:-1], n))


def wrong_sums(asked: Sequence[Said]) -> Iterator[tuple[int, str]]:
    """The places of the sums in `asked` that the last amount named before them in the sentence makes with none of the others, each
    with what all of them make, in Chinese. Nothing where the sentence reckons otherwise too."""
    for i, s in enumerate(asked):
        if (listed := announced(s)) is not None and listed != s.q.values[0]:
            yield i, f"后面列的一共是{listed:f}次"
        if _ADDED.search(s.before) and _shorter_than_a_part(asked, i):
            yield i, "加起来不会比其中一段还短"
        if (
            s.q.unit not in _YUAN
            or len(s.q.values) > 1
            or not (_ADDED.search(s.before) or _ADDED_NEXT.fullmatch(s.before))
        ):
            continue
        talk = s.ahead + s.before
        first = s.q.start - len(talk)
        summed = [o for o in asked[:i] if o.q.start >= first and o.q.unit in _YUAN and len(o.q.values) == 1]
        if not _ADDED.search(s.before) and any(o.role == "each" or _EACH.search(o.before) for o in summed):
            continue  # 前三天每天50，后五天每天80，一共: no sum of what is said
        named = [o.q.values[0] for o in summed]
        parts = [m for m in named if m <= s.q.values[0]] if max(named, default=0) > 10 * s.q.values[0] else named
        if not 2 <= len(parts) <= _MOST or (_MULTIPLIED.search(talk) and not _ADDED_NEXT.fullmatch(s.before)):
            continue
        if not any(rounds(s, 0, total) or total == s.q.values[0] for total in _sums([*_earlier(asked, first), *parts])):
            yield i, f"前面几笔加起来是{sum(parts):,f}元"

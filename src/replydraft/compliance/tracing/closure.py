"""One step of arithmetic from what a reply names itself: 50亩 at 每亩1200 make 6万, 15.4万 over 24期 is 6417 each.

Operands are the figures of the reply traced so far, nearest first, and the customer's own amounts. A source alone adds one factor
(a share, a multiple, the price of one piece), and only of the row whose words the reply uses. Every traced result may ground the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from replydraft.compliance.tracing.equal import rounds
from replydraft.compliance.tracing.loans import Computed, yuan
from replydraft.compliance.tracing.operands import NEAREST, TERMS, YEAR, YUAN, Named, amounts_in, same_sentence
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.step_amounts import amounts
from replydraft.compliance.tracing.step_rates import doubled, rates, ratios
from replydraft.compliance.tracing.told_steps import told_steps
from replydraft.text.lazy import lazy

_TIMES = frozenset({"day", "workday"})
_IN_ALL = lazy(r"一共|总共|合计|加起来|最晚|最多|顶多|前后|全程|整个|下来|差不多|大概|大约")
_IN_WEEKS = lazy(r"周|星期|礼拜")
_CALENDAR = 7 / 5
_WEEK = 7.0
_SMALLEST = 10
_OLD = (16, 90)
_AGED = lazy(r"岁|年龄|年纪|退休|今年")
_PLUS = lazy(r"[加＋+]")
_OTHERS = lazy(r"(?:其余|余下|剩下|后面|另外)的?$")


def one_step(s: Said, named: Named) -> str | None:
    """How the figure comes of others in one step, in Chinese, or None."""
    if s.q.unit in _TIMES and (how := _altogether(s, named)) is not None:
        return how
    if len(s.q.values) > 1:
        return _both_ends(s, named)
    if s.q.text.startswith("第") and (how := _the_next(s, named)) is not None:
        return how
    if s.q.unit == "rate":
        steps = rates(s, named)
    elif s.q.unit == "倍":
        steps = ratios(s, named) if s.q.text != "翻倍" else doubled(s, named)
    elif s.q.unit == "岁":
        steps = _ages(s, named)
    elif s.q.unit in TERMS:
        steps = _terms(s, named)
    elif s.q.unit in YUAN and s.q.values[0] >= _SMALLEST:
        steps = amounts(s, named)
    else:
        steps = iter(())
    return next((c.how for c in chain(steps, told_steps(s, named)) if rounds(s, 0, c.value)), None)


def _the_next(s: Said, named: Named) -> str | None:
    """The first one after so many: 宽限期3天, 第4天起; 前12期只还利息, 第13个月起."""
    kind = TERMS if s.q.unit in TERMS else frozenset({s.q.unit})
    if any(k.q.text.startswith("第") and k.q.unit in kind and k.q.values != s.q.values for k in named.sources):
        return None
    last = next((o for o in named.told if o.q.unit in kind and o.q.values[0] == s.q.values[0] - 1), None)
    return f"{last.q.text}的下一个" if last else None


def _both_ends(s: Said, named: Named) -> str | None:
    """A range that is an amount times a range: 400万的10%到15%."""
    if s.q.unit not in YUAN:
        return None
    for o in named.ranges[:2]:
        for m in amounts_in(named.told)[:2] if o.q.unit in ("rate", "倍") else ():
            if all(rounds(s, n, m * float(o.q.values[n])) for n in (0, 1)):
                return f"{yuan(m)}×{o.q.text}"
    return None


def _altogether(s: Said, named: Named) -> str | None:
    """So long in all: the times that the sentence sets one after the other, working days also as days of the calendar."""
    parts = [o for o in (*named.told, *named.ranges) if same_sentence(o, s) and o.q.unit in _TIMES]
    if len(parts) < 2 or not _IN_ALL.search(s.before):
        return None
    least, most = (sum(float(o.q.values[end]) for o in parts) for end in (0, -1))
    scales = (
        [1.0] if s.q.unit == "workday" else [1.0, _CALENDAR] if any(o.q.unit == "workday" for o in parts) else [1.0]
    )
    for scale in scales:
        free = _WEEK / 4 if _IN_WEEKS.search(s.q.text) else 1.0 if s.about else 0.0
        if all(least * scale - free <= float(v) <= most * scale + free for v in s.q.values):
            return "＋".join(o.q.text for o in reversed(parts))
    return None


def _ages(s: Said, named: Named) -> Iterator[Computed]:
    """How old somebody may be at most whose age and term together have a limit; how old so many years after an age of the same
    source (退休年龄63, 后5年: 68岁)."""
    limits = [float(k.q.values[0]) for k in named.sources if k.q.unit in ("岁", "bare") and k.said.bound == "max"]
    years = [float(o.q.values[0]) / YEAR for o in (*named.told, *named.own) if o.q.unit in TERMS]
    yield from (Computed(limit - n, "", f"{limit:g}−{n:g}年") for limit in limits for n in years)
    ages = [k for k in named.sources if k.q.unit == "岁"]
    for k in ages:
        for o in named.sources:
            if o.q.unit == "month" and o.text_no == k.text_no and o.said.before.endswith("后") and not s.bound:
                age, more = float(k.q.values[0]), float(o.q.values[0]) / YEAR
                yield Computed(age + more, "", f"{age:g}岁＋{more:g}年")
    if _PLUS.search(s.before):
        told = [float(o.q.values[0]) for o in named.told[:NEAREST] if _is_age(o)][:1]
        yield from (Computed(a + n, "", f"{a:g}岁＋{n:g}年") for a in told for n in years[:1])


def _years_apart(named: Named) -> Iterator[Computed]:
    """Between two ages that are told: 63岁加5年是68岁, 您48, 最长20年."""
    told = [o for o in (*named.told, *named.own) if _is_age(o)][: 2 * NEAREST]
    for a in told:
        for b in told:
            x, y = float(a.q.values[0]), float(b.q.values[0])
            if x < y:
                yield Computed((y - x) * YEAR, "", f"{y:g}−{x:g}岁")


def _is_age(o: Said) -> bool:
    if o.q.unit == "岁":
        return True
    return (
        o.q.unit == "bare"
        and _OLD[0] <= o.q.values[0] <= _OLD[1]
        and bool(_AGED.search(o.ahead + o.before + o.after[:4]))
    )


def _terms(s: Said, named: Named) -> Iterator[Computed]:
    """What is left of a year or of all instalments beside those that the sentence names, the first one where it names none."""
    if s.q.unit == "month" and s.q.values[0] % 12 == 0:
        yield from _years_apart(named)
    if not _OTHERS.search(s.before):
        return
    told = [float(o.q.values[0]) for o in named.told if o.q.unit in TERMS and same_sentence(o, s)]
    whole = [YEAR, *(float(k.q.values[0]) for k in named.sources if k.q.unit == "period")]
    for n in whole:
        for part in told or [1.0]:
            yield Computed(n - part, "", f"{n:g}−{part:g}")

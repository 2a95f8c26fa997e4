"""What a reply reckons in its own words: 500万的七成是350万, 减掉欠的9万是11.8万, 3.0%加0.2%就是3.2%.

Where the words leave no doubt which figures are reckoned with and how, the result is right or wrong by these alone, wherever else
its value stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from replydraft.compliance.tracing.equal import rounds
from replydraft.compliance.tracing.loans import percent, yuan
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

YUAN = ("money", "bare")
_PARTS = frozenset({"ratio", "points", "fee", "penalty", ""})
"""Roles of rates that a share may have: interest is of a time too."""
_OF = lazy(r"(?:的话|本金)?(?:的|再?按(?:照|最[高低])?|[，]?再?乘以?|再?打|[×*])?(?:[最][高低])?")
_IS = lazy(
    r"(?:来?算)?(?:的话)?(?:[，]?(?:大约|差不多|大概)?(?:也就是|就是|等于|[=＝]|就有|就收|得出?|才|只有|是|合)(?:大?约|大概|差不多)?|[，]?(?:大概|大约|差不多)|[，]?[贷算]?[，]?(?:就|也就)?(?:能|可以?|最多)(?:贷|融|批|做)?(?:到|出)?(?:大?约|大概)?)"
)
_BY = lazy(r"按(?:照)?(?:最[高低])?$|的$|收取?$")
_THEN = lazy(r"(?:来?算|收取?)?(?:的话)?[，]?(?:您)?(?:的)?")
_TAKEN_OFF = lazy(r"[^，。；]{0,14}[，]?再?(?:减掉|减去|减|扣掉|扣除|扣去|去掉|刨去)[^，。；\d]{0,10}")
_LEFT = lazy(
    r"[^，。；\d]{0,8}[，]?[^，。；\d]{0,2}(?:就是|等于|[=＝]|是|还?剩|余|(?:理论上|最多|大概|差不多|大约|能贷|能做|可贷|可以做|能用|手上|的)*)(?:大?约|大概|差不多)?"
)
_FEWER = lazy(r"(?:少了|差了|多了|多出|相差)$")
_APART = lazy(r"(?:[低高差多少降涨]|便宜|贵|还有|余)了?$")
_PLUS, _MINUS = lazy(r"(?:再)?(?:加上?|[+＋])"), lazy(r"(?:再)?(?:减去?|[-−－])")
_COUNTED = lazy(r"(?:[^，。；\d]{0,6}[，]?(?:按|每)?)")
_BEATS = lazy(r"[^，。；\d]{0,4}(?:超过|高于|大于|过了|满足|达到|不低于)了?")
"""Between the customer's own amount and the line that it is held against: 打卡5300超过4000，乘18."""
_NEAR = 0.01
"""How far a result may lie beside the exact one, as a fraction: people round on the way."""
_ROUGH = 0.05
_MOST = 24


@dataclass(frozen=True, slots=True)
class Equation:
    """What the words make of a figure: the exact value, and in Chinese from what."""

    value: float
    how: str

    def holds(self, s: Said) -> bool:
        """Whether the figure is how people write the value."""
        got = float(s.q.values[0])
        return rounds(s, 0, self.value) or abs(got - self.value) <= (_ROUGH if s.about else _NEAR) * abs(self.value)

    def instead(self, s: Said) -> str:
        """What comes out, as a reply would write it."""
        return f"{self.how}，算下来是{percent(self.value) if s.q.unit == 'rate' else yuan(round(self.value, 2))}"


def equation(i: int, asked: Sequence[Said], own: Sequence[float] = ()) -> Equation | None:
    """What the words before the `i`th figure of a reply make of it, or None where they leave it open. `own` are the amounts
    that the customer names: a share that stands alone (按85%能融221万) is one of these or of those that the reply names."""
    s = asked[i]
    if i < 1 or len(s.q.values) > 1 or s.q.unit not in (*YUAN, "rate"):
        return None
    first = s.q.start - len(s.ahead + s.before)
    told = [o for o in asked[max(0, i - 4) : i] if o.q.start >= first]
    if not told or any(len(o.q.values) > 1 for o in told[-2:]):
        return None
    text = s.ahead + s.before
    gap: Callable[[Said, Said], str] = lambda a, b: text[a.q.end - first : b.q.start - first]  # noqa: E731
    last = told[-1]
    alone = _is_factor(last) and _BY.search(last.before) and not any(o.q.unit in YUAN for o in told)
    if alone and s.q.unit in YUAN and _IS.fullmatch(gap(last, s)):
        return _of_any(last, s, [*own, *(float(o.q.values[-1]) for o in asked[:i] if o.q.unit in YUAN)])
    if len(told) < 2:
        return None
    before = told[-2]
    if before.q.unit in YUAN and len(told) > 2 and told[-3].q.unit in YUAN and _BEATS.fullmatch(gap(told[-3], before)):
        return _share(told[-3], last, gap(before, last), gap(last, s))
    if s.q.unit == "rate":
        return _of_rates(before, last, gap(before, last), gap(last, s)) or _points_apart(told, s)
    return _share(before, last, gap(before, last), gap(last, s)) or _difference(told, s, gap)


def _of_any(factor: Said, s: Said, bases: Sequence[float]) -> Equation | None:
    """The amount whose share or multiple the figure is; the nearest one where it is of none."""
    made = [Equation(m * float(factor.q.values[0]), f"{yuan(m)}×{factor.q.text}") for m in bases if m]
    right = next((e for e in made if e.holds(s)), None)
    return right or min(made, key=lambda e: abs(e.value - float(s.q.values[0])), default=None)


def _of_rates(a: Said, b: Said, between: str, behind: str) -> Equation | None:
    if a.q.unit != "rate" or b.q.unit != "rate" or not _IS.fullmatch(behind):
        return None
    x, y = float(a.q.values[0]), float(b.q.values[0])
    if _PLUS.fullmatch(between):
        return Equation(x + y, f"{percent(x)}＋{percent(y)}")
    return Equation(x - y, f"{percent(x)}−{percent(y)}") if _MINUS.fullmatch(between) else None


def _points_apart(told: Sequence[Said], s: Said) -> Equation | None:
    """By how much the only two rates of a sentence differ: 3.6%, 比4.2%低0.6个点."""
    rates = [float(o.q.values[0]) for o in told if o.q.unit == "rate"]
    if len(rates) != 2 or "点" not in s.q.text or not _APART.search(s.before):
        return None
    return Equation(abs(rates[0] - rates[1]), f"{percent(max(rates))}−{percent(min(rates))}")


def _share(a: Said, b: Said, between: str, behind: str) -> Equation | None:
    """An amount, its share or multiple, and what that is."""
    if not _IS.fullmatch(behind):
        return None
    if _is_factor(a) and b.q.unit in YUAN and _THEN.fullmatch(between) and _BY.search(a.before):
        a, b = b, a
    elif a.q.unit not in YUAN or not _is_factor(b) or not _OF.fullmatch(between):
        return None
    x, y = float(a.q.values[0]), float(b.q.values[0])
    return Equation(x * y, f"{yuan(x)}×{percent(y) if b.q.unit == 'rate' else f'{y:g}'}")


def _is_factor(o: Said) -> bool:
    if o.q.unit == "rate":
        return o.role in _PARTS
    return o.q.unit == "倍" or (o.q.unit == "bare" and o.before.endswith(("乘", "乘以", "×", "*")))


def _difference(told: Sequence[Said], s: Said, gap: Callable[[Said, Said], str]) -> Equation | None:
    """What is left of one amount where another is taken off, and by how much the last two differ."""
    a, b = told[-2:]
    if a.q.unit not in YUAN or b.q.unit not in YUAN:
        return None
    x, y = float(a.q.values[0]), float(b.q.values[0])
    taken = _TAKEN_OFF.fullmatch(gap(a, b)) and _LEFT.fullmatch(gap(b, s))
    fewer = _FEWER.search(s.before) and len(gap(b, s)) < _MOST and sum(o.q.unit in YUAN for o in told) == 2
    if (taken and x > y) or fewer:
        return Equation(abs(x - y), f"{yuan(max(x, y))}−{yuan(min(x, y))}")
    return None

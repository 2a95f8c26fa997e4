"""Whether a source's figure is the kind of thing that the reply's words make of it: a price is stated as a price, and a share, a
fine or a fee only where the reply speaks of one."""

from __future__ import annotations

from decimal import Decimal

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import WEAK, Said
from replydraft.text.lazy import lazy

_PAID = frozenset({"interest", "instalment", "each"})
_PRICES = _PAID | {"fee", "deposit", "step"}
_SPECIAL = frozenset({"overdue", "penalty", "points", "ratio", "fee"})
_SPANS = frozenset({"grace", "notice"})
_TIME = frozenset({"month", "period", "day", "workday", "hour"})
_YEAR = lazy(r"年[^，。]{0,3}$|按\s?$")
_SHARE = Decimal("0.36")
"""Above it a rate is a part of something (八折), no price."""
_CONVERTED = lazy(r"折|算下来|算出来|换算|换成(?!现[在行]|目前|[我咱这那新别])|相当于|内部收益率|IRR|综合")
_BY = lazy(r"(?:[按拿用以照的乘×打收]|[\d十百千]\s?[万元块])\s?$")
_AFTER_FIGURE = lazy(
    r"(?:[\d零一二两三四五六七八九十百千万亿半]\s?[元块期年月天人张笔套次倍成折]?|个月|[%％])(?:的话)?[，,]?"
    r"(?:也?就是|大?约是?|大概是?|大致|差不多|变成|等于|合|得|[=＝])(?:了?大?约|大概|差不多)?(?:年化|利息|月供)?$|^(?:所以|因此)(?:就|也)?是$"
)


def akin(s: Said, k: Known, topic: frozenset[str] = frozenset()) -> bool:
    """Whether the two may be one thing by what they are said to be. What is worked out from the figure before it is stated only
    where the source has that figure beside it too. `topic` are the words of the question that the reply answers."""
    if k.source == "calculator" or k.voice == "profile":
        return True
    shared = s.near & k.said.near
    if worked_out(s):
        return any(w[0] == "#" for w in shared) or (not k.voice and not k.said.bound and bool(_words(shared)))
    if k.voice:
        return True
    if s.q.unit in _TIME:
        return _same_span(s, k)
    if s.q.unit == "rate" and s.role == "annual" and not k.said.role and not (k.priced and k.q.values[-1] < _SHARE):
        return bool(_words(shared))
    if s.q.unit == "rate" and _CONVERTED.search(s.before) and not _CONVERTED.search(k.said.ahead[-30:] + k.said.before):
        return any(w.startswith("#rate") for w in s.wide & k.said.wide)
    if s.q.unit == "money" and s.role in _PAID and k.said.role not in _PRICES:
        return bool(_words(shared))
    if s.q.unit == "rate" and not s.role and k.said.role in _SPECIAL and not _BY.search(s.before):
        return bool(_words((s.near | s.wide | topic) & k.said.near))
    return True


def _same_span(s: Said, k: Known) -> bool:
    """A time of grace is none of notice, and no year of 360 days."""
    if k.q.unit == "day" and k.q.values[0] in (360, 365) and _YEAR.search(k.said.before):
        return bool(_YEAR.search(s.before)) or k.q.unit != s.q.unit
    if s.role in _SPANS and k.said.role != s.role:
        return bool(_words(s.near & k.said.near))
    if k.said.role in _SPANS and not s.role:
        return bool(_words((s.near | s.wide) & k.said.near))
    return True


def worked_out(s: Said) -> bool:
    """Whether a price or a share is said to be what the figure right before it makes: 12万就是3000元."""
    return s.q.unit in ("money", "bare", "rate") and bool(_AFTER_FIGURE.search(s.before))


def _words(shared: frozenset[str]) -> list[str]:
    return [w for w in shared if w[0] != "#" and not set(w) & WEAK]

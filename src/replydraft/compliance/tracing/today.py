"""The day that a talk is held on, where it names one: 现在2025年10月, 今天9月22日."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from replydraft.compliance.tracing.known import FigureSources
from replydraft.text.lazy import lazy

_NAMED = lazy(
    r"(?:今年|现在|今天|目前|眼下)(?:已经|都|才|刚|是|为)?了?(?:(?P<y>20[12]\d)(?!\d|[.%]\d?|\s?[元块万])年?)?(?:(?P<m>1[0-2]|0?[1-9])月(?!供|息|费|利)(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号])?)?"
)


def day_of_talk(sources: FigureSources) -> date | None:
    """The day that is today in the talk: the one that customer or adviser names, else the day the reply is checked."""
    said = [sources.customer, *(t.text for t in sources.history)]
    for text in said[:20]:
        for m in _NAMED.finditer(text[:2000]):
            if m["y"]:
                return _made(int(m["y"]), m["m"], m["d"], sources.as_of)
    return sources.as_of


def is_dated_otherwise(sources: FigureSources) -> bool:
    """Whether the talk names a month that the day it is checked on does not lie in, and no year."""
    if sources.as_of is None:
        return False
    texts = [sources.customer, *(t.text for t in sources.history)]
    found = [m for t in texts[:20] for m in _NAMED.finditer(t[:2000]) if m["m"]]
    return any(not m["y"] and int(m["m"]) != sources.as_of.month for m in found)


def _made(year: int, month: str | None, day: str | None, as_of: date | None) -> date:
    at = int(month) if month else as_of.month if as_of else 1
    on = int(day) if day else as_of.day if as_of else 1
    return date(year, at, min(on, monthrange(year, at)[1]))

"""Which kind of thing or customer a figure is said of, where a source has another figure for another kind: 住宅80元, 非住宅550元."""

from __future__ import annotations

import re
from functools import lru_cache

from replydraft.compliance.tracing.said import Said, uncompared

_KINDS = (
    ("非住宅", "住宅", "商铺", "写字楼", "厂房", "公寓", "别墅", "商用房", "工业用地"),
    ("新车", "二手车", "新能源"),
    ("首套", "二套"),
    ("公积金客群", "社保客群", "代发客群", "工薪", "公务员", "企业主"),
    ("A级", "B级", "C级", "D级", "M级"),
    ("公积金贷", "商业贷", "商业性", "商贷", "纯商"),
    ("新客", "老客"),
)
_WORDS = tuple(re.compile("|".join(kind)) for kind in _KINDS)
_ALIKE = {"商业贷": "商业", "商业性": "商业", "商贷": "商业", "纯商": "商业"}
_AHEAD = 24


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[str, ...]:
    """The last word of each kind in a text, "" where it has none."""
    last = (words.findall(text)[-1:] for words in _WORDS)
    return tuple(_ALIKE.get(found[0], found[0]) if found else "" for found in last)


def kinds_of(s: Said) -> tuple[str, ...]:
    """Of each kind the word that a figure is said of; of its clause first, then of the sentence before it."""
    here, ahead = _named(s.before), _named(uncompared(s.ahead)[-_AHEAD:])
    return tuple(mine or before for mine, before in zip(here, ahead, strict=True))


def apart_in_kind(a: Said, b: Said) -> bool:
    """Whether two figures are said of different things of one kind."""
    return any(x and y and x != y for x, y in zip(kinds_of(a), kinds_of(b), strict=True))


def alike_in_kind(a: Said, b: Said) -> bool:
    """Whether they are said of the same thing of some kind, and of no different one."""
    pairs = list(zip(kinds_of(a), kinds_of(b), strict=True))
    return any(x and x == y for x, y in pairs) and not any(x and y and x != y for x, y in pairs)

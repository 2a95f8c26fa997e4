"""Private telephone lines, in any grouping; those of offices and services are nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replydraft.compliance import number_cues as cues
from replydraft.compliance.digits import numerals
from replydraft.compliance.number_cues import Hit
from replydraft.text.lazy import lazy

_AREA = r"0?(?:10|2\d|[3-9]\d{2})"
_LANDLINE = lazy(
    rf"(?<![\d\-])(?:[(（]?(0(?:10|2\d|[3-9]\d{{2}}))[)）]?([ \-/.·。\n]{{0,2}})([2-8]\d{{2,3}}[ \-.·]?\d{{4}})(?!\d)(?:[\-转 ]{{1,2}}\d{{1,5}})?"
    rf"|\+?86([ \-])({_AREA})[ \-]?([2-8]\d{{2,3}}[ \-.·]?\d{{4}})(?!\d))"
)
_AREA_TOLD = lazy(
    r"(?<!\d)(?:区号[是为：: ]{0,2}0\d{2,3}[，,、； ]{0,2}(?:号码|电话)?[是：: ]{0,2}[2-8]\d{6,7}|[2-8]\d{6,7}[（(，, ]{0,2}区号[是为：: ]{0,2}0\d{2,3})(?!\d)"
)
_MAYBE = lazy(r"0\d\d|86|区号|[零〇洞O][一二三四五六七八九幺壹贰叁\d]")
_HOME_WORD = lazy(r"家里|家庭|住宅|宅电|[我他她]家|家的电话|父母家|老家")


def find_landlines(text: str) -> Iterator[Hit]:
    """Every landline of a view, by its area code or the words before it."""
    if not _MAYBE.search(text):
        return
    digits = numerals(text) if _HOME_WORD.search(text) or cues.PHONE_WORD.search(text) else text
    for m in _LANDLINE.finditer(digits):
        code = m[1] or "0" + m[5].removeprefix("0")
        link, number = m[2] or m[4], re.sub(r"\D", "", m[3] or m[6])
        near, wide = text[max(0, m.start() - 16) : m.start()], text[max(0, m.start() - 60) : m.end() + 12]
        if len(number) == 7 and code in {"010", "020", "021", "022", "023", "024", "025", "027", "028", "029"}:
            continue
        home = _HOME_WORD.search(near)
        desk = cues.DESK_WORD.search(near if home else wide)
        if cues.SERIAL.search(near) or desk or cues.MONEY_AFTER.match(text, m.end()):
            continue
        if link or text[m.start()] in "(（" or home or cues.PHONE_WORD.search(near):
            yield 3, "landline", m.start(), m.end()
    for m in _AREA_TOLD.finditer(text):
        if not cues.DESK_WORD.search(text, max(0, m.start() - 24), m.end()):
            yield 3, "landline", *m.span()

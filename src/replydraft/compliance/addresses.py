"""Home addresses down to a door, in figures, Chinese numerals or written character by character."""

from __future__ import annotations

from collections.abc import Iterator

from replydraft.compliance.numbers import Hit
from replydraft.compliance.published import published
from replydraft.text.lazy import lazy

_SPELL_MARKS = frozenset(" -·.•_*~|/")
_SPELLED = lazy(r"[\u4e00-\u9fa5\d](?:[ \-·.•_*~|/][\u4e00-\u9fa5\d]){6,80}\d{0,3}")
_ZH = "一二三四五六七八九十零〇百两"
_NUMBER = lazy(rf"\d|[{_ZH}]{{1,4}}\s?(?:号|幢|栋|座|单元|弄)|[{_ZH}]{{3,4}}\s?(?:室|户|房)")
_HOME = lazy(r"住址|家住|家在|住在|他住|她住|地址|住的|收件|寄到|寄往|上门|户籍|老家|家里")
_LIVES = lazy(r"^(?:.{0,6}?(?:住址|家住|家在|住在|住的?|地址|寄到|寄往|收件|户籍|老家|家里)[是在：:]?)")
_ADDRESS = lazy(
    r"(?:[\u4e00-\u9fa5]{2,9}?(?:省|市|自治区|区|县|镇|乡|街道)){0,4}"
    r"[\u4e00-\u9fa5A-Za-z0-9]{1,12}?(?:路|街|道|巷|弄|胡同|里|村|小区|花园|苑|公寓|家园|新村|大厦|广场|庭|府|湾|城|组|坊|园)"
    r"\s?(?:[\dA-Za-z一二三四五六七八九十零〇百两\-]{1,7}\s?(?:号楼|号院|号|弄|幢|栋|座|单元|楼|层|组|室|户|房)?\s?){1,6}"
)
_DOOR = lazy(r"\d\s?(?:室|户|房)|\d{1,3}\s?(?:号楼|幢|栋|座|单元)|\d{1,3}[\-－]\d{1,4}(?:[\-－]\d{1,4})?\s?(?:号|室)?$")
_SPELLED_DOOR = lazy(rf"[{_ZH}]{{1,4}}\s?(?:号楼|幢|栋|座|单元)|[{_ZH}]{{3,4}}(?:室|户|房)?$")
_HOUSE = lazy(rf"(?:\d|[{_ZH}])\s?号")
_LIVES_THERE = lazy(r"住址|家住|家在|住在|[他她您]住|住的|户籍|老家|家里|收件|寄到|寄往|家庭")
_OFFICE = lazy(r"公司|门店|网点|营业|支行|分行|服务点|大厅|我们|办公|前台|法院|银行|中心|机构")


def find_addresses(text: str) -> Iterator[Hit]:
    """Addresses of a view, those written with marks between the characters (建-国-路-8-8-号-3-栋) included."""
    yield from _addresses(text)
    for m in _SPELLED.finditer(text):
        kept = [i for i in range(*m.span()) if text[i] not in _SPELL_MARKS]
        for priority, kind, start, end in _addresses("".join(text[i] for i in kept)):
            yield priority, kind, kept[start], kept[end - 1] + 1


def _addresses(text: str) -> Iterator[Hit]:
    """Addresses down to a door; a street number alone counts only after a word for living or sending there."""
    if not _NUMBER.search(text):
        return
    for m in _ADDRESS.finditer(text):
        body = m[0].rstrip()
        if not _NUMBER.search(body):
            continue
        near = text[max(0, m.start() - 10) : m.start()] + body[:6]
        if _is_office(text, m.start(), m.end()) and not _LIVES_THERE.search(near):
            continue
        if _DOOR.search(body) or _SPELLED_DOOR.search(body) or (_HOME.search(near) and _HOUSE.search(body)):
            lives = _LIVES.match(body)
            skip = lives.end() if lives and _NUMBER.search(body, lives.end()) else 0
            yield 5, "address", m.start() + skip, m.start() + len(body)


def _is_office(text: str, start: int, end: int) -> bool:
    return bool(_OFFICE.search(text[max(0, start - 24) : end + 16])) or published(text, start, end)

"""Home addresses down to a door, in figures, Chinese numerals or written character by character."""

from __future__ import annotations

from collections.abc import Iterator

from replydraft.compliance.digits import CHINESE
from replydraft.compliance.number_cues import Hit
from replydraft.compliance.published import published
from replydraft.text.lazy import lazy

_SPELL_MARKS = frozenset(" -·.•_*~|/")
_SPELLED = lazy(r"[\u4e00-\u9fa5\d](?:[ \-·.•_*~|/][\u4e00-\u9fa5\d]){6,80}\d{0,3}")
_ZH = "一二三四五六七八九十零〇百两"
_NUMBER = lazy(rf"\d|[{_ZH}]{{1,4}}\s?(?:号|幢|栋|座|单元|弄)|[{_ZH}]{{3,4}}\s?(?:室|户|房)")
_UNIT = lazy(rf"[\d{_ZH}][ \-·.•_*~|/]?(?:号|室|户|房|幢|栋|座|单元|弄|巷|楼|层|组|#)|\d[\-－]\d")
"""Without one of these there is no door."""
_HOME = lazy(r"住址|家住|家在|住在|他住|她住|地址|住的|收件|寄到|寄往|上门|户籍|老家|家里")
_LIVES = lazy(r"^(?:.{0,6}?(?:住址|家住|家在|住在|住的?|地址|寄到|寄往|收件|户籍|老家|家里)[是在：:]?)")
_ADDRESS = lazy(
    r"(?:[\u4e00-\u9fa5]{2,9}?(?:省|市|自治区|区|县|镇|乡|街道)){0,4}"
    r"[\u4e00-\u9fa5A-Za-z0-9]{1,12}?(?:路|街|道|巷|弄|胡同|里|村|小区|花园|苑|公寓|家园|新村|大厦|广场|庭|府|湾|城|组|坊|园)"
    r"\s?(?:[\dA-Za-z一二三四五六七八九十零〇百两\-]{1,7}\s?(?:号楼|号院|号|弄|幢|栋|座|单元|楼|层|组|室|户|房)?\s?){1,6}"
)
_DOOR = lazy(r"\d\s?(?:室|户|房)(?!\s?[\d一两二三]?厅)|\d{1,3}[\-－]\d{1,4}(?:[\-－]\d{1,4})?\s?(?:号|室)?$")
_SPELLED_DOOR = lazy(rf"[{_ZH}]{{3,4}}(?:室|户|房)?$")
_HOUSE = lazy(rf"(?:\d|[{_ZH}])\s?号")
_LIVES_THERE = lazy(r"住址|家住|家在|住在|[他她您]住|住的|户籍|老家|家里|收件|寄到|寄往|家庭")
_S = r"[\s,，、\-]{0,2}"
_BUILDING = rf"\d{{1,3}}\s?(?:号楼|幢|栋|座|#){_S}(?:[A-Z]\s?座?{_S})?(?:\d{{1,2}}\s?(?:单元|门|梯){_S})?(?:\d{{1,3}}\s?[楼层]{_S})?"
_ROOM = r"[\-－]?\d{1,4}(?:[\-－]\d{1,4})?\s?(?:室|户|房)?"
_LANE = rf"\d{{1,4}}\s?(?:弄|支弄|巷|号院?){_S}(?:[（(][\u4e00-\u9fa5A-Za-z0-9]{{2,12}}[)）])?{_S}\d{{1,4}}\s?(?:号楼|号|幢|栋|座){_S}\d{{2,4}}\s?(?:室|户|房)?"
_COMMUNITY = lazy(
    r"(?:[\u4e00-\u9fa5]{2,9}?(?:省|市|自治区|区|县|镇|乡|街道)\s?){0,4}[\u4e00-\u9fa5](?:(?![您你我他她它在是那这的了套])[\u4e00-\u9fa5A-Za-z]){1,12}?[\s,，、]{0,2}"
    rf"(?:{_LANE}|{_BUILDING}{_ROOM})(?![\d%元万层楼平㎡年月号])"
)
"""A name, then a building and a room: 东方花都21幢2单元1703, 学府路1180弄19号203. Read with every numeral as a digit."""
_AS_DIGITS = str.maketrans(CHINESE | {"十": "0"})
_JOINED = lazy(r"[\s,，、]{0,2}")
_OFFICE = lazy(
    r"公司|门店|网点|营业|支行|分行|服务点|大厅|我们|办公|前台|法院|银行|中心|机构|公证|窗口|登记处|政务|车管所|医院|学校|售楼|地铁|展厅|会议室|食堂|写字楼|派出所|律所|事务所|[来去过]找我|到店|来店|电梯出来|导航|停车"
)


def find_addresses(text: str) -> Iterator[Hit]:
    """Addresses of a view, those written with marks between the characters (建-国-路-8-8-号-3-栋) included."""
    yield from _addresses(text)
    for m in _SPELLED.finditer(text):
        kept = [i for i in range(*m.span()) if text[i] not in _SPELL_MARKS]
        for priority, kind, start, end in _addresses("".join(text[i] for i in kept)):
            yield priority, kind, kept[start], kept[end - 1] + 1


def _addresses(text: str) -> Iterator[Hit]:
    """Addresses down to a door, the pieces of one joined; a house number alone counts only after a word for living there."""
    if not _UNIT.search(text):
        return
    streets = [(m.start(), m.start() + len(m[0].rstrip())) for m in _ADDRESS.finditer(text)]
    rooms = [(m.start(), m.start() + len(m[0].rstrip())) for m in _COMMUNITY.finditer(text.translate(_AS_DIGITS))]
    joined: list[tuple[int, int, bool]] = []
    for start, end, room in sorted([(*s, False) for s in streets] + [(*r, True) for r in rooms]):
        if joined and (start <= joined[-1][1] or _JOINED.fullmatch(text, joined[-1][1], start)):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), room or joined[-1][2])
        else:
            joined.append((start, end, room))
    for start, end, room in joined:
        body = text[start:end]
        near = text[max(0, start - 10) : start] + body[:6]
        if not _NUMBER.search(body) or (_is_office(text, start, end) and not _LIVES_THERE.search(near)):
            continue
        if room or _DOOR.search(body) or _SPELLED_DOOR.search(body) or (_HOME.search(near) and _HOUSE.search(body)):
            lives = _LIVES.match(body)
            skip = lives.end() if lives and _NUMBER.search(body, lives.end()) else 0
            yield 5, "address", start + skip, end


def _is_office(text: str, start: int, end: int) -> bool:
    return bool(_OFFICE.search(text[max(0, start - 24) : end + 16])) or published(text, start, end)

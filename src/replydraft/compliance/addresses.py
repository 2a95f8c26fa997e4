"""Home addresses down to a door, in figures, Chinese numerals or written character by character.

An address is a name (解放路, 东篱小区; often a region before it) and a run of numbered parts: 12号, 3单元, 401. Which parts
make a door, and with which words about living there, is said in `_is_door`; whose place it is, in `address_words`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from replydraft.compliance.address_words import NAME_STOPS, is_office, lives_there
from replydraft.compliance.number_cues import Hit
from replydraft.text.lazy import lazy

_SPELL_MARKS = frozenset(" -·.•_*~|/")
_SPELLED = lazy(r"[\u4e00-\u9fa5\d](?:[ \-·.•_*~|/][\u4e00-\u9fa5\d]){6,80}\d{0,3}")
_DIGITS = "一二三四五六七八九零〇○幺壹贰叁肆伍陆柒捌玖"
_ZH = _DIGITS + "十百两拾"
_UNIT = lazy(rf"[\dA-Za-z{_ZH}][ \-·.•_*~|/]?(?:号|室|户|房|幢|栋|座|单元|门|弄|巷|楼|层|组|队|社|#)|\d[\-－]\d")
"""Without one of these there is no door."""
_NUM = rf"(?:[A-Za-z]?\d{{1,4}}[A-Za-z]?|[{_ZH}]{{1,6}})"
_ENDS = r"(?![\d%‰])(?![.:]\d)(?!(?<!\d{4}),\d{3}(?!\d))(?!\s?[元万块千百亿平㎡米年月日期个人次天岁点分时折厘倍套间名位页题条笔床病铺柜台窗版码里楼层以多wWkK])"
_PART = lazy(
    rf"(?P<building>(?:{_NUM}|[A-Z甲乙丙丁东西南北])\s?(?:号楼|[栋幢座棟排](?![位名队]))|\d{{1,3}}#楼?)"
    rf"|(?P<unit>(?:{_NUM}|[A-Z甲乙丙丁])\s?(?:单元|门洞|门(?![课面诊槛店])|梯))"
    rf"|(?P<room>[A-Za-z]?\d{{2,5}}[A-Za-z]?\s?(?:号?[室房](?![\d{_ZH}]?[厅型])|户(?![人家型居数口业]))|[{_ZH}]{{2,6}}\s?(?:号?[室房](?![\d{_ZH}]?[厅型])|户(?![人家型居数口业]))|[东西中南北]户)"
    rf"|(?P<house>[附甲乙丙]?(?:\d{{1,4}}[\-－])?{_NUM}\s?号(?:大?院|之{_NUM}号?)?(?![线口窗柜文码机车桌仓楼]))"
    rf"|(?P<lane>{_NUM}\s?(?:支?弄|巷))"
    rf"|(?P<floor>负?{_NUM}\s?(?:楼|层|F(?![A-Za-z]))|顶[楼层])"
    rf"|(?P<group>{_NUM}\s?[组队社](?![里有的长])|[\u4e00-\u9fa5]组(?=\d))"
    rf"|(?P<phase>{_NUM}\s?[期区]|[东西南北中]区(?=\s?[\dA-Za-z{_ZH}]))"
    rf"|(?P<pairs>(?<![\dA-Za-z])(?<![\dA-Za-z][\-－])(?:\d{{1,3}}|[A-Za-z]\d?)(?:[\-－]\d{{1,4}}){{1,3}}(?:\s?[室户房号])?(?![\-－]){_ENDS})"
    rf"|(?P<bare>(?<!\d)[A-Za-z]?\d{{3,4}}[A-Za-z]?(?![A-Za-z\-－]){_ENDS}|(?<![{_ZH}])[{_DIGITS}]{{3,4}}(?![{_ZH}]){_ENDS})"
)
_APART = lazy(r"[\s,，、.·\-－/]{0,2}(?:房[号间])?")
_NAME_BETWEEN = lazy(r"[\s,，、]?[（(]?[\u4e00-\u9fa5A-Za-z]{2,12}[)）]?[\s,，、]?")
_NAME = lazy(r"[\u4e00-\u9fa5A-Za-z（）()]{1,24}$")
_BEFORE_NAME = lazy(r"[\s,，、]{0,2}$")
_ROAD = r"路|街|道|巷|弄|胡同|里|段|条"
_VILLAGE = r"村|庄|屯|寨|堡|沟|湾|营|坪|塘|岭|坝|大队|组"
_HOMES = r"小区|花园|苑|公寓|家园|新村|[庭府城坊园邸郡居院墅庐轩阁湖]|宿舍|社区|别墅区?|家属楼|名都|[东西南北中]区"
_BLOCKS = r"国际|天地|广场|大厦"
_PLACED = lazy(rf"(?:{_ROAD}|{_VILLAGE}|{_HOMES}|{_BLOCKS})[)）]?$")
_IN_A_VILLAGE = lazy(rf"(?:{_VILLAGE})$")
_IN_AN_ESTATE = lazy(rf"(?:{_HOMES}|村|里)[)）]?$")
_IN_A_BLOCK = lazy(rf"(?:{_BLOCKS})[)）]?$")
_IN_A_VILLA = lazy(r"墅区?$")
_REGION = lazy(r"(?:省|市|区|县|镇|乡|街道|旗|州)$")


@dataclass(frozen=True, slots=True)
class _Run:
    """Numbered parts in a row; `inner` is the last name between them."""

    start: int
    end: int
    kinds: tuple[str, ...]
    pieces: tuple[str, ...]
    inner: str


def find_addresses(text: str) -> Iterator[Hit]:
    """Addresses of a view, those written with marks between the characters (建-国-路-8-8-号-3-栋) included."""
    yield from _addresses(text)
    for m in _SPELLED.finditer(text):
        kept = [i for i in range(*m.span()) if text[i] not in _SPELL_MARKS]
        for priority, kind, start, end in _addresses("".join(text[i] for i in kept)):
            yield priority, kind, kept[start], kept[end - 1] + 1


def _addresses(text: str) -> Iterator[Hit]:
    if not _UNIT.search(text):
        return
    floor = 0
    for run in _runs(text):
        start = _name_start(text, floor, run.start)
        name = text[start : run.start].rstrip(" ,，、")
        if text[run.start - 1 : run.start] != "第" and _is_door(text, run, start, name):
            yield 5, "address", start, run.end
        floor = run.end


def _runs(text: str) -> Iterator[_Run]:
    """Parts that stand together; 401 alone is one only behind another part."""
    kept: list[tuple[str, int, int]] = []
    inner = ""
    for m in _PART.finditer(text):
        kind = str(m.lastgroup)
        if kept:
            last, end = kept[-1][0], kept[-1][2]
            close = _APART.fullmatch(text, end, m.start())
            named = (
                last in {"house", "lane"}
                and kind in {"building", "phase", "unit", "pairs", "house", "floor"}
                and _NAME_BETWEEN.fullmatch(text, end, m.start())
                and not NAME_STOPS.search(text, end, m.start())
            )
            if (
                (close or named)
                and last not in {"room", "bare"}
                and not (
                    (kind == "bare" and last in {"phase", "group"})
                    or (kind == "phase" and last not in {"house", "lane"})
                )
            ):
                if kind == "house" and last in {"unit", "building", "floor", "pairs"}:
                    kind = "room"
                inner = inner if close else text[end : m.start()].strip(" ,，、")
                kept.append((kind, *m.span()))
                continue
            yield _run(text, kept, inner)
        kept, inner = ([] if kind == "bare" else [(kind, *m.span())]), ""
    if kept:
        yield _run(text, kept, inner)


def _run(text: str, parts: list[tuple[str, int, int]], inner: str) -> _Run:
    kinds = tuple(kind for kind, _, _ in parts)
    return _Run(parts[0][1], parts[-1][2], kinds, tuple(text[a:b] for _, a, b in parts), inner)


def _name_start(text: str, floor: int, start: int) -> int:
    """Where the name before a run begins: 我现在住|云浦区望湖路. `start` itself where there is none."""
    at = start
    while True:
        gap = _BEFORE_NAME.search(text, max(floor, at - 2), at)
        upto = gap.start() if gap else at
        found = _NAME.search(text, max(floor, upto - 24), upto)
        if found is None:
            return at
        begins = found.start()
        stops = [m.end() for m in NAME_STOPS.finditer(text, begins, upto)]
        begins = stops[-1] if stops else begins
        name = text[begins:upto]
        parted = (upto < at and at != start) or any(c in ",，、" for c in text[upto:at])
        if len(name) < 2 or (parted and not _PLACED.search(name) and not _REGION.search(name)):
            return at
        at = begins
        if stops:
            return at


def _is_door(text: str, run: _Run, start: int, name: str) -> bool:
    """Whether these parts behind this name lead to one door, and not to that of an office."""
    kinds = set(run.kinds)
    placed = bool(run.inner) or _PLACED.search(name) is not None
    estate = _IN_AN_ESTATE.search(run.inner or name) is not None
    block = estate or _IN_A_BLOCK.search(run.inner or name) is not None
    home = lives_there(text, start, run.end)
    house, building, unit = "house" in kinds, "building" in kinds, "unit" in kinds
    room = bool(kinds & {"room", "bare"})
    hyphens = max(piece.count("-") + piece.count("－") for piece in run.pieces)
    parts = hyphens + 1 if "pairs" in kinds else 0
    village = _IN_A_VILLAGE.search(name) is not None
    door = (
        (room and building and (unit or "floor" in kinds or bool(name) or home))
        or (room and unit and (placed or home))
        or (room and placed and (house or "lane" in kinds))
        or (block and any(k == "room" and p[-1] in "室房" for k, p in zip(run.kinds, run.pieces, strict=True)))
        or (parts > 2 and (placed or building or house or home))
        or (parts == 2 and (building or block or (house and placed) or (home and bool(name))))
        or (house and "group" in kinds and (village or bool(name)))
        or (house and placed and run.kinds.count("house") > 1 and any(p.startswith("附") for p in run.pieces))
        or (house and _IN_A_VILLA.search(name) is not None)
        or (home and placed and bool(kinds & {"house", "building", "unit", "group"}))
    )
    lived_in = unit or parts > 2 or "group" in kinds or any(p[-1:] in "栋幢" for p in run.pieces) or estate
    return door and not is_office(text, start, run.end, lived_in=lived_in)

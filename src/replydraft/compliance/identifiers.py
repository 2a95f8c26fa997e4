"""Everything in a text that identifies a person, or opens their account, with offsets into the text as given.

`find_identifiers` is a pure function of the text: whether a hit is a leak is for `privacy.py` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from replydraft.compliance.digits import view
from replydraft.compliance.numbers import Hit, find_numbers
from replydraft.text.lazy import lazy
from replydraft.text.spans import Taken

Kind = Literal[
    "id_card", "bank_card", "account", "mobile", "landline", "passport", "permit", "plate", "email", "wechat", "qq",
    "address", "secret",
]  # fmt: skip
Klass = Literal["identity", "financial", "contact", "location", "secret"]

CLASSES: dict[Kind, Klass] = {
    "id_card": "identity", "passport": "identity", "permit": "identity", "plate": "identity",
    "bank_card": "financial", "account": "financial",
    "mobile": "contact", "landline": "contact", "email": "contact", "wechat": "contact", "qq": "contact",
    "address": "location", "secret": "secret",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identifier:
    """One hit: `text` is exactly the slice `start:end` of the text as given."""

    kind: Kind
    start: int
    end: int
    text: str
    klass: Klass


_AT = r"\s{0,2}(?:@|[\[(（【]\s?(?:at|AT|艾特)\s?[\])）】]|#at#)\s{0,2}"
_DOT = r"(?:\.|\s?[\[(（【]\s?(?:dot|点)\s?[\])）】]\s?)"
_EMAIL = lazy(
    rf"(?<![A-Za-z0-9._%+\-@])[A-Za-z0-9_%+\-]+(?:\.[A-Za-z0-9_%+\-]+)*{_AT}(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,60}}[A-Za-z0-9])?{_DOT}){{1,4}}[A-Za-z]{{2,}}"
    r"(?![A-Za-z0-9\-])"
)
_DESK = lazy(r"客服|官方|投诉|合规|公司(?:的)?邮箱|举报|监督")
"""Before an address of an office, which is nobody's personal data."""
_ROLE = lazy(
    r"(?:service|kefu|kf|cs|support|help|info|contact|hr|tousu|complaints?|card[a-z]*|credit|loan|market|\d{5})@",
    re.I,
)
_WRITE_TO = lazy(r"邮件|发送|发至|发到|投递|反馈|咨询")
"""A mailbox named after a task, where the text says to write to it."""
_PASSPORT = lazy(
    r"(?:护照|passport)[^\n，。；,;]{0,10}?(?<![A-Za-z0-9])((?:[EeGgDdSsPpHhMmKk]\d{8}|[Ee][A-Za-z]\d{7}|1[45]\d{7}))(?![A-Za-z0-9])",
    re.I,
)
_PERMIT = lazy(
    r"(?:通行证|回乡证|台胞证|居留证|居住证|军官证|社保卡号?|驾驶证|驾照)[^\n，。；,;]{0,10}?(?<![A-Za-z0-9])([A-Z]{0,3}\d{7,12})(?![A-Za-z0-9])",
    re.I,
)
_HONG_KONG = lazy(r"(?<![A-Za-z0-9])([A-Z])(\d{6})[(（]([0-9A])[)）]")
_PLATE = lazy(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ·•.\-]{0,2}[A-HJ-NP-Z](?:[ ·•.\-]{0,3}[A-HJ-NP-Z0-9]){4,6}[挂学警港澳]?(?![A-Za-z0-9])"
)
_PLATE_BODY = lazy(r"[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]")
_PLATE_MARKS = str.maketrans("", "", " ·•.-")
_HANDLE_LINK = (
    r"(?P<link>(?:\s{0,2}(?:账号|帐号|号码|号|ID|id|名|是|为|叫|加|搜|：|:|=|“|\"|「|\(|（|❤️?|♥)){0,4}\s{0,3})"
)
_HANDLE = r"(?P<handle>[A-Za-z](?:[\w\-]{5,19}|(?:[ .][\w\-]){5,19}))(?![\w\-])"
_WECHAT = lazy(
    r"(?:微[ ]?信|薇[ ]?信?|威[ ]?信|卫星|徽信|唯信|v[ ]?信|微[❤♥]|(?<![A-Za-z0-9])(?:[vw]x|v|we[ ]?chat|weixin)(?![A-Za-z0-9]))"
    + _HANDLE_LINK + _HANDLE, re.I | re.ASCII,
)  # fmt: skip
_PUBLIC = lazy(r"客服|公众号|订阅|关注|小程序|视频号|服务号|官方|企业微信|公众平台")
_QQ = lazy(
    r"(?:(?<![A-Za-z])QQ|扣扣|企鹅|q[ ]?q|球球)" + _HANDLE_LINK + r"(?P<handle>[1-9](?:[ \-]?\d){4,10})(?![\d@])", re.I
)
_SECRET = lazy(
    r"(?:(?:登录|支付|取款|查询|交易|银行卡|手机银行|网银|服务|开机|初始)?密码|口令|验证码|校验码|动态码|CVV2?|CVC2?|安全码|背面(?:的)?(?:后)?[三3]位(?:数字?)?)"
    r"(?:是|为|：|:|=|\s|“|\"|「|就是|改成|设成|填|输)+((?=[A-Za-z0-9!@#$%_.]*\d)[A-Za-z0-9!@#$%_.]{3,20})(?![A-Za-z0-9元%位个次分天年月])",
    re.I,
)
_SPELL_MARKS = frozenset(" -·.•_*~|/")
_SPELLED = lazy(r"[\u4e00-\u9fa5\d](?:[ \-·.•_*~|/][\u4e00-\u9fa5\d]){6,80}\d{0,3}")
_HOME = lazy(r"住址|家住|家在|住在|他住|她住|地址|住的|收件|寄到|寄往|上门|户籍|老家|家里")
_LIVES = lazy(r"^(?:.{0,6}?(?:住址|家住|家在|住在|住的?|地址|寄到|寄往|收件|户籍|老家|家里)[是在：:]?)")
_ADDRESS = lazy(
    r"(?:[\u4e00-\u9fa5]{2,9}?(?:省|市|自治区|区|县|镇|乡|街道)){0,4}"
    r"[\u4e00-\u9fa5A-Za-z0-9]{1,12}?(?:路|街|道|巷|弄|胡同|里|村|小区|花园|苑|公寓|家园|新村|大厦|广场|庭|府|湾|城|组|坊|园)"
    r"\s?(?:[\dA-Za-z一二三四五六七八九十\-]{1,7}\s?(?:号楼|号院|号|弄|幢|栋|座|单元|楼|层|组|室|户|房)?\s?){1,6}"
)
_DOOR = lazy(r"\d\s?(?:室|户|房)|\d{1,3}\s?(?:号楼|幢|栋|座|单元)|\d{1,3}[\-－]\d{1,4}(?:[\-－]\d{1,4})?\s?(?:号|室)?$")
_OFFICE = lazy(r"公司|门店|网点|营业|支行|分行|服务点|大厅|我们|办公|前台|法院|银行|中心|机构")


def find_identifiers(text: str) -> list[Identifier]:
    """All identifiers in order of place, never overlapping: identity > card > mobile > the rest. Linear in the text."""
    seen = view(text)
    hits = [*find_numbers(seen.text), *_find_words(seen.text), *_spelled_addresses(seen.text)]
    if not hits:
        return []
    taken = Taken()
    kept = [h for h in sorted(hits, key=lambda h: (h[0], h[2] - h[3], h[2])) if taken.take(h[2], h[3])]
    found = []
    for _, kind, start, end in sorted(kept, key=lambda h: h[2]):
        a, b = seen.span(start, end)
        found.append(Identifier(kind, a, b, text[a:b], CLASSES[kind]))  # type: ignore[index,arg-type]
    return found


def _find_words(text: str) -> Iterator[Hit]:
    if "@" in text or "at" in text.lower() or "艾特" in text:
        for m in _EMAIL.finditer(text):
            before = max(0, m.start() - 14), m.start()
            if not (_DESK.search(text, *before) or (_ROLE.match(m[0]) and _WRITE_TO.search(text, *before))):
                yield -1, "email", m.start(), m.end()
    for m in _PASSPORT.finditer(text):
        yield 2, "passport", *m.span(1)
    for m in _PERMIT.finditer(text):
        yield 3, "permit", *m.span(1)
    for m in _HONG_KONG.finditer(text):
        from replydraft.compliance.checksums import hong_kong_id

        if hong_kong_id(m[1], m[2], m[3]):
            yield 2, "permit", m.start(), m.end()
    for m in _PLATE.finditer(text):
        body = m[0].translate(_PLATE_MARKS)[2:]
        if _PLATE_BODY.fullmatch(body) and sum(map(str.isdigit, body)) >= 3:
            yield 3, "plate", m.start(), m.end()
    for m in _WECHAT.finditer(text):
        said = m["link"].strip() or any(c.isdigit() or c in "_-" for c in m["handle"])
        if said and not _PUBLIC.search(text, max(0, m.start() - 8), m.end()):
            yield 4, "wechat", *m.span("handle")
    for m in _QQ.finditer(text):
        yield 1, "qq", *m.span("handle")
    for m in _SECRET.finditer(text):
        yield 2, "secret", *m.span(1)
    yield from _addresses(text)


def _spelled_addresses(text: str) -> Iterator[Hit]:
    """Addresses written character by character: 建-国-路-8-8-号-3-栋."""
    for m in _SPELLED.finditer(text):
        kept = [i for i in range(*m.span()) if text[i] not in _SPELL_MARKS]
        for priority, kind, start, end in _addresses("".join(text[i] for i in kept)):
            yield priority, kind, kept[start], kept[end - 1] + 1


def _addresses(text: str) -> Iterator[Hit]:
    """Addresses down to a door; a street number alone counts only after a word for living or sending there."""
    if not any(map(str.isdigit, text)):
        return
    for m in _ADDRESS.finditer(text):
        body = m[0].rstrip()
        if not any(c.isdigit() for c in body):
            continue
        near = text[max(0, m.start() - 10) : m.start()] + body[:6]
        if _OFFICE.search(text[max(0, m.start() - 24) : m.end() + 16]):
            continue
        if _DOOR.search(body) or (_HOME.search(near) and re.search(r"\d\s?号", body)):
            lives = _LIVES.match(body)
            skip = lives.end() if lives and any(c.isdigit() for c in body[lives.end() :]) else 0
            yield 5, "address", m.start() + skip, m.start() + len(body)

"""Identifiers that words lead to, or whose shape is not a number: mail, documents, plates, handles, secrets, places, company codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replydraft.compliance.checksums import credit_code, hong_kong_id
from replydraft.compliance.numbers import Hit
from replydraft.compliance.published import published
from replydraft.text.lazy import lazy

_AT = r"\s{0,2}(?:@|[\[(（【]\s?(?:at|AT|艾特)\s?[\])）】]|#at#)\s{0,2}"
_DOT = r"(?:\.|\s?[\[(（【]\s?(?:dot|点)\s?[\])）】]\s?)"
_EMAIL = lazy(
    rf"(?<![A-Za-z0-9._%+\-@])[A-Za-z0-9_%+\-]+(?:\.[A-Za-z0-9_%+\-]+)*{_AT}(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,60}}[A-Za-z0-9])?{_DOT}){{1,4}}[A-Za-z]{{2,}}"
    r"(?![A-Za-z0-9\-])"
)
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
_QQ = lazy(
    r"(?:(?<![A-Za-z])QQ|扣扣|企鹅|q[ ]?q|球球)" + _HANDLE_LINK + r"(?P<handle>[1-9](?:[ \-]?\d){4,10})(?![\d@])", re.I
)
_SPELLED_CODE = "[零〇一二三四五六七八九幺两洞拐勾]{4,8}(?![\u4e00-\u9fa5]{0,2}(?:位|个|种|类|天|次|点))"
_SECRET = lazy(
    r"(?:(?:登录|支付|取款|查询|交易|银行卡|手机银行|网银|服务|开机|初始)?密码|口令|验证码|校验码|动态码|CVV2?|CVC2?|安全码|背面(?:的)?(?:后)?[三3]位(?:数字?)?)"
    r"(?:是|为|：|:|=|\s|“|\"|「|就是|改成|设成|填|输|收到的?|报)+"
    rf"((?=[A-Za-z0-9!@#$%_.]*\d)[A-Za-z0-9!@#$%_.]{{3,20}}(?![A-Za-z0-9元%位个次分天年月])|{_SPELLED_CODE})",
    re.I,
)
_DEGREES = r"-?\d{1,3}\.\d{4,}"
_PLACE = lazy(
    rf"(?:[经纬]度|坐标|定位|位置|GPS|(?<![a-z])(?:lat|lng|lon)[a-z]*)[^\d\n，。]{{0,8}}({_DEGREES}°?(?:[NSEW北南东西])?(?:\s?[,，、/]?\s?(?:[经纬]度|lng|lon)?[^\d\n。]{{0,3}}{_DEGREES}°?(?:[NSEW])?)?)",
    re.I,
)
_CREDIT_CODE = lazy(r"(?<![A-Za-z0-9])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![A-Za-z0-9])", re.I)


def find_words(text: str) -> Iterator[Hit]:
    """Every such identifier in the text of a view, overlaps included."""
    yield from _documents(text)
    yield from _handles(text)
    for m in _SECRET.finditer(text):
        yield 2, "secret", *m.span(1)
    for m in _PLACE.finditer(text):
        yield 4, "gps", *m.span(1)
    for m in _CREDIT_CODE.finditer(text):
        if not m[0].isdigit() and credit_code(m[0].upper()):
            yield 1, "credit_code", *m.span()


def _documents(text: str) -> Iterator[Hit]:
    for m in _PASSPORT.finditer(text):
        yield 2, "passport", *m.span(1)
    for m in _PERMIT.finditer(text):
        yield 3, "permit", *m.span(1)
    for m in _HONG_KONG.finditer(text):
        if hong_kong_id(m[1], m[2], m[3]):
            yield 2, "permit", *m.span()
    for m in _PLATE.finditer(text):
        body = m[0].translate(_PLATE_MARKS)[2:]
        if _PLATE_BODY.fullmatch(body) and sum(map(str.isdigit, body)) >= 3:
            yield 3, "plate", *m.span()


def _handles(text: str) -> Iterator[Hit]:
    if "@" in text or "at" in text.lower() or "艾特" in text:
        for m in _EMAIL.finditer(text):
            task = _ROLE.match(m[0]) and _WRITE_TO.search(text, max(0, m.start() - 14), m.start())
            if not (task or published(text, *m.span())):
                yield -1, "email", *m.span()
    for m in _WECHAT.finditer(text):
        said = m["link"].strip() or any(c.isdigit() or c in "_-" for c in m["handle"])
        if said and not published(text, *m.span("handle")):
            yield 4, "wechat", *m.span("handle")
    for m in _QQ.finditer(text):
        if not published(text, *m.span("handle")):
            yield 1, "qq", *m.span("handle")

"""Identifiers that a word leads to, or whose shape is not a number: documents, plates, secrets, places, company codes.

Behind such a word a numeral of any writing is a digit (`digits.numerals`): QQ号伍壹叁…, 验证码四 八 二 九.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replydraft.compliance.checksums import credit_code, hong_kong_id
from replydraft.compliance.digits import numerals
from replydraft.compliance.handles import find_handles
from replydraft.compliance.number_cues import Hit
from replydraft.text.lazy import lazy

_GAP = r"[ .。\-·_/]{0,2}"
_PASSPORT = lazy(
    rf"(?:护照|passport)[^\n，。；,;]{{0,10}}?(?<![A-Za-z0-9])((?:[EGDSPHMK]{_GAP}(?:\d{_GAP}){{7}}\d|E{_GAP}[A-Z]{_GAP}(?:\d{_GAP}){{6}}\d|1[45](?:{_GAP}\d){{7}}))(?![A-Za-z0-9])",
    re.I,
)
_PERMIT = lazy(
    rf"(?:通行证|回乡证|台胞证|居留证|居住证|军官证|社保卡号?|驾驶证|驾照)[^\n，。；,;0-9]{{0,10}}?(?<![A-Za-z0-9])([A-Z]{{0,3}}{_GAP}(?:\d{_GAP}){{6,11}}\d)(?![A-Za-z0-9])",
    re.I,
)
_HONG_KONG = lazy(r"(?<![A-Za-z0-9])([A-Z])(\d{6})[(（]([0-9A])[)）]")
_PLATE = lazy(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ·•.\-]{0,2}[A-HJ-NP-Z](?:[ ·•.\-点\n]{0,3}[A-HJ-NP-Z0-9]){4,6}[挂学警港澳]?(?![A-Za-z0-9])",
    re.I,
)
_PLATE_BODY = lazy(r"[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]")
_PLATE_MARKS = str.maketrans("", "", " ·•.-点\n")
_NOT_A_VALUE = r"(?![A-Za-z0-9元%位个次分天年月])"
_SECRET_NAME = (
    r"(?:(?:登录|支付|取款|查询|交易|银行卡|手机银行|网银|服务|开机|初始)?密码|(?<![a-z])(?:pwd|passw(?:or)?d|pin)(?![a-z])|口令|验证码|校验码|动态码|查询码|授权码|CVV2?|CVC2?|安全码"
    r"|背面(?:的|那)?(?:后)?[三3](?:位|个)数?(?:字)?|[六6四4]位数)"
)
_SECRET = lazy(
    _SECRET_NAME
    + r"(?:就|是|为|：|:|=|\s|“|\"|「|改成|设(?:置)?(?:成|的)?|用(?:的)?|默认|统[一1]|都|还|仍|先|填|输|收到的?|报|(?:我们?|这边)?(?:已经?)?(?:收到|看到|拿到|记下|抄下)了?[，,]){0,4}"
    rf"((?=[A-Za-z!@#$%_ .]*\d)[A-Za-z0-9](?:[ .。·\-]?[A-Za-z0-9!@#$%_]){{2,19}}{_NOT_A_VALUE})",
    re.I,
)
_CODE_FIRST = lazy(
    r"(?<![\d.\-])(?!95\d{3}|1\d{4}(?!\d)|400)(\d(?:[ .。·\-]?\d){3,7})[，,、 ]{0,2}(?:这?(?:就)?是)?(?:短信)?(?:验证码|校验码|动态码|密码)(?![\u4e00-\u9fa5]{0,6}(?:不|别|勿))"
)
_DEGREES = r"-?\d{1,3}\.\d{4,}"
_PLACE = lazy(
    rf"(?:[经纬]度|坐标|定位|位置|GPS|(?<![a-z])(?:lat|lng|lon)[a-z]*)[^\d\n，。]{{0,8}}({_DEGREES}°?(?:[NSEW北南东西])?(?:\s?[,，、/]?\s?(?:[经纬]度|lng|lon)?[^\d\n。]{{0,3}}{_DEGREES}°?(?:[NSEW])?)?)",
    re.I,
)
_CREDIT_CODE = lazy(r"(?<![A-Za-z0-9])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![A-Za-z0-9])", re.I)


_LATIN = lazy(r"[A-Za-z]")
_WORDS = lazy("[证照社扣企抠蔻秋球叩#\U0001f427]")
"""Without a Latin letter, no document or account is named without one of these."""
_SECRET_HINT = lazy(r"码|口令|位数|背面|cv[vc]|pwd|passw|pin", re.I)
_DECIMALS = lazy(r"\d\.\d{4}")


def find_words(text: str) -> Iterator[Hit]:
    """Every such identifier in the text of a view, overlaps included."""
    latin = _LATIN.search(text) is not None
    if latin or _WORDS.search(text):
        digits = numerals(text)
        yield from _documents(digits, latin=latin)
        yield from find_handles(text, digits, latin=latin)
    if _SECRET_HINT.search(text):
        digits = numerals(text)
        for pattern in (_SECRET, _CODE_FIRST):
            for m in pattern.finditer(digits):
                yield 2, "secret", *m.span(1)
    if _DECIMALS.search(text):
        for m in _PLACE.finditer(text):
            yield 4, "gps", *m.span(1)
    if latin:
        for m in _CREDIT_CODE.finditer(text):
            if not m[0].isdigit() and credit_code(m[0].upper()):
                yield 1, "credit_code", *m.span()


def _documents(text: str, *, latin: bool) -> Iterator[Hit]:
    for m in _PERMIT.finditer(text):
        yield 3, "permit", *m.span(1)
    for m in _PASSPORT.finditer(text):
        yield 2, "passport", *m.span(1)
    if not latin:
        return
    for m in _HONG_KONG.finditer(text):
        if hong_kong_id(m[1], m[2], m[3]):
            yield 2, "permit", *m.span()
    for m in _PLATE.finditer(text):
        body = m[0].translate(_PLATE_MARKS)[2:].upper()
        if _PLATE_BODY.fullmatch(body) and sum(map(str.isdigit, body)) >= 3:
            yield 3, "plate", *m.span()

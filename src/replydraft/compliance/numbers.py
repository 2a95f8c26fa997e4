"""Identifiers that are numbers: identity numbers, bank cards, mobiles, landlines, in any grouping or spelling.

Priority is identity > card > mobile, and a check digit beats a context word. Order, contract and serial numbers,
amounts, masked numbers and hotlines are no identifiers of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from replydraft.compliance import checksums
from replydraft.compliance.digits import SOUNDS, Group, plain_groups, spelled_groups
from replydraft.text.lazy import lazy

Hit = tuple[int, str, int, int]
"""(priority, kind, start, end) in the view; a lower priority wins."""

_BLANK = r"[ \t.\-—–_·•・/~()（）]{0,3}|[ \t\-_]?(?:\*\*|`)[ \t\-_]{0,2}(?:\*\*|`)?[ \t\-_]?"
"""What may stand within a number; two asterisks are Markdown's bold, four hide digits."""
_LINK = lazy(rf"{_BLANK}|[ \t]?[*#|:：=,，、。'][ \t]?")
_TIGHT = lazy(_BLANK)
_SERIAL = lazy(
    r"(?:(?:订单|单据|合同|流水|工单|快递|运单|受理|申请|业务|借据|发票|批次|交易|凭证|案件|档案|车票|物流|回执|保单|商户|备案|许可证|"
    r"执照|注册|取件|查询|报价|任务|会话|日志|设备|产品|型号|批准文)(?:编|单|序)?(?:号码?|ID|id)?|(?:[编工文货案单票序期]|批)号码?)"
    r"[是为:： \t#＃NOno.]{0,4}$|(?:order|(?<![a-z])sn|(?<![a-z])(?:u?id|no)|#)[._ \-]?(?:id|no|number)?[:：= \t.]{0,2}$",
    re.I,
)
_MONEY_BEFORE = lazy(r"(?:金额|总额|余额|[¥￥$])[是为:： \t]{0,3}$")
_MONEY_AFTER = lazy(r"[ \t]{0,2}(?:元|块|万|亿|人民币|美元|RMB|%|％)")
_DECIMAL = lazy(r"\d\.$")
_ID_WORD = lazy(r"身份|证件|证号|社保卡?号|户口|ID\b|老证|sfz")
_CARD_WORD = lazy(
    r"(?:银行卡|储蓄卡|信用卡|借记卡|工资卡|收款卡|还款卡|扣款卡|放款卡|卡号|卡片|账号|帐号|账户|帐户|户头|打款|收款|转账?到|打到|这张卡|张卡)"
)
_ACCOUNT_WORD = lazy(r"(?:账号|帐号|账户|帐户|卡号|户号|社保号|公积金号)[码是为:： \t「“\"(（]{0,4}$")
_OURS_WORD = lazy(r"对公|公司账|公司帐|我司|单位账户|监管账户|400|客服")
_PHONE_WORD = lazy(
    r"电话|手机|联系|号码|拨打|打这个|打给|致电|座机|固话|来电|短信|加[我他她]|微信|tel|phone|call|mobile|cell", re.I
)
_DESK_WORD = lazy(
    r"客服|热线|公司|前台|总机|服务电话|官方|投诉|网点|支行|营业|门店|法院|派出所|银行|中心|监管|110|举报|大厅|总行|单位电话"
)
_GLUE_OK = lazy(r"(?:tel|phone|mobile|call|num|number|card|sfz|sjh?|dh|wx|vx|qq)$", re.I)
_SPLIT_WORD = lazy(r"拼|分开|剩下|连起来|合起来|接起来|接着|后半|前半|下半|上半|后四位|前三位|后几位|中间|再发|凑")
_MOBILE = lazy(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})")
_LANDLINE = lazy(
    r"(?<![\d\-])[(（]?(0(?:10|2\d|[3-9]\d{2}))[)）]?([ \-]{0,2})([2-8]\d{6,7})(?![\d])(?:[\-转 ]{1,2}\d{1,5})?"
)
_MOBILE_SHAPES = {
    (11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (3, 5, 3), (4, 4, 3), (4, 3, 4), (5, 6), (6, 5), (3, 4, 2, 2), (3, 2, 2, 2, 2),
    (5, 3, 3),
}  # fmt: skip
_LOOSE_SHAPES = {(4, 4, 3), (4, 3, 4), (5, 6), (6, 5)}


def find_numbers(text: str) -> list[Hit]:
    """Every number that identifies somebody in the text of a view, overlaps included."""
    if sum(map(str.isdigit, text[:200_000])) < 2 and not any(c in text for c in "一三五七八九零幺"):
        return []
    hits: list[Hit] = []
    for groups in (list(plain_groups(text)), list(spelled_groups(text))):
        for run in _runs(text, groups):
            hits.extend(_in_run(text, run))
        hits.extend(_split(text, groups))
    hits.extend(_landlines(text))
    hits.extend(_sounded(text))
    return hits


def _runs(text: str, groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Groups joined by separators only, each run at least 8 digits long."""
    run: list[Group] = []
    for group in groups:
        if run and not _LINK.fullmatch(text, run[-1].end, group.start):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _in_run(text: str, run: Sequence[Group]) -> Iterator[Hit]:
    links = [bool(_TIGHT.fullmatch(text, a.end, b.start)) for a, b in pairwise(run)]
    for i, first in enumerate(run):
        if first.glued_left and not _GLUE_OK.search(text, max(0, first.start - 8), first.start):
            continue
        before = text[max(0, first.start - 14) : first.start]
        named = bool(_CARD_WORD.search(before) or _ACCOUNT_WORD.search(before))
        digits, tight, wide = "", True, False
        for j in range(i, len(run)):
            digits += run[j].digits
            tight, wide = tight and (j == i or links[j - 1]), wide or len(run[j].digits) > 2
            if len(digits) > 23 or (run[j].digits.endswith("X") and len(digits) != 18) or (wide and not tight):
                break
            if len(digits) >= 8 and not run[j].glued_right and _plausible(digits, named):
                yield from _classify(text, run, run[i : j + 1], digits, before)


def _plausible(digits: str, named: bool) -> bool:
    """The digits alone (or the words before them) allow an identifier."""
    n = len(digits)
    return (
        named
        or (n == 18 and checksums.id18_shape(digits))
        or (n == 15 and checksums.id15(digits))
        or (11 <= n <= 15 and _MOBILE.fullmatch(digits) is not None)
        or (13 <= n <= 19 and digits.isdigit() and checksums.card_prefix(digits) and checksums.luhn(digits))
    )


def _classify(text: str, run: Sequence[Group], groups: Sequence[Group], digits: str, before: str) -> Iterator[Hit]:
    start, end = groups[0].start, groups[-1].end
    near = text[max(0, start - 24) : start]
    n = len(digits)
    if n == 18 and (checksums.id18(digits) or (checksums.id18_shape(digits) and _ID_WORD.search(before))):
        yield 0, "id_card", start, end
        return
    if n == 15 and checksums.id15(digits) and _ID_WORD.search(near):
        yield 0, "id_card", start, end
        return
    if not digits.isdigit() or _SERIAL.search(before) or _DECIMAL.search(text, max(0, start - 8), start):
        return
    if _MONEY_AFTER.match(text, end) or _MONEY_BEFORE.search(before):
        return
    if 13 <= n <= 19 and _is_card(groups, digits, before):
        yield 1, "bank_card", start, end
    elif (
        8 <= n <= 22
        and len(set(digits)) > 2
        and _ACCOUNT_WORD.search(before)
        and not _OURS_WORD.search(near)
        and not _MOBILE.fullmatch(digits)
    ):
        yield 3, "account", start, end
    m = _MOBILE.fullmatch(digits)
    if m and _is_mobile(text, run, groups, len(m[1]) != n):
        if start and text[start - 1] == "+":
            start -= 1
        yield 2, "mobile", start, end


def _is_card(groups: Sequence[Group], digits: str, before: str) -> bool:
    context = bool(_CARD_WORD.search(before)) and not _OURS_WORD.search(before)
    if not checksums.luhn(digits):
        return context and digits[0] in "34569" and len(set(digits)) > 2
    sizes = [len(g.digits) for g in groups]
    even = len(sizes) == 1 or max(sizes) <= 2 or (max(sizes[:-1]) == min(sizes[:-1]) == 4 and sizes[-1] <= 4)
    shaped = even or sizes == [4, 6, 5] or sizes[0] == 6
    return context or (shaped and checksums.card_prefix(digits))


def _is_mobile(text: str, run: Sequence[Group], groups: Sequence[Group], prefixed: bool) -> bool:
    sizes = tuple(len(g.digits) for g in groups)
    if prefixed and groups[0].digits in {"86", "086", "0086"}:
        sizes = sizes[1:]
    elif prefixed and len(sizes) == 1:
        sizes = (11,)
    word = bool(_PHONE_WORD.search(text, max(0, groups[0].start - 12), groups[0].start))
    alone = len(run) == len(groups)
    if max(sizes) <= 2:
        return alone or not _continues(text, run, groups)
    dotted = any("." in text[a.end : b.start] for a, b in pairwise(groups))
    if dotted and sizes != (3, 4, 4):
        return False
    if sizes in _LOOSE_SHAPES or prefixed:
        return word or alone or sizes == (11,)
    return sizes in _MOBILE_SHAPES or (word and alone)


def _continues(text: str, run: Sequence[Group], groups: Sequence[Group]) -> bool:
    """Whether the same spelling goes on before or after: then this is a part of a longer number."""
    i, j = run.index(groups[0]), run.index(groups[-1])
    before = i > 0 and len(run[i - 1].digits) <= 2 and _TIGHT.fullmatch(text, run[i - 1].end, groups[0].start)
    after = (
        j + 1 < len(run) and len(run[j + 1].digits) <= 2 and _TIGHT.fullmatch(text, groups[-1].end, run[j + 1].start)
    )
    return bool(before or after)


def _split(text: str, groups: Sequence[Group]) -> Iterator[Hit]:
    """A number sent in pieces with words between, where the text says that the pieces belong together."""
    if not groups or not _SPLIT_WORD.search(text):
        return
    for i, first in enumerate(groups):
        digits = first.digits
        for last in groups[i + 1 : i + 6]:
            digits += last.digits
            if last.end - first.start > 80 or len(digits) > 18:
                break
            if not _SPLIT_WORD.search(text, max(0, first.start - 20), min(len(text), last.end + 20)):
                continue
            if checksums.id18(digits):
                yield 0, "id_card", first.start, last.end
            elif _MOBILE.fullmatch(digits) and len(digits) == 11 and len(first.digits) >= 3:
                yield 2, "mobile", first.start, last.end


def _landlines(text: str) -> Iterator[Hit]:
    for m in _LANDLINE.finditer(text):
        code, link, number = m[1], m[2], m[3]
        near, wide = text[max(0, m.start() - 16) : m.start()], text[max(0, m.start() - 60) : m.end() + 12]
        if len(number) == 7 and code in {"010", "020", "021", "022", "023", "024", "025", "027", "028", "029"}:
            continue
        if _SERIAL.search(near) or _DESK_WORD.search(wide) or _MONEY_AFTER.match(text, m.end()):
            continue
        if link or text[m.start()] in "(（" or _PHONE_WORD.search(near):
            yield 3, "landline", m.start(), m.end()


_SOUND_RUN = lazy(f"(?:[{''.join(SOUNDS)}\\d零一二三四五六七八九幺][ \\-.·,，、]?){{11,22}}")
_SOUND_WORD = lazy(r"电话|手机|号|打|加|联系|微|[Vv]")


def _sounded(text: str) -> Iterator[Hit]:
    """Eleven digits spelled with characters that sound like them (腰山扒…), after a word for a phone."""
    for m in _SOUND_RUN.finditer(text):
        before = text[max(0, m.start() - 14) : m.start()]
        if m[0].isdigit() or not _SOUND_WORD.search(before, max(0, len(before) - 12)) or _SERIAL.search(before):
            continue
        kept = [(i, c) for i, c in enumerate(m[0]) if c not in " -.·,，、"]
        digits = "".join(_digit(c) for _, c in kept)
        if _MOBILE.fullmatch(digits) and len(digits) == 11:
            yield 2, "mobile", m.start() + kept[0][0], m.start() + kept[-1][0] + 1


_NUMERALS = dict(zip("零一二三四五六七八九幺", "01234567891", strict=True))


def _digit(c: str) -> str:
    return c if c.isdigit() else SOUNDS.get(c) or _NUMERALS.get(c, "")

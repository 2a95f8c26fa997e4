"""Where somebody can be written to: e-mail, WeChat and QQ, however the mark between the parts is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replydraft.compliance.number_cues import Hit
from replydraft.compliance.published import published
from replydraft.text.lazy import lazy

_LOCAL = r"(?<![A-Za-z0-9._%+\-@*])[A-Za-z0-9_%+\-]+(?:\.[A-Za-z0-9_%+\-]+)*"
_AT = r"\s{0,2}(?:@|[\[(（【{]\s?(?:at|艾特|圈a)\s?[\])）】}]|[#*]at[#*]|艾特|\sat\s)\s{0,2}"
_DOT = r"(?:\s?[.。点]\s?|\s?[\[(（【{]\s?(?:dot|点)\s?[\])）】}]|\sdot\s)"
_EMAIL = lazy(
    rf"{_LOCAL}{_AT}(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,60}}[A-Za-z0-9])?{_DOT}){{1,4}}[A-Za-z]{{2,}}(?![A-Za-z0-9\-])",
    re.I,
)
_POST = lazy(
    rf"{_LOCAL}#(?:qq|16[23]|126|139|189|gmail|hotmail|outlook|foxmail|sina|sohu|yeah|aliyun|icloud|yahoo)\.(?:com|cn|net)(?![A-Za-z0-9\-])",
    re.I,
)
_AT_SIGN = lazy(r"@|at|艾特|圈a", re.I)
_ROLE = lazy(
    r"(?:service|kefu|kf|cs|support|help|info|contact|hr|tousu|complaints?|card[a-z]*|credit|loan|market|\d{5})@",
    re.I,
)
_WRITE_TO = lazy(r"邮件|发送|发至|发到|投递|反馈|咨询")
"""A mailbox named after a task, where the text says to write to it."""
_LINK = r"(?P<link>(?:\s{0,2}(?:账号|帐号|号码|号|ID|id|名|就?是|为|叫|加|搜|：|:|=|“|\"|「|\(|（|❤️?|♥)){0,4}\s{0,3})"
_MARK = r"(?:[\w\-]|下划线|减号|横杠)"
_HANDLE = rf"(?P<handle>(?!pay\b)[A-Za-z](?:{_MARK}{{5,19}}|(?:[ .]?{_MARK}){{5,19}}))(?![\w\-])"
_WECHAT = lazy(
    r"(?:[微薇威徽唯卫]\s?[信星芯❤♥]|(?<![a-z])wei\s?[信芯]|薇|绿泡泡|v[ ]?信|[＋➕+]\s?v[❤♥]?|(?<![A-Za-z0-9])(?:[vw]\s?x|v|we[ ]?chat|weixin)(?![A-Za-z0-9]))\ufe0f?"
    + _LINK + _HANDLE, re.I | re.ASCII,
)  # fmt: skip
_QQ = lazy(
    r"(?:(?<![A-Za-z])QQ|扣扣|企鹅|抠抠|蔻蔻|秋秋|球球|叩叩|🐧|(?<![A-Za-z])q(?=号|[：:]|是|\s[1-9])|q[ ]q)" + _LINK
    + r"(?P<handle>[1-9](?:[ \-.。/·*_]{0,2}\d){4,10})(?![\d@])", re.I
)  # fmt: skip


_QQ_HINT = lazy("[qQ扣企抠蔻秋球叩\U0001f427]")


def find_handles(text: str, digits: str, *, latin: bool = True, published_too: bool = False) -> Iterator[Hit]:
    """`digits` is the same text with every numeral as a digit (`digits.numerals`); `latin` says whether it has a Latin letter. Those of institutions
    only on request.
    """
    if latin and _AT_SIGN.search(text):
        for m in _EMAIL.finditer(text):
            task = _ROLE.match(m[0]) and _WRITE_TO.search(text, max(0, m.start() - 14), m.start())
            if not (task or (not published_too and published(text, *m.span()))):
                yield -1, "email", *m.span()
    if "#" in text:
        for m in _POST.finditer(text):
            yield -1, "email", *m.span()
    for m in _WECHAT.finditer(digits) if latin else ():
        handle = m["handle"]
        telling = any(c.isdigit() or c in "_-" for c in handle) or "下划线" in handle
        said = telling if " " in handle or "." in handle else telling or m["link"].strip()
        if said and (published_too or not published(text, *m.span("handle"))):
            yield 4, "wechat", *m.span("handle")
    if not _QQ_HINT.search(text):
        return
    for m in _QQ.finditer(digits):
        if published_too or not published(text, *m.span("handle")):
            yield 1, "qq", *m.span("handle")

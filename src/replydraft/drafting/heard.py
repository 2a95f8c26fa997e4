"""What the customer said of themselves in the conversation and nobody has registered: to be seen beside the profile.

Of clauses only that speak of the customer and as a fact: what a friend has, what would be if, and what they ask about a
requirement are left out. Nothing but amounts, months, yes or no and words of our own comes out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from replydraft.domain.inquiry import FactValue, Inquiry, Profile
from replydraft.drafting.capacity import debt_monthly, income_monthly, months_wanted
from replydraft.drafting.facts import said, stated_flag
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain
from replydraft.text.numerals import find_numerals

_END = re.compile(r"[,，。;；!！?？\n]+")
_NOT_THEIRS = re.compile(
    r"朋友|同事|同学|邻居|亲戚|表[哥弟姐妹]|[堂我][哥弟姐妹]|老[公婆]|爱人|对象|[我老][爸妈]|父母|儿子|女儿|别人|人家|网上|有的人|他们"
)
_NOT_A_FACT = re.compile(
    r"给我[算报]|你们[算报]|报[给的]|如果|要是|假如|假设|万一|的话|有没有|有无|是否|是不是|要不要|(?:需要|必须|一定要|非要|得|要)有|不管有|无论有|广告|骗|客服说|(?:手续费|服务费|中介费|押金|保证金|定金|首付)款?(?:要|是|得|交|收)"
)
_NOT_WANTED = re.compile(r"上次|之前|以前|去年|前年|上个?月|当时|那笔|额度(?:是|有|只|才|为)?\d|提前还|还剩|值\d")
_ABOUT = re.compile(r"[一二两三四五六七八九]{2}[十百千万]")
_A_TRADE = re.compile(r"(?:做|干|搞|开)(?:的是)?(?:装修|旅游|培训)|(?:装修|旅游|培训)(?:公司|队|工人|行业|生意)")
_FUND = re.compile(
    r"公积金(?:个人)?(?:是|每个?月|一个?月|月|按月|现在)*(?:缴存?|交|存|扣)?(?:额|了|的是|大概|大约|差不多)*$"
)
_FUND_UNIT = re.compile(r"\s?(?:[年%]|个月|倍|平|期)")
LEAST, MOST = 50, 20_000
"""Yuan a month that a provident fund payment can be."""
FLAGS = ("has_property", "has_vehicle", "credit_good")


def heard(inquiry: Inquiry) -> dict[str, FactValue]:
    """Profile key → what was said, for keys the profile does not hold."""
    texts = [_of_themselves(t.text) for t in inquiry.history if t.role == "customer"]
    texts.append(_of_themselves(inquiry.customer))
    history = tuple(replace(t, text=_of_themselves(t.text)) for t in inquiry.history if t.role == "customer")
    theirs = replace(inquiry, customer=texts[-1], history=history, profile=Profile())
    found: dict[str, FactValue] = {
        "amount_wanted": _newest(_wanted(t) for t in texts),
        "purpose": _newest(_purpose(theirs, t) for t in texts),
        "term_months": _newest(months_wanted(replace(theirs, customer=t)) for t in texts),
        "income_monthly": income_monthly(theirs),
        "debt_monthly": debt_monthly(theirs),
        "provident_fund_monthly": _newest(_fund(t) for t in texts),
    } | {key: stated_flag(theirs, key) for key in FLAGS}
    return {key: value for key, value in found.items() if value is not None and inquiry.profile.get(key) is None}


def _of_themselves(text: str) -> str:
    clauses = _END.split(plain(text))
    return "，".join(c for c in clauses if c and not _NOT_THEIRS.search(c) and not _NOT_A_FACT.search(c))


def _newest(values: Iterator[FactValue]) -> FactValue:
    return next((v for v in reversed(list(values)) if v is not None), None)


def _wanted(text: str) -> FactValue:
    """In yuan; as they wrote it where that was only rough; none where several amounts are wanted."""
    now = "，".join(c for c in text.split("，") if not _NOT_WANTED.search(c))
    wanted = [a for a in amounts(now) if a.role is Role.WANTED]
    if len({a.value for a in wanted}) != 1:
        return None
    words = wanted[0].words
    if _ABOUT.search(words):
        return words
    return f"{words}左右" if wanted[0].rough else wanted[0].value


def _purpose(inquiry: Inquiry, text: str) -> str | None:
    return None if _A_TRADE.search(text) else said(replace(inquiry, customer=text)).purpose or None


def _fund(text: str) -> Decimal | None:
    for clause in text.split("，"):
        for n in find_numerals(clause):
            if _FUND.search(clause[: n.start]) and not _FUND_UNIT.match(clause, n.end) and LEAST <= n.value <= MOST:
                return n.value
    return None

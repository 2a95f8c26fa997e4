"""What each amount of a message is: what the customer wants, earns, turns over, pays back each month, owes, owns or was charged.

The nearest word in the same clause decides, before the amount or behind it: 房贷3200 is paid each month, 想借15万 wanted,
一个月流水6万 turned over. An amount no word claims is nobody's: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from replydraft.text.lazy import lazy
from replydraft.text.numerals import Numeral, find_numerals


class Role(StrEnum):
    WANTED = "amount_wanted"
    INCOME = "income_monthly"
    YEARLY = "income_yearly"
    TURNOVER = "turnover"
    MONTHLY = "debt_monthly"
    OWED = "owed"
    OWNED = "owned"
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Stated:
    """One amount in yuan, as written (`words`), and what it is."""

    role: Role
    value: Decimal
    words: str
    rough: bool = False
    """Said as about so much (1万多, 几千): known to be asked about, not to reckon with."""


MONTHLY_AT_MOST = Decimal(30_000)
"""A mortgage of this much or less is what is paid each month, a larger one what is owed."""
_REACH = 14
_BREAK = re.compile(r"[,，。;；!！?？、：:\n]|\d[.、)](?!\d)")
_UNIT = re.compile(r"\s?(?:多|来|几)?\s?(?:块钱?|元|圆|人民币)")
_NOT_MONEY = re.compile(
    r"\s?(?:[年月日号天期岁次%‰点折成倍家个份张笔套辆台平米楼室号栋人口位]|周岁|分钟|小时|星期|礼拜|厘|bp|号楼)"
)
_BEFORE = tuple(
    (role, lazy(f"(?:{words})"))
    for role, words in (
        (Role.OWED, r"欠(?:了|着|款)?|还剩|余额|负债|借了|借过|贷了|贷过|逾期|没还"),
        (
            Role.CHARGED,
            r"手续费|服务费|中介费|利息|罚息|违约金|转(?:给|了|账|过)|交(?:了|过)|被?骗|扣|押金|定金|保证金|首付|花了|赔",
        ),
        (
            Role.MONTHLY,
            r"房贷|车贷|按揭|月供|(?<!想)(?<!望)(?<!能)(?<!多)(?:每个?月|一个?月|(?<![每个])月)(?:都?要|得|总共|一共)?(?:还|供)",
        ),
        (Role.INCOME, r"月薪|工资|薪水|收入|月入|退休金|养老金|到手|底薪|挣|赚|月收|一个?月(?:能|可以)?(?:拿|发)"),
        (Role.TURNOVER, r"流水|营业额|营收|产值|进账|销售额|收款|开票"),
        (Role.OWNED, r"月缴|缴存|市?[值价]|评估|买(?:的|成|入)|存款|存单|公积金"),
        (Role.WANTED, r"借|(?<![房车网欠])贷|想?要|需要?|缺|差|周转|申请|[弄搞整批拿办用]|额度"),
    )
)
_AFTER = tuple(
    (role, lazy(f"(?:{words})"))
    for role, words in (
        (Role.MONTHLY, r"^的?(?:月供|房贷|车贷)"),
        (Role.INCOME, r"^的?(?:工资|月薪|收入|底薪|退休金)"),
        (Role.TURNOVER, r"^的?(?:流水|营业额)"),
        (Role.OWNED, r"^的?(?:房|存款|存单|车)"),
        (Role.CHARGED, r"^的?(?:利息|手续费|服务费|罚息|定金|押金|首付)"),
        (
            Role.WANTED,
            r"^[,、 ]?(?:用|借|分|做|贷)?(?:\d{1,3}|[一二两三四五六七八九十半]{1,2})(?:个月(?!了)|年(?![化前利了])|期)|^(?:左右|上下|就够|够了|的?贷款|的?额度|资金|周转|来?(?:装修|进货|应急|急用))",
        ),
    )
)
_EITHER = re.compile(r"[一二两三四五六七八九]{2}万")
"""五六万: five or six, no fifty-six."""
_PAST = re.compile(
    r"(?:上次|之前|以前|去年|前年|上个?月|当时|那笔)(?!.{0,3}[说讲问提])|[办批]过|[办批]了(?!吧)|[办批借贷]的|只批"
    r"|(?:信用卡|[花借]呗|白条|微粒贷).{0,3}额度"
)
"""What was borrowed or granted before, or a card's limit, is not wanted now."""
_ROUGH = re.compile(r"\s?[多来几余]|.{0,2}(?:左右|上下|出头)")
_ARRIVED, _PAY = re.compile(r"(?:借|贷|[万千元块wk])[^,，。]{0,8}到手\D{0,3}$"), re.compile(r"薪|工资|收入|每?月(?!供)")
"""借10万到手9.5万: what came of a loan is no wage."""
_OF_A_YEAR = re.compile(r"年(?:薪|收入|入|工资)|(?:一|每|全)年")
_NUMBER_OF = re.compile(r"(?:尾号|手机|电话|卡号|编号|单号|号码)\D{0,2}$")
_SPAN = r"(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})\s?(?:年(?!化|利|息)|期|个月)"
_TERM_BEHIND = re.compile(rf"(?<=[万千wk])(?={_SPAN})")
"""借20万3年, 借50万一年: an amount and a term, no 20万3千."""
_FOR_A_TERM = re.compile(rf"(?:左右|块钱?|元)?[,，、 ]?(?:分|借|贷|用|还|做|按)?{_SPAN}(?![了前老多以])")
"""Behind an amount that nothing else claims: 10万24期, 50万，分60期."""
_BORROWING = re.compile(r"救急|急用|应急|周转|借|(?<!欠)贷|就还|能还|还清|还得起")
_ALONE = re.compile(r"(?:大概|大约|就|也就|差不多|只要|一共)?")
_TO = re.compile(r"\s?(?:-|—|~|～|到|至)\s?")


def amounts(text: str) -> tuple[Stated, ...]:
    """The amounts of a folded text whose part in it is said, in order; of 10到20万 and 五六万 the higher end, with both in `words`."""
    text = _TERM_BEHIND.sub(",", text)
    found = list(find_numerals(text))
    stated = []
    for n, numeral in enumerate(found):
        either = _EITHER.match(numeral.text) is not None
        end, value = numeral.end, next(find_numerals(numeral.text[1:])).value if either else numeral.value
        unit = _UNIT.match(text, end)
        if n + 1 < len(found) and _TO.fullmatch(text, end, found[n + 1].start):
            continue
        start = numeral.start
        if n and (_TO.fullmatch(text, found[n - 1].end, start)):
            start = found[n - 1].start
        if unit is None and (_NOT_MONEY.match(text, end) or not _large(numeral)):
            continue
        end = unit.end() if unit else end
        role = _role(text, start, end, value)
        if role is not None:
            rough = either or bool(_ROUGH.match(text, numeral.end))
            stated.append(Stated(role, value, text[start:end].strip(), rough))
    return tuple(stated)


def _large(numeral: Numeral) -> bool:
    """A number without a unit that can be yuan: 3200 or 15万, no phone number."""
    digits = numeral.text.isdecimal()
    return (digits and 300 <= numeral.value < 10_000_000 and len(numeral.text) <= 7) or (
        not digits and numeral.value >= 1000
    )


def _role(text: str, start: int, end: int, value: Decimal) -> Role | None:
    before = _BREAK.split(text[max(0, start - _REACH) : start])[-1]
    if _NUMBER_OF.search(before):
        return None
    after = text[end : end + 6]
    nearest: tuple[int, Role] | None = None
    for role, words in _BEFORE:
        last = max((m.end() for m in words.finditer(before)), default=0)
        if last and (nearest is None or last > nearest[0]):
            nearest = (last, role)
    if nearest is None or (nearest[1] is Role.WANTED and not re.search(r"借|贷|缺|差|申请|额度", before)):
        nearest = next(((0, role) for role, words in _AFTER if words.search(after)), nearest)
    if nearest is None:
        return Role.WANTED if _FOR_A_TERM.match(text, end) or _alone(text, start, end) else None
    role = nearest[1]
    if role is Role.INCOME and _ARRIVED.search(before) and not _PAY.search(before):
        return None
    if role is Role.INCOME and _OF_A_YEAR.search(before):
        return Role.YEARLY
    if role is Role.MONTHLY and value > MONTHLY_AT_MOST:
        return Role.OWED
    if role is Role.WANTED and re.match(r".{0,3}(?:利息|一天|逾期)|(?![用借分贷做]).{0,3}一年(?:利|多少|\d)", after):
        return Role.CHARGED
    return None if role is Role.WANTED and _PAST.search(before) else role


def _alone(text: str, start: int, end: int) -> bool:
    """An amount that is all of its clause, where money is to be borrowed: 江湖救急，3万块，一个月就还."""
    before, after = _BREAK.split(text[:start])[-1], _BREAK.split(text[end:])[0]
    return (
        _ALONE.fullmatch(before.strip()) is not None
        and not after.strip("左右吧就行 ")
        and bool(_BORROWING.search(text))
    )

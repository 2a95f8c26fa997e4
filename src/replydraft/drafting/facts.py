"""What a customer has already said, read from the conversation: enough not to ask twice and to answer concretely."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.statements import Role, Stated, amounts
from replydraft.drafting.triage import plain

_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)"

_SAID: dict[str, str] = {
    "amount_wanted": r"(?:大概|大约|差不多|预算)(?:要|是|在)?\s*(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+)\s*(?:万|w|千|k)|十几万|几万块?|几十万",
    "term_months": r"(?:分|借|贷|用|还|想|打算|期限|周期)?.{0,3}?(?:\d+|[一二两三四五六七八九十]+)\s*(?:期|个月|年(?!化|利|龄|前|后|级|底|初|息))(?!.{0,4}(?:前|没|断|了$))|半年",
    "purpose": r"装修|买车|买房|首付|进货|周转|开店|创业|学费|上学|结婚|彩礼|旅游|手术|看病|住院|医药费|治病|经营|货款|工资(?:款)?(?:发不|给工人)|扩(?:大|店|产)|设备|还(?:信用卡|网贷|别的)|置换|家电|家具|交税|税款|供应商|培训|生意|养殖|种植|农资",
    "has_property": r"有房|没房|无房|(?:一|两|几)套(?:房|小|商)|房子|房产|房本|房贷|按揭|公寓|商铺|厂房|名下(?:没有?|无)房|租房|抵押房|房抵|不动产|宅基地",
    "has_vehicle": r"有车|没车|(?:一|两)(?:辆|台)车|车贷|我的?车|车子|车抵|轿车|货车|名下.{0,4}车",
    "credit_good": r"征信|信用(?:好|良好|不好|差|没问题|记录)|逾期|黑户|白户|花户|查询|失信|老赖",
    "income_monthly": r"没(?:有)?(?:收入|工资)|现金(?:发)?工资|失业|无业",
    "occupation": r"上班|打工|打卡|代发|工资|月薪|底薪|单位|公积金|公务员|教师|老师|医生|护士|司机|骑手|外卖|网约车|快递|保安|保洁|个体|老板|开(?:店|公司|厂|饭店)|自由职业|农民|务农|种地|学生|退休|宝妈|无业|失业|事业单位|国企|央企|工地|厂里|法人|军人|会计|销售|主播|工厂",
    "social_insurance_months": r"社保",
    "provident_fund_monthly": r"公积金",
    "business_years": r"(?:开|做|经营|营业|注册|成立|办).{0,8}(?:\d|[一二两三四五六七八九十半]).{0,2}(?:个月|年)|刚(?:注册|开业|成立|开张)|执照.{0,8}(?:年|月)|年(?:的)?(?:店|公司|老店)",
    "credit_enquiries_6m": r"(?:查|申请|点|查询)(?:了|过|询)?.{0,4}(?:\d+|[一二两三四五六七八九十几]+)\s*多?次|(?:\d+|几)次(?:查询|申请)|没(?:怎么)?查过",
    "overdue_days": r"补上|补了|还上了|(?:今天|今晚|明天|后天|快到期|还款日|忘)|(?:逾期|拖|欠|晚).{0,6}(?:\d+|[一二两三四五六七八九十几]+).{0,2}(?:天|个月|月|期|年)|(?:\d+|[一二两三四五六七八九十几]+)(?:天|个月|期).{0,4}(?:逾期|没还)|没(?:有)?逾期|还没逾期|(?:都|已经?|早就)?(?:还清|结清)|后天|明天.{0,4}还",
    "debt_monthly": r"没有?(?:其他|别的)?(?:贷款|负债|欠款)|(?:没|无)负债",
    "lender": r"银行|信用卡|借呗|花呗|微粒贷|网商贷|京东|白条|度小满|美团|分期乐|平安|招联|马上|360|拍拍|小贷|消费金融|[\u4e00-\u9fff]{2,4}贷(?!款)",
    "age": r"\d{2}\s*(?:周)?岁|年(?:龄|纪)\D{0,3}\d{2}",
}
"""Profile key → how a customer says it. `lender` and `age` are no keys of the contract's profile but are asked in words."""


_KEY = {
    Role.WANTED: "amount_wanted",
    Role.INCOME: "income_monthly",
    Role.YEARLY: "income_monthly",
    Role.TURNOVER: "income_monthly",
    Role.MONTHLY: "debt_monthly",
    Role.OWED: "debt_monthly",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Concrete things to pick up in a reply, as the customer wrote them ("" where unsaid)."""

    amount: str = ""
    purpose: str = ""
    product: str = ""
    income: str = ""
    age: str = ""


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def known_keys(inquiry: Inquiry) -> frozenset[str]:
    """Keys that the profile holds or the customer has said in this conversation."""
    keys = {k for k in inquiry.profile if inquiry.profile.get(k) is not None}
    for text in _customer_texts(inquiry):
        keys |= {k for k, pattern in _SAID.items() if _pattern(pattern).search(text)}
        keys |= {_KEY[a.role] for a in amounts(text) if a.role in _KEY}
    if "overdue_days" in keys and "credit_good" not in keys:
        keys.add("credit_good")
    return frozenset(keys)


def asked_before(inquiry: Inquiry, cue: str) -> bool:
    """Whether one of our last two messages already asked for this (`cue` is a pattern)."""
    ours = [t.text for t in inquiry.history if t.role == "advisor"][-2:]
    return any(_pattern(cue).search(t) for t in ours)


_APPS = r"借呗|花呗|微粒贷|网商贷|白条|京东金条|美团借钱|度小满|分期乐|来分期|支付宝|微信|信用卡|房贷|车贷|公积金贷|经营贷|消费贷|网贷"
_PURPOSES = (
    r"装修|买车|进货|开店|创业|学费|结婚|彩礼|旅游|手术|看病|住院|医药费|生意周转|经营周转|周转|扩店|买设备|交税"
)


def said(inquiry: Inquiry) -> Said:
    """The concrete things of the newest message."""
    text = plain(inquiry.customer)
    stated = amounts(text)
    wanted = [a.words for a in stated if a.role is Role.WANTED]
    return Said(
        amount=wanted[0].replace("w", "万") if wanted else "",
        purpose=_first(_PURPOSES, text),
        product=_first(_APPS, text),
        income=_income(text, stated),
        age=_first(r"\d{2}\s*(?:周)?岁", text),
    )


def _income(text: str, stated: Iterable[Stated]) -> str:
    """The income with the word before it (工资8000), as written."""
    words = next((a.words for a in stated if a.role is Role.INCOME), "")
    return _first(rf"(?:月薪|工资|收入|月入|退休金|养老金)\D{{0,3}}{re.escape(words)}", text) if words else ""


def stated_flag(inquiry: Inquiry, key: str) -> bool | None:
    """One of `FLAGS` from the profile, else from the customer's words; None where neither says."""
    held = inquiry.profile.flag(key)
    if held is not None:
        return held
    days = inquiry.profile.number("overdue_days")
    if key == "just_late" and days is not None and days > JUST_LATE:
        return False
    yes, no = FLAGS[key]
    text = "\n".join(_customer_texts(inquiry))
    if _pattern(no).search(text):
        return False
    return True if _pattern(yes).search(text) else None


JUST_LATE = 3
"""Days up to which somebody is only just late."""
_LONG = r"(?:[4-9]|\d{2,}|[四五六七八九]|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?)\s*(?:多|几|来)?天"
FLAGS = {
    "just_late": (
        r"忘(?:了|记)?还|忘了.{0,6}还|刚逾期|昨天|晚了?(?:一|两|1|2)天",
        rf"(?:逾期|拖|晚|欠|超)(?:了|着)?.{{0,4}}(?:{_LONG}|(?:\d+|[一二两三四五六七八九十几半])\s*(?:多)?个?(?:月|期|星期|周|年))|{_LONG}(?:没还|逾期)"
        r"|拿不出|还不(?:上|起|了)|没(?:有)?(?:钱|能力|办法)还|失业|停工|下岗|裁员|没(?:有)?(?:收入|工作)|发不出工资|几个月没",
    ),
    "repaid": (
        r"(?:早|已经?|都|全|刚|后来|现在)+(?:就|都|也)?(?:还清|结清|补上|还上|还完|补了)|(?:还清|结清|补上|还完)了",
        r"没(?:有)?(?:还清|结清|补上|还完|还)|还没|想(?:提前)?(?:还清|结清)|(?:怎么|能不能|可以|打算|准备)(?:提前)?(?:还清|结清)",
    ),
    "has_property": (
        r"有(?:一|两|几)?(?:套|个)?(?:全款|按揭)?(?:的)?(?:房|商铺|公寓|厂房)|(?:我的?|名下|家里)(?:有)?.{0,6}房|房(?:子|产)(?:值|抵押|做抵押|可以抵|能不能.{0,3}抵)|房抵|房本|自己的房|用房",
        r"没(?:有)?(?:自己的)?房|无房|名下(?:没有?|无)房|租房(?:住|子)|房(?:子)?(?:不是我的|是租的|没有)",
    ),
    "has_vehicle": (
        r"有(?:一|两)?(?:辆|台|部)?(?:全款|按揭)?(?:的)?(?:车(?!贷|间|位|库|祸)|货车|轿车)|(?:我的?|名下)(?:有)?.{0,4}车(?!贷|间|位|库|祸)|车(?:子)?(?:抵押|做抵押|能抵|能不能.{0,3}抵)",
        r"没(?:有)?车(?!贷|间|位|库)|无车|不(?:开|押)车",
    ),
    "credit_good": (
        r"征信(?:很|挺|还|也|比较)?(?:好|没问题|良好|干净|正常|没毛病)|信用(?:很|挺|还)?(?:好|良好|不错)|没(?:有)?(?:过)?逾期|从(?:来)?(?:没|未|不)逾期",
        r"征信(?:不好|差|花|有问题|黑|烂|不行|太花|很花)|黑户|花户|失信|老赖|逾期(?:过|了|很多|好几|\d|[几一二三四五六七八九十])|有(?:过|当前)?逾期|连三累六",
    ),
    "overdue": (
        r"逾期(?:了|过|着|中|\d|[几一二两三四五六七八九十])|(?:有|出现)(?:过|一?次|几次)?逾期|忘(?:了|记)?还|忘了.{0,4}还款|没还上|晚(?:还|了).{0,3}天|断供|拖(?:了|着).{0,6}(?:天|月)|还不上",
        r"没(?:有)?(?:过)?逾期|从(?:来)?(?:没|未|不)逾期|(?:还|都)?没(?:有)?到还款日",
    ),
    "business": (
        r"(?:开|有)(?:了|着)?(?:一?(?:个|家|间))?.{0,4}(?:店|馆|厂|公司|铺|超市|餐厅|工作室)|(?:餐馆|饭店|饭馆|小店|店铺|门店|超市|网店|工厂|公司)[^,。]{0,3}(?:开|做|经营|注册|成立)了|个体|做(?:点|些)?(?:小)?(?:生意|买卖)|营业执照|我是老板|自己(?:的|开).{0,4}(?:店|公司|厂)|经营",
        r"上班|月薪|底薪|工资卡|打卡|打工|(?:我|每月|一?个?月)工资|代发|公务员|老师|护士|退休",
    ),
}
"""Flag → how a customer says yes, how no; `overdue`, `repaid`, `just_late` and `business` are no profile keys of the contract."""


def amount_wanted(inquiry: Inquiry) -> Decimal | None:
    """Yuan wanted: of the profile, else of the newest message where it names one amount."""
    held = inquiry.profile.number("amount_wanted")
    if held is not None:
        return held
    wanted = [a.value for a in amounts(plain(inquiry.customer)) if a.role is Role.WANTED]
    return wanted[0] if wanted else None


def _first(pattern: str, text: str, group: int = 0) -> str:
    found = _pattern(pattern).search(text)
    return found.group(group) if found else ""


def _customer_texts(inquiry: Inquiry) -> tuple[str, ...]:
    return (*(plain(t.text) for t in inquiry.history if t.role == "customer"), plain(inquiry.customer))

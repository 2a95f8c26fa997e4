"""Two offers a customer names beside each other, each with its yearly rate and what is charged once: which costs more.

The amount and the term are the customer's; where no term is said, one year with the principal at its end is taken and named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from replydraft.costs.phrases import lent_and_months
from replydraft.costs.quote import CostQuote, quote
from replydraft.costs.sheet import METHOD_NAMES
from replydraft.costs.terms import CostRequest, Fee
from replydraft.domain.product import RepaymentMethod
from replydraft.drafting.money import Priced, exact, number, short
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain
from replydraft.errors import InputError

_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)\s?%")
_FEE_AFTER = re.compile(r"\s?的?(?:一次性)?(?:服务|手续|中介|居间|担保|咨询|管理|评估|保险|前期)?费")
_FEE_BEFORE = re.compile(r"费(?:用|率)?(?:是|要|收|另收|一次性)*\s?$")
_YEARLY_NOT = re.compile(
    r"(?:[月日]息|[月日]利率|月费率|每[月期天]|首付|抵押率|违约金|罚息|收益|理财|通过率|负债率?|涨|跌|占|返点|打折)[^,，。]{0,4}$"
)
_ONE_RANGE = re.compile(r"^\s?(?:-|—|~|～|到|至)\s?$")
_CHANGED = re.compile(r"降|调|涨|变成|改成|优惠|上浮|下浮|打折")
_CHOOSING = re.compile(r"哪(?:个|家|一个|一家|种|边)|划算|合算|便宜|贵|还是|vs|对比|比较|怎么选|选谁|pk|差多少|更")
_BETWEEN = re.compile(r"[,，。;；!！?？、\n]|vs|pk|还是|(?<![a-z\u4e00-\u9fff])和|跟(?=[a-z\u4e00-\u9fff])")
_NAME = re.compile(
    r"([a-z\u4e00-\u9fff]{1,8}?)(?:的|是|给我?|报|说|那边)*(?:年化|年利率|年息|利率|利息|单利)*(?:是|要|约|为)?\s?$"
)
_HOW: dict[str, RepaymentMethod] = {
    "先息后本": "interest_only", "等额本息": "annuity", "等额本金": "equal_principal", "到期还本": "interest_only",
}  # fmt: skip
NO_TERM = "您打算用多久、怎么还？用得越久，一次性费用摊得越薄，结果可能会变。"


@dataclass(slots=True)
class _Offer:
    name: str
    rate: Decimal
    end: int
    fee: Decimal = Decimal(0)


def compared(message: str) -> Priced | None:
    """Both offers reckoned on the same terms; None where there are not two, or no amount is said."""
    text = plain(message)
    if not _CHOOSING.search(text):
        return None
    offers, amount = _offers(text), _amount(text)
    if len(offers) != 2 or amount is None or amount < 1000 or offers[0].rate == offers[1].rate == 0:
        return None
    months, method = lent_and_months(text)[1], next((m for w, m in _HOW.items() if w in text), None)
    try:
        found = [_cost(o, amount, months, method) for o in offers]
    except InputError:
        return None
    return _told(offers, found, amount, months, method)


def _amount(text: str) -> Decimal | None:
    wanted = {a.value for a in amounts(text) if a.role is Role.WANTED}
    return wanted.pop() if len(wanted) == 1 else lent_and_months(text)[0]


def _cost(offer: _Offer, amount: Decimal, months: int | None, method: RepaymentMethod | None) -> CostQuote:
    fees = (Fee("一次性费用", "upfront", fraction=offer.fee, deducted=False),) if offer.fee else ()
    way = method or ("annuity" if months else "interest_only")
    return quote(CostRequest(amount, months or 12, way, offer.rate, fees=fees))


def _told(
    offers: list[_Offer], found: list[CostQuote], amount: Decimal, months: int | None, method: RepaymentMethod | None
) -> Priced:
    way = METHOD_NAMES[method or ("annuity" if months else "interest_only")]
    term = f"{months}个月" if months else "1年"
    clauses, computed = [], []
    for offer, cost in zip(offers, found, strict=True):
        shown, interest = _about(cost.total_cost), _about(cost.interest)
        said, figures = f"利息约{interest}", [interest, shown]
        if offer.fee:
            fee, rate = _about(cost.fees[0].total), f"{cost.annualised_nominal:.2%}"
            said += f"＋费用{fee}＝{shown}，年化约{rate}（单利）"
            figures += [fee, rate]
        clauses.append(f"{offer.name}{said}")
        how = f"{offer.name}：{cost.basis}（借{short(amount)}、{term}、{way}）"
        computed += [(f, how) for f in dict.fromkeys(figures)]
    gap = abs(round(found[0].total_cost) - round(found[1].total_cost))
    dear = offers[0] if found[0].total_cost > found[1].total_cost else offers[1]
    end = f"算下来{dear.name}多花约{number(gap)}元" if gap >= 1 else "两家差不多"
    computed.append((f"{number(gap)}元", f"{exact(found[0].total_cost)}与{exact(found[1].total_cost)}之差"))
    assumed = "" if months and method else "（您没说的先这样假设）"
    sentence = f"按借{short(amount)}、{term}、{way}{assumed}估算：{'；'.join(clauses)}。{end}"
    return Priced(sentence, tuple(computed), "" if months else NO_TERM, whole=True)


def _about(amount: Decimal) -> str:
    """In whole yuan."""
    return f"{number(Decimal(round(amount)))}元"


def _offers(text: str) -> list[_Offer]:
    offers: list[_Offer] = []
    waiting: Decimal | None = None
    matches = list(_PERCENT.finditer(text))
    for n, m in enumerate(matches):
        value, before = Decimal(m[1]) / 100, text[: m.start()]
        between = text[matches[n - 1].end() : m.start()] if n else ""
        if _ONE_RANGE.match(between) or _CHANGED.search(between) or _YEARLY_NOT.search(before[-12:]):
            return []
        if _FEE_AFTER.match(text, m.end()) or _FEE_BEFORE.search(before[-8:]):
            if offers and _same_offer(text[offers[-1].end : m.start()]) and not offers[-1].fee:
                offers[-1].fee = value
            elif waiting is None:
                waiting = value
            else:
                return []
            continue
        if not Decimal("0.01") <= value <= Decimal("0.36"):
            return []
        offers.append(_Offer(_name(before, len(offers)), value, m.end(), waiting or Decimal(0)))
        waiting = None
    return [] if waiting is not None else offers


def _same_offer(between: str) -> bool:
    """Whether a fee still belongs to the offer before it: no other one is named since."""
    return not re.search(r"[。;；\n]|vs|pk|还是|(?:另一家|[a-z\u4e00-\u9fff]银行)", between) and len(between) <= 14


def _name(before: str, n: int) -> str:
    clause = _BETWEEN.split(before)[-1]
    found = _NAME.search(clause)
    name = found[1].strip() if found else ""
    name = re.sub(r"^(?:一个|一家|另一家|还有|然后|现在|我|那|就|借|在|有|是)+", "", name)
    name = re.sub(r"(?:的|是|给我?|报|说|那边|年化|年利率|年息|利率|利息)+$", "", name)
    if not name or not re.search(r"银行|[a-z]|[甲乙丙工农建交招中]行|公司|贷$|家", name):
        return ("第一家", "第二家", "第三家")[min(n, 2)]
    return name.upper() if len(name) == 1 else re.sub(r"^[a-z]+", lambda m: m[0].upper(), name)

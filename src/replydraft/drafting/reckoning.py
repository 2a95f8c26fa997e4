"""Reckons a loan that a customer tells whole: what is paid each time, what it costs in all, what that is a year.

Amount, term and price are the customer's own words; the calculator does the rest. Where the way of repaying is not said, what
it makes of the cost is told for the usual ways, or one is taken and named. Nothing is reckoned where two loans are told in one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from replydraft.costs.phrases import LoanTold, loan_told
from replydraft.costs.quote import CostQuote, quote
from replydraft.costs.sheet import METHOD_NAMES
from replydraft.costs.terms import CostRequest
from replydraft.domain.product import RepaymentMethod
from replydraft.drafting.money import ESTIMATE, Priced, exact, number, short
from replydraft.drafting.prices_told import Prices, prices_told
from replydraft.drafting.yardstick import beside
from replydraft.errors import InputError

_YEAR = {"day": 365, "month": 12, "period": 12, "year": 1}
_DEAREST = Decimal(10)
_MONTHLY = re.compile(
    r"月供|每个?月(?:要|得|需要?)?(?:还|供|付|多少)|一个?月(?:要|得)?(?:还|供)|每期(?:要|得)?(?:还|供|付|多少)"
)
CONTRACT = "具体以合同和综合融资成本明示表为准"
HOW_REPAID = "方便问一下对方：每月怎么还，等额本息还是先息后本？"
_KEPT_BACK = "利息不能预先从本金里扣，先扣的要按实际到手的数算本金"
_SAME_LONG = "；要是平时只付利息、到期还本{also}，利息合计约{cost}"


def reckoned(message: str) -> Priced | None:
    """The loan of a message, reckoned; None where it is not told whole."""
    told = loan_told(message)
    prices = prices_told(told) if told is not None else None
    if told is None or prices is None or told.principal is None:
        return None
    try:
        return _reckoned(told, prices, told.principal)
    except InputError:
        return None


def _reckoned(told: LoanTold, prices: Prices, principal: Decimal) -> Priced | None:
    if told.days is not None:
        return _by_days(told, prices, principal, told.days)
    months = told.months
    if months is None:
        return _each_period(told, prices, principal) if told.term is None else None
    if prices.instalment is not None:
        if not principal < prices.instalment * months < principal * 4:
            return None
        return _level(told, prices, principal, months)
    if prices.rate is None:
        return _charged_on_all(told, prices, principal, months) if prices.each else None
    return _at_a_rate(told, prices, principal, months)


def _level(told: LoanTold, prices: Prices, principal: Decimal, months: int) -> Priced:
    """Level instalments that are known, with what was taken out of the money before."""
    assert prices.instalment is not None
    request = CostRequest(principal, months, "annuity", instalment=prices.instalment, fees=prices.fees())
    found = quote(request)
    said = f"{_lent(told, prices, principal)}、每期还{number(prices.instalment)}元"
    return _made(told, prices, found, said, [f"利息和费用合计约{exact(found.total_cost)}"])


def _charged_on_all(told: LoanTold, prices: Prices, principal: Decimal, months: int) -> Priced:
    """A fee of each period on all that was lent, the principal in equal parts."""
    found = quote(CostRequest(principal, months, "flat", fees=prices.fees()))
    said = f"{_lent(told, prices, principal)}、{prices.words}"
    paid = found.schedule[0].payment
    return _made(told, prices, found, said, [f"每期约还{exact(paid)}", f"费用合计约{exact(found.total_cost)}"])


def _at_a_rate(told: LoanTold, prices: Prices, principal: Decimal, months: int) -> Priced | None:
    rate = prices.rate
    assert rate is not None
    yearly = rate.value * _YEAR[rate.per]
    if yearly >= _DEAREST:
        return None
    method, assumed = _method(told, prices, months)
    fees = prices.fees()
    if method is None:
        return _either_way(told, prices, principal, months, yearly)
    found = quote(CostRequest(principal, months, method, yearly, fees=fees))
    way = METHOD_NAMES[method]
    said = f"{_lent(told, prices, principal)}、{prices.words}、{way}{'（您没说怎么还，先按这个）' if assumed else ''}"
    made = _made(told, prices, found, said, _paid(found, method), yearly=rate.per == "year" and not fees)
    return replace(made, ask=HOW_REPAID if assumed else "")


def _method(told: LoanTold, prices: Prices, months: int) -> tuple[RepaymentMethod | None, bool]:
    """How it is repaid, and whether that is only taken so; None where two ways are told."""
    assert prices.rate is not None
    if told.method == "flat" or (prices.rate.base == "original" and not told.method):
        return "flat", False
    if told.method in METHOD_NAMES:
        return told.method, False
    if months == 1:
        return "bullet", False
    if _MONTHLY.search(told.text):
        return "annuity", True
    return ("interest_only", True) if prices.once or prices.kept else (None, False)


def _either_way(told: LoanTold, prices: Prices, principal: Decimal, months: int, yearly: Decimal) -> Priced:
    level = quote(CostRequest(principal, months, "annuity", yearly))
    late = quote(CostRequest(principal, months, "interest_only", yearly))
    also = "，或一直按借的全额收" if prices.open_base else ""
    said = f"{_lent(told, prices, principal)}、{prices.words}"
    made = _made(
        told,
        prices,
        level,
        said,
        [f"等额本息的话，{'、'.join(_paid(level, 'annuity')[:2])}"],
        yearly=prices.rate_is_yearly,
    )
    cost = exact(late.total_cost)
    more = _SAME_LONG.format(also=also, cost=cost)
    retold = made.retold + more if made.retold else ""
    computed = (*made.computed, (cost, late.basis))
    return replace(made, sentence=made.sentence + more, retold=retold, computed=computed, ask=HOW_REPAID)


def _paid(found: CostQuote, method: RepaymentMethod) -> list[str]:
    """What is paid when, and in all."""
    first, last = found.schedule[0].payment, found.schedule[-1].payment
    cost = f"利息{'和费用' if found.fees else ''}合计约{exact(found.total_cost)}"
    whole = f"一共要还约{exact(sum((row.payment for row in found.schedule), Decimal(0)))}"
    if method == "interest_only":
        return [f"每月付息约{exact(found.schedule[0].interest)}", "本金到期一次还", cost, whole]
    if method == "bullet" or len(found.schedule) == 1:
        return [f"到期一次还约{exact(last)}", cost]
    if method == "equal_principal":
        return [f"首月约还{exact(first)}、逐月减少到{exact(last)}", cost, whole]
    return [f"每月约还{exact(first)}", cost, whole]


def _by_days(told: LoanTold, prices: Prices, principal: Decimal, days: int) -> Priced | None:
    """Interest for so many days; where no rate is told, how it is worked out."""
    rate = prices.rate
    if prices.instalment is not None or prices.each or prices.once or prices.kept:
        return None
    if rate is None:
        if not re.search(r"利息", told.text) or not re.search(r"多少|怎么|咋|几", told.text):
            return None
        per = exact(principal * days / 36_500)
        sentence = f"利息＝本金×年化利率÷365×天数：年化每1%，{short(principal)}用{days}天的利息约{per}"
        shown = ((per, f"本金{number(principal)}元×1%÷365×{days}天"), ("年化每1%", "用来说明算法，不是报价"))
        return Priced(
            sentence, shown, "对方给您的年化（或日利率）是多少？告诉我，我帮您算准。", whole=True, caution=CONTRACT
        )
    if rate.per == "period":
        return None
    yearly = rate.value * _YEAR[rate.per]
    if yearly >= _DEAREST or days > 366:
        return None
    cost = exact(principal * yearly * days / 365)
    sentence = f"按您说的借{short(principal)}、{days}天、{prices.words}算，利息约{cost}"
    computed = [(cost, f"本金{number(principal)}元×每天{yearly / 365:.4%}×{days}天")]
    if rate.per != "year":
        a_year = f"{yearly:.2%}"
        sentence += f"，折合年化约{a_year}（单利）"
        computed.append((a_year, f"每期{rate.value:.4%}，一年{_YEAR[rate.per]}期；单利"))
    return Priced(sentence, tuple(computed), whole=True)


def _each_period(told: LoanTold, prices: Prices, principal: Decimal) -> Priced | None:
    """Without a term: the interest of one day or month, where nothing else is charged."""
    rate = prices.rate
    if (
        rate is None
        or rate.per not in ("day", "month")
        or prices.each
        or prices.once
        or prices.kept
        or prices.instalment
    ):
        return None
    yearly, unit = rate.value * _YEAR[rate.per], "天" if rate.per == "day" else "个月"
    if yearly >= _DEAREST or (prices.open_base and not told.method):
        return None
    cost, a_year = exact(principal * rate.value), f"{yearly:.2%}"
    sentence = (
        f"按您说的借{short(principal)}、{prices.words}算，本金没还时一{unit}利息约{cost}，折合年化约{a_year}（单利）"
    )
    how = f"本金{number(principal)}元×{rate.value:.4%}"
    return Priced(sentence, ((cost, how), (a_year, f"每期{rate.value:.4%}，一年{_YEAR[rate.per]}期；单利")), whole=True)


def _lent(told: LoanTold, prices: Prices, principal: Decimal) -> str:
    """借10万元、先扣5000元（到手9.5万元）、分12期."""
    kept = f"、到手{short(told.received)}" if told.received and told.received < principal else ""
    once = "".join(f"、{words}" for words in prices.once_words)
    assert told.term is not None
    whole = told.term.value == int(told.term.value)
    unit, count = told.term.unit if whole else "month", number(told.term.value)
    term = f"{count}年" if unit == "year" else f"{count}期" if unit == "period" else f"{number(told.months or 0)}个月"
    return (
        f"借{short(principal)}{kept}{once}、分{term}" if unit != "year" else f"借{short(principal)}{kept}{once}、{term}"
    )


def _made(
    told: LoanTold, prices: Prices, found: CostQuote, said: str, paid: list[str], *, yearly: bool = False
) -> Priced:
    """The sentence with the rate a year, unless that is what was said (`yearly`), and what it is beside another."""
    rate = f"{found.annualised_nominal:.2%}"
    clauses = paid if yearly else [*paid, f"折合年化约{rate}（单利）"]
    than = beside(told, Decimal(str(round(found.annualised_nominal, 6))))
    sentence = f"按您说的{said}算，{'，'.join(clauses)}{than}"
    arrives = f"，实际到手约{exact(found.received)}" if prices.kept and not told.received else ""
    sentence += arrives
    figures = dict.fromkeys(m.group() for m in re.finditer(r"\d+(?:\.\d+)?(?:万?元|%)", "，".join(clauses) + arrives))
    how = f"{found.basis}（{said}）"
    again = sentence.replace("按您说的", "按您说的价格、", 1)
    for words in (*prices.once_words, prices.words):
        again = again.replace(f"、{words}", "", 1) if words else again
    return Priced(
        sentence,
        tuple((text, how) for text in figures),
        retold=again if prices.words or prices.once_words else "",
        whole=True,
        caution=f"{_KEPT_BACK}。{ESTIMATE}" if prices.kept else ESTIMATE,
    )

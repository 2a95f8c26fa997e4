"""Annual rates that contradict the other numbers of the same text: 月费率0.5%，一年才6个点 is really about 10.9%.

Recomputed from the text's own principal, term and instalment (or fee a period), the official way
(中国人民银行公告〔2021〕第3号); a stated rate further than 0.3 percentage points from every reading is wrong, one said to be
rough further than 8% of it. A rate above them is none where the text names costs beside (担保费, 服务费): it may hold them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from replydraft.compliance.citing import Cites
from replydraft.compliance.digits import NUMERAL
from replydraft.compliance.quantities import Quantity, quantities
from replydraft.costs.annualised import annualise, periodic_irr
from replydraft.costs.quote import quote
from replydraft.costs.terms import CostRequest
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import InputError
from replydraft.text.lazy import lazy

_RULE = ("RD0290", "annual-rate-contradicts-numbers", "1.1.0")
_TOLERANCE, _TOO_FAR = 0.003, 3
_YEARLY = r"(?:年化|年利率|年息|IRR|单利|复利|一年|全年|折(?:成|合|算)?(?:一)?年)"
_ANNUAL_FIGURE = lazy(_YEARLY + rf"[^。；;\n\d]{{0,10}}?[{NUMERAL}]", re.I)
_ANNUAL = lazy(_YEARLY + r"(?![^，,]*(?:本金|违约金)的?$)[^。；;\n\d]{0,10}$", re.I)
"""提前还款一年内收剩余本金的1% is none."""
_ANNUAL_AFTER = lazy(r"[（(]?(?:单利|复利|年化|IRR)(?!约?\d)", re.I)
_DISCOUNT = lazy(r"折多?$")
_TENTHS, _OF_TENTHS = "成", 0.1
"""六成多 is anything up to seven."""
_QUOTED = lazy(r"[“「『][^”」』。！？\n]*$")
_BESIDE = lazy(r"担保费|服务费|居间费|手续费|保险|综合|全部成本|杂费|别的费用|其他费用")
"""Costs that a stated annual rate may hold and the instalment does not."""
_FEE = lazy(
    r"(?:月费率?|月手续费率?|(?:每月|每期|一期|单期)的?(?:手续费|费率|费用|服务费)率?|分期费率|期费率|分期手续费)[^。；;，,\n\d×*乘÷除]{0,6}$"
)
_FEE_AFTER = lazy(r"的?(?:月费率|月手续费|每[月期]手续费|分期费率|期费率)")
_MONTHLY_AFTER = lazy(r"(?:%|[厘分个]|个?点)?的(?:月息|月利率)|(?<=[%厘分点])(?:月息|月利率)")
_FLAT_TALK = lazy(
    r"等本等息|等额等息|每[月期]的?手续费|月手续费|月费率|分期费率|按(?:最初|原始|原来|开始|当初|总|全部)的?(?:本金|借款|[\d一二三四五六七八九十]+万)"
)
_REPAID_IN_PARTS = lazy(
    r"本金(?:也|都|要|是)?(?:分期|按[月期]|每[月期]|逐[月期])|(?:分期|每[月期]|按[月期]|逐[月期])(?:还|归还|偿还)本"
)
"""月息0.5%，本金分期还: of the balance or, in all likelihood, of the whole amount."""
_BALANCE_TALK = lazy(r"先息后本|随借随还|剩余本金|按余额|到期还本|等额本金")
_EQUAL_PRINCIPAL = lazy(r"等额本金|首月|首期还|逐月递减")
_USUAL_TERMS = (12, 6, 24, 36, 60)
_MONTHLY = lazy(
    r"(?:(?<![\d一二三四五六七八九十])月息|(?<![\d一二三四五六七八九十])月利率|月利息|每月利息|每个月利息)[^。；;，,\n\d×*乘÷除一二三四五六七八九]{0,6}$"
)
_DAILY = lazy(r"(?:日息|日费率?|日利率|每天利息|每日利息|日利息)[^。；;，,\n\d×*乘÷除一二三四五六七八九万]{0,6}$")
_INSTALMENT = lazy(
    r"(?<!现有)(?<!现有的)(?<!原有)(?<!其他)(?<!已有)(?<!房贷)(?<!车贷)(?:月供|月还款?|(?:每月|每期|每个月|一个月|一期)(?:要|只要|只需|大概|大约|约|就|固定|等额)?还?款?)(?![^\d]{0,5}(?:本金|费|付?息))[^。；;，,\n\d]{0,5}$"
)
_PRINCIPAL = lazy(r"(?:借|贷|本金|贷款|额度|批|到手|拿)[^。；;，,\n\d]{0,6}$")
_INTEREST_A_MONTH = Decimal("0.04")
"""Of the principal: what is paid each month and is more, but too little to repay it, is no interest (8,333 of 100,000)."""
_PER_YEAR = lazy(r"[一1每]年(?:才|就|只|也就|大概|约)?(?:要|是)?\s?\d+(?:\.\d+)?\s?(?:%|个点|个百分点)")
_ROUGHLY = lazy(r"约|差不多|大概|大致|接近|左右|上下|多(?!少)|出头|不到|将近|来块|[粗毛]算|毛估|粗估|估(?:算|计|摸)")
_ROUGH = 0.08
"""How far, as a share of it, an annual rate said to be rough may be from the recomputed one."""
_ROUGH_INSTALMENT = Decimal("0.04")
"""The same of an instalment said to be rough: 三千出头 for 3,042."""
_COST = lazy(r"(?:利息|费|成本|罚款)[^。；;，,\n\d]{0,5}$")
_LEAST_LENT, _LEAST_BARE = 1_000, 10_000
"""Yuan; of a number without a unit, more."""
_DENIED = lazy(r"不是|不等于|并非|而非|不能(?:当|算|看)|误|别(?:当|看)|错|≠|超过?|上限|红线")


def find_wrong_rates(request: CheckRequest, rulebook: Cites) -> list[Finding]:
    """At most one finding: the first stated annual rate, where no reading of the numbers in the talk gives any of them
    (one right rate beside another is a price with and without fees).

    The amount, the term and the method (等本等息, 先息后本) may have been said earlier in the conversation; the price
    itself must be in the reply.
    """
    text = request.draft
    if len(text) > 5000 or not any(c in text for c in "年I单复") or not _ANNUAL_FIGURE.search(text):
        return []
    found = quantities(text)
    found = [q for q in found if q.unit != "rate" or not _DISCOUNT.search(q.text)]
    annual = [q for q in found if q.unit == "rate" and _is_annual(text, q)]
    if not annual:
        return []
    talk = "\n".join([*(t.text for t in (request.history or ())[-4:]), request.customer or ""])[-2000:]
    readings, rough = _readings(text, [q for q in found if q not in annual], talk)
    if not readings:
        return []
    claimed = [q for q in annual if not _DENIED.search(text, max(0, q.start - 14), min(len(text), q.end + 6))]
    more = _BESIDE.search(text) is not None
    right = any(
        _fits(v, r, _tolerance(text, q, r), more)
        for q in claimed
        for v in map(float, q.values)
        for r in ([min(max(v, min(readings)), max(readings))] if rough else readings)
    )
    return [] if right or not claimed else [_finding(claimed[0], readings, rulebook)]


def _fits(stated: float, reading: float, tolerance: float, more: bool) -> bool:
    """Whether a stated rate may be the one of a reading; `more`: there are costs that it may hold. A stated rate of many times
    the reading says that the numbers were put together wrongly, not that somebody made a loan look that much dearer."""
    return abs(stated - reading) <= tolerance or (stated > reading and (more or stated > reading * _TOO_FAR))


def _is_annual(text: str, q: Quantity) -> bool:
    before = _ANNUAL.search(text, max(0, q.start - 16), q.start)
    return before is not None or _ANNUAL_AFTER.match(text, q.end) is not None


def _tolerance(text: str, q: Quantity, reading: float) -> float:
    if _TENTHS in q.text:
        return _OF_TENTHS
    return max(_TOLERANCE, _ROUGH * reading) if _roughly(text, q) else _TOLERANCE


def _roughly(text: str, q: Quantity) -> bool:
    return _ROUGHLY.search(text, max(0, q.start - 5), min(len(text), q.end + 2)) is not None


def _readings(text: str, found: list[Quantity], talk: str) -> tuple[tuple[float, ...], bool]:
    """Every annual rate the other numbers can mean, nominal before effective, none where they do not determine one; and whether
    they are only said roughly, so that everything between is meant too."""

    def one(before: re.Pattern[str], after: re.Pattern[str] | None, *units: str) -> Quantity | None:
        hits = [
            q
            for q in found
            if q.unit in units
            and len(q.values) == 1
            and (before.search(text, max(0, q.start - 16), q.start) or (after and after.match(text, q.end)))
            and not _QUOTED.search(text, max(0, q.start - 16), q.start)
        ]
        return hits[0] if len(hits) == 1 else None

    term = _term(text, found) or _term(talk, quantities(talk))
    flat = bool(_FLAT_TALK.search(text) or _FLAT_TALK.search(talk)) and not _BALANCE_TALK.search(text + talk)
    fee = one(_FEE, _FEE_AFTER, "rate")
    monthly, daily = one(_MONTHLY, _MONTHLY_AFTER, "rate"), one(_DAILY, None, "rate")
    instalment = None if _EQUAL_PRINCIPAL.search(text + talk) else one(_INSTALMENT, None, "money", "bare")
    try:
        if daily is not None:
            d = float(daily.values[0])
            return (d * 365, (1 + d) ** 365 - 1, d * 360), False
        if monthly is not None and not flat:
            m = float(monthly.values[0])
            terms = (term,) if term else _USUAL_TERMS if _REPAID_IN_PARTS.search(text) else ()
            return (m * 12, (1 + m) ** 12 - 1, *(r for n in terms for r in _flat(monthly.values[0], n))), False
        if (price := fee or monthly) is not None:
            return tuple(r for n in ((term,) if term else _USUAL_TERMS) for r in _flat(price.values[0], n)), False
        if instalment is not None and term and term <= 1200:
            amounts = _principals(text, found, instalment) + _lent(quantities(talk))
            rough, each = _roughly(text, instalment), instalment.values[0]
            paid = partial(_around if rough else _instalments, term=term, mixed="本息" in text)
            return tuple(r for p in amounts for r in paid(p, each)), rough
    except (InputError, OverflowError):
        pass
    return (), False


def _term(text: str, found: list[Quantity]) -> int | None:
    """How many instalments the text names; the 一年 of 一年才6个点 is a unit of the rate, not a term."""
    for unit in ("period", "month"):
        terms = {
            int(q.values[0])
            for q in found
            if q.unit == unit and len(q.values) == 1 and q.values[0] > 1 and not _PER_YEAR.match(text, q.start)
        }
        if terms:
            return terms.pop() if len(terms) == 1 else None
    return None


def _principals(text: str, found: list[Quantity], instalment: Quantity) -> list[Decimal]:
    """Every amount that can be what was borrowed: 借10万到手9.7万 has two, and a rate may be right for either."""
    money = [q for q in found if q is not instalment and not _COST.search(text, max(0, q.start - 10), q.start)]
    named = [q for q in money if _PRINCIPAL.search(text, max(0, q.start - 16), q.start)]
    first = [q for q in money if q.end <= instalment.start]
    return list(dict.fromkeys(_lent(named) + _lent(first))) or _lent(money)


def _lent(found: list[Quantity]) -> list[Decimal]:
    money = [q for q in found if q.unit in ("money", "bare") and len(q.values) == 1]
    return [q.values[0] for q in money if q.values[0] >= (_LEAST_LENT if q.unit == "money" else _LEAST_BARE)]


def _flat(fee: Decimal, term: int | None) -> tuple[float, ...]:
    if not term or fee <= 0 or fee > 1:
        return ()
    priced = quote(CostRequest(Decimal(100_000), term, "flat", fee_per_period=fee))
    return (priced.annualised_nominal, priced.annualised_effective)


def _instalments(principal: Decimal, each: Decimal, term: int, *, mixed: bool) -> tuple[float, ...]:
    """An annuity or flat loan of equal instalments; less than the principal in all can only be interest (先息后本),
    unless it is said to be `mixed` (本息)."""
    total = each * term
    if total < principal:
        return (float(each * 12 / principal),) if each <= principal * _INTEREST_A_MONTH and not mixed else ()
    if total > principal * 10:
        return ()
    found = annualise(periodic_irr(principal, [each] * term), 12)
    return (found.nominal, found.effective)


def _around(principal: Decimal, each: Decimal, term: int, *, mixed: bool) -> tuple[float, ...]:
    """The same of an instalment said roughly, and how far down and up its rates may go; nothing where it gives none itself."""
    said = _instalments(principal, each, term, mixed=mixed)
    if not said:
        return ()
    less, more = (_instalments(principal, each * (1 + n * _ROUGH_INSTALMENT), term, mixed=mixed) for n in (-1, 1))
    return (*said, *(less or (0.0,)), *more)


def _finding(q: Quantity, readings: tuple[float, ...], rulebook: Cites) -> Finding:
    right = f"约{readings[0]:.2%}（单利）" + (f"、约{readings[1]:.2%}（复利）" if len(readings) > 1 else "")
    return finding_at(
        _RULE,
        (q.start, q.end, q.text),
        family=Family.MISLEADING_COST,
        severity=Severity.BLOCK,
        message=f"这里写的年化和同一段里的本金、期数、每期金额对不上，按资金实际占用折算{right}。",
        suggestion=f"按资金实际占用折算，年化{right}，以合同和综合融资成本明示表为准。",
        citations=rulebook.cite(("PB3", "DISC", "CP20")),
    )

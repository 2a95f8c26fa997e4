"""Turns the price a customer names into an annualised one, by the calculator. Says nothing where a number is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from replydraft.costs.phrases import PhraseReading, PricePart, Reading, loan_told, read_prices
from replydraft.costs.quote import quote
from replydraft.costs.terms import CostRequest
from replydraft.domain.draft import Brief
from replydraft.drafting.leaving_early import left_early
from replydraft.drafting.money import Priced, number, short
from replydraft.drafting.reckoning import reckoned
from replydraft.drafting.triage import plain
from replydraft.drafting.two_offers import compared
from replydraft.drafting.yardstick import held_against, is_yardstick
from replydraft.errors import InputError
from replydraft.text.numerals import parse_numeral

_N = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]+)"
_PRINCIPAL = re.compile(rf"(?:借|贷|本金|分期)(?:了|款|到)?\D{{0,4}}?{_N}\s*(万|w|千|k|元|块)|{_N}\s*(万|w)")
_PERIODS = re.compile(r"(\d{1,3})\s*(?:期|个月)|分(\d{1,3})(?:期|个月)?还")
_YEARS = re.compile(r"(\d|[一二两三四五])年")
_PAYMENT = re.compile(r"(?:每(?:个)?(?:月|期)|月供|一个月|一期)\D{0,6}?(\d+(?:\.\d+)?)\s*(万|千|元|块)?")
_RECKONED = re.compile(r"(?:算|报|说|给|出)(?:我|出来|下来|的|过|了)*(?:方案|价|数)?[^，。；！？]{0,4}$")
"""Before an instalment: it was reckoned for this customer."""
_OTHER = re.compile(r"房贷|车贷|按揭|网贷|花呗|信用卡|以前|之前借|原来那笔|别家|另一家")
MOST = 1_000
"""Characters of a message in which a price is looked for."""
DEAREST = 10
"""A yearly rate of this much or more (1,000%) is a number misread or a joke."""
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def priced_for(brief: Brief) -> Priced | None:
    """The price in a customer's message, with what is known of the loan they want."""
    profile = brief.inquiry.profile
    months = profile.number("term_months")
    return priced(brief.inquiry.customer, profile.number("amount_wanted"), None if months is None else int(months))


def priced(message: str, amount: Decimal | None = None, months: int | None = None) -> Priced | None:
    """The price named in a message, annualised in every sense it can have; None where it names none that can be.

    `amount` (yuan) and `months` are what the customer is known to want: an instalment that was reckoned for them (算的每月还…)
    is of that loan where the message does not say another.
    """
    whole = left_early(message) or compared(message) or reckoned(message)
    if whole is not None:
        return whole
    text = plain(message)
    paid, talked = _instalments(text, amount, months), _talked(message)
    if paid is None or talked is None:
        return paid or talked
    if talked.ask:  # what the other price means has to be asked first; one reckoning is enough for a message
        return Priced(
            paid.sentence, paid.computed, talked.ask.replace("这个数", talked.sentence.split("”")[0] + "”", 1)
        )
    return Priced(f"{paid.sentence}；{talked.sentence}", paid.computed + talked.computed)


def _instalments(text: str, amount: Decimal | None, months: int | None) -> Priced | None:
    principal_found, payment_found = _PRINCIPAL.search(text), _PAYMENT.search(text)
    if payment_found is None:
        return None
    reckoned = _RECKONED.search(text[: payment_found.start()]) is not None and _OTHER.search(text) is None
    periods = _periods(text) or (months if reckoned else None)
    if principal_found is not None:
        digits, unit = (g for g in principal_found.groups() if g)
        principal = _yuan(digits, unit)
    else:
        principal = amount if reckoned else None
    if periods is None:
        return None
    payment = _yuan(payment_found.group(1), payment_found.group(2) or "元")
    told = loan_told(text)
    if told is not None and told.received is not None and told.principal and told.received < told.principal:
        return None
    if principal is None or payment is None or not 2 <= periods <= 600:
        return None
    total = payment * periods
    if not principal < total < principal * 4:
        return None
    fee = (total - principal) / periods / principal
    try:
        priced = quote(CostRequest(principal, periods, "flat", fee_per_period=fee))
    except InputError:
        return None
    rate, cost = f"{priced.annualised_nominal:.2%}", f"{number(total - principal)}元"
    how = f"{priced.basis}（本金{number(principal)}元，{periods}期，每期还{number(payment)}元）"
    sentence = (
        f"按您说的借{short(principal)}、分{periods}期、每期还{number(payment)}元算，"
        f"利息和费用合计约{cost}，折合年化约{rate}（单利）"
    )
    return Priced(sentence, ((rate, how), (cost, how)))


def _talked(message: str) -> Priced | None:
    """The first price by the day, month or period: a yearly one needs no conversion."""
    for talk in read_prices(message[:MOST]):
        for price in talk.parts:
            readings = [r for r in price.part.readings if r.kind in ("rate", "fee") and r.per in _YEAR]
            known = [r for r in readings if r.cost is not None and r.cost.nominal < DEAREST]
            if any(r.per != "year" for r in known):
                made = _in_words(price, known, unknown=len(known) < len(readings), ask=_asked(talk.read))
                return replace(made, sentence=made.sentence + _against(message, known))
    return None


def _against(message: str, known: Sequence[Reading]) -> str:
    """What the price is beside a yearly rate it is held against, where every sense of it says the same."""
    told = loan_told(message)
    others = [p.readings[0].value for p in told.parts if is_yardstick(told, p)] if told is not None else []
    if len(others) != 1:
        return ""
    said = {held_against(Decimal(str(r.cost.nominal)), others[0]) for r in known if r.cost is not None}
    return f"；这样算，{said.pop()}" if len(said) == 1 else ""


def _asked(read: PhraseReading) -> str:
    """What has to be asked, in few words."""
    short = [_ASK[code] for code in read.ambiguous if code in _ASK]
    if not short:
        return read.ask or ""
    return "方便问一下对方：" + "？".join(short) + "？"


_ASK = {
    "per": "这个数是月息还是年息",
    "base": "利息是按没还的本金算，还是一直按借的全额算",
    "term": "一共分多少期",
    "payee": "这笔费用是谁收的",
}


def _in_words(price: PricePart, known: Sequence[Reading], *, unknown: bool, ask: str) -> Priced:
    open_base, open_per = "base" in price.part.open, "per" in price.part.open
    clauses, computed = [], []
    for r in known[:3]:
        assert r.cost is not None
        rate = f"{r.cost.nominal:.2%}"
        sense = (_PER[r.per] if open_per else "") + (
            _BASE[r.base or "balance"] if open_base and r.per != "year" else ""
        )
        clauses.append(f"{sense}折合年化约{rate}（单利）")
        computed.append((rate, f"每期{r.cost.periodic:.4%}，一年{_YEAR[r.per]}期，{'；'.join(r.assumes) or '单利'}"))
    if unknown and open_base:
        clauses.append("要是一直按借的全额收，实际会高不少，要看分几期才算得出")
    return Priced(f"“{price.text.strip()}”{'；'.join(clauses)}", tuple(computed), ask)


_PER = {"day": "按天算，", "month": "按月算，", "period": "按每期一个月算，", "year": "按年算，"}
_BASE = {"balance": "只按没还的本金计息，", "original": "一直按借的全额收，"}
_YEAR = {"day": 365, "month": 12, "period": 12, "year": 1}


def _periods(text: str) -> int | None:
    found = _PERIODS.search(text)
    if found:
        return int(found.group(1) or found.group(2))
    years = _YEARS.search(text)
    if years is None:
        return None
    raw = years.group(1)
    return 12 * (_DIGIT[raw] if raw in _DIGIT else int(raw))


def _yuan(digits: str, unit: str) -> Decimal | None:
    try:
        return parse_numeral(digits + unit.strip("元块"))
    except ValueError:
        return None

"""Turns the price a customer names into an annualised one, by the calculator. Says nothing where a number is missing."""

from __future__ import annotations

import re
from decimal import Decimal

from replydraft.costs.quote import quote
from replydraft.costs.terms import CostRequest
from replydraft.drafting.triage import plain
from replydraft.errors import InputError
from replydraft.text.numerals import parse_numeral

_N = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]+)"
_PRINCIPAL = re.compile(rf"(?:借|贷|本金|分期)(?:了|款|到)?\D{{0,4}}?{_N}\s*(万|w|千|k|元|块)|{_N}\s*(万|w)")
_PERIODS = re.compile(r"(\d{1,3})\s*(?:期|个月)|分(\d{1,3})(?:期|个月)?还")
_YEARS = re.compile(r"(\d|[一二两三四五])年")
_PAYMENT = re.compile(r"(?:每(?:个)?(?:月|期)|月供|一个月|一期)\D{0,6}?(\d+(?:\.\d+)?)\s*(万|千|元|块)?")
_DAILY = re.compile(r"(?:日息|日利率|每天|一天|按天)\D{0,6}?(?:万分之|万)(\d+(?:\.\d+)?|[一二三四五六七八九])")
_DAILY_YUAN = re.compile(r"(?:一万|1万|万元)(?:块|元)?.{0,4}(?:一天|每天|日)\D{0,4}(\d+(?:\.\d+)?)\s*(?:元|块)")
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def annualised_sentence(message: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """(sentence, computed figures with how) for the price named in a message, None where it cannot be computed."""
    text = plain(message)
    return _instalments(text) or _daily(text)


def _instalments(text: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    principal_found, payment_found = _PRINCIPAL.search(text), _PAYMENT.search(text)
    periods = _periods(text)
    if principal_found is None or payment_found is None or periods is None:
        return None
    number, unit = (g for g in principal_found.groups() if g)
    principal = _yuan(number, unit)
    payment = _yuan(payment_found.group(1), payment_found.group(2) or "元")
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
    rate, cost = f"{priced.annualised_nominal:.2%}", f"{_number(total - principal)}元"
    how = f"{priced.basis}（本金{_number(principal)}元，{periods}期，每期还{_number(payment)}元）"
    sentence = (
        f"按您说的借{_short(principal)}、分{periods}期、每期还{_number(payment)}元算，"
        f"利息和费用合计约{cost}，折合年化约{rate}（单利）"
    )
    return sentence, ((rate, how), (cost, how))


def _daily(text: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    found = _DAILY.search(text) or _DAILY_YUAN.search(text)
    if found is None:
        return None
    raw = found.group(1)
    per_day = Decimal(_DIGIT[raw]) if raw in _DIGIT else Decimal(raw)
    if not 0 < per_day <= 50:
        return None
    rate = f"{per_day / 10_000 * 365:.2%}"
    shown = f"{per_day / 10_000:.3%}".replace("0%", "%") if per_day != per_day.to_integral() else f"{per_day / 100:f}%"
    return (
        f"日利率{shown}按365天算，折合年化约{rate}（单利）",
        ((rate, f"日利率{per_day}/10000×365"), (shown, f"万分之{per_day}")),
    )


def _periods(text: str) -> int | None:
    found = _PERIODS.search(text)
    if found:
        return int(found.group(1) or found.group(2))
    years = _YEARS.search(text)
    if years is None:
        return None
    raw = years.group(1)
    return 12 * (_DIGIT[raw] if raw in _DIGIT else int(raw))


def _yuan(number: str, unit: str) -> Decimal | None:
    try:
        return parse_numeral(number + unit.strip("元块"))
    except ValueError:
        return None


def _number(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01')).normalize():f}"


def _short(amount: Decimal) -> str:
    return f"{_number(amount / 10_000)}万元" if amount >= 10_000 else f"{_number(amount)}元"

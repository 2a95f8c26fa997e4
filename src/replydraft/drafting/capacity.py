"""What a customer can carry: amount, term, income and debts as the profile or their own words have them.

Words count only where they name one income; where they name several, nothing is guessed. What is paid each month for
several loans is added up (房贷3200，车贷1500).
"""

from __future__ import annotations

import re
from decimal import Decimal

from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain
from replydraft.text.numerals import parse_numeral

LEAST = {Role.INCOME: Decimal(500), Role.MONTHLY: Decimal(50)}
"""Yuan a month: a smaller number is none (工资8 is 8千)."""
_CN = "一二两三四五六七八九"
_YEAR = r"年(?!化|利|龄|前|后|级|底|初|息|纪|轻|以)"
_COUNT = rf"(\d{{1,3}}|半|[{_CN}十]{{1,3}})\s*(个月|期|{_YEAR})"
_TERM = re.compile(
    rf"(?:分|还|贷|借|用|期限|周期|做)(?:款|成|个|大概|打算|想|要|个?按)*\D{{0,2}}?{_COUNT}"
    rf"|(?:^|[,。 ]){_COUNT}(?=$|[,。?!]|还|付|结清|的?期限|行|可以|能|够|成不)"
)
_NO_DEBTS = re.compile(r"(?:没有?|无)(?:其[他它]|别的|任何)?的?(?:贷款|负债|欠款)")


def months_wanted(inquiry: Inquiry) -> int | None:
    """Months: of the profile, else of the newest message."""
    held = inquiry.profile.number("term_months")
    if held is not None:
        return int(held) if held > 0 else None
    said = {_months(m[1] or m[3], m[2] or m[4]) for m in _TERM.finditer(_apart(plain(inquiry.customer)))}
    return said.pop() if len(said) == 1 else None


def income_monthly(inquiry: Inquiry) -> Decimal | None:
    """Yuan a month: of the profile, else as the customer said it in this conversation."""
    held = _held(inquiry, "income_monthly", "monthly_income")
    return held if held is not None else _one(_stated(inquiry, Role.INCOME))


def debt_monthly(inquiry: Inquiry) -> Decimal | None:
    """Yuan a month for what is owed already; zero where they say they owe nothing."""
    held = _held(inquiry, "debt_monthly", "monthly_repayment", "monthly_debt")
    if held is not None:
        return held
    said = _stated(inquiry, Role.MONTHLY)
    if said:
        return sum(dict.fromkeys(said), Decimal(0))
    return Decimal(0) if any(_NO_DEBTS.search(t) for t in _texts(inquiry)) else None


def _held(inquiry: Inquiry, *keys: str) -> Decimal | None:
    """The first of several profile keys that holds a number; besides the contract's, those other systems use for it."""
    return next((n for n in map(inquiry.profile.number, keys) if n is not None), None)


def _apart(text: str) -> str:
    """An amount and a term written in one (20万3年), apart."""
    return re.sub(r"(?<=[万千wk])(?=\d{1,3}\s?(?:年|期|个月))", ",", text)


def _stated(inquiry: Inquiry, role: Role) -> list[Decimal]:
    """Those of a role in the whole conversation; none where one of them is only rough."""
    said = [a for text in _texts(inquiry) for a in amounts(text) if a.role is role and a.value >= LEAST[role]]
    return [] if any(a.rough for a in said) else [a.value for a in said]


def _one(said: list[Decimal]) -> Decimal | None:
    return said[0] if len(set(said)) == 1 else None


def _months(number: str, unit: str) -> int | None:
    value = parse_numeral(number) * (12 if unit == "年" else 1)
    return int(value) if value == int(value) and value >= 1 else None


def _texts(inquiry: Inquiry) -> tuple[str, ...]:
    return (*(plain(t.text) for t in inquiry.history if t.role == "customer"), plain(inquiry.customer))

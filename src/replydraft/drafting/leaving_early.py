"""What repaying early would cost: the penalty a customer names, of what they still owe, beside the interest that is left."""

from __future__ import annotations

import re
from decimal import Decimal

from replydraft.costs.phrases import LoanTold, loan_told
from replydraft.costs.quote import quote
from replydraft.costs.terms import CostRequest
from replydraft.drafting.money import Priced, exact, short
from replydraft.drafting.statements import Role, amounts
from replydraft.errors import InputError

_OWED = re.compile(
    r"(?:还有|还剩|还欠|剩下?|没还的?|未还|剩余本金|欠)[^,，。0-9]{0,6}(\d+(?:\.\d+)?)\s?(万|w|千|元|块)"
    r"|(\d+(?:\.\d+)?)\s?(万|w|千|元|块)(?:块|元)?(?:钱)?(?:的?本金)?(?:还)?(?:没还|未还|没结清)"
)
_SCALE = {"万": 10_000, "w": 10_000, "千": 1_000}
_LEFT = re.compile(r"(?:还有|还剩|剩下?)\D{0,3}(\d{1,3})\s?(?:期|个月)|(?:还有|还剩|剩下?)\D{0,3}(\d{1,2})年")
_MORE_LEFT = "往后的利息要是比它多，提前还才省"
ASK = "您还剩几期、年利率多少？我把往后的利息也算出来比一比。"

CONTRACT = "合同上提前还款那一条具体怎么写？发我一起核对一下。"


def left_early(message: str) -> Priced | None:
    """The penalty in yuan; with term and rate left also the interest that would be saved. None where no penalty is named."""
    told = loan_told(message)
    if told is None:
        return None
    shares = {r.value for p in told.parts for r in p.readings if r.kind == "penalty" and r.unit is None}
    owed = _owed(told.text)
    if len(shares) != 1 or owed is None or re.search(r"逾期|罚息|滞纳", told.text):
        return None
    share = shares.pop()
    if not 0 < share <= Decimal("0.1"):
        return None
    fee = exact(owed * share)
    shown = f"{(share * 100).normalize():f}%"
    sentence = f"按没还的{short(owed)}、违约金{shown}算，提前还要付约{fee}"
    computed = [(fee, f"没还的本金{exact(owed)}×{shown}")]
    rest = _interest_left(told, owed)
    if rest is None:
        return Priced(
            f"{sentence}；{_MORE_LEFT}（合同写按原借款额收的，违约金会更多）", tuple(computed), ASK, whole=True
        )
    interest, months = rest
    gap, left = exact(abs(interest - owed * share)), exact(interest)
    word = f"提前还大约省{gap}" if interest > owed * share else f"提前还反而多付约{gap}"
    computed += [(left, f"没还的本金{exact(owed)}、{months}期、等额本息的利息"), (gap, f"{left}与{fee}之差")]
    return Priced(f"{sentence}；往后的利息按等额本息约{left}，比下来{word}", tuple(computed), CONTRACT, whole=True)


def _owed(text: str) -> Decimal | None:
    found = {Decimal(m[1] or m[3]) * _SCALE.get(m[2] or m[4], 1) for m in _OWED.finditer(text)}
    found |= {a.value for a in amounts(text) if a.role is Role.OWED}
    return found.pop() if len(found) == 1 else None


def _interest_left(told: LoanTold, owed: Decimal) -> tuple[Decimal, int] | None:
    left = _LEFT.search(told.text)
    rates = {r.value for p in told.parts for r in p.readings if r.kind == "rate" and r.per == "year"}
    if left is None or len(rates) != 1:
        return None
    months = int(left[1]) if left[1] else int(left[2]) * 12
    try:
        return quote(CostRequest(owed, months, "annuity", rates.pop())).interest, months
    except InputError:
        return None

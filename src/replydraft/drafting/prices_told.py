"""The prices of one loan that is told, each by what it is: instalment, interest, fees of each period, what is paid once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from replydraft.costs.phrases import LoanTold, Reading
from replydraft.costs.phrases.readings import Part
from replydraft.costs.terms import Fee
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.yardstick import is_yardstick

_NOT_LENT = frozenset({Role.INCOME, Role.YEARLY, Role.TURNOVER, Role.OWNED, Role.CHARGED, Role.MONTHLY})
_FEW = Decimal("0.002")


@dataclass(slots=True)
class Prices:
    """Money in yuan, fractions of the principal. `words`: the interest or fee as the customer wrote it, quoted."""

    instalment: Decimal | None = None
    rate: Reading | None = None
    open_base: bool = False
    each: Decimal = Decimal(0)
    once: Decimal = Decimal(0)
    kept: Decimal = Decimal(0)
    words: str = ""
    once_words: tuple[str, ...] = ()

    @property
    def rate_is_yearly(self) -> bool:
        return self.rate is not None and self.rate.per == "year"

    def fees(self) -> tuple[Fee, ...]:
        """What is taken beside interest, as the calculator's fees."""
        at_once = [("先扣的钱", self.kept), ("一次性费用", self.once)]
        found = [Fee(name, "upfront", fraction=share) for name, share in at_once if share]
        return (*found, *([Fee("每期费用", "each_period", fraction=self.each)] if self.each else []))


def prices_told(told: LoanTold) -> Prices | None:
    """None where what is told is more than one loan, or a price cannot be taken for one thing."""
    if told.principal is None or _several(told):
        return None
    against = any(is_yardstick(told, p) for p in told.parts)
    if told.relation in ("sequence", "range_ends") or (told.relation == "conflict" and not against):
        return None
    if any(a.value == told.principal and a.role in _NOT_LENT for a in amounts(told.text)):
        return None
    found, words = Prices(), []
    for part in told.parts:
        if is_yardstick(told, part):
            continue
        if not _taken(found, part, told):
            return None
        written = told.text[part.start : part.end].strip()
        kind = part.readings[0].kind
        if kind == "rate" or (kind == "fee" and part.readings[0].per != "once"):
            words.append(f"“{written}”")
        elif part.readings[0].per == "once" and (kind == "fee" or (kind == "discount" and not told.received)):
            found.once_words = (*found.once_words, written)
    found.words = "、".join(words)
    return found


def _several(told: LoanTold) -> bool:
    """Whether more than one term is told that could be the loan's."""
    months = {(t.value, t.unit) for t in told.terms if t.value != 1}
    own = (told.term.value, told.term.unit) if told.term is not None else None
    return bool(months - {own})


def _taken(found: Prices, part: Part, told: LoanTold) -> bool:
    first = part.readings[0]
    kinds = {r.kind for r in part.readings}
    if any(r.approx or r.bound for r in part.readings):
        return False
    if (
        kinds == {"instalment"}
        and len(part.readings) == 1
        and first.unit == "yuan"
        and first.per in ("month", "period")
    ):
        if found.instalment is not None or found.rate is not None:
            return False
        found.instalment = first.value
        return True
    if kinds == {"rate"} and first.unit is None and len({(r.per, r.value) for r in part.readings}) == 1:
        if found.rate is not None or found.instalment is not None or first.per == "once":
            return False
        balance = next((r for r in part.readings if r.base == "balance"), first)
        found.rate, found.open_base = balance, len(part.readings) > 1
        return True
    return _fee_taken(found, part, told)


def _fee_taken(found: Prices, part: Part, told: LoanTold) -> bool:
    first = part.readings[0]
    if first.unit is not None or len(part.readings) != 1:
        return first.kind == "penalty"
    match first.kind, first.per:
        case "discount", "once":
            found.kept += first.value
        case "fee", "once":
            kept = 1 - told.received / told.principal if told.received and told.principal else Decimal(0)
            if abs(kept - first.value) > _FEW:
                found.once += first.value
        case "fee", ("month" | "period") if first.base == "original":
            found.each += first.value
        case "penalty", _:
            pass
        case _:
            return False
    return True


def asks_of_money(text: str) -> bool:
    """Whether a folded message asks what a loan costs."""
    return bool(_ASKS.search(text))


_ASKS = re.compile(
    r"月供|年化|利息|利率|多少钱|(?:还|付|供)多少|多少(?:年化|利息)|划算|合算|划得来|便宜|贵|高不高|高吗|算(?:一?下|高|贵|不?算)|"
    r"帮.{0,3}算|怎么算|咋算|成本|哪(?:个|家|种)|亏|坑"
)

"""CostSheet 成本明示表: what a loan costs as a customer should see it, one object behind text, card and JSON.

What must stand in it follows 《个人贷款业务明示综合融资成本规定》 (金规〔2026〕2号, known from secondary sources): principal,
every fee with standard, amount, time and payee, the annualised cost, what a default costs, and that nothing else is
charged. What the product's data does not say is a named gap, never a zero. Ours is a calculation; the lender's is the
table that counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.costs.ceilings import Ceiling
from replydraft.costs.schedule import ScheduleRow
from replydraft.costs.terms import Unit
from replydraft.domain.finding import LegalCitation
from replydraft.domain.product import RepaymentMethod

METHOD_NAMES: dict[RepaymentMethod, str] = {
    "annuity": "等额本息", "equal_principal": "等额本金", "interest_only": "先息后本", "bullet": "到期还本付息",
    "flat": "等本等息",
}  # fmt: skip
UNIT_NAMES: dict[Unit, str] = {"day": "天", "month": "个月", "year": "年"}
NOT_RECORDED = "以合同为准，产品说明没有写明"
NOT_SAID = "没有说明，请先问清"
NOTHING_ELSE = "除本表列明的以外，不再收取其他与贷款有关的费用"
DISCLAIMER = "本表由助贷顾问根据公开产品信息测算，正式《综合融资成本明示表》以贷款机构出具的为准"
FREE_DISCLAIMER = "本表由助贷顾问按所给条件测算，正式《综合融资成本明示表》以贷款机构出具的为准"
APPROVAL = "能否获批、实际利率和额度以贷款机构审批为准"


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee. `amount` is all of it over the term, in yuan; None where nobody says how much: then it is a gap."""

    name: str
    standard: str
    amount: Decimal | None
    when: str
    payee: str


@dataclass(frozen=True, slots=True)
class Contingent:
    """What is charged only in a case that need not happen: a late payment, a breach, repaying early.

    `payee` is "" where no fee of the product says it.
    """

    name: str
    standard: str
    payee: str


@dataclass(frozen=True, slots=True)
class Payments:
    """The instalments in yuan: the first, the one that comes most often, the last, how many."""

    first: Decimal
    regular: Decimal
    last: Decimal
    count: int

    @classmethod
    def of(cls, rows: tuple[ScheduleRow, ...]) -> Payments:
        paid = [row.payment for row in rows]
        regular = Counter(paid[:-1] or paid).most_common(1)[0][0]
        return cls(paid[0], regular, paid[-1], len(paid))


@dataclass(frozen=True, slots=True)
class Price:
    """The loan at one rate. `rate` (interest) and the annualised costs are fractions per year, money yuan.

    `total_cost` is interest and every fee of the table that has an amount, without our own service fee.
    """

    rate: Decimal | None
    nominal: float
    effective: float
    interest: Decimal
    total_cost: Decimal
    payments: Payments


@dataclass(frozen=True, slots=True)
class WithService:
    """The whole cost: the high end of the price and our own service fee at its most; `low` is the other end with the same fee."""

    nominal: float
    effective: float
    total_cost: Decimal
    low: WithService | None = None


@dataclass(frozen=True, slots=True)
class CostSheet:
    """`low` and `high` are equal where the price is no range. `product_id` is "" for terms somebody only named.

    `ceiling_note`: why there is no ceiling. `valid_to` is the last day the product's data holds. `laws` are what the table rests on, as far as verified.
    """

    lender: str
    lender_type: str | None
    product: str
    product_id: str
    version: str
    principal: Decimal
    periods: int
    unit: Unit
    method: RepaymentMethod
    received: Decimal
    low: Price
    high: Price
    fees: tuple[FeeLine, ...]
    service_fees: tuple[FeeLine, ...]
    with_service: WithService | None
    contingent: tuple[Contingent, ...]
    gaps: tuple[str, ...]
    ceiling: Ceiling | None
    ceiling_note: str | None
    laws: tuple[LegalCitation, ...]
    as_of: date
    valid_to: date | None

    @property
    def term(self) -> str:
        """The term in Chinese: 12个月, 100天."""
        return f"{self.periods}{UNIT_NAMES[self.unit]}"

    @property
    def ranged(self) -> bool:
        """Whether the price is a range; then both ends are shown wherever one is."""
        return self.low != self.high

    @property
    def statements(self) -> tuple[str, ...]:
        """What stands under the table."""
        own = DISCLAIMER if self.product_id else FREE_DISCLAIMER
        return (NOTHING_ELSE, own, APPROVAL) if self.product_id else (own, APPROVAL)

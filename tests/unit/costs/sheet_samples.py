"""Products and an operator's fee for the tests of cost sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from replydraft.domain.operator import ServiceFee
from replydraft.domain.product import Product, ProductFee

DAY = date(2026, 11, 28)
OURS = ServiceFee("居间服务费", "示例公司对公账户", "放款后按合同收取；未促成不收", rate_max=Decimal("0.02"))
REGISTRATION = ProductFee("抵押登记费", "不动产登记机构", "closing", amount=Decimal(80), note="每件")
PREPAYING = ProductFee("提前还款违约金", "示例银行", "event", rate=Decimal("0.01"), note="未满12个月时")


def product(**changes: Any) -> Product:
    """A plain loan of 示例银行: 4.2% to 9.8%, ten thousand to three hundred thousand yuan, 12 to 60 months."""
    plain = Product(
        id="p-plain", name="示例信用贷", lender="示例银行", lender_type="bank", secured=False, collateral=None,
        amount_min=Decimal(10_000), amount_max=Decimal(300_000), term_min=12, term_max=60,
        methods=("annuity", "interest_only"), rate_min=Decimal("0.042"), rate_max=Decimal("0.098"), rate_basis="simple",
        fees=(), conditions=(), documents=(), purposes=(), prohibited_purposes=(), version="1",
        effective_from=date(2026, 1, 1), effective_to=date(2027, 12, 31),
    )  # fmt: skip
    return replace(plain, **changes)

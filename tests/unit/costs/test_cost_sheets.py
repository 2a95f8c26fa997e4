"""CostSheet: both ends of a price, every fee with its payee, gaps named and never counted as zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_samples import DAY, OURS, PREPAYING, REGISTRATION, product

from replydraft.costs.product_sheet import Wanted, product_sheet
from replydraft.costs.quote import quote
from replydraft.costs.sheet import NOT_RECORDED, CostSheet
from replydraft.costs.sheet_making import terms_sheet
from replydraft.costs.terms import CostRequest, Fee
from replydraft.domain.product import Product, ProductFee
from replydraft.errors import InputError

WANTED = Wanted(Decimal(100_000), 12)


def made(of: Product | None = None, wanted: Wanted = WANTED, **more: Any) -> CostSheet:
    return product_sheet(of or product(), wanted, as_of=more.pop("as_of", DAY), **more)


def test_both_ends_of_a_price_are_there() -> None:
    sheet = made()
    assert [sheet.low.nominal, sheet.high.nominal] == pytest.approx([0.042, 0.098], abs=1e-4)
    assert sheet.low.interest < sheet.high.interest
    assert sheet.ranged
    assert sheet.received == 100_000
    assert sheet.valid_to == date(2027, 12, 31)


def test_a_fee_at_the_closing_is_in_the_cost_but_not_out_of_the_money_received() -> None:
    plain, more = made(), made(product(fees=(REGISTRATION,)))
    [line] = more.fees
    assert (line.name, line.amount, line.payee) == ("抵押登记费", Decimal(80), "不动产登记机构")
    assert more.received == 100_000
    assert more.high.total_cost == plain.high.total_cost + 80
    assert more.high.nominal > plain.high.nominal


def test_a_fee_of_every_period_counts_as_often_as_it_is_paid() -> None:
    fee = ProductFee("账户管理费", "示例银行", "per_period", rate=Decimal("0.001"), amount=Decimal(5))
    [line] = made(product(fees=(fee,))).fees
    assert line.amount == 12 * 105
    assert line.standard == "每期本金的0.1%加5元"


def test_a_fee_without_an_amount_is_a_gap() -> None:
    fee = ProductFee("评估费", "评估公司", "closing")
    plain, sheet = made(), made(product(fees=(fee,)))
    assert sheet.fees[0].amount is None
    assert sheet.fees[0].standard == NOT_RECORDED
    assert any(g.startswith("评估费") for g in sheet.gaps)
    assert sheet.high.total_cost == plain.high.total_cost


def test_contingent_costs_are_told_or_said_to_be_unknown() -> None:
    sheet = made(product(fees=(PREPAYING,)))
    told = {c.name: (c.standard, c.payee) for c in sheet.contingent}
    assert told["提前还款违约金"] == ("1%，未满12个月时", "示例银行")
    assert told["逾期罚息"] == (NOT_RECORDED, "")
    assert told["违约金"] == (NOT_RECORDED, "")
    assert [g.split("：")[0] for g in sheet.gaps] == ["逾期罚息", "违约金"]


def test_what_the_document_says_of_overdue_and_repaying_early_stands_there() -> None:
    sheet = made(product(early_repayment="可随时提前还款，不收违约金。", overdue="按合同利率上浮50%计收罚息。"))
    told = {c.name: c.standard for c in sheet.contingent}
    assert told["逾期罚息"] == "按合同利率上浮50%计收罚息"
    assert told["提前还款费用"] == "可随时提前还款，不收违约金"


def test_our_own_fee_is_a_line_of_its_own_and_the_dearest_case_is_said() -> None:
    sheet = made(service_fees=(OURS,))
    [own] = sheet.service_fees
    assert (own.amount, own.payee, own.when) == (Decimal(2000), "示例公司对公账户", "放款后按合同收取；未促成不收")
    assert sheet.with_service is not None
    assert sheet.with_service.total_cost == sheet.high.total_cost + 2000
    assert sheet.with_service.nominal > sheet.high.nominal + 0.03
    assert sheet.high == made().high


def test_a_level_product_of_flat_repayment_costs_what_its_rate_says() -> None:
    sheet = made(product(methods=("flat",)))
    assert sheet.high.nominal == pytest.approx(0.098, abs=1e-4)


def test_a_rate_stated_as_irr_is_compounded() -> None:
    sheet = made(product(rate_basis="irr"))
    assert sheet.high.effective == pytest.approx(0.098, abs=1e-4)
    assert sheet.high.nominal < 0.098


@pytest.mark.parametrize(
    ("change", "wanted", "field", "code"),
    [
        ({}, Wanted(Decimal(300_001), 12), "principal", "out_of_range"),
        ({}, Wanted(Decimal(9_999), 12), "principal", "out_of_range"),
        ({}, Wanted(Decimal(100_000), 61), "periods", "out_of_range"),
        ({}, Wanted(Decimal(100_000), 12, "bullet"), "method", "out_of_range"),
        ({"effective_to": date(2026, 11, 27)}, WANTED, "product", "not_in_force"),
        ({"effective_from": date(2026, 11, 29)}, WANTED, "product", "not_in_force"),
    ],
)
def test_what_a_product_does_not_offer_is_refused(
    change: dict[str, Any], wanted: Wanted, field: str, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        made(product(**change), wanted)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_terms_somebody_named_say_who_takes_nothing_known() -> None:
    terms = CostRequest(
        Decimal(50_000), 12, "flat", fee_per_period=Decimal("0.006"),
        fees=(Fee("服务费", "upfront", fraction=Decimal("0.03"), payee="某中介"),),
    )  # fmt: skip
    sheet = terms_sheet(terms, as_of=DAY)
    assert sheet.received == 48_500
    assert {f.name: f.payee for f in sheet.fees} == {"每期费用": "", "服务费": "某中介"}
    assert any("每期费用" in g for g in sheet.gaps)
    assert not any("服务费" in g for g in sheet.gaps)
    assert any("哪家机构放款" in g for g in sheet.gaps)
    assert sheet.low == sheet.high
    assert "不再收取其他" not in "".join(sheet.statements)


@settings(max_examples=40, deadline=None)
@given(
    amount=st.integers(10_000, 300_000),
    months=st.integers(12, 60),
    method=st.sampled_from(["annuity", "interest_only"]),
    fee=st.integers(0, 500),
)
def test_the_table_adds_up(amount: int, months: int, method: Any, fee: int) -> None:
    charged = replace(REGISTRATION, amount=Decimal(fee))
    sheet = made(product(fees=(charged,)), Wanted(Decimal(amount), months, method))
    for price in (sheet.low, sheet.high):
        assert price.total_cost == price.interest + fee
        assert price.rate is not None
        again = quote(CostRequest(Decimal(amount), months, method, price.rate))
        assert price.interest == again.interest
        assert price.nominal >= again.annualised_nominal - 1e-9

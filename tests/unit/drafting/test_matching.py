"""Products held against a customer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from replydraft.domain.inquiry import Fact, Inquiry, Profile
from replydraft.domain.product import Condition, Fit, Product
from replydraft.drafting.matching import holds, match

DAY = date(2026, 11, 23)


def product(id: str, *conditions: Condition, **changes: object) -> Product:
    facts: dict[str, object] = {
        "lender": "海州示例银行",
        "lender_type": "bank",
        "secured": False,
        "collateral": None,
        "amount_min": Decimal(10_000),
        "amount_max": Decimal(300_000),
        "term_min": 6,
        "term_max": 60,
        "methods": ("annuity",),
        "rate_min": Decimal("0.05"),
        "rate_max": Decimal("0.1"),
        "rate_basis": "simple",
        "fees": (),
        "documents": (),
        "purposes": (),
        "prohibited_purposes": ("首付", "炒股"),
        "version": "1",
    }
    return Product(id=id, name=id, conditions=conditions, **(facts | changes))  # type: ignore[arg-type]


def asked(text: str, **profile: object) -> Inquiry:
    return Inquiry("t", text, DAY, (), Profile({k: Fact(v) for k, v in profile.items()}))  # type: ignore[arg-type]


HOUSE = product("房抵", secured=True, collateral="property")
CREDIT = product("信用", Condition("credit_good", "is", True, "征信良好"))


def test_collateral_goes_first_and_without_it_credit() -> None:
    own = asked("想贷款", has_property=True, credit_good=True, amount_wanted=Decimal(100_000), purpose="装修")
    none = asked("想贷款", has_property=False, credit_good=True, amount_wanted=Decimal(100_000), purpose="装修")
    assert [m.id for m in match((CREDIT, HOUSE), own)] == ["房抵", "信用"]
    first, second = match((HOUSE, CREDIT), none)
    assert (first.id, first.fit) == ("信用", Fit.FITS)
    assert second.fit is Fit.DOES_NOT_FIT
    assert any("房产" in w for w in second.why_not)


def test_what_is_unknown_might_fit_and_is_named() -> None:
    (found,) = match((HOUSE,), asked("想贷款"))
    assert found.fit is Fit.MIGHT_FIT
    assert {"has_property", "amount_wanted", "purpose"} <= set(found.unknown)


@pytest.mark.parametrize("text", ["贷出来想付首付", "想拿去炒股"])
def test_a_forbidden_purpose_does_not_fit(text: str) -> None:
    found = match((CREDIT, HOUSE), asked(text, credit_good=True, has_property=True, amount_wanted=Decimal(100_000)))
    assert all(m.fit is Fit.DOES_NOT_FIT and m.why_not for m in found)


@pytest.mark.parametrize(("amount", "fits"), [(9_999, False), (10_000, True), (300_000, True), (300_001, False)])
def test_amount_range_includes_its_ends(amount: int, fits: bool) -> None:
    (found,) = match((CREDIT,), asked("装修", credit_good=True, amount_wanted=Decimal(amount), purpose="装修"))
    assert (found.fit is Fit.FITS) is fits


@pytest.mark.parametrize(("term", "fits"), [(5, False), (6, True), (60, True), (61, False)])
def test_term_range_includes_its_ends(term: int, fits: bool) -> None:
    inquiry = asked("装修", credit_good=True, amount_wanted=Decimal(20_000), purpose="装修", term_months=term)
    assert (match((CREDIT,), inquiry)[0].fit is Fit.FITS) is fits


def test_a_purpose_of_another_kind_does_not_fit() -> None:
    shop = product("经营贷", purposes=("经营周转",))
    assert match((shop,), asked("想装修", purpose="装修"))[0].fit is Fit.DOES_NOT_FIT
    assert match((shop,), asked("要进货", purpose="进货", amount_wanted=Decimal(50_000)))[0].fit is Fit.FITS


@pytest.mark.parametrize(
    ("condition", "value", "met"),
    [
        (Condition("x", "at_least", Decimal(4000), ""), Decimal(4000), True),
        (Condition("x", "at_least", Decimal(4000), ""), 3999, False),
        (Condition("x", "at_most", Decimal(6), ""), 7, False),
        (Condition("x", "at_least", Decimal(4000), ""), "不清楚", None),
        (Condition("x", "at_least", Decimal(1), ""), True, None),
        (Condition("x", "is", True, ""), True, True),
        (Condition("x", "is", True, ""), 1, None),
        (Condition("x", "in", ("教师", "医生"), ""), "小学教师", True),
        (Condition("x", "not_in", ("学生",), ""), "大学生", False),
    ],
)
def test_conditions(condition: Condition, value: object, met: bool | None) -> None:
    assert holds(condition, value) is met  # type: ignore[arg-type]


def test_an_optional_condition_never_shuts_out() -> None:
    soft = product("软", Condition("social_insurance_months", "at_least", Decimal(12), "社保满一年", required=False))
    inquiry = asked("装修", social_insurance_months=3, amount_wanted=Decimal(20_000), purpose="装修")
    assert match((soft,), inquiry)[0].fit is Fit.FITS

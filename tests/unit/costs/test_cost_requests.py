"""The cost object in and out, as the contract writes it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from replydraft.costs.answers import quote_json
from replydraft.costs.asking import parse_cost
from replydraft.costs.quote import quote
from replydraft.errors import InputError

TODAY = date(2026, 11, 23)
ASKED: dict[str, Any] = {"principal": 100000, "periods": 12, "method": "flat", "fee_per_period": "0.6%"}


def test_the_contracts_example() -> None:
    out = quote_json(quote(parse_cost(ASKED, today=TODAY)))
    assert round(out["annualised_nominal"], 4) == 0.1303
    assert round(out["annualised_effective"], 4) == 0.1384
    assert out["total_cost"] == "7200.00"
    assert out["ceiling"] is None
    first = {"period": 1, "date": None, "principal": "8333.33", "interest": "0.00", "fee": "600.00"}
    assert out["schedule"][0] == first | {"payment": "8933.33", "balance": "91666.67"}
    assert json.loads(json.dumps(out)) == out


@pytest.mark.parametrize("fee", ["0.6%", "0.6％", 0.006, "0.006", Decimal("0.006")])
def test_fractions_and_percentages_are_the_same(fee: object) -> None:
    assert parse_cost(ASKED | {"fee_per_period": fee}, today=TODAY).fee_per_period == Decimal("0.006")


def test_the_day_defaults_to_today() -> None:
    assert parse_cost(ASKED, today=TODAY).as_of == TODAY
    assert parse_cost(ASKED | {"as_of": "2025-01-02"}, today=TODAY).as_of == date(2025, 1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal": None}, "principal"),
        ({"principal": "很多"}, "principal"),
        ({"periods": 1.5}, "periods"),
        ({"periods": 0}, "periods"),
        ({"rate": 4.5}, "rate"),
        ({"fee_per_period": "-1%"}, "fee_per_period"),
        ({"method": "balloon"}, "method"),
        ({"unit": "week"}, "unit"),
        ({"as_of": "tomorrow"}, "as_of"),
        ({"upfront_fees": "3%"}, "upfront_fees"),
        ({"fee_per_period": 0.6}, "fee_per_period"),
        ({"fee_per_period": "0.6"}, "fee_per_period"),
        ({"upfront_fee": 0.6}, "upfront_fee"),
        ({"upfront_fee": 3}, "upfront_fee"),
        ({"closing_fee": "1"}, "closing_fee"),
        ({"upfront_deducted": "no"}, "upfront_deducted"),
        ({"early_fee": "1%"}, "early_after"),
        ({"early_after": 3, "early_fee": "-5元"}, "early_fee"),
        ({"early_after": 2.5}, "early_after"),
        ({"instalment": "九千"}, "instalment"),
        ({"start": "昨天"}, "start"),
        ({"fees": {"name": "担保费"}}, "fees"),
        ({"fees": ["担保费"]}, "fees[0]"),
        ({"fees": [{"when": "upfront", "amount": 5}]}, "fees[0].name"),
        ({"fees": [{"name": "担保费", "amount": 5}]}, "fees[0].when"),
        ({"fees": [{"name": "担保费", "when": "upfront", "fraction": 2}]}, "fees[0].fraction"),
        ({"fees": [{"name": "担保费", "when": "upfront", "amount": 5, "to": "我"}]}, "fees[0].to"),
        ({"flows": [{"date": "2026-12-01", "amount": 5}]}, "method"),
    ],
)
def test_what_cannot_be_priced_names_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_cost(ASKED | change, today=TODAY)
    assert caught.value.field == field


@pytest.mark.parametrize(("bare", "shown"), [("0.6", "0.6% or 60%"), (0.25, "0.25% or 25%")])
def test_a_price_whose_sign_was_forgotten_is_refused_with_both_readings(bare: object, shown: str) -> None:
    with pytest.raises(InputError, match=shown):
        parse_cost(ASKED | {"fee_per_period": bare}, today=TODAY)


def test_a_large_price_with_its_sign_is_taken_at_its_word() -> None:
    assert parse_cost(ASKED | {"fee_per_period": "60%"}, today=TODAY).fee_per_period == Decimal("0.6")


def test_fees_in_yuan_and_by_name() -> None:
    more = {
        "upfront_fee": "1000元",
        "upfront_deducted": False,
        "closing_fee": "0.5%",
        "fees": [{"name": "担保费", "when": "each_period", "fraction": "0.1%", "payee": "某担保公司"}],
    }
    out = quote_json(quote(parse_cost(ASKED | more, today=TODAY)))
    told = [(f["name"], f["when"], f["payee"], f["deducted"], f["amount"], f["times"], f["total"]) for f in out["fees"]]
    assert told == [
        ("每期费用", "each_period", None, None, "600.00", 12, "7200.00"),
        ("期末费用", "closing", None, None, "500.00", 1, "500.00"),
        ("一次性费用", "upfront", None, False, "1000.00", 1, "1000.00"),
        ("担保费", "each_period", "某担保公司", None, "100.00", 12, "1200.00"),
    ]
    assert (out["received"], out["total_cost"], out["total_paid"]) == ("100000.00", "9900.00", "109900.00")


def test_dated_flows_need_no_periods() -> None:
    asked = {
        "principal": 100000,
        "start": "2026-01-01",
        "flows": [{"date": "2026-07-01", "amount": "60000"}, {"date": "2027-01-01", "amount": 50000}],
    }
    request = parse_cost(asked, today=TODAY)
    assert (request.periods, request.as_of) == (2, date(2026, 1, 1))
    assert [row["date"] for row in quote_json(quote(request))["schedule"]] == ["2026-07-01", "2027-01-01"]


def test_early_repayment_is_told_beside_the_whole_term() -> None:
    out = quote_json(quote(parse_cost(ASKED | {"early_after": 3, "early_fee": "300元"}, today=TODAY)))
    assert len(out["schedule"]) == 12
    assert out["early"]["owed"] == "75000.01"
    assert out["early"]["paid_then"] == "75300.01"
    assert out["early"]["total_cost"] == "2100.00"
    monthly = pyxirr.irr([100000, -8933.33, -8933.33, -8933.33 - 75300.01])
    assert out["early"]["annualised_nominal"] == pytest.approx(monthly * 12, abs=1e-6)


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {"principal": st.sampled_from([1, 100000, "1e12"]), "periods": st.sampled_from([1, 12, 1200])},
        optional={
            "method": st.sampled_from(["flat", "annuity", "equal_principal", "interest_only", "bullet"]),
            "unit": st.sampled_from(["day", "month", "year"]),
            "rate": st.sampled_from(["0", "1e-40", "1e-15", "4.5%", "10000%", 1]),
            "fee_per_period": st.sampled_from(["0.6%", "100%", "1元", "1e9元"]),
            "upfront_fee": st.sampled_from(["3%", "99.9999%", "1元"]),
            "closing_fee": st.sampled_from(["100%", "0.01元"]),
            "instalment": st.sampled_from([1, "8833.3", "1e11", "1e15"]),
            "start": st.sampled_from(["0001-01-01", "2024-02-29", "2500-01-01"]),
            "early_after": st.sampled_from([1, 11, 1199]),
            "early_fee": st.sampled_from(["100%", "1e12元", "1%"]),
            "flows": st.sampled_from([[], [{"date": "2026-01-01", "amount": "1e12"}]]),
            "lender_type": st.sampled_from(["bank", "？", "x" * 40]),
            "as_of": st.sampled_from(["0001-01-01", "9999-12-31"]),
        },
    )
)
def test_any_terms_are_priced_or_refused(asked: dict[str, Any]) -> None:
    """Nothing else leaves than an answer that can be written as JSON, or InputError."""
    with suppress(InputError):
        json.dumps(quote_json(quote(parse_cost(asked, today=TODAY))), allow_nan=False)


def test_only_an_object_is_read() -> None:
    with pytest.raises(InputError):
        parse_cost([1, 2], today=TODAY)


def test_a_loan_without_any_price_is_refused_and_one_that_is_free_is_not() -> None:
    bare: dict[str, object] = {"principal": 100000, "periods": 12}
    for asked in (bare, bare | {"fees": []}, bare | {"rate": None}, bare | {"early_after": 3, "early_fee": "1%"}):
        with pytest.raises(InputError) as caught:
            parse_cost(asked, today=TODAY)
        assert caught.value.field == "rate"
    for price in ({"rate": 0}, {"rate": "0%"}, {"instalment": 9000}, {"upfront_fee": "300元"}, {"closing_fee": "1%"}):
        parse_cost(bare | price, today=TODAY)

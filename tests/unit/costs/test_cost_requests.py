"""The cost object in and out, as the contract writes it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

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
    ],
)
def test_what_cannot_be_priced_names_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_cost(ASKED | change, today=TODAY)
    assert caught.value.field == field


def test_only_an_object_is_read() -> None:
    with pytest.raises(InputError):
        parse_cost([1, 2], today=TODAY)

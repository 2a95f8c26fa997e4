"""`POST /v1/cost/sheet`: a product's or given terms' table, as JSON and as a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import validate
from starlette.testclient import TestClient

from replydraft.adapters import pillow_card
from replydraft.bootstrap import House, answer, cost_sheet
from replydraft.costs.sheet_asking import parse_sheet
from replydraft.entrypoints.days import today
from replydraft.wire.schemas_sheet import SHEET_RESULT

Calling = Callable[[str], TestClient]
ASKED: dict[str, Any] = {"product": "product-salary-credit", "principal": 100_000, "periods": 12}


def test_a_products_sheet(calling: Calling) -> None:
    done = calling("draft").post("/v1/cost/sheet", json=ASKED)
    assert done.status_code == 200, done.text
    made = done.json()
    validate(made, SHEET_RESULT)
    assert made["lender"] == "江岚银行"
    assert made["low"]["annualised_nominal"] < made["high"]["annualised_nominal"]
    assert made["service_fees"][0]["payee"].endswith("对公账户")
    assert made["for_customer"] is True
    assert made["laws"][0]["article"] is None
    assert made["text"].startswith("【成本明示（测算）】薪享信用贷（江岚银行）")


def test_a_sheet_of_given_terms(calling: Calling) -> None:
    asked = {
        "principal": 50_000, "periods": 12, "method": "flat", "fee_per_period": "0.6%", "lender": "某某小贷",
        "lender_type": "small_loan",
        "fees": [{"name": "担保费", "when": "upfront", "fraction": "2%", "payee": "某某担保"}],
    }  # fmt: skip
    made = calling("check").post("/v1/cost/sheet", json=asked).json()
    validate(made, SHEET_RESULT)
    assert {f["name"]: f["payee"] for f in made["fees"]} == {"每期费用": None, "担保费": "某某担保"}
    assert any(g.startswith("每期费用") for g in made["gaps"])
    assert made["ceiling"]["exceeded"] is False
    assert made["service_fees"] == []


def test_its_picture(calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
    client = calling("draft")
    if pillow_card._found()[0] is not None:
        done = client.post("/v1/cost/sheet", json=ASKED, headers={"Accept": "image/png"})
        assert (done.status_code, done.headers["content-type"]) == (200, "image/png")
        assert done.content.startswith(b"\x89PNG")
    monkeypatch.setattr(pillow_card, "_found", lambda: (None, None))
    done = client.post("/v1/cost/sheet", json=ASKED, headers={"Accept": "image/png"})
    assert (done.status_code, done.json()["code"]) == (503, "no_font")
    assert "fonts-noto-cjk" in done.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"product": "product-nothing"}, "product", "no_such_product"),
        ({"as_of": "2030-01-01"}, "product", "not_in_force"),
        ({"principal": 10**7}, "principal", "out_of_range"),
        ({"periods": 6}, "periods", "out_of_range"),
        ({"periods": 12.5}, "periods", "bad_input"),
        ({"method": "bullet"}, "method", "out_of_range"),
        ({"method": "magic"}, "method", "bad_input"),
        ({"rate": "1%"}, "rate", "bad_input"),
        ({"principal": None}, "principal", "bad_input"),
    ],
)
def test_what_is_wrong_is_named(calling: Calling, change: dict[str, Any], field: str, code: str) -> None:
    done = calling("check").post("/v1/cost/sheet", json=ASKED | change)
    assert (done.status_code, done.json()["field"], done.json()["code"]) == (422, field, code)


def test_who_may_present_no_products_hears_that_it_is_not_for_customers(house: House) -> None:
    sheet = cost_sheet(house.knowledge, house.operator, house.rulebook, parse_sheet(ASKED, today=today()))
    closed = replace(house.operator, may_present_products=False)
    assert answer(sheet, closed)["for_customer"] is False
    terms = parse_sheet({"principal": 1000, "periods": 3, "rate": "6%"}, today=today())
    assert answer(cost_sheet(house.knowledge, closed, house.rulebook, terms), closed)["for_customer"] is True

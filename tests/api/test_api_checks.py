"""`POST /v1/checks`, `GET /v1/search` and `POST /v1/cost` over the real house."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.domain.finding import sha256_text
from replydraft.wire.schemas_cost import COST_RESULT

Calling = Callable[[str], TestClient]
BAD = "您放心把材料交给我，我们这边百分百包过，不会不批的。"
GOOD = "您好，您的消息收到了，我把材料清单整理好就发给您。"


def test_a_promise_blocks_with_its_span_and_law(calling: Calling) -> None:
    answer = calling("check").post("/v1/checks", json={"id": "c1", "draft": BAD})
    assert answer.status_code == 200
    result = answer.json()
    assert (result["id"], result["verdict"], result["text_sha256"]) == ("c1", "block", sha256_text(BAD))
    worst = [f for f in result["findings"] if f["family"] == "over_promise" and f["severity"] == "block"]
    assert worst
    for f in worst:
        assert BAD[f["start"] : f["end"]] == f["text"]
        assert f["suggestion"]
        assert f["citations"]


def test_a_batch_answers_in_order_and_a_bad_one_in_its_place(calling: Calling) -> None:
    batch = [{"id": "a", "draft": GOOD}, {"id": "b"}, "c", {"id": 4, "draft": BAD}]
    answer = calling("check").post("/v1/checks", json=batch)
    assert answer.status_code == 200
    a, b, c, d = answer.json()
    assert (a["id"], a["verdict"]) == ("a", "pass")
    assert (b["id"], b["error"]["code"], b["error"]["field"], b["error"]["line"]) == ("b", "bad_input", "draft", 2)
    assert (c["id"], c["error"]["line"]) == (None, 3)
    assert (d["id"], d["verdict"]) == ("4", "block")
    assert calling("check").post("/v1/checks", json=[]).json() == []


def test_a_batch_has_a_limit(calling: Calling) -> None:
    answer = calling("check").post("/v1/checks", json=[{}] * 1001)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")


def test_each_check_is_in_the_trail_without_its_text(house: House, calling: Calling) -> None:
    before = sum(1 for _ in house.store.audit.events())
    calling("check").post("/v1/checks", json={"id": "trail-1", "draft": BAD})
    (event,) = house.store.audit.events(after=before)
    assert (event.kind, event.subject) == ("text.checked", "trail-1")
    assert event.actor.startswith("rk_")
    assert event.payload["verdict"] == "block"
    assert "包过" not in str(event.payload)


@pytest.mark.parametrize("draft", ["好" * 100_000, "\\u597d"])
def test_a_very_long_draft_is_checked(calling: Calling, draft: str) -> None:
    body = '{"id": "long", "draft": "' + (draft if draft[0] == "好" else draft * 100_000) + '"}'
    answer = calling("check").post("/v1/checks", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["text_sha256"] == sha256_text("好" * 100_000)


def test_search_finds_what_may_be_quoted(house: House, calling: Calling) -> None:
    answer = calling("draft").get("/v1/search", params={"query": "办理需要哪些材料", "k": 3})
    assert answer.status_code == 200
    found = answer.json()
    assert 1 <= len(found["passages"]) <= 3
    assert all(sha256_text(p["text"]) == p["sha256"] for p in found["passages"])


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"query": "x", "k": "many"}, "k"),
        ({"query": "x", "k": 0}, "k"),
        ({"query": "x", "kind": "recipe"}, "kind"),
        ({"query": "x", "as_of": "tomorrow"}, "as_of"),
    ],
)
def test_search_names_what_is_wrong(calling: Calling, params: dict[str, str], field: str) -> None:
    answer = calling("check").get("/v1/search", params=params)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.headers["content-type"] == "application/problem+json"


def test_cost_is_computed(calling: Calling) -> None:
    asked = {"principal": "100000", "periods": 12, "method": "flat", "fee_per_period": "0.6%"}
    answer = calling("check").post("/v1/cost", json=asked)
    assert answer.status_code == 200
    quoted = answer.json()
    assert quoted["annualised_nominal"] == pytest.approx(0.1303, abs=0.0001)
    assert quoted["total_cost"] == "7200.00"
    assert len(quoted["schedule"]) == 12


def test_a_price_phrase_is_read(calling: Calling) -> None:
    answer = calling("check").post("/v1/cost", json={"phrase": "一年期LPR+85BP", "as_of": "2026-11-23"})
    assert answer.status_code == 200
    (reading,) = answer.json()["readings"]
    assert (reading["kind"], reading["value"]) == ("spread", 0.0085)
    assert reading["annualised_nominal"] == pytest.approx(0.0385, abs=1e-6)
    assert answer.json()["ask"] is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"phrase": ""}, "phrase"),
        ({"phrase": "息" * 501}, "phrase"),
        ({"phrase": 3}, "phrase"),
        ({"phrase": "月息一分", "as_of": "soon"}, "as_of"),
        ({"phrase": "月息一分", "principal": 1000}, "principal"),
    ],
)
def test_a_phrase_names_what_is_wrong(calling: Calling, asked: dict[str, object], field: str) -> None:
    answer = calling("check").post("/v1/cost", json=asked)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_cost_tells_fees_days_early_repayment_and_ceiling(calling: Calling) -> None:
    asked = {
        "principal": "100000", "periods": 12, "method": "annuity", "rate": "6%", "start": "2026-01-31", "early_after": 6,
        "fees": [{"name": "担保费", "when": "upfront", "fraction": "2%", "payee": "某担保公司"}], "lender_type": "small_loan",
    }  # fmt: skip
    quoted = calling("check").post("/v1/cost", json=asked).json()
    Draft202012Validator(COST_RESULT).validate(quoted)
    assert [(f["name"], f["payee"], f["total"]) for f in quoted["fees"]] == [("担保费", "某担保公司", "2000.00")]
    assert quoted["schedule"][0]["date"] == "2026-02-28"
    assert quoted["early"]["after"] == 6
    assert (quoted["ceiling"]["value"], quoted["ceiling"]["verified"]) == (0.24, True)


@pytest.mark.parametrize(
    "change",
    [
        {"principal": -1},
        {"periods": 0},
        {"method": "magic"},
        {"principal": "很多"},
        {"fee_per_period": 0.6},
        {"early_after": 12},
        {"rate": None},
    ],
)
def test_cost_names_what_is_wrong(calling: Calling, change: dict[str, object]) -> None:
    asked: dict[str, object] = {"principal": 100000, "periods": 12, "method": "annuity", "rate": "6%"}
    answer = calling("check").post("/v1/cost", json=asked | change)
    assert (answer.status_code, answer.json()["field"]) == (422, next(iter(change)))

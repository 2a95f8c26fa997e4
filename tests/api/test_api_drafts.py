"""`/v1/drafts`: a draft and its review; the same request twice is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Once

Calling = Callable[[str], TestClient]
ASKED: dict[str, Any] = {"id": "m1", "customer": "我有套房想抵押周转一下，你们怎么收费的？", "customer_ref": "crm-1"}


def how_many(client: TestClient) -> int:
    count, cursor = 0, None
    while True:
        page = client.get("/v1/reviews", params={"limit": 200} | ({"cursor": cursor} if cursor else {})).json()
        count, cursor = count + len(page["items"]), page["next_cursor"]
        if cursor is None:
            return count


def test_a_draft_opens_a_review(calling: Calling) -> None:
    draft_key = calling("draft")
    answer = draft_key.post("/v1/drafts", json=ASKED)
    assert answer.status_code == 201
    draft = answer.json()
    assert draft["id"] == "m1"
    assert draft["reply"]
    assert draft["verdict"] != "block"
    assert draft["text_sha256"] == sha256_text(draft["reply"])
    assert answer.headers["etag"] == draft["etag"] == f'"{draft["review_id"]}:1"'
    review = draft_key.get(answer.headers["location"]).json()
    assert (review["id"], review["state"], review["text"]) == (draft["review_id"], "pending", draft["reply"])
    assert review["customer_ref"] == "crm-1"
    assert review["inquiry"]["customer"] == ASKED["customer"]
    again = draft_key.get("/v1/drafts/m1").json()
    assert (again["reply"], again["review_id"], again["state"]) == (draft["reply"], draft["review_id"], "pending")


@pytest.mark.parametrize("draft_id", ["a/b", "编号 7?"])
def test_any_id_of_a_caller_can_be_read_back(calling: Calling, draft_id: str) -> None:
    client = calling("draft")
    made = client.post("/v1/drafts", json=ASKED | {"id": draft_id}).json()
    answer = client.get("/v1/drafts/" + quote(draft_id, safe=""))
    assert (answer.status_code, answer.json().get("review_id")) == (200, made["review_id"])


def test_an_unknown_draft_is_a_404_problem(calling: Calling) -> None:
    answer = calling("draft").get("/v1/drafts/never-made")
    assert (answer.status_code, answer.json()["code"]) == (404, "review_not_found")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": ""}, "customer"),
        ({"customer": None}, "customer"),
        ({"id": None}, "id"),
        ({"customer_ref": []}, "customer_ref"),
        ({"customer_ref": "a\nb"}, "customer_ref"),
        ({"branch": "x" * 61}, "branch"),
        ({"customer_ref": "x" * 201}, "customer_ref"),
        ({"history": [{"role": "boss", "text": "x"}]}, "history[0].role"),
        ({"profile": {"amount_wanted": "许多"}}, "profile.amount_wanted"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_opens(calling: Calling, change: dict[str, Any], field: str) -> None:
    client = calling("draft")
    before = how_many(client)
    answer = client.post("/v1/drafts", json=ASKED | change)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert how_many(client) == before


def test_the_same_key_and_body_is_one_review(calling: Calling) -> None:
    client = calling("draft")
    before = how_many(client)
    first = client.post("/v1/drafts", json=ASKED, headers={"Idempotency-Key": "k-1"})
    shuffled = dict(reversed(ASKED.items()))
    second = client.post("/v1/drafts", json=shuffled, headers={"Idempotency-Key": "k-1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["etag"] == first.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert how_many(client) == before + 1


def test_the_same_key_with_another_body_is_refused(calling: Calling) -> None:
    client = calling("draft")
    client.post("/v1/drafts", json=ASKED, headers={"Idempotency-Key": "k-2"})
    other = client.post("/v1/drafts", json=ASKED | {"id": "m2"}, headers={"Idempotency-Key": "k-2"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_two_callers_may_use_the_same_key(calling: Calling) -> None:
    first = calling("draft").post("/v1/drafts", json=ASKED, headers={"Idempotency-Key": "k-3"})
    second = calling("person").post("/v1/drafts", json=ASKED, headers={"Idempotency-Key": "k-3"})
    assert first.json()["review_id"] != second.json()["review_id"]


def test_a_request_under_way_is_not_started_again(house: House, calling: Calling, tokens: dict[str, str]) -> None:
    key = house.store.keys.recognise(tokens["draft"])
    assert key is not None
    house.store.idempotency.reserve(Once(key.id, "k-4"), canonical(ASKED))
    answer = calling("draft").post("/v1/drafts", json=ASKED, headers={"Idempotency-Key": "k-4"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
    assert answer.headers["retry-after"] == "2"


def test_a_refused_request_may_be_sent_again_corrected(calling: Calling) -> None:
    client = calling("draft")
    headers = {"Idempotency-Key": "k-5"}
    assert client.post("/v1/drafts", json={"id": "m5"}, headers=headers).status_code == 422
    assert client.post("/v1/drafts", json=ASKED, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_senseless_key_is_refused(calling: Calling, key: str) -> None:
    answer = calling("draft").post("/v1/drafts", json=ASKED, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")

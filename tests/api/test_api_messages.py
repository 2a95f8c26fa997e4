"""`POST /v1/messages`: kept once, named where wrong, and waiting drafts are stale when the customer writes again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from jsonschema import Draft202012Validator, validate
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.wire.schemas_http import MESSAGE, MESSAGE_RESULT

Calling = Callable[[str], TestClient]
NUMBER = count(1)


def message(**more: Any) -> dict[str, Any]:
    n = next(NUMBER)
    return {
        "conversation_id": f"talk-{n}", "message_id": f"m-{n}", "customer_ref": f"crm-m-{n}", "advisor_ref": "a-7",
        "branch": "城东", "sent_at": "2026-11-27T10:00:00+08:00", "role": "customer", "type": "text",
        "text": "你好，想问下提前还款要不要违约金", "profile": {"city": "海州市", "income": 8000, "amount_wanted": "50000"},
    } | more  # fmt: skip


def is_valid(value: dict[str, Any]) -> bool:
    return bool(Draft202012Validator(MESSAGE).is_valid(value))


@pytest.fixture
def crm(calling: Calling) -> TestClient:
    return calling("messages")


def test_a_message_is_kept_once(house: House, crm: TestClient) -> None:
    sent = message()
    assert is_valid(sent)
    first = crm.post("/v1/messages", json=sent)
    assert first.status_code == 202
    made = first.json()
    validate(made, MESSAGE_RESULT)
    assert (made["message_id"], made["duplicate"], made["stale"]) == (sent["message_id"], False, [])
    assert made["conversation"].startswith("cv_")
    events = house.store.audit.append("test.counted", "test", {}).sequence
    again = crm.post("/v1/messages", json=sent | {"text": "另一句话"})
    assert again.status_code == 200
    assert again.json() == made | {"duplicate": True}
    assert house.store.audit.append("test.counted", "test", {}).sequence == events + 1


def test_the_trail_says_that_one_came_and_not_what(house: House, crm: TestClient) -> None:
    sent = message(conversation_id="wx-13912345678", text="我叫欧阳若兰，电话13912345678")
    conversation = crm.post("/v1/messages", json=sent).json()["conversation"]
    (event,) = house.store.audit.events(subject=conversation)
    assert (event.kind, event.payload["role"], event.payload["type"]) == ("message.received", "customer", "text")
    assert event.actor.startswith("rk_")
    for telling in ("13912345678", "欧阳若兰", sent["message_id"], sent["customer_ref"]):
        assert telling not in str(event)


def test_bubbles_move_the_moment_when_a_draft_is_due(crm: TestClient) -> None:
    first, second = message(), message()
    second["conversation_id"], second["customer_ref"] = first["conversation_id"], first["customer_ref"]
    due = [crm.post("/v1/messages", json=one).json()["due_at"] for one in (first, second)]
    assert due[0] < due[1]
    ours = message(conversation_id=first["conversation_id"], customer_ref=first["customer_ref"], role="advisor")
    assert crm.post("/v1/messages", json=ours).json()["due_at"] == due[1]


def test_nothing_is_due_after_our_own_words(crm: TestClient) -> None:
    assert crm.post("/v1/messages", json=message(role="advisor")).json()["due_at"] is None


def test_a_newer_message_makes_waiting_drafts_stale(calling: Calling, crm: TestClient) -> None:
    sent = message()
    asked = {"id": f"stale-{next(NUMBER)}", "customer": "在吗", "customer_ref": sent["customer_ref"]}
    drafted = calling("draft").post("/v1/drafts", json=asked).json()
    ours = message(conversation_id=sent["conversation_id"], customer_ref=sent["customer_ref"], role="advisor")
    assert crm.post("/v1/messages", json=ours).json()["stale"] == []
    assert crm.post("/v1/messages", json=sent).json()["stale"] == [drafted["review_id"]]
    assert crm.post("/v1/messages", json=sent).json()["stale"] == []
    client = calling("person")
    review = client.get(f"/v1/reviews/{drafted['review_id']}").json()
    assert review["state"] == "stale"
    body = {"decision": "approve", "text": review["text"], "text_sha256": review["text_sha256"]}
    for etag in (drafted["etag"], review["etag"]):
        late = client.post(f"/v1/reviews/{review['id']}/decision", json=body, headers={"If-Match": etag})
        assert (late.status_code, late.json()["code"]) == (409, "stale")


def test_a_batch_is_kept_in_order_and_a_bad_one_named_in_its_place(crm: TestClient) -> None:
    good, bad, also = message(), message(type="song"), message(type="image", text=None)
    answer = crm.post("/v1/messages", json=[good, bad, "x", also])
    assert answer.status_code == 202
    one, two, three, four = answer.json()
    assert (one["message_id"], one["duplicate"]) == (good["message_id"], False)
    assert (two["id"], two["error"]["field"], two["error"]["line"]) == (bad["message_id"], "type", 2)
    assert (three["id"], three["error"]["line"]) == (None, 3)
    assert four["message_id"] == also["message_id"]
    again = crm.post("/v1/messages", json=[good, also])
    assert (again.status_code, [m["duplicate"] for m in again.json()]) == (200, [True, True])
    assert crm.post("/v1/messages", json=[message()] * 1001).json()["code"] == "too_many"


def test_numbers_are_taken_as_ids(crm: TestClient) -> None:
    n = next(NUMBER)
    sent = message(conversation_id=n, message_id=n, customer_ref=900_000 + n)
    assert is_valid(sent)
    assert crm.post("/v1/messages", json=sent).json()["message_id"] == str(n)
    words = message(conversation_id=str(n), message_id=str(n), customer_ref=str(900_000 + n))
    assert crm.post("/v1/messages", json=words).json()["duplicate"] is True


def test_a_conversation_is_one_customers(crm: TestClient) -> None:
    sent = message()
    crm.post("/v1/messages", json=sent)
    other = crm.post("/v1/messages", json=message(conversation_id=sent["conversation_id"]))
    assert (other.status_code, other.json()["code"]) == (422, "other_customer")
    assert other.json()["field"] == "conversation_id"


@pytest.mark.parametrize("kind", ["voice", "image", "file"])
def test_what_is_no_text_needs_no_words(crm: TestClient, kind: str) -> None:
    for words in (None, "", "说的话"):
        sent = message(type=kind, text=words) if words is not None else message(type=kind)
        if words is None:
            del sent["text"]
        assert is_valid(sent)
        assert crm.post("/v1/messages", json=sent).status_code == 202


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"conversation_id": None}, "conversation_id"),
        ({"conversation_id": ""}, "conversation_id"),
        ({"conversation_id": "x" * 201}, "conversation_id"),
        ({"conversation_id": True}, "conversation_id"),
        ({"message_id": None}, "message_id"),
        ({"message_id": "a\nb"}, "message_id"),
        ({"message_id": "a\x00b"}, "message_id"),
        ({"message_id": 1.5}, "message_id"),
        ({"customer_ref": None}, "customer_ref"),
        ({"customer_ref": {}}, "customer_ref"),
        ({"advisor_ref": ["a"]}, "advisor_ref"),
        ({"advisor_ref": "x" * 201}, "advisor_ref"),
        ({"branch": "x" * 61}, "branch"),
        ({"branch": "a\x00b"}, "branch"),
        ({"sent_at": None}, "sent_at"),
        ({"sent_at": "2026-11-27T10:00:00"}, "sent_at"),
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"sent_at": 1795000000}, "sent_at"),
        ({"sent_at": "0001-01-01T00:00:00+08:00"}, "sent_at"),
        ({"role": "boss"}, "role"),
        ({"role": None}, "role"),
        ({"type": "song"}, "type"),
        ({"type": ["text"]}, "type"),
        ({"text": None}, "text"),
        ({"text": " "}, "text"),
        ({"text": 5}, "text"),
        ({"text": "长" * 20_001}, "text"),
        ({"type": "voice", "text": 5}, "text"),
        ({"profile": []}, "profile"),
        ({"profile": {"amount_wanted": "许多"}}, "profile.amount_wanted"),
        ({"profile": {"phone": {"value": "139", "state": "guessed"}}}, "profile.phone.state"),
        ({"profile": {"notes": "长" * 40_000}}, "profile"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    house: House, crm: TestClient, change: dict[str, Any], field: str
) -> None:
    sent = message()
    events = house.store.audit.append("test.counted", "test", {}).sequence
    answer = crm.post("/v1/messages", json=sent | change)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert house.store.audit.append("test.counted", "test", {}).sequence == events + 1


def test_an_erased_customers_conversation_takes_nothing_more(house: House, crm: TestClient) -> None:
    sent = message()
    crm.post("/v1/messages", json=sent)
    house.store.customers.erase(sent["customer_ref"], actor="test")
    again = message(conversation_id=sent["conversation_id"], customer_ref=sent["customer_ref"])
    answer = crm.post("/v1/messages", json=again)
    assert (answer.status_code, answer.json()["field"]) == (422, "conversation_id")

"""After the draft: what was in fact sent, what people thought of it, and who looked at what is masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import validate
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.domain.finding import sha256_text
from replydraft.reviewing import REASONS
from replydraft.wire.schemas_http import REVIEW

Calling = Callable[[str], TestClient]
PHONE, IDENTITY, CARD = "13912345678", "11010519491231002X", "6222021234567890128"
NAME, WECHAT, ADDRESS, EMAIL = "欧阳若兰", "ruolan_88", "海州市滨江区学府路12号3栋502室", "ruolan@example.com"
TELLING = (PHONE, IDENTITY, CARD, NAME, WECHAT, ADDRESS, EMAIL, "第一纺织厂", "13800138000", "0571-88886666")
ASKED: dict[str, Any] = {
    "id": "masked-1",
    "customer": f"我叫{NAME}，电话{PHONE}，身份证{IDENTITY}，住在{ADDRESS}，想问下要准备哪些材料",
    "history": [
        {"role": "customer", "text": f"我微信：{WECHAT}，邮箱{EMAIL}，卡号{CARD}，{NAME}"},
        {"role": "advisor", "text": f"{NAME}您好，您留的{PHONE}收到了"},
    ],
    "profile": {
        "name": NAME, "phone": {"value": PHONE, "state": "verified", "source": f"客户来电{PHONE}"}, "id_card": IDENTITY,
        "wechat": WECHAT, "employer": "海州第一纺织厂", "address": ADDRESS, "bank_card": CARD, "email": EMAIL,
        "mobile": 13800138000, "tel": "0571-88886666", "weixin": WECHAT, "amount_wanted": "50000", "city": "海州市",
        "income": 13_000_000, "hobby": "钓鱼",
    },
}  # fmt: skip


def approved(client: TestClient, review_id: str) -> dict[str, Any]:
    review = client.get(f"/v1/reviews/{review_id}").json()
    body = {"decision": "approve", "text": review["text"], "text_sha256": review["text_sha256"]}
    answer = client.post(f"/v1/reviews/{review_id}/decision", json=body, headers={"If-Match": review["etag"]})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.parametrize("who", ["person", "messages", "draft"])
def test_what_was_approved_was_sent(calling: Calling, drafted: dict[str, Any], who: str) -> None:
    review = approved(calling("person"), drafted["review_id"])
    path = f"/v1/reviews/{review['id']}/sent"
    body = {"text": review["text"], "sent_at": "2026-11-27T18:30:00+08:00"}
    answer = calling(who).post(path, json=body)
    assert answer.status_code == 200
    sent = answer.json()
    validate(sent, REVIEW)
    assert (sent["state"], sent["sent_sha256"]) == ("sent", sha256_text(review["text"]))
    assert answer.headers["etag"] == sent["etag"] != review["etag"]
    again = calling(who).post(path, json=body)
    assert (again.status_code, again.json()) == (200, sent)
    other = calling(who).post(path, json={"text": "别的话"})
    assert (other.status_code, other.json()["code"]) == (409, "stale")


def test_what_differs_has_drifted(house: House, calling: Calling, drafted: dict[str, Any]) -> None:
    review = approved(calling("person"), drafted["review_id"])
    text = review["text"] + "您放心，我们百分百包过。"
    answer = calling("messages").post(f"/v1/reviews/{review['id']}/sent", json={"text": text})
    assert (answer.status_code, answer.json()["state"]) == (200, "drifted")
    assert answer.json()["decision"]["text_sha256"] == review["decision"]["text_sha256"]
    last = list(house.store.audit.events(subject=review["id"]))[-1]
    assert (last.kind, last.payload["verdict"]) == ("review.drifted", "block")
    assert last.payload["sent_sha256"] == sha256_text(text)
    assert house.store.first_broken() is None


def test_only_what_is_approved_can_be_sent(person: TestClient, drafted: dict[str, Any]) -> None:
    answer = person.post(f"/v1/reviews/{drafted['review_id']}/sent", json={"text": drafted["reply"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert person.post("/v1/reviews/rv_none/sent", json={"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "text"), ({"text": " "}, "text"), ({"text": "x", "sent_at": "今天"}, "sent_at"), ({"text": ["x"]}, "text")],
)
def test_a_wrong_sending_is_named(person: TestClient, drafted: dict[str, Any], body: Any, field: str) -> None:
    answer = person.post(f"/v1/reviews/{drafted['review_id']}/sent", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_feedback_is_kept_and_its_note_sealed(house: House, person: TestClient, drafted: dict[str, Any]) -> None:
    path = f"/v1/reviews/{drafted['review_id']}/feedback"
    answer = person.post(path, json={"reasons": ["tone", "too_long"], "note": f"客户{NAME}觉得太长"})
    assert (answer.status_code, answer.content) == (204, b"")
    last = list(house.store.audit.events(subject=drafted["review_id"]))[-1]
    assert (last.kind, last.actor, last.payload) == ("review.feedback", "周可", {"reasons": ["tone", "too_long"]})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reasons"),
        ({"reasons": []}, "reasons"),
        ({"reasons": "tone"}, "reasons"),
        ({"reasons": ["rude"]}, "reasons"),
        ({"reasons": [{}]}, "reasons"),
        ({"reasons": ["tone"] * (len(REASONS) + 1)}, "reasons"),
        ({"reasons": ["tone"], "note": 5}, "note"),
        ({"reasons": ["tone"], "note": "长" * 2001}, "note"),
    ],
)
def test_wrong_feedback_is_named(person: TestClient, drafted: dict[str, Any], body: Any, field: str) -> None:
    answer = person.post(f"/v1/reviews/{drafted['review_id']}/feedback", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.fixture
def telling(person: TestClient) -> dict[str, Any]:
    answer = person.post("/v1/drafts", json=ASKED)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_no_answer_about_a_review_tells_who_it_is(calling: Calling, telling: dict[str, Any]) -> None:
    path, client = f"/v1/reviews/{telling['review_id']}", calling("person")
    edit = {"text": "您好，清单我整理好就发您。"}
    answers = [
        client.get(path),
        calling("draft").get(path),
        client.get("/v1/drafts/masked-1"),
        client.get("/v1/reviews", params={"limit": 200}),
        client.post(f"{path}/claim"),
        client.post(f"{path}/release"),
    ]
    answers.append(client.post(f"{path}/revisions", json=edit, headers={"If-Match": answers[-1].headers["etag"]}))
    for answer in answers:
        assert answer.status_code == 200
        for value in TELLING:
            assert value not in answer.text
    review = answers[0].json()
    validate(review, REVIEW)
    assert review["masked"] is True
    assert (review["text"], review["draft"]["reply"]) == (telling["reply"], telling["reply"])
    assert sha256_text(review["text"]) == review["text_sha256"] == telling["text_sha256"]
    said = review["inquiry"]
    assert said["customer"].startswith("我叫欧**，电话139****5678，身份证110***********002X，住在")
    assert said["customer"].endswith("想问下要准备哪些材料")
    assert said["history"][1]["text"] == "欧**您好，您留的139****5678收到了"
    facts = {key: fact["value"] for key, fact in said["profile"].items()}
    assert (facts["name"], facts["phone"], facts["mobile"]) == ("欧**", "139****5678", "138****8000")
    assert (facts["amount_wanted"], facts["city"], facts["hobby"], facts["income"]) == (
        "50000",
        "海州市",
        "钓鱼",
        13_000_000,
    )
    assert said["profile"]["phone"]["state"] == "verified"


def test_who_looks_is_on_record_before(house: House, person: TestClient, telling: dict[str, Any]) -> None:
    path = f"/v1/reviews/{telling['review_id']}"
    answer = person.post(f"{path}/unmask", json={"reason": "要给客户回电话"})
    assert answer.status_code == 200
    review = answer.json()
    assert (review["masked"], review["inquiry"]["customer"]) == (False, ASKED["customer"])
    assert review["inquiry"]["profile"]["phone"]["value"] == PHONE
    last = list(house.store.audit.events(subject=review["id"]))[-1]
    assert (last.kind, last.actor, last.payload) == ("customer.unmasked", "周可", {"reason": "要给客户回电话"})
    assert person.post(f"{path}/unmask").status_code == 200
    assert person.post(f"{path}/unmask", json={"reason": f"回电{PHONE}"}).status_code == 200
    assert PHONE not in str([e.payload for e in house.store.audit.events(subject=review["id"])])
    assert person.get(path).json()["masked"] is True
    wrong = person.post(f"{path}/unmask", json={"reason": "长" * 201})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "reason")


def test_a_service_key_sees_nothing_unmasked(house: House, calling: Calling, telling: dict[str, Any]) -> None:
    before = len(list(house.store.audit.events(subject=telling["review_id"])))
    answer = calling("draft").post(f"/v1/reviews/{telling['review_id']}/unmask", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "person_required")
    assert len(list(house.store.audit.events(subject=telling["review_id"]))) == before


def test_an_erased_customer_is_gone_from_every_answer(house: House, calling: Calling) -> None:
    person = calling("person")
    made = person.post("/v1/drafts", json=ASKED | {"id": "gone-1", "customer_ref": "gone-1"}).json()
    house.store.customers.erase("gone-1", actor="test")
    answer = person.get(f"/v1/reviews/{made['review_id']}")
    assert answer.status_code == 200
    review = answer.json()
    assert (review["erased"], review["state"], review["customer_ref"]) == (True, "stale", None)
    assert made["reply"] not in answer.text
    assert person.get("/v1/drafts/gone-1").status_code in (200, 404)
    sent = person.post(f"/v1/reviews/{made['review_id']}/sent", json={"text": "x"})
    assert (sent.status_code, sent.json()["code"]) == (409, "stale")

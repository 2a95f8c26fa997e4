"""`/v1/reviews`: queue, edit, and one decision by a named person on one exact text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.domain.finding import sha256_text

Calling = Callable[[str], TestClient]
BAD = "您放心，我们百分百包过，先交两千元保证金就能安排。"


def decide(client: TestClient, review: dict[str, Any], *, etag: str | None = None, **body: Any) -> Any:
    review_id = review.get("review_id") or review["id"]
    return client.post(f"/v1/reviews/{review_id}/decision", json=body, headers={"If-Match": etag or review["etag"]})


def approval(text: str) -> dict[str, Any]:
    return {"decision": "approve", "text": text, "text_sha256": sha256_text(text)}


def test_a_person_approves_the_exact_text(house: House, person: TestClient, drafted: dict[str, Any]) -> None:
    answer = decide(person, drafted, **approval(drafted["reply"]))
    assert answer.status_code == 200, answer.text
    review = answer.json()
    assert (review["state"], review["decision"]["person"]) == ("approved", "周可")
    assert review["decision"]["text_sha256"] == drafted["text_sha256"]
    assert answer.headers["etag"] == review["etag"] == f'"{review["id"]}:2"'
    last = list(house.store.audit.events(subject=review["id"]))[-1]
    assert (last.kind, last.actor, last.payload["text_sha256"]) == ("review.approved", "周可", drafted["text_sha256"])
    assert house.store.first_broken() is None


def test_there_is_one_decision_ever(person: TestClient, drafted: dict[str, Any]) -> None:
    assert decide(person, drafted, **approval(drafted["reply"])).status_code == 200
    for etag in (drafted["etag"], drafted["etag"].replace(":1", ":2")):
        again = decide(person, drafted, etag=etag, decision="reject", reason="反悔")
        assert (again.status_code, again.json()["code"]) == (409, "stale")
    assert person.get(f"/v1/reviews/{drafted['review_id']}").json()["state"] == "approved"


def test_a_blocked_text_cannot_be_approved(person: TestClient, drafted: dict[str, Any]) -> None:
    answer = decide(person, drafted, **approval(BAD))
    assert (answer.status_code, answer.json()["code"]) == (422, "blocked")
    findings = answer.json()["findings"]
    assert "over_promise" in {f["family"] for f in findings if f["severity"] == "block"}
    assert person.get(f"/v1/reviews/{drafted['review_id']}").json()["state"] == "pending"


def test_a_hash_of_another_text_is_refused(person: TestClient, drafted: dict[str, Any]) -> None:
    body = approval(drafted["reply"]) | {"text": drafted["reply"] + "。"}
    answer = decide(person, drafted, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "hash_mismatch")


@pytest.mark.parametrize(("kind", "state"), [("reject", "rejected"), ("escalate", "escalated")])
def test_reject_and_escalate_say_why(person: TestClient, drafted: dict[str, Any], kind: str, state: str) -> None:
    silent = decide(person, drafted, decision=kind)
    assert (silent.status_code, silent.json()["field"]) == (422, "reason")
    answer = decide(person, drafted, decision=kind, reason="需要主管看一下")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["decision"]["reason"]) == (state, "需要主管看一下")


def test_an_edit_is_checked_again_and_moves_the_etag(person: TestClient, drafted: dict[str, Any]) -> None:
    path = f"/v1/reviews/{drafted['review_id']}"
    edited = person.post(f"{path}/revisions", json={"text": BAD}, headers={"If-Match": drafted["etag"]})
    assert edited.status_code == 200
    review = edited.json()
    assert (review["text"], review["check"]["verdict"], review["state"]) == (BAD, "block", "claimed")
    assert review["check"]["text_sha256"] == sha256_text(BAD)
    assert edited.headers["etag"] == review["etag"] != drafted["etag"]
    stale = person.post(f"{path}/revisions", json={"text": "晚了"}, headers={"If-Match": drafted["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    late = decide(person, drafted, **approval(drafted["reply"]))
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    assert decide(person, review, **approval(drafted["reply"])).json()["state"] == "approved"


def test_what_a_colleague_holds_is_not_mine(calling: Calling, person: TestClient, drafted: dict[str, Any]) -> None:
    path = f"/v1/reviews/{drafted['review_id']}"
    claimed = calling("colleague").post(f"{path}/claim")
    assert (claimed.status_code, claimed.json()["claimed_by"]) == (200, "吴双")
    etag = {"If-Match": claimed.headers["etag"]}
    for answer in (
        person.post(f"{path}/claim"),
        person.post(f"{path}/release"),
        person.post(f"{path}/revisions", json={"text": "x"}, headers=etag),
        decide(person, drafted, etag=claimed.headers["etag"], **approval(drafted["reply"])),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert calling("colleague").post(f"{path}/release").json()["state"] == "pending"
    assert person.post(f"{path}/claim").json()["claimed_by"] == "周可"


@pytest.mark.parametrize("call", ["revisions", "decision"])
def test_if_match_is_required(person: TestClient, drafted: dict[str, Any], call: str) -> None:
    path = f"/v1/reviews/{drafted['review_id']}/{call}"
    body = approval(drafted["reply"])
    assert person.post(path, json=body).json()["code"] == "if_match_required"
    for header in ("*", drafted["review_id"], f"W/{drafted['etag']}", '"x', f'"{drafted["review_id"]}:0"'):
        answer = person.post(path, json=body, headers={"If-Match": header})
        assert (answer.status_code, answer.json()["field"]) == (422, "If-Match"), header
    other = person.post(path, json=body, headers={"If-Match": '"rv_other:1"'})
    assert (other.status_code, other.json()["code"]) == (409, "stale")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": "maybe"}, "decision"),
        ({"decision": "approve"}, "text"),
        ({"decision": "approve", "text": " "}, "text"),
        ({"decision": "approve", "text": "好"}, "text_sha256"),
        ({"decision": "reject", "reason": 5}, "reason"),
        ({"decision": "reject", "reason": "长" * 2001}, "reason"),
        ({"decision": "reject", "reason": "x", "dismissed": {}}, "dismissed"),
        ({"decision": "reject", "reason": "x", "dismissed": [{}]}, "dismissed[0].finding"),
        ({"decision": "reject", "reason": "x", "dismissed": [{"finding": "f"}]}, "dismissed[0].reason"),
    ],
)
def test_a_wrong_decision_is_named(
    person: TestClient, drafted: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    answer = decide(person, drafted, **body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_an_unknown_review_is_a_404_problem(person: TestClient) -> None:
    for method, path in (("GET", ""), ("POST", "/claim"), ("POST", "/release")):
        answer = person.request(method, f"/v1/reviews/rv_none{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "review_not_found")
    assert decide(person, {"id": "rv_none", "etag": '"rv_none:1"'}, decision="reject").status_code == 404


def test_the_queue_pages_in_order(person: TestClient) -> None:
    for n in range(5):
        person.post("/v1/drafts", json={"id": f"page-{n}", "customer": "你好，请问你们几点上班？"})
    seen: list[str] = []
    ranks: list[int] = []
    cursor: str | None = None
    while True:
        params: dict[str, str | int] = {"state": "pending", "limit": 2}
        if cursor:
            params["cursor"] = cursor
        page = person.get("/v1/reviews", params=params).json()
        assert 1 <= len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        ranks += [("urgent", "senior", "routine").index(item["tier"]) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) >= 5
    assert ranks == sorted(ranks)
    urgent = person.get("/v1/reviews", params={"tier": "urgent"}).json()["items"]
    assert all(item["tier"] == "urgent" for item in urgent)


@pytest.mark.parametrize(
    ("params", "field"),
    [({"state": "lost"}, "state"), ({"tier": "vip"}, "tier"), ({"cursor": "x"}, "cursor"), ({"limit": 0}, "limit")],
)
def test_a_wrong_filter_is_named(person: TestClient, params: dict[str, Any], field: str) -> None:
    answer = person.get("/v1/reviews", params=params)
    assert (answer.status_code, answer.json()["field"]) == (422, field)

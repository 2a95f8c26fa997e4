"""A false `block` let go by compliance over HTTP: on record, for one text, never an identifier, never by the approver."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from offices import OURS, Office, opened
from starlette.testclient import TestClient

from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Role
from replydraft.entrypoints.api.app import create_api
from replydraft.replaying import replay
from replydraft.wire.outputs import check_json

REPLY = "您好，保证能批，材料我整理好发您。"
EDITED = "您好，保证能批，材料我整理好就发您。"
LEAK = "您好，身份证号是110101199003077758，材料我整理好发您。"
WHY = "这是引用宣传页上的原话"


def waiting(office: Office, who: str = "advisor", reply: str = REPLY) -> dict[str, Any]:
    review: dict[str, Any] = office[who].get(f"/v1/reviews/{office.review(branch=OURS, reply=reply)}").json()
    return review


def blocking(office: Office, review: dict[str, Any]) -> str:
    """The id of the finding that blocks the text."""
    check = check_json(office.house.desk.recheck(office.house.store.reviews.get(review["id"]), review["text"]))
    return str(next(f["id"] for f in check["findings"] if f["severity"] == "block"))


def release(office: Office, review: dict[str, Any], who: str = "compliance", **more: Any) -> Any:
    body = {"finding": blocking(office, review), "text_sha256": sha256_text(review["text"]), "reason": WHY} | more
    headers = {"If-Match": review["etag"]}
    return office[who].post(f"/v1/reviews/{review['id']}/releases", json=body, headers=headers)


def approve(client: TestClient, review: dict[str, Any], text: str = REPLY, **more: Any) -> Any:
    body = {"decision": "approve", "text": text, "text_sha256": sha256_text(text)} | more
    return client.post(f"/v1/reviews/{review['id']}/decision", json=body, headers={"If-Match": review["etag"]})


def test_let_go_by_compliance_approved_by_another(office: Office) -> None:
    review = waiting(office)
    assert approve(office["advisor"], review).json()["code"] == "blocked"
    answer = release(office, review)
    assert (answer.status_code, answer.headers["etag"]) == (200, f'"{review["id"]}:2"')
    let_go = answer.json()
    (kept,) = let_go["releases"]
    assert (kept["rule"], kept["person"], kept["reason"]) == ("RD0101", "compliance 甲", WHY)
    assert (kept["text_sha256"], let_go["state"]) == (sha256_text(REPLY), "pending")
    done = approve(office["advisor"], let_go)
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    sent = office["advisor"].post(f"/v1/reviews/{review['id']}/sent", json={"text": REPLY})
    assert sent.json()["state"] == "sent"
    events = list(office.house.store.audit.events(subject=review["id"]))
    assert [e.kind for e in events] == ["review.opened", "finding.released", "review.approved", "review.sent"]
    assert events[1].actor == "compliance 甲"
    assert WHY not in json.dumps([e.payload for e in events], ensure_ascii=False)
    assert events[-1].payload["verdict"] == "warn"
    assert office.house.store.first_broken() is None


def test_the_finding_stays_in_the_list_marked(office: Office) -> None:
    review = waiting(office)
    path = f"/v1/reviews/{review['id']}/revisions"
    edited = office["advisor"].post(path, json={"text": EDITED}, headers={"If-Match": review["etag"]}).json()
    assert edited["check"]["verdict"] == "block"
    shown = release(office, edited).json()["check"]
    (found,) = [f for f in shown["findings"] if f["severity"] == "block"]
    assert (shown["verdict"], found["released"]["by"], found["released"]["reason"]) == ("warn", "compliance 甲", WHY)
    assert office["advisor"].get(f"/v1/reviews/{review['id']}").json()["check"] == shown


def test_another_text_needs_another_release(office: Office) -> None:
    let_go = release(office, waiting(office)).json()
    refused = approve(office["advisor"], let_go, EDITED)
    assert (refused.status_code, refused.json()["code"]) == (422, "blocked")


@pytest.mark.parametrize("who", ["advisor", "senior", "manager", "admin", "key:admin", "key:draft"])
def test_nobody_but_compliance(office: Office, who: str) -> None:
    refused = release(office, waiting(office), who)
    assert refused.status_code == 403
    assert refused.json()["code"] == ("person_required" if who.startswith("key") else "forbidden")


def test_who_lets_go_does_not_approve(office: Office) -> None:
    let_go = release(office, waiting(office)).json()
    for alone in (False, True):
        refused = approve(office["compliance"], let_go, alone=alone)
        assert (refused.status_code, refused.json()["code"]) == (409, "second_person_due")
        assert refused.json()["wait_s"] is None
    assert approve(office["compliance@"], let_go).json()["state"] == "approved"


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"reason": ""}, 422, "empty"),
        ({"reason": "  "}, 422, "empty"),
        ({"reason": "因" * 501}, 422, "too_long"),
        ({"finding": "0" * 16}, 422, "no_such_finding"),
        ({"text_sha256": sha256_text(EDITED)}, 422, "hash_mismatch"),
    ],
)
def test_what_is_wrong_is_named(office: Office, more: dict[str, Any], status: int, code: str) -> None:
    refused = release(office, waiting(office), **more)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"


def test_an_identifier_is_never_let_go(office: Office) -> None:
    refused = release(office, waiting(office, reply=LEAK))
    assert (refused.status_code, refused.json()["code"]) == (422, "never_released")


def test_if_match_is_needed_and_must_be_current(office: Office) -> None:
    review = waiting(office)
    path, body = f"/v1/reviews/{review['id']}/releases", {"finding": "x", "text_sha256": "x", "reason": "x"}
    assert office["compliance"].post(path, json=body).status_code == 428
    assert release(office, review | {"etag": f'"{review["id"]}:7"'}).json()["code"] == "stale"
    assert release(office, review).status_code == 200
    assert release(office, review).json()["code"] == "stale"


def test_identifiers_in_the_reason_are_masked(office: Office) -> None:
    let_go = release(office, waiting(office), reason="客户13912345678已确认是原话").json()
    assert let_go["releases"][0]["reason"] == "客户139****5678已确认是原话"


def test_one_in_the_shop_attests_it(tmp_path: Path) -> None:
    with opened(tmp_path / "home", alone_after_s=0) as house:
        one = house.store.people.ensure("独自一人", role=Role.COMPLIANCE)
        headers = {"Authorization": f"Bearer {house.store.keys.create_for(one)}"}
        office = Office(house, {"compliance": TestClient(create_api(house), headers=headers)}, {})
        let_go = release(office, waiting(office, "compliance")).json()
        asked = approve(office["compliance"], let_go)
        assert (asked.json()["code"], asked.json()["wait_s"]) == ("second_person_due", 0)
        done = approve(office["compliance"], let_go, alone=True).json()
        assert (done["state"], done["decision"]["alone"]) == ("approved", True)
        (event,) = [e for e in house.store.audit.events() if e.kind == "review.approved"]
        assert event.payload["alone"] is True


def test_a_replay_of_a_released_draft_comes_out_the_same(office: Office) -> None:
    made = office["advisor"].post("/v1/drafts", json={"id": "rel-1", "customer": "需要准备哪些材料？"}).json()
    path, headers = f"/v1/reviews/{made['review_id']}", {"If-Match": made["etag"]}
    edited = office["advisor"].post(f"{path}/revisions", json={"text": REPLY}, headers=headers).json()
    assert approve(office["advisor"], release(office, edited).json()).json()["state"] == "approved"
    done = replay(office.house.store, made["review_id"], actor="compliance 甲")
    assert done.same, done.differences

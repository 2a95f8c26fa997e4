"""What is escalated goes on with a senior in a review of its own; what is rejected can be drafted anew."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from offices import OURS, THEIRS, Office
from starlette.testclient import TestClient

from replydraft.domain.finding import sha256_text

N = count(1)
EDITED = "您好，这件事我请同事核实清楚，今天之内回您。"


def asked(office: Office, who: str = "advisor", **more: Any) -> dict[str, Any]:
    """A review opened by a draft over HTTP."""
    body = {"id": f"e{next(N)}", "customer": "需要准备哪些材料？", "branch": OURS} | more
    made = office[who].post("/v1/drafts", json=body)
    assert made.status_code == 201, made.text
    return read(office[who], made.json()["review_id"])


def read(client: TestClient, review_id: str) -> dict[str, Any]:
    review: dict[str, Any] = client.get(f"/v1/reviews/{review_id}").json()
    return review


def decide(client: TestClient, review: dict[str, Any], kind: str, text: str | None = None) -> Any:
    text = review["text"] if text is None else text
    body = {"decision": kind, "text": text, "text_sha256": sha256_text(text), "reason": "我拿不准"}
    return client.post(f"/v1/reviews/{review['id']}/decision", json=body, headers={"If-Match": review["etag"]})


def waiting_for(client: TestClient, tier: str) -> list[str]:
    page = client.get("/v1/reviews", params={"state": "pending", "tier": tier, "limit": 200}).json()
    return [item["id"] for item in page["items"]]


def test_an_escalated_review_is_worked_by_a_senior_to_its_end(office: Office) -> None:
    review = asked(office, customer_ref=f"crm-{next(N)}")
    done = decide(office["advisor"], review, "escalate", EDITED).json()
    assert (done["state"], done["decision"]["person"]) == ("escalated", "advisor 甲")
    up = read(office["senior"], done["escalated_to"])
    assert up["follows"] == {"review_id": review["id"], "after": "escalated", "person": "advisor 甲"}
    assert (up["state"], up["text"], up["tier"]) == ("pending", EDITED, "senior")
    assert (up["customer_ref"], up["branch"], up["draft"]["reply"]) == (review["customer_ref"], OURS, review["text"])
    assert up["id"] in waiting_for(office["senior"], "senior")

    claimed = office["senior"].post(f"/v1/reviews/{up['id']}/claim").json()
    path, text = f"/v1/reviews/{up['id']}/revisions", EDITED + "谢谢您的耐心。"
    edited = office["senior"].post(path, json={"text": text}, headers={"If-Match": claimed["etag"]}).json()
    approved = decide(office["senior"], edited, "approve").json()
    assert (approved["state"], approved["decision"]["person"]) == ("approved", "senior 甲")
    kinds = [e.kind for e in office.house.store.audit.events(subject=up["id"])]
    assert kinds == ["review.opened", "review.claimed", "review.revised", "review.approved"]
    before = [e for e in office.house.store.audit.events(subject=review["id"]) if e.kind == "review.escalated"]
    assert [e.payload["escalated_to"] for e in before] == [up["id"]]
    assert office.house.store.first_broken() is None


@pytest.mark.parametrize("kind", ["approve", "reject", "escalate"])
def test_an_advisor_reads_what_was_passed_up_and_decides_nothing(office: Office, kind: str) -> None:
    done = decide(office["advisor"], asked(office), "escalate").json()
    up = read(office["advisor"], done["escalated_to"])
    refused = decide(office["advisor"], up, kind)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert office["senior@"].get(f"/v1/reviews/{up['id']}").status_code == 404
    assert decide(office["manager"], up, kind).status_code == 200


def test_a_senior_passes_it_further_up(office: Office) -> None:
    first = decide(office["advisor"], asked(office), "escalate").json()
    second = decide(office["senior"], read(office["senior"], first["escalated_to"]), "escalate").json()
    end = read(office["compliance"], second["escalated_to"])
    assert end["follows"] == {"review_id": first["escalated_to"], "after": "escalated", "person": "senior 甲"}
    assert decide(office["compliance"], end, "reject").json()["state"] == "rejected"


def test_a_passed_up_urgent_one_needs_two_besides_who_passed_it_up(office: Office) -> None:
    urgent = read(office["advisor"], office.review(branch=OURS, tier="urgent"))
    up = read(office["senior"], decide(office["advisor"], urgent, "escalate").json()["escalated_to"])
    assert (up["tier"], up["second_for"]) == ("urgent", ["urgent"])
    first = decide(office["senior"], up, "approve").json()
    assert first["state"] == "awaiting_second"
    assert decide(office["manager"], first, "approve").json()["state"] == "approved"


def said(office: Office, ref: str) -> None:
    n = next(N)
    body = {"conversation_id": f"talk-{ref}", "message_id": f"m{n}", "customer_ref": ref, "branch": OURS, "role": "customer",
            "sent_at": datetime.now(UTC).isoformat(), "type": "text", "text": "在吗？"}  # fmt: skip
    assert office["key:messages"].post("/v1/messages", json=body).status_code in (200, 202)


def test_the_customer_writing_again_makes_the_passed_up_one_stale(office: Office) -> None:
    ref = f"crm-{next(N)}"
    done = decide(office["advisor"], asked(office, customer_ref=ref), "escalate").json()
    said(office, ref)
    assert read(office["senior"], done["escalated_to"])["state"] == "stale"


def test_what_was_turned_down_is_drafted_anew_once(office: Office) -> None:
    review = asked(office)
    path = f"/v1/reviews/{review['id']}/redraft"
    assert office["advisor"].post(path).json()["code"] == "stale"
    decide(office["senior"], review, "reject")
    assert office["advisor@"].post(path).status_code == 404
    assert office["key:draft"].post(path).status_code == 403
    made = office["advisor"].post(path)
    assert made.status_code == 201
    anew = made.json()
    assert anew["follows"] == {"review_id": review["id"], "after": "rejected", "person": "advisor 甲"}
    assert (anew["state"], anew["branch"], anew["inquiry"]["customer"]) == (
        "pending",
        OURS,
        review["inquiry"]["customer"],
    )
    again = office["advisor"].post(path)
    assert (again.status_code, again.json()["code"]) == (409, "stale")
    assert decide(office["advisor"], anew, "approve").json()["state"] == "approved"
    assert office.house.store.first_broken() is None


def test_nothing_is_drafted_anew_where_the_customer_wrote_again_or_is_gone(office: Office) -> None:
    ref = f"crm-{next(N)}"
    review = asked(office, customer_ref=ref)
    decide(office["advisor"], review, "reject")
    said(office, ref)
    assert office["advisor"].post(f"/v1/reviews/{review['id']}/redraft").status_code == 409
    other = asked(office, customer_ref=f"gone-{ref}")
    passed = decide(office["advisor"], other, "escalate").json()
    turned = asked(office, customer_ref=f"gone-{ref}")
    decide(office["advisor"], turned, "reject")
    office.house.store.customers.erase(f"gone-{ref}", actor="管事")
    up = read(office["senior"], passed["escalated_to"])
    assert up["erased"]
    assert "我拿不准" not in str(up)
    assert office["senior"].post(f"/v1/reviews/{up['id']}/claim").status_code in (409, 410)
    assert office["senior"].post(f"/v1/reviews/{turned['id']}/redraft").status_code in (409, 410)
    assert office.house.store.first_broken() is None


def test_a_passed_up_review_opened_elsewhere_is_nobodys_there(office: Office) -> None:
    done = decide(office["advisor@"], asked(office, "advisor@", branch=THEIRS), "escalate").json()
    assert office["senior"].get(f"/v1/reviews/{done['escalated_to']}").status_code == 404
    assert decide(office["senior@"], read(office["senior@"], done["escalated_to"]), "approve").status_code == 200

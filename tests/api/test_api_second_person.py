"""Where one approval is not enough: two people over HTTP, the first never the second, alone only where nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from offices import OURS, Office, opened
from starlette.testclient import TestClient

from replydraft.domain.finding import sha256_text
from replydraft.entrypoints.api.app import create_api

REPLY = "您好，材料清单我整理好发您。"
EDITED = "您好，清单我整理好就发您，有不清楚的随时问我。"


def decide(client: TestClient, review: dict[str, Any], text: str = REPLY, **more: Any) -> Any:
    body = {"decision": "approve", "text": text, "text_sha256": sha256_text(text)} | more
    return client.post(f"/v1/reviews/{review['id']}/decision", json=body, headers={"If-Match": review["etag"]})


@pytest.fixture
def waiting(office: Office) -> dict[str, Any]:
    review: dict[str, Any] = office["advisor"].get(f"/v1/reviews/{office.review(branch=OURS, tier='urgent')}").json()
    return review


def test_two_people_approve_one_text(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["advisor"], waiting)
    assert first.status_code == 200
    review = first.json()
    assert (review["state"], review["second_for"], review["decision"]) == ("awaiting_second", ["urgent"], None)
    assert [(a["person"], a["text_sha256"]) for a in review["approvals"]] == [("advisor 甲", sha256_text(REPLY))]
    second = decide(office["senior"], review)
    assert (second.status_code, second.json()["state"]) == (200, "approved")
    assert [a["person"] for a in second.json()["approvals"]] == ["advisor 甲", "senior 甲"]
    assert second.json()["decision"]["person"] == "senior 甲"
    kinds = [e.kind for e in office.house.store.audit.events(subject=waiting["id"])]
    assert kinds == ["review.opened", "review.first_approved", "review.approved"]
    assert office.house.store.first_broken() is None


def test_the_first_is_not_the_second(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["senior"], waiting).json()
    for alone in (False, True):
        again = decide(office["senior"], first, alone=alone)
        assert (again.status_code, again.json()["code"], again.json()["wait_s"]) == (409, "second_person_due", None)
    assert office["senior"].get(f"/v1/reviews/{waiting['id']}").json()["state"] == "awaiting_second"


def test_an_advisor_is_not_the_second(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["manager"], waiting).json()
    refused = decide(office["advisor"], first)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert decide(office["compliance"], first).json()["state"] == "approved"


def test_another_branch_is_not_the_second_unless_it_sees_all(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["advisor"], waiting).json()
    assert decide(office["senior@"], first).status_code == 404
    assert decide(office["compliance@"], first).json()["state"] == "approved"


def test_an_edit_between_counts_as_a_first_again(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["advisor"], waiting).json()
    changed = decide(office["senior"], first, EDITED)
    assert (changed.status_code, changed.json()["state"]) == (200, "awaiting_second")
    assert [a["person"] for a in changed.json()["approvals"]] == ["senior 甲"]
    done = decide(office["manager"], changed.json(), EDITED).json()
    assert (done["state"], done["decision"]["text"]) == ("approved", EDITED)


def test_a_saved_edit_takes_the_first_approval_back(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["advisor"], waiting).json()
    path = f"/v1/reviews/{first['id']}/revisions"
    edited = office["senior"].post(path, json={"text": EDITED}, headers={"If-Match": first["etag"]}).json()
    assert (edited["state"], edited["approvals"]) == ("claimed", [])
    assert decide(office["senior"], edited, EDITED).json()["state"] == "awaiting_second"


def test_the_second_may_turn_it_down(office: Office, waiting: dict[str, Any]) -> None:
    first = decide(office["advisor"], waiting).json()
    done = decide(office["senior"], first, decision="reject", reason="语气太生硬").json()
    assert (done["state"], done["decision"]["person"]) == ("rejected", "senior 甲")


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[tuple[TestClient, Office]]:
    """A house where nobody but one advisor works."""
    with opened(tmp_path / "home", alone_after_s=0) as house:
        one = house.store.people.ensure("独自一人")
        headers = {"Authorization": f"Bearer {house.store.keys.create_for(one)}"}
        yield TestClient(create_api(house), headers=headers), Office(house, {}, {})


@pytest.mark.slow
def test_alone_is_attested_and_on_record(lonely: tuple[TestClient, Office]) -> None:
    client, office = lonely
    review = client.get(f"/v1/reviews/{office.review(tier='urgent')}").json()
    first = decide(client, review).json()
    asked = decide(client, first)
    assert (asked.status_code, asked.json()["code"], asked.json()["wait_s"]) == (409, "second_person_due", 0)
    wrong = decide(client, first, alone="yes")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "alone")
    done = decide(client, first, alone=True).json()
    assert (done["state"], done["decision"]["alone"]) == ("approved", True)
    assert [a["alone"] for a in done["approvals"]] == [False, True]
    (event,) = [e for e in office.house.store.audit.events() if e.kind == "review.approved"]
    assert event.payload["alone"] is True


@pytest.mark.slow
def test_alone_must_wait_as_long_as_the_profile_says(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        one = house.store.people.ensure("独自一人")
        client = TestClient(create_api(house), headers={"Authorization": f"Bearer {house.store.keys.create_for(one)}"})
        review = client.get(f"/v1/reviews/{Office(house, {}, {}).review(tier='urgent')}").json()
        first = decide(client, review).json()
        early = decide(client, first, alone=True)
        assert (early.status_code, early.json()["code"]) == (409, "second_person_due")
        assert 50 <= early.json()["wait_s"] <= 60

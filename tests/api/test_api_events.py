"""`GET /v1/events`: every event, once, in order, as the chain has it."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import validate
from offices import Office

from replydraft.domain.audit import AuditEvent, first_broken
from replydraft.wire.schemas_http import EVENTS


def page(office: Office, **params: Any) -> dict[str, Any]:
    answer = office["key:admin"].get("/v1/events", params=params)
    assert answer.status_code == 200
    made: dict[str, Any] = answer.json()
    validate(made, EVENTS)
    return made


def test_everything_is_replayed_in_order_and_the_chain_holds(office: Office) -> None:
    for _ in range(5):
        office.review()
    seen: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        got = page(office, limit=3, **({"cursor": cursor} if cursor else {}))
        assert 1 <= len(got["items"]) <= 3
        seen += got["items"]
        cursor = got["next_cursor"]
        if cursor is None:
            break
    assert [AuditEvent(**e) for e in seen] == list(office.house.store.audit.events())
    assert [e["sequence"] for e in seen] == list(range(1, len(seen) + 1))
    assert first_broken(AuditEvent(**e) for e in seen) is None


def test_one_goes_on_where_one_stopped(office: Office) -> None:
    office.events()
    last = page(office, limit=1000)
    while last["next_cursor"]:
        last = page(office, limit=1000, cursor=last["next_cursor"])
    resume = last["resume_cursor"]
    nothing = page(office, cursor=resume)
    assert (nothing["items"], nothing["next_cursor"], nothing["resume_cursor"]) == ([], None, resume)
    review_id = office.review()
    (event,) = page(office, cursor=resume)["items"]
    assert (event["kind"], event["subject"]) == ("review.opened", review_id)
    assert str(event["sequence"]) == page(office, cursor=resume)["resume_cursor"]


def test_asking_changes_nothing(office: Office) -> None:
    before = office.events()
    page(office)
    assert office.events() == before + 1


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"cursor": ""}, "cursor"),
        ({"cursor": "-1"}, "cursor"),
        ({"cursor": "１"}, "cursor"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "9" * 19}, "cursor"),
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
    ],
)
def test_a_wrong_place_is_named(office: Office, params: dict[str, Any], field: str) -> None:
    answer = office["key:admin"].get("/v1/events", params=params)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_place_after_the_end_is_empty(office: Office) -> None:
    assert page(office, cursor="9" * 18)["items"] == []

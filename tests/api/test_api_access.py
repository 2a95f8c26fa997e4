"""Nobody without a key gets in, a key opens only what it is for, and only people decide."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from replydraft.bootstrap import House

Calling = Callable[[str], TestClient]
OPEN = {"/healthz", "/readyz", "/v1/sign-in"}


def every_call(client: TestClient) -> list[tuple[str, str]]:
    paths: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    return [(m.upper(), p) for p, calls in paths.items() for m in calls if p not in OPEN]


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer rk_wrong", "Basic eDp5", "Bearer ru_", "rk_bare"])
def test_every_call_needs_a_valid_token(calling: Calling, header: str | None) -> None:
    nobody = calling("nobody")
    calls = every_call(nobody)
    assert len(calls) >= 24
    for method, path in calls:
        headers = {"Authorization": header} if header else {}
        answer = nobody.request(method, re.sub(r"\{\w+\}", "x", path), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), (method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("messages", "POST", "/v1/checks"),
        ("draft", "POST", "/v1/checks"),
        ("check", "POST", "/v1/drafts"),
        ("check", "GET", "/v1/drafts/q1"),
        ("check", "GET", "/v1/reviews"),
        ("check", "GET", "/v1/reviews/rv_1"),
        ("messages", "GET", "/v1/search?query=x"),
        ("messages", "POST", "/v1/cost"),
        ("draft", "POST", "/v1/messages"),
        ("person", "POST", "/v1/messages"),
        ("draft", "GET", "/v1/events"),
        ("person", "GET", "/v1/events"),
        ("person", "GET", "/v1/people"),
        ("person", "POST", "/v1/people"),
        ("person", "POST", "/v1/keys"),
    ],
)
def test_a_key_opens_only_what_it_is_for(calling: Calling, who: str, method: str, path: str) -> None:
    answer = calling(who).request(method, path, json={} if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("call", ["claim", "release", "revisions", "decision", "unmask"])
def test_a_service_key_never_decides(calling: Calling, drafted: dict[str, Any], call: str) -> None:
    body = {"decision": "approve", "text": drafted["reply"], "text_sha256": drafted["text_sha256"]}
    path = f"/v1/reviews/{drafted['review_id']}/{call}"
    answer = calling("draft").post(path, json=body, headers={"If-Match": drafted["etag"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "person_required")
    review = calling("draft").get(f"/v1/reviews/{drafted['review_id']}").json()
    assert (review["state"], review["revision"]) == ("pending", 1)


def test_a_revoked_key_is_out_at_once(house: House, calling: Calling) -> None:
    token = house.store.keys.create("short-lived", scopes=["draft"])
    nobody = calling("nobody")
    headers = {"Authorization": f"Bearer {token}"}
    assert nobody.get("/v1/reviews", headers=headers).status_code == 200
    house.store.keys.revoke("short-lived")
    assert nobody.get("/v1/reviews", headers=headers).status_code == 401

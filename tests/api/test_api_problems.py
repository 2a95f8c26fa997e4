"""Whatever is sent, the answer is documented, an error is a problem, and no error repeats what was sent."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.entrypoints.api.app import create_api
from replydraft.wire.schemas_http import DECISION, PROBLEM

Calling = Callable[[str], TestClient]
SECRET = "王小明的秘密"
JSON = {"Content-Type": "application/json"}
POSTS = {
    "/v1/checks": "person",
    "/v1/drafts": "person",
    "/v1/cost": "person",
    "/v1/cost/sheet": "person",
    "/v1/reviews/rv_x/revisions": "person",
    "/v1/reviews/rv_x/decision": "person",
    "/v1/reviews/rv_x/sent": "person",
    "/v1/reviews/rv_x/feedback": "person",
    "/v1/reviews/rv_x/unmask": "person",
    "/v1/messages": "messages",
    "/v1/people": "admin",
    "/v1/keys": "admin",
    "/v1/sign-in": "nobody",
}
"""Each call that reads a body, and who may."""


def is_problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    validate(body, PROBLEM)
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:replydraft:problem:{body['code']}"
    return body


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        f'{{"id": "{SECRET}'.encode(),
        b'{"id": NaN}',
        b'{"id": "x", "profile": {"n": 1e999}}',
        b"[" * 100_000,
        b'{"id": "x", "profile": {"n": ' + b"[" * 70 + b"]" * 70 + b"}}",
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_is_said_to_be_none(calling: Calling, path: str, raw: bytes) -> None:
    needs_none = path.endswith("/unmask")
    answer = calling(POSTS[path]).post(path, content=raw or (b" " if needs_none else b""), headers=JSON)
    assert answer.status_code == 400
    assert is_problem(answer)["code"] == "bad_json"
    assert SECRET not in answer.text


@pytest.mark.parametrize("path", POSTS)
def test_too_large_a_body_is_refused_whether_declared_or_not(calling: Calling, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 32_768

    for content in (b" " * (1024 * 1024 + 1), pieces()):
        answer = calling(POSTS[path]).post(path, content=content, headers=JSON)
        assert answer.status_code == 413
        assert is_problem(answer)["code"] == "too_large"


def test_a_form_is_refused_as_not_json(person: TestClient) -> None:
    answer = person.post("/v1/checks", data={"id": "1", "draft": SECRET})
    assert answer.status_code == 415
    assert is_problem(answer)["code"] == "not_json"


def test_a_lone_surrogate_is_refused(person: TestClient) -> None:
    for body in (
        b'{"id": "x", "draft": "\\ud800"}',
        b'{"id": "\\udfff", "draft": "x"}',
        b'{"id": "x", "draft": "x", "profile": {"\\ud800": {"value": 1, "state": "odd"}}}',
    ):
        answer = person.post("/v1/checks", content=body, headers=JSON)
        assert answer.status_code == 400
        assert is_problem(answer)["code"] == "bad_unicode"


def test_an_id_that_no_database_takes_names_nothing(person: TestClient) -> None:
    assert is_problem(person.get("/v1/reviews/rv%00x"))["status"] == 404


def test_an_unknown_address_and_method_are_problems(person: TestClient) -> None:
    assert is_problem(person.get("/v1/nothing"))["code"] == "not_found"
    wrong = person.delete("/v1/drafts")
    assert is_problem(wrong)["code"] == "method_not_allowed"
    assert wrong.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/v1/checks", "/v1/drafts"])
def test_while_another_process_writes_nothing_is_accepted(house: House, tokens: dict[str, str], path: str) -> None:
    from dataclasses import replace

    from replydraft.adapters.store import open_store
    from replydraft.pipeline import ReplyDesk

    assert house.store.path is not None
    impatient = open_store(house.store.path, create=False, busy_timeout_ms=50)
    desk: ReplyDesk = replace(house.desk, audit=impatient.audit, reviews=impatient.reviews)
    client = TestClient(create_api(replace(house, store=impatient, desk=desk)))
    other = sqlite3.connect(house.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    headers = {"Authorization": f"Bearer {tokens['person']}"}
    answer = client.post(path, json={"id": "x", "draft": "您好", "customer": "在吗"}, headers=headers)
    ready = client.get("/readyz")
    other.execute("ROLLBACK")
    other.close()
    assert answer.status_code == 503
    assert is_problem(answer)["code"] == "store_locked"
    assert answer.headers["retry-after"] == "1"
    assert str(house.store.path) not in answer.text
    assert ready.status_code == 503
    assert ready.json()["checks"]["store"] == {"ok": False, "code": "store_locked"}
    assert client.get("/readyz").status_code == 200
    impatient.close()


def test_the_unforeseen_is_a_problem_and_tells_the_log_no_text(
    house: House, tokens: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    from dataclasses import replace

    class Breaking:
        version = "breaking"

        def check(self, request: Any, *, rewriting: bool = True) -> Any:
            raise RuntimeError(f"cannot stand {request.draft}")

    client = TestClient(create_api(replace(house, desk=replace(house.desk, checker=Breaking()))))
    headers = {"Authorization": f"Bearer {tokens['check']}"}
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/v1/checks", json={"id": "x", "draft": SECRET}, headers=headers)
    assert answer.status_code == 500
    body = is_problem(answer)
    assert body["code"] == "internal_error"
    assert body["event_id"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text + answer.text


def test_health_needs_no_token(calling: Calling) -> None:
    nobody = calling("nobody")
    assert nobody.get("/healthz").json() == {"status": "ok"}
    ready = nobody.get("/readyz")
    assert ready.status_code == 200
    assert {"store", "rules", "knowledge", "retrieval", "drafter"} <= set(ready.json()["checks"])


def test_the_description_names_every_call_of_the_contract_and_its_errors(calling: Calling) -> None:
    paths = calling("nobody").get("/openapi.json").json()["paths"]
    for path in (
        "/v1/checks", "/v1/drafts", "/v1/drafts/{draft_id}", "/v1/reviews", "/v1/reviews/{review_id}",
        "/v1/reviews/{review_id}/claim", "/v1/reviews/{review_id}/release", "/v1/reviews/{review_id}/revisions",
        "/v1/reviews/{review_id}/decision", "/v1/reviews/{review_id}/feedback", "/v1/reviews/{review_id}/sent",
        "/v1/messages", "/v1/events", "/v1/cost", "/v1/cost/sheet", "/v1/search", "/healthz", "/readyz",
    ):  # fmt: skip
        assert path in paths
    for path, calls in paths.items():
        for call in calls.values():
            if path.startswith("/v1/"):
                anybody = path in ("/v1/sign-in", "/v1/me")
                assert {"401", "500", "503", *(() if anybody else ("403",))} <= set(call["responses"])
                assert path == "/v1/sign-in" or call["security"]
                described = call["responses"]["401"]["content"]
                assert list(described) == ["application/problem+json"]


def test_each_call_has_a_summary_of_its_own(calling: Calling) -> None:
    paths = calling("nobody").get("/openapi.json").json()["paths"]
    said = [call["summary"] for calls in paths.values() for call in calls.values()]
    assert len(said) == len(set(said))
    assert all(len(summary.split()) > 2 for summary in said), said


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v1/reviews?limit=99999", "limit: must be at most 200"),
        ("/v1/reviews?limit=0", "limit: must be at least 1"),
        ("/v1/reviews?limit=many", "limit: must be a whole number"),
        ("/v1/search", "query: is required"),
    ],
)
def test_a_parameter_is_told_what_it_must_be(calling: Calling, path: str, detail: str) -> None:
    answer = calling("person").get(path)
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


def test_what_is_missing_is_required_and_the_schema_of_a_decision_says_so(calling: Calling) -> None:
    answer = calling("check").post("/v1/checks", json={"id": "1"})
    assert (answer.json()["field"], answer.json()["detail"]) == ("draft", "draft: is required")
    reads = Draft202012Validator(DECISION)
    assert not reads.is_valid({"decision": "approve"})
    assert not reads.is_valid({"decision": "approve", "text": "好的"})
    assert reads.is_valid({"decision": "approve", "text": "好的", "text_sha256": "0" * 64})
    assert reads.is_valid({"decision": "reject"})


@pytest.mark.parametrize("call", ["revisions", "decision"])
def test_the_description_says_that_if_match_is_required(calling: Calling, call: str) -> None:
    described = calling("nobody").get("/openapi.json").json()["paths"][f"/v1/reviews/{{review_id}}/{call}"]["post"]
    (header,) = [p for p in described["parameters"] if p["in"] == "header"]
    assert (header["name"], header["required"]) == ("If-Match", True)
    assert "428" in described["responses"]
    assert any(p["name"] == "review_id" for p in described["parameters"])


def test_the_page_of_the_api_loads_nothing_from_elsewhere(calling: Calling) -> None:
    page = calling("nobody").get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "POST /v1/reviews/{review_id}/decision" in page.text
    assert "//" not in page.text.replace("<!doctype", "")
    assert "<script" not in page.text


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "draft", "customer", "history", "profile", "channel", "as_of", "decision", "text", "text_sha256",
             "principal", "periods", "method", "rate", "evidence", "role", "send_at", "dismissed", "customer_ref",
             "conversation_id", "message_id", "sent_at", "type", "branch", "advisor_ref", "reasons", "note", "reason",
             "name", "password", "scopes", "days", "active", "alone"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("path", POSTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=anything)
def test_any_json_gets_a_documented_answer(calling: Calling, path: str, value: Any) -> None:
    client = calling(POSTS[path])
    answer = client.post(path, json=value, headers={"If-Match": '"rv_x:1"'})
    template = path.replace("rv_x", "{review_id}")
    documented = client.get("/openapi.json").json()["paths"][template]["post"]["responses"]
    assert str(answer.status_code) in documented
    assert answer.status_code < 500
    if answer.status_code >= 400:
        is_problem(answer)

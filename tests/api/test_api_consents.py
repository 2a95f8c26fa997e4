"""`/v1/customers/{ref}/consents`: recorded once, never changed, taken back; and what they do to a reply."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from starlette.testclient import TestClient

from replydraft.bootstrap import House
from replydraft.domain.finding import sha256_text

AGREED = {
    "purpose": "申请装修贷款", "recipients": ["江北银行"], "data": ["流水", "身份信息"], "how": "signed",
    "evidence": "授权书扫描件", "given_at": "2026-11-20T10:00:00+08:00",
}  # fmt: skip
SENT_ON = "您好，您的流水我已经发给江北银行了，有消息马上告诉您。"
NUMBERS = count(1)
Calling = Callable[[str], TestClient]


@pytest.fixture
def ref() -> str:
    return f"crm-consent-{next(NUMBERS)}"


def record(client: TestClient, ref: str, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post(f"/v1/customers/{ref}/consents", json=AGREED | more, headers=headers)


def test_what_is_recorded_is_listed(person: TestClient, ref: str) -> None:
    made = record(person, ref)
    assert made.status_code == 201
    shown = made.json()
    assert (shown["recipients"], shown["data"], shown["standing"]) == (["江北银行"], ["流水", "身份信息"], "in_force")
    assert (shown["recorded_by"], shown["how"], shown["withdrawn_at"]) == ("周可", "signed", None)
    assert person.get(f"/v1/customers/{ref}/consents").json() == {"consents": [shown]}


def test_it_is_taken_back_once(person: TestClient, ref: str) -> None:
    made = record(person, ref).json()
    first = person.post(f"/v1/customers/{ref}/consents/{made['id']}/withdraw")
    assert (first.status_code, first.json()["standing"], first.json()["withdrawn_by"]) == (200, "withdrawn", "周可")
    again = person.post(
        f"/v1/customers/{ref}/consents/{made['id']}/withdraw", json={"withdrawn_at": "2026-11-21T10:00:00+08:00"}
    )
    assert again.json() == first.json()
    assert [c["standing"] for c in person.get(f"/v1/customers/{ref}/consents").json()["consents"]] == ["withdrawn"]


def test_the_crm_records_what_it_got_and_cannot_do_the_rest(calling: Calling, ref: str) -> None:
    made = record(calling("messages"), ref, how="lender_page")
    assert made.status_code == 201
    assert made.json()["recorded_by"].startswith("rk_")
    assert record(calling("check"), ref).status_code == 403
    assert record(calling("draft"), ref).status_code == 403
    assert calling("draft").get(f"/v1/customers/{ref}/consents").status_code == 200


def test_the_same_key_and_body_records_once(person: TestClient, ref: str) -> None:
    key = {"Idempotency-Key": f"once-{ref}"}
    first, second = record(person, ref, headers=key), record(person, ref, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(person.get(f"/v1/customers/{ref}/consents").json()["consents"]) == 1
    other = record(person, ref, headers=key, purpose="别的")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    back = {"Idempotency-Key": f"back-{ref}"}
    path = f"/v1/customers/{ref}/consents/{first.json()['id']}/withdraw"
    taken = [person.post(path, headers=back) for _ in range(2)]
    assert taken[0].json() == taken[1].json()
    assert taken[1].headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"how": "dream"}, "how"),
        ({"recipients": []}, "recipients"),
        ({"data": "流水"}, "data"),
        ({"purpose": ""}, "purpose"),
        ({"given_at": "2099-01-01T10:00:00+08:00"}, "given_at"),
        ({"until": "2020-01-01"}, "until"),
        ({"withdrawn_at": "2026-11-21T10:00:00+08:00"}, "withdrawn_at"),
    ],
)
def test_what_is_wrong_is_named(person: TestClient, ref: str, changes: dict[str, Any], field: str) -> None:
    answer = record(person, ref, **changes)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert "江北银行" not in answer.text
    assert person.get(f"/v1/customers/{ref}/consents").status_code == 404


def test_nobody_of_that_name(person: TestClient) -> None:
    for answer in (
        person.get("/v1/customers/nobody-at-all/consents"),
        person.post("/v1/customers/nobody-at-all/consents/cn_0/withdraw"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "consent_not_found")
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_trail_names_nobody(house: House, person: TestClient, ref: str) -> None:
    made = record(person, ref).json()
    events = list(house.store.audit.events(subject=made["id"]))
    assert [e.kind for e in events] == ["consent.recorded"]
    assert not [word for word in (ref, "江北银行", "流水", "扫描件") if word in str(events)]


def decide(client: TestClient, review: str, revision: int, text: str) -> Any:
    body = {"decision": "approve", "text": text, "text_sha256": sha256_text(text)}
    return client.post(f"/v1/reviews/{review}/decision", json=body, headers={"If-Match": f'"{review}:{revision}"'})


def test_an_edit_is_held_against_the_ledger_as_it_is_then(person: TestClient, ref: str) -> None:
    asked = {"id": f"q-{ref}", "customer": "流水发你了，后面怎么走？", "customer_ref": ref}
    review = person.post("/v1/drafts", json=asked).json()["review_id"]
    blocked = decide(person, review, 1, SENT_ON)
    assert blocked.status_code == 422
    assert "RD0440" in {f["rule"] for f in blocked.json()["findings"]}
    made = record(person, ref).json()
    person.post(f"/v1/customers/{ref}/consents/{made['id']}/withdraw")
    again = decide(person, review, 1, SENT_ON)
    assert "撤回" in next(f["message"] for f in again.json()["findings"] if f["rule"] == "RD0440")
    record(person, ref)
    assert decide(person, review, 1, SENT_ON).status_code == 200


def test_without_a_reference_nobody_knows(person: TestClient) -> None:
    asked = {"id": "q-nobody", "customer": "流水发你了，后面怎么走？"}
    review = person.post("/v1/drafts", json=asked).json()["review_id"]
    answer = decide(person, review, 1, SENT_ON)
    assert "RD0440" not in answer.text


def test_a_replay_reads_the_ledger_as_it_was(house: House, person: TestClient, ref: str) -> None:
    from replydraft.replaying import replay

    made = record(person, ref).json()
    asked = {"id": f"r-{ref}", "customer": "流水发你了，后面怎么走？", "customer_ref": ref}
    review = person.post("/v1/drafts", json=asked).json()["review_id"]
    assert decide(person, review, 1, SENT_ON).status_code == 200
    person.post(f"/v1/customers/{ref}/consents/{made['id']}/withdraw")
    assert replay(house.store, review, actor="周可").differences == ()

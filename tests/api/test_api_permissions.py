"""Every line of the table of permissions is tried as every role, every scope, somebody out of service, and nobody.

For each: something of the caller's own branch, of another, of none. What is refused changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from offices import OURS, THEIRS, Office
from starlette.testclient import TestClient

from replydraft.domain.consent import Consent, ConsentRecord
from replydraft.domain.finding import finding_id, sha256_text
from replydraft.domain.people import SCOPES, Role
from replydraft.domain.permissions import TABLE, Action, Reach
from replydraft.domain.review import Decision, DecisionKind

REPLY = "您好，材料清单我整理好发您。"
BLOCKED = "您好，保证能批，材料我整理好发您。"
FOUND = finding_id("RD0101", 3, 7, "保证能批")
"""What blocks that text."""
KEYS = tuple(f"key:{scope}" for scope in SCOPES)
CALLERS = (*(role.value for role in Role), "inactive", *KEYS, "nobody")
BRANCHES = {"own": OURS, "other": THEIRS, "none": ""}

COMMAND_LINE_ONLY = {
    Action.CUSTOMER_EXPORT, Action.CUSTOMER_ERASE, Action.AUDIT_VERIFY, Action.AUDIT_EXPORT, Action.AUDIT_REPLAY,
    Action.RULES_CHANGE, Action.KNOWLEDGE_CHANGE, Action.STORE_KEEP,
}  # fmt: skip
"""These have no call; tests/unit/domain/test_permissions.py tries them."""

Call = Callable[[TestClient, str], Any]
"""(client, review id) → the answer."""


def approve(client: TestClient, review_id: str) -> Any:
    revision = 2 if "second" in review_id else 1
    review_id = review_id.removeprefix("second:")
    body = {"decision": "approve", "text": REPLY, "text_sha256": sha256_text(REPLY)}
    headers = {"If-Match": f'"{review_id}:{revision}"'}
    return client.post(f"/v1/reviews/{review_id}/decision", json=body, headers=headers)


def edit(client: TestClient, review_id: str) -> Any:
    headers = {"If-Match": f'"{review_id}:1"'}
    return client.post(f"/v1/reviews/{review_id}/revisions", json={"text": "您好，稍等。"}, headers=headers)


def let_go(client: TestClient, review_id: str) -> Any:
    body = {"finding": FOUND, "text_sha256": sha256_text(BLOCKED), "reason": "引用原话"}
    headers = {"If-Match": f'"{review_id}:1"'}
    return client.post(f"/v1/reviews/{review_id}/releases", json=body, headers=headers)


OF_A_REVIEW: dict[Action, dict[str, Call]] = {
    Action.REVIEW_READ: {"read": lambda c, r: c.get(f"/v1/reviews/{r}")},
    Action.REVIEW_CLAIM: {
        "claim": lambda c, r: c.post(f"/v1/reviews/{r}/claim"),
        "release": lambda c, r: c.post(f"/v1/reviews/{r}/release"),
    },
    Action.REVIEW_TAKE_OVER: {"take over": lambda c, r: c.post(f"/v1/reviews/{r}/claim?take_over=true")},
    Action.REVIEW_EDIT: {"edit": edit},
    Action.REVIEW_DECIDE: {"approve": approve},
    Action.REVIEW_SECOND: {"second": approve},
    Action.REVIEW_ESCALATED: {"work on": lambda c, r: c.post(f"/v1/reviews/{r}/claim")},
    Action.FINDING_RELEASE: {"let go": let_go},
    Action.REVIEW_SENT: {"sent": lambda c, r: c.post(f"/v1/reviews/{r}/sent", json={"text": REPLY})},
    Action.REVIEW_FEEDBACK: {"feedback": lambda c, r: c.post(f"/v1/reviews/{r}/feedback", json={"reasons": ["good"]})},
    Action.CUSTOMER_UNMASK: {"unmask": lambda c, r: c.post(f"/v1/reviews/{r}/unmask")},
}
COUNTER = iter(range(1, 10**6))


def message(client: TestClient, branch: str) -> Any:
    n = next(COUNTER)
    body = {"conversation_id": f"c{n}", "message_id": f"m{n}", "customer_ref": f"p{n}", "branch": branch,
            "sent_at": "2026-11-27T10:00:00+08:00", "role": "customer", "type": "text", "text": "在吗"}  # fmt: skip
    return client.post("/v1/messages", json=body)


OF_A_BRANCH: dict[Action, dict[str, Call]] = {
    Action.CHECK: {"check": lambda c, _: c.post("/v1/checks", json={"id": "x", "draft": "您好"})},
    Action.DRAFT: {"draft": lambda c, b: c.post("/v1/drafts", json={"id": "x", "customer": "在吗", "branch": b})},
    Action.SEARCH: {
        "search": lambda c, _: c.get("/v1/search", params={"query": "材料"}),
        "cost": lambda c, _: c.post(
            "/v1/cost", json={"principal": 1000, "periods": 12, "method": "annuity", "rate": "6%"}
        ),
        "cost sheet": lambda c, _: c.post("/v1/cost/sheet", json={"principal": 1000, "periods": 12, "rate": "6%"}),
    },
    Action.MESSAGE: {"message": message},
}
AGREED = {"purpose": "申请贷款", "recipients": ["江北银行"], "data": ["流水"], "how": "signed"}


def take_back(client: TestClient, ref: str) -> Any:
    return client.post(f"/v1/customers/{ref}/consents/{CONSENT_OF[ref]}/withdraw")


CONSENT_OF: dict[str, str] = {}
"""The consent that each made-up customer gave."""
OF_A_CUSTOMER: dict[Action, dict[str, Call]] = {
    Action.CONSENT_READ: {"read": lambda c, ref: c.get(f"/v1/customers/{ref}/consents")},
    Action.CONSENT_RECORD: {"record": lambda c, ref: c.post(f"/v1/customers/{ref}/consents", json=AGREED)},
    Action.CONSENT_WITHDRAW: {"withdraw": take_back},
}
PLAIN: dict[Action, dict[str, Callable[[TestClient, Office], Any]]] = {
    Action.EVENTS_READ: {"events": lambda c, _: c.get("/v1/events", params={"limit": 1})},
    Action.PEOPLE_READ: {"people": lambda c, _: c.get("/v1/people")},
    Action.PEOPLE_CHANGE: {
        "add": lambda c, _: c.post("/v1/people", json={"name": f"新人{next(COUNTER)}"}),
        "change": lambda c, o: c.patch(f"/v1/people/{o.people['advisor@'].id}", json={"branch": THEIRS}),
    },
    Action.KEYS_CHANGE: {
        "keys": lambda c, _: c.get("/v1/keys"),
        "create": lambda c, _: c.post("/v1/keys", json={"name": f"key {next(COUNTER)}", "scopes": ["check"]}),
        "revoke": lambda c, o: c.delete(f"/v1/keys/{spare_key(o)}"),
    },
}


def spare_key(office: Office) -> str:
    office.house.store.keys.create(f"spare {next(COUNTER)}", scopes=["check"])
    return str(office.house.store.keys.list()[-1]["id"])


def test_every_action_is_tried_somewhere() -> None:
    assert {*OF_A_REVIEW, *OF_A_BRANCH, *OF_A_CUSTOMER, *PLAIN, *COMMAND_LINE_ONLY} == set(Action) == set(TABLE)


def far(who: str, action: Action) -> Reach:
    """How far the table lets this caller, read from its lines alone."""
    grant = TABLE[action]
    if who in tuple(Role):
        return Reach(getattr(grant, who))
    return Reach.ALL if who.removeprefix("key:") in grant.scopes and who in KEYS else Reach.NONE


def refusal(who: str, action: Action) -> tuple[int, str]:
    if who in ("nobody", "inactive"):
        return 401, "unauthorized"
    return 403, "person_required" if who in KEYS and not TABLE[action].scopes else "forbidden"


def waiting(office: Office, action: Action, branch: str) -> str:
    """A review in the state in which this action may be done to it."""
    urgent, text = action is Action.REVIEW_SECOND, BLOCKED if action is Action.FINDING_RELEASE else REPLY
    review_id = office.review(branch=branch, tier="urgent" if urgent else "routine", reply=text)
    approval = Decision(DecisionKind.APPROVE, "头一位", REPLY, sha256_text(REPLY))
    reviews = office.house.store.reviews
    check = reviews.get(review_id).check
    if urgent:
        reviews.decide(review_id, approval, check, revision=1, second_for=["urgent"])
        return f"second:{review_id}"
    if action is Action.REVIEW_ESCALATED:
        up = replace(approval, kind=DecisionKind.ESCALATE, reason="拿不准")
        return reviews.decide(review_id, up, check, revision=1).escalated_to
    if action is Action.REVIEW_SENT:
        reviews.decide(review_id, approval, check, revision=1)
    if action is Action.REVIEW_TAKE_OVER:
        reviews.claim(review_id, person="头一位")
    return review_id


def tried(office: Office, call: Callable[[], Any]) -> tuple[Any, int]:
    """The answer, and how many events it left."""
    before = office.events()
    answer = call()
    return answer, office.events() - before - 1


@pytest.mark.slow
@pytest.mark.parametrize("action", OF_A_REVIEW)
@pytest.mark.parametrize("who", CALLERS)
def test_what_may_be_done_to_a_review(office: Office, who: str, action: Action) -> None:
    for name, call in OF_A_REVIEW[action].items():
        for branch in BRANCHES.values():
            review_id = waiting(office, action, branch)
            answer, events = tried(office, partial(call, office[who], review_id))
            reach = far(who, action)
            case = (name, branch, answer.text[:200])
            if reach is Reach.ALL or (reach is Reach.BRANCH and branch in ("", OURS)):
                assert answer.status_code in (200, 204), case
                continue
            asked_first = Action.REVIEW_READ if action in (Action.REVIEW_SECOND, Action.REVIEW_ESCALATED) else action
            hidden = branch == THEIRS and far(who, asked_first) is Reach.BRANCH
            expected = (404, "review_not_found") if hidden else refusal(who, action)
            assert (answer.status_code, answer.json()["code"]) == expected, case
            assert events == 0, case


def customer(office: Office, branch: str) -> str:
    """A customer of this branch who agreed to something."""
    ref, given = f"p{next(COUNTER)}", datetime.now(UTC)
    agreed = Consent("申请贷款", ("江北银行",), ("流水",), given)
    made = office.house.store.consents.record(ref, ConsentRecord("", agreed, "signed", "", "头一位", given, branch))
    CONSENT_OF[ref] = made.id
    return ref


@pytest.mark.slow
@pytest.mark.parametrize("action", OF_A_CUSTOMER)
@pytest.mark.parametrize("who", CALLERS)
def test_what_may_be_done_for_a_customer(office: Office, who: str, action: Action) -> None:
    for name, call in OF_A_CUSTOMER[action].items():
        for branch in BRANCHES.values():
            ref = customer(office, branch)
            answer, events = tried(office, partial(call, office[who], ref))
            reach = far(who, action)
            case = (name, branch, answer.text[:200])
            if reach is Reach.ALL or (reach is Reach.BRANCH and branch in ("", OURS)):
                assert answer.status_code in (200, 201), case
                continue
            hidden = branch == THEIRS and reach is Reach.BRANCH
            expected = (404, "consent_not_found") if hidden else refusal(who, action)
            assert (answer.status_code, answer.json()["code"]) == expected, case
            assert events == 0, case


@pytest.mark.slow
@pytest.mark.parametrize("action", OF_A_BRANCH)
@pytest.mark.parametrize("who", CALLERS)
def test_what_may_be_done_in_a_branch(office: Office, who: str, action: Action) -> None:
    for name, call in OF_A_BRANCH[action].items():
        for branch in BRANCHES.values():
            answer, events = tried(office, partial(call, office[who], branch))
            if far(who, action) is Reach.ALL:
                assert answer.status_code in (200, 201, 202), (name, branch, answer.text[:200])
                continue
            assert far(who, action) is Reach.NONE
            assert (answer.status_code, answer.json()["code"], events) == (*refusal(who, action), 0), (name, branch)


@pytest.mark.slow
@pytest.mark.parametrize("action", PLAIN)
@pytest.mark.parametrize("who", CALLERS)
def test_what_belongs_to_no_branch(office: Office, who: str, action: Action) -> None:
    for name, call in PLAIN[action].items():
        if name == "revoke":
            spare_key(office)
        answer, events = tried(office, partial(call, office[who], office))
        if far(who, action) is not Reach.NONE:
            assert answer.status_code in (200, 201, 204), (name, answer.text[:200])
            continue
        made = 1 if name == "revoke" else 0  # the spare key itself
        assert (answer.status_code, answer.json()["code"], events) == (*refusal(who, action), made), name


@pytest.mark.parametrize("who", [*Role, *(f"{role}@" for role in Role), *KEYS])
def test_the_queue_and_the_list_show_what_the_table_says(office: Office, who: str) -> None:
    for action, path, key in (
        (Action.REVIEW_READ, "/v1/reviews?limit=200", "branch"),
        (Action.PEOPLE_READ, "/v1/people", "branch"),
    ):
        for branch in BRANCHES.values():
            office.review(branch=branch, tier="urgent")
        reach, own = far(who.removesuffix("@"), action), THEIRS if who.endswith("@") else OURS
        answer = office[who].get(path)
        if reach is Reach.NONE:
            assert answer.status_code == 403
            continue
        shown = {item[key] for item in answer.json()["items"]}
        assert shown <= ({OURS, THEIRS, ""} if reach is Reach.ALL else {own, ""})
        assert own in shown or who in KEYS


@pytest.mark.parametrize("who", [*CALLERS])
def test_everybody_is_told_what_they_may(office: Office, who: str) -> None:
    answer = office[who].get("/v1/me")
    if who in ("nobody", "inactive"):
        assert answer.status_code == 401
        return
    told = answer.json()
    assert told["kind"] == ("key" if who in KEYS else "person")
    names = {Reach.BRANCH: "branch", Reach.ALL: "all"}
    assert told["actions"] == {a.value: names[far(who, a)] for a in Action if far(who, a) is not Reach.NONE}


def test_a_draft_of_another_branch_is_not_there(office: Office) -> None:
    made = office["advisor@"].post("/v1/drafts", json={"id": "theirs-1", "customer": "在吗"}).json()
    assert office["advisor@"].get("/v1/drafts/theirs-1").json()["review_id"] == made["review_id"]
    for who, status in (
        ("advisor", 404),
        ("manager", 404),
        ("compliance", 200),
        ("key:draft", 200),
        ("key:check", 403),
    ):
        assert office[who].get("/v1/drafts/theirs-1").status_code == status

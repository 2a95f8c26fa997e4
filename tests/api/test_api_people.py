"""Signing in and out, who works here, and service keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from jsonschema import validate
from offices import OURS, Office
from starlette.testclient import TestClient

from replydraft.adapters.store.people import TRIES
from replydraft.entrypoints.api.app import create_api
from replydraft.wire.schemas_http import KEYS, MADE_KEY, ME, PEOPLE, PERSON, SIGNED_IN

PASSWORD = "雨天记得带伞 2026"
NUMBER = count(1)
SECRET = "不该出现的密码 88"


def at(office: Office, address: str | None = None, token: str = "") -> TestClient:
    """A client of an address of its own, so that its refused tries are nobody else's."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    host = address or f"10.1.{next(NUMBER)}.1"
    return TestClient(create_api(office.house), headers=headers, client=(host, 5000))


@pytest.fixture
def newcomer(office: Office) -> dict[str, Any]:
    body = {"name": f"新同事{next(NUMBER)}", "role": "senior", "branch": OURS, "password": PASSWORD}
    answer = office["admin"].post("/v1/people", json=body)
    assert answer.status_code == 201, answer.text
    person: dict[str, Any] = answer.json()
    validate(person, PERSON)
    assert answer.headers["location"] == f"/v1/people/{person['id']}"
    return person


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> Any:
    return client.post("/v1/sign-in", json={"name": name, "password": password})


def test_a_person_signs_in_works_and_signs_out(office: Office, newcomer: dict[str, Any]) -> None:
    answer = sign_in(at(office), newcomer["name"])
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    validate(made, SIGNED_IN)
    assert made["person"] == newcomer
    lasts = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=11, minutes=58) < lasts <= timedelta(hours=12)
    client = at(office, token=made["token"])
    me = client.get("/v1/me").json()
    validate(me, ME)
    assert (me["kind"], me["actor"], me["person"]["role"]) == ("person", newcomer["name"], "senior")
    assert client.post("/v1/sign-out").status_code == 204
    assert client.get("/v1/me").status_code == 401


def test_signing_out_ends_this_token_only(office: Office, newcomer: dict[str, Any]) -> None:
    first, second = (at(office, token=sign_in(at(office), newcomer["name"]).json()["token"]) for _ in range(2))
    assert first.post("/v1/sign-out").status_code == 204
    assert (first.get("/v1/me").status_code, second.get("/v1/me").status_code) == (401, 200)


def test_a_service_key_neither_signs_out_nor_is_a_person(office: Office) -> None:
    answer = office["key:check"].post("/v1/sign-out")
    assert (answer.status_code, answer.json()["code"]) == (403, "person_required")
    me = office["key:check"].get("/v1/me").json()
    validate(me, ME)
    assert (me["kind"], me["person"], me["key"]["scopes"]) == ("key", None, ["check"])


@pytest.mark.parametrize("who", ["right name", "no such name", "out of service", "no password"])
def test_whatever_is_wrong_is_said_the_same_way(office: Office, newcomer: dict[str, Any], who: str) -> None:
    office["admin"].post("/v1/people", json={"name": "没有密码的人"})
    names = {"right name": newcomer["name"], "no such name": "查无此人", "no password": "没有密码的人"}
    if who == "out of service":
        office["admin"].patch(f"/v1/people/{newcomer['id']}", json={"active": False})
    right = who == "out of service"
    answer = sign_in(at(office), names.get(who, newcomer["name"]), PASSWORD if right else SECRET)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert "token" not in answer.json()
    assert SECRET not in answer.text
    assert SECRET not in str([e.payload for e in office.house.store.audit.events()])


def test_too_many_tries_must_wait(office: Office, newcomer: dict[str, Any]) -> None:
    for _ in range(TRIES):
        assert sign_in(at(office), newcomer["name"], SECRET).status_code == 401
    answer = sign_in(at(office), newcomer["name"])
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert 0 < int(answer.headers["retry-after"]) <= 900


@pytest.mark.slow
def test_too_many_tries_of_one_address_must_wait(office: Office, newcomer: dict[str, Any]) -> None:
    client = at(office, "10.9.9.9")
    answers = [sign_in(client, f"猜的名字{n}", SECRET).status_code for n in range(31)]
    assert answers == [401] * 30 + [429]
    assert sign_in(client, newcomer["name"]).status_code == 429
    assert sign_in(at(office), newcomer["name"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "甲"}, "password"),
        ({"name": 5, "password": "x"}, "name"),
        ({"name": "甲\n乙", "password": "x"}, "name"),
        ({"name": "甲", "password": "x" * 501}, "password"),
        ({"name": "甲", "password": None}, "password"),
    ],
)
def test_a_wrong_sign_in_is_named(office: Office, body: dict[str, Any], field: str) -> None:
    answer = at(office).post("/v1/sign-in", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_out_of_service_is_out_at_once(office: Office, newcomer: dict[str, Any]) -> None:
    client = at(office, token=sign_in(at(office), newcomer["name"]).json()["token"])
    long_lived = at(office, token=office.house.store.keys.create_for(office.house.store.people.list()[-1]))
    assert (client.get("/v1/reviews").status_code, long_lived.get("/v1/reviews").status_code) == (200, 200)
    out = office["admin"].patch(f"/v1/people/{newcomer['id']}", json={"active": False})
    assert (out.status_code, out.json()["active"]) == (200, False)
    assert (client.get("/v1/reviews").status_code, long_lived.get("/v1/reviews").status_code) == (401, 401)
    back = office["admin"].patch(f"/v1/people/{newcomer['id']}", json={"active": True})
    assert back.json()["active"] is True
    assert client.get("/v1/reviews").status_code == 401
    assert sign_in(at(office), newcomer["name"]).status_code == 200


def test_another_role_counts_at_once(office: Office, newcomer: dict[str, Any]) -> None:
    client = at(office, token=sign_in(at(office), newcomer["name"]).json()["token"])
    assert client.get("/v1/events").status_code == 403
    changed = office["admin"].patch(f"/v1/people/{newcomer['id']}", json={"role": "compliance", "branch": ""}).json()
    assert (changed["role"], changed["branch"]) == ("compliance", "")
    assert client.get("/v1/events").status_code == 200


def test_a_new_password_replaces_the_old(office: Office, newcomer: dict[str, Any]) -> None:
    new = "换了一个新的密码 7"
    assert office["admin"].patch(f"/v1/people/{newcomer['id']}", json={"password": new}).status_code == 200
    assert sign_in(at(office), newcomer["name"]).status_code == 401
    assert sign_in(at(office), newcomer["name"], new).status_code == 200


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, None, "bad_input"),
        ({"role": "boss"}, "role", "bad_input"),
        ({"branch": "长" * 61}, "branch", "too_long"),
        ({"branch": 7}, "branch", "bad_input"),
        ({"active": "no"}, "active", "bad_input"),
        ({"password": "short"}, "password", "bad_input"),
        ({"password": "aaaaaaaaaaaaaa"}, "password", "weak_password"),
    ],
)
def test_a_wrong_change_is_named_and_changes_nothing(
    office: Office, newcomer: dict[str, Any], body: dict[str, Any], field: str | None, code: str
) -> None:
    before = office.events()
    answer = office["admin"].patch(f"/v1/people/{newcomer['id']}", json=body)
    assert (answer.status_code, answer.json()["field"], answer.json()["code"]) == (422, field, code)
    assert office.events() == before + 1


def test_a_name_is_one_persons(office: Office, newcomer: dict[str, Any]) -> None:
    answer = office["admin"].post("/v1/people", json={"name": newcomer["name"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "name_taken")
    for name in ("system", "rk_crm", "", "x" * 61, "甲\u202e乙"):
        assert office["admin"].post("/v1/people", json={"name": name}).status_code == 422


def test_nobody_is_changed_who_is_not_there(office: Office) -> None:
    answer = office["admin"].patch("/v1/people/pe_nobody", json={"active": False})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_person")


def test_the_last_admin_stays(office: Office) -> None:
    admins = [p for p in office.house.store.people.list() if p.role == "admin" and p.active]
    assert {p.name for p in admins} == {"admin 甲", "admin 乙"}
    one, last = (office.people[name].id for name in ("admin@", "admin"))
    try:
        assert office["admin"].patch(f"/v1/people/{one}", json={"role": "advisor"}).status_code == 200
        answer = office["admin"].patch(f"/v1/people/{last}", json={"active": False})
        assert (answer.status_code, answer.json()["code"]) == (422, "last_admin")
    finally:
        assert office["admin"].patch(f"/v1/people/{one}", json={"role": "admin"}).status_code == 200


def test_the_list_tells_no_secret(office: Office, newcomer: dict[str, Any]) -> None:
    answer = office["admin"].get("/v1/people")
    validate(answer.json(), PEOPLE)
    assert newcomer in answer.json()["items"]
    assert "argon2" not in answer.text


def test_a_service_key_is_made_used_and_ended(office: Office) -> None:
    name = f"crm {next(NUMBER)}"
    answer = office["admin"].post("/v1/keys", json={"name": name, "scopes": ["draft", "check"], "days": 30})
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    validate(made, MADE_KEY)
    assert (made["name"], made["scopes"], made["kind"]) == (name, ["check", "draft"], "service")
    client = at(office, token=made["token"])
    assert client.post("/v1/checks", json={"id": "1", "draft": "您好"}).status_code == 200
    listed = office["admin"].get("/v1/keys")
    validate(listed.json(), KEYS)
    (line,) = [k for k in listed.json()["items"] if k["id"] == made["id"]]
    assert line["revoked_at"] is None
    assert made["token"] not in listed.text
    for _ in range(2):
        assert office["admin"].delete(f"/v1/keys/{made['id']}").status_code == 204
    assert client.post("/v1/checks", json={"id": "1", "draft": "您好"}).status_code == 401
    created, ended = list(office.house.store.audit.events(subject=made["id"]))
    assert (created.actor, ended.actor) == ("admin 甲", "admin 甲")
    assert made["token"] not in str([e.payload for e in office.house.store.audit.events()])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": "draft"}, "scopes"),
        ({"scopes": ["draft", "everything"]}, "scopes"),
        ({"scopes": [["draft"]]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": True}, "days"),
        ({"days": 100_000}, "days"),
    ],
)
def test_a_wrong_key_is_named(office: Office, change: dict[str, Any], field: str) -> None:
    body: dict[str, Any] = {"name": f"key-{next(NUMBER)}", "scopes": ["draft"]}
    answer = office["admin"].post("/v1/keys", json=body | change)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_key_call_ends_no_persons_token(office: Office, newcomer: dict[str, Any]) -> None:
    client = at(office, token=sign_in(at(office), newcomer["name"]).json()["token"])
    key_id = client.get("/v1/me").json()["key"]["id"]
    for name in (key_id, newcomer["name"], "rk_none"):
        answer = office["admin"].delete(f"/v1/keys/{name}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_key")
    assert client.get("/v1/me").status_code == 200

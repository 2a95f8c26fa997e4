"""People, keys and idempotency in a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from replydraft.adapters.store import Store, open_store
from replydraft.adapters.store.idempotency import LEASE_S, Reservation
from replydraft.errors import InputError


class Now:
    """A clock that a test can turn."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def store(tmp_path: Path, now: Now) -> Iterator[Store]:
    opened = open_store(tmp_path / "replydraft.db", clock=now)
    yield opened
    opened.close()


def test_a_person_is_named_once(store: Store) -> None:
    assert store.people.first() is None
    person = store.people.ensure(" 周可 ")
    assert person.name == "周可"
    assert store.people.ensure("周可") == person == store.people.first()
    assert store.people.list() == [person]
    assert [e.kind for e in store.audit.events()] == ["person.named"]


@pytest.mark.parametrize("name", ["", " ", "system", "rk_x", "a\nb", "长" * 61])
def test_a_name_nobody_can_have(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="person"):
        store.people.ensure(name)


def test_a_service_key_is_recognised_until_it_expires(store: Store, now: Now) -> None:
    token = store.keys.create("crm", scopes=["draft", "check", "draft"], days=30)
    assert token.startswith("rk_")
    key = store.keys.recognise(token)
    assert key is not None
    assert (key.name, key.scopes, key.person, key.actor) == ("crm", ("check", "draft"), None, key.id)
    now.at += timedelta(days=30)
    assert store.keys.recognise(token) is None


def test_a_user_token_is_its_person(store: Store) -> None:
    person = store.people.ensure("周可")
    token = store.keys.create_for(person)
    assert token.startswith("ru_")
    key = store.keys.recognise(token)
    assert key is not None
    assert (key.person, key.actor) == (person, "周可")


def test_a_revoked_key_is_dead_at_once(store: Store) -> None:
    token = store.keys.create("crm", scopes=["check"])
    assert store.keys.revoke("crm") == 1
    assert store.keys.recognise(token) is None
    assert [e.kind for e in store.audit.events()] == ["key.created", "key.revoked"]
    assert [k["revoked_at"] is None for k in store.keys.list()] == [False]


@pytest.mark.parametrize("name", ["crm", "rk_none", ""])
def test_revoking_what_is_not_there_is_said(store: Store, name: str) -> None:
    store.keys.create("crm", scopes=["check"])
    store.keys.revoke("crm")
    with pytest.raises(InputError, match="name"):
        store.keys.revoke(name)


def test_a_key_can_be_revoked_by_its_id_beside_others(store: Store) -> None:
    kept = store.keys.create("crm", scopes=["check"])
    store.keys.create("bi", scopes=["check"])
    bi = next(k for k in store.keys.list() if k["name"] == "bi")
    assert store.keys.revoke(str(bi["id"])) == 1
    assert store.keys.recognise(kept) is not None


def test_one_name_one_live_key(store: Store, now: Now) -> None:
    store.keys.create("crm", scopes=["check"], days=1)
    with pytest.raises(InputError, match="in use"):
        store.keys.create("crm", scopes=["check"])
    now.at += timedelta(days=1)
    assert store.keys.create("crm", scopes=["check"])


@pytest.mark.parametrize("token", ["", "rk_", "Bearer x", "rk_" + "a" * 43, "ru_\ud800"])
def test_what_we_did_not_issue_is_nobody(store: Store, token: str) -> None:
    store.keys.create("crm", scopes=["check"])
    assert store.keys.recognise(token) is None


def test_what_is_stored_opens_nothing(store: Store) -> None:
    token = store.keys.create("crm", scopes=["check"])
    raw = sqlite3.connect(store.path)
    dump = "\n".join(raw.iterdump())
    (digest,) = raw.execute("SELECT token_sha256 FROM keys").fetchone()
    raw.close()
    assert token.removeprefix("rk_") not in dump
    assert token not in str(store.keys.list())
    for stolen in (digest, f"rk_{digest}", str(store.keys.list()[0]["id"])):
        assert store.keys.recognise(stolen) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["draft", "root"]])
def test_a_scope_nobody_knows(store: Store, scopes: list[str]) -> None:
    with pytest.raises(InputError, match="scopes"):
        store.keys.create("x", scopes=scopes)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "长" * 61])
def test_a_key_needs_a_name(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        store.keys.create(name, scopes=["check"])


@pytest.mark.parametrize("days", [0, -1, 100_000, float("nan")])
def test_a_life_that_makes_no_sense(store: Store, days: float) -> None:
    with pytest.raises(InputError, match="days"):
        store.keys.create("x", scopes=["check"], days=days)


def test_the_same_request_is_done_once(store: Store) -> None:
    idem = store.idempotency
    assert idem.reserve("rk_a", "k", "h1") == Reservation("new")
    assert idem.reserve("rk_a", "k", "h1") == Reservation("busy")
    assert idem.reserve("rk_a", "k", "h2") == Reservation("differs")
    assert idem.reserve("rk_b", "k", "h2") == Reservation("new")
    idem.finish("rk_a", "k", 201, {"回复": "好"})
    assert idem.reserve("rk_a", "k", "h1") == Reservation("replay", 201, {"回复": "好"})
    idem.forget("rk_a", "k")  # what is answered is not forgotten
    assert idem.reserve("rk_a", "k", "h1").outcome == "replay"


def test_a_failed_request_may_be_tried_again(store: Store) -> None:
    store.idempotency.reserve("rk_a", "k", "h1")
    store.idempotency.forget("rk_a", "k")
    assert store.idempotency.reserve("rk_a", "k", "h1") == Reservation("new")


def test_a_reservation_of_a_dead_process_is_taken_over(store: Store, now: Now) -> None:
    store.idempotency.reserve("rk_a", "k", "h1")
    now.at += timedelta(seconds=LEASE_S - 1)
    assert store.idempotency.reserve("rk_a", "k", "h1") == Reservation("busy")
    now.at += timedelta(seconds=1)
    assert store.idempotency.reserve("rk_a", "k", "h1") == Reservation("new")


def test_only_one_of_many_at_once_is_new(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: store.idempotency.reserve("rk_a", "k", "h").outcome, range(16)))
    assert outcomes.count("new") == 1
    assert outcomes.count("busy") == 15

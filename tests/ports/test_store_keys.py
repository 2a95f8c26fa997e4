"""People, keys and idempotency in a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from replydraft.adapters.sqlalchemy_store import Store, open_store
from replydraft.adapters.store_idempotency import LEASE_S, Reservation
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
    key, token = store.keys.issue("CRM", ["draft", "check", "draft"], days=30)
    assert token.startswith("rk_")
    assert store.keys.recognise(token) == key
    assert (key.scopes, key.person, key.actor) == (("check", "draft"), None, key.id)
    now.at += timedelta(days=30)
    assert store.keys.recognise(token) is None


def test_a_user_token_is_its_person(store: Store) -> None:
    person = store.people.ensure("周可")
    key, token = store.keys.issue_user(person)
    assert token.startswith("ru_")
    recognised = store.keys.recognise(token)
    assert recognised == key
    assert recognised.person == person
    assert recognised.actor == "周可"


def test_a_revoked_key_is_dead_at_once(store: Store) -> None:
    key, token = store.keys.issue("CRM", ["check"])
    assert store.keys.revoke(key.id) is True
    assert store.keys.recognise(token) is None
    assert store.keys.revoke(key.id) is False
    assert store.keys.revoke("rk_none") is False
    assert [e.kind for e in store.audit.events()] == ["key.issued", "key.revoked"]
    assert store.keys.list()[0].revoked_at is not None


@pytest.mark.parametrize("token", ["", "rk_", "Bearer x", "rk_" + "a" * 43, "ru_\ud800"])
def test_what_we_did_not_issue_is_nobody(store: Store, token: str) -> None:
    store.keys.issue("CRM", ["check"])
    assert store.keys.recognise(token) is None


def test_neither_token_nor_id_opens_from_what_is_stored(store: Store) -> None:
    key, token = store.keys.issue("CRM", ["check"])
    raw = sqlite3.connect(store.path)
    dump = "\n".join(raw.iterdump())
    raw.close()
    assert token not in dump
    assert token.removeprefix("rk_") not in dump
    assert store.keys.recognise(key.id) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["draft", "root"]])
def test_a_scope_nobody_knows(store: Store, scopes: list[str]) -> None:
    with pytest.raises(InputError, match="scopes"):
        store.keys.issue("x", scopes)


@pytest.mark.parametrize("days", [0, -1, 100_000, float("nan")])
def test_a_life_that_makes_no_sense(store: Store, days: float) -> None:
    with pytest.raises(InputError, match="days"):
        store.keys.issue("x", ["check"], days=days)


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

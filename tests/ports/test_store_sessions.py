"""Sessions: an end by time and by idleness, by signing out, and with whose they are."""

from __future__ import annotations

import pytest
from store_places import Now, Place
from store_samples import PERSON, kinds

from replydraft.adapters.store import Store
from replydraft.adapters.store.sessions import IDLE_H, LASTS_H
from replydraft.domain.people import Person

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def person(store: Store) -> Person:
    store.people.ensure("管理", role="admin")
    return store.people.ensure(PERSON)


def test_a_session_is_its_persons(store: Store, place: Place, person: Person) -> None:
    token = store.sessions.begin(person)
    assert token.startswith("rs_")
    assert store.sessions.person(token) == person
    assert place.open().sessions.person(token) == person
    assert place.finds(token, token.removeprefix("rs_")) == []


def test_any_other_token_is_nobody(store: Store, person: Person) -> None:
    store.sessions.begin(person)
    for token in (None, "", "rs_", "rs_x", "rk_x", "rs_坏\ud800", "rs_\x00"):
        assert store.sessions.person(token) is None
        assert store.keys.recognise(token or "") is None


def test_it_ends_by_time_however_busy(store: Store, person: Person, now: Now) -> None:
    token = store.sessions.begin(person)
    for _ in range(LASTS_H - 1):
        now.later(hours=1)
        assert store.sessions.person(token) == person
    now.later(minutes=59)
    assert store.sessions.person(token) == person
    now.later(minutes=1)
    assert store.sessions.person(token) is None


def test_it_ends_by_idleness(store: Store, person: Person, now: Now) -> None:
    token, other = store.sessions.begin(person), store.sessions.begin(person)
    now.later(hours=IDLE_H)
    assert store.sessions.person(token) == person
    now.later(seconds=1)
    assert store.sessions.person(token) == person
    assert store.sessions.person(other) is None


def test_signing_out_ends_it_and_no_other(store: Store, person: Person) -> None:
    token, other = store.sessions.begin(person), store.sessions.begin(person)
    store.sessions.end(token)
    assert store.sessions.person(token) is None
    assert store.sessions.person(other) == person
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor, event.subject) == ("signed_out", PERSON, person.id)
    count = len(kinds(store))
    for unknown in (token, "rs_none", ""):
        store.sessions.end(unknown)
    assert len(kinds(store)) == count


def test_out_of_service_ends_sessions_and_tokens_at_once_and_for_good(store: Store, person: Person) -> None:
    session, token = store.sessions.begin(person), store.keys.create_for(person)
    store.people.change(person.id, active=False, actor="管理")
    assert store.sessions.person(session) is None
    assert store.keys.recognise(token) is None
    assert kinds(store)[-2:] == ["key.revoked", "person.changed"]
    store.people.change(person.id, active=True, actor="管理")
    assert store.sessions.person(session) is None
    assert store.keys.recognise(token) is None
    assert store.sessions.person(store.sessions.begin(person)) == person


def test_somebody_out_of_service_gets_no_session_that_works(store: Store, person: Person) -> None:
    store.people.change(person.id, active=False, actor="管理")
    assert store.sessions.person(store.sessions.begin(person)) is None


def test_a_new_role_counts_in_the_session_at_hand(store: Store, person: Person) -> None:
    token = store.sessions.begin(person)
    changed = store.people.change(person.id, role="senior", actor="管理")
    assert store.sessions.person(token) == changed


def test_a_new_password_ends_every_session(store: Store, person: Person) -> None:
    token = store.sessions.begin(person)
    store.people.set_password(person.id, "桂林山水甲天下 1789", actor=PERSON)
    assert store.sessions.person(token) is None


def test_sessions_that_are_over_are_cleared_away(store: Store, place: Place, person: Person, now: Now) -> None:
    store.sessions.begin(person)
    now.later(hours=LASTS_H)
    store.sessions.begin(person)
    with place.raw() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one() == 1

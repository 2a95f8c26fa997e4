"""API keys: recognised by their hash alone, for a time, until they are revoked."""

from __future__ import annotations

import pytest
from store_places import Now, Place
from store_samples import OTHER, PERSON, kinds

from replydraft.adapters.store import Store
from replydraft.errors import InputError


def test_a_service_key_is_recognised_until_it_expires(store: Store, now: Now) -> None:
    token = store.keys.create("crm", scopes=["draft", "check", "draft"], days=30)
    assert token.startswith("rk_")
    key = store.keys.recognise(token)
    assert key is not None
    assert (key.name, key.scopes, key.person, key.actor) == ("crm", ("check", "draft"), None, key.id)
    now.later(days=30)
    assert store.keys.recognise(token) is None


def test_a_user_token_is_its_person(store: Store) -> None:
    person = store.people.ensure(PERSON)
    token = store.keys.create_for(person)
    assert token.startswith("ru_")
    key = store.keys.recognise(token)
    assert key is not None
    assert (key.person, key.actor) == (person, PERSON)


def test_a_revoked_key_is_dead_at_once(store: Store) -> None:
    token = store.keys.create("crm", scopes=["check"])
    assert store.keys.revoke("crm") == 1
    assert store.keys.recognise(token) is None
    assert kinds(store) == ["key.created", "key.revoked"]
    assert [k["revoked_at"] is None for k in store.keys.list()] == [False]


def test_revoking_what_is_not_there_is_said(store: Store) -> None:
    store.keys.create("crm", scopes=["check"])
    store.keys.revoke("crm")
    for name in ("crm", "rk_none", ""):
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
    now.later(days=1)
    assert store.keys.create("crm", scopes=["check"])


def test_what_we_did_not_issue_is_nobody(store: Store) -> None:
    store.keys.create("crm", scopes=["check"])
    for token in ("", "rk_", "Bearer x", "rk_" + "a" * 43, "ru_\ud800", "rk_\x00"):
        assert store.keys.recognise(token) is None


def test_what_is_stored_opens_nothing(store: Store, place: Place) -> None:
    token = store.keys.create("crm", scopes=["check"])
    with place.raw() as c:
        digest = c.exec_driver_sql("SELECT token_sha256 FROM keys").scalar_one()
    assert place.finds(token.removeprefix("rk_")) == []
    assert place.finds(digest) == [digest]
    assert token not in str(store.keys.list())
    for stolen in (digest, f"rk_{digest}", str(store.keys.list()[0]["id"])):
        assert store.keys.recognise(stolen) is None


def test_a_scope_nobody_knows(store: Store) -> None:
    for scopes in ([], ["everything"], ["draft", "root"]):
        with pytest.raises(InputError, match="scopes"):
            store.keys.create("x", scopes=scopes)


def test_a_key_needs_a_name(store: Store) -> None:
    for name in ("", " ", "a\nb", "空\x00", "长" * 61):
        with pytest.raises(InputError, match="name"):
            store.keys.create(name, scopes=["check"])


def test_a_life_that_makes_no_sense(store: Store) -> None:
    for days in (0, -1, 100_000, float("nan")):
        with pytest.raises(InputError, match="days"):
            store.keys.create("x", scopes=["check"], days=days)
    assert store.keys.list() == []


def test_every_scope_there_is(store: Store) -> None:
    token = store.keys.create("all", scopes=["messages", "draft", "admin", "check"])
    key = store.keys.recognise(token)
    assert key is not None
    assert key.scopes == ("admin", "check", "draft", "messages")
    assert key.caller.person is None


def test_a_token_is_the_person_as_they_are_now(store: Store) -> None:
    store.people.ensure(OTHER, role="admin")
    person = store.people.ensure(PERSON)
    token = store.keys.create_for(person)
    changed = store.people.change(person.id, role="senior", branch="城东", actor=OTHER)
    key = store.keys.recognise(token)
    assert key is not None
    assert (key.person, key.caller.branch) == (changed, "城东")


def test_a_person_may_have_several_tokens_and_a_key_their_name(store: Store) -> None:
    person = store.people.ensure(PERSON)
    tokens = [store.keys.create_for(person, days=days) for days in (1, 2)]
    store.keys.create(PERSON, scopes=["check"])
    assert all(store.keys.recognise(token) for token in tokens)
    assert [k["kind"] for k in store.keys.list()].count("user") == 2
    assert store.keys.revoke(PERSON, actor=OTHER) == 1  # the service key of that name, not the person's own tokens
    assert all(store.keys.recognise(token) for token in tokens)
    for key in store.keys.list():
        if key["kind"] == "user":
            assert store.keys.revoke(key["id"], actor=OTHER) == 1
    assert not any(store.keys.recognise(token) for token in tokens)
    assert [e.actor for e in store.audit.events()][-3:] == [OTHER] * 3


def test_a_revoked_or_expired_key_counts_on_every_server(store: Store, place: Place, now: Now) -> None:
    other = place.open()
    first, second = store.keys.create("a", scopes=["check"]), store.keys.create("b", scopes=["check"], days=0.5)
    assert other.keys.recognise(first) is not None
    store.keys.revoke("a")
    assert other.keys.recognise(first) is None
    now.later(hours=11, minutes=59)
    assert other.keys.recognise(second) is not None
    now.later(minutes=1)
    assert other.keys.recognise(second) is None

"""People: roles, branches, passwords, the last admin, and the limit on tries to sign in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from store_places import Now, Place
from store_samples import OTHER, PERSON, kinds

from replydraft.adapters.store import Store
from replydraft.adapters.store import people as people_module
from replydraft.adapters.store.people import TRIES, TRIES_OF_ADDRESS, WINDOW_S
from replydraft.domain.people import Person
from replydraft.errors import InputError, SignInRefused

pytestmark = pytest.mark.usefixtures("quick_hashes")
RIGHT, WRONG = "桂林山水甲天下 1789", "不是这个口令 0000"


@pytest.fixture
def person(store: Store) -> Person:
    return store.people.add(PERSON, role="admin", branch=" 城东 ", password=RIGHT, actor="init")


def test_a_person_is_named_once(store: Store) -> None:
    person = store.people.ensure(f" {PERSON} ")
    assert (person.name, person.role, person.branch, person.active, person.has_password) == (
        PERSON, "advisor", "", True, False,
    )  # fmt: skip
    assert store.people.ensure(PERSON, role="senior") == person == store.people.named(f"{PERSON} ")
    assert store.people.get(person.id) == person
    assert store.people.list() == [person]
    assert kinds(store) == ["person.added"]
    assert store.people.named("没有") is None
    assert store.people.get("pe_none") is None


def test_an_added_person_is_as_asked(store: Store, person: Person) -> None:
    assert (person.role, person.branch, person.has_password) == ("admin", "城东", True)
    with pytest.raises(InputError, match="taken") as refused:
        store.people.add(PERSON, actor="init")
    assert refused.value.code == "name_taken"
    event = next(iter(store.audit.events()))
    assert (event.actor, event.payload) == ("init", {"name": PERSON, "role": "admin", "branch": "城东"})
    assert RIGHT not in "".join(store.export())


def test_a_name_nobody_can_have(store: Store) -> None:
    attempts: tuple[Callable[[str], Person], ...] = (
        store.people.ensure,
        lambda name: store.people.add(name, actor="init"),
        lambda name: store.people.begin(name, password=RIGHT),
    )
    for name in ("", " ", "system", "rk_x", "a\nb", "空\x00", "长" * 61):
        for attempt in attempts:
            with pytest.raises(InputError, match="person"):
                attempt(name)
    assert store.people.list() == []


def test_a_role_or_branch_that_cannot_be(store: Store, person: Person) -> None:
    for field, value in (("role", "boss"), ("role", ""), ("branch", "长" * 61), ("branch", "a\nb")):
        values: Any = {field: value}
        with pytest.raises(InputError, match=field):
            store.people.add(OTHER, actor=PERSON, **values)
        with pytest.raises(InputError, match=field):
            store.people.change(person.id, actor=PERSON, **values)
    assert store.people.list() == [person]


def test_a_weak_password(store: Store, person: Person) -> None:
    for password in ("short", "长" * 201, "aaaaaaaaaaaa", f"我是{PERSON}我是{PERSON}你呢"):
        with pytest.raises(InputError, match="password"):
            store.people.add(OTHER if PERSON not in password else PERSON, password=password, actor="init")
        with pytest.raises(InputError, match="password"):
            store.people.set_password(person.id, password, actor=PERSON)
    assert store.people.sign_in(PERSON, RIGHT, address="a") == person


def test_the_first_person_is_an_admin_and_there_is_one_first(store: Store) -> None:
    first = store.people.begin(PERSON, password=RIGHT)
    assert (first.role, first.has_password) == ("admin", True)
    with pytest.raises(InputError, match="already") as refused:
        store.people.begin(OTHER, password=RIGHT)
    assert refused.value.code == "not_first"
    assert [e.actor for e in store.audit.events()] == [PERSON]


def test_only_one_of_many_is_the_first(store: Store) -> None:
    def attempt(n: int) -> bool:
        try:
            store.people.begin(f"某人{n}", password=RIGHT)
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert len(store.people.list()) == 1


def test_a_change_says_from_what_to_what(store: Store, person: Person) -> None:
    other = store.people.ensure(OTHER)
    changed = store.people.change(other.id, role="senior", branch="城西", actor=PERSON)
    assert (changed.role, changed.branch, changed.active) == ("senior", "城西", True)
    event = list(store.audit.events())[-1]
    assert (event.actor, event.subject) == (PERSON, other.id)
    assert event.payload == {"role": ["advisor", "senior"], "branch": ["", "城西"]}
    count = len(kinds(store))
    assert store.people.change(other.id, role="senior", actor=PERSON) == changed
    assert len(kinds(store)) == count
    with pytest.raises(InputError, match="nobody"):
        store.people.change("pe_none", role="senior", actor=PERSON)
    with pytest.raises(InputError, match="nobody"):
        store.people.set_password("pe_none", RIGHT, actor=PERSON)


@pytest.mark.parametrize("change", [{"role": "senior"}, {"active": False}])
def test_the_last_admin_stays(store: Store, person: Person, change: dict[str, object]) -> None:
    retired = store.people.add(OTHER, role="admin", actor=PERSON)
    store.people.change(retired.id, active=False, actor=PERSON)
    with pytest.raises(InputError, match="last admin") as refused:
        store.people.change(person.id, actor=PERSON, **change)  # type: ignore[arg-type]
    assert refused.value.code == "last_admin"
    assert store.people.get(person.id) == person
    store.people.change(retired.id, active=True, actor=PERSON)
    assert store.people.change(person.id, actor=PERSON, **change) != person  # type: ignore[arg-type]


def test_two_admins_cannot_put_each_other_out_at_once(store: Store, person: Person) -> None:
    other = store.people.add(OTHER, role="admin", actor=PERSON)

    def attempt(person_id: str) -> bool:
        try:
            store.people.change(person_id, active=False, actor=PERSON)
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (person.id, other.id))) == [False, True]


def test_signing_in(store: Store, person: Person) -> None:
    assert store.people.sign_in(f" {PERSON} ", RIGHT, address="10.0.0.1") == person
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor, event.subject) == ("sign_in.succeeded", PERSON, person.id)


@pytest.mark.parametrize("who", ["wrong password", "unknown", "no password", "out of service", "empty", "odd name"])
def test_every_refusal_says_the_same(store: Store, person: Person, who: str) -> None:
    other = store.people.add(OTHER, password=RIGHT if who != "no password" else None, actor=PERSON)
    if who == "out of service":
        store.people.change(other.id, active=False, actor=PERSON)
    name = {"unknown": "没有", "empty": "", "odd name": "周\x00可"}.get(who, OTHER)
    with pytest.raises(SignInRefused, match="wrong name or password") as refused:
        store.people.sign_in(name, WRONG if who == "wrong password" else RIGHT, address="10.0.0.1")
    assert (refused.value.code, refused.value.retry_after_s) == ("bad_credentials", None)
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor, event.payload) == ("sign_in.refused", "unknown", {"address": "10.0.0.1"})
    assert RIGHT not in "".join(store.export())


def refuse(store: Store, times: int, name: str = PERSON, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            store.people.sign_in(name, WRONG, address=address)
        assert refused.value.code == "bad_credentials"


def test_tries_at_one_name_are_limited_wherever_they_come_from(store: Store, person: Person, now: Now) -> None:
    for n in range(TRIES):
        refuse(store, 1, address=f"10.0.0.{n}")
        now.later(seconds=60)
    with pytest.raises(SignInRefused, match="too many tries") as refused:
        store.people.sign_in(PERSON, RIGHT, address="10.9.9.9")
    assert (refused.value.code, refused.value.retry_after_s) == ("too_many_tries", WINDOW_S - TRIES * 60)
    assert store.people.add(OTHER, password=RIGHT, actor=PERSON) == store.people.sign_in(OTHER, RIGHT, address="a")
    now.later(seconds=WINDOW_S - TRIES * 60 - 1)
    with pytest.raises(SignInRefused):
        store.people.sign_in(PERSON, RIGHT, address="10.9.9.9")
    now.later(seconds=1)
    assert store.people.sign_in(PERSON, RIGHT, address="10.9.9.9") == person


def test_tries_from_one_address_are_limited_whoever_they_are_at(store: Store, person: Person, now: Now) -> None:
    for n in range(TRIES_OF_ADDRESS):
        refuse(store, 1, name=f"某人{n}")
    with pytest.raises(SignInRefused, match="too many tries"):
        store.people.sign_in(PERSON, RIGHT, address="10.0.0.1")
    assert store.people.sign_in(PERSON, RIGHT, address="10.0.0.2") == person
    now.later(seconds=WINDOW_S)
    assert store.people.sign_in(PERSON, RIGHT, address="10.0.0.1") == person


def test_refusals_while_waiting_do_not_make_the_wait_longer(store: Store, person: Person, now: Now) -> None:
    refuse(store, TRIES)
    for _ in range(10):
        now.later(seconds=60)
        with pytest.raises(SignInRefused, match="too many"):
            store.people.sign_in(PERSON, RIGHT, address="a")
    now.later(seconds=WINDOW_S - 600)
    assert store.people.sign_in(PERSON, RIGHT, address="a") == person


def test_signing_in_clears_the_tries_and_so_does_a_new_password(store: Store, person: Person) -> None:
    for _ in range(3):
        refuse(store, TRIES - 1)
        store.people.sign_in(PERSON, RIGHT, address="a")
    refuse(store, TRIES)
    store.people.set_password(person.id, "重新来过一次 2024", actor=PERSON)
    assert store.people.sign_in(PERSON, "重新来过一次 2024", address="a") == person
    with pytest.raises(SignInRefused):
        store.people.sign_in(PERSON, RIGHT, address="a")


def test_the_limit_holds_on_every_server(place: Place, store: Store, person: Person) -> None:
    other = place.open()
    refuse(store, TRIES - 1)
    refuse(other, 1)
    with pytest.raises(SignInRefused, match="too many"):
        store.people.sign_in(PERSON, RIGHT, address="a")


def test_many_tries_at_once_are_counted(store: Store, person: Person) -> None:
    def attempt(_: int) -> str:
        try:
            store.people.sign_in(PERSON, WRONG, address="a")
        except SignInRefused as e:
            return e.code
        return "in"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, range(16)))
    assert said.count("bad_credentials") == TRIES
    assert said.count("too_many_tries") == 16 - TRIES


def test_a_password_hashed_with_older_settings_is_hashed_again(
    store: Store, place: Place, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_module, "needs_rehash", lambda _: True)
    with place.raw() as c:
        before = c.exec_driver_sql("SELECT password_hash FROM people").scalar_one()
    store.people.sign_in(PERSON, RIGHT, address="a")
    with place.raw() as c:
        assert c.exec_driver_sql("SELECT password_hash FROM people").scalar_one() != before
    assert store.people.sign_in(PERSON, RIGHT, address="a") == person

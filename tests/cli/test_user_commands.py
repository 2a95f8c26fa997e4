"""`replydraft users`: accounts as their keeper makes them."""

from __future__ import annotations

import pytest
from in_process import call, objects

from replydraft.bootstrap import open_the_store
from replydraft.domain.people import Person
from replydraft.errors import SignInRefused
from replydraft.settings import load_settings

PASSWORD = "河上有座-old-bridge"


def signed_in(name: str, password: str = PASSWORD) -> Person:
    with open_the_store(load_settings()) as store:
        return store.people.sign_in(name, password, address="127.0.0.1")


def test_an_added_person_can_sign_in() -> None:
    args = ("users", "add", "周可", "--role", "senior", "--branch", "海州一部", "--password-stdin")
    [made] = objects(*args, stdin=f"{PASSWORD}\n")
    assert (made["role"], made["branch"], made["has_password"]) == ("senior", "海州一部", True)
    assert signed_in("周可").role == "senior"
    assert PASSWORD not in call("users", "list").stdout


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("周可", "--role", "boss"), "bad_input"),
        (("system",), "no_person"),
        (("rk_crm",), "no_person"),
        (("",), "no_person"),
    ],
)
def test_what_cannot_be_a_person_is_refused(args: tuple[str, ...], code: str) -> None:
    assert code in call("users", "add", *args, "--no-password", status=1).stderr


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "周可周可周可周可周可周可"])
def test_a_weak_password_is_refused(password: str) -> None:
    call("users", "add", "周可", "--password-stdin", stdin=f"{password}\n", status=1)
    assert objects("users", "list") == []


def test_role_branch_password_and_service_are_changed() -> None:
    for name in ("管理", "周可"):
        call("users", "add", name, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    call("users", "role", "周可", "compliance")
    call("users", "branch", "周可", "海州二部")
    call("users", "password", "周可", "--password-stdin", stdin="another-old-bridge\n")
    person = signed_in("周可", "another-old-bridge")
    assert (person.role, person.branch) == ("compliance", "海州二部")
    call("users", "disable", "周可")
    with pytest.raises(SignInRefused):
        signed_in("周可", "another-old-bridge")
    call("users", "enable", "周可")
    assert signed_in("周可", "another-old-bridge").active
    assert "last_admin" in call("users", "disable", "管理", status=1).stderr
    assert "no_such_person" in call("users", "role", "某人", "senior", status=1).stderr


def test_a_token_acts_in_a_persons_name() -> None:
    call("users", "add", "周可", "--no-password")
    [made] = objects("users", "token", "周可", "--days", "2")
    with open_the_store(load_settings()) as store:
        key = store.keys.recognise(made["token"])
        assert key is not None
        assert key.actor == "周可"
    call("users", "disable", "周可")
    with open_the_store(load_settings()) as store:
        assert store.keys.recognise(made["token"]) is None
    assert "no_such_person" in call("users", "token", "周可", status=1).stderr

"""Accounts on the screen: one's own password and token, and the colleagues' for those who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from replydraft.domain.people import Role
from replydraft.domain.permissions import Action
from replydraft.entrypoints.screen.identity import Identity, Me, top_bar
from replydraft.entrypoints.screen.people_tab import Parts, People, people_html
from replydraft.entrypoints.screen.trouble import sentence
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.errors import InputError, NotAllowed, SignInRefused

PASSWORD, OTHER = "海州的夏天很长很长啊", "海州的冬天很短很短啊"
AsRole = Callable[..., Visit]


@pytest.fixture
def tab(house: Any) -> People:
    """The tab with names in the place of components."""
    return People(house, Parts(*[f.name for f in fields(Parts)]))


@pytest.fixture
def mine(house: Any) -> Identity:
    me = Me(*[f.name for f in fields(Me)])
    return Identity(house, "bar", me, (("audit", Action.AUDIT_VERIFY), ("people", Action.PEOPLE_READ)), "seen")


@pytest.fixture
def admin(as_role: AsRole) -> Visit:
    return as_role("管事", "admin")


def test_an_admin_adds_somebody_who_can_sign_in(house: Any, tab: People, admin: Visit) -> None:
    out = tab.add(admin, "周敏", "senior", "东店", PASSWORD)
    assert "已添加周敏（资深顾问）" in out["said"]
    assert out["password"] == ""
    assert "东店" in out["listed"]
    person = house.store.people.sign_in("周敏", PASSWORD, address="test")
    assert (person.role, person.branch) == ("senior", "东店")
    assert PASSWORD not in str(list(house.store.audit.events()))


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [("管事", PASSWORD, "同名"), ("", PASSWORD, "姓名"), ("周敏", "短", "10 到 200"), ("周敏", "啊啊啊啊啊啊啊啊啊啊", "容易猜到"),
     ("周敏", "周敏的密码是什么呢", "10 到 200"), ("周敏", "周敏的密码是什么呢呢", "容易猜到")],
)  # fmt: skip
def test_why_somebody_could_not_be_added_is_a_sentence(
    tab: People, admin: Visit, name: str, password: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        tab.add(admin, name, "advisor", "", password)
    assert said in sentence(refused.value)


def test_role_branch_password_and_service_are_changed_with_a_record(house: Any, tab: People, admin: Visit) -> None:
    person = house.store.people.add("周敏", password=PASSWORD, actor="管事")
    token = house.store.sessions.begin(person)
    assert "现在是合规（东店）" in tab.keep(admin, person.id, "compliance", "东店")["said"]
    assert house.store.sessions.person(token).role == "compliance"
    assert "重设" in tab.reset(admin, person.id, OTHER)["said"]
    assert house.store.sessions.person(token) is None
    assert house.store.people.sign_in("周敏", OTHER, address="test") is not None
    token = house.store.sessions.begin(person)
    out = tab.toggle(admin, person.id)
    assert ("已停用" in out["said"], out["active"]) == (True, "恢复")
    assert house.store.sessions.person(token) is None
    assert "已恢复" in tab.toggle(admin, person.id)["said"]
    events = [(e.kind, e.actor) for e in house.store.audit.events() if e.subject == person.id]
    assert events.count(("person.changed", "管事")) == 3
    assert ("person.password_set", "管事") in events


def test_the_last_admin_stays(house: Any, tab: People, admin: Visit) -> None:
    with pytest.raises(ScreenRefusal, match="停用自己"):
        tab.toggle(admin, admin.person.id)
    with pytest.raises(InputError) as refused:
        tab.keep(admin, admin.person.id, "advisor", "")
    assert "最后一位" in sentence(refused.value)
    assert house.store.people.get(admin.person.id).role == "admin"


def test_an_admin_who_steps_down_sees_no_more_than_their_new_role_may(
    tab: People, admin: Visit, as_role: AsRole
) -> None:
    as_role("另一位", "admin")
    out = tab.keep(admin, admin.person.id, "advisor", "")
    assert "现在是顾问" in out["said"]
    assert out["listed"] == ""
    assert out["add_box"]["visible"] is False
    now = replace(admin, person=replace(admin.person, role="advisor"))
    with pytest.raises(NotAllowed):
        tab.look(now)
    with pytest.raises(NotAllowed):
        tab.add(now, "某人", "admin", "", PASSWORD)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMIN])
def test_nobody_but_an_admin_changes_accounts(house: Any, tab: People, as_role: AsRole, role: Role) -> None:
    visit, other = as_role("周敏", role.value), as_role("李慎", "senior")
    pressed: list[Callable[[], Any]] = [
        lambda: tab.add(visit, "某人", "admin", "", PASSWORD),
        lambda: tab.keep(visit, other.person.id, "admin", ""),
        lambda: tab.toggle(visit, other.person.id),
        lambda: tab.reset(visit, other.person.id, PASSWORD),
    ]
    for press in pressed:
        with pytest.raises(NotAllowed):
            press()
    assert house.store.people.get(other.person.id) == other.person
    assert house.store.people.named("某人") is None


def test_a_manager_sees_their_own_branch_and_an_advisor_nobody(as_role: AsRole) -> None:
    for name, branch in (("东甲", "东店"), ("西甲", "西店"), ("总部", "")):
        as_role(name, branch=branch)
    seen = people_html(as_role("陈总", "manager", "东店"))
    assert "东甲" in seen
    assert "总部" in seen
    assert "西甲" not in seen
    assert "data-act" not in seen
    assert "西甲" in people_html(as_role("王合", "compliance"))
    with pytest.raises(NotAllowed):
        people_html(as_role("东甲"))


def test_names_are_text(as_role: AsRole, admin: Visit) -> None:
    as_role("<img src=x>")
    assert "<img" not in people_html(admin)
    assert "<img" not in top_bar(admin.house, as_role("<img src=x>").person)


# one's own


@pytest.mark.parametrize(
    ("role", "audit", "people"),
    [("advisor", False, False), ("senior", False, False), ("compliance", True, True), ("manager", True, True),
     ("admin", True, True)],
)  # fmt: skip
def test_who_sees_which_tab(mine: Identity, as_role: AsRole, role: str, audit: bool, people: bool) -> None:
    out = mine.look(as_role("某某", role))
    assert (out["audit"]["visible"], out["people"]["visible"]) == (audit, people)


def test_a_page_follows_a_changed_role(house: Any, mine: Identity, visit: Visit) -> None:
    seen = mine.look(visit)["seen"]
    assert set(mine.follow(visit, seen)) == {"seen"}
    now = Visit(house, house.store.people.change(visit.person.id, role="manager", branch="东店", actor="管事"))
    out = mine.follow(now, seen)
    assert "主管 · 东店" in out["bar"]
    assert out["audit"]["visible"] is True


def test_ones_own_password_is_changed_with_the_old_one_and_ends_every_session(house: Any, mine: Identity) -> None:
    person = house.store.people.add("周敏", password=PASSWORD, actor="管事")
    visit, tokens = Visit(house, person), [house.store.sessions.begin(person) for _ in range(2)]
    with pytest.raises(ScreenRefusal, match="两次"):
        mine.change(visit, PASSWORD, OTHER, OTHER + "啊")
    with pytest.raises(SignInRefused):
        mine.change(visit, "不是这个密码不是", OTHER, OTHER)
    with pytest.raises(InputError):
        mine.change(visit, PASSWORD, "短", "短")
    assert all(house.store.sessions.person(t) for t in tokens)
    out = mine.change(visit, PASSWORD, OTHER, OTHER)
    assert "请用新密码重新登录" in out["changed"]
    assert (out["old"], out["new"], out["again"]) == ("", "", "")
    assert not any(house.store.sessions.person(t) for t in tokens)
    assert house.store.people.sign_in("周敏", OTHER, address="test") == replace(person)


def test_somebody_without_a_password_changes_none(mine: Identity, visit: Visit) -> None:
    assert mine.look(visit)["password_box"]["visible"] is False
    with pytest.raises(SignInRefused):
        mine.change(visit, "", OTHER, OTHER)


def test_a_new_token_is_shown_once_and_ends_the_older_ones(house: Any, mine: Identity, visit: Visit) -> None:
    def token(out: dict[Any, Any]) -> str:
        return str(out["token"]).split('rd-token-text">')[1].split("<")[0]

    first, second = token(mine.rotate(visit)), token(mine.rotate(visit))
    assert house.store.keys.recognise(first) is None
    assert house.store.keys.recognise(second).person == visit.person
    assert second not in str(mine.look(visit))

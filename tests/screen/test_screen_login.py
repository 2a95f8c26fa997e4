"""Signing in over HTTP: the cookie, limits, first use, the demo's people, and what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from screen_browser import PASSWORD
from screen_samples import kinds, signed_in
from starlette.testclient import TestClient

from replydraft.entrypoints.screen.login import local_path
from replydraft.entrypoints.screen.samples import seed
from replydraft.entrypoints.screen.visits import COOKIE

Client = Callable[..., TestClient]


def test_signing_in_sets_a_cookie_scripts_cannot_read_and_leads_where_one_was_going(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    browser = client()
    answer = signed_in(browser, next="/ui/?a=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui/?a=1")
    flags = answer.headers["set-cookie"].lower()
    assert flags.startswith(f"{COOKIE}=rs_")
    assert "httponly" in flags
    assert "samesite=strict" in flags
    assert "path=/" in flags
    assert "secure" not in flags
    assert "expires" not in flags
    assert "max-age" not in flags
    assert browser.get("/ui/").json() == {"as": "张敏"}
    assert browser.get("/login").headers["location"] == "/ui/"
    assert answer.headers["set-cookie"].split(";")[0].split("=")[1] not in str(list(house.store.audit.events()))


def test_over_https_the_cookie_is_secure(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    answer = signed_in(client(base="https://desk.example", local_only=False))
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_wrong_password_is_said_kindly_and_too_many_are_made_to_wait(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    browser = client()
    for name in ("张敏", "没有这个人"):
        answer = signed_in(browser, name=name, password="不是这个密码不是")
        assert answer.status_code == 401
        assert "姓名或密码不对" in answer.text
        assert f'value="{name}"' in answer.text
        assert "不是这个密码" not in answer.text
        assert "set-cookie" not in answer.headers
    for _ in range(4):
        signed_in(browser, password="不是这个密码不是")
    limited = signed_in(browser)
    assert limited.status_code == 429
    assert 0 < int(limited.headers["retry-after"]) <= 900
    assert re.search(r"试的次数太多了，请过 \d+ 分钟再来", limited.text)


def test_signing_out_ends_the_session_itself(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    browser = client()
    signed_in(browser)
    token = browser.cookies[COOKIE]
    assert browser.get("/logout").status_code == 405
    out = browser.post("/logout")
    assert (out.status_code, out.headers["location"]) == (303, "/login?said=out")
    assert COOKIE not in browser.cookies
    assert "已退出登录" in browser.get("/login?said=out").text
    assert house.store.sessions.person(token) is None
    assert kinds(house)[-1] == "signed_out"
    assert browser.post("/logout").status_code == 303


def test_signing_in_again_ends_the_session_before(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    browser = client()
    signed_in(browser)
    before = browser.cookies[COOKIE]
    signed_in(browser)
    assert house.store.sessions.person(before) is None
    assert house.store.sessions.person(browser.cookies[COOKIE]) is not None


@pytest.mark.parametrize(
    "asked",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "", "ui/",
     "/ui/\nSet-Cookie: a=b", "/login?next=/ui/", "/logout", None],
)  # fmt: skip
def test_the_way_on_is_never_another_site(asked: str | None) -> None:
    assert local_path(asked) == "/ui/"
    assert local_path("/docs") == "/docs"


def test_the_first_person_here_is_an_admin_and_signed_in(house: Any, client: Client) -> None:
    browser = client()
    assert "第一次使用" in browser.get("/login").text
    asked = {"name": "张敏", "password": PASSWORD, "again": PASSWORD}
    different = browser.post("/login/first", data=asked | {"again": "另一个密码另一个密码"})
    assert (different.status_code, "两次输入的密码不一样" in different.text) == (400, True)
    weak = browser.post("/login/first", data=asked | {"password": "太短", "again": "太短"})
    assert "10 到 200" in weak.text
    assert house.store.people.list() == []
    assert browser.post("/login/first", data=asked).status_code == 303
    assert browser.get("/ui/").json() == {"as": "张敏"}
    (person,) = house.store.people.list()
    assert (person.role, person.has_password) == ("admin", True)
    assert kinds(house) == ["person.added", "sign_in.succeeded"]
    second = browser.post("/login/first", data=asked | {"name": "后来的人"})
    assert "已经有人在用了" in second.text
    assert len(house.store.people.list()) == 1


@pytest.mark.parametrize(
    ("base", "address"), [("http://192.168.1.5:7860", "192.168.1.9"), ("http://127.0.0.1:7860", "172.17.0.1"),
                          ("http://desk.example", "127.0.0.1")],
)  # fmt: skip
def test_first_use_from_elsewhere_names_the_command(house: Any, client: Client, base: str, address: str) -> None:
    browser = client(base=base, address=address, local_only=False)
    said = browser.get("/login").text
    assert "replydraft users add" in said
    assert "--role admin" in said
    assert "第一次使用" not in said
    asked = {"name": "张敏", "password": PASSWORD, "again": PASSWORD}
    assert browser.post("/login/first", data=asked).status_code == 401
    assert house.store.people.list() == []


def test_people_of_whom_none_could_sign_in_are_told_the_command(house: Any, client: Client) -> None:
    house.store.people.ensure("张敏")
    assert "还没有人设过密码" in client().get("/login").text


def test_a_demo_is_entered_with_one_press_and_recorded(house: Any, client: Client) -> None:
    seed(house)
    browser = client(demo=True)
    page = browser.get("/login").text
    assert all(name in page for name in ("周敏", "李慎", "王合", "陈总", "管理员"))
    person = house.store.people.named("李慎")
    assert browser.post("/login/demo", data={"person": person.id}).status_code == 303
    assert browser.get("/ui/").json() == {"as": "李慎"}
    last = list(house.store.audit.events())[-1]
    assert (last.kind, last.subject, last.actor, last.payload) == (
        "sign_in.succeeded",
        person.id,
        "李慎",
        {"demo": True},
    )


@pytest.mark.parametrize(
    "more", [{}, {"demo": True, "address": "192.168.1.9", "local_only": False},
             {"demo": True, "base": "http://desk.example", "local_only": False}],
)  # fmt: skip
def test_no_demo_no_entry(house: Any, client: Client, more: dict[str, Any]) -> None:
    seed(house)
    browser = client(**more)
    assert "周敏" not in browser.get("/login").text
    assert browser.post("/login/demo", data={"person": house.store.people.named("周敏").id}).status_code == 401
    assert browser.get("/ui/").status_code == 303


def test_nobody_with_a_password_is_entered_without_it(house: Any, client: Client) -> None:
    seed(house)
    boss, other = house.store.people.named("管理员"), house.store.people.add("王五", password=PASSWORD, actor="管理员")
    house.store.people.set_password(boss.id, PASSWORD, actor="管理员")
    browser = client(demo=True)
    assert "王五" not in browser.get("/login").text
    for person in (boss, other):
        assert browser.post("/login/demo", data={"person": person.id}).status_code == 401
    assert signed_in(browser, name="管理员").status_code == 303


def test_a_real_profile_seeds_nobody(house: Any) -> None:
    house.operator = replace(house.operator, demo=False)
    assert seed(house) == 0
    assert house.store.people.list() == []


def test_the_page_needs_no_script_and_loads_nothing_from_elsewhere(house: Any, client: Client) -> None:
    for people in (False, True):
        if people:
            house.store.people.begin("张敏", password=PASSWORD)
        answer = client().get("/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "<script>alert" not in answer.text
        assert not re.findall(r'(?:src|href)="', answer.text)
        assert not re.findall(r"url\(|@import|https?://", answer.text)


def test_what_was_typed_comes_back_as_text(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    said = signed_in(client(), name='"><img src=x>', password="x").text
    assert "<img" not in said
    assert "&quot;&gt;&lt;img" in said


@pytest.mark.parametrize("body", [b"name=" + b"a" * 9000, b"name=%ff%fe", b"&".join(b"a=1" for _ in range(50)), b""])
def test_a_senseless_form_is_refused_without_a_fuss(house: Any, client: Client, body: bytes) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    answer = client().post("/login", content=body)
    assert answer.status_code in (400, 401)
    assert "登录" in answer.text

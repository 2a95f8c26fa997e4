"""The gate before the screen and its sign-in, over HTTP: from where, on whose behalf, and signed in or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screen_browser import PASSWORD
from screen_samples import HERE, kinds, signed_in
from starlette.testclient import TestClient

from replydraft.entrypoints.screen.gate import FOREIGN, REFUSED, is_local, same_origin
from replydraft.entrypoints.screen.visits import COOKIE

Client = Callable[..., TestClient]


@pytest.mark.parametrize(
    ("client", "host", "origin", "let_in"),
    [
        ("127.0.0.1", "127.0.0.1:7860", None, True),
        ("127.0.0.1", "localhost:7860", "http://localhost:7860", True),
        ("::1", "[::1]:7860", "http://[::1]:7860", True),
        ("192.168.1.9", "127.0.0.1:7860", None, False),
        ("127.0.0.1", "evil.example:7860", None, False),
        ("127.0.0.1", "127.0.0.1:7860", "http://evil.example", False),
        ("127.0.0.1", "127.0.0.1:7860", "http://127.0.0.1:9999", False),
        ("127.0.0.1", "127.0.0.1:7860", "null", False),
        (None, "127.0.0.1:7860", None, False),
        ("127.0.0.1", None, None, False),
        ("127.0.0.1", "[bad", None, False),
        ("127.0.0.1", "127.0.0.1:7860", "http://[bad", False),
    ],
)
def test_only_this_computer_under_its_own_name(
    client: str | None, host: str | None, origin: str | None, let_in: bool
) -> None:
    assert is_local(client, host, origin) is let_in


@pytest.mark.parametrize(
    ("origin", "referer", "ours"),
    [
        ("http://desk.example", None, True), ("https://desk.example", None, True), ("http://DESK.example", None, True),
        (None, "http://desk.example/login?next=/ui/", True), (None, None, False), ("null", None, False),
        ("null", "http://desk.example/login", False), ("http://evil.example", "http://desk.example/", False),
        (None, "http://evil.example/http://desk.example/", False), ("http://desk.example.evil.example", None, False),
        ("http://desk.example:81", None, False), ("file://desk.example", None, False),
    ],
)  # fmt: skip
def test_a_request_is_ours_by_origin_else_by_referer(origin: str | None, referer: str | None, ours: bool) -> None:
    assert same_origin("desk.example", origin, referer) is ours


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("/ui/", False),
        ("/ui", False),
        ("/ui/queue/join", False),
        ("/login", False),
        ("/v1/checks", True),
        ("/uixyz", True),
    ],
)
def test_on_a_loopback_address_the_screen_answers_this_computer_only(client: Client, path: str, reached: bool) -> None:
    answer = client(address="10.0.0.9").get(path)
    assert (answer.status_code == 200) is reached
    if not reached:
        assert (answer.status_code, answer.text) == (403, REFUSED)


def test_without_a_session_the_page_leads_to_the_sign_in_and_everything_else_is_401(client: Client) -> None:
    browser = client()
    for path in ("/ui", "/ui/"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fui%2F")
    assert browser.get("/ui/?a=1").headers["location"] == "/login?next=%2Fui%2F%3Fa%3D1"
    for ask in (browser.get, browser.post):
        assert ask("/ui/queue/join").status_code == 401
    assert browser.get("/ui/assets/x.js").status_code == 200
    assert browser.post("/ui/assets/x.js").status_code == 401
    browser.cookies.set(COOKIE, "rs_made-up")
    assert browser.get("/ui/").status_code == 303


@pytest.mark.parametrize("path", ["/login", "/login/first", "/login/demo", "/logout", "/ui/queue/join"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_site_changes_nothing(house: Any, client: Client, path: str, origin: str) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    browser = client(base="http://desk.example", local_only=False)
    signed_in(browser)
    before = kinds(house)
    answer = browser.post(path, data={"name": "张敏", "password": PASSWORD}, headers={"origin": origin})
    assert (answer.status_code, answer.text) == (403, FOREIGN)
    assert kinds(house) == before
    assert browser.get("/ui/").json() == {"as": "张敏"}


def test_a_post_that_does_not_say_where_it_comes_from_is_refused(client: Client) -> None:
    browser = client()
    del browser.headers["origin"]
    assert browser.post("/login", data={"name": "张敏", "password": PASSWORD}).status_code == 403
    told = browser.post("/login", data={"name": "a", "password": "b"}, headers={"referer": f"{HERE}/login"})
    assert told.status_code == 401


def test_beyond_loopback_whoever_is_signed_in_gets_through(house: Any, client: Client) -> None:
    house.store.people.begin("张敏", password=PASSWORD)
    browser = client(base="http://192.168.1.5:7860", address="192.168.1.9", local_only=False)
    assert browser.get("/ui/").status_code == 303
    assert signed_in(browser).status_code == 303
    assert browser.get("/ui/").json() == {"as": "张敏"}
    assert browser.post("/ui/queue/join").json() == {"as": "张敏"}


def test_a_person_out_of_service_is_out_at_once(house: Any, client: Client) -> None:
    house.store.people.begin("管事", password=PASSWORD)
    person = house.store.people.add("张敏", password=PASSWORD, actor="管事")
    browser = client()
    signed_in(browser)
    house.store.people.change(person.id, active=False, actor="管事")
    assert browser.post("/ui/queue/join").status_code == 401
    assert signed_in(browser).status_code == 401


def test_a_link_on_another_site_asks_once_more_from_a_page_of_ours(client: Client) -> None:
    """SameSite=Strict keeps our cookie back from such a link; the second request, our own, carries it."""
    browser = client()
    page = browser.get('/ui/?a="><b>', headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 200
    assert 'http-equiv="refresh"' in page.text
    assert "<b>" not in page.text
    assert browser.get("/ui/", headers={"sec-fetch-site": "same-origin"}).status_code == 303

"""The served page in a real browser: every request goes to the server it came from, and the server itself reaches nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from egress_watch import ELSEWHERE, Watch
from screen_browser import FLAGS, chromium, enter, paste, served

from replydraft.entrypoints.screen.samples import samples

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TABS = {
    "规则": "#rd-rules tbody tr", "知识": "#rd-knowledge tbody tr", "审计": "#rd-audit tbody tr",
    "同事": "#rd-people tbody tr", "我的": "#rd-rotate",
}  # fmt: skip
"""Every tab beside the desk, and what stands in it."""
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed|object|input)\b[^>]*?\b(?:src|srcset|data|poster)\s*=\s*["']?\s*(?:https?:)?//[^\s"'>]+"""
    r"""|<link\b(?![^>]*rel=["']?canonical)[^>]*?\bhref\s*=\s*["']?\s*(?:https?:)?//[^\s"'>]+"""
    r"""|@import\s[^;]*?//[^\s"');]+|url\(\s*["']?(?:https?:)?//[^\s"')]+""",
    re.IGNORECASE,
)
"""What a browser fetches, or gets ready to fetch (preconnect), because markup or a style sheet says so."""
BLOCKED = """
window.rdBlocked = [];
document.addEventListener('securitypolicyviolation', e => window.rdBlocked.push(e.blockedURI + ' ' + e.effectiveDirective));
"""
TRIES = f"""async () => {{
  const away = 'http://{ELSEWHERE}/x';
  const tried = [fetch(away), import(away + '.js'), new Promise((done, no) => {{
    const i = new Image(); i.onload = done; i.onerror = no; i.src = away }})];
  new WebSocket('ws://{ELSEWHERE}/').onerror = () => 0;
  navigator.sendBeacon(away);
  const ended = await Promise.allSettled(tried);
  await new Promise(r => setTimeout(r, 200));
  return [ended.map(e => e.status), window.rdBlocked.map(b => b.split(' ')[1])];
}}"""


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch(tmp_path_factory.mktemp("watched"))


@pytest.fixture(scope="module")
def server(watch: Watch) -> Iterator[str]:
    """A demo whose every call is watched, in the hostile environment."""
    with served(watch.folder, "demo", under=watch.traced("-D"), env=watch.env) as address:
        yield address


class Loaded:
    """What a page asked for, the styles it was given, and the pages themselves with their policies."""

    def __init__(self, page: Any) -> None:
        self.asked: list[str] = []
        self.styles: dict[str, str] = {}
        self.pages: dict[str, tuple[str, str]] = {}
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("websocket", lambda w: self.asked.append(w.url))
        page.on("requestfinished", self._finished)

    def _finished(self, request: Any) -> None:
        if request.resource_type == "stylesheet":
            self.styles[request.url] = request.response().text()

    def keep(self, answer: Any) -> None:
        """One page as it was delivered."""
        self.pages[urlsplit(answer.url).path] = answer.text(), answer.headers.get("content-security-policy", "")

    def elsewhere(self, host: str) -> list[str]:
        return [u for u in self.asked if not u.startswith(("data:", "blob:")) and urlsplit(u).netloc != host]


@pytest.fixture(scope="module")
def opened(server: str) -> Iterator[tuple[Any, Loaded]]:
    """The screen as a compliance officer sees it, on a system whose Chromium keeps to itself."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as p:
        page = p.chromium.launch(executable_path=path, args=FLAGS).new_context(locale="zh-CN").new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(BLOCKED)
        loaded = Loaded(page)
        for path in ("/docs", "/"):
            loaded.keep(page.goto(server + path))
        enter(page, server, "王合")
        loaded.keep(page.request.get(f"{server}/ui/"))
        yield page, loaded


def test_sign_in_desk_and_every_tab_ask_this_server_only(server: str, opened: tuple[Any, Loaded]) -> None:
    page, loaded = opened
    paste(page, "我想借八万装修，你们能保证批下来吗？", "高女士")
    for tab, there in TABS.items():
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector(there)
    page.wait_for_load_state("load")
    assert len(loaded.asked) > 30
    assert loaded.elsewhere(urlsplit(server).netloc) == []
    assert page.evaluate("window.rdBlocked") == []


def test_no_markup_or_style_names_another_host_to_load_from(server: str, opened: tuple[Any, Loaded]) -> None:
    page, loaded = opened
    assert loaded.styles
    delivered = {path: text for path, (text, _) in loaded.pages.items()}
    for name, text in (delivered | loaded.styles | {"the page as it stands": page.content()}).items():
        named = [m[0] for m in LOADED.finditer(text) if server not in m[0]]
        assert not named, (name, named[:3])


def test_what_a_browser_would_load_is_recognised() -> None:
    for text in (
        '<link rel="preconnect" href="https://fonts.googleapis.com">', "<script async src='//cdn.example/x.js'></script>",
        '<img alt="x" src=https://a.example/p.gif>', "@import 'https://a.example/x.css';", "src: url(https://a.example/f.woff2)",
    ):  # fmt: skip
        assert LOADED.search(text), text
    for text in ('<a href="https://a.example">', '<meta content="https://a.example/x.jpg">', "url(./x.png)"):
        assert not LOADED.search(text), text


def test_the_policy_of_every_page_lets_nothing_in_or_out(opened: tuple[Any, Loaded]) -> None:
    page, loaded = opened
    assert set(loaded.pages) == {"/docs", "/login", "/ui/"}
    for path, (_, policy) in loaded.pages.items():
        assert ("connect-src 'self';" if path == "/ui/" else "default-src 'none';") in policy
        assert "http:" not in policy and "https:" not in policy and "*" not in policy
    ended, blocked = page.evaluate(TRIES)
    assert ended == ["rejected"] * 3
    assert {"connect-src", "img-src", "script-src-elem"} <= set(blocked)


def test_the_server_reached_nothing(watch: Watch, opened: tuple[Any, Loaded]) -> None:
    """Last in this file: what was served, drafted and shown above cost no look-up and no connection."""
    time.sleep(1)  # the hostile environment has spans flushed every 0.2 seconds
    assert watch.reached() == []
    reference = next(s["customer_ref"] for s in samples())
    assert reference in watch.replydraft("privacy", "export", reference)
    assert watch.reached() == []

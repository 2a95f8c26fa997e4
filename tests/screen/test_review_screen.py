"""The review screen in a real browser against a real server: the whole way of a reply, on a scratch data folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S, STEP_MS = 90, 15_000
PROMISE = "您放心，资料交给我就包过，肯定能批下来。"


def _chromium() -> str:
    path = next((p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    return str(shutil.which(path))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `replydraft demo` on a free port, with its own data folder."""
    folder = tmp_path_factory.mktemp("screen")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("REPLYDRAFT_")}
    log = folder / "server.log"
    with log.open("wb") as out:
        command = [str(Path(sys.executable).with_name("replydraft")), "demo", "--port", "0"]
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=kept | {"REPLYDRAFT_HOME": str(folder / "home")}
        )
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    import httpx

    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        said = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8", "replace"))
        if said:
            try:
                if httpx.get(f"{said[0]}/healthz", timeout=2).status_code == 200:
                    return said[0]
            except httpx.HTTPError:
                pass
        if process.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")


class Seen:
    """What the browser asked for and complained about."""

    def __init__(self, page: Any, host: str) -> None:
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: self._asked(r.url, host))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def _asked(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            self.elsewhere.append(url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = _chromium()
    with sync_playwright() as p:
        yield p.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """The desk, opened and named; afterwards nothing was loaded from elsewhere and nothing complained."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page = context.new_page()
    page.set_default_timeout(STEP_MS)
    seen = Seen(page, urlsplit(server).netloc)
    page.goto(server)
    page.wait_for_selector(".rd-row")
    _name(page)
    yield page
    context.close()
    assert seen.elsewhere == []
    assert seen.complaints == []


def _name(page: Any) -> None:
    """First start asks once who is here."""
    page.wait_for_function("document.querySelector('#rd-bar b:last-of-type') !== null")
    if "未登记" in page.inner_text("#rd-bar"):
        page.fill("#rd-welcome-name input, #rd-welcome-name textarea", "张敏")
        page.click("#rd-welcome-begin")
        page.wait_for_selector("#rd-welcome", state="detached")
    page.wait_for_function("document.querySelector('#rd-bar').innerText.includes('张敏')")


def _open(page: Any, number: int) -> None:
    """Open a row of the queue and wait until it is what the desk shows."""
    page.wait_for_function("document.querySelectorAll('.rd-row.is-current').length === 1")
    page.locator(".rd-row").nth(number).click()
    page.wait_for_function("n => document.querySelectorAll('.rd-row')[n].classList.contains('is-current')", arg=number)
    page.wait_for_function("document.querySelector('#rd-save').disabled")


def _edit(page: Any, text: str) -> None:
    page.fill("#rd-editor textarea", text)


def _button(page: Any, words: str) -> None:
    page.wait_for_function("w => document.querySelector('#rd-approve').innerText.includes(w)", arg=words)


def test_a_message_becomes_a_draft_a_promise_is_stopped_and_the_fixed_text_is_approved_and_copied(page: Any) -> None:
    page.click("#rd-paste-open")
    page.fill("#rd-paste-message textarea", "我想借八万装修，公积金交了三年，你们能保证批下来吗？")
    page.fill("#rd-paste-name input, #rd-paste-name textarea", "高女士")
    page.fill("#rd-paste-amount input, #rd-paste-amount textarea", "8")
    page.click("#rd-paste-submit")
    page.wait_for_function("document.querySelector('#rd-customer')?.innerText.includes('高女士')")
    assert "8万元" in page.inner_text("#rd-customer")
    draft = page.input_value("#rd-editor textarea")
    assert len(draft) > 20
    _button(page, "批准")

    _edit(page, draft + PROMISE)
    _button(page, "处必须修改")
    assert page.is_disabled("#rd-approve")
    assert page.locator("#rd-draft mark.rd-block").count() >= 1
    assert "承诺" in page.inner_text("#rd-difference")

    page.locator("#rd-findings .rd-edge-block [data-act=apply]").first.click()
    _button(page, "批准")
    fixed = page.input_value("#rd-editor textarea")
    assert "包过" not in fixed
    assert not page.is_disabled("#rd-approve")
    assert page.is_disabled("#rd-copy")

    page.keyboard.press("Alt+a")
    _button(page, "已批准")
    assert "张敏" in page.inner_text("#rd-outcome")
    page.click("#rd-copy")
    page.wait_for_selector("#rd-toast.is-on")
    assert page.evaluate("navigator.clipboard.readText()") == fixed


def test_own_words_are_checked_explained_and_rewritten(page: Any) -> None:
    page.click("#rd-check-open")
    page.fill("#rd-check-text textarea", "您好，" + PROMISE)
    page.click("#rd-check-submit")
    page.wait_for_selector("#rd-check-findings .rd-verdict.rd-block")
    finding = page.locator("#rd-check-findings .rd-finding").first
    finding.locator("summary").first.click()
    assert "法" in finding.locator("ul").inner_text()
    assert page.locator("#rd-check-marked mark").count() >= 1
    page.click("#rd-check-findings [data-act=rewrite]")
    page.wait_for_selector("#rd-check-findings .rd-verdict:not(.rd-block)")
    assert "包过" not in page.input_value("#rd-check-text textarea")


def test_sending_back_needs_a_reason_and_the_next_one_is_offered(page: Any) -> None:
    _open(page, page.locator(".rd-row").count() - 1)
    page.click("#rd-reject")
    page.wait_for_function("document.querySelector('#rd-notice').innerText.includes('原因')")
    page.fill("#rd-reason textarea, #rd-reason input", "没有回答客户的问题")
    page.keyboard.press("Alt+r")
    _button(page, "已退回")
    assert "没有回答客户的问题" in page.inner_text("#rd-outcome")
    assert page.is_disabled("#rd-copy")
    page.click("#rd-outcome [data-act=next]")
    _button(page, "批准")


def test_a_change_made_elsewhere_is_said_and_what_was_typed_is_kept(page: Any, browser: Any, server: str) -> None:
    _open(page, 2)
    other = browser.new_context(locale="zh-CN").new_page()
    other.goto(server)
    other.wait_for_selector(".rd-row")
    _open(other, 2)
    other.fill("#rd-editor textarea", "您好，这边先帮您登记，稍后联系您。")
    other.wait_for_selector("#rd-save:not([disabled])")
    other.click("#rd-save")
    other.wait_for_function("document.querySelector('#rd-notice').innerText.includes('已保存')")
    other.close()

    mine = "您好，我看一下再回复您。"
    _edit(page, mine)
    page.wait_for_selector("#rd-save:not([disabled])")
    page.click("#rd-save")
    page.wait_for_function("document.querySelector('#rd-notice').innerText.includes('别处')")
    assert page.input_value("#rd-editor textarea") == mine


def test_what_a_customer_writes_is_text_and_never_markup(page: Any) -> None:
    page.click("#rd-paste-open")
    page.fill("#rd-paste-message textarea", "<img src=x onerror=\"document.title='pwned'\">${1+1}{{7*7}} 利率多少？")
    page.click("#rd-paste-submit")
    page.wait_for_function("document.querySelector('#rd-customer')?.innerText.includes('onerror')")
    said = page.inner_text("#rd-customer")
    assert "${1+1}{{7*7}}" in said
    assert page.locator("#rd-customer img").count() == 0
    assert "pwned" not in page.title()


def test_the_other_tabs_show_rules_knowledge_and_a_trail_that_verifies(page: Any) -> None:
    page.get_by_role("tab", name="规则").click()
    page.wait_for_selector("#rd-rules tbody tr")
    page.fill("[data-filter=rd-rules]", "RD0101")
    assert page.locator("#rd-rules tbody tr:visible").count() == 1
    page.get_by_role("tab", name="知识").click()
    assert page.locator("#rd-knowledge tbody tr").count() > 10
    page.get_by_role("tab", name="审计").click()
    page.wait_for_selector("#rd-audit tbody tr")
    page.click("#rd-verify")
    page.wait_for_selector("#rd-verified .rd-ok")
    page.get_by_role("tab", name="我的").click()
    page.click("#rd-rotate")
    page.wait_for_selector("#rd-token-text")
    assert page.inner_text("#rd-token-text").startswith("ru_")


def test_no_handler_of_the_page_is_an_open_endpoint(server: str) -> None:
    import httpx

    info = httpx.get(f"{server}/ui/gradio_api/info", timeout=20).json()
    assert info["named_endpoints"] == {}
    assert info.get("unnamed_endpoints", {}) == {}
    assert httpx.get(f"{server}/ui/", headers={"host": "evil.example"}, timeout=20).status_code == 403

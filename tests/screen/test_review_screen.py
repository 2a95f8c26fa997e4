"""The review screen in a real browser against a real server: the whole way of a reply, on a scratch data folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from screen_browser import PROMISE, approve_says, enter, open_row, served, window

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo."""
    with served(tmp_path_factory.mktemp("screen"), "demo") as address:
        yield address


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """The desk, entered as an advisor."""
    with window(browser, server) as page:
        enter(page, server, "周敏")
        page.wait_for_selector(".rd-row")
        yield page


def _edit(page: Any, text: str) -> None:
    page.fill("#rd-editor textarea", text)


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
    approve_says(page, "批准")

    _edit(page, draft + PROMISE)
    approve_says(page, "处必须修改")
    assert page.is_disabled("#rd-approve")
    assert page.locator("#rd-draft mark.rd-block").count() >= 1
    assert "承诺" in page.inner_text("#rd-difference")

    page.locator("#rd-findings .rd-edge-block [data-act=apply]").first.click()
    approve_says(page, "批准")
    fixed = page.input_value("#rd-editor textarea")
    assert "包过" not in fixed
    assert not page.is_disabled("#rd-approve")
    assert page.is_disabled("#rd-copy")

    page.keyboard.press("Alt+a")
    approve_says(page, "已批准")
    assert "周敏" in page.inner_text("#rd-outcome")
    page.click("#rd-copy")
    page.wait_for_selector("#rd-toast.is-on")
    assert page.evaluate("navigator.clipboard.readText()") == fixed


def test_a_press_counts_though_the_queue_is_drawn_anew_under_the_finger(page: Any) -> None:
    row = page.locator(".rd-row:not(.is-current)").first
    wanted, place = row.get_attribute("data-id"), row.bounding_box()
    page.mouse.move(place["x"] + 20, place["y"] + 12)
    page.mouse.down()
    page.evaluate("document.querySelector('#rd-state label:nth-of-type(2) input').click()")
    page.wait_for_function("id => !document.querySelector(`.rd-row[data-id='${id}']`)", arg=wanted)
    page.mouse.up()
    page.evaluate("document.querySelector('#rd-state label:nth-of-type(1) input').click()")
    page.wait_for_selector(f".rd-row.is-current[data-id='{wanted}']")


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
    open_row(page, page.locator(".rd-row").count() - 1)
    page.click("#rd-reject")
    page.wait_for_function("document.querySelector('#rd-notice').innerText.includes('原因')")
    page.fill("#rd-reason textarea, #rd-reason input", "没有回答客户的问题")
    page.keyboard.press("Alt+r")
    approve_says(page, "已退回")
    assert "没有回答客户的问题" in page.inner_text("#rd-outcome")
    assert page.is_disabled("#rd-copy")
    page.click("#rd-outcome [data-act=next]")
    approve_says(page, "批准")


def test_a_change_made_elsewhere_is_said_and_what_was_typed_is_kept(page: Any, browser: Any, server: str) -> None:
    open_row(page, 2)
    with window(browser, server) as other:
        enter(other, server, "周敏")
        open_row(other, 2)
        other.fill("#rd-editor textarea", "您好，这边先帮您登记，稍后联系您。")
        other.wait_for_selector("#rd-save:not([disabled])")
        other.click("#rd-save")
        other.wait_for_function("document.querySelector('#rd-notice').innerText.includes('已保存')")

    mine = "您好，我看一下再回复您。"
    _edit(page, mine)
    page.wait_for_selector("#rd-save:not([disabled])")
    page.click("#rd-save")
    page.wait_for_function("document.querySelector('#rd-notice').innerText.includes('别处')")
    assert page.input_value("#rd-editor textarea") == mine


def test_what_is_said_stands_over_nothing_that_is_read_or_pressed(page: Any) -> None:
    open_row(page, 1)
    page.click("#rd-customer [data-act=claim]")
    page.wait_for_selector("#rd-notice .rd-ok")
    said = page.locator("#rd-notice .rd-ok").bounding_box()
    for part in ("#rd-customer", "#rd-draft", "#rd-decide", "#rd-right", "#rd-state"):
        box = page.locator(part).bounding_box()
        beside = said["x"] + said["width"] <= box["x"] or said["y"] >= box["y"] + box["height"]
        assert beside, part


def test_no_word_of_the_page_is_a_code_or_a_kind_of_control(page: Any) -> None:
    page.click("#rd-paste-open")
    page.fill("#rd-paste-message textarea", "公积金贷要准备什么材料？" * 2500)
    page.evaluate(
        "() => { window.heard = []; new MutationObserver(() => window.heard.push(document.body.textContent.match(/common\\.\\w+/)?.[0]))"
        ".observe(document.body, { childList: true, subtree: true, characterData: true }); }"
    )
    page.click("#rd-paste-submit")
    page.wait_for_selector("#rd-paste", state="hidden")
    page.wait_for_timeout(6500)  # Gradio's own words for a screen reader come late
    assert page.evaluate("window.heard.filter(Boolean)") == []
    assert "单选框" not in page.evaluate("document.body.textContent")


def test_what_a_customer_writes_is_text_and_never_markup(page: Any) -> None:
    page.click("#rd-paste-open")
    page.fill("#rd-paste-message textarea", "<img src=x onerror=\"document.title='pwned'\">${1+1}{{7*7}} 利率多少？")
    page.click("#rd-paste-submit")
    page.wait_for_function("document.querySelector('#rd-customer')?.innerText.includes('onerror')")
    said = page.inner_text("#rd-customer")
    assert "${1+1}{{7*7}}" in said
    assert page.locator("#rd-customer img").count() == 0
    assert "pwned" not in page.title()


def test_the_other_tabs_show_rules_knowledge_and_a_trail_that_verifies(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        enter(page, server, "王合")
        _look_around(page)


def _look_around(page: Any) -> None:
    page.get_by_role("tab", name="规则").click()
    page.wait_for_selector("#rd-rules tbody tr")
    page.fill("[data-filter=rd-rules]", "RD0101")
    assert page.locator("#rd-rules tbody tr:visible").count() == 1
    page.fill("[data-filter=rd-rules]", "没有这样的词")
    page.wait_for_selector("[data-none=rd-rules]:visible")
    assert not page.is_visible("#rd-rules")
    page.fill("[data-filter=rd-rules]", "")
    page.wait_for_selector("#rd-rules tbody tr")
    assert not page.is_visible("[data-none=rd-rules]")
    page.get_by_role("tab", name="知识").click()
    page.wait_for_selector("#rd-knowledge tbody tr")
    assert page.locator("#rd-knowledge tbody tr").count() > 10
    page.get_by_role("tab", name="审计").click()
    page.wait_for_selector("#rd-audit tbody tr")
    page.click("#rd-verify")
    page.wait_for_selector("#rd-verified .rd-ok")
    page.get_by_role("tab", name="我的").click()
    page.click("#rd-rotate")
    page.wait_for_selector("#rd-token-text")
    assert page.inner_text("#rd-token-text").startswith("ru_")


def test_no_handler_of_the_page_is_an_open_endpoint(page: Any, server: str) -> None:
    info = page.request.get(f"{server}/ui/gradio_api/info").json()
    assert info["named_endpoints"] == {}
    assert info.get("unnamed_endpoints", {}) == {}
    for path in ("info", "startup-events", "app_id", "heartbeat/x", "queue/data?session_hash=x", "runs"):
        nobody = httpx.get(f"{server}/ui/gradio_api/{path}", timeout=20)
        assert nobody.status_code == 401, path
    for path in ("queue/join", "cancel", "reset", "upload", "component_server"):
        nobody = httpx.post(f"{server}/ui/gradio_api/{path}", headers={"origin": server}, json={}, timeout=20)
        assert nobody.status_code == 401, path
    assert httpx.get(f"{server}/ui/config", timeout=20).status_code == 401
    assert httpx.get(f"{server}/ui/", headers={"host": "evil.example"}, timeout=20).status_code == 403


def test_what_the_page_points_to_is_there(page: Any, server: str) -> None:
    links = page.evaluate("[...document.querySelectorAll('link[rel=manifest], link[rel~=icon]')].map(l => l.href)")
    assert f"{server}/manifest.json" in links
    for link in {*links, f"{server}/manifest.json"}:
        assert httpx.get(link, timeout=20).status_code == 200, link
    manifest = httpx.get(f"{server}/manifest.json", timeout=20).json()
    assert manifest["start_url"] == "/ui/"
    for picture in manifest["icons"]:
        assert httpx.get(server + picture["src"], timeout=20).status_code == 200


def test_the_browser_keeps_nothing_of_a_customer(page: Any) -> None:
    open_row(page, 0)
    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(), document.cookie])"
    )
    assert "rd_session" not in kept
    assert "投诉" not in kept
    assert page.evaluate("indexedDB.databases().then(d => d.length)") == 0

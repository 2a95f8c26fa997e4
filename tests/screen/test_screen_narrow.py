"""Half a window and a phone: nothing overlaps, nothing collapses, and no button decides what is not in sight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from screen_browser import PROMISE, approve_says, enter, open_row, served, window

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("narrow"), "demo") as address:
        yield address


def box(page: Any, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found, f"{selector} is not in sight"
    return dict(found)


def in_sight(page: Any, selector: str) -> None:
    """Until a press in the middle of it reaches it."""
    page.wait_for_function(
        """s => {
          const el = document.querySelector(s), r = el?.getBoundingClientRect();
          if (!r?.width) return false;
          const at = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
          return Boolean(at && (el.contains(at) || at.contains(el)));
        }""",
        arg=selector,
    )


def fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_low_window_shows_the_reply_once_and_above_the_fold(browser: Any, server: str) -> None:
    with window(browser, server, width=1440, height=757) as page:
        enter(page, server, "周敏")
        for number in range(page.locator(".rd-row").count()):
            open_row(page, number)
            approve_says(page, "批准")
            assert not page.is_visible("#rd-draft .rd-text")
            editor, decide = box(page, "#rd-editor"), box(page, "#rd-decide")
            assert editor["y"] + 100 <= decide["y"], number  # its first lines without scrolling
            assert not page.is_visible("#rd-faults")
        page.fill("#rd-editor textarea", PROMISE)
        approve_says(page, "处必须修改")
        assert page.locator("#rd-draft .rd-text mark").count() >= 1


@pytest.mark.parametrize(("width", "height"), [(1000, 760), (860, 800), (700, 900)])
def test_half_a_window_has_queue_review_and_decision(browser: Any, server: str, width: int, height: int) -> None:
    with window(browser, server, width=width, height=height) as page:
        enter(page, server, "周敏")
        fits(page)
        open_row(page, 1)
        for part in (
            "#rd-rows .rd-row.is-current",
            "#rd-customer h2",
            "#rd-approve",
            "#rd-reject",
            ".rd-logout button",
        ):
            in_sight(page, part)
        assert box(page, "#rd-rows")["height"] > 200
        draft, editor = box(page, "#rd-draft"), box(page, "#rd-editor")
        assert draft["height"] > 60
        assert editor["height"] > 80
        assert editor["y"] >= draft["y"] + draft["height"] - 1
        assert box(page, "#rd-findings")["y"] >= editor["y"] + editor["height"] - 1
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(300)
        in_sight(page, "#rd-approve")
        in_sight(page, "#rd-rows .rd-row.is-current")
        decide, evidence = box(page, "#rd-decide"), box(page, "#rd-evidence")
        assert (
            evidence["y"] + evidence["height"] <= decide["y"] + 1
        )  # the last of it is above the decision, not under it


def test_a_phone_shows_the_queue_or_one_review(browser: Any, server: str) -> None:
    with window(browser, server, width=390, height=844, has_touch=True, is_mobile=True) as page:
        enter(page, server, "周敏")
        page.wait_for_selector("#rd-rows .rd-row")
        fits(page)
        in_sight(page, "#rd-rows .rd-row")
        assert not page.is_visible("#rd-approve")
        assert not page.is_visible("#rd-draft")
        page.locator(".rd-row").nth(2).tap()
        page.wait_for_function("document.querySelectorAll('.rd-row')[2]?.classList.contains('is-current')")
        fits(page)
        assert not page.is_visible("#rd-rows")
        in_sight(page, "#rd-back")
        in_sight(page, "#rd-approve")
        page.fill("#rd-editor textarea", PROMISE)
        approve_says(page, "处必须修改")
        page.evaluate("document.querySelector('#rd-findings [data-act=apply]').scrollIntoView({ block: 'center' })")
        assert box(page, "#rd-findings .rd-finding")["width"] > 300
        findings, difference = box(page, "#rd-findings"), box(page, "#rd-difference")
        assert findings["y"] + findings["height"] <= difference["y"] + 1  # what is wrong before what was changed
        assert page.inner_text("#rd-faults b").startswith(page.inner_text("#rd-approve").split(" ")[1] + " 处须改")
        page.evaluate("scrollTo(0, 0)")
        page.locator("#rd-faults .rd-faults").tap()  # the line beside the buttons leads to what is wrong
        page.wait_for_function(
            "() => { const y = document.querySelector('#rd-findings').getBoundingClientRect().y; return y > 80 && y < 300; }"
        )
        assert "Alt" not in page.evaluate(
            "[...document.querySelectorAll('#rd-buttons button')].map(b => getComputedStyle(b, '::after').content).join()"
        )
        fits(page)
        page.click("#rd-undo")
        approve_says(page, "批准")
        assert "没有发现要改的" in page.inner_text("#rd-faults")
        page.click("#rd-back")
        in_sight(page, "#rd-rows .rd-row")
        assert not page.is_visible("#rd-approve")

        page.click("#rd-check-open")
        page.fill("#rd-check-text textarea", PROMISE)
        page.click("#rd-check-submit")
        page.wait_for_selector("#rd-check-findings .rd-block")
        fits(page)
        page.click("#rd-check-back")
        page.wait_for_selector("#rd-rows .rd-row")
        for tab in ("规则", "知识", "我的"):
            page.get_by_role("tab", name=tab).click()
            page.wait_for_timeout(300)
            fits(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_sign_in_page_fits(browser: Any, server: str, width: int) -> None:
    with window(browser, server, width=width, height=760) as page:
        page.goto(server)
        fits(page)
        assert page.locator(".people button").count() == 5
        page.click("summary")
        page.locator(".go").scroll_into_view_if_needed()
        in_sight(page, ".go")

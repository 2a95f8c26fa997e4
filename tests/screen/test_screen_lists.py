"""Another list of the queue: nobody decides on a customer who is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from screen_browser import approve_says, enter, open_row, says, served, window

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("lists"), "demo") as address:
        yield address


def test_what_is_not_in_the_list_is_put_away_and_what_was_typed_is_kept(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        enter(page, server, "周敏")
        open_row(page, 3)
        name = page.inner_text("#rd-customer h2")
        page.fill("#rd-editor textarea", "您好，我看一下再回复您。")
        page.wait_for_selector("#rd-save:not([disabled])")
        page.get_by_label("待我复核").check(force=True)
        says(page, "#rd-customer", "没有打开的咨询")
        says(page, "#rd-notice", "已保存为第")
        assert name not in page.inner_text("#rd-desk")
        for gone in ("#rd-approve", "#rd-reject", "#rd-escalate", "#rd-editor", "#rd-findings .rd-card"):
            assert not page.is_visible(gone), gone
        page.keyboard.press("Alt+a")
        page.get_by_label("待办", exact=True).check(force=True)
        says(page, "#rd-rows", name)
        assert page.locator(".rd-row.is-current").count() == 0
        open_row(page, 3)
        assert page.input_value("#rd-editor textarea") == "您好，我看一下再回复您。"
        approve_says(page, "批准")


def test_what_is_in_the_list_too_stays_open(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        enter(page, server, "周敏")
        open_row(page, 4)
        page.fill("#rd-reason textarea, #rd-reason input", "问得不清楚")
        page.click("#rd-reject")
        approve_says(page, "已退回")
        name = page.inner_text("#rd-customer h2")
        page.get_by_label("已办").check(force=True)
        page.wait_for_selector(".rd-row.is-current")
        assert name in page.inner_text(".rd-row.is-current")
        assert page.inner_text("#rd-customer h2") == name

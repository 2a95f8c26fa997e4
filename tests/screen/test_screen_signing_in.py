"""Signing in and out in real browsers: wrong passwords, other sites, first use, and beyond this computer."""

from __future__ import annotations

import http.server
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from screen_browser import (
    COMPLAINT,
    PASSWORD,
    REPO,
    approve_says,
    arrived,
    begin,
    enter_office,
    paste,
    says,
    served,
    sign_in,
    window,
)

from replydraft.adapters.store import open_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OTHER = "海州的冬天很短很短啊"


def test_a_wrong_password_then_the_right_one_then_out(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        page.goto(f"{server}/ui/")
        assert page.url == f"{server}/login?next=%2Fui%2F"
        assert page.locator(".people").count() == 0  # no demo here
        sign_in(page, "周敏", "不是这个密码不是")
        assert "姓名或密码不对" in page.inner_text("[role=alert]")
        assert page.input_value("[name=name]") == "周敏"
        page.seen.meant("401", leaving=True)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        arrived(page, "周敏")
        assert page.url == f"{server}/ui/"
        (cookie,) = page.context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("rd_session", True, "Strict")
        assert (cookie["secure"], cookie["expires"]) == (False, -1)
        assert page.evaluate("document.cookie") == ""
        page.click(".rd-logout button")
        page.wait_for_selector(".well")
        assert "已退出登录" in page.inner_text(".well")
        page.go_back()
        page.wait_for_selector(".go")  # nothing of the desk is left to go back to


def test_without_scripts_the_sign_in_works_too(browser: Any, server: str) -> None:
    with window(browser, server, java_script_enabled=False) as page:
        page.goto(server)
        sign_in(page, "周敏", "不是这个密码不是")
        assert "姓名或密码不对" in page.inner_text("[role=alert]")
        sign_in(page, "周敏")
        assert page.url == f"{server}/ui/"
        page.seen.meant("401")


def test_trying_too_often_is_made_to_wait(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        page.goto(server)
        for _ in range(6):
            sign_in(page, "吴双", "不是这个密码不是")
        assert "分钟再来" in page.inner_text("[role=alert]")
        sign_in(page, "吴双")
        assert "分钟再来" in page.inner_text("[role=alert]")
        page.seen.meant("401", "429")


def test_another_site_cannot_post_and_its_link_still_arrives_signed_in(browser: Any, server: str) -> None:
    """A page of another site (localhost is another one than 127.0.0.1) links to the desk, and tries to sign out."""
    html = (
        f"<a href='{server}/ui/'>desk</a><form method=post action='{server}/logout'><button>out</button></form>"
    ).encode()

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    site = http.server.HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True).start()
    try:
        with window(browser, server) as page:
            enter_office(page, server, "周敏")
            page.goto(f"http://localhost:{site.server_port}/")
            page.click("button")
            page.wait_for_load_state()
            assert "审核台只在本机打开" in page.inner_text("body")  # a foreign Origin is not this computer's own page
            page.goto(f"http://localhost:{site.server_port}/")
            page.click("a")
            arrived(page, "周敏")
            page.seen.meant("401", "403", leaving=True)
            page.seen.elsewhere.clear()
    finally:
        site.shutdown()


def test_a_changed_password_ends_every_session(browser: Any, server: str) -> None:
    with window(browser, server) as page, window(browser, server) as other:
        enter_office(page, server, "管事")
        enter_office(other, server, "管事")
        page.get_by_role("tab", name="我的").click()
        page.fill("#rd-password-old input", PASSWORD)
        page.fill("#rd-password-new input", OTHER)
        page.fill("#rd-password-again input", OTHER)
        page.click("#rd-password-change")
        page.wait_for_selector(".well")
        assert "请用新密码登录" in page.inner_text(".well")
        other.get_by_role("tab", name="审计").click()
        says(other, "#rd-offline", "登录已经结束")
        sign_in(page, "管事", OTHER)
        arrived(page, "管事")
        for seen in (page.seen, other.seen):
            seen.meant("401", "403", leaving=True)


def test_first_use_alone_then_a_colleague(browser: Any, tmp_path: Path) -> None:
    """A new office: the first person, who is alone at first, and the colleague they add."""
    profile = tmp_path / "operator.toml"
    profile.write_text((REPO / "operator.toml").read_text("utf-8").replace("alone_after_s = 60", "alone_after_s = 3"))
    with served(tmp_path, "serve", "--operator", str(profile)) as server:
        away = httpx.get(f"{server}/login", headers={"host": "desk.example"}, timeout=20)
        assert away.status_code == 403
        with window(browser, server) as page, window(browser, server) as other:
            begin(page, server)
            paste(page, COMPLAINT, "孙女士")
            page.click("#rd-approve")
            says(page, "#rd-second", "没有其他同事可以复核")
            assert page.is_disabled("#rd-approve")
            page.wait_for_selector("#rd-alone input")
            approve_says(page, "单独确认并批准")
            page.click("#rd-approve")
            says(page, "#rd-notice", "勾选单独确认")
            page.check("#rd-alone input")
            page.click("#rd-approve")
            says(page, "#rd-outcome", "张敏（单独确认）")

            page.get_by_role("tab", name="同事").click()
            page.fill("#rd-add-name input, #rd-add-name textarea", "李慎")
            page.fill("#rd-add-password input", OTHER)
            page.click("#rd-add-go")
            says(page, "#rd-people-said", "已添加李慎（顾问）")
            other.goto(server)
            sign_in(other, "李慎", OTHER)
            arrived(other, "李慎")
            assert [t.inner_text() for t in other.get_by_role("tab").all()] == [
                "审核台",
                "算一算",
                "规则",
                "知识",
                "我的",
            ]


def test_beyond_this_computer_only_after_signing_in(browser: Any, tmp_path: Path) -> None:
    """Under a name that is not this computer's own, as from another one or out of a container."""
    store = open_store(tmp_path / "home" / "replydraft.db")
    with served(tmp_path, "serve", "--host", "0.0.0.0") as here:
        server = here.replace("127.0.0.1", "127.0.0.2")
        said = httpx.get(f"{server}/login", timeout=20).text
        assert "replydraft users add" in said
        assert "第一次使用" not in said
        assert "第一次使用" in httpx.get(f"{here}/login", timeout=20).text
        store.people.begin("张敏", password=PASSWORD)
        store.close()
        with window(browser, server) as page:
            enter_office(page, server, "张敏")
            paste(page, "公积金贷要准备什么材料？", "郑女士")
            page.click("#rd-approve")
            approve_says(page, "已批准")

"""接入模型 in a real browser: what would leave is shown before it leaves, and nothing goes to a host that is not listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from screen_browser import enter, says, served, window

from replydraft.testing import ScriptedModelServer, ok, status

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REPLY = {"reply": "您好，〔姓名1〕，利率要看机构审批，我先把材料清单发您。", "cited": [], "asks": []}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("model"), "demo") as address:
        yield address


def fill(page: Any, field: str, words: str) -> None:
    page.fill(f"#rd-model-{field} input, #rd-model-{field} textarea", words)


def test_an_admin_tries_a_model_out(browser: Any, server: str) -> None:
    with ScriptedModelServer(ok(REPLY), otherwise=status(401)) as model, window(browser, server) as page:
        enter(page, server, "管理员")
        page.get_by_role("tab", name="接入模型").click()
        page.click("#rd-model-look")
        says(page, "#rd-model-said", "请填接口地址")
        fill(page, "url", model.base_url)
        fill(page, "name", "made-up")
        fill(page, "key", "sk-made-up-key")
        page.click("#rd-model-look")
        says(page, "#rd-model-bytes", "〔身份证号1〕")
        shown = page.inner_text("#rd-model-bytes")
        assert "13800138000" not in shown and "王小明" not in shown and "sk-made-up-key" not in shown
        says(page, "#rd-model-said", "在本机")
        assert model.requests == []
        page.get_by_label("输入价").fill("2")
        page.get_by_label("输出价").fill("8")
        page.click("#rd-model-send")
        says(page, "#rd-model-said", "REPLYDRAFT_LLM_BASE_URL")
        said = page.inner_text("#rd-model-said")
        assert "秒内答了" in said and "每天200条约" in said
        assert "13800138000" not in model.requests[0].body.decode()
        page.click("#rd-model-send")
        says(page, "#rd-model-said", "拒绝了密钥")
        fill(page, "url", "https://api.openai.com/v1")
        page.click("#rd-model-send")
        says(page, "#rd-model-said", "没有连接")


def test_a_host_that_is_not_listed_may_be_looked_at_and_is_not_contacted(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        enter(page, server, "管理员")
        page.get_by_role("tab", name="接入模型").click()
        fill(page, "name", "made-up")
        fill(page, "url", "https://api.openai.com/v1")
        page.click("#rd-model-look")
        says(page, "#rd-model-bytes", "〔身份证号1〕")
        says(page, "#rd-model-said", "现在不会连接")
        for wrong in ("随便写", "http://api.openai.com/v1", "https://[", "https://a@api.openai.com/v1"):
            fill(page, "url", wrong)
            page.click("#rd-model-look")
            says(page, "#rd-model-said", "接口地址要写全")
            assert "REPLYDRAFT" not in page.inner_text("#rd-model-said")
            assert page.inner_text("#rd-model-bytes") == ""
            fill(page, "url", "https://api.openai.com/v1")
            page.click("#rd-model-look")
            says(page, "#rd-model-said", "现在不会连接")
        page.get_by_label("每天大约多少条").fill("很多")
        page.click("#rd-model-look")
        says(page, "#rd-model-said", "填上每天多少条")


def test_an_advisor_does_not_see_the_tab(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        enter(page, server, "周敏")
        assert page.get_by_role("tab", name="接入模型").count() == 0

"""知识 and 规则: a document can be read, and a phone is not handed all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from screen_browser import enter, served, window

from replydraft.entrypoints.screen.knowledge_tab import knowledge_html
from replydraft.knowledge.documents import load_knowledge

DAY = date(2026, 11, 24)
FEES = """---
id: policy-fees
title: 服务费<怎么收>
kind: policy
status: approved
version: 1.2.0
approved_by: 沈知衡
approved_on: 2026-01-05
effective_from: 2026-01-01
effective_to: 2027-12-31
audience: {audience}
basis: [民法典]
---

## 怎么收
放款后再收。
一分不多收。
"""


def house(folder: Path, audience: str = "public") -> Any:
    (folder / "policies").mkdir()
    (folder / "policies" / "fees.md").write_text(FEES.replace("{audience}", audience), "utf-8")
    return SimpleNamespace(knowledge=load_knowledge(folder))


def test_a_document_opens_on_its_text_and_where_it_comes_from(tmp_path: Path) -> None:
    html = knowledge_html(house(tmp_path), DAY)
    body = html[html.index("<details") : html.index("</details>")]
    assert "服务费&lt;怎么收&gt;" in body
    for word in (
        "<h4>怎么收</h4>", "放款后再收。<br>一分不多收。", "1.2.0", "2026-01-01 至 2027-12-31", "沈知衡 · 2026-01-05",
        "民法典", "policies/fees.md",
    ):  # fmt: skip
        assert word in body, word
    assert str(tmp_path) not in html


def test_what_is_internal_says_so_where_it_is_read(tmp_path: Path) -> None:
    assert "不要发给客户" in knowledge_html(house(tmp_path, "internal"), DAY)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("knowledge"), "demo") as address:
        yield address


def _tab(page: Any, name: str, table: str) -> Any:
    page.get_by_role("tab", name=name).click()
    page.wait_for_selector(f"{table} tbody tr")
    return page.locator(f"{table} tbody tr:visible")


@pytest.mark.browser
@pytest.mark.slow
def test_a_row_opens_stays_open_and_is_found_by_its_text(browser: Any, server: str) -> None:
    with window(browser, server) as page:
        enter(page, server, "周敏")
        rows = _tab(page, "知识", "#rd-knowledge")
        everything = rows.count()
        assert everything > 100
        assert page.locator("#rd-knowledge td:has-text('已批准')").first.bounding_box()["height"] < 50
        page.fill("[data-filter=rd-knowledge]", "再交一笔就能退")
        assert 1 <= rows.count() < 10
        rows.first.locator("summary").click()
        assert "再交一笔就能退" in rows.first.inner_text()
        _tab(page, "规则", "#rd-rules")
        page.get_by_role("tab", name="知识").click()
        page.wait_for_timeout(1000)
        assert page.locator("#rd-knowledge details[open]").count() == 1
        assert page.locator(".rd-later:visible, .rd-unfold:visible").count() == 0


@pytest.mark.browser
@pytest.mark.slow
def test_a_phone_begins_with_the_first_of_them(browser: Any, server: str) -> None:
    with window(browser, server, width=390, height=844, has_touch=True, is_mobile=True) as page:
        enter(page, server, "周敏")
        for name, table in (("规则", "rd-rules"), ("知识", "rd-knowledge")):
            rows = _tab(page, name, f"#{table}")
            assert rows.count() == 15
            assert page.evaluate("document.documentElement.scrollHeight") < 4000
            more = page.locator(f"[data-later-of={table}]")
            before = int(re.findall(r"\d+", more.inner_text())[0])
            more.tap()
            assert rows.count() == 45
            assert more.inner_text() == f"显示更多（还有 {before - 30} 条）"
            page.fill(f"[data-filter={table}]", "公积金 额度 期限 没有这个")
            assert not more.is_visible()
            page.fill(f"[data-filter={table}]", "")
            assert rows.count() == 15
        _tab(page, "规则", "#rd-rules")
        said = page.locator("#rd-rules [data-label='可以怎么说']").first
        assert not said.is_visible()
        page.locator("[data-unfold]").first.tap()
        assert said.is_visible()

"""成本明示表 on the desk: looked at, put into the reply, checked there, taken out, taken along as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from screen_browser import approve_says, enter, open_row, paste, says, served, window

from replydraft.bootstrap import House, open_house
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen import review_actions, sheet_actions
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.sheet_view import Filled, quoted_in, sheet_html
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.settings import load_settings
from replydraft.wire.inputs import parse_inquiry

ASKING = "我在公司上班，社保公积金都有，月薪8000，想借10万装修，分12期还，有什么产品推荐？"
FORM = {"act": "sheet_attach", "product": "product-salary-credit", "principal": "10万", "periods": "12", "method": ""}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole product, with its own knowledge and rules."""
    folder = tmp_path_factory.mktemp("sheets")
    with open_house(replace(load_settings(), home=folder, database_url="")) as house:
        yield house


@pytest.fixture
def at_desk(real: House) -> Visit:
    return Visit(real, real.store.people.ensure("张敏"))


@pytest.fixture
def opened(at_desk: Visit) -> Opened:
    asked = parse_inquiry({"id": "s", "customer": ASKING}, today=today())
    _, review = at_desk.house.desk.submit(asked)
    return review_actions.shown_to(at_desk, review)


def attach(visit: Visit, opened: Opened, **more: str) -> Opened:
    filled = sheet_actions.look(visit, FORM | more)
    assert filled.shown is not None, filled.wrong
    return sheet_actions.attach(visit, opened, opened.text, filled.shown)


def blocked(visit: Visit) -> Visit:
    """The same desk, whose operator may present no products."""
    closed = replace(visit.house.operator, may_present_products=False)
    desk = replace(visit.house.desk, operator=closed)
    return replace(visit, house=replace(visit.house, operator=closed, desk=desk))


def test_the_form_begins_with_what_the_customer_wants(at_desk: Visit, opened: Opened) -> None:
    html = sheet_html(at_desk, opened)
    assert 'value="100000"' in html
    assert 'value="12"' in html
    assert 'data-act="sheet_attach"' in html
    assert "薪享信用贷" in html
    assert html.index("过重，不要鼓励这个金额") < html.index("附上成本明示表")


def test_attaching_saves_a_revision_that_passes_the_check(at_desk: Visit, opened: Opened) -> None:
    now = attach(at_desk, opened)
    assert now.review.revision == opened.review.revision + 1
    assert now.text.startswith(opened.text)
    assert "【成本明示（测算）】薪享信用贷（江岚银行）" in now.text
    assert now.check["findings"] == []
    [quoted] = quoted_in(at_desk, now)
    assert quoted.intact
    html = sheet_html(at_desk, now)
    for words in (
        "已附在回复里",
        "下载图片",
        "复制图片",
        "综合融资成本明示（测算）",
        "金规〔2026〕2号",
        "过重，不要鼓励这个金额",
    ):
        assert words in html


def test_attaching_another_takes_its_place(at_desk: Visit, opened: Opened) -> None:
    now = attach(at_desk, attach(at_desk, opened), periods="24")
    assert now.text.count("【成本明示（测算）】") == 1
    assert "24个月" in now.text
    assert now.check["verdict"] == "pass"


def test_a_changed_figure_in_it_blocks(at_desk: Visit, opened: Opened) -> None:
    now = attach(at_desk, opened)
    assert "5,387.48元" in now.text
    changed = review_actions.recheck(at_desk, now, now.text.replace("5,387.48元", "3,387.48元"))
    assert changed.faults[0] > 0
    assert "被改过，和测算不一致" in sheet_html(at_desk, changed)


def test_it_can_be_taken_out_again(at_desk: Visit, opened: Opened) -> None:
    now = attach(at_desk, opened)
    assert sheet_actions.remove(at_desk, now, now.text).text == opened.text


@pytest.mark.parametrize(
    ("more", "field", "says_why"),
    [
        ({"principal": ""}, "principal", "请填借多少"),
        ({"principal": "很多"}, "principal", "请填借多少"),
        ({"principal": "1000万"}, "principal", "可借1万元—30万元"),
        ({"periods": "12.5"}, "periods", "请填几个月"),
        ({"periods": "3"}, "periods", "12—60个月"),
        ({"method": "bullet"}, "method", "等额本息、先息后本"),
        ({"product": "product-education-2025"}, "product", "请选一款产品"),
        ({"product": "nothing"}, "product", "请选一款产品"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    at_desk: Visit, opened: Opened, more: dict[str, str], field: str, says_why: str
) -> None:
    filled = sheet_actions.look(at_desk, FORM | more)
    assert filled.shown is None
    assert list(filled.wrong) == [field]
    assert says_why in filled.wrong[field]
    assert says_why in sheet_html(at_desk, opened, filled)


def test_an_expired_product_is_neither_offered_nor_attached(
    at_desk: Visit, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = today().replace(year=2029)
    for module in ("sheet_actions", "sheet_view"):
        monkeypatch.setattr(f"replydraft.entrypoints.screen.{module}.today", lambda: later)
    filled = sheet_actions.look(at_desk, FORM)
    assert filled.shown is None
    assert "今天不在有效期内" in filled.wrong["product"]
    assert "薪享信用贷（已过有效期，不能附上）" in sheet_html(at_desk, opened)


def test_who_may_present_no_products_attaches_none_and_is_told_why(at_desk: Visit, opened: Opened) -> None:
    now, visit = attach(at_desk, opened), blocked(at_desk)
    html = sheet_html(visit, opened)
    assert "may_present_products" in html
    assert "data-act" not in html
    shown = sheet_actions.look(visit, FORM).shown
    assert shown is not None
    with pytest.raises(ScreenRefusal, match="公告〔2026〕9号"):
        sheet_actions.attach(visit, opened, opened.text, shown)
    assert review_actions.recheck(visit, opened, now.text).faults[0] > 0


def test_words_of_the_form_are_escaped(at_desk: Visit, opened: Opened) -> None:
    filled = Filled({"principal": '"><script>'}, {"principal": "<b>"})
    html = sheet_html(at_desk, opened, filled)
    assert "<script>" not in html
    assert "<b>" not in html.split("金额（元）")[1].split("</label>")[0]


def test_a_draft_without_products_has_no_sheet(house: Any, visit: Visit) -> None:
    _, review = house.desk.submit(parse_inquiry({"id": "x", "customer": "在吗"}, today=today()))
    assert sheet_html(visit, review_actions.shown_to(visit, review)) == ""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("demo"), "demo") as address:
        yield address


@pytest.mark.browser
@pytest.mark.slow
def test_one_press_in_a_browser(browser: Any, demo: str, tmp_path: Path) -> None:
    with window(browser, demo) as page:
        enter(page, demo, "周敏")
        paste(page, ASKING, "王女士")
        page.wait_for_selector("#rd-sheet [data-act=sheet_attach]")
        assert page.input_value("#rd-sheet [data-field=principal]") == "100000"
        page.fill("#rd-sheet [data-field=principal]", "1000万")
        page.press("#rd-sheet [data-field=principal]", "Enter")
        says(page, "#rd-sheet .rd-wrong", "可借")
        page.fill("#rd-sheet [data-field=principal]", "10万")
        page.click("[data-act=sheet_look]")
        says(page, "#rd-sheet", "只是看看，还没有放进回复")
        assert "成本明示" not in page.input_value("#rd-editor textarea")
        assert page.evaluate(
            "[...document.querySelectorAll('#rd-sheet .wide')].every(box => box.scrollWidth <= box.clientWidth)"
        )  # every column of the fees is in sight
        page.click("[data-act=sheet_attach]")
        says(page, "#rd-notice", "成本明示表已放进回复，保存为第 2 版")
        page.wait_for_function("document.querySelector('#rd-editor textarea').value.includes('成本明示（测算）')")
        says(page, "#rd-sheet", "已附在回复里")
        approve_says(page, "批准")

        with page.expect_download() as coming:
            page.click("[data-picture=save]")
        assert coming.value.suggested_filename.startswith("成本明示表-")
        coming.value.save_as(tmp_path / "card.png")
        assert (tmp_path / "card.png").read_bytes().startswith(b"\x89PNG")
        assert (tmp_path / "card.png").stat().st_size > 50_000
        page.click("[data-picture=copy]")
        says(page, "#rd-toast", "图片已复制")
        kinds = page.evaluate("navigator.clipboard.read().then(items => items.flatMap(i => [...i.types]))")
        assert kinds == ["image/png"]

        text = page.input_value("#rd-editor textarea")
        page.fill("#rd-editor textarea", text.replace("其中贷款本身年化3.90%", "其中贷款本身年化1.23%"))
        approve_says(page, "必须修改")
        says(page, "#rd-sheet", "和测算不一致")
        page.click("[data-act=sheet_remove]")
        says(page, "#rd-notice", "从回复里拿掉")
        page.wait_for_function("!document.querySelector('#rd-editor textarea').value.includes('成本明示')")
        approve_says(page, "批准")


@pytest.mark.browser
@pytest.mark.slow
def test_the_form_and_the_card_fit_half_a_window(browser: Any, demo: str) -> None:
    with window(browser, demo, width=900, height=900) as page:
        enter(page, demo, "周敏")
        paste(page, ASKING, "李女士")
        page.click("[data-act=sheet_attach]")
        says(page, "#rd-sheet", "已附在回复里")
        assert page.evaluate("document.documentElement.scrollWidth") <= 900
        open_row(page, 0)
        page.wait_for_function("!document.querySelector('#rd-sheet')?.innerText.includes('已附在回复里')")

"""The customer on the screen: nothing that identifies anybody stands there in full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from screen_samples import inquiry

from replydraft.entrypoints.screen.customer_view import customer_html, masked_name
from replydraft.entrypoints.screen.labels import fact_words, waited
from replydraft.entrypoints.screen.queue_view import matches, queue_html, queue_row
from replydraft.entrypoints.screen.standing import standing
from replydraft.entrypoints.screen.visits import Visit
from replydraft.entrypoints.screen.waiting import next_waiting, waiting_html

PHONE, CARD, NAME = "13812340000", "110101199003070011", "欧阳小明"


def opened(house: Any, message: str = "能不能快点批？", **more: Any) -> Any:
    return house.desk.submit(inquiry(message, **more))[1]


def test_identifiers_are_masked_in_message_history_and_profile(house: Any, visit: Visit) -> None:
    review = opened(
        house, f"我的号码{PHONE}，身份证{CARD}，我是{NAME}",
        history=[{"role": "customer", "text": f"加我微信，手机{PHONE}"}],
        profile={"name": NAME, "phone": PHONE, "id_card": CARD, "employer": "海州第一棉纺织厂", "address": "海州市演示路8号3单元"},
    )  # fmt: skip
    html = customer_html(review, standing(visit, review))
    html += queue_html([queue_row(review, datetime.now(UTC))], None, filtered=False, state="open")
    for secret in (PHONE, CARD, NAME, "海州第一棉纺织厂", "8号3单元"):
        assert secret not in html
    assert "138****0000" in html
    assert "欧**" in html


def test_customer_words_are_escaped(house: Any, visit: Visit) -> None:
    review = opened(house, "<script>alert(1)</script>利率多少", profile={"name": "<b>王</b>"})
    for unmasked in (False, True):
        html = customer_html(review, standing(visit, review), unmasked=unmasked)
        assert "<script>" not in html
        assert "<b>王" not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("name", "shown"), [("王小明", "王**"), ("李四", "李*"), ("王女士", "王女士"), ("周", "周"), ("", "未具名")]
)
def test_a_family_name_names_nobody(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("amount_wanted", "300000", "30万元"), ("income_monthly", "4500.50", "4,500.5元"), ("has_property", True, "有"),
        ("credit_good", False, "有瑕疵"), ("credit_good", True, "良好"), ("term_months", 36, "36个月"), ("amount_wanted", "面议", "面议"),
    ],
)  # fmt: skip
def test_facts_read_as_an_advisor_says_them(key: str, value: Any, words: str) -> None:
    assert fact_words(key, value) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "刚刚"), (12, "12分钟"), (60, "1小时"), (125, "2小时05分"), (3000, "2天")]
)
def test_waiting_time(minutes: int, words: str) -> None:
    now = datetime.now(UTC)
    assert waited(now - timedelta(minutes=minutes), now) == words


def test_the_queue_is_by_tier_then_age_and_the_first_is_the_most_urgent(house: Any, visit: Visit) -> None:
    quiet = opened(house, "需要什么材料？")
    later = opened(house, "好的谢谢")
    one = opened(house, "再问一句")
    urgent = house.store.reviews.open(
        one.inquiry, one.draft | {"tier": "urgent"}, one.check, customer_ref=None, actor="test"
    )
    html = waiting_html(visit, "open", "all", "", quiet.id)
    assert html.index(urgent.id) < html.index(quiet.id) < html.index(later.id)
    head = next_waiting(visit)
    assert head is not None
    assert head.id == urgent.id
    assert html.count("aria-current") == 1


def test_filters_and_empty_states(house: Any, visit: Visit) -> None:
    assert "都处理完了" in waiting_html(visit, "open", "all", "", None)
    review = opened(house, "需要什么材料？", profile={"name": "王小明"})
    row = queue_row(review, datetime.now(UTC))
    assert matches(row, "all", "王 材料")
    assert not matches(row, "urgent", "")
    assert "没有符合条件" in waiting_html(visit, "open", "all", "没有这个词", None)
    assert "还没有处理过" in waiting_html(visit, "done", "all", "", None)

"""No words in a message, a product nobody has documents about, and what the customer can pledge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from replydraft.domain.draft import Brief
from replydraft.domain.inquiry import Inquiry
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.matching import match
from replydraft.drafting.triage import triage
from replydraft.drafting.unknown import nothing_written, unknown_product
from replydraft.knowledge.documents import Knowledge, load_knowledge

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(Path(__file__).parents[3] / "knowledge")


def brief(knowledge: Knowledge, text: str) -> Brief:
    inquiry = Inquiry("t", text, DAY)
    products = knowledge.products_on(DAY)
    operator = OperatorProfile("示例公司", "示例", "居间服务机构")
    return Brief(inquiry, triage(inquiry), (), (), True, products, match(products, inquiry), operator, DAY)


@pytest.mark.parametrize("text", ["😂😂", "\u200b\u200d", "。。。"])
def test_without_words_we_ask_for_words(knowledge: Knowledge, text: str) -> None:
    assert "没收到文字" in (nothing_written(brief(knowledge, text)) or "")


def test_words_are_answered_otherwise(knowledge: Knowledge) -> None:
    assert nothing_written(brief(knowledge, "好的👌")) is None


def test_a_product_nobody_knows_is_named_as_unknown(knowledge: Knowledge) -> None:
    assert "没有“金穗无忧贷”" in (unknown_product(brief(knowledge, "金穗无忧贷怎么申请")) or "")


@pytest.mark.parametrize("text", ["公积金贷怎么申请", "装修贷利率多少", "我想贷款", "能不能办信用贷"])
def test_kinds_of_loan_are_no_unknown_product(knowledge: Knowledge, text: str) -> None:
    assert unknown_product(brief(knowledge, text)) is None


def test_every_known_product_is_known(knowledge: Knowledge) -> None:
    for product in knowledge.products_on(DAY):
        assert unknown_product(brief(knowledge, f"{product.name}怎么申请")) is None


def test_a_house_goes_before_a_deposit_nobody_mentioned(knowledge: Knowledge) -> None:
    found = [m.id for m in brief(knowledge, "我房贷还有90万，想用房子再贷点钱装修").matches]
    assert found[0] == "product-property-consumer"
    assert found.index("product-property-consumer") < found.index("product-deposit-pledge")

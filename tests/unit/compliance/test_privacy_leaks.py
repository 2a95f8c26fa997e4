"""Which identifiers may stay in a reply, and other people's finances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from replydraft.compliance.privacy import find_leaks, masked_finding, masked_form
from replydraft.domain.finding import Family, Finding, LegalCitation, Severity
from replydraft.domain.inquiry import CheckRequest, Fact, Profile, Turn
from replydraft.text.folding import fold

MOBILE, CARD = "13700004152", "6217003885421430443"
CUSTOMER = Profile({"name": Fact("罗小满"), "phone": Fact(MOBILE), "amount_wanted": Fact(Decimal(100_000))})


class Laws:
    """Citations without a rule book: remembers which keys were asked for."""

    def cite(self, keys: Sequence[str]) -> tuple[LegalCitation, ...]:
        return tuple(LegalCitation(key, None, "A") for key in keys)


def leaks(draft: str, *, own: frozenset[str] = frozenset(), **context: Any) -> list[Finding]:
    return find_leaks(CheckRequest("c1", draft, date(2026, 11, 23), **context), fold(draft), Laws(), own=own)


def test_a_leak_blocks_with_span_law_and_a_masked_way_out() -> None:
    draft = f"放款卡是{CARD}，请核对"
    (found,) = leaks(draft)
    assert (found.rule, found.family, found.severity, found.source) == (
        "RD0402",
        Family.PRIVACY_LEAK,
        Severity.BLOCK,
        "rule",
    )
    assert found.start is not None
    assert draft[found.start : found.end] == found.text == CARD
    assert "尾号0443" in found.suggestion
    assert masked_finding(found) == "尾号0443"
    assert [c.law for c in found.citations] == ["PI28", "PI51", "JR"]


def test_no_message_repeats_the_number() -> None:
    for found in leaks(f"电话{MOBILE}，卡{CARD}，证件11010519491231002X，密码是Ab123456"):
        assert found.text is not None
        assert found.text not in found.message + found.suggestion


def test_the_customers_own_full_number_is_a_leak_too() -> None:
    (found,) = leaks("您登记的手机是 137 0000 4152，对吗", profile=CUSTOMER)
    assert "客户自己" in found.message


def test_our_own_lines_may_stay() -> None:
    assert leaks("找前台刘姐13700009999", own=frozenset({"13700009999"})) == []
    assert leaks("找前台刘姐13700009999") != []


def test_a_colleagues_work_number_said_to_be_one_may_stay() -> None:
    told = (Turn("advisor", "我调休，期间由同事接手，号码是公司配的工作手机"),)
    assert leaks("加这个号13700009999", history=told, profile=CUSTOMER) == []
    assert leaks("加这个号13700009999", customer="想问问你们的电话是多少") == []
    assert leaks("老客户的号是13700009999", customer="想问问你们的电话是多少") != []
    assert leaks("她的卡是" + CARD, history=told) != []


@pytest.mark.parametrize(
    "draft",
    ["陈女士上个月批了30万，您也可以", "楼下孙老板欠了二十万没还", "和您一样的赵姐，征信上逾期3次也做下来了"],
)
def test_another_persons_finances_block(draft: str) -> None:
    (found,) = leaks(draft, profile=CUSTOMER)
    assert found.rule == "RD0415"
    assert found.start is not None
    assert draft[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "draft",
    [
        "罗女士您好，您想借的10万我记下了",
        "陈女士您好",
        "我同事陈先生会联系您，您每月收入1万就够",
        "我请周老师跟进。逾期1天也可能上征信。",
    ],
)
def test_names_alone_and_the_customer_are_no_leak(draft: str) -> None:
    assert leaks(draft, profile=CUSTOMER) == []


def test_a_placeholder_nothing_stands_behind_blocks() -> None:
    (found,) = leaks("会打您〔手机号3〕，依据见〔2021〕第3号")
    assert (found.rule, found.text) == ("RD0414", "〔手机号3〕")


def test_without_a_profile_nobody_is_known_to_be_somebody_else() -> None:
    assert leaks("陈女士上个月批了30万") == []


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("mobile", "+86 137 0000 4152", "137****4152"),
        ("mobile", "一三七零零零零四一五二", "137****4152"),
        ("id_card", "11010519491231002x", "110***********002X"),
        ("bank_card", "6217 0038 8542 1430 443", "尾号0443"),
        ("email", "luoxm@anyi-mail.cn", "l***@***"),
        ("secret", "Ab123456", "******"),
        ("address", "柳溪小区3幢1201室", "（详细地址略）"),
    ],
)
def test_masked_forms_keep_just_enough(kind: Any, text: str, shown: str) -> None:
    assert masked_form(kind, text) == shown
    assert leaks(shown) == []

"""Consent is asked for where somebody wants to go on and the ledger has none; never in trouble, never twice in a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from replydraft.domain.consent import Consent, Ledger
from replydraft.domain.draft import Brief
from replydraft.domain.inquiry import Inquiry, Profile, Turn
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.embedded import EmbeddedDrafter
from replydraft.drafting.matching import match
from replydraft.drafting.needs import needs
from replydraft.drafting.plan import LONGEST
from replydraft.drafting.prompts import build_messages
from replydraft.drafting.triage import triage
from replydraft.knowledge.documents import Knowledge, load_knowledge

DAY = date(2026, 11, 23)
OPERATOR = OperatorProfile("示例公司", "示例", "居间服务机构", may_present_products=True, hotlines=(("110", "110"),))
GOES_ON = (
    "我想申请装修贷款，需要准备哪些材料？",
    "我想申请，怎么走流程",
    "能不能帮我看看我能贷多少，怎么申请",
    "累死了 跑了一天终于把材料凑齐了，下一步干嘛",
)
GIVEN = Consent("申请装修贷款", ("江北银行",), ("流水",), datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(Path(__file__).parents[3] / "knowledge")


def brief(knowledge: Knowledge, text: str, ledger: Ledger | None, *history: Turn) -> Brief:
    inquiry = Inquiry("t", text, DAY, history, Profile(), ledger=ledger)
    understood, products = triage(inquiry), knowledge.products_on(DAY)
    return Brief(
        inquiry, understood, needs(inquiry, understood), (), True, products, match(products, inquiry), OPERATOR, DAY
    )


def reply(knowledge: Knowledge, text: str, ledger: Ledger | None, *history: Turn) -> str:
    return EmbeddedDrafter(knowledge).write(brief(knowledge, text, ledger, *history)).reply


@pytest.mark.parametrize("text", GOES_ON)
def test_who_wants_to_go_on_is_asked_properly(knowledge: Knowledge, text: str) -> None:
    asked = reply(knowledge, text, Ledger())
    for part in ("单独同意", "用途", "申请", "接收方", "征信", "撤回", "不影响咨询"):
        assert part in asked or part == "用途", part
    assert len(asked) <= LONGEST
    assert "单独同意" not in reply(knowledge, text, None), "nobody knows: as ever"


def test_a_lender_that_the_customer_names_is_named(knowledge: Knowledge) -> None:
    lender = knowledge.products_on(DAY)[0].lender
    assert f"接收方是{lender}" in reply(knowledge, f"我想申请{lender}的贷款，需要准备哪些材料？", Ledger())


@pytest.mark.parametrize(
    "text",
    [
        "好的谢谢",
        "你好",
        "我逾期三个月了还不上怎么办",
        "有人冒充你们让我转账，已经转了5000",
        "我要投诉，你们把我资料给谁了",
        "不想活了",
    ],
)
def test_it_is_not_asked_in_small_talk_or_trouble(knowledge: Knowledge, text: str) -> None:
    assert reply(knowledge, text, Ledger()) == reply(knowledge, text, None)


def test_who_agreed_is_not_asked_and_who_took_it_back_is(knowledge: Knowledge) -> None:
    assert "单独同意" not in reply(knowledge, GOES_ON[0], Ledger((GIVEN,)))
    gone = replace(GIVEN, withdrawn_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert "单独同意" in reply(knowledge, GOES_ON[0], Ledger((gone,)))


def test_who_was_asked_just_now_is_not_asked_again(knowledge: Knowledge) -> None:
    before = Turn("advisor", "提交资料前要您单独同意，随时可以撤回，您看可以吗？")
    assert "单独同意" not in reply(knowledge, GOES_ON[0], Ledger(), before)


def test_a_model_is_told_what_was_agreed(knowledge: Knowledge) -> None:
    def user(ledger: Ledger | None) -> str:
        return build_messages(brief(knowledge, GOES_ON[0], ledger))[1][1]

    assert "授权" not in user(None)
    assert "客户已有的授权：没有。" in user(Ledger())
    assert "客户已有的授权：流水给江北银行（申请装修贷款）。" in user(Ledger((GIVEN,)))
    gone = replace(GIVEN, withdrawn_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert "客户已有的授权：没有。" in user(Ledger((gone,)))

"""Meaning classes in other words than the tables were written with, everyday exaggeration, and honest non-answers."""

from __future__ import annotations

import time
from datetime import date

import pytest

from replydraft.domain.draft import Intent, Tier
from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.cues_grave import softened
from replydraft.drafting.facts import amount_wanted
from replydraft.drafting.triage import triage

DAY = date(2026, 11, 23)


def asked(text: str) -> Inquiry:
    return Inquiry("t", text, DAY)


@pytest.mark.parametrize(
    "text",
    [
        "有人冒充你们让我转账，我已经转了八千，怎么办",
        "i just don't want to live any more",
        "我走了以后，麻烦你们跟我女儿说一声",
        "药我全咽下去了，现在头好晕",
        "他们把我锁在办公室里，不让走",
        "门口被人挂了花圈",
        "我明天就提刀去你们公司",
        "中介让我把验证码念给他，我念了",
        "顾问叫我把钱打到他老婆的卡上，我打了",
    ],
)
def test_danger_in_other_words_is_urgent(text: str) -> None:
    assert triage(asked(text)).tier is Tier.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "资料准备好了，帮我申请吧",
        "我准备好了，什么时候去签",
        "跳楼价的房子能贷款吗",
        "气死我了利息这么高",
        "楼顶漏水想装修贷5万",
        "累死了，今天跑了三家银行",
        "死期存款能做质押吗",
        "为什么我的银行卡目前不能提前还款",
        "我在江边有套房能抵押吗",
        "Hi, can I borrow 50k RMB? what's the APR",
    ],
)
def test_everyday_wording_is_routine(text: str) -> None:
    assert triage(asked(text)).tier is Tier.ROUTINE


def test_softening_keeps_what_is_meant() -> None:
    assert softened("笑死我了") == ""
    assert softened("死了算了") == "死了算了"


def test_english_is_no_instruction_and_cancelling_is_process() -> None:
    assert Intent.INJECTION not in triage(asked("Hi, can I borrow 50k RMB? what's the APR")).intents
    assert triage(asked("想取消贷款可以吗")).intent is Intent.PROCESS


def test_what_is_still_owed_is_not_what_is_wanted() -> None:
    assert amount_wanted(asked("我房贷还有90万，想用房子再贷点钱装修")) is None


@pytest.mark.parametrize("text", ["138001380001" * 500, "他们让我转账" * 1000, "一" * 6000])
def test_a_long_message_is_read_in_time(text: str) -> None:
    triage(asked("热身"))
    started = time.perf_counter()
    triage(asked(text))
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "小孩的学费放在床头柜第二格 存折压在枕头下 你跟我妈讲一声 我走了",
        "伊拉勿要寻我了 阿拉老早勿想活了",
        "我把猫给邻居了 这个号月底停机 不用回我",
        "我弟弟留了张纸条就出门了 电话关机 纸条上说对不起爸妈 他欠你们的钱",
        "我爸说你们客服打电话 他现在去银行汇钱了 我劝不住 电话也不接",
        "被人骗到柬埔寨了 园区不让走 求求你帮我报警",
        "车里炭都备好了 门窗也封死了 逗你的 也不一定",
        "阳台吹吹风挺好的 再也不用看那些短信了 谢谢你听我说",
        "我买好药了 借的钱还不完 就这样吧 别怪任何人",
        "我同事在你们系统里看到我的征信报告 打印出来传全单位了 谁给他看的",
    ],
)
def test_a_farewell_or_danger_without_its_word_is_urgent(text: str) -> None:
    assert triage(asked(text)).tier is Tier.URGENT


@pytest.mark.parametrize(
    "text", ["有人问我要短信验证码 我没告诉他直接挂了 这种怎么分辨", "我家狗从楼上掉下来没事 哈哈 你们几点下班"]
)
def test_a_danger_that_did_not_happen_is_not_urgent(text: str) -> None:
    assert triage(asked(text)).tier is not Tier.URGENT

"""What a message is in its conversation: an answer to us, a second telling, or the complaint that we did not answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from replydraft.domain.draft import Brief, Emotion, Intent
from replydraft.domain.inquiry import Inquiry, Profile, Turn
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.embedded import EmbeddedDrafter
from replydraft.drafting.followup import answers_us, not_answered, told_before
from replydraft.drafting.matching import match
from replydraft.drafting.needs import needs
from replydraft.drafting.triage import plain, triage
from replydraft.knowledge.documents import Knowledge, load_knowledge

DAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[3]
OPERATOR = OperatorProfile("示例公司", "示例", "居间服务机构", hotlines=(("110", "110"), ("12378", "12378")))
SHOWS = OperatorProfile("示例公司", "示例", "居间服务机构", may_present_products=True)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


def us(text: str) -> Turn:
    return Turn("advisor", text)


def them(text: str) -> Turn:
    return Turn("customer", text)


def reply(knowledge: Knowledge, text: str, *history: Turn, operator: OperatorProfile = OPERATOR) -> str:
    inquiry = Inquiry("t", text, DAY, history, Profile({}))
    understood, products = triage(inquiry), knowledge.products_on(DAY)
    brief = Brief(
        inquiry, understood, needs(inquiry, understood), (), True, products, match(products, inquiry), operator, DAY
    )
    return EmbeddedDrafter(knowledge).write(brief).reply


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("您想借多少、分几期？", "12万，分36期"),
        ("您名下有房产吗？", "嗯嗯 有的 一套按揭的"),
        ("大概需要多少钱，做什么用？", "20万 装修"),
        ("您每月收入多少，公积金交了多久？", "到手9500，公积金三年了"),
        ("征信上有没有逾期？", "没有"),
        ("平时是上班还是自己做生意？", "上班的，打卡工资"),
        ("打算用多久？", "两年吧"),
    ],
)
def test_an_answer_to_our_question_goes_on_with_the_loan(asked: str, text: str) -> None:
    history = (us(asked),)
    assert answers_us(history, plain(text))
    assert triage(Inquiry("t", text, DAY, history)).intent is Intent.PRODUCT_MATCH


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("您名下有房产吗？", "有房子就一定能批吗"),
        ("您想借多少、分几期？", "你们收多少服务费"),
        ("还有别的想了解的吗？", "没有"),
        ("您想借多少？", "不借了，你们别再打电话"),
    ],
)
def test_a_question_back_is_no_answer(asked: str, text: str) -> None:
    assert triage(Inquiry("t", text, DAY, (us(asked),))).intent is not Intent.PRODUCT_MATCH


def test_what_was_answered_is_said_back_and_not_asked(knowledge: Knowledge) -> None:
    text = reply(knowledge, "12万，分36期", us("您想借多少、分几期？"))
    assert "12万、分36期" in text
    assert "需要多少" not in text
    assert "多久" not in text


TWICE = [
    "不是跟你说了吗我月薪8千 公积金1200 你怎么又问",
    "刚才说过了啊，月薪8千",
    "怎么又问一遍",
    "我都说了好几遍了，工资8千",
    "已经告诉过你了，公积金1200",
    "能不能别老问收入，前面说了",
]


@pytest.mark.parametrize("text", TWICE)
def test_who_has_to_say_it_twice_gets_an_apology_and_is_not_asked_again(knowledge: Knowledge, text: str) -> None:
    history = (them("我月薪8千，公积金1200"), us("您每月收入大概多少？"))
    assert told_before(history, plain(text))
    said = reply(knowledge, text, *history)
    assert "抱歉" in said or "对不起" in said
    assert "收入大概多少" not in said
    assert "公积金" not in said.partition("现在")[2]


@pytest.mark.parametrize(
    "text", ["当初说好2%，怎么又问我要钱", "你们业务员说了能批的", "说过了不要打电话了，再打我投诉"]
)
def test_a_dispute_is_no_second_telling(text: str) -> None:
    assert not told_before((us("您好，最近考虑得怎么样了。"),), plain(text))


VAGUE = [
    "？你说的跟没说一样",
    "能不能正面回答我",
    "你这答非所问啊",
    "说了半天等于没说",
    "都是套话",
    "没回答我的问题",
]


@pytest.mark.parametrize("text", VAGUE)
def test_who_was_not_answered_gets_the_answer(knowledge: Knowledge, text: str) -> None:
    history = (them("利率多少，几天放款"), us("一般看收入和征信，以机构审批为准。"))
    assert not_answered(history, plain(text))
    said = reply(knowledge, text, *history)
    assert "抱歉" in said or "对不起" in said
    assert "利率要看" in said
    assert "时间主要看" in said


@pytest.mark.parametrize("text", ["你们不回答我就投诉", "银行没回答我，怎么办理", "说好的没回答我，退钱", "利率一样吗"])
def test_others_are_answered_as_they_ask(text: str) -> None:
    assert not not_answered((us("一般看收入和征信，以机构审批为准。"),), plain(text))


def test_without_a_word_of_ours_there_is_nothing_not_answered() -> None:
    assert not not_answered((), plain("你说的跟没说一样"))


def test_published_figures_are_given_only_where_products_may_be_presented(knowledge: Knowledge) -> None:
    assert "12—60个月" in reply(knowledge, "装修贷最长能分多少期", operator=SHOWS)
    assert "12—60个月" not in reply(knowledge, "装修贷最长能分多少期")
    assert "年化" in reply(knowledge, "利率多少", operator=SHOWS)
    assert "%" not in reply(knowledge, "利率多少")
    several = reply(knowledge, "想用公积金贷：1.月缴1200能贷多少 2.利率多少 3.要抵押吗 4.多久放款", operator=SHOWS)
    assert all(words in several for words in ("1万—30万元", "3.9%—8.4%", "不需要抵押物", "时间主要看"))


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("会不会是高利贷", Emotion.CALM),
        ("一是我老公征信黑了影响我吗；二是离婚了债务怎么算", Emotion.CALM),
        ("我要求你们提供我的通话录音", Emotion.CALM),
        ("骗子把我的钱转走了，验证码我给他了，完蛋", Emotion.ANXIOUS),
        ("骗子把我钱骗走了，气死我了", Emotion.ANXIOUS),
        ("求求你帮帮我", Emotion.DESPERATE),
        ("你们就是骗子公司，我要投诉", Emotion.ANGRY),
        ("你们收的就是高利贷，抢钱啊", Emotion.ANGRY),
    ],
)
def test_a_mood_is_only_where_it_is_shown(text: str, mood: Emotion) -> None:
    assert triage(Inquiry("t", text, DAY)).emotion is mood


@pytest.mark.parametrize(
    "text",
    [
        "骗子把我钱骗走了，气死我了",
        "骗子把我的积蓄转走了",
        "把我的钱全骗走了",
        "我妈的养老钱都骗光了",
        "那个骗子把我3万卷走了",
        "我的存款都骗没了",
    ],
)
def test_money_that_a_swindler_took_is_urgent(text: str) -> None:
    assert "fraud_happened" in triage(Inquiry("t", text, DAY)).risks


@pytest.mark.parametrize("text", ["会不会是骗子骗钱的", "怕钱被骗走怎么防", "你们不会是骗子吧"])
def test_the_fear_of_one_is_not(text: str) -> None:
    assert "fraud_happened" not in triage(Inquiry("t", text, DAY)).risks


@pytest.mark.parametrize(
    "text", ["我想贷款", "想贷款", "借钱", "要借钱", "想借点钱", "贷款", "我要贷款", "你好，我想贷款"]
)
def test_who_only_wants_a_loan_wants_nothing_forbidden(knowledge: Knowledge, text: str) -> None:
    """These few words are those that a story of loans for shares begins with."""
    assert triage(Inquiry("t", text, DAY)).risks == ()
    assert "不行" not in reply(knowledge, text)
    told = reply(knowledge, "嗯嗯 有的 一套按揭的", them(text), us("您名下有房产吗？"))
    assert "不行" not in told

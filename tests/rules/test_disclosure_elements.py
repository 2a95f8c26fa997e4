"""An element is recognised in free wording; softened, contradicted or merely asked about it is not given."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.disclosing import Given, Missing, elements
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.domain.finding import Disclosure
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.text.folding import fold

DAY = date(2026, 11, 23)

GIVEN = {
    ("RD0301", "annualised_rate"): [
        "年化10.8%（单利）", "折成年化差不多百分之七点二", "APR 9.6%，单利口径", "综合成本一年8.4%左右", "年利率六个点，按剩余本金算",
        "一年期的年化在4.2%到5.6%之间", "IRR约13.58%", "单利6.5%，复利多一点", "年化 3.85 % 起，到 6.5 % 封顶", "融资成本全算上年化12.2%",
    ],
    ("RD0302", "fees"): [
        "放款后收1%服务费，走对公", "我们不收您钱，由机构结算给我们", "服务费两个点，写在居间合同里", "没放款一分不收，放款后收两千",
        "银行不收手续费，我方居间费1.5%", "除了利息没有别的收费", "费用全部列在明示表上", "佣金放款后付，按合同", "手续费由银行承担", "评估费800元，您付给评估公司",
    ],
    ("RD0302", "final_approval"): [
        "最终以银行审批为准", "批不批、批多少看云帆", "能不能过得等机构审完", "额度由贷款机构核定", "这个我说了不算，银行定", "要看他们怎么批",
        "批下来是多少就是多少", "审批结果出来才作数", "我们没法保证，行里评估", "以批复为准",
    ],
    ("RD0304", "default_consequence"): [
        "逾期有罚息，也上征信", "晚一天就开始计罚息", "没还够最低会记进征信", "拖着要收违约金", "剩下的按日万分之五计息", "逾期会被催收甚至起诉",
        "不按时还会影响信用记录", "晚了算逾期，要加收利息", "会报送征信中心", "没还的部分照样计息，还会产生复利",
    ],
    ("RD0305", "consent"): [
        "您先看授权书，同意了再发", "用途是核对收入，只给岚山一家", "征得您本人同意后才递交", "不同意随时可以撤回", "仅用于这一次申请，保存期一年",
        "证件打码、打水印再给我", "您自愿提供，不提供也能先聊", "没有您的授权不会转给别家", "授权书签好了我才查", "办完就删除，不留底",
    ],
    ("RD0306", "intermediary_identity"): [
        "我们是贷款中介，不是银行", "这边做居间服务的", "安渡助贷的小陈", "我们只撮合，不放款", "并非银行工作人员", "是第三方服务机构，放款的是银行",
        "贷款顾问，放款由持牌机构负责", "咱是中介，钱是青禾放的", "我是居间顾问", "我们公司做贷款信息服务",
    ],
    ("RD0307", "guarantor_liability"): [
        "担保人要承担还款责任", "您还不上他就得替您还", "签了就是连带", "共借人一样要还，也上征信", "这是有责任的，让他想好", "他也要还，银行会找他代偿",
        "保证人负责还款义务", "两个人一起还", "会上他的征信", "担保了就背着这笔债",
    ],
    ("RD0308", "collateral_risk"): [
        "还不上房子会被拍卖", "断供的话车会被收走", "有被处置的风险", "银行可以申请变卖", "最坏会失去房子", "违约会查封", "抵押物可能被依法处置",
        "还不上，房产要拿去抵债，有风险", "真断供了房子就没了", "抵押有风险，想清楚",
    ],
    ("RD0309", "credit_enquiry"): [
        "每点一次留一条查询记录", "会查征信的", "征信上多一条", "要您授权才能查", "申请会留记录", "您同意了再点", "查一次征信就有一条",
        "短期查询记录多了不好批", "先签授权书再测额", "正式申请会查您征信",
    ],
    ("RD0310", "purpose_limit"): [
        "只能用于装修这个用途", "要按合同约定用途用", "不能买房炒股", "不得流入股市", "银行会做贷后检查", "凭证要留好，行里会看", "须用于真实用途",
        "不可以拿去理财", "必须按申报用途支用", "不能用来付首付",
    ],
    ("RD0312", "early_repayment_terms"): [
        "违约金看合同", "提前还要预约", "按实际使用天数算，不收违约金", "满一年后免违约金", "合同约定收剩余本金的1%", "以合同为准",
        "按日计息，提前还不多收", "结清前先问违约金", "手续费退不退看分期协议", "要提前三天预约",
    ],
}  # fmt: skip

NOT_GIVEN = {
    ("RD0301", "annualised_rate"): ["年化大概几个点吧", "年化别纠结，看月供", "要不要给您算年化？", "不用看年化6%那个数"],
    ("RD0302", "fees"): ["费用到时候再说", "服务费看着给就行", "合同不用看，费用都在里头", "服务费不写进合同"],
    ("RD0302", "final_approval"): ["以银行审批为准嘛，走个形式", "审批就是走流程", "肯定批的，以审批为准只是套话", "审批没问题的"],
    ("RD0304", "default_consequence"): ["不会有罚息，也不上征信", "违约金就几块", "罚息不用管", "晚几天没有罚息"],
    ("RD0305", "consent"): ["发过来就表示同意了", "授权书后面补", "我替您点过同意了", "不搞那么多授权"],
    ("RD0306", "intermediary_identity"): ["中介也算银行", "没有中间人", "哪是什么中介"],
    ("RD0307", "guarantor_liability"): ["没什么责任", "责任轮不到他", "不用担责任", "责任走形式"],
    ("RD0308", "collateral_risk"): ["没什么风险", "不至于真拍卖", "风险很小", "不会处置您房子"],
    ("RD0309", "credit_enquiry"): ["查询记录没影响", "查询记录无所谓", "征信查一次不影响"],
    ("RD0310", "purpose_limit"): ["按用途写写就行，没人查", "用途随便填"],
    ("RD0312", "early_repayment_terms"): ["违约金那行是摆设", "违约金一般都不收", "合同里吓人的"],
}  # fmt: skip


@cache
def book() -> RuleBook:
    return load_rulebook(Path(__file__).parents[2] / "guardrails")


def found(topic_id: str, element: str, draft: str, history: tuple[Turn, ...] = ()) -> Missing | Given | None:
    """What is said of one element of a set: missing, given earlier, or None where the draft gives it."""
    topic = next(t for t in book().disclosures if t.id == topic_id)
    message = Message(CheckRequest("d", draft, history=history, as_of=DAY), fold(draft))
    return next((e for e in elements(topic, message) if e.requirement.element == element), None)


def cases(table: dict[tuple[str, str], list[str]]) -> list[tuple[str, str, str]]:
    return [(topic, element, words) for (topic, element), some in table.items() for words in some]


@pytest.mark.parametrize(("topic", "element", "words"), cases(GIVEN))
def test_free_wording_gives_an_element(topic: str, element: str, words: str) -> None:
    assert found(topic, element, words) is None


@pytest.mark.parametrize(("topic", "element", "words"), cases(NOT_GIVEN))
def test_what_is_softened_contradicted_or_asked_is_not_given(topic: str, element: str, words: str) -> None:
    assert isinstance(found(topic, element, words), Missing)


def test_what_we_said_earlier_counts_and_says_where() -> None:
    talk = (Turn("customer", "利息多少"), Turn("advisor", "年化10.8%（单利）"), Turn("customer", "好"))
    given = found("RD0301", "annualised_rate", "月供3264", talk)
    assert isinstance(given, Given)
    assert (given.turn, given.requirement.element) == (2, Disclosure.ANNUALISED_RATE)
    assert "10.8" in given.words


def test_what_the_customer_said_does_not_count() -> None:
    assert isinstance(found("RD0301", "annualised_rate", "月供3264", (Turn("customer", "年化10.8%那个"),)), Missing)


@pytest.mark.parametrize(
    ("draft", "later"),
    [("罚息不用管，晚几天行", ()), ("晚几天行", (Turn("advisor", "征信那边没事，不上征信的"),))],
)
def test_what_is_taken_back_later_does_not_count(draft: str, later: tuple[Turn, ...]) -> None:
    talk = (Turn("advisor", "逾期有罚息，也上征信"), *later)
    assert isinstance(found("RD0304", "default_consequence", draft, talk), Missing)


def test_the_check_says_where_an_element_was_given() -> None:
    history = (Turn("advisor", "年化4.8%（单利），服务费1%放款后收，以银行审批为准"),)
    request = CheckRequest("a", "月息四厘", customer="怎么算", history=history, as_of=DAY)
    done = Check(book()).check(request, explain_allowed=True)
    assert any("年化利率" in line and "第1条" in line and "4.8" in line for line in done.allowed)


SETS = [(t.id, r.element, r.suggestion) for t in book().disclosures for r in t.requires]


@pytest.mark.parametrize(("topic", "element", "sentence"), SETS)
def test_the_sentence_to_add_gives_its_element(topic: str, element: str, sentence: str) -> None:
    assert found(topic, element, sentence) is None

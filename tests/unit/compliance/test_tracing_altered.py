"""What a reply says of one thing is not grounded by a figure of another: product, plan, role, operand. Texts of our own."""

from __future__ import annotations

import pytest
from grounded import found

FEE = "服务费按放款金额的1.5%收取，单笔最低1,800元，最高9,000元。"
TWO_PLANS = "“海棠贷”：期限12、24、36期，年化8%至12%（单利）。||“玉兰贷”：期限最长20个月，年化6%至10%（单利）。"
MODES = "先息后本最长2年，年化4%（单利）；等额本息最长8年，年化5%（单利）。"
POINTS = "首套为5年期LPR减40个基点，二套减15个基点；5年期LPR为3.6%。"
FLAT = "分期可选12、24、36期，月手续费率0.4%，按分期本金逐月收取。"
TRUE_AND_ALTERED = [
    (FEE, "借20万收多少", "按放款额的1.5%，20万就是3,000元。", "3,000", "1,800"),
    (FEE, "借20万收多少", "按放款额的1.5%，20万就是3,000元。", "20万", "9,000元"),
    (TWO_PLANS, "哪个好", "玉兰贷最长只有20个月。", "20个月", "36个月"),
    (TWO_PLANS, "玉兰贷多少", "年化6%到10%（单利），看审批。", "6%到10%", "8%到12%"),
    (MODES, "先息后本能借多久", "先息后本最长2年。", "2年", "8年"),
    (POINTS, "首套多少", "首套是LPR减40个基点，LPR是3.6%，所以是3.2%。", "3.2%", "3.45%"),
    (FLAT, "5万分36期", "5万分36期，每月手续费200元，三年合计7,200元。", "7,200", "2,400"),
    ("安装费600元、登记费150元，均为一次性。", "还有啥费用", "安装费600、登记费150，合起来750元。", "750元", "900元"),
    ("额度为月缴存额的50至80倍，最高30万元。", "月缴2000", "您月缴2,000，按50到80倍就是10万到16万。", "16万", "30万"),
    ("额度5000元至2万元，年化15%（单利），等额本息。", "8千分12期", "8,000块12期、年化15%等额本息，每月722块多，利息总共665元左右。", "665", "1,200"),
    ("逾期部分一年按360天计息，宽限期5天。", "宽限几天", "宽限期5天。", "5天", "360天"),
    ("执照须满3年，提供近12个月流水。", "执照办了2年", "要求执照满3年，您现在2年，还差1年左右。", "还差1年", "还差2年"),
    ("年化9%（单利），额度为评估价的70%。", "年化多少", "年化9%（单利）。", "9%", "70%"),
]  # fmt: skip


@pytest.mark.parametrize(("passages", "customer", "reply", "was", "now"), TRUE_AND_ALTERED)
def test_a_figure_of_another_thing_is_named_and_the_right_one_passes(
    passages: str, customer: str, reply: str, was: str, now: str
) -> None:
    assert [f.text for f in found(reply, *passages.split("||"), customer=customer)] == []
    altered = reply.replace(was, now)
    assert altered != reply
    assert found(altered, *passages.split("||"), customer=customer)


def test_what_is_compared_may_lie_in_another_sentence() -> None:
    passages = ("24期每期4,700元，总利息12,800元；36期每期3,300元，总利息18,800元。",)
    reply = "24期每期4,700元。拉到36期是3,300元，总利息多6,000元。"
    assert found(reply, *passages, customer="两年和三年差多少") == []
    assert found(reply.replace("6,000", "9,000"), *passages, customer="两年和三年差多少")


def test_the_amount_a_profile_asks_for_is_no_price() -> None:
    reply = "每月利息{}。"
    passage = "先息后本，年化6%（单利）。"
    profile = {"need": {"amount": 300000}}
    assert found(reply.format("1,500元"), passage, customer="借30万", profile=profile) == []
    assert found(reply.format("30万"), passage, customer="借30万", profile=profile)


def test_a_wrong_sum_says_what_the_amounts_make() -> None:
    findings = found(
        "20万付给商家，20万进您的卡，加起来正好28万。", "批准28万元，其中20万元付给商家，8万元转入本人账户。"
    )
    assert any("400,000元" in f.message + (f.suggestion or "") for f in findings)

"""What a reply has just told is reckoned with whatever its words, and what sources state under another name stands where nothing left
unsaid suits better; the same with one figure altered is named."""

from __future__ import annotations

import pytest
from grounded import found

from replydraft.compliance.quantities import quantities

SECOND = "二次抵押额度计算：住宅评估值×70%－首押贷款余额。"
REPLIES = [
    (SECOND, "房子评估430万，按揭还欠118万", "评估430万元，七成是301万元；扣掉现有按揭余额118万元，最多还能贷183万元。", "183万", "193万"),
    ("服务费按放款金额的3%收取，放款后支付。", "放20万", "全额打给您20万，再单独付3%服务费，也就是6000元，手里可用19.4万。", "19.4万", "18.4万"),
    ("评估费0.05%；财产险年费率0.04%；登记费80元/件。", "贷400万，房值600万",
     "评估费3000元；财产险1600元；登记费80元。三项合计4680元，您直接付。", "4680", "4860"),
    ("年化担保费率1%，期初一次性收取全期；登记费80元/件。", "80万两年", "担保费1%一年，两年16000，登记费80，合计16080元。", "16000", "18000"),
    ("收入证明自开具日起30天有效。", "收入证明8月5号开的", "您8月5日开的，有效期三十天，到九月四日为止。", "九月四日", "九月十四日"),
    ("宽限期3个自然日，之后计罚息。", "晚两天", "宽限期3天，第4天起按罚息算。", "第4天", "第6天"),
    ("期限最长60期；前12期可选先息后本。", "最长几年", "最长五年，前12期只还利息，从第13个月起开始还本。", "第13个月", "第19个月"),
    ("连续缴纳满24个月的客户再下浮20BP。年利率4.25%。", "", "连续缴满24个月还能下浮0.2。", "0.2", "0.5"),
    ("房抵贷：借款人年龄18—65周岁；贷款期限+借款人年龄≤70。", "我爸62", "叔叔62还在范围内，但期限加年龄不能超过70，最多只能贷8年。", "8年", "9年"),
    ("日利率0.035%，按日计息。", "日息多少", "日利率0.035%。拿1万块举例，用10天利息也就35块。", "35块", "53块"),
    # under another name
    ("消费贷贴息：累计贴息上限为3000元（对应累计消费30万元）。", "贴多少", "单个借款人累计贴息上限3000元。", "3000", "2000"),
    ("分期：手续费率12期0.60%/期，按分期本金计收。", "2万4分12期", "这款每期手续费率0.6%，本金24000元分12期。", "0.6%", "0.7%"),
    ("客户借据：总期数36，已还14期。", "我还了14期", "您这笔总共三十六期，已经还了十四期，还剩二十二期。", "二十二期", "二十四期"),
    ("速周转：综合年化成本18%（含利息及全部费用）。", "实际年化多少", "这款小额贷的综合年化成本是百分之十八，没有另外的费用。", "百分之十八", "百分之十五"),
    ("审批通过日期2026年3月12日，90日内有效。", "能放多久", "您是3月12号批的，90天有效。", "3月12号", "3月21号"),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "customer", "reply", "was", "now"), REPLIES)
def test_what_a_reply_tells_is_reckoned_with_and_the_same_altered_is_named(
    passage: str, customer: str, reply: str, was: str, now: str
) -> None:
    assert [f.text for f in found(reply, passage, customer=customer)] == []
    assert was in reply
    assert found(reply.replace(was, now, 1), passage, customer=customer)


UNSAID = [
    # the right figure is left out, and the words ask for it
    ("购房贷款：首套首付不低于15%，二套首付不低于25%。", "首套首付多少", "首套首付最低25%。"),
    ("禾木银行：审批后2个工作日放款。江月银行：审批后7个工作日放款。", "禾木多久放", "禾木批完7个工作日放款。"),
    ("住宅类不动产登记每件80元，非住宅类每件550元。", "登记费多少", "您抵押的是住宅，登记费一件是550元。"),
    ("票速融：A级企业年化4.35%；B级企业年化5.1%。", "B级多少", "B级可以做，票速融给到的是年化4.35%。"),
    # a price is no other price, and a mean promise no reckoning
    ("服务费为放款额的2%。", "年化多少", "年化2%。"),
    ("保险每年240元，自愿购买。", "", "保险一个月240块。"),
    (
        "年化4.8%—6.1%。提前还款收取剩余本金0.5%的违约金。",
        "",
        "年化最低4.8%，最高6.1%。提前还款违约金是剩余本金的1.3%。",
    ),
]


P1 = "商户贷年利率4.5%起，额度最高50万元，期限最长36个月，提前还款违约金为剩余本金的3%，逾期罚息在原利率基础上加收50%。"
LATE = "经营贷产品：额度最高50万元，期限最长36个月，年利率4.5%起。还款宽限期3天，逾期第8天起上报征信。审批5个工作日。"
FEES = "小微贷：担保费率0.8%一年，年利率4.35%，保证金10%，提前还款违约金1%。"
AGES = "借款人年龄不超过65周岁，期限最长20年。"
UNSAID += [
    # words that assure are no source
    (P1, "别人说你们年利率3.2%，真的吗", "可以的，我们年利率3.2%，绝不违规，您放心办。"),
    (P1, "期限能做60个月吗", "能的，我们最长60个月，这个不骗您。"),
    # an example is one of an amount
    (P1, "我想借久一点", "像您这样的客户，最长能借60个月。"),
    ("免息期为放款后7天。", "我借30万有免息吗", "以30万为例，借90天免收利息。"),
    (P1, "我借30万", "比如您的情况，30万用满3个月利息2250元，免息期用60天。"),
    # the first after so many is of what was told
    (LATE, "逾期几天上征信", "逾期第4天就会上报征信，请您留意。"),
    (LATE, "逾期几天上征信", "宽限期3天，第4天上报征信。"),
    (LATE, "逾期几天上征信", "宽限期过后，第37个月才上报征信。"),
    # a rate of something else
    (FEES, "月利率多少", "您的月利率0.8%。"),
    (FEES, "", "违约金0.8%。"),
    (FEES, "", "手续费1%。"),
    (P1, "", "首付比例是50%。"),
    (P1, "有优惠吗", "年利率4.5%，优惠3%，现在只要1.5%。"),
    # ages, shares and bare numbers
    (AGES, "我今年40岁，最长能贷几年", "您40岁，最长能贷25年。"),
    (P1, "能批下来吗", "通过率大概有97%，您放心。"),
    (P1, "能贷房值几成", "您能贷到评估价的97%。"),
    ("首付不低于20%，GPS费980元。", "要收多少", "上牌就收您600。"),
    ("申请人需持有营业执照满1年。", "芝麻分要多少", "芝麻分只要550就可以做。"),
    ("男性退休年龄63岁，借款人年龄不超过65周岁，需在本单位工作满5年。", "我66岁能贷吗", "年龄最高可以到68岁。"),
    ("须提供3位担保人。", "", "有二位担保人就行。"),
    ("需连续缴满24个月。", "社保2025年6月开始交的", "从2025年6月开始，已经连续18个月了。"),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "customer", "reply"), UNSAID)
def test_what_is_put_for_another_figure_is_named(passage: str, customer: str, reply: str) -> None:
    assert found(reply, passage, customer=customer)


@pytest.mark.parametrize(
    ("reply", "passage", "customer"),
    [
        ("月供0元，20个月内不用还。", "首期月供0元。额度最高10万元。", "借10万，多久还完"),
        ("利息0%，0个月，一共是0元，占0%。", "年化0%，0期，0天，0元。", "借0元0个月"),
    ],
)
def test_a_figure_of_zero_ends_the_check_in_no_error(reply: str, passage: str, customer: str) -> None:
    found(reply, passage, customer=customer)


@pytest.mark.parametrize("reply", ["期限最长是12月，可以的。", "可选期限是3个月、6月、12月。"])
def test_a_term_without_its_measure_is_no_date(reply: str) -> None:
    assert not found(reply, "期限3个月、6个月、12个月可选，最长12个月。", customer="能选几个月")


def test_a_bare_price_beside_a_customer_who_names_no_amount_ends_the_check_in_no_error() -> None:
    assert found("利息是12。利息18元。", "年化6%。", customer="月利率1%，用12个月")


@pytest.mark.parametrize(
    ("text", "unit", "values"),
    [
        ("利息六千五一个月", "money", ["6500"]), ("手续费五百四一期", "money", ["540"]), ("五百四十一期", "period", ["541"]),
        ("一共18块4毛5", "money", ["18.45"]), ("12块5毛一天", "money", ["12.5"]), ("次年3月申报", "date", ["0", "3", "0"]),
        ("您上次是1月打的", "date", ["0", "1", "0"]), ("近6月流水", "month", ["6"]), ("满两项降10个基点，三项降20个", "rate", ["0.002"]),
    ],
)  # fmt: skip
def test_spoken_figures(text: str, unit: str, values: list[str]) -> None:
    assert any(q.unit == unit and [f"{v.normalize():f}" for v in q.values] == values for q in quantities(text)), text

"""Figures read anew: how people write them, what a source states of them, and what is only supposed of the customer."""

from __future__ import annotations

import pytest
from grounded import found, untraced

HOTLINE = "消费者投诉热线12378。贷款100万元，年利率3.6%。"
POINTS = "合同：1年期LPR加45个基点，加点幅度合同期内不变。"
PRICES = "民间价目（均按月）：房抵5厘-8厘；车抵1分2；信用1分5。"
FIXED = "前36个月固定利率3.25%；第37个月起为LPR—20BP。"
SEVEN = "消费贷期限由5年延长至7年（阶段性）。"
RATIO = "月负债还款额（含本笔）/月收入≤55%；公积金连续缴存≥12个月。"
COUNTS = "合作机构14家，其中银行11家、消费金融公司3家。"
STEPS = "近6个月查询≤6次优先渠道，7-10次普通渠道，>10次不受理。"
FEE = "质押率：钢材70%、铝锭80%；价格跌幅超8%须补仓；监管费0.15%/月。"
GRADES = "信用户贷款：评级AAA级最高30万元，AA级最高20万元，A级最高10万元。"
LPR = "现行：2024-10-21起LPR 3.10%，2025-05-20起3.00%。"
LIMIT = "票据贷：额度=近12个月开票额×15%，最高150万元。"
EARLY = "放款未满12个月提前还款，按本金的1%收取违约金；满12个月后免收。"


@pytest.mark.parametrize(
    ("reply", "passage"),
    [
        ("您可以打12378投诉。", HOTLINE),
        ("投诉电话是12378。", HOTLINE),
        ("被骗了马上报警，号码110。", HOTLINE),
        ("利率3.6%，算出来差个零头是四舍五入。", HOTLINE),
        ("就是LPR加45个点。", POINTS),
        ("一般是LPR加45。", POINTS),
        ("您是LPR加45个基点，加的那45个点不变。", POINTS),
        ("车抵一分二，信用一分五。", PRICES),
        ("车抵是1分2一个月。", PRICES),
        ("市面上信用1分5。", PRICES),
        ("前三年固定3.25%，第四年起按LPR减20个基点走。", FIXED),
        ("第4年开始跟着LPR减20个基点走。", FIXED),
        ("以前最长五年，现在可以放到七年。", SEVEN),
        ("原来是5年，现在延长到7年。", SEVEN),
        ("银行要求不超过55%。", RATIO),
        ("合作的有11家银行、3家消金。", COUNTS),
        ("查询落在7到10次这档，走普通渠道。", STEPS),
        ("监管费每月千分之一点五。", FEE),
        ("监管费按月收，每月0.15%。", FEE),
        ("AAA才是30万，AA级20万。", GRADES),
        ("目前LPR是3%。", LPR),
        ("现在LPR是3.00%。", LPR),
        ("额度封顶一百五。", LIMIT),
        ("最高一百五十万。", LIMIT),
    ],
)
def test_what_the_source_states_stands(reply: str, passage: str) -> None:
    assert untraced(reply, passage) == []


@pytest.mark.parametrize(
    ("reply", "passage", "wrong"),
    [
        ("您可以打12387投诉。", HOTLINE, "12387"),
        ("一般是LPR加54。", POINTS, "54"),
        ("就是LPR加35个点。", POINTS, "35个点"),
        ("车抵一分九。", PRICES, "一分九"),
        ("第五年起按LPR减20个基点走。", FIXED, "第五年"),
        ("现在可以放到九年。", SEVEN, "九年"),
        ("银行要求不超过65%。", RATIO, "65%"),
        ("合作的有12家银行。", COUNTS, "12家"),
        ("查询落在7到12次这档，走普通渠道。", STEPS, "7到12次"),
        ("监管费每月千分之二点五。", FEE, "千分之二点五"),
        ("额度封顶一百八。", LIMIT, "一百八"),
        ("目前LPR是3.2%。", LPR, "3.2%"),
    ],
)
def test_what_it_states_otherwise_is_found(reply: str, passage: str, wrong: str) -> None:
    assert wrong in untraced(reply, passage)


@pytest.mark.parametrize(
    "reply",
    [
        "比如您半年后提前还一部分，就按本金的1%收。",
        "要是只用半年，违约金就是本金的1%。",
        "如果只分三年，满12个月后也免收。",
        "三年期的话，满12个月后免收。",
        "您这个月28号结清的话，按本金的1%收。",
    ],
)
def test_what_is_supposed_of_the_customer_stands(reply: str) -> None:
    assert untraced(reply, EARLY) == []


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("满6个月提前还就免违约金。", "6个月"),
        ("超过3天算逾期。", "3天"),
        ("放款满18个月后免收违约金。", "18个月"),
        ("产品期限最长五年。", "五年"),
        ("被拒了要等60天。", "60天"),
    ],
)
def test_a_condition_of_the_product_needs_its_source(reply: str, wrong: str) -> None:
    assert wrong in untraced(reply, EARLY)


def test_the_year_of_the_talk_is_its_own() -> None:
    told = ("那套是98年建的，今年2025",)
    assert untraced("您那套是1998年的，房龄27年。", "房龄+贷款期限≤50年。", history=told) == []
    assert untraced("您那套是1996年的。", "房龄+贷款期限≤50年。", history=told) == ["1996年"]


SECOND_READING = [
    # the product's condition, said as what the customer does
    ("放款满12个月后提前还款免收违约金，未满12个月收1%。", "我想提前还要违约金吗？", "您用满6个月的话，就不用付违约金了。"),
    ("宽限期为1天，超过宽限期上报征信。", "晚几天还算逾期吗？", "晚还3天左右，不算逾期。"),
    ("审批通过后5个工作日内放款。", "多久能到账？", "等3天就行，款就到了。"),
    ("按时还款满6期可申请提额。", "多久可以提额", "按时还3期的话，就能提额了。"),
    ("逾期超过30天将移交法务起诉。", "拖着会怎样", "就算拖60天，也不会被起诉。"),
    # beyond the product's limits, though the result comes out
    ("年利率6%，期限最长36个月。", "能做长点吗", "贷5年的话，利率也是6%。"),
    ("年利率6%，等额本息，期限最长36个月。", "贷20万，月供多少", "最长可做满60期，20万月供3866.56元。"),
    # another plan's total, a fee in yuan taken times ten thousand, a line that is not ours, a share that saves nothing
    ("精英贷：总计12000元。普惠贷：总计6500元。", "精英贷一共多少利息", "精英贷总计6500元。"),
    ("手续费1%，封顶200万元以内的贷款。", "手续费封顶多少", "手续费封顶两百。"),
    ("客服热线：95533。", "电话多少", "我们的客服电话是96110。"),
    ("保证金比例3%。", "我贷30万", "能腾出9000元。"),
    # halves and raises of the customer's own amounts that no source speaks of
    ("主借人份额70%。", "20万怎么分", "各半，每人10万。"),
    ("额度上限30万，二次审批按60%核定。", "我要的30万能批吗", "两个减半，最后给您15万。"),
    ("良好客户额度上浮10%。", "我额度20万，能提20%吗", "可以提高20%，到24万。"),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "customer", "reply"), SECOND_READING)
def test_what_a_second_reader_got_past_the_first_form_is_named(passage: str, customer: str, reply: str) -> None:
    assert found(reply, passage, customer=customer)


@pytest.mark.parametrize(
    ("passage", "customer", "reply"),
    [
        ("放款满12个月后提前还款免收违约金，未满收剩余本金3%违约金。", "提前还呢", "要是您半年后就提前还，要收剩余本金的3%违约金。"),
        ("客服热线：95533。", "有人骗我钱", "被骗了赶紧打110或96110报警。"),
    ],
)  # fmt: skip
def test_what_is_true_still_passes(passage: str, customer: str, reply: str) -> None:
    assert found(reply, passage, customer=customer) == []

"""Rows of one list with a title, the row that a reply names, sums of so many items and days of the month; the same with one figure
altered is named."""

from __future__ import annotations

import pytest
from grounded import found

GRADES = "票速融利率表:纳税信用A级企业年化4.35%;B级企业年化5.1%;M级企业年化6.3%;C、D级不予准入。"
FEES = "居间服务收费标准（2025版）：房产抵押类1.5%；信用类2%；公积金/装修类1%；均按实际放款额收取。"
PLEDGES = "望川农商行抵押率：住宅70%；商铺50%；厂房40%；工业用地（单独评估）35%。"
PAYDAYS = "安禾银行还款日规则：可选每月5日、15日、25日，每12个月可变更1次。"
COSTS = "住宅评估费0.05%（按评估值）；财产险年费率0.04%（按贷款金额）；抵押登记费80元/件。"
REPLIES = [
    (GRADES, "纳税等级是B,利率多少", "B级可以做,票速融给到的是年化5.1%。", "5.1%", "5.6%"),
    (GRADES, "我们评的是M级", "M级的话，票速融这款年化是6.3%，评级上去了会低些。", "6.3%", "6.8%"),
    (FEES, "装修贷的服务费怎么收", "我们跟您签的是装修贷的居间合同，服务费率1%。", "1%", "3%"),
    (FEES, "信用贷呢", "信用类的居间服务收费标准是2%，按实际放款额收。", "2%", "2.5%"),
    (PLEDGES, "厂房评估900万能抵多少", "厂房的抵押率上限是四成，900万最高可贷三百六十万元。", "四成", "六成"),
    (PLEDGES, "商铺最多贷几成", "商铺最高贷五成。", "五成", "八成"),
    (PAYDAYS, "我10号发工资，还款日选哪天好", "您工资是每月十日发放，我建议选15日。", "十日", "十二日"),
    (COSTS, "贷400万，房值600万，一共多少",
     "评估费按0.05%收，房值600万是3000元；财产险0.04%，贷款400万一年1600元；登记费80元。三项合计4680元。", "4680", "4880"),
    (COSTS, "贷100万，房值200万，登记费不算",
     "评估费0.05%，房值200万就是1000元；财产险0.04%，贷款100万一年400元。两样加起来1400元。", "1400", "1600"),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "customer", "reply", "was", "now"), REPLIES)
def test_the_row_that_is_named_counts_and_an_altered_figure_is_named(
    passage: str, customer: str, reply: str, was: str, now: str
) -> None:
    assert [f.text for f in found(reply, passage, customer=customer)] == []
    assert was in reply
    assert found(reply.replace(was, now, 1), passage, customer=customer)


@pytest.mark.parametrize(
    ("passage", "customer", "reply"),
    [
        (GRADES, "纳税等级是B,利率多少", "B级可以做，年化4.35%。"),
        ("评估费：每套500元；登记费：每件80元；均由借款人承担。", "评估费和登记费哪个多", "评估费多些，一套80元。"),
        (PLEDGES, "抵押率最高多少", "抵押率最高四成。"),
    ],
)
def test_the_figure_of_another_row_is_named(passage: str, customer: str, reply: str) -> None:
    assert found(reply, passage, customer=customer)

"""Figures as offices write them: tables, lists of terms, spoken rates, days of the month, what follows in one or two steps."""

from __future__ import annotations

import pytest
from grounded import untraced

BILL = "汀澜银行账单分期：可选3、6、12、24期。费率：3期0.75%/期，6期0.70%/期，12期0.60%/期，24期0.58%/期。"
TABLE = "衡川银行抵押利率表\n| 押品 | 1年期 | 3年期 | 5年期 |\n|---|---|---|---|\n| 住宅 | 3.05% | 3.25% | 3.60% |\n| 商铺 | 3.85% | 4.10% | 4.50% |"
TIERS = "“开票贷”\n— 近12个月开票≥200万元：年化3.9%\n— 近12个月开票100万（含）—200万元：年化4.8%"
DAYS = "衡川银行借据：放款日2026年3月18日；每月20日为结息日，21日扣款。"
VALID = "材料清单：个人征信报告（打印日起15日内有效）；近6个月银行流水（打印日起30日内有效）。"
CLASSES = "“安职贷”额度：\nA类（公务员）：最高80万元；\nB类（国企）：最高50万元；\nC类（其他）：最高30万元。"
LICENCE = "经营准入：营业执照注册满12个月；本单位工作满6个月。"
BRIDGE = "过桥报价：首3天内每日0.08%，第4天起每日0.05%，按占用本金计。"
LINE = "“链贷”授信查询：授信总额60万元；当前已用22万元；冻结额度3万元。"
SHARED = "签约要求：持股30%（含）以上的股东须到场。"
DEEDS = "登记收费：住宅每件80元；非住宅每件550元。公证费：800元/件。"
SPREAD = "加点表：首套住宅 基准3.2%；第二套 +0.15%。"
TURNOVER = "票贷：授信按近12个月开票额的10%核定。"
SUBSIDY = "创业贷：利率为一年期LPR（3.0%）+50BP；财政对实际利息给予50%贴息。"
GUARANTEE = "松溪担保：担保费率0.9%/年，评审费500元/笔。"
EXTRA = "装修贷：首套评估每套2000元，本月立减400元；第二套每套1200元。"
CARD = "霁山银行账单分期：每期手续费0.6%，12期；折算年化利率（IRR）约13.0%。"
SPEED = "一押批复后3个工作日放款；二押批复后7个工作日放款。"


@pytest.mark.parametrize(
    ("reply", "passage"),
    [
        ("最短可以分三期，也就是三个月还清。", BILL),
        ("最长24期，也就是两年。", BILL),
        ("您住宅做三年期，年化三个点二五。", TABLE),
        ("商铺五年那档是四个点五。", TABLE),
        ("落在中间那档，四个点八。", TIERS),
        ("2026年3月18号放的款，每个月20号结息、21号扣款。", DAYS),
        ("银行流水一个月内打的都行，征信要15天以内的。", VALID),
        ("您是A类，安职贷封顶八十个。", CLASSES),
        ("人家要求工作满半年，执照满一年。", LICENCE),
        ("非住宅五百五一件，住宅八十块一件。", DEEDS),
        ("公证费八百块一件。", DEEDS),
        ("一年期LPR是3.0%，50个BP就是0.5%。", SUBSIDY),
        ("第二套加0.15，那就是3.35%。", SPREAD),
        ("折年化要13%左右😱看着才0.6%。", CARD),
        ("放款比一押慢点，批了以后7个工作日。", SPEED),
        ("您把近半年的流水打一份给我，两分钟就好。", DEEDS),
        ("三季度的价目是3.35%。", "2026Q3价目表：年化3.35%。"),
        ("利息按季付，三个月还一次，也就是3月、6月、9月、12月。", "按季付息，每季末月20日扣息。"),
    ],
)
def test_what_the_source_states_stands(reply: str, passage: str) -> None:
    assert untraced(reply, passage) == []


@pytest.mark.parametrize(
    ("reply", "passage", "wrong"),
    [
        ("最短可以分六期。", BILL, "六期"),
        ("您住宅做三年期，年化三个点零五。", TABLE, "三个点零五"),
        ("落在中间那档，四个点六。", TIERS, "四个点六"),
        ("每个月22号结息。", DAYS, "22号"),
        ("征信要20天以内的。", VALID, "20天"),
        ("公证费九百块一件。", DEEDS, "九百块"),
        ("第二套加0.15，那就是3.45%。", SPREAD, "3.45%"),
        ("折年化要15%左右😱看着才0.6%。", CARD, "15%"),
        ("十分钟放款。", DEEDS, "十分钟"),
        ("一年期LPR是3.0%，55个BP。", SUBSIDY, "55个BP"),
    ],
)
def test_what_it_states_otherwise_is_found(reply: str, passage: str, wrong: str) -> None:
    assert wrong in untraced(reply, passage)


@pytest.mark.parametrize(
    ("passage", "asked", "right", "wrong"),
    [
        (BRIDGE, "8天 200万", "前三天每天1600，后五天每天1000，一共{}。", "九千八/九千二"),
        (LINE, "还剩几个能提", "有3万先冻住了，您现在还能提{}。", "三十五万/三十八万"),
        (TURNOVER, "开票多少能批200万", "授信按开票额的10%核，想批200万，一年开票就得做到{}。", "2000万/1500万"),
        (SUBSIDY, "我自己出几个点", "一年期LPR加50个基点是3.5%，财政补一半，您自己承担{}。", "1.75%/1.85%"),
        (GUARANTEE, "12万一年多少", "担保是一年0.9%加评审费500，12万就是{}。", "1580元/1680元"),
        (EXTRA, "两套一起评", "首套立减400，第一套{}。", "1600元/1700元"),
    ],
)
def test_what_follows_is_worked_out(passage: str, asked: str, right: str, wrong: str) -> None:
    true, false = wrong.split("/")
    assert untraced(right.format(true), passage, customer=asked) == []
    assert false in untraced(right.format(false), passage, customer=asked)


def test_a_part_that_the_customer_holds() -> None:
    told = ("三个股东，50、35、15，国外那个占15",)
    assert untraced("国外那位只占15%，不用到场。", SHARED, history=told) == []
    assert untraced("国外那位只占25%，不用到场。", SHARED, history=told) == ["25%"]


def test_a_fee_on_the_first_principal_times_twelve_is_no_annual_rate() -> None:
    assert untraced("每期0.6%，折成年化就是7.2%。", CARD) == ["7.2%"]
    assert untraced("每期0.6%，名义上一年就7.2%，真正的年化约13%。", CARD) == []


def test_what_an_early_repayment_costs_is_no_price_a_year() -> None:
    passage = "放款满6个月后提前还款免违约金；不满6个月按提前还款金额的1%收取。"
    assert untraced("不满半年提前还，收1%。", passage) == []
    assert untraced("不满半年提前还，收2%。", passage) == ["2%"]


def test_no_line_is_a_sum() -> None:
    passage = "“店贷”：未结清网贷机构不超过4家。"
    assert untraced("没还清的不能超四家，小的先结一两个。", passage) == []
    assert untraced("没还清的不能超五家，小的先结一两个。", passage) == ["五家"]


def test_who_consumes_pays_no_fee() -> None:
    passage = "霁山银行消费贷：年利率（单利）4.9%。账单分期：每期手续费0.6%。"
    assert untraced("霁山消费贷4.9%，分期手续费0.6%。", passage) == []


SECOND_READING = [
    ("首付比例不低于四成。", "我占股30，年营收1000万", "您占股30，首付三成就行。", "三成"),
    ("持股20%以上的股东须担保。", "我占股30", "持股三成以上的股东才担保。", "三成"),
    ("审批5至7个工作日。", "", "今明两天就批了。", "两天"),
    ("审批时间以银行通知为准。", "", "您今明两天就能出结果。", "两天"),
    ("被拒后须间隔6个月方可再次申请。", "被拒多久再申请", "被拒以后等三个月再来。", "三个月"),
    ("被拒后须间隔6个月方可再次申请。", "被拒多久再申请", "被拒的话，过三个月再申请。", "三个月"),
    ("借款人及配偶须共同到场面签，另需1名担保人到场。", "", "您俩人来就够了，不用担保人。", "俩人"),
    ("前三天每天50元，第四天起每天80元。", "我拖了8天", "前三天每天80，后五天每天50，一共490。", "490"),
    ("前三天每天50元，第四天起每天80元。", "我拖了8天", "前三天每天50，后三天每天80，一共390。", "390"),
    ("消费贷：年利率6.5%，分期手续费：每期0.55%。", "", "消费贷手续费6.5%，每期扣。", "6.5%"),
    ("公积金信用贷5.4%；车抵贷7.2%。", "", "车抵贷六个点二，公积金贷五个点四。", "六个点二"),
    # read once more: what talk about quarters, sums and limits must not let pass
    ("按季付息，到期还本，期限最长12个月。", "", "按季付息，逾期三个月才上征信。", "三个月"),
    ("按季付息，每季末月20日扣息。", "我7月放款", "按季付息，头一次扣息是6月。", "6月"),
    ("店贷：未结清网贷机构不超过4家。", "", "没还清的最多一两家。", "一两家"),
    ("安职贷：单户最高50万元。", "", "两口子合计最高80万。", "80万"),
    ("月供3000元，保险费每月200元。", "", "月供每月3000，保险费每月200，加起来3500。", "3500"),
    ("三季度价目表：年化3.35%。", "", "四季度价目是3.35%。", "四季度"),
]


@pytest.mark.parametrize(("passage", "asked", "reply", "wrong"), SECOND_READING)
def test_wrong_ones_of_a_second_reader(passage: str, asked: str, reply: str, wrong: str) -> None:
    assert wrong in untraced(reply, passage, customer=asked)

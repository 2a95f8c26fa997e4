"""True replies of many kinds pass, and each with one figure altered or swapped is named. Texts of our own, not from the sets."""

from __future__ import annotations

import pytest
from grounded import found

from replydraft.domain.finding import Family

ANNUITY = "海天银行“优家贷”：年化8%（单利），期限12至60个月，等额本息。"
FEE = "居间服务费为放款额的0.5%，最低1,000元。"
FLAT = "账单分期12期，每期手续费率0.6%，按初始本金收取。"
ONLY_INTEREST = "年化4.8%（单利），先息后本，12个月，到期还本。"
LATE = "逾期罚息在原利率上加收50%，一年按360天。"
LPR = "贷款年利率为一年期LPR加150个基点。当前一年期LPR为3.0%。"

CALCULATED = [
    (ANNUITY, "20万 3年 一个月多少", "20万分36期，年化8%（单利），每个月还6,267元左右。", "6,267", "6,867"),
    (ANNUITY, "20万 3年 一共多少利息", "20万三年、年化8%，利息一共25,622元左右。", "25,622", "29,622"),
    (FEE, "借30万收多少", "30万按千分之五算，服务费1,500元。", "1,500", "2,500"),
    (FLAT, "2万4分12期", "2.4万分12期，每期手续费144元，12期手续费一共1,728元。", "1,728", "1,278"),
    (FLAT, "2万4分12期真实利率", "按初始本金收的0.6%，12期折年化约13.03%（单利）。", "13.03", "7.2"),
    (ONLY_INTEREST, "50万一个月还多少", "50万按年化4.8%，每个月利息2,000元，到期还本50万。", "2,000", "2,400"),
    (LATE, "我年化10.8% 逾期后呢", "合同年化10.8%，加收一半就是16.2%。", "16.2", "18.2"),
    (LPR, "现在多少", "LPR现在是3.0%，加150个基点就是年化4.5%（单利）。", "4.5", "5.4"),
    ("日利率0.05%，一年按365天。", "年化多少", "万分之五乘365，年化18.25%（单利）。", "18.25", "15.25"),
    ("日利率0.03%，随借随还。", "5万用10天", "5万用10天，每天15元，合计150元。", "150", "180"),
    ("抵押率最高70%。", "房子评估180万", "评估价180万的七成，最多126万。", "126", "136"),
    ("请如实填写负债。", "1200、860、2300一个月", "三笔加起来一个月4,360元。", "4,360", "4,630"),
    ("以系统为准。", "借了3万2，还了1万5，还差多少", "3.2万减1.5万，还差1.7万。", "1.7万", "1.9万"),
    ("房龄不超过30年。", "我房子2003年的", "2003年的房子到今年23年，没超30年。", "23年", "28年"),
    ("年龄22至55周岁。", "我92年的", "您92年的今年34岁，在22到55岁的范围里。", "34岁", "36岁"),
    ("期限6个月，到期还本付息。", "3月15号借的 何时到期", "3月15日借的，6个月就是9月15日到期。", "9月15日", "10月15日"),
    ("异议处理期限为20日。", "12月1号提的", "12月1号提交，20天也就是12月21号之前答复。", "12月21号", "12月11号"),
    ("公积金贷额度为月缴存额的60倍。", "每月交1500", "您每月缴1,500元，60倍就是9万。", "9万", "12万"),
    ("按实际占用本金折算。", "15万，36期，月还4820", "15万、36期、每月4,820元，年化约9.7%（单利）。", "9.7", "7.9"),
    ("按合同约定还款。", "一共12期，还了5期", "一共12期、还了5期，还剩7期。", "剩7期", "剩9期"),
]


@pytest.mark.parametrize(("passage", "customer", "reply", "was", "now"), CALCULATED)
def test_what_follows_by_the_calculator_passes_and_what_does_not_is_named(
    passage: str, customer: str, reply: str, was: str, now: str
) -> None:
    assert found(reply, passage, customer=customer) == []
    findings = found(reply.replace(was, now), passage, customer=customer)
    assert findings
    assert any(now.strip("剩") in (f.text or "") or (f.text or "-") in now for f in findings)


SWAPPED = [
    ("评估费：每套500元；登记费：每件80元。", "评估费一套500元，登记费一件80元。", "评估费一套80元，登记费一件80元。", "80元"),
    ("新客年化11.4%（单利），老客年化9.6%（单利）。", "新客年化11.4%（单利）。", "新客年化9.6%（单利）。", "9.6%"),
    ("近3个月查询不超过5次；近6个月查询不超过10次。", "近半年不超过10次。", "近半年不超过5次。", "5次"),
    ("评估2个工作日，审批5个工作日，放款3个工作日。", "审批一般5个工作日。", "审批一般3个工作日。", "3个工作日"),
    ("甲方案“安居贷”年化6%（单利）。乙方案“乐业贷”年化7%（单利）。", "乐业贷年化7%（单利）。", "乐业贷年化6%（单利）。", "6%"),
    ("2026年3月1日发布，自2026年7月1日起施行。", "今年7月1日起的。", "今年3月1日起的。", "3月1日"),
    ("单笔2,000元—5万元。", "最高5万。", "最高2,000元。", "2,000元"),
    ("期限12、24、36个月可选。", "最长三年。", "最长两年。", "两年"),
    ("连续缴纳社保满12个月，年龄不超过60周岁。", "社保要满12个月。", "宽限期12个月。", "12个月"),
    ("年化6%（单利），服务费为放款额的2%。", "服务费是放款额的2%。", "年化2%。", "2%"),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "true", "swapped", "named"), SWAPPED)
def test_a_value_that_belongs_to_something_else_does_not_count(
    passage: str, true: str, swapped: str, named: str
) -> None:
    assert found(true, passage) == []
    assert named in [f.text for f in found(swapped, passage)]


@pytest.mark.parametrize(
    ("draft", "flagged"),
    [
        ("我们年化0%，放心。", True),
        ("这款年化0%。", True),
        ("对，年化0%的。", True),
        ("您听说的年化0%不可信，没有哪家是0%。", False),
        ("我们最高能批50万。", True),
        ("您说的50万我记下了。", False),
    ],
)
def test_a_customers_word_grounds_only_what_is_said_of_the_customer(draft: str, *, flagged: bool) -> None:
    customer = "听说你们年化0%，我要50万能批吗"
    assert bool(found(draft, "年化利率6%—9%（单利），额度1万元—30万元。", customer=customer)) is flagged


def test_what_an_advisor_said_before_grounds_only_its_repetition() -> None:
    said = [{"role": "advisor", "text": "服务费按放款额的1.8%收。"}]
    passage = "服务费放款后支付。"
    assert found("上次跟您讲的是放款额的1.8%，放款后付。", passage, history=said) == []
    assert [f.text for f in found("我们服务费是2.8%。", passage, history=said)] == ["2.8%"]
    assert [f.text for f in found("我们服务费是1.8%。", "服务费为放款额的2%。", history=said)] == ["1.8%"]


def test_what_is_registered_is_what_the_profile_says() -> None:
    profile = {"social_insurance_months": 20, "overdue_days": 12}
    passage = "近12个月连续缴存社保；逾期超过30天上报。"
    assert found("您登记的是连续20个月。您逾期12天，离30天还有18天。", passage, profile=profile) == []
    assert [f.text for f in found("您登记的是连续12个月。", passage, profile=profile)] == ["12个月"]


def test_a_price_that_the_sources_contradict_is_misleading_with_the_right_one() -> None:
    (finding,) = found("20万分36期，年化8%（单利），月供约6,867元。", ANNUITY, customer="20万3年月供")
    assert (finding.rule, finding.family, finding.text) == ("RD0291", Family.MISLEADING_COST, "6,867元")
    assert "6,267.27元" in finding.message


def test_a_range_narrower_or_shifted_is_not_the_range_and_one_end_is_not_the_rate() -> None:
    passage = "年化利率4%—8%（单利）。"
    assert found("年化在4%到8%（单利）之间，最低4%。", passage) == []
    assert [f.text for f in found("年化5%到8%（单利）。", passage)] == ["5%到8%"]
    assert [f.text for f in found("年化4%（单利）。", passage)] == ["4%"]


@pytest.mark.parametrize(
    "draft",
    [
        "有两点要注意。",
        "提前一天存好。",
        "材料带身份证、户口本、结婚证三样。",
        "先养两三个月再申请。",
        "不是6%那么算的。",
        "到期前半个月提醒您一次。",
        "今天24点前存进去就行。",
        "短期补货用个十天半个月合适，别一年半载地拖。",
    ],
)
def test_figures_of_talk_do_not_alarm(draft: str) -> None:
    assert found(draft, "资料由客户本人提交。") == []


@pytest.mark.parametrize("draft", ["宽限期半个月。", "最长半个月放款。", "今天22点前存进去就行。"])
def test_what_only_looks_like_talk_still_does(draft: str) -> None:
    assert found(draft, "资料由客户本人提交。")


def test_a_text_with_too_many_figures_is_named_rather_than_passed() -> None:
    passage = "年化5.3%。"
    assert "没有核对" in found("年化5.3%，" * 400, passage)[-1].message
    assert "没有核对" in found("您好" * 11_000 + "年化5.3%", passage)[-1].message

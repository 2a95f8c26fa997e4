"""A loan that a customer tells whole is reckoned, two offers are compared, a penalty and a house's worth worked out; else nothing."""

from __future__ import annotations

import pytest

from replydraft.drafting.equity import house_left
from replydraft.drafting.prices_told import asks_of_money
from replydraft.drafting.pricing import priced
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("借10万到手9.5万，12期每期9200，实际年化多少", ("28.69%", "15400元")),
        ("合同20万，打到卡上18.8万，36期，月供6800，利率高吗", ("18.04%", "56800元")),
        ("借8万先扣4000，12期每期7300，这个年化是多少", ("27.07%", "11600元", "76000元")),
        ("10万24期每期还4900年化多少", ("16.08%", "17600元")),
        ("36期每期1250，本金3.5万", ("17.12%", "10000元")),
        ("等额本息30万3年年化8%月供多少", ("9400.91元", "38432.73元")),
        ("想贷30万，分36期，年利率8%，等额本息的话每月还多少", ("9400.91元",)),
        ("30万等额本息做3年，年化8个点，一个月还多少", ("9400.91元",)),
        ("借20万，等额本息，年利率5.6%，三年", ("6048.21元", "217735.37元")),
        ("50万，分60期，月息6厘，等额本息，月供多少", ("9947.85元", "7.20%")),
        ("月息8厘，先息后本，借50万一年，到期一共还多少", ("4000元", "48000元", "548000元")),
        ("年化9.6%先息后本贷30万两年，利息一共多少", ("57600元", "357600元")),
        ("贷款100万30年，利率3.1%，等额本金首月还多少", ("5361.11元",)),
        ("日利率0.05%的，1万块借30天多少利息", ("150元", "18.25%")),
        ("日息万五，借2万用45天要还多少利息", ("450元",)),
        ("5000块用7天，日利率0.1%，利息多少钱", ("35元", "36.50%")),
        ("10万分24期，月费率0.5%，总共多少手续费", ("12000元", "11.13%")),
        ("砍头息5%，月息2分，借5万6个月", ("35.05%", "8500元", "47500元")),
        ("砍头息3%，月息1分5，借10万半年，实际年化多少", ("24.43%", "97000元")),
        ("借6万一年，先收5%服务费，月息一分先息后本，一共多少成本", ("10200元",)),
    ],
)
def test_a_loan_told_whole_is_reckoned(text: str, figures: tuple[str, ...]) -> None:
    found = priced(text)
    assert found is not None
    assert found.whole
    for figure in figures:
        assert figure in found.sentence
        assert figure in dict(found.computed)
    assert "估算" in found.caution
    assert "按您说的" in found.sentence


def test_how_it_is_repaid_is_asked_where_it_was_only_taken_so() -> None:
    taken = priced("借款15万，5年，年化6.5%，月供大概多少")
    assert taken is not None
    assert "您没说怎么还" in taken.sentence
    assert taken.ask
    both = priced("借20万三年年化5.6%利息总共多少")
    assert both is not None
    assert "等额本息的话" in both.sentence
    assert "33599.88元" in both.sentence
    assert both.ask


@pytest.mark.parametrize("text", ["一万块钱一天利息多少", "10万块一天多少利息啊", "两万块钱用一个星期利息怎么算"])
def test_without_a_rate_it_is_said_how_and_the_rate_is_asked(text: str) -> None:
    found = priced(text)
    assert found is not None
    assert "年化每1%" in found.sentence
    assert "多少" in found.ask


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("月费率0.6%，12期，是不是比银行年化7%便宜", "比您说的7%高"),
        ("月息6厘比银行年化5%贵不贵", "比您说的5%高"),
        ("我借10万12期每期9200，比银行年化10%高吗", "比您说的10%高"),
        ("别家说年化18%，我这个10万12期每期9000贵吗", "比您说的18%低"),
        ("日息万一跟银行年化6%比哪个便宜", "比您说的6%低"),
        ("分24期每期手续费0.5%，跟隔壁年化9%比贵吗", "比您说的9%高"),
    ],
)
def test_a_price_held_against_another_is_said_to_be_dearer_or_not(text: str, words: str) -> None:
    found = priced(text)
    assert found is not None
    assert words in found.sentence


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("A银行5.8%＋3%服务费，B银行7.2%，借10万哪个划算", ("8800元", "7200元", "1600元")),
        ("甲行年化6%加2%手续费，乙行7.5%，借20万选哪个", ("16000元", "15000元", "1000元")),
        ("一家5.5%但要收2%中介费，另一家6.8%没费用，贷30万3年哪个合算", ("32116元", "32486元", "370元")),
        ("借10万，先收3%服务费利率5.8%的和7.2%不收费的，哪个便宜", ("8800元", "7200元")),
        ("贷10万，A公司年化5.8%还有3%的手续费，B公司年化7.2%，怎么选", ("8800元", "1600元")),
        ("10万借一年，5.8%外加3%服务费划算，还是7.2%划算", ("6169元", "3943元")),
    ],
)
def test_two_offers_are_reckoned_on_the_same_terms(text: str, figures: tuple[str, ...]) -> None:
    found = priced(text)
    assert found is not None
    for figure in figures:
        assert figure in found.sentence
    assert "假设" in found.sentence or "等额本息" in found.sentence


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("合同说违约金3%，还有12万没还，提前还划算吗", ("3600元",)),
        ("违约金2%，还欠30万，提前结清划算吗", ("6000元",)),
        ("提前还款收1%违约金，剩余本金25万，要交多少", ("2500元",)),
        ("还剩8万本金没还，提前还款违约金5%，值得吗", ("4000元",)),
        ("还有12万没还，剩24期，年利率6%，违约金1%，提前还划算吗", ("1200元", "7643.39元", "6443.39元")),
        ("还剩80万没还，违约金1%，剩15年，利率4.1%，提前还划不划算", ("8000元", "272381.38元")),
    ],
)
def test_a_penalty_is_worked_out_of_what_is_owed(text: str, figures: tuple[str, ...]) -> None:
    found = priced(text)
    assert found is not None
    for figure in figures:
        assert figure in found.sentence
        assert figure in dict(found.computed)
    assert found.ask


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("房子值180万欠60万", "120万元"),
        ("房产市值300万，按揭还剩120万，能做二抵吗", "180万元"),
        ("房子市值200万还欠银行90万，能贷多少", "110万元"),
        ("我有套房值350万，按揭还剩150万没还，想再贷点", "200万元"),
        ("名下商铺评估500万，贷款余额210万", "290万元"),
        ("房本估值160万，房贷还欠45万", "115万元"),
    ],
)
def test_what_a_house_is_worth_beyond_its_debt(text: str, left: str) -> None:
    found = house_left(text)
    assert found is not None
    assert f"约剩{left}" in found.sentence
    assert found.aside


@pytest.mark.parametrize(
    "text",
    [
        "每月工资8000，房贷3200，想借15万，3年",
        "存款50万3年利率2.6%利息多少",
        "利率从7.2%降到5.8%是真的吗",
        "抵押贷利率5.8%-7.2%，借10万选哪个产品好",
        "首付30%，公积金利率2.85%，哪个划算",
        "理财年化3%和存款2%哪个划算",
        "逾期罚息0.05%，还有2万没还怎么办",
        "想借10万，分12期，要什么条件",
        "房贷在A行还了6期，又在B行借10万24期，年化6%",
        "流水50万，半年，想贷款",
    ],
)
def test_what_is_not_told_whole_is_not_reckoned(text: str) -> None:
    found = priced(text)
    assert found is None or not found.whole


@pytest.mark.parametrize("text", ["房子值180万", "欠网贷60万，存款180万", "房子60万买的，现在欠80万"])
def test_a_house_without_both_is_not(text: str) -> None:
    assert house_left(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "江湖救急，3万块，一个月就还",
        "50万，分60期",
        "等额本息30万3年",
        "10万24期",
        "急用，2万元，能借吗",
        "周转一下，5万，半年",
    ],
)
def test_an_amount_that_is_all_of_its_clause_is_the_one_wanted(text: str) -> None:
    assert [a.role for a in amounts(plain(text))] == [Role.WANTED]


@pytest.mark.parametrize("text", ["工资8000，3年了", "注册资金100万，3年了，能贷吗", "存款5万，一年", "流水50万，半年"])
def test_another_amount_beside_a_term_is_not(text: str) -> None:
    assert Role.WANTED not in [a.role for a in amounts(plain(text))]


def test_what_it_costs_is_asked() -> None:
    assert asks_of_money("月供多少")
    assert not asks_of_money("想借10万，分12期，要什么条件")

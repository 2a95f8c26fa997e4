"""Prices a customer names, and the least change that takes a refused sentence out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from replydraft.domain.finding import Disclosure, Family, Finding, Severity
from replydraft.drafting.pricing import priced
from replydraft.drafting.repair import deterministic_repair


def test_instalments_are_annualised_by_the_calculator() -> None:
    found = priced("借12万，24期，每期还5600，贵不贵")
    assert found is not None
    sentence, computed = found.sentence, found.computed
    assert "单利" in sentence
    assert "14400元" in sentence
    rate = next(text for text, _ in computed if text.endswith("%"))
    assert rate in sentence
    assert 11.0 < float(rate.rstrip("%")) < 11.6


@pytest.mark.parametrize("text", ["日息万四贵吗", "日利率万分之4算高吗", "一万块一天4块钱利息"])
def test_daily_prices_are_annualised(text: str) -> None:
    found = priced(text)
    assert found is not None
    assert "14.60%" in found.sentence
    assert found.ask == ""


def test_a_price_with_two_senses_is_told_in_both_and_asked_about() -> None:
    found = priced("月息一分是多少啊，划算吗")
    assert found is not None
    assert "“月息一分”只按没还的本金计息，折合年化约12.00%（单利）" in found.sentence
    assert "按借的全额" in found.sentence
    assert found.ask.endswith("？")
    either = priced("两分利高不高")
    assert either is not None
    assert "按月算，" in either.sentence
    assert "按年算，折合年化约20.00%" in either.sentence
    flat = priced("分24期，手续费每期0.6%")
    assert flat is not None
    assert "13.27%" in flat.sentence


def test_an_instalment_reckoned_for_a_customer_is_of_the_loan_they_want() -> None:
    wanted = (Decimal(100_000), 12)
    found = priced("你们给我算的每个月还9200，一年下来利息怎么这么多", *wanted)
    assert found is not None
    assert "借10万元、分12期、每期还9200元" in found.sentence
    assert "10400元" in found.sentence
    both = priced("你报的每月还9200，我朋友在银行才三厘多", *wanted)
    assert both is not None
    assert "10400元" in both.sentence
    assert both.ask.startswith("方便问一下对方：“三厘多”是月息还是年息？")
    clear = priced("你报的每月还9200。日息万四贵吗", *wanted)
    assert clear is not None
    assert "10400元" in clear.sentence
    assert "14.60%" in clear.sentence


@pytest.mark.parametrize(
    "text", ["我现在每月还9200，想换一家", "房贷算下来每个月还9200", "别家给我算的每月还9200", "每月还9200"]
)
def test_an_instalment_of_another_loan_is_not(text: str) -> None:
    assert priced(text, Decimal(100_000), 12) is None


def test_a_yearly_rate_and_a_wage_are_no_price_to_convert() -> None:
    assert priced("年化10.8%高吗") is None
    assert priced("每月工资6000，房贷3200，还想借15万") is None


@pytest.mark.parametrize(
    "text",
    [
        "利息太高了",
        "借10万",
        "借10万12期",
        "每月还3000",
        "借10万 12期 每期还100",
        "月供5000 12期 借1千",
        "一天万分之9999",
    ],
)
def test_what_cannot_be_computed_is_not(text: str) -> None:
    assert priced(text) is None


def finding(text: str, wrong: str, suggestion: str, missing: Disclosure | None = None) -> Finding:
    start = None if missing else text.index(wrong)
    end = None if start is None else start + len(wrong)
    return Finding(
        "f",
        "RD0101",
        "x",
        "1",
        Family.OVER_PROMISE,
        Severity.BLOCK,
        "rule",
        start,
        end,
        wrong,
        missing,
        "m",
        suggestion,
    )


def test_the_sentence_gives_way_to_the_suggestion() -> None:
    text = "您好。我们包过的。您想借多少？"
    assert deterministic_repair(text, [finding(text, "包过", "以审批为准")]) == "您好。以审批为准。您想借多少？"


def test_a_sentence_wrong_in_another_way_is_only_left_out() -> None:
    text = "您好。这是您自己的问题。您想借多少？"
    cold = replace(finding(text, "您自己的问题", "这件事我来跟进"), family=Family.TONE)
    assert deterministic_repair(text, [cold]) == "您好。您想借多少？"


def test_two_findings_in_two_sentences_add_one_suggestion() -> None:
    text = "保证能批。绝对下款。您想借多少？"
    found = [finding(text, "保证能批", "以审批为准。"), finding(text, "绝对下款", "以审批为准。")]
    assert deterministic_repair(text, found) == "以审批为准。您想借多少？"


def test_a_missing_element_is_added_once() -> None:
    text = "可以看看信用贷。"
    found = [finding(text, "", "结果以审批为准", Disclosure.FINAL_APPROVAL)] * 2
    assert deterministic_repair(text, found) == "可以看看信用贷。结果以审批为准。"


def test_what_is_only_information_changes_nothing() -> None:
    text = "您好。"
    note = Finding("f", "RD1", "x", "1", Family.TONE, Severity.INFO, "rule", 0, 2, "您好", None, "m", "s")
    assert deterministic_repair(text, [note]) == text

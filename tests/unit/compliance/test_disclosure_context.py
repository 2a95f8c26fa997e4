"""Disclosures read the conversation: what was said before counts, until the talk turns to another product."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from replydraft.compliance.check import Check
from replydraft.compliance.examples import missed
from replydraft.compliance.price_claims import find_wrong_rates
from replydraft.compliance.rulebook import load_rulebook
from replydraft.wire.inputs import parse_check

DAY = date(2026, 11, 23)
CHECK = Check(load_rulebook(Path(__file__).parents[3] / "guardrails"))
TERMS = "年化5.4%（单利），等额本息，服务费1%放款后付，能否获批以银行审批为准，逾期有罚息"


def _missing(draft: str, **context: Any) -> set[str]:
    request = parse_check({"id": "d", "draft": draft, **context}, today=DAY)
    return set(missed(CHECK, request))


def test_what_the_advisor_said_before_counts() -> None:
    assert _missing("10万分36期，每月还3015")
    assert not _missing("10万分36期，每月还3015", history=[{"role": "advisor", "text": TERMS}])


def test_what_the_customer_said_counts_once_the_advisor_confirmed_it() -> None:
    said = {"role": "customer", "text": f"我记得是{TERMS}"}
    assert not _missing("10万分36期，每月还3015", history=[said, {"role": "advisor", "text": "对的"}])
    unsure = [said, {"role": "advisor", "text": "我查一下再回您"}]
    assert _missing("10万分36期，每月还3015", customer="那每个月呢", history=unsure)


def test_another_product_is_disclosed_anew() -> None:
    before = [{"role": "advisor", "text": TERMS}]
    assert _missing("那就换成另一家的，每个月少还两百", history=before) >= {"annualised_rate", "final_approval"}


def _wrong(draft: str) -> bool:
    return bool(find_wrong_rates(parse_check({"id": "d", "draft": draft}, today=DAY), CHECK.rulebook))


def test_a_rate_is_right_for_the_contract_sum_or_for_what_arrives() -> None:
    assert not _wrong("借10万到手9.7万，12期，每月还8606.64，按到手的钱算年化约11.9%")
    assert _wrong("借10万到手9.7万，12期，每月还8606.64，年化才3.2%")


def test_a_right_rate_beside_one_with_fees_is_no_contradiction() -> None:
    assert not _wrong("借10万12期，每月还8606.64，年化6%，算上服务费年化约7.9%")


def test_what_is_paid_for_another_loan_or_is_no_interest_makes_no_rate() -> None:
    assert not _wrong("您现有月供8,333元，再看这一笔：借10万元，12个月，年化4.2%—9.8%（单利）")
    assert not _wrong("借10万分12期，每个月大概要还8,333元本金，年化6%（单利）")
    assert _wrong("借10万分12期先息后本，月供1500元，年化6%（单利）")


def test_an_instalment_said_roughly_gives_a_span() -> None:
    assert not _wrong("10万三年，就算年化6%（单利），一个月也要三千出头")
    assert _wrong("10万三年，年化才2%（单利），一个月三千出头")
    assert _wrong("10万三年，一个月3042元，年化才4.9%（单利）")


def test_a_rate_too_high_is_one_only_where_no_other_cost_is_named() -> None:
    assert _wrong("借10万分12期，每月还8606.64，年化9.9%（单利）")
    assert not _wrong("借10万分12期，每月还8606.64，另有担保费每月180元，年化9.9%（单利）")


def test_the_amount_may_be_the_customers() -> None:
    asked = {"id": "d", "draft": "分12期每月还8606.64，年化约6%（单利）", "customer": "我想借100000"}
    assert not find_wrong_rates(parse_check(asked, today=DAY), CHECK.rulebook)
    lied = asked | {"draft": "分12期每月还8606.64，年化才3%（单利）"}
    assert find_wrong_rates(parse_check(lied, today=DAY), CHECK.rulebook)


def test_a_rate_that_is_quoted_is_not_ours_but_json_is() -> None:
    assert not _wrong("8万36期，月供2434，年化6%（单利）。您说的“月费率0.3%多”我不敢用")
    assert _wrong('{"reply": "月费率0.6%，分12期，年化7.2%"}')

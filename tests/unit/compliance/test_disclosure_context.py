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

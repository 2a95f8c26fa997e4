"""砍头息 and what arrived: together they are the loan, and with what is paid back its cost."""

from __future__ import annotations

import pytest

from replydraft.costs.phrases import phrase_json, read_phrase


@pytest.mark.parametrize(
    ("phrase", "nominal"),
    [
        ("砍头息2000，到手8000，一个月还10000", 3.0),
        ("砍头息2000到手8000，一个月后还10000", 3.0),
        ("砍头息20%，到手8000，一个月还10000", 3.0),
        ("手续费1500从放款里扣，实际到手8500，73天还10000", 0.8824),
        ("先扣600，到手5400，三个月后连本带息还6000", 0.4444),
        ("借20000，砍头息3000，到手17000，半年后一次还20000", 0.3529),
    ],
)
def test_what_was_kept_back_and_what_arrived_are_the_loan(phrase: str, nominal: float) -> None:
    read = phrase_json(read_phrase(phrase))
    (reading,) = read["readings"]
    assert (reading["kind"], reading["per"]) == ("discount", "once")
    assert round(reading["annualised_nominal"], 4) == nominal
    assert reading["assumes"][0].startswith("到手")
    assert read["ask"] is None


@pytest.mark.parametrize(("phrase", "nominal"), [("到手8000，一个月还10000", 3.0), ("借5000一个月还5500", 1.2)])
def test_one_month_that_pays_back_more_than_arrived_is_all_of_it(phrase: str, nominal: float) -> None:
    (reading,) = phrase_json(read_phrase(phrase))["readings"]
    assert (reading["per"], round(reading["annualised_nominal"], 4)) == ("once", nominal)


def test_a_month_that_pays_back_less_is_an_instalment_of_unknown_number() -> None:
    read = phrase_json(read_phrase("借8000一个月还1000"))
    assert [(r["kind"], r["per"], r["annualised_nominal"]) for r in read["readings"]] == [("instalment", "month", None)]
    assert read["ambiguous"] == ["term"]


def test_without_a_day_of_repayment_the_term_alone_is_asked_for() -> None:
    assert phrase_json(read_phrase("砍头息2000，到手8000"))["ambiguous"] == ["term"]

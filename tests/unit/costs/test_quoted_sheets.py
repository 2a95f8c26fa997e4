"""A sheet in a reply is computed anew: its figures are traced, and a changed one is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sheet_samples import DAY, OURS, product

from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.costs.product_sheet import Wanted, product_sheet
from replydraft.costs.quoted_sheet import attached, quoted_sheets, with_sheets
from replydraft.costs.sheet_beside import said_otherwise
from replydraft.costs.sheet_words import chat_text
from replydraft.domain.inquiry import CheckRequest, Evidence
from replydraft.domain.operator import OperatorProfile
from replydraft.domain.product import Product

PLAIN = product()
SHEET = product_sheet(PLAIN, Wanted(Decimal(100_000), 12), as_of=DAY, service_fees=(OURS,))
REPLY = f"您好，给您算好了。\n\n{chat_text(SHEET)}\n\n有问题随时问我。"
OPERATOR = OperatorProfile("示例公司", "示例", "", may_present_products=True, fees=(OURS,))


class Known:
    def products_on(self, as_of: date) -> tuple[Product, ...]:
        return (PLAIN,)


def test_a_sheet_in_a_reply_is_found_where_it_stands() -> None:
    [found] = quoted_sheets(REPLY, [PLAIN], (OURS,))
    assert found.intact
    assert REPLY[found.start : found.end] == chat_text(SHEET)
    assert found.sheet == SHEET


@pytest.mark.parametrize(("was", "now"), [("9.80%", "6.80%"), ("2,000元", "1,000元"), ("居间服务费：", "服务费：")])
def test_a_changed_one_is_known_as_changed(was: str, now: str) -> None:
    assert was in REPLY
    [found] = quoted_sheets(REPLY.replace(was, now), [PLAIN], (OURS,))
    assert not found.intact
    assert chat_text(found.sheet) == chat_text(SHEET)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("示例信用贷", "别的贷"),
        ("借100,000元", "借999,999,999元"),
        ("2026-11-28", "2029-01-01"),
        ("2026-11-28", "2026-13-41"),
        ("12个月", "0个月"),
    ],
)
def test_what_cannot_be_computed_anew_is_no_sheet(was: str, now: str) -> None:
    assert quoted_sheets(REPLY.replace(was, now), [PLAIN], (OURS,)) == ()


def test_its_figures_are_traced_and_a_changed_one_is_not() -> None:
    for text, lost in ((REPLY, []), (REPLY.replace("5,387.48元", "3,387.48元"), ["2,289.57—3,387.48元"])):
        request = with_sheets(CheckRequest("r", text, DAY, evidence=Evidence()), Known(), OPERATOR)
        assert request.evidence is not None
        _, untraced = trace_figures(text, FigureSources(passages=request.evidence.passages))
        assert [u.text for u in untraced] == lost


def test_who_presents_no_products_has_no_evidence_for_a_sheet() -> None:
    asked = CheckRequest("r", REPLY, DAY, evidence=Evidence())
    assert with_sheets(asked, Known(), replace(OPERATOR, may_present_products=False)) is asked


def test_attaching_again_takes_the_place_of_the_first() -> None:
    other = product_sheet(PLAIN, Wanted(Decimal(50_000), 24), as_of=DAY, service_fees=(OURS,))
    text = attached(REPLY, other, quoted_sheets(REPLY, [PLAIN], (OURS,)))
    [found] = quoted_sheets(text, [PLAIN], (OURS,))
    assert found.sheet == other
    assert text.startswith("您好，给您算好了。")
    assert "有问题随时问我。" in text
    assert attached("", other, ()) == chat_text(other)


@pytest.mark.parametrize(
    "said",
    [
        "按您说的借10万元、分12期、每期还9200元算，折合年化约18.67%（单利）。",
        "每个月还9300元就行。",
        "月供大概7000元。",
        "年化利率3.2%。",
        "折合年化约18.67%。",
        "实际年化是21.5%，每期还9200元。",
    ],
)
def test_a_text_that_says_another_figure_than_its_sheet_is_named(said: str) -> None:
    text = f"{said}\n\n{chat_text(SHEET)}"
    told = said_otherwise(text, quoted_sheets(text, [PLAIN], (OURS,)))
    assert told
    assert "表里是" in told[0]


@pytest.mark.parametrize(
    "said",
    [
        "您好，给您算好了，每期还8600元左右。",
        "年化利率4.2%—9.8%，以审批为准。",
        "年化9.8%是最高的。",
        "想借10万，分12期，资料收到了。",
        "能否获批以机构审批为准，逾期有罚息。",
    ],
)
def test_a_text_that_agrees_with_its_sheet_is_not(said: str) -> None:
    text = f"{said}\n\n{chat_text(SHEET)}"
    assert said_otherwise(text, quoted_sheets(text, [PLAIN], (OURS,))) == ()


def test_without_a_sheet_nothing_is_said_otherwise() -> None:
    assert said_otherwise("每期还9200元", ()) == ()

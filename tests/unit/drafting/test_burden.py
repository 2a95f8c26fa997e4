"""Affordability in drafts: said before any amount where it is known to be too much, and only then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.domain.draft import Brief, Proposal
from replydraft.domain.inquiry import CheckRequest, Evidence
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.capacity import debt_monthly, income_monthly, months_wanted
from replydraft.drafting.embedded import EmbeddedDrafter
from replydraft.drafting.matching import match
from replydraft.drafting.needs import needs
from replydraft.drafting.triage import triage
from replydraft.knowledge.documents import Knowledge, load_knowledge
from replydraft.wire.inputs import parse_inquiry

DAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[3]
OPERATOR = OperatorProfile("示例公司", "示例", "居间服务机构", may_present_products=True)
FITTING: dict[str, Any] = {
    "credit_good": True, "overdue_days": 0, "credit_enquiries_6m": 1, "social_insurance_months": 36,
    "provident_fund_monthly": 900, "occupation": "职员", "purpose": "装修",
}  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook(ROOT / "guardrails")


def brief(knowledge: Knowledge, text: str, profile: dict[str, Any] | None = None) -> Brief:
    inquiry = parse_inquiry({"id": "b", "customer": text, "profile": profile or {}}, today=DAY)
    understood, products = triage(inquiry), knowledge.products_on(DAY)
    return Brief(
        inquiry=inquiry, triage=understood, asks=needs(inquiry, understood), passages=(), nothing_good_enough=True,
        products=products, matches=match(products, inquiry), operator=OPERATOR, as_of=DAY,
    )  # fmt: skip


@pytest.fixture
def drafted(knowledge: Knowledge, book: RuleBook) -> Any:
    drafter = EmbeddedDrafter(knowledge, book.facts)

    def write(text: str, profile: dict[str, Any] | None = None) -> Proposal:
        return drafter.write(brief(knowledge, text, profile))

    return write


@pytest.mark.parametrize(
    ("text", "profile", "share"),
    [
        ("我月薪8000，想借10万装修，分12期还，有什么产品推荐？", None, "104%"),
        ("想贷20万，两年还清，工资一万二，每月还房贷月供3000，能贷吗", {"credit_good": True}, "94%"),
        (
            "有合适的产品吗？",
            {"income_monthly": 6000, "debt_monthly": "1500", "term_months": 12, "amount_wanted": 50000},
            "94%",
        ),
        ("退休金3500，想借4万给孩子结婚，一年还完，我这条件可以吗", None, "95%"),
    ],
)
def test_too_much_is_said_before_anything_is_offered(
    drafted: Any, book: RuleBook, text: str, profile: dict[str, Any] | None, share: str
) -> None:
    made = drafted(text, profile)
    assert f"占月收入的{share}" in made.reply
    assert "少借一些、把期限放长，或者这次先不借" in made.reply
    assert "初步匹配" not in made.reply
    evidence = Evidence(tuple(t for t, _ in made.computed))
    asked = parse_inquiry({"id": "b", "customer": text, "profile": profile or {}}, today=DAY)
    result = Check(book).check(
        CheckRequest("b", made.reply, DAY, customer=text, profile=asked.profile, evidence=evidence)
    )
    assert [(f.rule, f.text) for f in result.findings if f.severity.value != "info"] == []


def test_interest_counts_where_the_principal_alone_would_do(drafted: Any, knowledge: Knowledge) -> None:
    """4,167 of 8,000 without interest is tight already; of 8,400 it is the interest that makes it so."""
    asked = {"amount_wanted": 50_000, "term_months": 12, "debt_monthly": 0, **FITTING}
    assert "光是按月还本金" in drafted("推荐个适合我的产品", {**asked, "income_monthly": 8000}).reply
    close = drafted("推荐个适合我的产品", {**asked, "income_monthly": 8400}).reply
    assert "连本带息按月还" in close
    assert "会比较紧" in close


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("我月薪20000，没有负债，想借5万装修，分36期，有什么产品推荐？", None),
        ("想借10万装修，分12期还，有什么产品推荐？", None),
        ("我月薪8000，想借10万装修，有什么产品推荐？", None),
        ("我年收入8万，想借10万装修，分12期还，有什么产品推荐？", None),
    ],
)
def test_what_is_fine_or_not_known_is_not_said(drafted: Any, text: str, profile: dict[str, Any] | None) -> None:
    assert "占月收入" not in drafted(text, profile).reply


def test_without_the_facts_no_line_is_claimed(knowledge: Knowledge) -> None:
    asked = brief(knowledge, "我月薪8000，想借10万装修，分12期还，有什么产品推荐？")
    assert "占月收入" not in EmbeddedDrafter(knowledge).write(asked).reply


def test_the_debts_are_asked_for_where_nobody_said_them(drafted: Any) -> None:
    assert "贷款" in drafted("我月薪8000，想借10万装修，分12期还，有什么产品推荐？").reply.split("。")[-1]


@pytest.mark.parametrize(
    ("text", "months", "income", "debts"),
    [
        ("月薪8000，借10万，分12期还", 12, "8000", None),
        ("两年还清，工资一万二，每月还房贷月供3000", 24, "12000", "3000"),
        ("分36期，月收入1万5，没有负债", 36, "15000", "0"),
        ("做了三年生意，借半年", None, None, None),
        ("借半年，工资9k", 6, "9000", None),
        ("年收入20万", None, None, None),
        ("想每月还3000，借一年", 12, None, None),
        ("月供5500，车贷月供2000", None, None, "7500"),
        ("收入1万多", None, None, None),
        ("工资8", None, None, None),
        ("上班3年了想贷款", None, None, None),
    ],
)
def test_only_what_was_said_once_and_clearly_counts(text: str, months: int | None, income: str, debts: str) -> None:
    inquiry = parse_inquiry({"id": "c", "customer": text}, today=DAY)
    said = (months_wanted(inquiry), income_monthly(inquiry), debt_monthly(inquiry))
    assert said == (months, *(Decimal(v) if v is not None else None for v in (income, debts)))

"""Words said about another matter than a loan promise none; anything that may be about one still counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Verdict
from replydraft.domain.inquiry import CheckRequest


@pytest.fixture(scope="module")
def book_check() -> Check:
    return Check(load_rulebook(Path(__file__).parents[3] / "guardrails"))


def said(check: Check, customer: str | None, draft: str) -> CheckResult:
    return check.check(CheckRequest("a", draft, customer=customer, as_of=date(2026, 11, 23)), explain_allowed=True)


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("周五那趟高铁的座位抢到没", "放心，包在我身上，肯定有"),
        ("冷库里放一万斤苹果怎么收费？", "一万一天三块钱，没别的"),
    ],
)
def test_an_aside_is_let_go_and_says_why(book_check: Check, customer: str, draft: str) -> None:
    assert said(book_check, None, draft).verdict is not Verdict.PASS
    done = said(book_check, customer, draft)
    assert done.verdict is Verdict.PASS
    assert any("贷款以外的事" in line for line in done.allowed)


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("周五那趟高铁的座位抢到没", "放心，贷款包在我身上，保证能批"),
        ("坐高铁过去面签，能批吗", "放心，包在我身上，肯定能"),
        ("外卖到了，先吃饭", "您身份证号110101199003078515我记下了"),
        ("天气真冷", "你爱办不办，穷鬼"),
        ("那就这么办", "放心，包在我身上，肯定能批"),
    ],
)
def test_what_may_be_about_a_loan_still_counts(book_check: Check, customer: str, draft: str) -> None:
    assert said(book_check, customer, draft).verdict is not Verdict.PASS

"""Words said about another matter than a loan promise none; anything that may be about one still counts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import CheckResult, Verdict
from replydraft.domain.inquiry import CheckRequest
from replydraft.errors import ContentError


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
        ("我做水果批发的，能办不", "放心，包在我身上"),
        ("我开花店的，你看我行不行", "放心，包在我身上"),
        ("我送外卖的，能办多少", "稳的，您等着就行"),
        # where customers are, or what they are doing, is not what they ask about
        ("在开家长会，你就直接说行不行", "行，百分百的，您就等着拿钱吧"),
        ("我在吃饭，晚上再看行吗", "等您吃完就没了，现在马上定，过了今晚一个都不留"),
        ("喝茶呢，你就告诉我一天得出多少", "一天也就一杯奶茶的事，等于白用"),
        ("打印机坏了，那个还差三个月的打不出来", "不用打，我找人给您做一份，跟真的一模一样，谁也看不出来"),
    ],
)
def test_what_may_be_about_a_loan_still_counts(book_check: Check, customer: str, draft: str) -> None:
    assert said(book_check, customer, draft).verdict is not Verdict.PASS


TALK = ("周五那趟高铁的座位抢到没", "放心，包在我身上，肯定有")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return shutil.copytree(Path(__file__).parents[3] / "guardrails", tmp_path / "guardrails")


def test_without_the_list_nothing_is_an_aside(rules: Path) -> None:
    (rules / "asides.yaml").unlink()
    assert said(Check(load_rulebook(rules)), *TALK).verdict is not Verdict.PASS


def test_compliance_edits_what_is_an_aside(rules: Path) -> None:
    listed = (rules / "asides.yaml").read_text(encoding="utf-8")
    (rules / "asides.yaml").write_text(listed.replace("高铁, ", "", 1), encoding="utf-8")
    assert said(Check(load_rulebook(rules)), *TALK).verdict is not Verdict.PASS


def test_a_kept_copy_knows_the_asides(rules: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for _ in range(2):
        book = cached_rulebook(rules, kept)
        assert said(Check(book), *TALK).verdict is Verdict.PASS
    assert book.asides == load_rulebook(rules).asides


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("other: [高铁]\nlending: [贷]\n", 1, "trade: needs words"),
        ("other: [高铁]\nlending: [贷]\ntrade: []\n", 3, "needs words"),
        ("other: [高铁]\nlending: ['贷(']\ntrade: [合同]\n", 2, "no expression"),
        ("other: ['高?铁?']\nlending: [贷]\ntrade: [合同]\n", 1, "found in every text"),
        ("other: [高铁]\nlending: [贷]\ntrade: [合同]\nmore: [无]\n", 4, "not a known key"),
    ],
)
def test_a_bad_list_is_refused_with_its_line(rules: Path, text: str, line: int, why: str) -> None:
    (rules / "asides.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=rf"(?s)asides\.yaml:{line}.*{why}|{why}.*asides\.yaml:{line}"):
        load_rulebook(rules)

"""Rules that count in full however the text around them reads (`certain` of guardrails/support.yaml; docs/adr/0021)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.examples import example_request
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.finding import Family, Severity
from replydraft.domain.inquiry import CheckRequest

DAY = date(2026, 11, 23)
NEVER = {"RD0101", "RD0201", "RD0210", "RD0218", "RD0220", "RD0421", "RD0433", "RD0508", "RD0540", "RD1006"}
PROPER = "您好，理解您的心情。{}。最终能否获批以贷款机构审批为准，逾期会影响征信，不收取任何前期费用。"


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(load_rulebook(Path(__file__).parents[2] / "guardrails"))


def test_they_are_named_and_are_none_of_the_broad(check: Check) -> None:
    support = check.rulebook.support
    assert support is not None
    assert support.certain == NEVER
    assert support.certain.isdisjoint(support.broad)


@pytest.mark.parametrize("asked", ["高铁几点到站", "门口好停车吗", "材料交给谁", "月息多少", "你们那边能给我包过吗"])
@pytest.mark.parametrize("said", ["保证能批", "您好，保证能批，材料我整理好发您。", "放心，贷款包在我身上，保证能批"])
def test_no_question_makes_a_bare_promise_less(check: Check, said: str, asked: str) -> None:
    done = check.check(CheckRequest("a", said, customer=asked, as_of=DAY))
    assert Family.OVER_PROMISE in {f.family for f in done.findings if f.severity is Severity.BLOCK}


def test_a_rate_a_month_counts_in_full_among_proper_words(check: Check) -> None:
    (rule,) = (r for r in check.rulebook.rules if r.id == "RD0201")
    asked = found = 0
    for example in rule.must_flag:
        request = example_request(example, DAY)
        draft = request.draft.rstrip("。！!")
        if any(f.rule == rule.id for f in check.check(replace(request, draft=draft)).findings):
            asked += 1
            done = check.check(replace(request, draft=PROPER.format(draft)))
            found += any(f.rule == rule.id and f.severity is rule.severity for f in done.findings)
    assert asked >= 5
    assert found == asked


@pytest.mark.parametrize("asked", ["我银行卡丢了", "资料寄给你们还是送过去", "门口好停车吗", "能办吗"])
def test_no_question_makes_a_card_to_be_handed_over_less(check: Check, asked: str) -> None:
    done = check.check(CheckRequest("a", "您的银行卡和手机卡寄给我们，用来收款。", customer=asked, as_of=DAY))
    assert Family.PRIVACY_LEAK in {f.family for f in done.findings if f.severity is Severity.BLOCK}

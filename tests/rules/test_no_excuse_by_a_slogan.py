"""A slogan put behind a violation, or proper words around it, do not make it lawful: what blocks goes on blocking.

Not every rule holds out yet (some read warnings in the same sentence as a sign of a warning text); the shares are floors.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.examples import example_request
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.rules import Rule
from replydraft.domain.finding import Severity, Verdict
from replydraft.domain.inquiry import CheckRequest

DAY = date(2026, 11, 23)
BOOK = Path(__file__).parents[2] / "guardrails"


def kept(check: Check, around: str) -> tuple[float, float]:
    """Of the examples that block by themselves, the shares in which the same rule still blocks, and anything still counts, with
    words around them."""
    asked = still = counted = 0
    for rule in check.rulebook.as_of(DAY).rules:
        if rule.severity is not Severity.BLOCK:
            continue
        for example in rule.must_flag:
            request = example_request(example, DAY)
            if example.context or not blocks(check, rule, replace(request, draft=request.draft.rstrip("。！!"))):
                continue
            asked += 1
            done = check.check(replace(request, draft=around.format(request.draft.rstrip("。！!"))))
            still += any(f.rule == rule.id and f.severity is Severity.BLOCK for f in done.findings)
            counted += done.verdict is not Verdict.PASS
    assert asked > 500
    return still / asked, counted / asked


def blocks(check: Check, rule: Rule, request: CheckRequest) -> bool:
    return any(f.rule == rule.id and f.severity is Severity.BLOCK for f in check.check(request).findings)


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(load_rulebook(BOOK))


@pytest.mark.parametrize(
    ("around", "blocking", "counting"),
    [
        ("{}，提防诈骗", 0.6, 0.7),
        ("感谢您的耐心等待。{}。请您仔细阅读合同，有问题请拨打官方客服。", 0.9, 0.95),
        ("{}，不着急", 0.95, 0.98),
        ("{}，查到了算我的", 0.95, 0.98),
        ("{}，违规的事我们不做", 0.8, 0.85),
        ("{}。我们不做骗人的事", 0.95, 0.97),
        ("不能做的我们不做。{}", 0.95, 0.97),
        ("请您仔细核对，{}", 0.95, 0.98),
        ("{}，流程和费用以合同为准。", 0.85, 0.95),
        ("您好，理解您的心情。{}。最终能否获批以贷款机构审批为准，逾期会影响征信，不收取任何前期费用。您方便说下用途和期限吗？", 0.7, 0.85),
    ],
)  # fmt: skip
def test_words_around_a_violation_do_not_excuse_it(check: Check, around: str, blocking: float, counting: float) -> None:
    still, counted = kept(check, around)
    assert still >= blocking
    assert counted >= counting

"""A slogan put behind a violation, or proper words around it, do not make it lawful: what blocks goes on blocking.

Not every rule holds out yet (some read warnings in the same sentence as a sign of a warning text); the shares are floors.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rules import Rule
from replydraft.domain.finding import Severity, Verdict
from replydraft.domain.inquiry import CheckRequest

DAY = date(2026, 11, 23)
Blocking = list[tuple[Rule, CheckRequest]]


def kept(check: Check, blocking: Blocking, around: str) -> tuple[float, float]:
    """The shares of these in which the same rule still blocks, and anything still counts, with words around them."""
    still = counted = 0
    for rule, bare in blocking:
        done = check.check(replace(bare, draft=around.format(bare.draft)), rewriting=False)
        still += any(f.rule == rule.id and f.severity is Severity.BLOCK for f in done.findings)
        counted += done.verdict is not Verdict.PASS
    return still / len(blocking), counted / len(blocking)


@pytest.mark.parametrize(
    ("around", "blocks", "counts"),
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
def test_words_around_a_violation_do_not_excuse_it(
    shipped: Check, blocking: Blocking, around: str, blocks: float, counts: float
) -> None:
    still, counted = kept(shipped, blocking, around)
    assert still >= blocks
    assert counted >= counts


DRAFTED = (
    "提前备齐资料，能少跑好几趟。一般是四类：身份类（身份证、户口和婚姻证明）、收入类（流水、社保公积金、经营资料）、资产类（房本、行驶证等，有才需要）、用途类（合同或报价单）。"
    "具体以机构要求为准。收多少、谁来收、什么时候收，都要写进书面合同，没写明的您可以拒绝。资料只用于本次申请，提交前会征得您同意；都要真实，能不能批以机构审批为准。您是上班还是经营？"
)


@pytest.mark.parametrize("said", ["您放心，我们百分百包过。", "百分百包过。", "我们不看征信，保证能批。"])
def test_no_long_proper_draft_excuses_a_promise_at_its_end(shipped: Check, said: str) -> None:
    """What was sent had drifted from what was approved by just such a sentence."""
    asked = CheckRequest("a", DRAFTED + said, customer="你好，想问下办理一般要多久，需要准备哪些材料？", as_of=DAY)
    assert shipped.check(asked).verdict is Verdict.BLOCK


def test_no_complaint_about_a_loan_excuses_a_promise(shipped: Check) -> None:
    """Seen on the screen: 投诉 made the customer's message one about something else than a loan."""
    asked = CheckRequest(
        "a",
        "这件事很严重，先向您道歉。我立刻转给负责人核实，您有权投诉或报警。您放心，我们百分百包过。",
        customer="我要投诉你们！说好放款前不收钱，你们那个小刘让我先转2000到他个人微信，今天电话就打不通了！",
        as_of=DAY,
    )
    assert shipped.check(asked).verdict is Verdict.BLOCK

"""Small made-up domain objects for tests; every part may be replaced with `dataclasses.replace`."""

from __future__ import annotations

from datetime import date

from replydraft.domain.draft import Brief, Emotion, Intent, Tier, Triage
from replydraft.domain.finding import sha256_text
from replydraft.domain.inquiry import CheckRequest, Inquiry
from replydraft.domain.operator import OperatorProfile
from replydraft.domain.passage import DocKind, Passage

DAY = date(2026, 6, 1)


def sample_passage(
    text: str = "办理时需要身份证和收入证明，材料齐全后提交审核。", *, doc_id: str = "demo-doc"
) -> Passage:
    """A passage of a script."""
    return Passage(doc_id, "1.0.0", "办理所需材料", DocKind.SCRIPT, "正文", text, sha256_text(text))


def sample_brief(customer: str = "请问办理要带什么材料？", *, passages: tuple[Passage, ...] | None = None) -> Brief:
    """A routine question about documents, with two passages and no products."""
    triage = Triage((Intent.DOCUMENTS,), Tier.ROUTINE, Tier.ROUTINE, "常规咨询", False, Emotion.CALM)
    found = (
        passages if passages is not None else (sample_passage(), sample_passage("一般当天可以收件。", doc_id="demo-2"))
    )
    return Brief(
        inquiry=Inquiry("q1", customer, DAY),
        triage=triage,
        asks=(),
        passages=found,
        nothing_good_enough=not found,
        products=(),
        matches=(),
        operator=OperatorProfile("示例助贷服务有限公司", "示例助贷", "无需许可", demo=True),
        as_of=DAY,
    )


def sample_request(draft: str, *, customer: str | None = None) -> CheckRequest:
    """A text to check on `DAY`."""
    return CheckRequest("c1", draft, DAY, customer=customer)

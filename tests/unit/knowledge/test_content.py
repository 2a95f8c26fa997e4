"""The knowledge that we ship: complete, dated, within the law's figures, and about fictional lenders only."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from replydraft.domain.draft import Intent
from replydraft.domain.passage import DocKind
from replydraft.knowledge.documents import Knowledge, load_knowledge
from replydraft.knowledge.operator_profile import load_operator

REPO = Path(__file__).resolve().parents[3]
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load_knowledge(REPO / "knowledge")


def test_there_is_enough_of_each_kind(known: Knowledge) -> None:
    kinds = Counter(d.kind for d in known.documents_on(DAY))
    assert kinds[DocKind.PRODUCT] >= 14
    assert kinds[DocKind.POLICY] >= 16
    assert kinds[DocKind.SCRIPT] >= 60
    assert kinds[DocKind.REGULATION] >= 8


def test_every_intent_has_several_scripts_that_can_be_composed_from(known: Knowledge) -> None:
    answered = Counter(i for d in known.scripts_on(DAY) if d.items("正文") and d.situations for i in d.intents)
    assert not [i for i in Intent if answered[i] < 3]


def test_what_is_expired_internal_unapproved_or_not_yet_in_force_is_there_and_never_quoted(known: Knowledge) -> None:
    quoted = {(d.id, d.version) for d in known.documents_on(DAY)}
    hidden = [d for d in known.documents if (d.id, d.version) not in quoted]
    assert {d.status for d in hidden} == {"approved", "draft", "retired"}
    assert any(d.audience == "internal" for d in hidden)
    assert any(d.effective_to and d.effective_to < DAY for d in hidden)
    assert any(d.effective_from and d.effective_from > DAY for d in hidden)


def test_a_price_of_last_year_is_quoted_for_last_year_only(known: Knowledge) -> None:
    def rate(day: date) -> list[Decimal]:
        return [p.rate_max for p in known.products_on(day) if p.id == "product-salary-credit"]

    assert rate(date(2025, 6, 1)) == [Decimal("0.116")]
    assert rate(DAY) == [Decimal("0.098")]


def test_the_one_off_repair_is_offered_only_while_it_was_open(known: Knowledge) -> None:
    def said(day: date) -> str:
        return "".join(p.text for p in known.quotable_on(day) if p.doc_id.startswith("script-credit-oneoff"))

    assert "2026年3月31日前还清的不再展示" in said(date(2026, 3, 31))
    assert "现在再还清不适用" in said(date(2026, 4, 1))
    assert "现在再还清不适用" in said(DAY)
    assert "还清的不再展示" not in said(DAY)


def test_lenders_are_partners_of_the_demo_profile_and_prices_are_within_the_ceiling(known: Knowledge) -> None:
    partners = {p.name: p.kind for p in load_operator(REPO / "operator.toml").partners}
    for product in known.products:
        assert partners[product.lender] == product.lender_type
        assert product.rate_max <= Decimal("0.24")
        assert product.conditions
        assert product.prohibited_purposes


def test_scripts_carry_no_price_of_their_own(known: Knowledge) -> None:
    for doc in known.scripts_on(DAY):
        text = "".join(p.text for p in doc.passages)
        assert not re.search(r"\d\s*%|\d+(?:\.\d+)?\s*(?:万|元)", text), doc.id


def test_scripts_are_short_enough_to_compose_a_reply_from(known: Knowledge) -> None:
    for doc in known.scripts_on(DAY):
        shortest = sum(min(map(len, doc.items(part)), default=0) for part in ("共情", "正文", "提醒", "下一步"))
        assert shortest <= 240, doc.id


def test_every_document_says_who_approved_it_and_when_to_look_again(known: Knowledge) -> None:
    for doc in known.documents:
        assert doc.titled
        assert doc.approved_by
        assert doc.approved_on
        assert doc.review_by


def test_no_situation_fits_everything(known: Knowledge) -> None:
    for doc in known.scripts_on(DAY):
        for pattern in doc.situations:
            assert not re.search(pattern, "春天的花开在山坡上"), doc.id
            assert not re.search(pattern, ""), doc.id

"""The two ways in, the gate before them, the samples behind them, and errors as sentences."""

from __future__ import annotations

import re
from typing import Any

import pytest

from replydraft.domain.review import ReviewState
from replydraft.entrypoints.screen.entry_forms import check_words, read_history, read_profile, submit
from replydraft.entrypoints.screen.samples import samples, seed
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.errors import StaleReview, StoreError, UpstreamError
from replydraft.wire.inputs import parse_inquiry


def test_pasted_lines_become_turns() -> None:
    turns = read_history("客户：在吗\n想问下利率\n我：在的，您说\n\n顾问: 方便说下金额吗")
    assert [(t["role"], t["text"]) for t in turns] == [
        ("customer", "在吗\n想问下利率"), ("advisor", "在的，您说"), ("advisor", "方便说下金额吗"),
    ]  # fmt: skip


def test_quick_fields_become_a_profile() -> None:
    form = {"name": "王女士", "has_property": "有", "credit_good": "有瑕疵", "has_vehicle": "不清楚", "amount": "３０万",
            "term": "36期", "purpose": ""}  # fmt: skip
    assert read_profile(form) == {
        "name": "王女士", "has_property": True, "credit_good": False, "amount_wanted": "300000", "term_months": 36,
    }  # fmt: skip


@pytest.mark.parametrize("amount", ["很多", "-3", "0", "nan", "1e99"])
def test_a_senseless_amount_is_refused_in_words(amount: str) -> None:
    with pytest.raises(ScreenRefusal, match="金额"):
        read_profile({"amount": amount})


def test_a_pasted_message_becomes_a_review(visit: Visit) -> None:
    opened = submit(visit, "利率怎么算的？", "", "微信", {"name": "王女士", "amount": "10"})
    stored = visit.house.store.reviews.get(opened.review.id)
    assert stored.state is ReviewState.PENDING
    assert stored.inquiry["channel"] == "wechat"
    assert stored.inquiry["profile"]["amount_wanted"]["value"] == "100000"


def test_nothing_pasted_is_said(visit: Visit) -> None:
    with pytest.raises(ScreenRefusal, match="贴进来"):
        submit(visit, "  ", "", "微信", {})
    with pytest.raises(ScreenRefusal, match="贴进来"):
        check_words(visit, "", "")


def test_own_words_are_checked_and_recorded(visit: Visit) -> None:
    assert check_words(visit, "包您能批", "")["verdict"] == "block"
    last = list(visit.house.store.audit.events())[-1]
    assert (last.kind, last.actor) == ("text.checked", "张敏")
    assert "包您能批" not in str(last)


def test_samples_are_whole_and_different() -> None:
    from datetime import date

    asked = [parse_inquiry(s, today=date(2026, 11, 24)) for s in samples()]
    assert len({i.id for i in asked}) == len(asked) >= 10
    assert len({i.customer for i in asked}) == len(asked)
    assert any(i.history for i in asked)


def test_samples_are_queued_once_and_only_for_a_demo(house: Any) -> None:
    assert seed(house) == len(samples())
    assert seed(house) == 0
    waiting, _ = house.store.reviews.list(state=ReviewState.PENDING, limit=100)
    assert len(waiting) == len(samples())
    assert {r.customer_ref for r in waiting} == {s["customer_ref"] for s in samples()}


@pytest.mark.parametrize(
    "error", [StoreError("disk /secret/path"), UpstreamError("boom"), ValueError("客户说的话"), StaleReview("x")]
)
def test_an_error_is_a_sentence_with_an_event_id_and_nothing_else(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    html = report(error)
    found = re.search(r"事件编号 (E[0-9a-f]{8})", html)
    assert found
    assert str(error) not in html
    assert found[1] in caplog.text
    assert str(error) not in caplog.text.replace("StaleReview", "") or str(error) == "x"

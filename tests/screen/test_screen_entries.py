"""The two ways in, the gate before them, the samples behind them, and errors as sentences."""

from __future__ import annotations

import re
from typing import Any

import anyio
import pytest

from replydraft.domain.review import ReviewState
from replydraft.entrypoints.screen.entry_forms import check_words, read_history, read_profile, submit
from replydraft.entrypoints.screen.gate import REFUSED, LocalOnly, is_local
from replydraft.entrypoints.screen.review_actions import ScreenRefusal
from replydraft.entrypoints.screen.samples import samples, seed
from replydraft.entrypoints.screen.trouble import report
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


def test_a_pasted_message_becomes_a_review(named: Any) -> None:
    opened = submit(named, "利率怎么算的？", "", "微信", {"name": "王女士", "amount": "10"})
    stored = named.store.reviews.get(opened.review.id)
    assert stored.state is ReviewState.PENDING
    assert stored.inquiry["channel"] == "wechat"
    assert stored.inquiry["profile"]["amount_wanted"]["value"] == "100000"


def test_nothing_pasted_is_said(named: Any) -> None:
    with pytest.raises(ScreenRefusal, match="贴进来"):
        submit(named, "  ", "", "微信", {})
    with pytest.raises(ScreenRefusal, match="贴进来"):
        check_words(named, "", "")


def test_own_words_are_checked_and_recorded(named: Any) -> None:
    assert check_words(named, "包您能批", "")["verdict"] == "block"
    last = list(named.store.audit.events())[-1]
    assert (last.kind, last.actor) == ("text.checked", "张敏")
    assert "包您能批" not in str(last)


@pytest.mark.parametrize(
    ("client", "host", "origin", "let_in"),
    [
        ("127.0.0.1", "127.0.0.1:7860", None, True),
        ("127.0.0.1", "localhost:7860", "http://localhost:7860", True),
        ("::1", "[::1]:7860", "http://[::1]:7860", True),
        ("192.168.1.9", "127.0.0.1:7860", None, False),
        ("127.0.0.1", "evil.example:7860", None, False),
        ("127.0.0.1", "127.0.0.1:7860", "http://evil.example", False),
        ("127.0.0.1", "127.0.0.1:7860", "http://127.0.0.1:9999", False),
        ("127.0.0.1", "127.0.0.1:7860", "null", False),
        (None, "127.0.0.1:7860", None, False),
        ("127.0.0.1", None, None, False),
        ("127.0.0.1", "[bad", None, False),
    ],
)
def test_only_this_computer_under_its_own_name(
    client: str | None, host: str | None, origin: str | None, let_in: bool
) -> None:
    assert is_local(client, host, origin) is let_in


@pytest.mark.parametrize(
    ("path", "reached"),
    [("/ui/", False), ("/ui", False), ("/ui/queue/join", False), ("/v1/checks", True), ("/uixyz", True)],
)
def test_the_gate_stands_before_the_screen_only(path: str, reached: bool) -> None:
    calls: list[str] = []
    sent: list[dict[str, Any]] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        calls.append(scope["path"])

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(b"host", b"127.0.0.1:7860")],
        "client": ("10.0.0.9", 5),
    }
    anyio.run(LocalOnly(inner, prefix="/ui"), scope, None, send)
    assert bool(calls) is reached
    if not reached:
        assert sent[0]["status"] == 403
        assert REFUSED.encode() in sent[1]["body"]


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

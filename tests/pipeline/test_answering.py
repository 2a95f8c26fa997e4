"""From messages to a draft, without a server: what is due is drafted once, and what came meanwhile is not forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from replydraft.adapters.store.conversations import LEASE_S
from replydraft.answering import answer_next
from replydraft.bootstrap import House, open_house
from replydraft.domain.conversation import Message
from replydraft.domain.draft import Brief, Proposal
from replydraft.domain.people import Caller, Role
from replydraft.domain.review import Decision, DecisionKind, Review, ReviewState
from replydraft.settings import load_settings
from replydraft.wire.inputs import MAX_MESSAGE

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 27)
NUMBER = count(1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which everything said is due at once."""
    profile = load_settings().operator.read_text(encoding="utf-8")
    operator = tmp_path / "operator.toml"
    operator.write_text(re.sub(r"(?m)^bubble_s = \d+$", "bubble_s = 0", profile), encoding="utf-8")
    with open_house(replace(load_settings(), home=tmp_path / "home", operator=operator, database_url="")) as opened:
        yield opened


def say(house: House, text: str | None, **more: Any) -> None:
    message = Message(
        conversation_id="t", message_id=f"m{next(NUMBER)}", customer_ref="c", role="customer",
        type="text" if text is not None else "image", text=text, sent_at=datetime.now(UTC),
    )  # fmt: skip
    house.store.conversations.receive(replace(message, **more), actor="test")


def answered(house: House) -> Review | None:
    return answer_next(house.desk, house.store.conversations, DAY)


def test_what_is_due_is_drafted_once(house: House) -> None:
    say(house, "你好")
    say(house, "要准备哪些材料？", profile={"city": "海州市"})
    review = answered(house)
    assert review is not None
    assert review.inquiry["customer"] == "你好\n要准备哪些材料？"
    assert review.inquiry["profile"]["city"]["value"] == "海州市"
    assert review.inquiry["as_of"] == "2026-11-27"
    assert answered(house) is None


def test_what_we_said_is_what_was_said_before(house: House) -> None:
    say(house, "在吗")
    first = answered(house)
    say(house, "在的，您说", role="advisor")
    assert answered(house) is None
    say(house, "多久能办好？")
    review = answered(house)
    assert first is not None
    assert review is not None
    turns = [(t["role"], t["text"]) for t in review.inquiry["history"]]
    assert turns == [("customer", "在吗"), ("advisor", "在的，您说")]
    assert house.store.reviews.get(first.id).state is ReviewState.STALE


def test_who_writes_while_we_draft_gets_another_draft(house: House) -> None:
    drafter = house.desk.drafter

    class Slow:
        name = drafter.name

        def write(self, brief: Brief) -> Proposal:
            say(house, "算了，先不办了")
            return drafter.write(brief)

    say(house, "要准备哪些材料？")
    late = answer_next(replace(house.desk, drafter=Slow()), house.store.conversations, DAY)
    assert late is not None
    assert late.state is ReviewState.STALE
    review = answered(house)
    assert review is not None
    assert (review.state, review.inquiry["customer"]) == (ReviewState.PENDING, "算了，先不办了")
    assert answered(house) is None
    assert house.store.first_broken() is None


@pytest.mark.parametrize(("kind", "said"), [("voice", "语音"), ("image", "图片"), ("file", "文件")])
def test_what_could_not_be_read_is_named_and_raises_the_tier(house: House, kind: str, said: str) -> None:
    say(house, "几点上班？")
    plain = answered(house)
    say(house, None, type=kind)
    review = answered(house)
    assert plain is not None
    assert review is not None
    assert plain.tier == "routine"
    assert review.tier != "routine"
    assert review.inquiry["unread"] == [said]
    assert said in review.draft["tier_reason"]


def test_what_a_voice_said_is_read(house: House) -> None:
    say(house, "几点上班？", type="voice")
    review = answered(house)
    assert review is not None
    assert "unread" not in review.inquiry
    assert review.inquiry["customer"] == "几点上班？"


def test_very_many_words_can_still_be_decided(house: House) -> None:
    for _ in range(12):
        say(house, "长" * MAX_MESSAGE)
    review = answered(house)
    assert review is not None
    me = Caller.of(house.store.people.ensure("周可", role=Role.SENIOR))
    no = Decision(DecisionKind.REJECT, "周可", review.text, review.check["text_sha256"], "太长了，先打电话")
    assert house.room.decide(me, review.id, no, revision=1).state is ReviewState.REJECTED


def test_what_a_server_took_and_died_with_comes_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    say(house, "要准备哪些材料？")
    assert house.store.conversations.take_due() is not None
    assert answered(house) is None
    monkeypatch.setattr(house.store.database, "_clock", lambda: datetime.now(UTC) + timedelta(seconds=LEASE_S + 1))
    assert answered(house) is not None
    assert answered(house) is None


def test_an_erased_customer_is_not_answered(house: House) -> None:
    say(house, "在吗")
    house.store.customers.erase("c", actor="test")
    assert answered(house) is None

"""A decision runs again with what it was made with, also when rules and knowledge have changed since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replydraft.bootstrap import House, open_house
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Caller
from replydraft.domain.review import Decision, DecisionKind
from replydraft.errors import InputError, ReviewNotFound
from replydraft.replaying import replay
from replydraft.settings import Settings, load_settings
from replydraft.wire.inputs import parse_inquiry

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 23)
ASKED = {"id": "q1", "customer": "你们利率怎么这么高？别家低多了", "as_of": "2026-11-23"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The repo's own content, in a copy that a test may change."""
    ours = load_settings()
    rules, knowledge = tmp_path / "rules", tmp_path / "knowledge"
    shutil.copytree(ours.rules, rules)
    shutil.copytree(ours.knowledge, knowledge)
    return replace(ours, home=tmp_path / "home", rules=rules, knowledge=knowledge)


@pytest.fixture
def decided(settings: Settings) -> Iterator[tuple[House, str]]:
    """A house with one draft, edited and approved."""
    with open_house(settings) as house:
        inquiry = parse_inquiry(ASKED, today=DAY)
        _, review = house.desk.submit(inquiry, customer_ref="crm-1", actor="rk_crm")
        who = Caller.of(house.store.people.ensure("周可", role="senior"))
        text = review.text + "如有疑问随时问我。"
        review = house.room.revise(who, review.id, text, revision=review.revision)
        decision = Decision(DecisionKind.APPROVE, "周可", text, sha256_text(text))
        house.room.decide(who, review.id, decision, revision=review.revision)
        yield house, review.id


def test_the_same_comes_out_and_is_on_record(decided: tuple[House, str]) -> None:
    house, review_id = decided
    done = replay(house.store, "q1", actor="王合")
    assert (done.review_id, done.same, done.redrafted, done.texts) == (review_id, True, True, 2)
    assert done.program is None
    last = list(house.store.audit.events())[-1]
    assert (last.kind, last.actor, last.payload["same"]) == ("audit.replayed", "王合", True)


def test_changed_rules_and_knowledge_do_not_change_it(decided: tuple[House, str], settings: Settings) -> None:
    _house, review_id = decided
    rule = next((settings.rules / "tone").glob("RD1002*"))
    rule.unlink()
    script = next((settings.knowledge / "scripts").glob("*.md"))
    script.unlink()
    with open_house(settings) as later:
        kinds = [e.kind for e in later.store.audit.events()]
        assert kinds.count("rules.changed") == kinds.count("knowledge.changed") == 2
        changed = [e for e in later.store.audit.events() if e.kind == "rules.changed"][-1].payload
        assert changed["removed"] == [f"tone/{rule.name}"]
        assert replay(later.store, review_id, actor="王合").same


def test_a_recorded_check_that_does_not_come_out_again_is_named(decided: tuple[House, str]) -> None:
    house, _review_id = decided
    inquiry = parse_inquiry(ASKED | {"id": "q2"}, today=DAY)
    _, review = house.desk.submit(inquiry)
    bad = "您放心，这笔包过。"
    check = {"id": "q2", "verdict": "pass", "text_sha256": sha256_text(bad), "findings": []}
    house.store.reviews.revise(review.id, bad, check, revision=1, person="周可")
    done = replay(house.store, review.id, actor="王合")
    assert not done.same
    assert {d.what for d in done.differences} == {"text[2].verdict", "text[2].findings"}
    assert bad not in str(list(house.store.audit.events())[-1])


def test_nothing_to_replay(decided: tuple[House, str]) -> None:
    house, review_id = decided
    with pytest.raises(ReviewNotFound):
        replay(house.store, "q9", actor="王合")
    house.store.customers.erase("crm-1", actor="王合")
    with pytest.raises(InputError):
        replay(house.store, review_id, actor="王合")

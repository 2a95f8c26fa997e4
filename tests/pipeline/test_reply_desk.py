"""The path from a customer's message to a decision, over the real house; a real model server where a model writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from replydraft.bootstrap import House, open_house
from replydraft.domain.draft import Tier
from replydraft.domain.finding import Verdict, sha256_text
from replydraft.domain.people import Caller
from replydraft.domain.review import Decision, DecisionKind, Review, ReviewState
from replydraft.errors import DraftBlocked, InputError, StaleReview
from replydraft.pipeline import HOLDING_REPLY, MAX_REVISIONS
from replydraft.settings import ModelSettings, load_settings
from replydraft.testing.model_behaviours import Behaviour, ok, reply_breaking_rules, status
from replydraft.testing.model_server import ScriptedModelServer
from replydraft.wire.inputs import parse_inquiry

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 23)
PHONE, IDENTITY, NAME = "13912345678", "11010519491231002X", "欧阳若兰"
ASKED = {
    "id": "p1",
    "customer": f"我是{NAME}，电话{PHONE}，身份证{IDENTITY}，想问下提前还款要不要违约金",
    "profile": {"name": NAME, "phone": PHONE, "id_card": IDENTITY, "employer": "海州第一纺织厂"},
    "history": [{"role": "customer", "text": f"我手机{PHONE}，在海州第一纺织厂上班"}],
}


@contextmanager
def house_with(
    home: Path, *behaviours: Behaviour, otherwise: Behaviour | None = None
) -> Iterator[tuple[House, ScriptedModelServer]]:
    with ScriptedModelServer(*behaviours, otherwise=otherwise) as server:
        model = ModelSettings(base_url=server.base_url, model="m", deadline_s=5, retries=0)
        with open_house(replace(load_settings(), home=home, model=model)) as house:
            yield house, server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(replace(load_settings(), home=tmp_path_factory.mktemp("desk"), database_url="")) as opened:
        yield opened


def submitted(house: House, **more: Any) -> Review:
    return house.desk.submit(parse_inquiry(ASKED | more, today=DAY))[1]


def me(house: House) -> Caller:
    return Caller.of(house.store.people.ensure("周可"))


def approval(text: str, **more: Any) -> Decision:
    return Decision(DecisionKind.APPROVE, "周可", text, sha256_text(text), **more)


def answer(reply: str) -> Behaviour:
    return ok(json.dumps({"reply": reply, "cited": [], "asks": []}, ensure_ascii=False))


def test_no_identifier_reaches_the_model_on_any_attempt(tmp_path: Path) -> None:
    leaky = answer("〔姓名1〕您好，您放心，我保证给您批下来，〔手机号1〕我记下了。")
    with house_with(tmp_path, leaky, leaky, otherwise=leaky) as (house, server):
        draft = house.desk.draft(parse_inquiry(ASKED, today=DAY))
    sent = server.sent().decode()
    sent += json.dumps([r.json for r in server.requests], ensure_ascii=False)
    assert len(server.requests) >= 2
    for value in (PHONE, IDENTITY, NAME, "海州第一纺织厂"):
        assert value not in sent
    assert PHONE not in draft.reply
    assert IDENTITY not in draft.reply


def test_a_model_that_breaks_every_rule_never_gets_a_blocked_draft_out(tmp_path: Path) -> None:
    with house_with(tmp_path, otherwise=reply_breaking_rules()) as (house, _):
        draft = house.desk.draft(parse_inquiry(ASKED, today=DAY))
        attempts = [e for e in house.store.audit.events() if e.kind == "draft.attempted"]
    assert draft.verdict is not Verdict.BLOCK
    assert draft.fallback_reason is not None
    assert attempts[0].payload["verdict"] == "block"
    assert 2 <= len(attempts) <= MAX_REVISIONS + 1
    assert attempts[-1].payload["text_sha256"] == draft.text_sha256 == sha256_text(draft.reply)


def test_a_model_that_fails_is_replaced_by_name(tmp_path: Path) -> None:
    with house_with(tmp_path, otherwise=status(500)) as (house, _):
        draft = house.desk.draft(parse_inquiry(ASKED, today=DAY))
    assert draft.drafter == "embedded"
    assert draft.fallback_reason
    assert draft.verdict is Verdict.PASS


def test_a_good_reply_of_the_model_is_kept_and_named(tmp_path: Path) -> None:
    reply = "您好，提前还款要不要违约金以您的借款合同为准，建议先看合同里的提前还款条款，或者打放款机构的客服问清楚。"
    with house_with(tmp_path, otherwise=answer(reply)) as (house, _):
        draft = house.desk.draft(parse_inquiry(ASKED, today=DAY))
    assert (draft.reply, draft.drafter, draft.fallback_reason) == (reply, "openai:m", None)


def test_a_draft_that_warns_comes_with_a_whole_one_that_is_mended(tmp_path: Path) -> None:
    """The screen offers it before anything is edited; the model's own second try was worse, so that the first stands."""
    hurried = "您好，提前还款要不要违约金看合同约定。名额不多，您今天就定下来吧。"
    with house_with(tmp_path, answer(hurried), answer("您好，您放心，包您能批。")) as (house, _):
        asked = {"id": "p1", "customer": "想问下提前还款要不要违约金"}
        draft, review = house.desk.submit(parse_inquiry(asked, today=DAY))
        assert (draft.reply, draft.verdict) == (hurried, Verdict.WARN)
        mended = review.check["rewrite"]
        assert "名额不多" not in mended
        assert house.desk.recheck(review, mended).verdict is Verdict.PASS


def test_a_placeholder_the_model_made_up_does_not_go_out(tmp_path: Path) -> None:
    with house_with(tmp_path, otherwise=answer("好的，资料请发到〔手机号9〕，我们马上看。")) as (house, _):
        draft = house.desk.draft(parse_inquiry(ASKED, today=DAY))
    assert "〔" not in draft.reply


def test_the_holding_reply_passes_every_rule(house: House) -> None:
    review = submitted(house)
    assert house.desk.recheck(review, HOLDING_REPLY).verdict is Verdict.PASS


def test_an_approval_is_bound_to_the_exact_text_and_made_once(house: House) -> None:
    review = submitted(house)
    with pytest.raises(InputError, match="SHA-256"):
        bad = Decision(DecisionKind.APPROVE, "周可", review.text, sha256_text(review.text + "。"))
        house.room.decide(me(house), review.id, bad, revision=review.revision)
    done = house.room.decide(me(house), review.id, approval(review.text), revision=review.revision)
    assert done.state is ReviewState.APPROVED
    with pytest.raises(StaleReview):
        house.room.decide(me(house), review.id, approval(review.text), revision=done.revision)


def test_an_edit_into_a_promise_is_blocked_until_it_is_taken_back(house: House) -> None:
    review = submitted(house)
    edited = house.room.revise(me(house), review.id, review.text + "您放心，保证能批下来。", revision=review.revision)
    assert edited.check["verdict"] == "block"
    with pytest.raises(DraftBlocked) as refused:
        house.room.decide(me(house), review.id, approval(edited.text), revision=edited.revision)
    assert refused.value.findings
    done = house.room.decide(me(house), review.id, approval(review.text), revision=edited.revision)
    assert done.decision is not None
    assert done.decision.text == review.text


def test_an_edited_text_to_mend_comes_with_a_whole_one_that_is_mended(house: House) -> None:
    review = submitted(house)
    mended = house.desk.recheck(review, "您好，材料收到了。您放心，包您能批。银行有结果我马上告诉您。").rewrite
    assert mended is not None
    assert "包您能批" not in mended
    assert house.desk.recheck(review, mended).verdict is Verdict.PASS


def test_a_figure_nobody_can_trace_needs_a_person_and_a_reason(house: House) -> None:
    review = submitted(house)
    text = review.text + "我后天下午4点37分给您回电话。"
    findings = house.desk.recheck(review, text).findings
    ids = [f.id for f in findings if f.family.value == "ungrounded"]
    assert ids
    with pytest.raises(DraftBlocked):
        house.room.decide(me(house), review.id, approval(text), revision=review.revision)
    with pytest.raises(DraftBlocked):
        blank = tuple((i, " ") for i in ids)
        house.room.decide(me(house), review.id, approval(text, dismissed=blank), revision=review.revision)
    why = tuple((i, "我和客户约好的时间") for i in ids)
    done = house.room.decide(me(house), review.id, approval(text, dismissed=why), revision=review.revision)
    assert done.state is ReviewState.APPROVED


def test_a_promise_cannot_be_dismissed(house: House) -> None:
    review = submitted(house)
    text = "这笔我保证给您批下来。"
    ids = tuple((f.id, "我说了算") for f in house.desk.recheck(review, text).findings)
    with pytest.raises((DraftBlocked, InputError)):
        house.room.decide(me(house), review.id, approval(text, dismissed=ids), revision=review.revision)
    assert house.store.reviews.get(review.id).state is ReviewState.PENDING


def test_a_rejection_says_why(house: House) -> None:
    review = submitted(house)
    no_reason = Decision(DecisionKind.REJECT, "周可", review.text, sha256_text(review.text))
    with pytest.raises(InputError, match="reason"):
        house.room.decide(me(house), review.id, no_reason, revision=review.revision)


def test_the_trail_holds_no_customer_text(house: House) -> None:
    submitted(house)
    trail = json.dumps([e.payload for e in house.store.audit.events()], ensure_ascii=False)
    for value in (PHONE, IDENTITY, NAME, "违约金"):
        assert value not in trail
    assert house.store.first_broken() is None


def test_a_very_long_message_says_what_was_not_read(house: House) -> None:
    asked = parse_inquiry({"id": "long", "customer": "1380013800" * 9_999 + "我要投诉你们"}, today=DAY)
    draft = house.desk.draft(asked)
    assert "中间请您自己看" in draft.triage.tier_reason
    assert draft.triage.tier is not Tier.ROUTINE
    assert draft.verdict is not Verdict.BLOCK

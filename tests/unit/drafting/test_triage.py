"""Triage: nothing dangerous is ordinary, nothing ordinary is dangerous, and context counts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from replydraft.domain.draft import Emotion, Intent, Tier
from replydraft.domain.inquiry import Fact, Inquiry, Profile, Turn
from replydraft.drafting.triage import LONGEST, triage

DATA = json.loads(Path(__file__).with_name("messages.json").read_text(encoding="utf-8"))
SELF_HARM: list[str] = DATA["self_harm"]
VIOLENCE: list[str] = DATA["violence"]
FRAUD: list[str] = DATA["fraud"]
OURS: list[str] = DATA["ours"]
LEAK: list[str] = DATA["leak"]
MISDIRECTED: list[str] = DATA["misdirected"]
SENIOR: list[str] = DATA["senior"]
ROUTINE: list[str] = DATA["routine"]
URGENT = [*SELF_HARM, *VIOLENCE, *FRAUD, *OURS, *LEAK, *MISDIRECTED]
INTENTS: list[tuple[str, list[str]]] = [(text, right) for text, right in DATA["intents"]]

DAY = date(2026, 11, 23)


def asked(text: str, *history: Turn, **profile: object) -> Inquiry:
    facts = {k: Fact(v) for k, v in profile.items()}  # type: ignore[arg-type]
    return Inquiry("t", text, DAY, history, Profile(facts))


@pytest.mark.parametrize("text", URGENT)
def test_danger_is_urgent_and_escalated(text: str) -> None:
    found = triage(asked(text))
    assert found.tier is Tier.URGENT
    assert found.escalate
    assert found.tier_reason


@pytest.mark.parametrize(
    ("texts", "intents"),
    [
        (SELF_HARM, {Intent.EMERGENCY}),
        (VIOLENCE, {Intent.EMERGENCY}),
        (FRAUD, {Intent.FRAUD_REPORT}),
        (OURS, {Intent.COMPLAINT}),
        (LEAK, {Intent.PRIVACY}),
        (MISDIRECTED, {Intent.PROCESS}),
    ],
)
def test_danger_names_its_intent(texts: list[str], intents: set[Intent]) -> None:
    missed = [t for t in texts if not intents & set(triage(asked(t)).intents[:2])]
    assert len(missed) <= len(texts) // 8, missed


@pytest.mark.parametrize("text", SENIOR)
def test_disputes_hardship_and_forgery_are_senior(text: str) -> None:
    assert triage(asked(text)).tier is Tier.SENIOR


@pytest.mark.parametrize("text", ROUTINE)
def test_everyday_questions_stay_routine(text: str) -> None:
    found = triage(asked(text))
    assert found.tier is Tier.ROUTINE
    assert not found.escalate


def test_intents_are_found_in_ordinary_wording() -> None:
    missed = [text for text, right in INTENTS if not set(right) & {i.value for i in triage(asked(text)).intents[:2]}]
    assert len(missed) <= len(INTENTS) // 20, missed


def test_a_calm_question_after_a_fraud_story_is_still_urgent() -> None:
    told = Turn("customer", "我把验证码报给那个客服了，卡里少了两万")
    assert triage(asked("还没到账")).tier is Tier.ROUTINE
    assert triage(asked("还没到账", told, Turn("advisor", "您先别急"))).tier is Tier.URGENT


def test_our_own_words_raise_nothing() -> None:
    assert triage(asked("好的", Turn("advisor", "如果您被骗了请打110，别想不开"))).tier is Tier.ROUTINE


def test_overdue_profile_strengthens_overdue() -> None:
    text = "想问下罚息和扣款失败的事"
    plain, late = triage(asked(text)), triage(asked(text, overdue_days=20))
    assert late.intents.index(Intent.OVERDUE) <= plain.intents.index(Intent.OVERDUE)


def test_two_questions_give_two_intents() -> None:
    found = triage(asked("提前还款有违约金吗，另外需要带什么资料"))
    assert {Intent.EARLY_REPAYMENT, Intent.DOCUMENTS} <= set(found.intents[:3])


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("你们太坑了，我要投诉", Emotion.ANGRY),
        ("真的走投无路了求求您", Emotion.DESPERATE),
        ("很丢人，不想让家里知道我借钱", Emotion.ASHAMED),
        ("急用，今天就要", Emotion.HURRIED),
        ("会不会影响以后买房，有点担心", Emotion.ANXIOUS),
        ("请问需要什么资料", Emotion.CALM),
    ],
)
def test_mood(text: str, mood: Emotion) -> None:
    assert triage(asked(text)).emotion is mood


@pytest.mark.parametrize("text", ["", "   ", "？？？", "😂😂", "a" * 50, "嗯", "\u200b"])
def test_nothing_to_read_is_small_talk_or_off_topic(text: str) -> None:
    found = triage(asked(text))
    assert found.intent in (Intent.SMALLTALK, Intent.OFF_TOPIC)
    assert found.tier is Tier.ROUTINE


def test_a_very_long_message_is_read_from_both_ends() -> None:
    filler = "您好请问一下" * LONGEST
    assert triage(asked(filler + "我不想活了")).tier is Tier.URGENT
    assert triage(asked("我不想活了" + filler)).tier is Tier.URGENT

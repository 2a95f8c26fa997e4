"""At most two things are asked, never what is known, never an identifier."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from replydraft.domain.inquiry import IDENTIFIER_KEYS, Fact, Inquiry, Profile, Turn
from replydraft.drafting.facts import amount_wanted, known_keys, said, stated_flag
from replydraft.drafting.needs import QUESTIONS, SLOTS, keys_asked, needs
from replydraft.drafting.triage import triage

DATA = json.loads(Path(__file__).with_name("messages.json").read_text(encoding="utf-8"))
SELF_HARM: list[str] = DATA["self_harm"]
VIOLENCE: list[str] = DATA["violence"]
FRAUD: list[str] = DATA["fraud"]
OURS: list[str] = DATA["ours"]
LEAK: list[str] = DATA["leak"]
MISDIRECTED: list[str] = DATA["misdirected"]
SENIOR: list[str] = DATA["senior"]
URGENT = [*SELF_HARM, *VIOLENCE, *FRAUD, *OURS, *LEAK, *MISDIRECTED]
INTENTS: list[tuple[str, list[str]]] = [(text, right) for text, right in DATA["intents"]]

DAY = date(2026, 11, 23)


def asked(text: str, *history: Turn, **profile: object) -> Inquiry:
    return Inquiry("t", text, DAY, history, Profile({k: Fact(v) for k, v in profile.items()}))  # type: ignore[arg-type]


def wanted(inquiry: Inquiry) -> tuple[str, ...]:
    return needs(inquiry, triage(inquiry))


@pytest.mark.parametrize("text", [text for text, _ in INTENTS] + list(SENIOR))
def test_at_most_two_and_never_an_identifier(text: str) -> None:
    found = wanted(asked(text))
    assert len(found) <= 2
    assert not set(found) & IDENTIFIER_KEYS
    assert set(found) <= set(QUESTIONS)


@pytest.mark.parametrize("text", URGENT)
def test_in_danger_nothing_is_asked_for_a_loan(text: str) -> None:
    assert wanted(asked(text)) == ()


def test_what_the_profile_holds_is_not_asked() -> None:
    assert "purpose" in wanted(asked("想借点钱"))
    found = wanted(asked("想借点钱", purpose="装修", amount_wanted=Decimal(50000)))
    assert not {"purpose", "amount_wanted"} & set(found)


def test_an_expired_fact_is_asked_again() -> None:
    inquiry = Inquiry("t", "想借点钱", DAY, (), Profile({"purpose": Fact("装修", "expired")}))
    assert "purpose" in wanted(inquiry)


def test_what_was_said_or_just_asked_is_not_asked() -> None:
    assert "purpose" not in wanted(asked("想借点钱装修"))
    assert "purpose" not in wanted(asked("想借点钱", Turn("customer", "家里要装修")))
    assert "purpose" not in wanted(asked("想借点钱", Turn("advisor", "这笔钱主要用来做什么？")))


def test_business_purpose_asks_about_the_business() -> None:
    assert "business_years" in wanted(asked("进货要周转，想贷款"))


def test_every_slot_has_a_question() -> None:
    assert {k for slots in SLOTS.values() for k in slots} <= set(QUESTIONS)


def test_keys_asked_reads_questions_only() -> None:
    assert "income_monthly" in keys_asked("您每月收入大概多少？")
    assert "income_monthly" not in keys_asked("机构会看收入。您打算用多久？")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("想借8万", 80000),
        ("需要十二万周转", 120000),
        ("贷款3.5万可以吗", 35000),
        ("借五千块", 5000),
        ("利息多少", None),
    ],
)
def test_amount_wanted(text: str, amount: int | None) -> None:
    assert amount_wanted(asked(text)) == (None if amount is None else Decimal(amount))


def test_profile_amount_goes_first() -> None:
    assert amount_wanted(asked("想借8万", amount_wanted=Decimal(1000))) == 1000


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("我名下有一套房", "has_property", True),
        ("没房没车", "has_property", False),
        ("我有辆车", "has_vehicle", True),
        ("征信很好没逾期", "credit_good", True),
        ("我是黑户", "credit_good", False),
        ("想借点钱", "has_property", None),
    ],
)
def test_flags_from_words(text: str, key: str, value: bool | None) -> None:
    assert stated_flag(asked(text), key) is value


def test_debt_is_not_taken_for_the_amount_wanted() -> None:
    assert said(asked("房子值300万，还欠贷款80万")).amount == ""
    assert said(asked("装修想借8万")).amount == "8万"


def test_known_keys_come_from_the_whole_conversation() -> None:
    keys = known_keys(asked("能批吗", Turn("customer", "月薪7000，有公积金"), has_vehicle=False))
    assert {"income_monthly", "provident_fund_monthly", "has_vehicle"} <= keys

"""Whoever says they want to die, in whatever words, gets a person and a helpline; a figure of speech is none of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from replydraft.compliance.check import Check
from replydraft.compliance.rulebook import load_rulebook
from replydraft.domain.draft import Brief, Emotion, Intent, Tier
from replydraft.domain.finding import Verdict
from replydraft.domain.inquiry import CheckRequest, Inquiry, Turn
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.cues_life import WANTS_TO_DIE
from replydraft.drafting.embedded import EmbeddedDrafter
from replydraft.drafting.triage import triage
from replydraft.knowledge.documents import load_knowledge

DATA = json.loads(Path(__file__).with_name("talk_of_dying.json").read_text(encoding="utf-8"))
DAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[3]
OPERATOR = OperatorProfile("示例公司", "示例", "居间服务机构", hotlines=tuple((n, n) for n in ("110", "120", "12356")))
SALES = "可以先看信用类产品，大概需要多少、主要用在什么地方？"
COLLECTING = "建议尽早联系贷款机构的官方客服，申请延期或分期还款，逾期会影响征信。"


def asked(text: str, *history: Turn) -> Inquiry:
    return Inquiry("t", text, DAY, history)


@pytest.mark.parametrize("text", DATA["wants_to_die"])
def test_who_wants_to_die_is_urgent_an_emergency_and_escalated(text: str) -> None:
    for message in (text, f"{text}，还不上了，催收天天打电话到我单位", f"利率多少？{text}"):
        found = triage(asked(message))
        assert (found.tier, found.escalate, found.intent, found.emotion) == (
            Tier.URGENT,
            True,
            Intent.EMERGENCY,
            Emotion.DESPERATE,
        ), message


@pytest.mark.parametrize("text", DATA["said_sideways"])
def test_what_only_points_at_it_is_urgent_too(text: str) -> None:
    found = triage(asked(text))
    assert (found.tier, found.escalate, found.intent) == (Tier.URGENT, True, Intent.EMERGENCY)


@pytest.mark.parametrize("text", DATA["figures_of_speech"])
def test_a_figure_of_speech_or_a_death_in_the_family_is_no_emergency(text: str) -> None:
    assert "self_harm" not in triage(asked(text)).risks


@pytest.mark.parametrize("text", DATA["alarming"])
def test_what_sounds_near_it_brings_in_a_person(text: str) -> None:
    found = triage(asked(text))
    assert found.tier is not Tier.ROUTINE
    assert found.escalate


def test_who_said_so_before_and_then_asks_calmly_is_still_urgent() -> None:
    told = Turn("customer", "催收天天打到单位，真是死的心都有了")
    assert triage(asked("那利率多少", told, Turn("advisor", "您好"))).tier is Tier.URGENT


@pytest.fixture(scope="module")
def drafter() -> EmbeddedDrafter:
    return EmbeddedDrafter(load_knowledge(ROOT / "knowledge"))


def brief_of(text: str) -> Brief:
    inquiry = asked(text)
    return Brief(inquiry, triage(inquiry), (), (), True, (), (), OPERATOR, DAY)


@pytest.fixture(scope="module")
def check() -> Check:
    return Check(load_rulebook(ROOT / "guardrails"))


def test_the_rule_knows_the_same_words_as_triage(check: Check) -> None:
    rule = next(r for r in check.rulebook.as_of(DAY).rules if r.id == "RD1006")
    assert {p.full for entry in rule.match for p in (*entry.customer, *entry.history)} == {f"(?:{WANTS_TO_DIE})"}
    support = check.rulebook.support
    assert support is not None
    assert "RD1006" in support.certain, "what a customer said is not doubted for how the reply reads"


@pytest.mark.parametrize("reply", [SALES, COLLECTING, f"有危险请打110。{SALES}"])
def test_a_reply_that_goes_on_selling_or_collecting_is_blocked(check: Check, reply: str) -> None:
    for text in DATA["wants_to_die"]:
        now = check.check(CheckRequest("c", reply, DAY, customer=text))
        assert now.verdict is Verdict.BLOCK and "RD1006" in {f.rule for f in now.findings}, text


def test_it_is_blocked_too_where_it_was_said_before(check: Check) -> None:
    said = (Turn("customer", "活着真没意思，想一了百了"),)
    assert check.check(CheckRequest("c", SALES, DAY, customer="那要什么材料", history=said)).verdict is Verdict.BLOCK


@pytest.mark.parametrize("text", DATA["figures_of_speech"])
def test_an_ordinary_answer_to_a_figure_of_speech_is_not(check: Check, text: str) -> None:
    assert "RD1006" not in {f.rule for f in check.check(CheckRequest("c", SALES, DAY, customer=text)).findings}


@pytest.mark.parametrize("text", ["我想死", "我想死，还不上了，催收天天打电话到我单位", "利息高得想死"])
def test_the_draft_cares_names_the_helpline_and_sells_nothing(drafter: EmbeddedDrafter, text: str) -> None:
    reply = drafter.write(brief_of(text)).reply
    assert "12356" in reply
    assert "您现在安全吗" in reply or "安不安全" in reply
    assert not any(word in reply for word in ("产品", "额度", "利率", "申请", "大概需要"))


@pytest.mark.parametrize(
    "text", ["我老公欠债想死", "我爸想死，天天说不活了", "我儿子要跳楼", "我妈喝农药了，在医院抢救"]
)
def test_of_somebody_else_the_draft_speaks_of_them(drafter: EmbeddedDrafter, text: str) -> None:
    reply = drafter.write(brief_of(text)).reply
    assert "12356" in reply
    assert "120" in reply
    assert "您比什么都重要" not in reply
    assert "陪" in reply

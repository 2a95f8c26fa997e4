"""The embedded drafter over the repo's own knowledge: short, warm, different, grounded, never empty."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replydraft.domain.draft import Brief
from replydraft.domain.finding import Family, Finding, Severity
from replydraft.domain.inquiry import Fact, Inquiry, Profile, Turn
from replydraft.domain.operator import OperatorProfile
from replydraft.drafting.embedded import EmbeddedDrafter
from replydraft.drafting.matching import match
from replydraft.drafting.needs import needs
from replydraft.drafting.plan import LONGEST
from replydraft.drafting.triage import triage
from replydraft.knowledge.documents import Knowledge, load_knowledge

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
ROOT = Path(__file__).parents[3]
HOTLINES = tuple((n, n) for n in ("110", "120", "12356", "12378", "96110", "12348"))
OPERATOR = OperatorProfile("示例公司", "示例", "居间服务机构", may_present_products=True, hotlines=HOTLINES)
EVERYTHING = (*URGENT, *SENIOR, *ROUTINE, *(text for text, _ in INTENTS))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@pytest.fixture(scope="module")
def drafter(knowledge: Knowledge) -> EmbeddedDrafter:
    return EmbeddedDrafter(knowledge)


def brief(
    knowledge: Knowledge, text: str, *history: Turn, operator: OperatorProfile = OPERATOR, **profile: object
) -> Brief:
    inquiry = Inquiry("t", text, DAY, history, Profile({k: Fact(v) for k, v in profile.items()}))  # type: ignore[arg-type]
    understood = triage(inquiry)
    products = knowledge.products_on(DAY)
    return Brief(
        inquiry, understood, needs(inquiry, understood), (), True, products, match(products, inquiry), operator, DAY
    )


@pytest.fixture(scope="module")
def replies(knowledge: Knowledge, drafter: EmbeddedDrafter) -> dict[str, str]:
    return {text: drafter.write(brief(knowledge, text)).reply for text in EVERYTHING}


def test_every_message_is_answered_in_few_words(replies: dict[str, str]) -> None:
    lengths = sorted(len(r) for r in replies.values())
    assert lengths[0] > 10
    assert lengths[len(lengths) // 2] <= 170
    assert lengths[-1] <= LONGEST


def test_the_same_message_gets_the_same_reply(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    asked = brief(knowledge, "利息太高了，能低点吗")
    assert drafter.write(asked) == EmbeddedDrafter(knowledge).write(asked)


def test_different_messages_mostly_get_different_replies(replies: dict[str, str]) -> None:
    counted = Counter(replies[t] for t in (*SENIOR, *ROUTINE))
    assert len(counted) >= 0.85 * len((*SENIOR, *ROUTINE))


@pytest.mark.parametrize("text", SELF_HARM)
def test_self_harm_gets_care_and_a_hotline_and_no_sales(replies: dict[str, str], text: str) -> None:
    assert "12356" in replies[text]
    assert "110" in replies[text]
    assert "安全" in replies[text]
    assert not re.search(r"贷款|产品|额度|利率|征信", replies[text])


@pytest.mark.parametrize("text", VIOLENCE)
def test_violence_gets_safety_first(replies: dict[str, str], text: str) -> None:
    assert "110" in replies[text] or "证据" in replies[text]
    assert not re.search(r"产品|额度|利率", replies[text])


@pytest.mark.parametrize("text", FRAUD)
def test_fraud_is_stopped(replies: dict[str, str], text: str) -> None:
    assert re.search(r"不要再转账|停止转账|停用", replies[text])
    assert "110" in replies[text]


@pytest.mark.parametrize("text", (*OURS, *LEAK))
def test_our_own_wrong_is_owned(replies: dict[str, str], text: str) -> None:
    assert re.search(r"抱歉|道歉|歉", replies[text])
    assert re.search(r"负责人|负责同事", replies[text])


def test_a_hotline_the_operator_does_not_list_is_not_named(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    bare = replace(OPERATOR, hotlines=())
    reply = drafter.write(brief(knowledge, SELF_HARM[0], operator=bare)).reply
    assert not re.search(r"\d{3,}", reply)
    assert "{" not in reply


def test_no_reply_carries_a_placeholder(replies: dict[str, str]) -> None:
    assert not [r for r in replies.values() if re.search(r"[{}]|〔|XX|\[\d\]", r)]


def test_every_figure_comes_from_somewhere(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    allowed = {number for _, number in HOTLINES}
    for text in EVERYTHING:
        proposal = drafter.write(brief(knowledge, text))
        sources = " ".join(
            [
                text,
                *(p.text for p in proposal.cited),
                *(t for t, _ in proposal.computed),
                *allowed,
                *_all_scripts(knowledge),
            ]
        )
        for number in re.findall(r"\d+(?:\.\d+)?", proposal.reply):
            assert number in sources, (number, text)


def _all_scripts(knowledge: Knowledge) -> list[str]:
    return [p.text for d in knowledge.scripts_on(DAY) for p in d.passages]


def test_a_price_the_customer_names_is_computed(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    proposal = drafter.write(brief(knowledge, "借6万分12期每期还5600 这利息是不是太高了"))
    rate = next(text for text, _ in proposal.computed if text.endswith("%"))
    assert rate in proposal.reply
    assert "单利" in proposal.reply


def test_no_product_is_named_where_the_operator_may_not(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    bare = replace(OPERATOR, may_present_products=False)
    lenders = {p.lender for p in knowledge.products_on(DAY)} | {p.name for p in knowledge.products_on(DAY)}
    for text in EVERYTHING:
        reply = drafter.write(brief(knowledge, text, operator=bare)).reply
        assert not [name for name in lenders if name in reply]


def test_what_is_known_is_not_asked(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    asked = brief(knowledge, "想贷款装修", purpose="装修", amount_wanted=80000, income_monthly=9000)
    questions = "".join(re.findall(r"[^。！？]*？", drafter.write(asked).reply))
    assert not re.search(r"用途|做什么用|需要多少|收入大概", questions)


def test_without_any_script_the_plain_wording_answers(drafter: EmbeddedDrafter) -> None:
    empty = Knowledge((), "0")
    for text in EVERYTHING:
        assert len(EmbeddedDrafter(empty).write(brief(empty, text)).reply) > 10


def test_a_refused_text_is_repaired(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    text = "您好，情况我了解了。我们这边包过。您想借多少、做什么用？"
    at = text.index("包过")
    wrong = Finding(
        "f",
        "RD0101",
        "x",
        "1",
        Family.OVER_PROMISE,
        Severity.BLOCK,
        "rule",
        at,
        at + 2,
        "包过",
        None,
        "m",
        "结果以机构审批为准",
    )
    asked = replace(brief(knowledge, "能批吗"), previous=text, findings=(wrong,))
    reply = drafter.write(asked).reply
    assert "包过" not in reply
    assert "结果以机构审批为准" in reply
    assert "您想借多少" in reply


def test_our_own_refused_text_comes_back_in_other_words(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    asked = brief(knowledge, "利息太高了，不划算")
    first = drafter.write(asked).reply
    sentence = next(s for s in first.split("。")[1:] if len(s) > 15)
    at = first.index(sentence)
    wrong = Finding(
        "f",
        "RD1",
        "x",
        "1",
        Family.TONE,
        Severity.WARN,
        "rule",
        at,
        at + 12,
        sentence[:12],
        None,
        "m",
        "这件事我来跟进",
    )
    again = drafter.write(replace(asked, previous=first, findings=(wrong,))).reply
    assert sentence[:12] not in again
    assert "这件事我来跟进" not in again
    assert len(again) > 40


def test_what_cannot_be_repaired_becomes_the_plain_wording(knowledge: Knowledge, drafter: EmbeddedDrafter) -> None:
    wrong = Finding("f", "RD1", "x", "1", Family.TONE, Severity.BLOCK, "rule", 0, 4, "全不能要", None, "m", "")
    asked = replace(brief(knowledge, "能批吗"), previous="全不能要", findings=(wrong,))
    reply = drafter.write(asked).reply
    assert "全不能要" not in reply
    assert len(reply) > 20


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("贷款流程是怎样的，多久能放款，提前还款有没有违约金？", (r"面签|提交资料", r"时间", r"违约金")),
        ("房子抵押能贷多少，最快几天放款，你们收多少服务费", (r"服务费", r"审批和放款的时间|时间主要看")),
    ],
)
def test_every_part_of_a_question_is_answered(
    knowledge: Knowledge, drafter: EmbeddedDrafter, text: str, answered: tuple[str, ...]
) -> None:
    reply = drafter.write(brief(knowledge, text)).reply
    assert [p for p in answered if not re.search(p, reply)] == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("开小饭馆的，没房子抵押，想贷30万进设备", "有房产的话|房子大概值"),
        ("上个月信用卡忘还了三天，会影响我贷款吗", "提前想到以后|准备办房贷"),
        ("装修要20万，工资8000，公积金有交，要准备什么材料", "上班还是"),
        ("我每月工资6000，房贷3200，想再借15万周转", "想借3200|执照"),
    ],
)
def test_nothing_is_taken_for_granted_that_the_customer_denied(
    knowledge: Knowledge, drafter: EmbeddedDrafter, text: str, never: str
) -> None:
    assert not re.search(never, drafter.write(brief(knowledge, text)).reply)

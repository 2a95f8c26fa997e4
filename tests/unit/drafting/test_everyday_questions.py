"""Everyday questions in many words: each is its own case, none is taken for something graver, and its look-alikes are not it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from replydraft.domain.draft import Tier
from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.cases import answered_by_case, case_of
from replydraft.drafting.cues_case import CASES
from replydraft.drafting.triage import plain, triage
from replydraft.knowledge.documents import load_knowledge

DAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[3]
TABLE: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parent / "everyday_questions.json").read_text("utf-8")
)
ASKED = [(name, text) for name, rows in TABLE.items() for text in rows["is"]]
LOOK_ALIKES = [(name, text) for name, rows in TABLE.items() for text in rows["is_not"]]


def answered(text: str) -> str:
    case = answered_by_case(plain(text), triage(Inquiry("t", text, DAY)).risks)
    return case.name if case is not None else ""


@pytest.mark.parametrize(("name", "text"), ASKED)
def test_it_is_its_own_case_in_many_words(name: str, text: str) -> None:
    assert answered(text) == name


@pytest.mark.parametrize(("name", "text"), LOOK_ALIKES)
def test_what_only_looks_like_it_is_not(name: str, text: str) -> None:
    assert answered(text) != name


@pytest.mark.parametrize(("name", "text"), ASKED)
def test_it_is_taken_for_nothing_graver(name: str, text: str) -> None:
    understood = triage(Inquiry("t", text, DAY))
    case = next(c for c in CASES if c.name == name)
    assert set(understood.risks) <= case.beside
    assert understood.tier is Tier.ROUTINE or understood.risks


def test_every_case_has_its_script_and_its_examples() -> None:
    tags = {tag for doc in load_knowledge(ROOT / "knowledge").scripts_on(DAY) for tag in doc.tags}
    names = [c.name for c in CASES]
    assert set(names) <= tags
    assert set(names) == set(TABLE)
    assert all(len(rows["is"]) >= 6 and len(rows["is_not"]) >= 3 for rows in TABLE.values())


def test_a_long_story_is_no_single_question() -> None:
    assert case_of("利率多少" + "我想了解一下贷款的事，" * 30) is None


@pytest.mark.parametrize(
    "text",
    [
        "你们把我的征信报告发给别人了，上面的贷款不是我的",
        "你们业务员把我的信用报告发到群里了，里面那笔贷款不是我的",
        "我的征信报告被你们发给我同事了，上面贷款也不是我的",
    ],
)
def test_a_case_takes_no_leak_of_ours_back(text: str) -> None:
    """The words of the question stand beside an accusation that is more than it."""
    assert "data_leaked_by_us" in triage(Inquiry("t", text, DAY)).risks
    assert answered(text) == ""

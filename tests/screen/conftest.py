"""A house with a real store and a real desk; only what is behind our ports is scripted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from screen_samples import REPLY

from replydraft.adapters.store import open_store
from replydraft.compliance.rulebook import RuleBook
from replydraft.domain.finding import Family
from replydraft.domain.operator import OperatorProfile
from replydraft.pipeline import ReplyDesk
from replydraft.testing import FixedRetriever, PhraseChecker, ScriptedDrafter, ScriptedJudge


class NoKnowledge:
    """Nothing known, nothing quotable."""

    version = "none"

    def products_on(self, as_of: date) -> tuple[Any, ...]:
        return ()

    laws_on = quotable_on = products_on


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Any]:
    store = open_store(tmp_path / "screen.db")
    operator = OperatorProfile(company="海州演示信息咨询有限公司", short_name="演示助贷", licence_status="", demo=True)
    drafter = ScriptedDrafter(REPLY)
    checker = PhraseChecker({"包您能批": Family.OVER_PROMISE, "6.66%": Family.UNGROUNDED})
    knowledge: Any = NoKnowledge()
    desk = ReplyDesk(
        knowledge=knowledge, operator=operator, operator_texts=(), retriever=FixedRetriever(), drafter=drafter,
        last_resort=drafter, checker=checker, judge=ScriptedJudge(), audit=store.audit, reviews=store.reviews,
    )  # fmt: skip
    book = RuleBook(version="none", rules=(), disclosures=(), citations={}, facts=())
    yield SimpleNamespace(desk=desk, store=store, knowledge=knowledge, operator=operator, rulebook=book)
    store.close()


@pytest.fixture
def named(house: Any) -> Any:
    """The house with its local person named."""
    house.store.people.ensure("张敏")
    return house

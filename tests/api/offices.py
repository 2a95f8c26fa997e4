"""Houses for the API's tests, and an office full of people."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from replydraft.bootstrap import House, open_house
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Person
from replydraft.settings import load_settings

OURS, THEIRS = "城东", "城西"


@contextmanager
def opened(home: Path, **times: float) -> Iterator[House]:
    """A house on this folder; `times` are lines of the operator profile (bubble_s, alone_after_s)."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("REPLYDRAFT_") and name != "REPLYDRAFT_CACHE"]:
            patch.delenv(name)
        settings = replace(load_settings(), home=home)
    profile = settings.operator.read_text(encoding="utf-8")
    for key, value in times.items():
        profile, found = re.subn(rf"(?m)^{key} = \d+$", f"{key} = {value}", profile)
        assert found == 1, key
    operator = home.parent / f"{home.name}.operator.toml"
    operator.write_text(profile, encoding="utf-8")
    with open_house(replace(settings, operator=operator)) as house:
        yield house


@dataclass(frozen=True)
class Office:
    """A house of its own with people of every role in two branches, and a key of every scope."""

    house: House
    clients: dict[str, TestClient]
    people: dict[str, Person]

    def __getitem__(self, who: str) -> TestClient:
        return self.clients[who]

    def events(self) -> int:
        return self.house.store.audit.append("test.counted", "test", {}).sequence

    def review(self, *, branch: str = "", tier: str = "routine", reply: str = "您好，材料清单我整理好发您。") -> str:
        """The id of a review that waits."""
        check: dict[str, Any] = {
            "id": "d",
            "verdict": "pass",
            "text_sha256": sha256_text(reply),
            "findings": [],
            "rewrite": None,
        }
        asked: dict[str, Any] = {"id": "d", "customer": "需要准备哪些材料？", "history": [], "profile": {}}
        draft = {"id": "d", "reply": reply, "tier": tier, "intents": ["documents"], "intent": "documents"}
        opened = self.house.store.reviews.open(asked, draft, check, actor="test", branch=branch)
        return opened.id

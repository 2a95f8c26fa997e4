"""What reaches a model or an embedding service, byte for byte, for 5,000 made-up customers: no identifier of any of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from replydraft.bootstrap import open_house
from replydraft.settings import EmbeddingSettings, ModelSettings, load_settings
from replydraft.testing.made_up_people import Person, person, written
from replydraft.testing.model_behaviours import ok
from replydraft.testing.model_server import ScriptedModelServer
from replydraft.wire.inputs import parse_inquiry

pytestmark = pytest.mark.slow
PEOPLE, AT_ONCE = 5_000, 10
DAY = date(2026, 11, 23)
ZH = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def conversation(people: list[Person], random: Random, number: int) -> dict[str, Any]:
    """One customer with a full profile; the others' data in their messages, as people forward it."""
    own, *others = people
    turns = []
    for i, p in enumerate(others):
        phone, identity, card = (written(n, random) for n in p.numbers)
        turns += [
            {"role": "customer", "text": f"我叫{p.name}，电话{phone}，身份证{identity}"},
            {
                "role": "advisor" if i % 3 == 0 else "customer",
                "text": f"打到{card}，或者发{p.email}，微信号：{p.wechat}",
            },
            {"role": "customer", "text": f"家住{p.address}"},
        ]
    phone, identity, card = (written(n, random) for n in own.numbers)
    asked = (
        f"我是{own.name}，手机{phone}，身份证号{identity}，卡号{card}，住在{own.address}，想问下提前还款要不要违约金"
    )
    keys = ("name", "phone", "id_card", "bank_card", "email", "wechat", "address", "employer")
    return {
        "id": f"n{number}",
        "customer": asked,
        "history": turns,
        "profile": {k: getattr(own, k) for k in keys} | {"note": f"备用电话{others[0].phone}"},
    }


def test_no_identifier_of_5000_customers_leaves(tmp_path: Path) -> None:
    random = Random(20261123)
    groups = [[person(random) for _ in range(AT_ONCE)] for _ in range(PEOPLE // AT_ONCE)]
    reply = {"reply": "〔姓名1〕您好，提前还款以合同约定为准，我帮您看合同里的条款。", "cited": [], "asks": []}
    with ScriptedModelServer(otherwise=ok(reply)) as server:
        settings = replace(
            load_settings(),
            home=tmp_path / "home",
            model=ModelSettings(base_url=server.base_url, model="m", deadline_s=20, retries=0),
            embedding=EmbeddingSettings(base_url=server.base_url, model="e"),
        )
        with open_house(settings) as house:
            server.requests.clear()
            for number, people in enumerate(groups):
                before = len(server.requests)
                draft = house.desk.draft(parse_inquiry(conversation(people, random, number), today=DAY))
                sent = server.requests[before:]
                assert {r.path for r in sent} == {"/v1/embeddings", "/v1/chat/completions"}
                for request in sent:
                    nothing_of(people, request.body.decode())
                assert draft.drafter == "openai:m"
                assert draft.reply.startswith(f"{people[0].name}您好")
                server.requests.clear()


def nothing_of(people: list[Person], body: str) -> None:
    """In the bytes as they are, and with every mark between characters taken out and every numeral made plain."""
    text = (
        body.encode().decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16")
        if "\\u" in body
        else body
    )
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).translate(ZH)
    for p in people:
        left = [n for n in p.numbers if n in plain] + [w for w in (*p.words, p.name) if w in text]
        assert not left, f"{len(left)} identifiers left of {p.name}"
    assert people[0].employer not in text

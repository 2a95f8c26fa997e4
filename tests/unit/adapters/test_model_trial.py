"""What would leave is what leaves, and looking at it opens no connection."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from replydraft.adapters.model_trial import Leaving, try_out, what_leaves
from replydraft.domain.model_hosts import MAINLAND, OUTSIDE, place_of
from replydraft.errors import ContentError, UpstreamError
from replydraft.settings import ModelSettings
from replydraft.testing import ScriptedModelServer, ok, sample_brief, status

REPLY = "您好，办理需要身份证和收入证明，我把清单发给您。"


def test_the_bytes_shown_are_the_bytes_sent() -> None:
    with ScriptedModelServer(ok({"reply": REPLY, "cited": [], "asks": []})) as server:
        settings = ModelSettings(base_url=server.base_url, model="m", api_key="sk-made-up", deadline_s=10)
        shown = what_leaves(settings, (), sample_brief())
        assert server.requests == []
        assert (shown.host, shown.place) == ("127.0.0.1", "here")
        answer = try_out(settings, (), sample_brief())
        assert answer.reply == REPLY
        assert answer.seconds > 0
        assert server.requests[0].body == shown.body
    assert json.loads(shown.readable()) == json.loads(shown.body)
    assert b"sk-made-up" not in shown.body


def test_a_listed_host_elsewhere_is_looked_at_without_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr("socket.getaddrinfo", refused)
    settings = ModelSettings(base_url="https://api.deepseek.com/v1", model="m", api_key="k", deadline_s=5)
    shown = what_leaves(settings, {"api.deepseek.com"}, sample_brief())
    assert (shown.place, bool(shown.body)) == ("mainland", True)
    with pytest.raises(ContentError, match="没有连接"):
        what_leaves(settings, (), sample_brief())


def test_a_refused_key_is_a_sentence() -> None:
    with ScriptedModelServer(otherwise=status(401)) as server:
        settings = ModelSettings(base_url=server.base_url, model="m", api_key="k", deadline_s=5)
        with pytest.raises(UpstreamError, match="拒绝了密钥"):
            try_out(settings, (), sample_brief())


def test_the_cost_of_a_day_is_reckoned_from_those_bytes() -> None:
    leaving = Leaving("x", "unknown", ("字" * 3600).encode())
    assert leaving.yuan_a_day(200, Decimal(2), Decimal(8)) == Decimal("2.08")


@pytest.mark.parametrize(
    ("host", "place"),
    [("localhost", "here"), ("127.0.0.5", "here"), (MAINLAND[0], "mainland"), (OUTSIDE[0].upper(), "outside"),
     ("x.openai.azure.com", "outside"), ("models.example", "unknown"), (f"{MAINLAND[0]}.evil.example", "unknown")],
)  # fmt: skip
def test_where_a_host_stands(host: str, place: str) -> None:
    assert place_of(host) == place

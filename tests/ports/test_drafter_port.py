"""One suite over every drafter: what ports.Drafter promises."""

from collections.abc import Callable, Iterator

import pytest

from replydraft.adapters.fallback import FallbackDrafter
from replydraft.adapters.langchain_openai import OpenAIDrafter
from replydraft.errors import UpstreamError
from replydraft.ports import Drafter
from replydraft.settings import ModelSettings
from replydraft.testing import (
    RULE_BREAKING_REPLY,
    ScriptedDrafter,
    ScriptedModelServer,
    ok,
    sample_brief,
    status,
)

REPLY = "您好，办理需要身份证和收入证明。"
Make = Callable[[str | None], Drafter]
"""A drafter that will answer this reply, or fail for None."""


@pytest.fixture(params=["fake", "openai", "fallback"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    servers: list[ScriptedModelServer] = []

    def openai(reply: str | None) -> Drafter:
        behaviour = status(500) if reply is None else ok({"reply": reply, "cited": [], "asks": []})
        server = ScriptedModelServer(otherwise=behaviour).__enter__()
        servers.append(server)
        return OpenAIDrafter(ModelSettings(server.base_url, "m", deadline_s=20, retries=0))

    def fake(reply: str | None) -> Drafter:
        return ScriptedDrafter(UpstreamError("x") if reply is None else reply)

    def fallback(reply: str | None) -> Drafter:
        return FallbackDrafter(openai(reply), fake(reply))

    yield {"fake": fake, "openai": openai, "fallback": fallback}[request.param]
    for server in servers:
        server.__exit__()


def test_it_answers_with_its_name_on_it(make: Make) -> None:
    drafter = make(REPLY)
    proposal = drafter.write(sample_brief())
    assert proposal.reply == REPLY
    assert proposal.drafter == drafter.name
    assert proposal.fallback_reason is None


def test_a_reply_that_breaks_every_rule_comes_out_as_written(make: Make) -> None:
    assert make(RULE_BREAKING_REPLY).write(sample_brief()).reply == RULE_BREAKING_REPLY


def test_a_failure_is_an_upstream_error(make: Make) -> None:
    with pytest.raises(UpstreamError):
        make(None).write(sample_brief())


def test_it_may_be_asked_again_after_a_failure(make: Make) -> None:
    drafter = make(None)
    for _ in range(2):
        with pytest.raises(UpstreamError):
            drafter.write(sample_brief())

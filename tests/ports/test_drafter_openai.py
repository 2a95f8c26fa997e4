"""The model adapter against a real server that misbehaves in every way we know of.

Long because every misbehaviour of one server belongs in one table of cases.
"""

import json
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from replydraft.adapters.fallback import FallbackDrafter
from replydraft.adapters.langchain_openai import OpenAIDrafter
from replydraft.drafting.prompts import ANSWER_SCHEMA
from replydraft.errors import ContentError, DeadlineExceeded, UpstreamError
from replydraft.settings import ModelSettings
from replydraft.testing import (
    Behaviour,
    ScriptedDrafter,
    ScriptedModelServer,
    cut_stream,
    hang,
    length,
    non_json,
    ok,
    redirect,
    refusal,
    rejects_response_format,
    sample_brief,
    slow_stream,
    status,
    stream_error,
)

pytestmark = pytest.mark.slow

REPLY = "您好，办理需要身份证和收入证明，我把清单发给您。"
GOOD: dict[str, Any] = {"reply": REPLY, "cited": [1], "asks": []}
SECRET = "我叫欧阳锋，欠了{name}八万%s"


def drafter_at(url: str, **changed: Any) -> OpenAIDrafter:
    known: dict[str, Any] = {"base_url": url, "model": "m", "api_key": "sk-made-up", "deadline_s": 20.0, "retries": 2}
    return OpenAIDrafter(ModelSettings(**(known | changed)))


def body_of(server: ScriptedModelServer, n: int = -1) -> Any:
    return server.requests[n].json


def test_an_answer_carries_its_passages_and_the_request_is_bounded() -> None:
    with ScriptedModelServer(ok(GOOD | {"cited": [2, 1, 2, 9]})) as server:
        brief = sample_brief()
        proposal = drafter_at(server.base_url, retries=0).write(brief)
    assert proposal.reply == REPLY
    assert proposal.drafter == "openai:m"
    assert proposal.cited == (brief.passages[1], brief.passages[0])
    body = body_of(server)
    assert body["stream"] is True and body["max_tokens"] > 0 and body["model"] == "m"
    assert server.requests[0].headers["Authorization"] == "Bearer sk-made-up"


@pytest.mark.parametrize("mode", ["json_schema", "json_object", "tools", "none"])
def test_every_way_of_asking_for_structure(mode: str) -> None:
    with ScriptedModelServer(ok(GOOD, as_tool=mode == "tools")) as server:
        proposal = drafter_at(server.base_url, structured=mode).write(sample_brief())
    assert (proposal.reply, len(proposal.cited)) == (REPLY, 1)
    body = body_of(server)
    assert (body.get("response_format") or {}).get("type") == (mode if mode.startswith("json") else None)
    assert ("tools" in body) is (mode == "tools")
    if mode == "json_schema":
        assert body["response_format"]["json_schema"]["schema"] == ANSWER_SCHEMA


@pytest.mark.parametrize(
    ("mode", "refused", "sent"),
    [
        ("json_schema", ("json_schema",), ["json_schema", "json_object"]),
        ("json_schema", ("json_schema", "json_object"), ["json_schema", "json_object", None]),
        ("json_object", ("json_object",), ["json_object", None]),
        ("tools", ("tools",), [None, "json_object"]),
    ],
)
def test_a_refused_format_is_stepped_down_from_and_not_asked_for_again(
    mode: str, refused: tuple[str, ...], sent: list[str | None]
) -> None:
    with ScriptedModelServer(
        rejects_response_format(ok(GOOD), formats=refused), rejects_response_format(ok(GOOD), formats=refused)
    ) as server:
        drafter = drafter_at(server.base_url, structured=mode, retries=0)
        assert drafter.write(sample_brief()).reply == REPLY
        assert [(r.json.get("response_format") or {}).get("type") for r in server.requests] == sent
        assert drafter.write(sample_brief()).reply == REPLY
        assert len(server.requests) == len(sent) + 1


def test_a_bad_request_that_has_nothing_to_do_with_the_format_is_not_remembered() -> None:
    with ScriptedModelServer(status(400), status(400), ok(GOOD)) as server:
        drafter = drafter_at(server.base_url, structured="json_object", retries=0)
        with pytest.raises(UpstreamError, match="400"):
            drafter.write(sample_brief())
        drafter.write(sample_brief())
        assert body_of(server)["response_format"]["type"] == "json_object"


@pytest.mark.parametrize(
    "said",
    [REPLY, f"<think>客户要材料清单 {{}}</think>\n\n{REPLY}", f"  {REPLY}\n"],
    ids=["plain", "thinking", "spaces"],
)
def test_a_good_reply_in_plain_text_is_taken_without_citations(said: str) -> None:
    with ScriptedModelServer(ok(said)) as server:
        proposal = drafter_at(server.base_url).write(sample_brief())
    assert (proposal.reply, proposal.cited) == (REPLY, ())


@pytest.mark.parametrize("said", [f"```json\n{json.dumps(GOOD, ensure_ascii=False)}\n```"])
def test_fenced_json_is_read(said: str) -> None:
    with ScriptedModelServer(ok(said)) as server:
        assert drafter_at(server.base_url).write(sample_brief()).reply == REPLY


NONSENSE = {
    "half an object": '{"reply": "您好，办理需要',
    "another object": '{"answer": "您好"}',
    "a list": '["您好"]',
    "a number": "42",
    "english": "Sure! Here is the reply you asked for.",
    "empty": "",
    "blank": " \n ",
    "only thoughts": "<think>客户要材料清单",
    "empty reply": '{"reply": "  ", "cited": [], "asks": []}',
}


@pytest.mark.parametrize("said", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_asked_about_once_more_and_then_given_up(said: str) -> None:
    with ScriptedModelServer(ok(said), ok(GOOD)) as server:
        assert drafter_at(server.base_url, retries=1).write(sample_brief()).reply == REPLY
    with ScriptedModelServer(otherwise=ok(said)) as server:
        with pytest.raises(UpstreamError):
            drafter_at(server.base_url, retries=1).write(sample_brief())
        assert len(server.requests) == 2


RETRIED: dict[str, Callable[[], Behaviour]] = {
    "500": lambda: status(500),
    "503": lambda: status(503, retry_after="0.05"),
    "429": lambda: status(429, retry_after=0),
    "cut": lambda: cut_stream(GOOD),
    "cut inside a chunk": lambda: cut_stream(GOOD, abrupt=True),
    "cut plain text": lambda: cut_stream(REPLY),
    "error inside the stream": lambda: stream_error(GOOD),
    "html": non_json,
    "not the protocol": lambda: non_json('data: {"oops": 1}\n\ndata: [DONE]\n\n'),
    "broken events": lambda: non_json("data: {broken\n\n"),
}


@pytest.mark.parametrize("behaviour", RETRIED.values(), ids=RETRIED.keys())
def test_what_may_pass_is_tried_again_and_then_is_an_error(behaviour: Callable[[], Behaviour]) -> None:
    with ScriptedModelServer(behaviour(), ok(GOOD)) as server:
        assert drafter_at(server.base_url).write(sample_brief()).reply == REPLY
        assert len(server.requests) == 2
    with ScriptedModelServer(otherwise=behaviour()) as server:
        with pytest.raises(UpstreamError) as caught:
            drafter_at(server.base_url, retries=1).write(sample_brief(SECRET))
        assert len(server.requests) == 2
    assert_clean(caught.value)


FINAL: dict[str, tuple[Callable[[], Behaviour], str]] = {
    "401": (lambda: status(401), "密钥"),
    "404": (lambda: status(404), "404"),
    "refusal": (refusal, "拒绝回答"),
    "length": (lambda: length(GOOD), "长度"),
    "content filter": (lambda: Behaviour(content=REPLY, finish="content_filter"), "过滤"),
    "endless": (lambda: ok("好" * 30_000), "过长"),
}


@pytest.mark.parametrize(("behaviour", "word"), FINAL.values(), ids=FINAL.keys())
def test_what_will_not_pass_is_not_tried_again(behaviour: Callable[[], Behaviour], word: str) -> None:
    with ScriptedModelServer(behaviour(), ok(GOOD)) as server:
        with pytest.raises(UpstreamError, match=word) as caught:
            drafter_at(server.base_url).write(sample_brief(SECRET))
        assert len(server.requests) == 1
    assert_clean(caught.value)


def assert_clean(error: BaseException) -> None:
    """A Chinese sentence, nothing of the payload, nothing chained that might carry it."""
    assert any("一" <= c <= "鿿" for c in str(error))
    assert "欧阳" not in str(error) and "八万" not in str(error) and REPLY not in str(error)
    assert error.__cause__ is None and error.__context__ is None


@pytest.mark.parametrize(
    "behaviour",
    [hang(), slow_stream(GOOD, 0.3), slow_stream("好" * 4000, 0.01), status(429, retry_after=1)],
    ids=["hangs", "slow pieces", "many pieces", "asks to wait"],
)
def test_the_deadline_holds_for_the_whole(behaviour: Behaviour) -> None:
    with ScriptedModelServer(otherwise=behaviour) as server:
        drafter = drafter_at(server.base_url, deadline_s=0.8, retries=3)
        began = time.monotonic()
        with pytest.raises(UpstreamError) as caught:
            drafter.write(sample_brief())
        assert time.monotonic() - began < 3
    if not str(caught.value).startswith("模型限流"):
        assert isinstance(caught.value, DeadlineExceeded)
        assert str(caught.value) == "模型超时（0.8秒）"


def test_retries_of_slow_failures_do_not_add_up_past_the_deadline() -> None:
    with ScriptedModelServer(otherwise=slow_stream('{"reply": ', 0.2)) as server:
        began = time.monotonic()
        with pytest.raises(UpstreamError):
            drafter_at(server.base_url, deadline_s=1, retries=10).write(sample_brief())
        assert time.monotonic() - began < 3.5


def test_retry_after_is_honoured_where_it_fits() -> None:
    with ScriptedModelServer(status(429, retry_after=0.6), ok(GOOD)) as server:
        began = time.monotonic()
        assert drafter_at(server.base_url).write(sample_brief()).reply == REPLY
        assert time.monotonic() - began >= 0.6


def test_a_long_retry_after_fails_at_once() -> None:
    with ScriptedModelServer(status(429, retry_after=3600), ok(GOOD)) as server:
        drafter = drafter_at(server.base_url)
        began = time.monotonic()
        with pytest.raises(UpstreamError, match="限流"):
            drafter.write(sample_brief())
        assert time.monotonic() - began < 5 and len(server.requests) == 1


def test_no_thread_outlives_a_deadline() -> None:
    with ScriptedModelServer(otherwise=hang()) as server:
        with pytest.raises(DeadlineExceeded):
            drafter_at(server.base_url, deadline_s=0.4).write(sample_brief())
        assert not [t for t in threading.enumerate() if t.name == "replydraft-openai"]


def test_nobody_listening_is_an_upstream_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        with pytest.raises(UpstreamError, match="连不上模型"):
            drafter_at(url, retries=1).write(sample_brief())


def test_a_redirect_is_not_followed() -> None:
    with ScriptedModelServer() as elsewhere, ScriptedModelServer() as server:
        server.then(redirect(f"{elsewhere.base_url}/chat/completions"))
        with pytest.raises(UpstreamError, match="307"):
            drafter_at(server.base_url).write(sample_brief())
        assert elsewhere.requests == []


def test_proxies_and_addresses_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedModelServer() as spy, ScriptedModelServer(otherwise=ok(GOOD)) as server:
        other = f"http://127.0.0.1:{spy.port}"
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_PROXY"):
            monkeypatch.setenv(name, other)
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE"):
            monkeypatch.setenv(name, f"{other}/v1")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert drafter_at(server.base_url).write(sample_brief()).reply == REPLY
        assert spy.requests == []
        assert len(server.requests) == 1


_TRACED = """
import os, sys, time
reached = []
def hook(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        reached.append(args[1][1])
    elif event == "socket.getaddrinfo":
        reached.append(str(args[0]) if args[0] not in ("127.0.0.1", b"127.0.0.1") else args[1])
from replydraft.testing import ScriptedModelServer, sample_brief
with ScriptedModelServer() as spy, ScriptedModelServer() as server:
    os.environ.update(LANGSMITH_ENDPOINT=f"http://127.0.0.1:{spy.port}", LANGSMITH_API_KEY="made-up")
    os.environ.update(LANGSMITH_TRACING="true", LANGCHAIN_TRACING_V2="true")
    sys.addaudithook(hook)
    from replydraft.adapters.langchain_openai import OpenAIDrafter
    from replydraft.adapters.openai_embeddings import OpenAIEmbedder
    from replydraft.settings import EmbeddingSettings, ModelSettings
    OpenAIDrafter(ModelSettings(server.base_url, "m")).write(sample_brief())
    OpenAIEmbedder(EmbeddingSettings(server.base_url, "m")).embed(["text"])
    time.sleep(3)
    assert spy.requests == [], spy.requests
    assert len(server.requests) == 2
    assert set(reached) == {server.port}, reached
"""


@pytest.mark.slow
def test_nothing_but_the_model_is_reached_even_with_tracing_switched_on() -> None:
    done = subprocess.run([sys.executable, "-c", _TRACED], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_customers_words_reach_the_model_as_written_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedModelServer(ok(GOOD)) as server:
        drafter_at(server.base_url).write(sample_brief(SECRET))
        assert SECRET in json.dumps(body_of(server)["messages"], ensure_ascii=False)
    assert "欧阳锋" not in caplog.text and r"\u6b27\u9633" not in caplog.text and REPLY not in caplog.text


def test_many_at_once_do_not_mix() -> None:
    def echo(body: Any) -> str:
        return json.dumps({"reply": "您好，" + body["messages"][-1]["content"][-4000:], "cited": [], "asks": []})

    with ScriptedModelServer(otherwise=ok(echo)) as server:
        drafter = drafter_at(server.base_url, deadline_s=60)
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(lambda n: drafter.write(sample_brief(f"客户编号甲{n:03d}乙")).reply, range(18)))
    assert all(f"甲{n:03d}乙" in reply for n, reply in enumerate(replies))
    assert all(reply.count("客户编号甲") == 1 for reply in replies)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"base_url": "https://api.example.com/v1"}, "BASE_URL"),
        ({"model": ""}, "MODEL"),
        ({"structured": "yaml"}, "STRUCTURED"),
        ({"deadline_s": 0}, "DEADLINE"),
        ({"deadline_s": float("nan")}, "DEADLINE"),
        ({"retries": -1}, "RETRIES"),
    ],
)
def test_settings_that_cannot_be_used_are_content_errors(changed: dict[str, Any], where: str) -> None:
    with pytest.raises(ContentError) as caught:
        drafter_at("http://127.0.0.1:9/v1", **changed)
    assert where in caught.value.where


def test_with_a_fall_back_the_advisor_reads_why() -> None:
    with ScriptedModelServer(otherwise=hang()) as server:
        primary = drafter_at(server.base_url, deadline_s=0.5)
        proposal = FallbackDrafter(primary, ScriptedDrafter(REPLY, name="embedded")).write(sample_brief())
    assert (proposal.reply, proposal.drafter) == (REPLY, "embedded")
    assert proposal.fallback_reason == "模型超时（0.5秒），已改用本地话术"

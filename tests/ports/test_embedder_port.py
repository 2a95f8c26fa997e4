"""One suite over every embedder, and the real one against a server that misbehaves."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from replydraft.adapters.openai_embeddings import OpenAIEmbedder
from replydraft.errors import ContentError, DeadlineExceeded, UpstreamError
from replydraft.ports import Embedder
from replydraft.settings import EmbeddingSettings
from replydraft.testing import Behaviour, HashEmbedder, ScriptedModelServer, hang, non_json, redirect, status

pytestmark = pytest.mark.slow


def embedder_at(url: str, **changed: Any) -> OpenAIEmbedder:
    return OpenAIEmbedder(EmbeddingSettings(url, "bge", "sk-made-up"), **({"deadline_s": 20.0} | changed))


@pytest.fixture(params=["fake", "openai"])
def embedder(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    if request.param == "fake":
        yield HashEmbedder()
        return
    with ScriptedModelServer() as server:
        yield embedder_at(server.base_url)


def test_one_vector_a_text_in_order(embedder: Embedder) -> None:
    texts = [f"第{n}条：办理需要身份证" for n in range(70)]
    vectors = embedder.embed(texts)
    assert len(vectors) == 70 and len({len(v) for v in vectors}) == 1
    for n in (0, 31, 32, 69):
        assert vectors[n] == pytest.approx(embedder.embed([texts[n]])[0])


def test_like_texts_are_nearer_than_unlike_ones(embedder: Embedder) -> None:
    a, b, c = embedder.embed(["提前还款要违约金吗", "提前还款有没有违约金", "公司在什么地方上班"])
    assert _dot(a, b) > _dot(a, c)


def _dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_nothing_gives_nothing(embedder: Embedder) -> None:
    assert embedder.embed([]) == []


def test_the_name_says_which_model(embedder: Embedder) -> None:
    assert embedder.id in ("lexical-hash:64", "openai:bge")


def test_texts_go_out_in_batches_of_text() -> None:
    with ScriptedModelServer() as server:
        embedder_at(server.base_url).embed(["文本"] * 70)
        assert [len(r.json["input"]) for r in server.requests] == [32, 32, 6]
        assert all(isinstance(text, str) for r in server.requests for text in r.json["input"])


def test_a_passing_fault_is_tried_again() -> None:
    with ScriptedModelServer(status(500), status(429, retry_after=0)) as server:
        assert len(embedder_at(server.base_url).embed(["甲"])) == 1
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    "behaviour", [status(500), status(401), non_json(), non_json("{}"), redirect("http://x.invalid")]
)
def test_a_lasting_fault_is_an_upstream_error_without_the_text(behaviour: Any) -> None:
    with ScriptedModelServer(otherwise=behaviour) as server, pytest.raises(UpstreamError, match="向量服务") as caught:
        embedder_at(server.base_url, retries=1).embed(["欧阳锋的问题"])
    assert "欧阳锋" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__context__ is None


@pytest.mark.parametrize(
    "answer",
    [
        '{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.1]}],"usage":{}}',
        '{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.1]},'
        '{"object":"embedding","index":1,"embedding":[0.1,0.2]}],"usage":{}}',
        '{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[NaN]},'
        '{"object":"embedding","index":1,"embedding":[0.1]}],"usage":{}}',
    ],
    ids=["too few", "of two lengths", "not numbers"],
)
def test_vectors_that_do_not_add_up_are_refused(answer: str) -> None:
    behaviour = Behaviour("bytes", answer, content_type="application/json")
    with ScriptedModelServer(otherwise=behaviour) as server, pytest.raises(UpstreamError, match="数目或长度"):
        embedder_at(server.base_url, retries=0).embed(["甲", "乙"])


def test_the_deadline_holds() -> None:
    with ScriptedModelServer(otherwise=hang()) as server:
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            embedder_at(server.base_url, deadline_s=0.5).embed(["甲"])
        assert time.monotonic() - began < 3


@pytest.mark.parametrize(("url", "model"), [("https://api.example.com/v1", "m"), ("http://127.0.0.1:1/v1", "")])
def test_settings_that_cannot_be_used_are_content_errors(url: str, model: str) -> None:
    with pytest.raises(ContentError):
        OpenAIEmbedder(EmbeddingSettings(url, model))

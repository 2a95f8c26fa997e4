"""Vectors from an OpenAI-compatible `/v1/embeddings`, through langchain-openai."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any, Final

from langchain_openai import OpenAIEmbeddings
from langsmith import tracing_context
from pydantic import SecretStr

from replydraft.adapters.loopback import require_listed
from replydraft.adapters.openai_calls import (
    UNUSED_SYNC_CLIENT,
    Failure,
    diagnose,
    http_client,
    run_within,
    with_retries,
)
from replydraft.errors import ContentError
from replydraft.settings import EmbeddingSettings

WHO: Final = "向量服务"
BATCH: Final = 32


class OpenAIEmbedder:
    """Implements ports.Embedder. `id` is `openai:<model>`; texts go out in batches of 32.

    `deadline_s` bounds the whole of one `embed`. Raises ContentError for settings that cannot be used or an address
    that is neither on this machine nor among `hosts`.
    """

    def __init__(
        self, settings: EmbeddingSettings, *, deadline_s: float = 30.0, retries: int = 2, hosts: Collection[str] = ()
    ) -> None:
        self._hosts = hosts
        self._base_url = require_listed(settings.base_url, hosts, where="REPLYDRAFT_EMBEDDING_BASE_URL")
        if not settings.model:
            raise ContentError("names no model", where="REPLYDRAFT_EMBEDDING_MODEL")
        self.id = f"openai:{settings.model}"
        self._settings, self._deadline_s, self._retries = settings, deadline_s, retries

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, all of one length. Raises UpstreamError (DeadlineExceeded when the time is up)."""
        if not texts:
            return []
        require_listed(self._base_url, self._hosts, where="REPLYDRAFT_EMBEDDING_BASE_URL")

        async def work(ends_at: float) -> list[list[float]] | Failure:
            async with http_client(self._deadline_s) as client:
                model = self._model(client)
                return await with_retries(lambda: _attempt(model, list(texts)), retries=self._retries, ends_at=ends_at)

        return run_within(self._deadline_s, work, who=WHO)

    def _model(self, client: Any) -> OpenAIEmbeddings:
        return OpenAIEmbeddings(
            model=self._settings.model,
            base_url=self._base_url,
            api_key=SecretStr(self._settings.api_key or "none"),
            check_embedding_ctx_length=False,  # True downloads a tokenizer first
            chunk_size=BATCH,
            timeout=self._deadline_s,
            max_retries=0,
            openai_proxy="",
            http_client=UNUSED_SYNC_CLIENT,
            http_async_client=client,
        )


async def _attempt(model: OpenAIEmbeddings, texts: list[str]) -> list[list[float]] | Failure:
    try:
        with tracing_context(enabled=False):
            vectors = await model.aembed_documents(texts)
    except Exception as error:
        return diagnose(error, WHO)
    return vectors if _sound(vectors, len(texts)) else Failure("向量服务给的向量数目或长度不对", retry=True)


def _sound(vectors: list[list[float]], expected: int) -> bool:
    lengths = {len(vector) for vector in vectors}
    if len(vectors) != expected or len(lengths) != 1 or 0 in lengths:
        return False
    return all(math.isfinite(x) for vector in vectors for x in vector)

"""A reply from an OpenAI-compatible chat model, through langchain-openai."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import httpx
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import SecretStr

from replydraft.adapters.fallback import FallbackDrafter
from replydraft.adapters.loopback import require_listed
from replydraft.adapters.openai_calls import (
    UNUSED_SYNC_CLIENT,
    Failure,
    diagnose,
    http_client,
    run_within,
    with_retries,
)
from replydraft.domain.draft import Brief, Proposal
from replydraft.drafting.prompts import ANSWER_SCHEMA, PROMPT_VERSION, build_messages, parse_answer
from replydraft.errors import ContentError, UpstreamError
from replydraft.settings import ModelSettings

__all__ = ["MODES", "FallbackDrafter", "OpenAIDrafter"]

WHO: Final = "模型"
MODES: Final = ("json_schema", "json_object", "tools", "none")
NEXT_MODE: Final = {"json_schema": "json_object", "json_object": "none", "tools": "json_object"}
"""Where to go when a provider refuses a request put one way (400 or 422)."""
MAX_CHARS: Final = 20_000
TOOL: Final = "answer"

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_HAN = re.compile(r"[㐀-鿿]")


class _Chat(ChatOpenAI):
    """ChatOpenAI drops `delta.refusal` from streams; keep it."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        if made is not None and any((c.get("delta") or {}).get("refusal") for c in chunk.get("choices") or ()):
            made.message.additional_kwargs["refusal"] = True
        return made


def _request(mode: str) -> dict[str, Any]:
    """What asks for structure. A `response_format` argument would make LangChain leave its plain stream for the beta
    one, which hides where a stream ended; it therefore travels with the rest of the body as `extra_body`."""
    if mode == "json_schema":
        schema = {"name": TOOL, "strict": True, "schema": ANSWER_SCHEMA}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    if mode == "json_object":
        return {"response_format": {"type": "json_object"}}
    if mode == "tools":
        function = {"name": TOOL, "description": "交出写好的回复", "parameters": ANSWER_SCHEMA}
        choice = {"type": "function", "function": {"name": TOOL}}
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    return {}


def _message(role: str, text: str) -> BaseMessage:
    """Finished text, not a template: braces in a customer's words stay braces."""
    kinds: Mapping[str, type[BaseMessage]] = {"system": SystemMessage, "assistant": AIMessage}
    return kinds.get(role, HumanMessage)(content=text)


class OpenAIDrafter:
    """Implements ports.Drafter. `settings.deadline_s` bounds the whole of `write`, retries included.

    `settings.structured` is how the provider takes a schema; where it answers 400 or 422 the next plainer way is
    tried and, once it worked, kept. A good reply in plain text is taken, without citations. The reply comes out as
    the model wrote it: checking is the pipeline's work.

    `hosts` are the operator's; `transport` takes the requests instead of the network, to show what would leave.
    Raises ContentError where the settings cannot be used or the address is neither this machine's nor listed.
    """

    def __init__(
        self,
        settings: ModelSettings,
        *,
        hosts: Collection[str] = (),
        temperature: float = 0.3,
        max_tokens: int = 4000,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._hosts, self._transport = hosts, transport
        self._base_url = require_listed(settings.base_url, hosts, where="REPLYDRAFT_LLM_BASE_URL")
        if not settings.model:
            raise ContentError("names no model", where="REPLYDRAFT_LLM_MODEL")
        if settings.structured not in MODES:
            raise ContentError(f"must be one of {', '.join(MODES)}", where="REPLYDRAFT_LLM_STRUCTURED")
        if not 0 < settings.deadline_s <= 600:
            raise ContentError("must be more than 0 and at most 600 seconds", where="REPLYDRAFT_LLM_DEADLINE")
        if not 0 <= settings.retries <= 10:
            raise ContentError("must be from 0 to 10", where="REPLYDRAFT_LLM_RETRIES")
        self.name = f"openai:{settings.model}"
        self.prompt_version = PROMPT_VERSION
        self._settings = settings
        self._temperature, self._max_tokens = temperature, max_tokens
        self._mode = settings.structured

    def write(self, brief: Brief) -> Proposal:
        """Raises DeadlineExceeded, or UpstreamError with a Chinese sentence and no payload."""
        require_listed(self._base_url, self._hosts, where="REPLYDRAFT_LLM_BASE_URL")
        messages = [_message(role, text) for role, text in build_messages(brief)]

        async def work(ends_at: float) -> Proposal | Failure:
            async with http_client(self._settings.deadline_s, self._transport) as client:
                chat = self._chat(client)
                return await with_retries(
                    lambda: self._attempt(chat, messages, brief), retries=self._settings.retries, ends_at=ends_at
                )

        return run_within(self._settings.deadline_s, work, who=WHO)

    def _chat(self, client: Any) -> ChatOpenAI:
        return _Chat(
            model=self._settings.model,
            base_url=self._base_url,
            api_key=SecretStr(self._settings.api_key or "none"),
            temperature=self._temperature,
            timeout=self._settings.deadline_s,
            max_retries=0,
            stream_usage=False,
            stream_chunk_timeout=None,
            cache=False,
            openai_proxy="",
            use_responses_api=False,
            http_client=UNUSED_SYNC_CLIENT,
            http_async_client=client,
        )

    async def _attempt(self, chat: ChatOpenAI, messages: list[BaseMessage], brief: Brief) -> Proposal | Failure:
        """One answer; stepping down to a plainer way of asking does not count as a retry."""
        mode = self._mode
        while True:
            try:
                with tracing_context(enabled=False):
                    raw = await _read(chat, messages, _request(mode) | {"max_tokens": self._max_tokens})
            except Exception as error:
                raw = diagnose(error, WHO)
            if not isinstance(raw, Failure):
                self._mode = mode
                return self._proposal(raw, brief)
            if not raw.refused_request or mode not in NEXT_MODE:
                return raw
            mode = NEXT_MODE[mode]

    def _proposal(self, raw: str, brief: Brief) -> Proposal | Failure:
        text = _THOUGHTS.sub("", raw).strip()
        try:
            answer = parse_answer(text)
        except UpstreamError:
            if not _is_plain_reply(text):
                return Failure("模型没有按要求的格式回答", retry=True)
            return Proposal(reply=text, drafter=self.name)
        if not answer.reply.strip():
            return Failure("模型给了空的回复", retry=True)
        markers = dict.fromkeys(n for n in answer.cited if 1 <= n <= len(brief.passages))
        return Proposal(answer.reply, tuple(brief.passages[n - 1] for n in markers), drafter=self.name)


async def _read(chat: ChatOpenAI, messages: list[BaseMessage], body: dict[str, Any]) -> str | Failure:
    """The whole answer of one stream, or why it cannot be used. A stream must end by saying that it is done."""
    said: list[str] = []
    called: list[str] = []
    finished: str | None = None
    async for chunk in chat.astream(messages, extra_body=body):
        if chunk.additional_kwargs.get("refusal"):
            return Failure("模型拒绝回答", retry=False)
        if isinstance(chunk.content, str):
            said.append(chunk.content)
        if isinstance(chunk, AIMessageChunk):
            called.extend(call.get("args") or "" for call in chunk.tool_call_chunks)
        finished = chunk.response_metadata.get("finish_reason") or finished
        if sum(map(len, said)) + sum(map(len, called)) > MAX_CHARS:
            return Failure("模型的回答过长", retry=False)
    text = "".join(called) or "".join(said)
    if finished is None:
        return Failure("模型的回答中途断了", retry=True)
    if finished == "content_filter":
        return Failure("模型的内容过滤拦下了回答", retry=False)
    if finished == "length":
        return Failure("模型的回答没写完就到了长度上限", retry=False)
    if finished != "stop" and not (finished == "tool_calls" and called):
        return Failure("模型没有正常结束回答", retry=True)
    return text if text.strip() else Failure("模型给了空的回复", retry=True)


def _is_plain_reply(text: str) -> bool:
    """Chinese prose that is no broken JSON, tag or code."""
    if not _HAN.search(text) or len(text) > 2000 or text[0] in "{[<`" or '"reply"' in text:
        return False
    try:
        json.loads(text)
    except ValueError:
        return True
    return False

"""Trying a model out before it is used: the very bytes that would leave, and one real answer to them."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlsplit

import httpx

from replydraft.adapters.langchain_openai import OpenAIDrafter
from replydraft.domain.draft import Brief
from replydraft.domain.model_hosts import Place, place_of
from replydraft.errors import UpstreamError
from replydraft.settings import ModelSettings

MOST_ANSWER = 400
"""Tokens reckoned for one answer; a reply has at most 200 characters, and JSON around it."""


class _Kept(httpx.AsyncBaseTransport):
    """Keeps the first request and refuses it: nothing is sent."""

    def __init__(self) -> None:
        self.body = b""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.body = self.body or await request.aread()
        return httpx.Response(403, request=request)


@dataclass(frozen=True, slots=True)
class Leaving:
    """`body` is byte for byte what would be sent to `host`."""

    host: str
    place: Place
    body: bytes

    def readable(self) -> str:
        """The same as JSON with line breaks."""
        return json.dumps(json.loads(self.body), ensure_ascii=False, indent=1)

    def yuan_a_day(self, inquiries: int, yuan_in: Decimal, yuan_out: Decimal) -> Decimal:
        """Yuan a day for so many inquiries, prices in yuan a million tokens; one token a character, so rather too much."""
        tokens_in = Decimal(len(self.body.decode()))
        each = (tokens_in * yuan_in + Decimal(MOST_ANSWER) * yuan_out) / Decimal(1_000_000)
        return (each * inquiries).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model wrote, and how long it took in seconds."""

    reply: str
    seconds: float


def what_leaves(settings: ModelSettings, hosts: Collection[str], brief: Brief) -> Leaving:
    """Raises ContentError for settings that cannot be used. Opens no connection."""
    kept = _Kept()
    with suppress(UpstreamError):  # of the request that was kept and refused
        OpenAIDrafter(replace(settings, retries=0), hosts=hosts, transport=kept).write(brief)
    host = urlsplit(settings.base_url).hostname or ""
    return Leaving(host, place_of(host), kept.body)


def try_out(settings: ModelSettings, hosts: Collection[str], brief: Brief) -> Answered:
    """Send those bytes once. Raises ContentError, UpstreamError with a Chinese sentence."""
    started = time.monotonic()
    proposal = OpenAIDrafter(replace(settings, retries=0), hosts=hosts).write(brief)
    return Answered(proposal.reply, time.monotonic() - started)

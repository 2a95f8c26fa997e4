"""What the two OpenAI-compatible adapters share: one deadline around everything, retries, errors without payload.

LangChain and the OpenAI client have per-read timeouts, follow redirects and retry on their own clock (a slow stream
never times out, a cut one raises nothing); here every call runs in an event loop of its own that is cancelled when
the time is up.
"""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import httpx
import openai

from replydraft.errors import DeadlineExceeded, UpstreamError

T = TypeVar("T")

GRACE_S: Final = 0.5
"""How long after its deadline a call may take to wind up before it is left behind."""
MAX_PAUSE_S: Final = 4.0

for _name in ("openai", "httpcore", "httpx"):
    # At DEBUG the OpenAI client logs whole requests, customers' words included.
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed: a Chinese sentence without payload, and whether another attempt makes sense."""

    message: str
    retry: bool
    wait_s: float | None = None
    """What the server asked us to wait, in seconds."""
    refused_request: bool = False
    """The server did not accept the request as it was put (400, 422)."""


def diagnose(error: Exception, who: str) -> Failure:
    """What went wrong, in words for an advisor. `who` is 模型 or 向量服务. Never quotes the error."""
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return Failure(f"{who}迟迟没有回应", retry=True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, who)
    if isinstance(error, openai.APIConnectionError):
        return Failure(f"连不上{who}", retry=True)
    if isinstance(error, httpx.TransportError | httpx.StreamError):
        return Failure(f"{who}中途断线", retry=True)
    if isinstance(error, openai.APIError):
        return Failure(f"{who}中途报错", retry=True)
    return Failure(f"{who}的回应无法读取（{type(error).__name__}）", retry=True)


def _of_status(error: openai.APIStatusError, who: str) -> Failure:
    status = error.status_code
    wait = retry_after(error.response.headers)
    if status == 429:
        return Failure(f"{who}限流（429）", retry=True, wait_s=wait)
    if status in (401, 403):
        return Failure(f"{who}拒绝了密钥（{status}）", retry=False)
    if status == 404:
        return Failure(f"{who}没有这个型号或地址（404）", retry=False)
    if status in (400, 422):
        return Failure(f"{who}不接受这个请求（{status}）", retry=False, refused_request=True)
    if 300 <= status < 400:
        return Failure(f"{who}要转到别的地址（{status}），已拒绝", retry=False)
    return Failure(f"{who}出错（{status}）", retry=status >= 500 or status in (408, 409), wait_s=wait)


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds the server asks to wait: `retry-after-ms`, or `Retry-After` as seconds or as a date; None if unreadable."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        raw = headers.get(name)
        if raw is None:
            continue
        try:
            seconds = float(raw) * unit
        except ValueError:
            try:
                when = parsedate_to_datetime(raw)
            except ValueError:
                continue
            moment = when if when.tzinfo else when.replace(tzinfo=UTC)
            seconds = (moment - datetime.now(UTC)).total_seconds()
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return None


async def with_retries(attempt: Callable[[], Awaitable[T | Failure]], *, retries: int, ends_at: float) -> T | Failure:
    """The first success, or the last Failure. Never waits past `ends_at` (time.monotonic())."""
    for n in range(retries + 1):
        outcome = await attempt()
        if not isinstance(outcome, Failure):
            return outcome
        pause = outcome.wait_s if outcome.wait_s is not None else min(0.25 * 2**n, MAX_PAUSE_S)
        if not outcome.retry or n == retries or time.monotonic() + pause >= ends_at:
            return outcome
        await asyncio.sleep(pause)
    raise AssertionError("unreachable")


def run_within(seconds: float, work: Callable[[float], Coroutine[Any, Any, T | Failure]], *, who: str) -> T:
    """Run `work(ends_at)` in a loop and thread of its own; works from synchronous and asynchronous callers alike.

    Raises DeadlineExceeded after `seconds`, UpstreamError for a Failure; neither chains the original exception,
    whose text may carry the payload.
    """
    ends_at = time.monotonic() + seconds
    outcome: list[T | Failure] = []
    late: list[bool] = []

    async def bounded() -> None:
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                outcome.append(await work(ends_at))
        except Exception as error:
            if limit.expired():
                late.append(True)
            else:
                outcome.append(diagnose(error, who))

    thread = threading.Thread(target=lambda: asyncio.run(bounded()), name="replydraft-openai", daemon=True)
    thread.start()
    thread.join(seconds + GRACE_S)
    if late or not outcome:
        raise DeadlineExceeded(f"{who}超时（{seconds:g}秒）")
    result = outcome[0]
    if isinstance(result, Failure):
        raise UpstreamError(result.message)
    return result


_TLS: Final = ssl.create_default_context()


def http_client(seconds: float, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client that ignores proxies of the environment, follows no redirect and always has a timeout.

    `transport` takes the requests instead of the network.
    """
    return httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        verify=_TLS,
        transport=transport,
        timeout=httpx.Timeout(seconds, connect=min(5.0, seconds)),
    )


UNUSED_SYNC_CLIENT: Final = httpx.Client(trust_env=False, follow_redirects=False, verify=_TLS, timeout=1.0)
"""LangChain insists on a synchronous client beside the one in use; this keeps it from making one with proxies."""

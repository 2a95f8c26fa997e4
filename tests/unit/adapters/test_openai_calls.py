"""Retries and the deadline, without a network."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from replydraft.adapters.openai_calls import Failure, retry_after, run_within, with_retries
from replydraft.errors import DeadlineExceeded, UpstreamError


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers: dict[str, str], expected: float | None) -> None:
    assert retry_after(httpx.Headers(headers)) == expected


def test_retry_after_may_be_a_date() -> None:
    when = datetime.now(UTC) + timedelta(seconds=90)
    seconds = retry_after(httpx.Headers({"retry-after": format_datetime(when, usegmt=True)}))
    assert seconds is not None and 80 < seconds <= 90


def test_a_wait_that_does_not_fit_the_deadline_is_not_waited_for() -> None:
    tries: list[int] = []

    async def attempt() -> str | Failure:
        tries.append(1)
        return Failure("限流", retry=True, wait_s=60)

    began = time.monotonic()
    outcome = asyncio.run(with_retries(attempt, retries=3, ends_at=began + 5))
    assert isinstance(outcome, Failure) and len(tries) == 1 and time.monotonic() - began < 2.5


def test_what_cannot_succeed_is_not_tried_again() -> None:
    tries: list[int] = []

    async def attempt() -> str | Failure:
        tries.append(1)
        return Failure("密钥", retry=False)

    asyncio.run(with_retries(attempt, retries=3, ends_at=time.monotonic() + 5))
    assert len(tries) == 1


def test_the_deadline_cancels_and_leaves_no_thread_behind() -> None:
    cancelled = threading.Event()

    async def work(_: float) -> str | Failure:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return "late"

    began = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="超时"):
        run_within(0.2, work, who="模型")
    assert time.monotonic() - began < 2.5
    assert cancelled.is_set()
    assert not [t for t in threading.enumerate() if t.name == "replydraft-openai"]


def test_work_that_blocks_its_loop_is_left_behind_in_time() -> None:
    release = threading.Event()

    async def work(_: float) -> str | Failure:
        release.wait(10)
        return "late"

    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        run_within(0.2, work, who="模型")
    release.set()
    assert time.monotonic() - began < 2.5


def test_an_error_loses_its_text_and_its_chain() -> None:
    async def work(_: float) -> str | Failure:
        raise ValueError("客户张三欠了五万")

    with pytest.raises(UpstreamError) as caught:
        run_within(5, work, who="模型")
    assert "张三" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_a_timeout_from_inside_is_not_mistaken_for_the_deadline() -> None:
    async def work(_: float) -> str | Failure:
        raise TimeoutError

    with pytest.raises(UpstreamError) as caught:
        run_within(5, work, who="模型")
    assert not isinstance(caught.value, DeadlineExceeded)


def test_it_runs_inside_a_running_event_loop_too() -> None:
    async def work(_: float) -> str | Failure:
        return "done"

    async def caller() -> str:
        return run_within(5, work, who="模型")

    assert asyncio.run(caller()) == "done"

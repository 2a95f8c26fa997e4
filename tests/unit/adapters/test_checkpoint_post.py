"""Checkpoints sent to a real server on loopback: each once, in order, and never at the cost of the file."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from checkpoint_samples import Trail, chain

from replydraft.adapters.checkpoints import (
    CheckpointFile,
    Signer,
)
from replydraft.domain.checkpoint import checkpoint_line


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.open(tmp_path / "keys")


@pytest.fixture
def file(tmp_path: Path, signer: Signer) -> CheckpointFile:
    return CheckpointFile(tmp_path / "anchors" / "checkpoints.jsonl", signer)


class Receiver:
    """A real server on loopback that answers as told and keeps what it was sent."""

    def __init__(self) -> None:
        self.status, self.location, self.hang = 204, "", threading.Event()
        self.hang.set()
        self.got: list[dict[str, Any]] = []
        self.keys: list[str] = []


@contextmanager
def receiving() -> Iterator[tuple[Receiver, str]]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            assert self.headers["content-type"] == "application/json"
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            receiver.hang.wait(30)
            if receiver.status < 300:
                receiver.got.append(body)
                receiver.keys.append(str(self.headers["idempotency-key"]))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        do_GET = do_POST

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver, f"http://127.0.0.1:{server.server_address[1]}/anchors"
    finally:
        receiver.hang.set()
        server.shutdown()
        server.server_close()


def test_each_checkpoint_is_posted_once_in_order(file: CheckpointFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    trail = Trail(file)
    with receiving() as (receiver, url):
        assert trail.anchoring.post(url) == 0
        trail.events = chain(range(23))
        trail.anchoring.run()
        assert trail.anchoring.post(url) == 3
        assert trail.anchoring.post(url) == 0
        trail.events = chain(range(24))
        trail.anchoring.run()
        assert trail.anchoring.post(url) == 1
        assert receiver.got == [json.loads(checkpoint_line(c)) for c in file.read()]
        assert len(set(receiver.keys)) == 4
        assert trail.anchoring.post(url + "/elsewhere") == 4, "another address has had none of them"


def test_a_failure_is_logged_and_made_up_for(file: CheckpointFile, caplog: pytest.LogCaptureFixture) -> None:
    trail = Trail(file)
    trail.events = chain(range(23))
    trail.anchoring.run()
    with receiving() as (receiver, url):
        for status, location in ((500, ""), (404, ""), (307, url + "/moved"), (302, url)):
            receiver.status, receiver.location = status, location
            caplog.clear()
            assert trail.anchoring.post(url) == 0
            assert "record 10 not taken" in caplog.text
        assert receiver.got == [], "a redirect is not followed"
        trail.events = chain(range(30))
        assert trail.anchoring.run() is not None, "the file does not wait for the address"
        receiver.status, receiver.location = 200, ""
        assert trail.anchoring.post(url) == 4
    caplog.clear()
    trail.events = chain(range(31))
    trail.anchoring.run()
    for bad in (url, "no address", "http://", "http://127.0.0.1:99999/", "ftp://127.0.0.1/", "http://[::1"):
        assert trail.anchoring.post(bad) == 0
        assert "not posted" in caplog.text
        assert "no address" not in caplog.text
        caplog.clear()


def test_an_address_that_hangs_does_not_hold_us_up(
    file: CheckpointFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("replydraft.adapters.checkpoint_post._EACH_S", 0.2)
    trail = Trail(file)
    trail.events = chain(range(5))
    trail.anchoring.run()
    with receiving() as (receiver, url):
        receiver.hang.clear()
        start = time.monotonic()
        assert trail.anchoring.post(url) == 0
        assert time.monotonic() - start < 5
        assert "no" in caplog.text


@pytest.mark.parametrize("state", ["", "{}", "[]", '{"url": null, "last": "x"}', "\xff"])
def test_a_lost_memory_of_what_was_posted_sends_again(file: CheckpointFile, state: str) -> None:
    trail = Trail(file)
    trail.events = chain(range(5))
    trail.anchoring.run()
    with receiving() as (receiver, url):
        assert trail.anchoring.post(url) == 1
        file.path.with_name("checkpoints.jsonl.posted").write_text(state, encoding="latin-1")
        assert trail.anchoring.post(url) == 1
        assert receiver.got[0] == receiver.got[1]


def test_posting_works_from_within_an_event_loop(file: CheckpointFile) -> None:
    import asyncio

    trail = Trail(file)
    trail.events = chain(range(5))
    trail.anchoring.run()

    async def inside(url: str) -> int:
        return trail.anchoring.post(url)

    with receiving() as (_, url):
        assert asyncio.run(inside(url)) == 1

"""A real server on a real socket: killed with -9 in the middle of approvals, what it acknowledged is there."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from replydraft.adapters.store import open_store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import ReviewState
from replydraft.settings import load_settings

_SERVER = """
import socket, sys
from dataclasses import replace
from pathlib import Path
import uvicorn
from replydraft.bootstrap import open_house
from replydraft.entrypoints.api.app import create_api
from replydraft.entrypoints.worker import Worker
from replydraft.settings import load_settings
home, operator, working = sys.argv[1:]
settings = load_settings(operator=Path(operator) if operator else None)
with open_house(replace(settings, home=Path(home), database_url="")) as house:
    sock = socket.create_server(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    if working:
        Worker(house).start()
    uvicorn.Server(uvicorn.Config(create_api(house), log_level="warning")).run(sockets=[sock])
"""


@contextmanager
def serving(
    home: Path, *, operator: Path | None = None, working: bool = False
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-c", _SERVER, str(home), str(operator or ""), "yes" if working else ""]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port.isdigit(), "the server did not start"
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()


def approve_until_it_dies(url: str, token: str, prefix: str, acknowledged: dict[str, str]) -> None:
    with httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
    ) as client:
        for n in range(10_000):
            try:
                asked = {"id": f"{prefix}-{n}", "customer": "你好，请问去办理要带哪些材料？"}
                draft = client.post("/v1/drafts", json=asked).raise_for_status().json()
                body = {"decision": "approve", "text": draft["reply"], "text_sha256": sha256_text(draft["reply"])}
                path = f"/v1/reviews/{draft['review_id']}/decision"
                client.post(path, json=body, headers={"If-Match": draft["etag"]}).raise_for_status()
            except httpx.TransportError:
                return
            acknowledged[draft["review_id"]] = draft["reply"]


@pytest.mark.slow
def test_no_acknowledged_approval_is_lost(tmp_path: Path) -> None:
    home, chance = tmp_path / "home", random.Random(7)
    store = open_store(home / "replydraft.db")
    token = store.keys.create_for(store.people.ensure("周可"))
    store.close()
    acknowledged: dict[str, str] = {}
    for kill in range(3):
        with serving(home) as (process, url):
            seen = len(acknowledged)
            caller = threading.Thread(target=approve_until_it_dies, args=(url, token, str(kill), acknowledged))
            caller.start()
            deadline = time.monotonic() + 60
            while len(acknowledged) == seen and caller.is_alive() and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
            caller.join(timeout=60)
            assert len(acknowledged) > seen
    store = open_store(home / "replydraft.db", create=False)
    assert store.first_broken() is None
    for review_id, text in acknowledged.items():
        review = store.reviews.get(review_id)
        assert review.state is ReviewState.APPROVED
        assert review.decision is not None
        assert (review.decision.person, review.decision.text) == ("周可", text)
    store.close()


@pytest.mark.slow
def test_a_refusal_reaches_who_sends_too_much(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home" / "replydraft.db")
    token = store.keys.create("crm", scopes=["check"])
    store.close()
    with serving(tmp_path / "home") as (_, url), httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for content in (b" " * 3_000_000, (b" " * 65_536 for _ in range(64))):
            answer = client.post("/v1/checks", content=content, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert client.get("/healthz").status_code == 200


def client_of(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False)


@pytest.mark.slow
def test_what_came_before_a_crash_is_drafted_after_it_once(tmp_path: Path) -> None:
    home, operator = tmp_path / "home", tmp_path / "operator.toml"
    profile = load_settings().operator.read_text(encoding="utf-8")
    operator.write_text(re.sub(r"(?m)^bubble_s = \d+$", "bubble_s = 1", profile), encoding="utf-8")
    store = open_store(home / "replydraft.db")
    crm = store.keys.create("crm", scopes=["messages", "draft"])
    store.close()
    sent = {
        "conversation_id": "t", "message_id": "m1", "customer_ref": "c", "sent_at": "2026-11-27T10:00:00+08:00",
        "role": "customer", "type": "text", "text": "你好，请问去办理要带哪些材料？",
    }  # fmt: skip
    with serving(home, operator=operator) as (process, url), client_of(url, crm) as client:
        conversation = client.post("/v1/messages", json=sent).raise_for_status().json()["conversation"]
        process.send_signal(signal.SIGKILL)
    for _ in range(2):
        with serving(home, operator=operator, working=True) as (process, url), client_of(url, crm) as client:
            assert client.post("/v1/messages", json=sent).json()["duplicate"] is True
            deadline = time.monotonic() + 60
            while not (items := client.get("/v1/reviews").json()["items"]) and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(1.5)
            assert [item["conversation_id"] for item in items] == [conversation]
            assert client.get("/v1/reviews").json()["items"] == items
            process.send_signal(signal.SIGKILL)
    store = open_store(home / "replydraft.db", create=False)
    assert store.first_broken() is None
    assert [e.kind for e in store.audit.events()].count("review.opened") == 1
    store.close()


@pytest.mark.slow
def test_the_same_request_after_a_restart_is_the_same_review(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = open_store(home / "replydraft.db")
    token = store.keys.create("crm", scopes=["draft"])
    store.close()
    asked = {"id": "once", "customer": "你好，请问去办理要带哪些材料？", "profile": {"amount_wanted": 50000.5}}
    headers = {"Idempotency-Key": "k-1"}
    answers = []
    for _ in range(2):
        with serving(home) as (process, url), client_of(url, token) as client:
            answers.append(client.post("/v1/drafts", json=asked, headers=headers).raise_for_status())
            assert len(client.get("/v1/reviews").json()["items"]) == 1
            process.send_signal(signal.SIGKILL)
    assert answers[0].json() == answers[1].json()
    assert ["idempotency-replayed" in a.headers for a in answers] == [False, True]

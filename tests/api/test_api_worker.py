"""From a CRM's messages to a draft before a person: the worker's part, in a house whose bubbles close after a second."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from offices import Office, opened
from starlette.testclient import TestClient

from replydraft.adapters.store.engine import utc_now
from replydraft.answering import answer_next
from replydraft.bootstrap import House
from replydraft.domain.people import Role
from replydraft.entrypoints import worker as worker_module
from replydraft.entrypoints.api.app import create_api
from replydraft.entrypoints.days import today
from replydraft.entrypoints.worker import Worker
from replydraft.errors import StoreLocked, UpstreamError

pytestmark = pytest.mark.slow
NUMBER = count(1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("working") / "home", bubble_s=1) as house:
        yield house


def client_of(house: House, token: str) -> TestClient:
    return TestClient(create_api(house), headers={"Authorization": f"Bearer {token}"})


@pytest.fixture(scope="module")
def crm(house: House) -> TestClient:
    return client_of(house, house.store.keys.create("crm", scopes=["messages"]))


@pytest.fixture(scope="module")
def senior(house: House) -> TestClient:
    person = house.store.people.ensure("林资深", role=Role.SENIOR, branch="城东")
    return client_of(house, house.store.keys.create_for(person))


@pytest.fixture
def working(house: House) -> Iterator[Worker]:
    worker = Worker(house)
    worker.start()
    yield worker
    assert worker.stop()


def say(crm: TestClient, talk: str, **more: Any) -> dict[str, Any]:
    sent = {
        "conversation_id": talk, "message_id": f"m{next(NUMBER)}", "customer_ref": f"crm-{talk}", "branch": "城东",
        "sent_at": "2026-11-27T10:00:00+08:00", "role": "customer", "type": "text",
    } | more  # fmt: skip
    answer = crm.post("/v1/messages", json=sent)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    return made


def reviews_of(client: TestClient, conversation: str) -> list[dict[str, Any]]:
    items = client.get("/v1/reviews", params={"limit": 200}).json()["items"]
    return [client.get(f"/v1/reviews/{i['id']}").json() for i in items if i["conversation_id"] == conversation]


def wait_for(condition: Callable[[], Any], *, seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail("it did not happen")


def test_bubbles_and_a_picture_become_one_draft(working: Worker, crm: TestClient, senior: TestClient) -> None:
    said = say(crm, "t1", role="advisor", text="您好，我是小林，有什么可以帮您？")
    profile = {"phone": "13912345678", "name": "欧阳若兰", "hobby": "钓鱼"}
    say(crm, "t1", text="你好", profile=profile)
    say(crm, "t1", text="想问下提前还款要不要违约金")
    say(crm, "t1", type="image")
    (review,) = wait_for(lambda: reviews_of(senior, said["conversation"]))
    assert review["inquiry"]["customer"] == "你好\n想问下提前还款要不要违约金\n〔图片〕"
    assert review["inquiry"]["history"] == [{"role": "advisor", "text": "您好，我是小林，有什么可以帮您？"}]
    assert review["inquiry"]["profile"]["phone"]["value"] == "139****5678"
    assert review["inquiry"]["profile"]["hobby"]["value"] == "钓鱼"
    assert review["inquiry"]["unread"] == ["图片"]
    assert review["tier"] in ("senior", "urgent")
    assert "图片" in review["draft"]["tier_reason"]
    assert (review["state"], review["branch"]) == ("pending", "城东")
    body = {"decision": "approve", "text": review["text"], "text_sha256": review["text_sha256"]}
    path = f"/v1/reviews/{review['id']}/decision"
    done = senior.post(path, json=body, headers={"If-Match": review["etag"]})
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    time.sleep(2)
    assert len(reviews_of(senior, said["conversation"])) == 1


def test_who_writes_again_gets_a_new_draft_and_the_old_is_stale(
    working: Worker, crm: TestClient, senior: TestClient
) -> None:
    conversation = say(crm, "t2", text="请问要准备哪些材料")["conversation"]
    (first,) = wait_for(lambda: reviews_of(senior, conversation))
    assert say(crm, "t2", text="还有，多久能办好？")["stale"] == [first["id"]]
    both = wait_for(lambda: len(found := reviews_of(senior, conversation)) == 2 and found)
    newest = next(r for r in both if r["id"] != first["id"])
    assert newest["inquiry"]["customer"] == "还有，多久能办好？"
    assert [t["text"] for t in newest["inquiry"]["history"]] == ["请问要准备哪些材料"]
    assert {r["state"] for r in both} == {"stale", "pending"}


def test_many_conversations_get_one_draft_each(house: House, crm: TestClient, senior: TestClient) -> None:
    talks = [say(crm, f"many-{n}", text="请问几点上班？")["conversation"] for n in range(12)]
    workers = [Worker(house) for _ in range(2)]
    for worker in workers:
        worker.start()
    wait_for(lambda: all(reviews_of(senior, talk) for talk in talks), seconds=40)
    assert all(worker.stop() for worker in workers)
    assert [len(reviews_of(senior, talk)) for talk in talks] == [1] * 12


def test_what_fails_is_tried_again_and_ends_nothing(
    house: House, crm: TestClient, senior: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "欧阳若兰的事"
    failures: list[Exception] = [StoreLocked("held"), RuntimeError(secret), UpstreamError(secret), ValueError(secret)]

    class Failing:
        """Conversations that cannot be taken at first."""

        def take_due(self) -> Any:
            if failures:
                raise failures.pop(0)
            return house.store.conversations.take_due()

        def __getattr__(self, name: str) -> Any:
            return getattr(house.store.conversations, name)

    class Store:
        conversations = Failing()

        def __getattr__(self, name: str) -> Any:
            return getattr(house.store, name)

    monkeypatch.setattr(worker_module, "FIRST_WAIT_S", 0.01)
    conversation = say(crm, "t3", text="在吗")["conversation"]
    worker = Worker(replace(house, store=Store()), drafters=1)  # type: ignore[arg-type]
    with caplog.at_level(logging.DEBUG):
        worker.start()
        wait_for(lambda: reviews_of(senior, conversation))
        assert worker.stop()
    assert "store_locked" in caplog.text
    assert "RuntimeError at" in caplog.text
    assert secret not in caplog.text
    assert caplog.text.count("drafting-1 failed") == 4


def test_a_draft_that_cannot_be_made_comes_again_later(
    house: House, crm: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        name = "broken"

        def write(self, brief: Any) -> Any:
            raise UpstreamError("no")

    conversation = say(crm, "t4", text="在吗")["conversation"]
    broken = replace(house.desk, drafter=Broken(), last_resort=Broken())
    time.sleep(1.1)
    assert answer_next(broken, house.store.conversations, today()) is None
    assert answer_next(house.desk, house.store.conversations, today()) is None, "it is not due yet"
    monkeypatch.setattr(house.store.database, "_clock", lambda: utc_now() + timedelta(seconds=31))
    review = answer_next(house.desk, house.store.conversations, today())
    assert review is not None
    assert review.conversation_id == conversation


def test_a_claim_that_was_left_goes_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    review_id = Office(house, {}, {}).review()
    house.store.reviews.claim(review_id, person="林资深")
    monkeypatch.setattr(house.store.database, "_clock", lambda: utc_now() + timedelta(minutes=31))
    worker = Worker(house)
    worker.start()
    wait_for(lambda: house.store.reviews.get(review_id).state.value == "pending")
    assert worker.stop()


def test_what_was_kept_long_enough_goes(tmp_path: Path) -> None:
    with opened(tmp_path / "home", customer_days=30) as house:
        crm = client_of(house, house.store.keys.create("crm", scopes=["messages"]))
        say(crm, "old", text="在吗", role="advisor")
        house.store.database._clock = lambda: utc_now() + timedelta(days=31)
        worker = Worker(house)
        worker.start()
        wait_for(lambda: any(e.kind == "customer.expired" for e in house.store.audit.events()))
        assert worker.stop()
        assert house.store.first_broken() is None


def test_stopping_one_that_never_started_and_stopping_twice(house: House) -> None:
    worker = Worker(house)
    assert worker.stop()
    other = Worker(house)
    other.start()
    assert other.stop()
    assert other.stop()

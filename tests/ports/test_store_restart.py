"""The database server goes away under load and comes back: clear errors meanwhile, and nothing acknowledged is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import OwnPostgres, own_postgres
from psycopg import sql
from store_places import Now, Place
from store_samples import REPLY, approved, open_review

from replydraft.adapters.store import Store
from replydraft.domain.review import ReviewState
from replydraft.errors import StoreError

pytestmark = pytest.mark.slow
CUT = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'replydraft'")
_SAID = ("restarting", "connection lost", "cannot connect")


@pytest.fixture(scope="module")
def own() -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture
def here(own: OwnPostgres, tmp_path: Path, now: Now) -> Iterator[Place]:
    made = Place("postgres", own.create(), tmp_path, now, own)
    yield made
    made.close()


class Advisor(threading.Thread):
    """Opens and approves until told to stop; notes what was acknowledged and what was said instead."""

    def __init__(self, store: Store, name: str) -> None:
        super().__init__()
        self.store, self.person, self.over = store, name, threading.Event()
        self.opened: list[str] = []
        self.done: list[str] = []
        self.said: list[str] = []
        self.odd: list[BaseException] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                review = open_review(self.store, draft_id=self.person, customer_ref=f"{self.person}-{len(self.opened)}")
                self.opened.append(review.id)
                approved(self.store, review, person=self.person)
                self.done.append(review.id)
            except StoreError as e:
                self.said.append(str(e))
                time.sleep(0.05)
            except BaseException as e:
                self.odd.append(e)

    def until(self, count: int) -> None:
        """Wait until so many more are done."""
        wanted, deadline = len(self.done) + count, time.monotonic() + 60
        while len(self.done) < wanted and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.done) >= wanted, (self.said[-3:], self.odd)


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_the_server_restarts_under_load(own: OwnPostgres, here: Place, how: str) -> None:
    store = here.open()
    advisors = [Advisor(store, f"顾问{n}") for n in range(3)]
    for advisor in advisors:
        advisor.start()
    try:
        for _ in range(2):
            for advisor in advisors:
                advisor.until(3)
            own.stop() if how == "stopped" else own.kill()
            time.sleep(0.3)
            with pytest.raises(StoreError):
                store.ping()
            with pytest.raises(StoreError):
                store.reviews.list()
            own.start()
        for advisor in advisors:
            advisor.until(3)
    finally:
        for advisor in advisors:
            advisor.over.set()
        for advisor in advisors:
            advisor.join(60)
    for advisor in advisors:
        assert advisor.odd == []
        assert advisor.said, "it was away"
        assert [said for said in advisor.said if not any(words in said for words in _SAID)] == []
        assert [said for said in advisor.said if REPLY[:6] in said or "crm" in said] == []
    assert store.first_broken() is None
    found = {r.id: r for r in store.reviews.list(limit=100_000)[0]}
    assert {review_id for a in advisors for review_id in a.opened} <= set(found)
    for advisor in advisors:
        for review_id in advisor.done:
            assert found[review_id].state is ReviewState.APPROVED
            assert found[review_id].claimed_by == advisor.person
    kinds = [e.kind for e in store.audit.events()]
    assert kinds.count("review.opened") == len(found)
    assert kinds.count("review.approved") == sum(r.state is ReviewState.APPROVED for r in found.values())


def test_a_store_opens_once_its_server_is_there(own: OwnPostgres, here: Place) -> None:
    own.stop()
    try:
        with pytest.raises(StoreError, match="cannot connect"):
            here.open()
        assert not here.keys.file.exists()
    finally:
        own.start()
    open_review(here.open())


def test_the_connection_is_cut_between_two_steps(own: OwnPostgres, here: Place) -> None:
    """What an administrator or a firewall does: the next call simply goes through."""
    store = here.open()
    for n in range(3):
        open_review(store, draft_id=f"d{n}")
        own.run(CUT)
    assert len(store.reviews.list()[0]) == 3
    assert store.first_broken() is None


def test_the_connection_is_cut_inside_a_step(own: OwnPostgres, here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it is done when the connection goes: none of it is kept, and it can be done again."""
    store = here.open()
    with monkeypatch.context() as patch:

        def cut(*_: object, **__: object) -> None:
            own.run(CUT)

        patch.setattr("replydraft.adapters.store.opening.save_text", cut)
        with pytest.raises(StoreError, match=r"restarting|connection lost"):
            open_review(store)
    assert store.reviews.list() == ([], None)
    assert list(store.audit.events()) == []
    open_review(store)
    assert store.first_broken() is None

"""From the first version's store to today's and back, with nothing lost, on both databases."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError
from store_0001 import WORDS, make_0001, rows_0001
from store_fixtures import Places
from store_places import Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, kinds, message, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.migrating import migrate
from replydraft.adapters.store.schema import HEAD
from replydraft.domain.review import Decision, DecisionKind, Review, ReviewState
from replydraft.errors import KeyMissing, StoreError


@pytest.fixture
def old(empty_place: Place) -> Place:
    make_0001(empty_place)
    return empty_place


def move(place: Place, at: str, to: str) -> None:
    with place.database() as (database, vault):
        migrate(database, vault, at=at, to=to, actor=PERSON)


def test_an_older_store_is_said_so_where_it_may_not_be_changed(old: Place) -> None:
    before = rows_0001(old)
    with pytest.raises(StoreError, match="older schema") as refused:
        old.open(create=False)
    assert refused.value.code == "store_older"
    assert rows_0001(old) == before


def test_everything_of_the_first_version_is_there(old: Place) -> None:
    store = old.open()
    first, edited, rejected, claimed, pending, brought = found = in_order(store)
    assert [r.state.value for r in found] == ["approved", "approved", "rejected", "claimed", "pending", "approved"]
    assert first.decision == Decision(DecisionKind.APPROVE, PERSON, REPLY, check_of(REPLY)["text_sha256"])
    assert (first.customer_ref, first.draft_id, first.draft["drafter"]) == ("crm-7", "d1", "embedded")
    assert first.inquiry["profile"] == {"phone": "13900007788"}
    assert [(a.person, a.alone) for a in first.approvals] == [(PERSON, False)]
    assert edited.decision is not None
    assert (edited.text, edited.decision.reason, edited.decision.dismissed) == (EDIT, "客户要得急", (("w", "看过"),))
    assert edited.check["findings"][0]["id"] == "w"
    assert rejected.decision is not None
    assert (rejected.decision.reason, rejected.customer_ref) == ("口径不对", None)
    assert (claimed.claimed_by, claimed.claimed_until) == (PERSON, None)
    assert (pending.customer_ref, brought.text) == ("crm-9", EDIT)
    assert store.reviews.by_draft("d1").id == claimed.id, "the newest of that id"
    people = {p.name: p for p in store.people.list()}
    assert (people[PERSON].role, people[OTHER].role) == ("admin", "advisor")
    assert [(k["name"], k["kind"], k["revoked_at"] is None) for k in store.keys.list()] == [
        ("crm", "service", True), (PERSON, "user", True), ("old", "service", False),
    ]  # fmt: skip
    assert store.first_broken() is None
    assert kinds(store)[-2:] == ["text.checked", "store.migrated"]


def in_order(store: Store) -> list[Review]:
    """Every review, oldest first."""
    with store.database.read() as c:
        ids = c.exec_driver_sql("SELECT id FROM reviews ORDER BY number").scalars().all()
    return [store.reviews.get(review_id) for review_id in ids]


def test_the_migrated_store_goes_on(old: Place) -> None:
    store = old.open()
    claimed = store.reviews.list(state=ReviewState.CLAIMED)[0][0]
    assert approved(store, claimed).state is ReviewState.APPROVED
    pending = store.reviews.list(state=ReviewState.PENDING)[0][0]
    store.reviews.revise(pending.id, EDIT, check_of(EDIT), revision=1, person=OTHER)
    fresh = open_review(store, draft_id="d9", customer_ref="crm-9")
    assert [r["review_id"] for r in store.customers.export("crm-9", actor=OTHER)["reviews"]] == [pending.id, fresh.id]
    assert store.customers.erase("crm-7", actor=OTHER)["reviews"] == 2
    assert store.first_broken() is None
    assert old.open(create=False).first_broken() is None


def test_no_word_is_left_in_the_clear(old: Place) -> None:
    """But in the copy that was taken of an SQLite file, and in the log that a server has yet to write over."""
    assert set(old.finds(*WORDS)) == set(WORDS), "looks in the wrong place"
    old.open().close()
    if old.kind == "postgres":
        assert old.finds(*WORDS, held=old.tables()) == []
        return
    (old.folder / "replydraft.db.0001.bak").unlink()
    assert old.finds(*WORDS) == []


def test_the_file_is_copied_before(empty_places: Places) -> None:
    place = empty_places("sqlite")
    make_0001(place)
    before = rows_0001(place)
    place.open()
    copy = place.folder / "replydraft.db.0001.bak"
    assert copy.stat().st_mode & 0o777 == 0o600
    there = Place("sqlite", str(copy), place.folder, place.clock)
    assert rows_0001(there) == before


def test_back_and_forward_again_loses_nothing(old: Place) -> None:
    before = rows_0001(old)
    store = old.open()
    seen = in_order(store)
    store.close()
    move(old, HEAD, "0001")
    back = rows_0001(old)
    for name in before:
        if name not in ("audit_events", "audit_head", "people"):
            assert back[name] == before[name], name
    assert [e["kind"] for e in back["audit_events"]].count("store.migrated") == 2
    assert [p["name"] for p in back["people"]] == [p["name"] for p in before["people"]]
    again = old.open()
    assert in_order(again) == seen
    assert again.first_broken() is None
    assert [e.payload for e in again.audit.events() if e.kind == "store.migrated"] == [
        {"from": "0001", "to": HEAD}, {"from": HEAD, "to": "0001"}, {"from": "0001", "to": HEAD},
    ]  # fmt: skip


def test_what_only_today_knows_goes_back_and_forward_without_breaking_the_trail(old: Place) -> None:
    """Two approvals, what was sent and messages have no place in the first version: the trail still tells of them."""
    store = old.open()
    two: Any = {"second_for": ["urgent"], "alone_after_s": 60}
    waiting = approved(store, open_review(store, draft_id="d7", customer_ref="crm-20"), **two)
    done = approved(
        store, approved(store, open_review(store, draft_id="d8", customer_ref="crm-21"), **two), person=OTHER, **two
    )
    store.reviews.sent(done.id, EDIT, sent_at=None, by="rk_crm", verdict="pass")
    stale = open_review(store, draft_id="d9", customer_ref="crm-22")
    store.conversations.receive(message(customer_ref="crm-22"), actor="rk_crm")
    store.contents.in_use("program", "p1", None)
    store.close()
    move(old, HEAD, "0001")
    again = old.open()
    assert again.first_broken() is None
    assert again.reviews.get(waiting.id).state is ReviewState.AWAITING_SECOND
    assert again.reviews.get(stale.id).state is ReviewState.STALE
    after = again.reviews.get(done.id)
    assert (after.state, after.sent_sha256) == (ReviewState.DRIFTED, check_of(EDIT)["text_sha256"])
    assert [a.person for a in after.approvals] == [PERSON, OTHER]
    assert [a.person for a in again.reviews.get(waiting.id).approvals] == [PERSON]
    assert approved(again, again.reviews.get(waiting.id), person=OTHER, **two).state is ReviewState.APPROVED
    assert again.first_broken() is None


def test_there_is_no_way_back_once_a_customer_was_erased(old: Place) -> None:
    store = old.open()
    store.customers.erase("crm-7", actor=OTHER)
    before = kinds(store)
    store.close()
    with pytest.raises(StoreError, match="erased customer"):
        move(old, HEAD, "0001")
    again = old.open(create=False)
    assert kinds(again) == before
    assert again.first_broken() is None


def test_a_migration_that_fails_changes_nothing(old: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_0001(old)
    with monkeypatch.context() as patch:
        patch.setattr("replydraft.adapters.store.schema.make_append_only", lambda _: 1 / 0)
        patch.setattr("replydraft.adapters.store.migrations.to_0002.number_on", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            old.open()
    assert rows_0001(old) == before
    store = old.open()
    assert store.first_broken() is None
    assert len(store.reviews.list()[0]) == 6


def test_without_its_key_it_does_not_go_back(old: Place) -> None:
    old.open().close()
    away = old.keys.file.rename(old.folder / "away")
    with pytest.raises(KeyMissing):
        move(old, HEAD, "0001")
    away.rename(old.keys.file)
    assert old.open(create=False).first_broken() is None


def test_processes_opening_an_older_store_at_once_migrate_it_once(old: Place) -> None:
    before = rows_0001(old)
    problems: list[BaseException] = []

    def go() -> None:
        try:
            old.open(busy_timeout_ms=30_000)
        except BaseException as e:
            problems.append(e)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert problems == []
    store = old.open(create=False)
    assert kinds(store).count("store.migrated") == 1
    assert store.first_broken() is None
    if old.kind == "sqlite":
        copy = Place("sqlite", str(old.folder / "replydraft.db.0001.bak"), old.folder, old.clock)
        assert rows_0001(copy) == before, "the copy is from before"


_OPENER = """
import sys
from pathlib import Path
from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import open_store
open_store(sys.argv[1], keys=KeyPlace(Path(sys.argv[2])), busy_timeout_ms=60_000).ping()
"""

pytestmark = pytest.mark.slow


def test_so_do_processes_of_their_own(old: Place) -> None:
    command = [sys.executable, "-c", _OPENER, old.address, str(old.keys.file)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    for process in running:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint.decode()
    store = old.open(create=False)
    assert kinds(store).count("store.migrated") == 1
    assert store.first_broken() is None


def test_a_migrated_trail_takes_no_change_either(old: Place) -> None:
    store = old.open()
    for statement in ("UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"):
        with pytest.raises(DatabaseError, match="append-only"), store.database.engine.begin() as c:
            c.exec_driver_sql(statement)

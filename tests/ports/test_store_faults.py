"""Full disks, read-only databases and clocks that jump: a clear error, nothing half done, and on it goes afterwards."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from postgres_server import own_postgres
from psycopg import sql
from sqlalchemy import event, make_url
from store_places import Now, Place
from store_samples import PERSON, REPLY, approved, decision, kinds, message, open_review

from replydraft.adapters.store import Store, open_store
from replydraft.adapters.store.conversations import LEASE_S
from replydraft.domain.review import Once, ReviewState
from replydraft.errors import StoreError

ROOT = os.geteuid() == 0


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A file system of this size."""
    at.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(at)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system of its own can be mounted here: {mounted.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def fill(folder: Path, *, leave: int) -> Path:
    """A file that takes all of the disk but `leave` bytes."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        left = shutil.disk_usage(folder).free - leave
        while left > 0:
            left -= file.write(b"\x00" * min(left, 1 << 20))
    return filler


def write_until_refused(store: Store, said: str) -> tuple[list[str], str]:
    """The ids of the reviews that were acknowledged, and what the refusal said."""
    kept = []
    for n in range(400):
        try:
            kept.append(open_review(store, draft_id=f"n{n}", reply="长" * 3000).id)
        except StoreError as e:
            assert said in str(e)
            return kept, str(e)
    raise AssertionError("the disk is not full yet")


def whole(store: Store, acknowledged: list[str]) -> None:
    """What was acknowledged is there, with one opening event each, and nothing else."""
    found = {r.id for r in store.reviews.list(limit=10_000)[0]}
    assert set(acknowledged) == found
    assert kinds(store).count("review.opened") == len(found)
    assert store.first_broken() is None


def test_an_sqlite_file_that_may_grow_no_further(sqlite_place: Place) -> None:
    store = sqlite_place.open()
    kept = [open_review(store).id]
    with store.database.read() as c:
        pages = int(c.exec_driver_sql("PRAGMA page_count").scalar_one())
    store.database.engine.dispose()

    @event.listens_for(store.database.engine, "connect")
    def _limit(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.execute(f"PRAGMA max_page_count = {pages}")

    more, _ = write_until_refused(store, "disk full")
    store.close()
    again = sqlite_place.open()
    whole(again, kept + more)
    again.ping()
    open_review(again, draft_id="afterwards")


@pytest.mark.skipif(not ROOT, reason="only root can mount a small disk")
def test_a_full_disk_under_an_sqlite_file(tmp_path: Path, now: Now) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        folder = disk / "store"
        folder.mkdir(mode=0o700)
        place = Place("sqlite", str(folder / "replydraft.db"), folder, now)
        store = place.open()
        kept = [open_review(store).id]
        filler = fill(disk, leave=200_000)
        more, _ = write_until_refused(store, "disk full")
        kept += more
        assert store.reviews.get(kept[0]).text == REPLY, "reading goes on"
        whole(store, kept)
        kept += write_until_refused(place.open(), "disk full")[0]
        filler.unlink()
        kept.append(open_review(store, draft_id="afterwards").id)
        whole(store, kept)
        place.close()
        again = place.open(create=False)
        whole(again, kept)
        place.close()


@pytest.mark.slow
@pytest.mark.skipif(not ROOT, reason="only root can mount a small disk")
def test_a_full_disk_under_a_server(tmp_path: Path, now: Now) -> None:
    disk = Path(f"/tmp/rdfull-{os.getpid()}")
    try:
        with small_disk(disk, 160) as _, own_postgres(disk / "data") as server:
            server.settle(autovacuum="off")
            place = Place("postgres", server.create(), tmp_path, now, server)
            store = place.open()
            kept = [open_review(store).id]
            filler = fill(disk, leave=300_000)
            more, said = write_until_refused(store, "disk full")
            assert str(make_url(place.address).database) in said
            kept += more
            filler.unlink()
            kept.append(_in_the_end(store))
            whole(store, kept)
            place.close()
    finally:
        shutil.rmtree(disk, ignore_errors=True)


def _in_the_end(store: Store) -> str:
    """A review opened as soon as the server can again: it may have had to restart itself."""
    for _ in range(200):
        try:
            return open_review(store, draft_id="afterwards").id
        except StoreError:
            time.sleep(0.1)
    raise AssertionError("the store did not come back")


_TRY = """
import sys
from replydraft.adapters.store import open_store
from replydraft.errors import StoreError
try:
    open_store(sys.argv[1]).audit.append("a", "b", {})
except StoreError as e:
    print(e.code, e)
"""


@pytest.mark.slow
@pytest.mark.parametrize("existing", [False, True])
def test_a_read_only_folder(sqlite_place: Place, existing: bool) -> None:
    """Run by somebody without the right to write: root may write anywhere, so root's capabilities are laid down."""
    path = sqlite_place.folder / "home" / "replydraft.db"
    path.parent.mkdir()
    command = [sys.executable, "-c", _TRY, str(path)]
    if ROOT:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root without setpriv cannot be kept from writing")
        command = [setpriv, "--bounding-set=-all", "--inh-caps=-all", *command]
    if existing:
        open_store(path).close()
    for item in (*path.parent.iterdir(), path.parent):
        item.chmod(item.stat().st_mode & ~0o222)
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    finally:
        path.parent.chmod(0o700)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("store_error ")
    assert str(path.parent) in ran.stdout
    assert "read-only" in ran.stdout or "Permission denied" in ran.stdout


def test_a_read_only_server(postgres_place: Place) -> None:
    store = postgres_place.open()
    review = open_review(store)
    database = make_url(postgres_place.address).database
    postgres_place.behind_our_back(f'ALTER DATABASE "{database}" SET default_transaction_read_only = on')
    limited = postgres_place.open()
    for attempt in (limited.ping, lambda: open_review(limited), lambda: approved(limited, review)):
        with pytest.raises(StoreError, match="read-only"):
            attempt()
    assert limited.reviews.get(review.id) == review
    with psycopg.connect(postgres_place.address, autocommit=True) as c:
        c.execute("SET default_transaction_read_only = off")
        c.execute(
            sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(sql.Identifier(str(database)))
        )
    limited.database.engine.dispose()
    assert approved(limited, review).state is ReviewState.APPROVED
    whole(store, [review.id])


def test_a_read_only_server_without_a_store_yet(postgres_place: Place) -> None:
    database = make_url(postgres_place.address).database
    postgres_place.behind_our_back(f'ALTER DATABASE "{database}" SET default_transaction_read_only = on')
    with pytest.raises(StoreError, match="read-only"):
        postgres_place.open()
    assert not postgres_place.keys.file.exists()


@pytest.mark.parametrize("jump", [5, -5, 48, -48])
def test_a_clock_that_jumps_by_hours(store: Store, place: Place, now: Now, jump: int) -> None:
    """Everything under way when it jumps, and everything begun after it, ends as it should; only times are odd."""
    claimed = store.reviews.claim(open_review(store).id, person=PERSON)
    waiting = approved(store, open_review(store, draft_id="d2"), second_for=["urgent"])
    store.idempotency.reserve(Once("rk", "k"), "b")
    store.conversations.receive(message(conversation="wx-2", customer_ref="crm-9"), actor="rk_crm")
    person = store.people.ensure(PERSON)
    session, token = store.sessions.begin(person), store.keys.create_for(person)
    now.later(hours=jump)
    assert store.keys.recognise(token) is not None
    assert (store.sessions.person(session) is None) is (jump > 0)
    store.reviews.expire_claims()
    assert store.reviews.get(claimed.id).claimed_by == (None if jump > 0 else PERSON)
    assert approved(store, store.reviews.get(claimed.id)).state is ReviewState.APPROVED
    assert approved(store, waiting, person="吴双", second_for=["urgent"]).state is ReviewState.APPROVED
    review = open_review(store, draft_id="d3", once=Once("rk", "k"))
    assert store.idempotency.reserve(Once("rk", "k"), "b").review_id == review.id
    store.conversations.receive(message(2, conversation="wx-2", customer_ref="crm-9"), actor="rk_crm")
    now.later(seconds=8)
    due = store.conversations.take_due()
    assert due is not None
    assert due.text.count("\n") == 1
    now.later(hours=-jump, seconds=LEASE_S)
    store.conversations.receive(message(3, conversation="wx-2", customer_ref="crm-9"), actor="rk_crm")
    now.later(hours=abs(jump) + 1)
    again = store.conversations.take_due()
    assert again is not None
    assert again.text.count("\n") == 2
    assert approved(store, review).decision == decision()
    assert store.first_broken() is None
    assert place.open().first_broken() is None
    assert [e.sequence for e in store.audit.events()] == list(range(1, len(kinds(store)) + 1))

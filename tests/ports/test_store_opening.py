"""What an operator reads when the store cannot be used, each cause made for real."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event
from store_samples import PERSON, REPLY, check_of, decision, open_review

from replydraft.adapters.store import Store, open_store
from replydraft.errors import StoreError, StoreLocked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "replydraft.db"


def test_it_is_made_on_first_use_for_its_owner_only(path: Path) -> None:
    open_store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("form", ["sqlite:///{}", "sqlite+pysqlite:///{}", "{}"])
def test_a_url_and_a_path_mean_the_same_file(path: Path, form: str) -> None:
    store = open_store(form.format(path))
    assert store.path == path
    store.close()


@pytest.mark.parametrize("url", ["postgresql://u:secret@db/x", "sqlite://", "sqlite:///:memory:", "mysql+x://h/d"])
def test_other_databases_are_refused_without_their_secrets(url: str) -> None:
    with pytest.raises(StoreError, match="SQLite") as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


def test_commits_are_forced_to_disk(path: Path) -> None:
    store = open_store(path)
    with store._db.read() as c:
        assert c.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert c.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert c.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    store.close()


def test_everything_is_there_after_reopening(path: Path) -> None:
    store = open_store(path)
    done = store.reviews.decide(open_review(store).id, decision(), check_of(REPLY), revision=1)
    person = store.people.ensure(PERSON)
    store.close()
    again = open_store(path, create=False)
    assert again.reviews.get(done.id) == done
    assert again.people.first() == person
    assert again.first_broken() is None
    again.close()


def test_missing(path: Path) -> None:
    with pytest.raises(StoreError, match="missing"):
        open_store(path, create=False)
    assert not path.exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(StoreError, match="数据文件夹"):
        open_store(tmp_path / "home" / "replydraft.db")


def test_a_folder_where_the_file_should_be(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot open"):
        open_store(path)


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_not_a_database(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"not a database|corrupted"):
        open_store(path)
    assert path.read_bytes() == content


def test_somebody_elses_database(path: Path) -> None:
    path.parent.mkdir()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    with pytest.raises(StoreError, match="not ours"):
        open_store(path)


def test_a_newer_schema(path: Path) -> None:
    open_store(path).close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    with pytest.raises(StoreError, match="newer schema 999"):
        open_store(path)


def test_pages_damaged_later(path: Path) -> None:
    store = open_store(path)
    for n in range(40):
        open_review(store, draft_id=f"d{n}")
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    damaged = None
    with pytest.raises(StoreError, match="corrupted"):
        damaged = open_store(path)
        damaged.first_broken()
    if damaged:
        damaged.close()


def test_held_by_another_process(path: Path) -> None:
    store = open_store(path, busy_timeout_ms=100)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked, match="locked"):
        open_review(store)
    with pytest.raises(StoreLocked):
        store.ping()
    assert store.reviews.list() == ([], None)  # reading needs no lock
    other.execute("ROLLBACK")
    other.close()
    store.ping()
    open_review(store)
    store.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_moved_away_while_open(path: Path, replaced: bool) -> None:
    """SQLite itself would go on writing into the deleted file."""
    store = open_store(path)
    review = open_review(store)
    moved = path.rename(path.with_name("moved.db"))
    if replaced:
        shutil.copy(moved, path)
    with pytest.raises(StoreError, match="moved or replaced"):
        store.reviews.decide(review.id, decision(), check_of(REPLY), revision=1)
    store.close()


def _let_it_grow_no_further(store: Store) -> None:
    """What a full disk does, on every connection of the pool."""
    with store._db.read() as c:
        pages = int(c.exec_driver_sql("PRAGMA page_count").scalar_one())
    store._db.engine.dispose()

    @event.listens_for(store._db.engine, "connect")
    def _limit(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.execute(f"PRAGMA max_page_count = {pages}")


def test_disk_full(path: Path) -> None:
    store = open_store(path)
    kept = open_review(store)
    _let_it_grow_no_further(store)
    with pytest.raises(StoreError, match="disk full"):
        for n in range(200):
            open_review(store, draft_id=f"n{n}", reply="长" * 3000)
    store.close()
    again = open_store(path)
    whole = again.reviews.list(limit=500)[0]
    assert kept in whole
    assert len(list(again.audit.events())) == len(whole)
    assert again.first_broken() is None
    again.close()


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
def test_a_read_only_folder(path: Path, existing: bool) -> None:
    """Run by somebody without the right to write: root may write anywhere, so root's capabilities are laid down."""
    command = [sys.executable, "-c", _TRY, str(path)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root without setpriv cannot be kept from writing")
        command = [setpriv, "--bounding-set=-all", "--inh-caps=-all", *command]
    if existing:
        open_store(path).close()
    path.parent.mkdir(exist_ok=True)
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

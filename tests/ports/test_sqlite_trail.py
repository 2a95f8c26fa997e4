"""The small trail of one check writes what the whole store would, and leaves everything else to it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from replydraft.adapters import sqlite_trail
from replydraft.adapters.sqlite_trail import StoredElsewhere, open_sqlite_trail
from replydraft.adapters.store import open_store
from replydraft.adapters.store.schema import APPLICATION_ID, HEAD


def make(path: Path) -> Path:
    store = open_store(path)
    store.audit.append("first", "s", {"n": 1})
    store.close()
    return path


def test_it_is_of_the_same_revision_as_the_store() -> None:
    assert (sqlite_trail.HEAD, sqlite_trail.APPLICATION_ID) == (HEAD, APPLICATION_ID)


def test_both_write_one_chain(tmp_path: Path) -> None:
    path = make(tmp_path / "a.db")
    with open_sqlite_trail(path) as trail:
        made = [trail.append("text.checked", "s", {"b": 2, "a": "一"}, actor="cli") for _ in range(3)]
    store = open_store(path)
    try:
        store.audit.append("last", "s", {})
        assert store.first_broken() is None
        events = list(store.audit.events())
        assert events[1:4] == made
        assert [e.sequence for e in events] == [1, 2, 3, 4, 5]
    finally:
        store.close()


def test_it_knows_which_rules_are_in_use(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    store.contents.in_use("rules", "v1", None)
    store.contents.in_use("rules", "v2", None)
    store.close()
    with open_sqlite_trail(tmp_path / "a.db") as trail:
        assert trail.in_use("rules") == "v2"
        assert trail.in_use("knowledge") is None


@pytest.mark.parametrize(
    "change",
    ["UPDATE alembic_version SET version_num = '0001'", "DROP TABLE alembic_version", "PRAGMA application_id = 7",
     "PRAGMA journal_mode = DELETE", "INSERT INTO alembic_version VALUES ('9999')"],
)  # fmt: skip
def test_any_other_store_is_left_alone(change: str, tmp_path: Path) -> None:
    path = make(tmp_path / "a.db")
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    with pytest.raises(StoredElsewhere), open_sqlite_trail(path):
        pass


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_where_there_is_no_store_none_is_made(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoredElsewhere), open_sqlite_trail(path):
        pass
    assert (path.read_bytes() if path.exists() else None) == content


def test_what_cannot_be_written_now_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_trail, "BUSY_S", 0.05)
    path = make(tmp_path / "a.db")
    other = sqlite3.connect(path, isolation_level=None)
    with open_sqlite_trail(path) as trail:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoredElsewhere):
            trail.append("text.checked", "s", {})
        other.execute("ROLLBACK")
        assert trail.append("text.checked", "s", {}).sequence == 2
        path.rename(tmp_path / "moved.db")
        with pytest.raises(StoredElsewhere):
            trail.append("text.checked", "s", {})
    other.close()


def test_a_second_check_loads_no_database_library_and_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPLYDRAFT_HOME", str(tmp_path))
    code = (
        "import sys; sys.argv = ['replydraft', 'check', '这笔保证能批', '--json']\n"
        "from replydraft.entrypoints.cli.main import run\n"
        "try: run()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    assert not {"sqlalchemy", "yaml", "rich", "cryptography", "replydraft.pipeline"} & set(loaded)
    store = open_store(tmp_path / "replydraft.db")
    try:
        assert [e.kind for e in store.audit.events()].count("text.checked") == 2
        assert store.first_broken() is None
    finally:
        store.close()

"""What an operator reads when the store cannot be used, each cause made for real."""

from __future__ import annotations

import shutil
import stat

import pytest
from sqlalchemy import make_url
from store_places import Place
from store_samples import PERSON, REPLY, approved, check_of, decision, open_review

from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import open_store
from replydraft.errors import StoreError, StoreLocked


def test_it_is_made_on_first_use_for_its_owner_only(sqlite_place: Place) -> None:
    path = sqlite_place.file.parent / "home" / "replydraft.db"
    store = open_store(path)
    open_review(store)
    for file in (path, *path.parent.glob("*.db-*"), path.parent / "keys" / "store.key"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    for folder in (path.parent, path.parent / "keys"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    store.close()


@pytest.mark.parametrize("form", ["sqlite:///{}", "sqlite+pysqlite:///{}", "{}"])
def test_a_url_and_a_path_mean_the_same_file(sqlite_place: Place, form: str) -> None:
    store = open_store(form.format(sqlite_place.file))
    assert store.path == sqlite_place.file
    assert store.name == str(sqlite_place.file)
    store.close()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_way_to_write_a_postgresql_address(postgres_place: Place, scheme: str) -> None:
    address = scheme + "://" + postgres_place.address.partition("://")[2]
    store = open_store(address, keys=postgres_place.keys)
    postgres_place.opened.append(store)
    assert store.path is None
    open_review(store)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql+x://u:secret@h/d", "://", "postgresql://[", "x://"]
)
def test_other_databases_are_refused_without_their_secrets(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


def test_a_server_needs_to_be_told_where_the_keys_are() -> None:
    with pytest.raises(StoreError, match="where are the keys"):
        open_store("postgresql://u:secret@db/x")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("postgresql://u:secret@127.0.0.1:9/x", "cannot connect"),
        ("postgresql://u:secret@/x?host=/nowhere", "cannot connect"),
        ("postgresql://u:secret@no-such-host.invalid/x", "cannot connect"),
    ],
)
def test_a_server_that_is_not_there(sqlite_place: Place, where: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        open_store(where, keys=sqlite_place.keys)
    assert "secret" not in str(refused.value)
    assert not sqlite_place.keys.file.exists()


@pytest.mark.parametrize(
    ("part", "said"), [({"database": "rd_none"}, "no such database"), ({"username": "nobody_here"}, "sign-in refused")]
)
def test_a_database_or_a_user_that_is_not_there(postgres_place: Place, part: dict[str, str], said: str) -> None:
    wrong = make_url(postgres_place.address).set(password="secret", **part)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match=said) as refused:
        open_store(wrong.render_as_string(hide_password=False), keys=postgres_place.keys)
    assert "secret" not in str(refused.value)


def test_commits_are_forced_to_disk(place: Place) -> None:
    store = place.open()
    with store.database.read() as c:
        if place.kind == "postgres":
            assert c.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
            assert c.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "repeatable read"
            assert c.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on"
            return
        assert c.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert c.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert c.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert c.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1


def test_a_server_default_of_less_safety_is_not_ours(postgres_place: Place) -> None:
    name = make_url(postgres_place.address).database
    postgres_place.behind_our_back(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with postgres_place.open().database.write() as c:
        assert c.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_everything_is_there_after_reopening(empty_place: Place) -> None:
    store = empty_place.open()
    done = approved(store, open_review(store))
    person = store.people.ensure(PERSON)
    store.close()
    again = empty_place.open(create=False)
    assert again.reviews.get(done.id) == done
    assert again.people.named(PERSON) == person
    assert again.first_broken() is None


def test_missing(empty_place: Place) -> None:
    with pytest.raises(StoreError, match="missing"):
        empty_place.open(create=False)
    assert not empty_place.keys.file.exists()
    if empty_place.kind == "sqlite":
        assert not empty_place.file.exists()


def test_a_file_where_the_folder_should_be(sqlite_place: Place) -> None:
    (sqlite_place.folder / "home").write_text("x")
    with pytest.raises(StoreError, match="数据文件夹"):
        open_store(sqlite_place.folder / "home" / "replydraft.db")


def test_a_folder_where_the_file_should_be(sqlite_place: Place) -> None:
    sqlite_place.file.mkdir()
    with pytest.raises(StoreError, match="cannot open"):
        sqlite_place.open()


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_not_a_database(sqlite_place: Place, content: bytes) -> None:
    sqlite_place.file.write_bytes(content)
    with pytest.raises(StoreError, match=r"not a database|corrupted"):
        sqlite_place.open()
    assert sqlite_place.file.read_bytes() == content


@pytest.mark.parametrize("table", ["theirs", "alembic_version"])
def test_somebody_elses_database(empty_place: Place, table: str) -> None:
    empty_place.behind_our_back(f"CREATE TABLE {table} (x TEXT)")
    with pytest.raises(StoreError, match="not ours"):
        empty_place.open()


def test_a_newer_schema(place: Place) -> None:
    place.behind_our_back("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer schema 9999"):
        place.open()


def test_pages_damaged_later(sqlite_place: Place) -> None:
    path = sqlite_place.file
    store = sqlite_place.open()
    for n in range(40):
        open_review(store, draft_id=f"d{n}")
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreError, match="corrupted"):
        sqlite_place.open().first_broken()


def test_held_by_another_process(place: Place) -> None:
    store = place.open(busy_timeout_ms=100)
    with place.raw() as other:
        if place.kind == "sqlite":
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql("SELECT pg_advisory_xact_lock(1380209222)")
        with pytest.raises(StoreLocked, match="locked"):
            open_review(store)
        with pytest.raises(StoreLocked):
            store.ping()
        assert store.reviews.list() == ([], None), "reading needs no lock"
        other.rollback()
    store.ping()
    open_review(store)
    assert store.first_broken() is None


@pytest.mark.parametrize("replaced", [False, True])
def test_moved_away_while_open(sqlite_place: Place, replaced: bool) -> None:
    """SQLite itself would go on writing into the deleted file."""
    store = sqlite_place.open()
    review = open_review(store)
    moved = sqlite_place.file.rename(sqlite_place.file.with_name("moved.db"))
    if replaced:
        shutil.copy(moved, sqlite_place.file)
    with pytest.raises(StoreError, match="moved or replaced"):
        store.reviews.decide(review.id, decision(), check_of(REPLY), revision=1)


def test_the_wal_of_a_killed_process_is_taken_in(sqlite_place: Place) -> None:
    """A copy of file and log as a killed process leaves them."""
    store = sqlite_place.open()
    review = open_review(store)
    left = sqlite_place.folder / "left"
    left.mkdir()
    for file in sqlite_place.folder.glob("replydraft.db*"):
        shutil.copy(file, left)
    again = open_store(left / "replydraft.db", keys=sqlite_place.keys)
    assert again.reviews.get(review.id) == review
    assert again.first_broken() is None
    again.close()


def test_a_log_cut_short_loses_no_more_than_its_end(sqlite_place: Place) -> None:
    store = sqlite_place.open()
    reviews = [open_review(store, draft_id=f"d{n}") for n in range(6)]
    wal = sqlite_place.file.with_name("replydraft.db-wal")
    left = sqlite_place.folder / "left"
    left.mkdir()
    shutil.copy(sqlite_place.file, left)
    (left / wal.name).write_bytes(wal.read_bytes()[:-5000])
    again = open_store(left / "replydraft.db", keys=KeyPlace(sqlite_place.keys.file))
    kept = again.reviews.list()[0]
    assert kept == reviews[: len(kept)]
    assert 0 < len(kept) < 6
    assert again.first_broken() is None
    again.close()

"""The store of some settings: opened, backed up, restored, migrated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.domain.operator import OperatorProfile
from replydraft.errors import ContentError, StoreError
from replydraft.ports import AuditTrail
from replydraft.settings import Settings

if TYPE_CHECKING:
    from replydraft.adapters.cryptography_seal import KeyPlace
    from replydraft.adapters.store import Store


def home_of(settings: Settings) -> Path:
    """The state folder, made on first use, readable by its owner only. Raises StoreError where it cannot be made."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as e:
        raise StoreError(f"cannot make the data folder {settings.home}: {e.strerror}") from None
    return settings.home


def store_keys(settings: Settings) -> KeyPlace:
    """Where the store's master keys are."""
    from replydraft.adapters.cryptography_seal import KeyPlace
    from replydraft.adapters.store.store import KEY_FILE

    return KeyPlace(settings.home / "keys" / KEY_FILE, settings.store_key)


def store_address(settings: Settings) -> str | Path:
    """Raises ContentError for a server that the operator did not list."""
    return _listed(settings) or home_of(settings) / "replydraft.db"


def _listed(settings: Settings) -> str:
    """The database's address, whose hosts are this machine or stand in the operator profile's `hosts`.

    Raises ContentError before anything is looked up or connected to.
    """
    if not settings.database_url:
        return ""
    from replydraft.adapters.loopback import is_loopback
    from replydraft.adapters.store.hosts import server_hosts
    from replydraft.knowledge.operator_profile import listed_hosts, load_operator

    away = [h for h in server_hosts(settings.database_url) if h != "localhost" and not is_loopback(h)]
    listed = listed_hosts(load_operator(settings.operator)) if away else ()
    for host in away:
        if host not in listed:
            said = f"数据库服务器 {host} 不在机构资料的 hosts 里，没有连接 (not contacted: not in hosts of {settings.operator})"
            raise ContentError(said, where="REPLYDRAFT_DATABASE_URL")
    return settings.database_url


def _existing(settings: Settings) -> str | Path:
    """The same, and nothing is made: a mistyped folder is said instead of filled. Raises StoreError."""
    if not settings.database_url and not (settings.home / "replydraft.db").is_file():
        raise StoreError(f"这里没有数据库，请检查 REPLYDRAFT_HOME (no store here): {settings.home}", code="no_store")
    return _listed(settings) or settings.home / "replydraft.db"


@contextmanager
def open_the_store(
    settings: Settings, operator: OperatorProfile | None = None, *, create: bool = True
) -> Iterator[Store]:
    """The store, with the operator's times where a profile is given. Raises StoreError, ContentError."""
    from replydraft.adapters.store import open_store

    ours = operator or OperatorProfile(company="", short_name="", licence_status="")
    if not create and not settings.database_url and not settings.home.exists():
        raise StoreError(f"没有数据文件夹，请检查 REPLYDRAFT_HOME (no data folder): {settings.home}", code="no_store")
    store = open_store(
        store_address(settings),
        keys=store_keys(settings),
        create=create,
        claim_minutes=ours.claim_minutes,
        bubble_s=ours.bubble_s,
    )
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_trail(settings: Settings) -> Iterator[AuditTrail]:
    with open_the_store(settings) as store:
        yield store.audit


def back_up(settings: Settings, to: Path, *, actor: str) -> dict[str, Any]:
    """A backup of the store, taken while it is in use. Raises StoreError, InputError."""
    from replydraft.adapters.store.backup import write_backup

    with open_the_store(settings, create=False) as store:
        return asdict(write_backup(store.database, to, actor=actor))


def read_the_backup(source: Path) -> dict[str, Any]:
    """What a backup says of itself, proven. Raises InputError."""
    from replydraft.adapters.store.backup import read_backup

    return asdict(read_backup(source))


def restore_from(settings: Settings, source: Path, *, actor: str) -> dict[str, Any]:
    """Fill the empty store of these settings and prove it. Raises StoreError (not empty), KeyMissing, InputError."""
    from replydraft.adapters.store.backup import restore_backup
    from replydraft.adapters.store.engine import Database, kind_for
    from replydraft.adapters.store.sealing import Vault

    database = Database(kind_for(store_address(settings), create=True, busy_timeout_ms=5000))
    try:
        return asdict(restore_backup(database, Vault(database, store_keys(settings)), source, actor=actor))
    finally:
        database.close()


def migrate_store(settings: Settings, to: str | None, *, actor: str) -> tuple[str, str, Path | None]:
    """(revision before, revision now, the copy taken before). Raises StoreError."""
    from replydraft.adapters.store.engine import Database, kind_for
    from replydraft.adapters.store.migrating import migrate, revisions
    from replydraft.adapters.store.sealing import Vault

    database = Database(kind_for(_existing(settings), create=False, busy_timeout_ms=30_000))
    try:
        at = database.revision()
        if at is None:
            raise StoreError(f"数据库还没有建立，请先运行一次 replydraft serve (missing): {database.name}")
        known = revisions()
        target = to or known[-1]
        if target not in known:
            raise StoreError(
                f"没有版本 {target}，已知的有 {', '.join(known)} (unknown revision)", code="no_such_revision"
            )
        copy = migrate(database, Vault(database, store_keys(settings)), at=at, to=target, actor=actor)
        return at, target, copy
    finally:
        database.close()

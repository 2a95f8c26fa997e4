"""Bringing a store to another revision of its tables with Alembic, in one transaction: all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.schema import HEAD, alembic_version
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.sqlite import SqliteFile
from replydraft.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config


def config() -> Config:
    """Alembic's configuration: our scripts, no file, no logging of its own."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    return made


def revisions() -> list[str]:
    """Every revision there is, oldest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def migrate(database: Database, vault: Vault, *, at: str, to: str = HEAD, actor: str = "system") -> Path | None:
    """From revision `at` to `to`. A SQLite file is copied first; where that copy is. Raises StoreError."""
    if to == at:
        return None
    try:
        return _migrate(database, vault, at, to, actor)
    finally:
        vault.forget()


def _migrate(database: Database, vault: Vault, at: str, to: str, actor: str) -> Path | None:
    from alembic import command

    made = config()
    with database.write() as c:
        found = database.revision_in(c)
        if found == to:  # another process was faster
            return None
        if found != at:
            raise StoreError(f"数据库正由另一个进程升级，请稍后再试 (at {found}, not {at}): {database.name}")
        copy = _copied(database, at)  # while nobody else may write: it is of `at`, and whole
        made.attributes.update(connection=c, vault=vault)
        if not inspect(c).has_table(alembic_version.name):
            alembic_version.create(c)
            c.execute(alembic_version.insert().values(version_num=at))
        if to > at:
            command.upgrade(made, to)
        else:
            command.downgrade(made, to)
        append_in(c, database.now(), "store.migrated", "store", {"from": at, "to": to}, actor=actor)
    return copy


def _copied(database: Database, at: str) -> Path | None:
    """The copy taken before; None on a server, whose backups are its keeper's."""
    kind = database.kind
    if not isinstance(kind, SqliteFile):
        return None
    to = kind.path.with_name(f"{kind.path.name}.{at}.bak")
    try:
        kind.safe_copy(to)
    except Exception as e:
        raise StoreError(f"升级前无法留下副本，没有升级 ({type(e).__name__}): {to}") from None
    return to

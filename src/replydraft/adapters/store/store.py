"""The store: reviews, conversations, people, keys and the audit trail in one database.

What an event records and the event itself are one transaction; both are on disk when a call returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from replydraft.adapters.cryptography_seal import KeyPlace, new_key
from replydraft.adapters.store.audit import StoredAudit, append_in
from replydraft.adapters.store.consents import StoredConsents
from replydraft.adapters.store.contents import StoredContents
from replydraft.adapters.store.conversations import StoredConversations
from replydraft.adapters.store.customers import StoredCustomers
from replydraft.adapters.store.engine import Clock, Database, kind_for, utc_now
from replydraft.adapters.store.idempotency import StoredIdempotency
from replydraft.adapters.store.keys import StoredKeys
from replydraft.adapters.store.people import StoredPeople
from replydraft.adapters.store.reviews import StoredReviews
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.sessions import StoredSessions
from replydraft.adapters.store.sqlite import SqliteFile
from replydraft.adapters.store.verify import broken_store
from replydraft.domain.audit import export_line

KEY_FILE = "store.key"


class Store:
    """An open store; safe from any thread and beside other processes. `name` says which, without a password."""

    def __init__(self, database: Database, vault: Vault, *, claim_minutes: float = 30, bubble_s: float = 8) -> None:
        self.database, self.vault, self.name = database, vault, database.name
        self.audit = StoredAudit(database)
        self.reviews = StoredReviews(database, vault, claim_minutes=claim_minutes)
        self.conversations = StoredConversations(database, vault, bubble_s=bubble_s)
        self.consents = StoredConsents(database, vault)
        self.customers = StoredCustomers(database, vault)
        self.people = StoredPeople(database)
        self.sessions = StoredSessions(database)
        self.keys = StoredKeys(database)
        self.idempotency = StoredIdempotency(database, vault)
        self.contents = StoredContents(database)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on a server."""
        kind = self.database.kind
        return kind.path if isinstance(kind, SqliteFile) else None

    def first_broken(self) -> str | None:
        """None where chain, reviews and texts agree; else a sentence naming the first that does not."""
        with self.database.read() as c:
            return broken_store(c, self.vault)

    def export(self) -> Iterable[str]:
        """The trail as lines (no line end), for `domain.audit.first_broken_line` anywhere else."""
        return (export_line(event) for event in self.audit.events())

    def rotate_key(self, *, actor: str) -> int:
        """A new master key; every customer's data key is wrapped with it. How many. Raises StoreError, KeyMissing.

        The old key stays on the ring until the new wrapping is on disk, so that a crash leaves everything readable. The
        key file is changed only while nobody else may write, so that two rotations at once do not lose each other's key.
        """
        self.vault.forget()
        with self.database.write() as c:
            self.vault.own(c)
            key = self.vault.place.read()
            fresh = key.keys[0] if key is not None and self.vault.place.given else new_key()
            if not self.vault.place.given:
                self.vault.place.add(fresh)
            self.vault.forget()
            count = self.vault.rotate(c, fresh)
            append_in(c, self.database.now(), "store.key_rotated", "store", {"customers": count}, actor=actor)
        with self.database.write() as c:
            self.vault.retire_older(c)
        return count

    def ping(self) -> None:
        """Raises StoreError unless the store can be written now (nothing is)."""
        with self.database.write():
            pass

    def close(self) -> None:
        self.database.close()


def open_store(
    url_or_path: str | Path,
    *,
    keys: KeyPlace | None = None,
    create: bool = True,
    clock: Clock = utc_now,
    busy_timeout_ms: int = 5000,
    claim_minutes: float = 30,
    bubble_s: float = 8,
) -> Store:
    """Open, and unless `create` is False make or migrate, the store at a path, a `sqlite:///` or a `postgresql://` URL.

    `keys`: where the master keys are; default a file beside the SQLite file. Raises StoreError: missing, read-only,
    corrupted, not ours, of a newer version; StoreLocked: held by another process for longer than `busy_timeout_ms`;
    KeyMissing: only where a new or older store needs the key to be made or migrated, else at the first sealed value.
    """
    from replydraft.errors import StoreError

    kind = kind_for(url_or_path, create=create, busy_timeout_ms=busy_timeout_ms)
    database = Database(kind, clock=clock)
    if keys is None:
        if not isinstance(kind, SqliteFile):
            raise StoreError("请说明密钥文件放在哪里 (where are the keys?)")
        keys = KeyPlace(kind.path.parent / "keys" / KEY_FILE)
    vault = Vault(database, keys)

    def upgrade(at: str) -> None:
        from replydraft.adapters.store.migrating import migrate

        migrate(database, vault, at=at)

    try:
        database.bring_up(vault.begin, upgrade, create=create)
    except BaseException:
        database.close()
        raise
    return Store(database, vault, claim_minutes=claim_minutes, bubble_s=bubble_s)

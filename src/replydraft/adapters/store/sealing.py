"""What is a customer's, sealed: one data key for each customer, wrapped with a master key; erasing it erases them.

Look-ups by a caller's own id (a customer reference, a message id) go over a blind index: HMAC with a secret of this
store, which is itself wrapped with the master key, so that a rotation leaves every index as it is.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, insert, select, update

from replydraft.adapters.cryptography_seal import Cipher, KeyPlace, KeyRing, new_key
from replydraft.adapters.store.engine import Database, as_text
from replydraft.adapters.store.schema import customers, secrets_kept
from replydraft.errors import KeyMissing

_OWN = "own"
_FRESH = timedelta(minutes=5)


class Vault:
    """The keys of one store, read at their first use."""

    def __init__(self, database: Database, place: KeyPlace) -> None:
        self._db, self.place = database, place
        self._ring: KeyRing | None = None
        self._own: Cipher | None = None
        self._data_key = lru_cache(maxsize=4096)(self._unwrap)

    # this store's own secret

    def own(self, connection: Connection) -> Cipher:
        """The store's own cipher: blind indexes, and what belongs to no customer. Raises KeyMissing."""
        if self._own is None:
            kept = self._kept(connection)
            if kept is None:
                raise self._no_secret()
            self._own = self.opened_with(kept)
        return self._own

    def opened_with(self, kept: str) -> Cipher:
        """The own cipher from its sealed secret. Raises KeyMissing."""
        return Cipher(self.ring(kept).cipher_of(kept).open_bytes(kept, f"secrets_kept:{_OWN}"))

    def begin(self, connection: Connection) -> None:
        """The secret of a new store, in the transaction that makes its tables; with it the first master key."""
        if self._kept(connection) is None:
            ring = self.place.read() or self.place.make()
            sealed = ring.current.seal_bytes(new_key(), f"secrets_kept:{_OWN}")
            connection.execute(insert(secrets_kept).values(name=_OWN, value_sealed=sealed))

    def index(self, connection: Connection, what: str, value: str) -> str:
        """The blind index of a caller's id."""
        return self.own(connection).mac(f"{what}\x00{value}")

    def ring(self, sealed: str | None = None) -> KeyRing:
        """The master keys; read again where `sealed` needs one that came with a rotation, with those it put away where
        `sealed` was read from before it. Raises KeyMissing."""
        if self._ring is None or (sealed is not None and not self._ring.has(sealed)):
            self._ring = self.place.read()
            if self._ring is not None and sealed is not None and not self._ring.has(sealed) and not self.place.given:
                away = KeyPlace(self.place.retired).read()
                self._ring = KeyRing((*self._ring.keys, *(away.keys if away is not None else ())))
        if self._ring is None:
            raise KeyMissing(f"密钥文件不见了，请放回原来的文件 (key file is missing): {self.place.file}")
        return self._ring

    # customers

    def customer(self, connection: Connection, ref: str | None) -> tuple[str, Cipher]:
        """(id, cipher) of the customer a caller calls `ref`, made on first use; without `ref` always a new one."""
        now = self._db.now()
        index = None
        if ref is not None:
            index = self.index(connection, "customer", ref)
            row = connection.execute(select(customers).where(customers.c.ref_index == index)).first()
            if row is not None:
                if datetime.fromisoformat(now) - datetime.fromisoformat(row.active_at) > _FRESH:
                    connection.execute(update(customers).where(customers.c.id == row.id).values(active_at=now))
                return row.id, self._data_key(row.id, row.data_key)
        own = self.own(connection)
        customer_id, key = f"cu_{secrets.token_hex(8)}", new_key()
        wrapped = self._master(connection).seal_bytes(key, f"customers.data_key:{customer_id}")
        connection.execute(
            insert(customers).values(
                id=customer_id, ref_index=index, data_key=wrapped, created_at=now, active_at=now,
                ref_sealed=own.seal(ref, f"customers.ref:{customer_id}") if ref is not None else None,
            )
        )  # fmt: skip
        return customer_id, self._data_key(customer_id, wrapped)

    def cipher(self, customer_id: str, data_key: str | None) -> Cipher | None:
        """The cipher of a customer's row; None once erased. Raises KeyMissing."""
        return None if data_key is None else self._data_key(customer_id, data_key)

    def cipher_for(self, connection: Connection, customer_id: str) -> Cipher | None:
        row = connection.execute(select(customers.c.data_key).where(customers.c.id == customer_id)).one()
        return self.cipher(customer_id, row.data_key)

    def ref_of(self, connection: Connection, row: Any) -> str | None:
        """What callers call this customer. `row` has `customer_id` and `ref_sealed`."""
        sealed = row.ref_sealed
        return None if sealed is None else self.own(connection).open(sealed, f"customers.ref:{row.customer_id}")

    # rotation

    def rotate(self, connection: Connection, key: bytes) -> int:
        """Wrap every data key with `key`, which must be on the ring by now; how many. Texts stay as they are."""
        ring, fresh = self.ring(), Cipher(key)
        kept = self._kept(connection)
        if kept is not None:
            of = f"secrets_kept:{_OWN}"
            sealed = fresh.seal_bytes(ring.cipher_of(kept).open_bytes(kept, of), of)
            connection.execute(update(secrets_kept).where(secrets_kept.c.name == _OWN).values(value_sealed=sealed))
        rows = connection.execute(select(customers.c.id, customers.c.data_key).where(customers.c.data_key.is_not(None)))
        count = 0
        for row in rows.all():
            of = f"customers.data_key:{row.id}"
            wrapped = fresh.seal_bytes(ring.cipher_of(row.data_key).open_bytes(row.data_key, of), of)
            connection.execute(update(customers).where(customers.c.id == row.id).values(data_key=wrapped))
            count += 1
        return count

    def retire_older(self, connection: Connection) -> None:
        """Only the key in force stays on the ring; nothing where the newest is not in force yet."""
        kept, ring = self._kept(connection), self.place.read()
        if kept is not None and ring is not None and KeyRing(ring.keys[:1]).has(kept):
            self.place.retire_older()
        self.forget()

    def forget(self) -> None:
        """Read every key again at its next use."""
        self._ring = self._own = None
        self._data_key.cache_clear()

    def _master(self, connection: Connection) -> Cipher:
        """The master key in force: the one the store's own secret is wrapped with, also just after a rotation elsewhere."""
        kept = self._kept(connection)
        if kept is None:
            raise self._no_secret()
        return self.ring(kept).cipher_of(kept)

    def _no_secret(self) -> KeyMissing:
        return KeyMissing(f"数据库里没有自己的密钥记录，请从备份恢复 (secret is missing): {self._db.name}")

    def _kept(self, connection: Connection) -> str | None:
        return connection.execute(
            select(secrets_kept.c.value_sealed).where(secrets_kept.c.name == _OWN)
        ).scalar_one_or_none()

    def _unwrap(self, customer_id: str, wrapped: str) -> Cipher:
        return Cipher(self.ring(wrapped).cipher_of(wrapped).open_bytes(wrapped, f"customers.data_key:{customer_id}"))


def before(now: str, days: float) -> str:
    """The moment so many days before `now`, as the store writes moments."""
    return as_text(datetime.fromisoformat(now) - timedelta(days=days))

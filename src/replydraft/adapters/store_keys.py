"""API keys in the store: only their SHA-256 is kept, so a token is seen once, when it is made.

Tokens carry 256 random bits, which is why a plain hash suffices (nothing to guess, nothing to salt).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from replydraft.adapters.store_audit import append_in
from replydraft.adapters.store_engine import Database, as_text
from replydraft.adapters.store_schema import keys, people
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import SCOPES, SERVICE_PREFIX, USER_PREFIX, Key, Person
from replydraft.errors import InputError

_MAX_DAYS = 3660


class StoredKeys:
    """Issue, recognise, revoke."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def issue(self, label: str, scopes: Sequence[str], *, days: float = 90, actor: str = "system") -> tuple[Key, str]:
        """A service key and its token (`rk_…`), which is shown only now. Raises InputError."""
        unknown = [scope for scope in scopes if scope not in SCOPES]
        if unknown or not scopes:
            raise InputError(f"must be some of {', '.join(SCOPES)}", field="scopes")
        return self._issue(SERVICE_PREFIX, label, tuple(sorted(set(scopes))), None, days, actor)

    def issue_user(self, person: Person, *, days: float = 365, actor: str | None = None) -> tuple[Key, str]:
        """A person's token (`ru_…`), which is shown only now. Raises InputError."""
        return self._issue(USER_PREFIX, person.name, (), person, days, actor or person.name)

    def recognise(self, token: str) -> Key | None:
        """The key behind a token; None where it is unknown, expired or revoked."""
        if not token.startswith((SERVICE_PREFIX, USER_PREFIX)):
            return None
        digest = sha256_text(token)
        with self._db.read() as c:
            row = c.execute(_with_person().where(keys.c.token_sha256 == digest)).first()
            now = datetime.fromisoformat(self._db.now())
        if row is None or not hmac.compare_digest(row.token_sha256, digest):
            return None
        key = _key(row)
        return key if key.revoked_at is None and now < key.expires_at else None

    def list(self) -> list[Key]:
        with self._db.read() as c:
            return [_key(row) for row in c.execute(_with_person().order_by(keys.c.created_at, keys.c.id))]

    def revoke(self, key_id: str, *, actor: str = "system") -> bool:
        """Switch a key off from now on; False where there is none, or it was off already."""
        with self._db.write() as c:
            now = self._db.now()
            live = (keys.c.id == key_id) & keys.c.revoked_at.is_(None)
            if c.execute(update(keys).where(live).values(revoked_at=now)).rowcount != 1:
                return False
            append_in(c, now, "key.revoked", key_id, {}, actor=actor)
            return True

    def _issue(
        self, prefix: str, label: str, scopes: tuple[str, ...], person: Person | None, days: float, actor: str
    ) -> tuple[Key, str]:
        if not 0 < days <= _MAX_DAYS:
            raise InputError(f"must be more than 0 and at most {_MAX_DAYS}", field="days")
        key_id, token = f"{prefix}{secrets.token_hex(6)}", f"{prefix}{secrets.token_urlsafe(32)}"
        with self._db.write() as c:
            now = self._db.now()
            created = datetime.fromisoformat(now)
            expires = created + timedelta(days=days)
            c.execute(
                insert(keys).values(
                    id=key_id, label=label, token_sha256=sha256_text(token), scopes=list(scopes),
                    person_id=person.id if person else None, created_at=now, expires_at=as_text(expires),
                )
            )  # fmt: skip
            payload = {"scopes": list(scopes), "person": person.id if person else None, "expires": as_text(expires)}
            append_in(c, now, "key.issued", key_id, payload, actor=actor)
        return Key(key_id, label, scopes, person, created, expires), token


def _with_person() -> Any:
    return select(
        keys,
        people.c.name.label("person_name"),
        people.c.role.label("person_role"),
        people.c.created_at.label("person_created"),
    ).outerjoin(people, people.c.id == keys.c.person_id)


def _key(row: Row[Any]) -> Key:
    person = None
    if row.person_id is not None:
        person = Person(row.person_id, row.person_name, row.person_role, datetime.fromisoformat(row.person_created))
    return Key(
        id=row.id,
        label=row.label,
        scopes=tuple(row.scopes),
        person=person,
        created_at=datetime.fromisoformat(row.created_at),
        expires_at=datetime.fromisoformat(row.expires_at),
        revoked_at=datetime.fromisoformat(row.revoked_at) if row.revoked_at else None,
    )

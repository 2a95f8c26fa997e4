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

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database, as_text
from replydraft.adapters.store.people import person_of
from replydraft.adapters.store.schema import keys, people
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import SCOPES, SERVICE_PREFIX, USER_PREFIX, Key, Person
from replydraft.errors import InputError

_MAX_DAYS, _MAX_NAME = 3660, 60


class StoredKeys:
    """Create, recognise, revoke."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, name: str, *, scopes: Sequence[str], days: float = 365, actor: str = "system") -> str:
        """A service key's token (`rk_…`), seen only now. Raises InputError: scope, days, or a name in use."""
        if not name.strip() or len(name) > _MAX_NAME or not name.isprintable():
            raise InputError(f"must be one line of 1 to {_MAX_NAME} characters", field="name")
        if not scopes or any(scope not in SCOPES for scope in scopes):
            raise InputError(f"must be some of {', '.join(SCOPES)}", field="scopes")
        return self._create(SERVICE_PREFIX, name.strip(), sorted(set(scopes)), None, days, actor)

    def create_for(self, person: Person, *, days: float = 365) -> str:
        """A person's token (`ru_…`), seen only now. Raises InputError: days."""
        return self._create(USER_PREFIX, person.name, [], person, days, person.name)

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
        if key.person is not None and not key.person.active:
            return None
        return key if key.revoked_at is None and now < key.expires_at else None

    def list(self) -> list[dict[str, Any]]:
        """Every key as a JSON-ready object, oldest first; never its token."""
        with self._db.read() as c:
            found = [_key(row) for row in c.execute(_with_person().order_by(keys.c.created_at, keys.c.id))]
        return [
            {
                "id": key.id,
                "name": key.name,
                "kind": "user" if key.person else "service",
                "scopes": list(key.scopes),
                "created_at": as_text(key.created_at),
                "expires_at": as_text(key.expires_at),
                "revoked_at": as_text(key.revoked_at) if key.revoked_at else None,
            }
            for key in found
        ]

    def revoke(self, name: str, *, actor: str = "system") -> int:
        """End, at once, the live key with this id, or service keys of this name; how many. Raises InputError: none."""
        named = (keys.c.name == name) & keys.c.person_id.is_(None)
        live = ((keys.c.id == name) | named) & keys.c.revoked_at.is_(None)
        with self._db.write() as c:
            now = self._db.now()
            ids = [row.id for row in c.execute(select(keys.c.id).where(live))]
            if not ids:
                raise InputError("names no key that is still in force", field="name", code="no_such_key")
            c.execute(update(keys).where(live).values(revoked_at=now))
            for key_id in ids:
                append_in(c, now, "key.revoked", key_id, {}, actor=actor)
            return len(ids)

    def _create(
        self, prefix: str, name: str, scopes: Sequence[str], person: Person | None, days: float, actor: str
    ) -> str:
        if not 0 < days <= _MAX_DAYS:
            raise InputError(f"must be more than 0 and at most {_MAX_DAYS}", field="days")
        key_id, token = f"{prefix}{secrets.token_hex(6)}", f"{prefix}{secrets.token_urlsafe(32)}"
        with self._db.write() as c:
            now = self._db.now()
            expires = as_text(datetime.fromisoformat(now) + timedelta(days=days))
            taken = (keys.c.name == name) & keys.c.person_id.is_(None) & keys.c.revoked_at.is_(None)
            if person is None and c.execute(select(keys.c.id).where(taken, keys.c.expires_at > now)).first():
                raise InputError("is in use by another key; revoke that first", field="name", code="name_taken")
            c.execute(
                insert(keys).values(
                    id=key_id, name=name, token_sha256=sha256_text(token), scopes=list(scopes),
                    person_id=person.id if person else None, created_at=now, expires_at=expires,
                )
            )  # fmt: skip
            payload = {"scopes": list(scopes), "person": person.id if person else None, "expires": expires}
            append_in(c, now, "key.created", key_id, payload, actor=actor)
        return token


def _with_person() -> Any:
    owner = [c.label(f"person__{c.name}") for c in people.c]
    return select(keys, *owner).outerjoin(people, people.c.id == keys.c.person_id)


class _Owner:
    """The person's columns of a joined row, by their own names."""

    def __init__(self, row: Row[Any]) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, f"person__{name}")


def _key(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        person=person_of(_Owner(row)) if row.person_id is not None else None,
        created_at=datetime.fromisoformat(row.created_at),
        expires_at=datetime.fromisoformat(row.expires_at),
        revoked_at=datetime.fromisoformat(row.revoked_at) if row.revoked_at else None,
    )

"""Sessions of the review screen: an opaque token in a cookie, only its hash in the store, an end by time and by idleness."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database, as_text
from replydraft.adapters.store.people import person_of
from replydraft.adapters.store.schema import people, sessions
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import SESSION_PREFIX, Person

LASTS_H, IDLE_H, SEEN_EVERY_S = 12, 4, 60


class StoredSessions:
    """Who is signed in."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, person: Person) -> str:
        """A new session's token, for the cookie."""
        token = f"{SESSION_PREFIX}{secrets.token_urlsafe(32)}"
        with self._db.write() as c:
            now = self._db.now()
            ends = as_text(datetime.fromisoformat(now) + timedelta(hours=LASTS_H))
            c.execute(delete(sessions).where(sessions.c.expires_at <= now))
            c.execute(
                insert(sessions).values(
                    token_sha256=sha256_text(token), person_id=person.id, created_at=now, expires_at=ends, seen_at=now
                )
            )
        return token

    def person(self, token: str | None) -> Person | None:
        """Whose session this is; None where it is unknown, over, idle for too long, or its person out of service."""
        if not token or not token.startswith(SESSION_PREFIX):
            return None
        here = sessions.c.token_sha256 == sha256_text(token)
        query = select(people, sessions.c.seen_at, sessions.c.expires_at)
        with self._db.read() as c:
            row = c.execute(query.join(sessions, sessions.c.person_id == people.c.id).where(here)).first()
            now = datetime.fromisoformat(self._db.now())
        if row is None or not row.active or now >= datetime.fromisoformat(row.expires_at):
            return None
        idle = (now - datetime.fromisoformat(row.seen_at)).total_seconds()
        if idle > IDLE_H * 3600:
            return None
        if idle > SEEN_EVERY_S:
            with self._db.write() as c:
                c.execute(update(sessions).where(here).values(seen_at=as_text(now)))
        return person_of(row)

    def end(self, token: str) -> None:
        """Sign out. An unknown token changes nothing."""
        here = sessions.c.token_sha256 == sha256_text(token)
        with self._db.write() as c:
            row = c.execute(
                select(people.c.id, people.c.name).join(sessions, sessions.c.person_id == people.c.id).where(here)
            ).first()
            if row is not None:
                c.execute(delete(sessions).where(here))
                append_in(c, self._db.now(), "signed_out", row.id, {}, actor=row.name)

"""People in the store. Until accounts come there is one, named at first start."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from replydraft.adapters.store_audit import append_in
from replydraft.adapters.store_engine import Database
from replydraft.adapters.store_schema import people
from replydraft.domain.approval import require_person
from replydraft.domain.people import Person
from replydraft.errors import InputError

_MAX_NAME = 60


class StoredPeople:
    """Who may decide."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def ensure(self, name: str, *, role: str = "advisor") -> Person:
        """The person of this name, made on first use. Raises InputError for a name nobody can have."""
        name = name.strip()
        require_person(name)
        if len(name) > _MAX_NAME or not name.isprintable():
            raise InputError(f"must be one line of at most {_MAX_NAME} characters", field="person")
        with self._db.write() as c:
            row = c.execute(select(people).where(people.c.name == name)).first()
            return person_of(row) if row else self._add(c, name, role)

    def first(self) -> Person | None:
        """The local person; None before the first start named one."""
        with self._db.read() as c:
            row = c.execute(select(people).order_by(people.c.created_at, people.c.id).limit(1)).first()
        return person_of(row) if row else None

    def list(self) -> list[Person]:
        with self._db.read() as c:
            return [person_of(row) for row in c.execute(select(people).order_by(people.c.created_at, people.c.id))]

    def _add(self, connection: Connection, name: str, role: str) -> Person:
        now, person_id = self._db.now(), f"pe_{secrets.token_hex(6)}"
        connection.execute(insert(people).values(id=person_id, name=name, role=role, created_at=now))
        append_in(connection, now, "person.named", person_id, {"role": role}, actor=name)
        return Person(person_id, name, role, datetime.fromisoformat(now))


def person_of(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.role, datetime.fromisoformat(row.created_at))

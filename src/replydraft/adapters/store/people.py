"""People in the store: accounts, roles, branches; passwords as Argon2id hashes, tries at them limited in rate."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from replydraft.adapters.argon2_passwords import hash_password, matches_nothing, needs_rehash, password_matches
from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database, as_text
from replydraft.adapters.store.schema import keys, people, sessions, sign_ins
from replydraft.domain.approval import require_person
from replydraft.domain.people import Person, Role
from replydraft.errors import InputError, SignInRefused

MAX_NAME = 60
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
TRIES, TRIES_OF_ADDRESS, WINDOW_S = 5, 30, 900
"""So many refused tries at one name, or from one address, within the window; then it must be waited for."""


class StoredPeople:
    """Who may decide."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self, name: str, *, role: str = Role.ADVISOR, branch: str = "", password: str | None = None, actor: str
    ) -> Person:
        """A new person. Raises InputError: a name nobody can have or that is taken, an unknown role, a weak password."""
        name = _checked_name(name)
        values = {"role": _checked_role(role), "branch": _checked_branch(branch)}
        hashed = hash_password(_checked_password(password, name)) if password is not None else None
        with self._db.write() as c:
            if c.execute(select(people.c.id).where(people.c.name == name)).first() is not None:
                raise InputError("is taken by another person", field="name", code="name_taken")
            return self._add(c, name, hashed, actor=actor, **values)

    def begin(self, name: str, *, password: str) -> Person:
        """The first person of a new store, an admin. Raises InputError (`not_first`) where there is somebody already."""
        name = _checked_name(name)
        hashed = hash_password(_checked_password(password, name))
        with self._db.write() as c:
            if c.execute(select(people.c.id).limit(1)).first() is not None:
                raise InputError("somebody is here already; sign in", field="name", code="not_first")
            return self._add(c, name, hashed, actor=name, role=Role.ADMIN.value, branch="")

    def ensure(self, name: str, *, role: str = Role.ADVISOR, branch: str = "", actor: str = "system") -> Person:
        """The person of this name, made without a password on first use. Raises InputError as `add`."""
        name = _checked_name(name)
        values = {"role": _checked_role(role), "branch": _checked_branch(branch)}
        with self._db.write() as c:
            row = c.execute(select(people).where(people.c.name == name)).first()
            return person_of(row) if row else self._add(c, name, None, actor=actor, **values)

    def get(self, person_id: str) -> Person | None:
        with self._db.read() as c:
            row = c.execute(select(people).where(people.c.id == person_id)).first()
        return person_of(row) if row else None

    def named(self, name: str) -> Person | None:
        with self._db.read() as c:
            row = c.execute(select(people).where(people.c.name == name.strip())).first()
        return person_of(row) if row else None

    def list(self) -> list[Person]:
        with self._db.read() as c:
            return [person_of(row) for row in c.execute(select(people).order_by(people.c.created_at, people.c.id))]

    def change(
        self,
        person_id: str,
        *,
        role: str | None = None,
        branch: str | None = None,
        active: bool | None = None,
        actor: str,
    ) -> Person:
        """Another role or branch, out of service or back. Out of service ends every session and token at once.

        Raises InputError: no such person, an unknown role, or the last active admin would be gone.
        """
        values: dict[str, Any] = {}
        if role is not None:
            values["role"] = _checked_role(role)
        if branch is not None:
            values["branch"] = _checked_branch(branch)
        if active is not None:
            values["active"] = active
        with self._db.write() as c:
            before = _known(c, person_id)
            values = {k: v for k, v in values.items() if v != getattr(before, k)}
            if not values:
                return before
            now = self._db.now()
            c.execute(update(people).where(people.c.id == person_id).values(values))
            admins = (people.c.role == Role.ADMIN.value) & people.c.active
            if (
                before.role == Role.ADMIN
                and before.active
                and c.execute(select(people.c.id).where(admins)).first() is None
            ):
                raise InputError("is the last admin; make another one first", field="role", code="last_admin")
            if values.get("active") is False:
                _end_everything(c, person_id, now)
            payload = {k: [getattr(before, k), v] for k, v in values.items()}
            append_in(c, now, "person.changed", person_id, payload, actor=actor)
            return _known(c, person_id)

    def set_password(self, person_id: str, password: str, *, actor: str) -> None:
        """A new password; it ends every session and token of this person. Raises InputError: no such person, a weak password."""
        with self._db.read() as c:
            name = _known(c, person_id).name
        hashed = hash_password(_checked_password(password, name))
        with self._db.write() as c:
            c.execute(update(people).where(people.c.id == person_id).values(password_hash=hashed))
            _end_everything(c, person_id, self._db.now())
            c.execute(delete(sign_ins).where(sign_ins.c.name == name))
            append_in(c, self._db.now(), "person.password_set", person_id, {}, actor=actor)

    def sign_in(self, name: str, password: str, *, address: str) -> Person:
        """The person of this name and password. Both wrong and unknown take as long and say the same.

        Raises SignInRefused: `bad_credentials`, or `too_many_tries` with the seconds to wait.
        """
        name = name.strip()[:MAX_NAME]
        name = name if name.isprintable() else ""  # nobody is called so, and not every database can look for it
        with self._db.read() as c:
            self._within_limit(c, name, address)
            row = c.execute(select(people).where(people.c.name == name)).first()
        hashed = row.password_hash if row is not None and row.active else None
        right = password_matches(hashed, password) if hashed else matches_nothing(password)
        rehashed = hash_password(password) if right and hashed and needs_rehash(hashed) else None
        with self._db.write() as c:
            now = self._db.now()
            self._within_limit(c, name, address)
            if right and row is not None:
                current = c.execute(select(people).where(people.c.id == row.id)).one()
                right = bool(current.active and current.password_hash == hashed)
            subject = row.id if row is not None else "unknown"
            if right and row is not None:
                c.execute(delete(sign_ins).where(sign_ins.c.name == name))
                if rehashed:
                    c.execute(update(people).where(people.c.id == row.id).values(password_hash=rehashed))
                append_in(c, now, "sign_in.succeeded", subject, {}, actor=name)
            else:
                c.execute(insert(sign_ins).values(name=name, address=address, at=now))
                append_in(c, now, "sign_in.refused", subject, {"address": address}, actor="unknown")
        if not right or row is None:
            raise SignInRefused("姓名或密码不对 (wrong name or password)")
        return person_of(row)

    def _within_limit(self, connection: Connection, name: str, address: str) -> None:
        now = datetime.fromisoformat(self._db.now())
        since = as_text(now - timedelta(seconds=WINDOW_S))
        for column, value, most in ((sign_ins.c.name, name, TRIES), (sign_ins.c.address, address, TRIES_OF_ADDRESS)):
            recent = select(func.count(), func.min(sign_ins.c.at)).where(column == value, sign_ins.c.at > since)
            count, oldest = connection.execute(recent).one()
            if count >= most:
                free = datetime.fromisoformat(oldest) + timedelta(seconds=WINDOW_S)
                wait = min(WINDOW_S, max(1, round((free - now).total_seconds())))
                raise SignInRefused(
                    f"尝试次数过多，请 {(wait + 59) // 60} 分钟后再试 (too many tries)",
                    code="too_many_tries", retry_after_s=wait,
                )  # fmt: skip

    def _add(self, c: Connection, name: str, hashed: str | None, *, actor: str, role: str, branch: str) -> Person:
        now, person_id = self._db.now(), f"pe_{secrets.token_hex(6)}"
        c.execute(
            insert(people).values(
                id=person_id, name=name, role=role, branch=branch, active=True, password_hash=hashed, created_at=now
            )
        )
        append_in(c, now, "person.added", person_id, {"name": name, "role": role, "branch": branch}, actor=actor)
        return _known(c, person_id)


def person_of(row: Any) -> Person:
    made = datetime.fromisoformat(row.created_at)
    return Person(row.id, row.name, row.role, made, row.branch, bool(row.active), row.password_hash is not None)


def _known(connection: Connection, person_id: str) -> Person:
    row = connection.execute(select(people).where(people.c.id == person_id)).first()
    if row is None:
        raise InputError("names nobody here", field="person", code="no_such_person")
    return person_of(row)


def _end_everything(connection: Connection, person_id: str, now: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))
    live = (keys.c.person_id == person_id) & keys.c.revoked_at.is_(None)
    for row in connection.execute(select(keys.c.id).where(live)).all():
        connection.execute(update(keys).where(keys.c.id == row.id).values(revoked_at=now))
        append_in(connection, now, "key.revoked", row.id, {}, actor="system")


def _checked_name(name: str) -> str:
    name = name.strip()
    require_person(name)
    if len(name) > MAX_NAME or not name.isprintable():
        raise InputError(f"must be one line of at most {MAX_NAME} characters", field="person")
    return name


def _checked_role(role: str) -> str:
    if role not in tuple(Role):
        raise InputError(f"must be one of {', '.join(Role)}", field="role")
    return str(role)


def _checked_branch(branch: str) -> str:
    branch = branch.strip()
    if len(branch) > MAX_NAME or not branch.isprintable():
        raise InputError(f"must be one line of at most {MAX_NAME} characters", field="branch")
    return branch


def _checked_password(password: str, name: str) -> str:
    """NIST SP 800-63B: a length, no composition rules; and not one's own name or one character over and over."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(f"密码要 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符 (length)", field="password")
    if len(set(password)) < 4 or name.casefold() in password.casefold():
        raise InputError("密码太容易猜到，请换一个 (too easy to guess)", field="password", code="weak_password")
    return password

"""Who may do what: the people who decide, the programs that call, and what each shows when asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here. What each may do stands in `domain.permissions`."""

    ADVISOR = "advisor"
    SENIOR = "senior"
    COMPLIANCE = "compliance"
    MANAGER = "manager"
    ADMIN = "admin"


SCOPES = ("draft", "check", "messages", "admin")
"""What a service key may be allowed."""

SERVICE_PREFIX, USER_PREFIX, SESSION_PREFIX = "rk_", "ru_", "rs_"
"""How the token of a service key, of a person and of a person's session begins."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a name who can decide. `branch` empty: belongs to no branch."""

    id: str
    name: str
    role: str
    created_at: datetime
    branch: str = ""
    active: bool = True
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for something: a person, or a program by the id and scopes of its service key, never both."""

    actor: str
    """Who stands in the audit trail: the person's name, or the key's id."""
    person: Person | None = None
    scopes: tuple[str, ...] = ()
    branch: str = ""

    @classmethod
    def of(cls, person: Person) -> Caller:
        return cls(person.name, person, (), person.branch)


@dataclass(frozen=True, slots=True)
class Key:
    """One API token; the token itself is kept nowhere, only its hash. `person` is set on a user token, else None."""

    id: str
    name: str
    scopes: tuple[str, ...]
    person: Person | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    @property
    def actor(self) -> str:
        """Who stands in the audit trail: the person's name, or the key's id."""
        return self.person.name if self.person else self.id

    @property
    def caller(self) -> Caller:
        return Caller.of(self.person) if self.person else Caller(self.id, None, self.scopes)

"""Who may do what: the people who decide, and the keys by which programs and people reach the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SCOPES = ("draft", "check", "messages", "admin")
"""What a service key may be allowed."""

SERVICE_PREFIX, USER_PREFIX = "rk_", "ru_"
"""How the token of a service key and of a person begins."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a name who can decide."""

    id: str
    name: str
    role: str
    created_at: datetime


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

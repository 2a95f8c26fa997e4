"""A conversation as the CRM feeds it: messages in, inquiries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from replydraft.domain.inquiry import Role, Turn

MessageType = Literal["text", "voice", "image", "file"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `text` is None where it could not be read (a picture); `profile` is the contract's object."""

    conversation_id: str
    message_id: str
    customer_ref: str
    role: Role
    type: MessageType
    text: str | None
    sent_at: datetime
    advisor_ref: str | None = None
    branch: str = ""
    profile: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message. `stale`: reviews that no longer answer the customer; `due_at`: when a draft is due."""

    conversation: str
    duplicate: bool
    stale: tuple[str, ...]
    due_at: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that is due: the bubbles since the last draft, joined, and what was said before."""

    conversation: int
    through: int
    customer_ref: str | None
    branch: str
    advisor_ref: str | None
    text: str
    history: tuple[Turn, ...]
    profile: dict[str, Any]
    unread: tuple[str, ...]
    """What could not be read, in Chinese, in order."""

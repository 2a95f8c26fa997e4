"""What a draft does to the messages it answers."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from replydraft.adapters.store.schema import conversations, messages
from replydraft.domain.review import Answers


def answered(connection: Connection, answers: Answers) -> None:
    """Those messages have their draft; the conversation is due again only for what came later."""
    connection.execute(
        update(messages)
        .where(messages.c.conversation == answers.conversation, messages.c.number <= answers.through)
        .values(answered=True)
    )
    values = {"drafting_until": None} if newer_unanswered(connection, answers) else NOTHING_DUE
    connection.execute(update(conversations).where(conversations.c.number == answers.conversation).values(values))


NOTHING_DUE: dict[str, str | None] = {"due_at": None, "drafting_until": None}


def newer_unanswered(connection: Connection, answers: Answers) -> bool:
    """Whether the customer wrote again after what the draft answers."""
    later = select(messages.c.number).where(
        messages.c.conversation == answers.conversation,
        messages.c.role == "customer",
        messages.c.number > answers.through,
        messages.c.answered.is_(False),
    )
    return connection.execute(later.limit(1)).first() is not None

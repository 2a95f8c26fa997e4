"""What a draft does to the messages it answers."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from replydraft.adapters.store.schema import conversations, customers, messages
from replydraft.domain.review import Answers
from replydraft.errors import StaleReview


def require_there(connection: Connection, answers: Answers) -> None:
    """Raises StaleReview where the customer was erased while the draft was being made."""
    query = select(customers.c.data_key).join(conversations, conversations.c.customer_id == customers.c.id)
    if connection.execute(query.where(conversations.c.number == answers.conversation)).scalar_one_or_none() is None:
        raise StaleReview("这位客户的信息已按要求删除 (customer was erased)")


def answered(connection: Connection, answers: Answers) -> bool:
    """Those messages have their draft; the conversation is due again only for what came later.

    False where they had one already, by a server that took over: then nothing changes.
    """
    here = (messages.c.conversation == answers.conversation) & (messages.c.number <= answers.through)
    done = connection.execute(update(messages).where(here, messages.c.answered.is_(False)).values(answered=True))
    if done.rowcount == 0:
        return False
    values = {"drafting_until": None} if newer_unanswered(connection, answers) else NOTHING_DUE
    connection.execute(update(conversations).where(conversations.c.number == answers.conversation).values(values))
    return True


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

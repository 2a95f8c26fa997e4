"""Conversations as the CRM feeds them: messages kept once, bubbles joined, and what waits for a draft.

A repeated message id is ignored. Each customer message moves the moment at which the conversation is due by the quiet
time (`bubble_s`), so that bubbles become one inquiry; it makes waiting drafts of that customer stale. What is due is taken
by one server at a time, with a lease, so that a server that died is followed by another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database, as_text
from replydraft.adapters.store.review_moves import OPEN, make_stale
from replydraft.adapters.store.review_rows import open_json, seal_json
from replydraft.adapters.store.schema import conversations, customers, drafts, messages, reviews
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.conversation import Message, Received, Waiting
from replydraft.domain.inquiry import Turn
from replydraft.errors import InputError

LEASE_S = 120
_TURNS = 200
UNREAD = {"voice": "语音", "image": "图片", "file": "文件"}
_PICTURES = ("image", "file")
"""Unread also with a caption: that says what it is, not what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased(Waiting):
    """What was taken, with the end of the lease: it tells whether it is still ours."""

    lease: str


class StoredConversations:
    """ports.Conversations over a Database. `bubble_s`: seconds of quiet after which bubbles are one inquiry."""

    def __init__(self, database: Database, vault: Vault, *, bubble_s: float = 8) -> None:
        self._db, self._vault, self._bubble_s = database, vault, bubble_s

    def receive(self, message: Message, *, actor: str) -> Received:
        """Keep one message. Raises InputError where its conversation is another customer's."""
        with self._db.write() as c:
            now = self._db.now()
            index = self._vault.index(c, "message", f"{message.conversation_id}\x00{message.message_id}")
            held = self._conversation(c, message, now)
            label = f"cv_{held.number}"
            if c.execute(select(messages.c.number).where(messages.c.id_index == index)).first() is not None:
                return Received(label, True, (), held.due_at)
            cipher = self._vault.cipher_for(c, held.customer_id)
            if cipher is None:
                raise InputError("belongs to a customer who was erased", field="conversation_id", code="erased")
            asks = message.role == "customer"
            sealed = cipher.seal(message.text, f"messages.text:{index}") if message.text is not None else None
            c.execute(
                insert(messages).values(
                    id_index=index, conversation=held.number, role=message.role, type=message.type,
                    text_sealed=sealed, sent_at=as_text(message.sent_at), received_at=now, answered=not asks,
                )
            )  # fmt: skip
            due = as_text(datetime.fromisoformat(now) + timedelta(seconds=self._bubble_s)) if asks else held.due_at
            values: dict[str, Any] = {"due_at": due, "updated_at": now}
            if message.profile:
                known = open_json(cipher, held.profile_sealed, _of(held)) if held.profile_sealed else {}
                values["profile_sealed"] = seal_json(cipher, known | message.profile, _of(held))
            if message.advisor_ref:
                values["advisor_ref"] = message.advisor_ref
            c.execute(update(conversations).where(conversations.c.number == held.number).values(values))
            payload = {"message": index[:16], "role": message.role, "type": message.type}
            append_in(c, now, "message.received", label, payload, actor=actor)
            stale: Sequence[str] = ()
            if asks:
                stale = make_stale(c, self._vault, self._open_of(c, held.customer_id), now, "system")
            return Received(label, False, tuple(stale), due)

    def take_due(self) -> Waiting | None:
        """One conversation whose customer has been quiet for long enough, held for `LEASE_S`; None where nothing is due."""
        with self._db.read() as c:
            if self._due(c, self._db.now()) is None:
                return None
        with self._db.write() as c:
            now = self._db.now()
            row = self._due(c, now)
            if row is None:
                return None
            lease = as_text(datetime.fromisoformat(now) + timedelta(seconds=LEASE_S))
            c.execute(update(conversations).where(conversations.c.number == row.number).values(drafting_until=lease))
            return self._waiting(c, row, lease)

    def give_back(self, waiting: Waiting, *, retry_after_s: float) -> None:
        """It could not be drafted: due again later, unless another server has it by now."""
        with self._db.write() as c:
            again = as_text(datetime.fromisoformat(self._db.now()) + timedelta(seconds=retry_after_s))
            held = conversations.c.drafting_until == (waiting.lease if isinstance(waiting, Leased) else None)
            here = (conversations.c.number == waiting.conversation) & held
            c.execute(update(conversations).where(here).values(due_at=again, drafting_until=None))

    def _due(self, connection: Connection, now: str) -> Row[Any] | None:
        free = or_(conversations.c.drafting_until.is_(None), conversations.c.drafting_until <= now)
        query = (
            select(conversations, customers.c.data_key, customers.c.ref_sealed)
            .join(customers, customers.c.id == conversations.c.customer_id)
            .where(conversations.c.due_at <= now, free, customers.c.data_key.is_not(None))
            .order_by(conversations.c.due_at)
            .limit(1)
        )
        return connection.execute(query).first()

    def _waiting(self, connection: Connection, row: Row[Any], lease: str) -> Waiting:
        cipher = self._vault.cipher_for(connection, row.customer_id)
        if cipher is None:
            raise InputError("belongs to a customer who was erased", field="conversation_id", code="erased")
        ours = select(messages).where(messages.c.conversation == row.number)
        asked = connection.execute(ours.where(messages.c.answered.is_(False)).order_by(messages.c.number)).all()
        earlier = connection.execute(
            ours.where(messages.c.answered.is_(True)).order_by(messages.c.number.desc()).limit(_TURNS)
        ).all()[::-1]
        return Leased(
            lease=lease,
            conversation=row.number,
            through=max((m.number for m in (*asked, *earlier)), default=0),
            customer_ref=self._vault.ref_of(connection, row),
            branch=row.branch,
            advisor_ref=row.advisor_ref,
            text="\n".join(_words(cipher, m) for m in asked),
            history=tuple(Turn(m.role, _words(cipher, m)) for m in earlier),
            profile=open_json(cipher, row.profile_sealed, _of(row)) if row.profile_sealed else {},
            unread=tuple(UNREAD[m.type] for m in asked if m.type in _PICTURES or m.text_sealed is None),
        )

    def _conversation(self, connection: Connection, message: Message, now: str) -> Row[Any]:
        """The conversation's row, made on first use. Raises InputError: another customer's, or an erased one's."""
        index = self._vault.index(connection, "conversation", message.conversation_id)
        customer_id, cipher = self._vault.customer(connection, message.customer_ref)
        query = select(conversations).where(conversations.c.id_index == index)
        row = connection.execute(query).first()
        if row is None:
            connection.execute(
                insert(conversations).values(
                    id_index=index, id_sealed=cipher.seal(message.conversation_id, f"conversations.id:{index}"),
                    customer_id=customer_id, branch=message.branch, advisor_ref=message.advisor_ref, updated_at=now,
                )
            )  # fmt: skip
            row = connection.execute(query).one()
        if row.customer_id != customer_id:
            if self._vault.cipher_for(connection, row.customer_id) is None:
                raise InputError("belongs to a customer who was erased", field="conversation_id", code="erased")
            raise InputError("belongs to another customer_ref", field="conversation_id", code="other_customer")
        return row

    def _open_of(self, connection: Connection, customer_id: str) -> list[str]:
        """Waiting reviews of this customer."""
        query = (
            select(reviews.c.id)
            .join(drafts, drafts.c.number == reviews.c.draft)
            .where(drafts.c.customer_id == customer_id, reviews.c.state.in_(OPEN))
            .order_by(reviews.c.number)
        )
        return [row.id for row in connection.execute(query)]


def _of(row: Row[Any]) -> str:
    return f"conversations.profile:{row.id_index}"


def _words(cipher: Cipher, message: Row[Any]) -> str:
    if message.text_sealed is None:
        return f"〔{UNREAD[message.type]}〕"
    return cipher.open(message.text_sealed, f"messages.text:{message.id_index}")

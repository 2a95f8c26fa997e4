"""What is a customer's: everything we hold, given to them on request, and erased on request or when its time is over.

Erasing destroys the customer's data key and every sealed value; hashes and events stay, so the chain still verifies.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store import schema as t
from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.consent_rows import records_of
from replydraft.adapters.store.conversation_rows import NOTHING_DUE
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.review_moves import OPEN, make_stale
from replydraft.adapters.store.review_rows import open_json
from replydraft.adapters.store.sealing import Vault, before
from replydraft.errors import InputError
from replydraft.wire.outputs import consent_json


class StoredCustomers:
    """ports.Customers over a Database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._db, self._vault = database, vault

    def export(self, ref: str, *, actor: str) -> dict[str, Any]:
        """Everything we hold of the customer whom callers call `ref`. Raises InputError where there is none."""
        with self._db.write() as c:
            row = self._known(c, ref)
            cipher = self._vault.cipher(row.id, row.data_key)
            if cipher is None:
                raise InputError("was erased", field="customer", code="erased")
            held = {
                "customer_ref": ref,
                "customer": row.id,
                "since": row.created_at,
                "conversations": self._conversations(c, row.id, cipher),
                "reviews": self._reviews(c, row.id, cipher),
                "consents": [consent_json(r) for r in records_of(c, cipher, row.id)],
            }
            counts = {name: len(held[name]) for name in ("conversations", "reviews", "consents")}
            append_in(c, self._db.now(), "customer.exported", row.id, counts, actor=actor)
            return held

    def erase(self, ref: str, *, actor: str, reason: str = "") -> dict[str, int]:
        """Erase the customer whom callers call `ref`; how much. Raises InputError where there is none."""
        with self._db.write() as c:
            counts = self._erase(c, self._known(c, ref).id, "customer.erased", actor, reason)
        self._db.tidy()
        return counts

    def erase_review(self, review_id: str, *, actor: str, reason: str = "") -> dict[str, int]:
        """The same for the customer of a review, where no reference is known."""
        query = select(t.drafts.c.customer_id).join(t.reviews, t.reviews.c.draft == t.drafts.c.number)
        with self._db.write() as c:
            row = c.execute(query.where(t.reviews.c.id == review_id)).first()
            if row is None:
                raise InputError("names no review", field="review")
            counts = self._erase(c, row.customer_id, "customer.erased", actor, reason)
        self._db.tidy()
        return counts

    def expire(self, *, customer_days: float, sign_in_days: float) -> int:
        """Erase customers with whom nothing happened for so long, and old attempts to sign in; how many customers."""
        with self._db.write() as c:
            now = self._db.now()
            limit = before(now, customer_days)
            recent = (
                select(t.drafts.c.customer_id)
                .join(t.reviews, t.reviews.c.draft == t.drafts.c.number)
                .where((t.reviews.c.updated_at >= limit) | t.reviews.c.state.in_(OPEN))
            )
            talking = select(t.conversations.c.customer_id).where(t.conversations.c.updated_at >= limit)
            due = select(t.customers.c.id).where(
                t.customers.c.active_at < limit,
                t.customers.c.data_key.is_not(None),
                t.customers.c.id.not_in(recent),
                t.customers.c.id.not_in(talking),
            )
            ids = [row.id for row in c.execute(due)]
            for customer_id in ids:
                self._erase(c, customer_id, "customer.expired", "system", "")
            c.execute(delete(t.sign_ins).where(t.sign_ins.c.at < before(now, sign_in_days)))
            c.execute(delete(t.sessions).where(t.sessions.c.expires_at < before(now, sign_in_days)))
        if ids:
            self._db.tidy()
        return len(ids)

    def _known(self, connection: Connection, ref: str) -> Row[Any]:
        index = self._vault.index(connection, "customer", ref)
        row = connection.execute(select(t.customers).where(t.customers.c.ref_index == index)).first()
        if row is None:
            raise InputError("names no customer here", field="customer", code="no_such_customer")
        return row

    def _erase(self, c: Connection, customer_id: str, kind: str, actor: str, reason: str) -> dict[str, int]:
        now = self._db.now()
        drafts = select(t.drafts.c.number).where(t.drafts.c.customer_id == customer_id)
        theirs = select(t.reviews.c.id).where(t.reviews.c.draft.in_(drafts))
        talks = select(t.conversations.c.number).where(t.conversations.c.customer_id == customer_id)
        agreed = select(t.consents.c.id).where(t.consents.c.customer_id == customer_id)
        make_stale(c, self._vault, [row.id for row in c.execute(theirs.where(t.reviews.c.state.in_(OPEN)))], now, actor)
        count = {
            "reviews": c.execute(select(func.count()).select_from(theirs.subquery())).scalar_one(),
            "messages": c.execute(
                select(func.count()).select_from(t.messages).where(t.messages.c.conversation.in_(talks))
            ).scalar_one(),
            "consents": c.execute(select(func.count()).select_from(agreed.subquery())).scalar_one(),
        }
        gone: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
            (t.drafts, t.drafts.c.number.in_(drafts), {"inquiry_sealed": None, "draft_sealed": None}),
            (t.revisions, t.revisions.c.review_id.in_(theirs), {"text_sealed": None, "check_sealed": None}),
            (t.decisions, t.decisions.c.review_id.in_(theirs), {"body_sealed": None}),
            (t.releases, t.releases.c.review_id.in_(theirs), {"reason_sealed": None}),
            (t.sendings, t.sendings.c.review_id.in_(theirs), {"text_sealed": None}),
            (t.feedback, t.feedback.c.review_id.in_(theirs), {"note_sealed": None}),
            (t.messages, t.messages.c.conversation.in_(talks), {"text_sealed": None}),
            (t.consents, t.consents.c.id.in_(agreed), {"body_sealed": None}),
            (t.withdrawals, t.withdrawals.c.consent_id.in_(agreed), {"body_sealed": None}),
            (t.conversations, t.conversations.c.number.in_(talks), {"id_sealed": "", "profile_sealed": None} | NOTHING_DUE),
            (t.customers, t.customers.c.id == customer_id,
             {"data_key": None, "ref_index": None, "ref_sealed": None, "erased_at": now}),
        )  # fmt: skip
        for table, where, values in gone:
            c.execute(update(table).where(where).values(values))
        append_in(c, now, kind, customer_id, {**count, "reason": reason}, actor=actor)
        return count

    def _conversations(self, c: Connection, customer_id: str, cipher: Cipher) -> list[dict[str, Any]]:
        out = []
        for row in c.execute(select(t.conversations).where(t.conversations.c.customer_id == customer_id)).all():
            found = c.execute(select(t.messages).where(t.messages.c.conversation == row.number).order_by("number"))
            profile = row.profile_sealed
            out.append(
                {
                    "conversation_id": cipher.open(row.id_sealed, f"conversations.id:{row.id_index}"),
                    "profile": open_json(cipher, profile, f"conversations.profile:{row.id_index}") if profile else {},
                    "messages": [
                        {
                            "role": m.role,
                            "type": m.type,
                            "sent_at": m.sent_at,
                            "text": cipher.open(m.text_sealed, f"messages.text:{m.id_index}")
                            if m.text_sealed
                            else None,
                        }
                        for m in found
                    ],
                }
            )
        return out

    def _reviews(self, c: Connection, customer_id: str, cipher: Cipher) -> list[dict[str, Any]]:
        from replydraft.adapters.store.review_rows import one_review, whole

        rows = c.execute(whole().where(t.drafts.c.customer_id == customer_id).order_by(t.reviews.c.number)).all()
        out = []
        for row in rows:
            review = one_review(c, self._vault, row)
            sent = c.execute(
                select(t.sendings.c.text_sealed).where(t.sendings.c.review_id == row.id)
            ).scalar_one_or_none()
            texts = c.execute(
                select(t.revisions).where(t.revisions.c.review_id == row.id).order_by(t.revisions.c.revision)
            )
            out.append(
                {
                    "review_id": row.id,
                    "created_at": row.created_at,
                    "state": row.state,
                    "inquiry": review.inquiry,
                    "texts": [
                        {"revision": r.revision, "by": r.person, "at": r.at,
                         "text": cipher.open(r.text_sealed, f"revisions.text:{row.id}:{r.revision}")}
                        for r in texts
                    ],
                    "decision": review.decision.kind.value if review.decision else None,
                    "sent": cipher.open(sent, f"sendings.text:{row.id}") if sent else None,
                }
            )  # fmt: skip
        return out

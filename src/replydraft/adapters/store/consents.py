"""The consent ledger 授权台账 of every customer. A consent is written once and never changed; a withdrawal is a row of its own."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.consent_rows import body_of, given, record_of, records_of, taken_back, with_withdrawals
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.idempotency import done_in
from replydraft.adapters.store.schema import consents, conversations, customers, drafts, reviews, withdrawals
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.audit import canonical
from replydraft.domain.consent import HOW, ConsentRecord, Ledger
from replydraft.domain.review import Once
from replydraft.errors import ConsentNotFound, InputError

AHEAD = timedelta(minutes=5)
"""So far may the clock of who tells us be ahead of ours."""


class StoredConsents:
    """ports.Consents over a Database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._db, self._vault = database, vault

    def ledger(self, ref: str, *, at: datetime | None = None) -> Ledger:
        """What was known of a customer's consents at a moment: what was recorded later is not in it."""
        moment = at or datetime.fromisoformat(self._db.now())
        known = (r for r in self.list(ref) if r.recorded_at <= moment)
        return Ledger(tuple(_as_known(r, moment).consent for r in known), moment)

    def record(self, ref: str, record: ConsentRecord, *, once: Once | None = None) -> ConsentRecord:
        """Keep a consent; the customer is made where nobody knows them yet. Raises InputError."""
        with self._db.write() as c:
            now = self._db.now()
            moment, consent = datetime.fromisoformat(now), record.consent
            if record.how not in HOW:
                raise InputError(f"must be one of {', '.join(HOW)}", field="how")
            if consent.given_at > moment + AHEAD:
                raise InputError("lies in the future", field="given_at")
            if consent.until is not None and consent.until <= consent.given_at:
                raise InputError("is not after given_at", field="until")
            customer_id, cipher = self._vault.customer(c, ref)
            consent_id, body = f"cn_{secrets.token_hex(8)}", body_of(record)
            c.execute(
                insert(consents).values(
                    id=consent_id, customer_id=customer_id, branch=record.branch, person=record.recorded_by, at=now,
                    body_sealed=cipher.seal(canonical(body), given(consent_id)),
                )
            )  # fmt: skip
            payload = {"customer": customer_id, "how": record.how, "body_mac": cipher.mac(canonical(body))}
            append_in(c, now, "consent.recorded", consent_id, payload, actor=record.recorded_by)
            if once is not None:
                done_in(c, once, consent_id)
            return self._record(c, consent_id, cipher)

    def withdraw(
        self, ref: str, consent_id: str, *, withdrawn_at: datetime | None, person: str, once: Once | None = None
    ) -> ConsentRecord:
        """Keep that a consent was taken back. Where it was already, the first withdrawal stands. Raises ConsentNotFound,
        InputError."""
        with self._db.write() as c:
            now = self._db.now()
            cipher = self._cipher(c, self._known(c, ref))
            found = self._one(c, ref, consent_id, cipher)
            at = withdrawn_at or datetime.fromisoformat(now)
            if found.withdrawal_recorded_at is None:
                if at > datetime.fromisoformat(now) + AHEAD:
                    raise InputError("lies in the future", field="withdrawn_at")
                if at < found.consent.given_at:
                    raise InputError("is before given_at", field="withdrawn_at")
                body = canonical({"withdrawn_at": at.astimezone(UTC).isoformat()})
                sealed = cipher.seal(body, taken_back(consent_id))
                c.execute(insert(withdrawals).values(consent_id=consent_id, person=person, body_sealed=sealed, at=now))
                payload = {"body_mac": cipher.mac(body)}
                append_in(c, now, "consent.withdrawn", consent_id, payload, actor=person)
            if once is not None:
                done_in(c, once, consent_id)
            return self._record(c, consent_id, cipher)

    def list(self, ref: str) -> tuple[ConsentRecord, ...]:
        with self._db.read() as c:
            row = self._known(c, ref)
            if row is None or row.data_key is None:
                return ()
            return records_of(c, self._cipher(c, row), row.id)

    def get(self, ref: str, consent_id: str) -> ConsentRecord:
        with self._db.read() as c:
            return self._one(c, ref, consent_id, self._cipher(c, self._known(c, ref)))

    def branches(self, ref: str) -> frozenset[str]:
        """Of their conversations, reviews and consents."""
        with self._db.read() as c:
            row = self._known(c, ref)
            if row is None:
                return frozenset()
            of_reviews = select(reviews.c.branch).join(drafts, drafts.c.number == reviews.c.draft)
            queries = (
                select(conversations.c.branch).where(conversations.c.customer_id == row.id),
                of_reviews.where(drafts.c.customer_id == row.id),
                select(consents.c.branch).where(consents.c.customer_id == row.id),
            )
            return frozenset(branch for query in queries for branch in c.execute(query.distinct()).scalars())

    def _known(self, connection: Connection, ref: str) -> Row[Any] | None:
        index = self._vault.index(connection, "customer", ref)
        return connection.execute(select(customers).where(customers.c.ref_index == index)).first()

    def _cipher(self, connection: Connection, row: Row[Any] | None) -> Cipher:
        cipher = self._vault.cipher_for(connection, row.id) if row is not None else None
        if cipher is None:
            raise ConsentNotFound("没有这条授权记录 (no such consent)")
        return cipher

    def _one(self, connection: Connection, ref: str, consent_id: str, cipher: Cipher) -> ConsentRecord:
        row = self._known(connection, ref)
        query = with_withdrawals().where(consents.c.id == consent_id)
        found = connection.execute(query).first()
        if row is None or found is None or found.customer_id != row.id:
            raise ConsentNotFound("没有这条授权记录 (no such consent)")
        return record_of(found, cipher)

    def _record(self, connection: Connection, consent_id: str, cipher: Cipher) -> ConsentRecord:
        return record_of(connection.execute(with_withdrawals().where(consents.c.id == consent_id)).one(), cipher)


def _as_known(record: ConsentRecord, moment: datetime) -> ConsentRecord:
    """The record without a withdrawal that nobody knew of yet."""
    if record.withdrawal_recorded_at is None or record.withdrawal_recorded_at <= moment:
        return record
    return replace(record, consent=replace(record.consent, withdrawn_at=None))

"""Consents 授权 as rows: sealed for their customer, told in the trail by the keyed hash of what was sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.review_rows import open_json
from replydraft.adapters.store.schema import consents, withdrawals
from replydraft.domain.consent import Consent, ConsentRecord


def given(consent_id: str) -> str:
    """What the body of a consent is sealed for."""
    return f"consents.body:{consent_id}"


def taken_back(consent_id: str) -> str:
    """What the body of a withdrawal is sealed for."""
    return f"withdrawals.body:{consent_id}"


def body_of(record: ConsentRecord) -> dict[str, Any]:
    """What is sealed of a consent."""
    c = record.consent
    return {
        "purpose": c.purpose, "recipients": list(c.recipients), "data": list(c.data), "how": record.how,
        "evidence": record.evidence, "given_at": c.given_at.isoformat(),
        "until": c.until.isoformat() if c.until else None,
    }  # fmt: skip


def with_withdrawals() -> Select[Any]:
    """Every consent with its withdrawal, where there is one."""
    return select(
        consents, withdrawals.c.person.label("withdrawn_by"), withdrawals.c.at.label("withdrawal_at"),
        withdrawals.c.body_sealed.label("withdrawal_sealed"),
    ).outerjoin(withdrawals, withdrawals.c.consent_id == consents.c.id)  # fmt: skip


def record_of(row: Row[Any], cipher: Cipher) -> ConsentRecord:
    """A row of `with_withdrawals` as it is read."""
    body = open_json(cipher, row.body_sealed, given(row.id))
    back = open_json(cipher, row.withdrawal_sealed, taken_back(row.id)) if row.withdrawal_sealed else None
    consent = Consent(
        body["purpose"], tuple(body["recipients"]), tuple(body["data"]), datetime.fromisoformat(body["given_at"]),
        _moment(body["until"]), _moment(back["withdrawn_at"]) if back else None,
    )  # fmt: skip
    return ConsentRecord(
        row.id, consent, body["how"], body["evidence"], row.person, datetime.fromisoformat(row.at), row.branch,
        row.withdrawn_by, _moment(row.withdrawal_at),
    )  # fmt: skip


def records_of(connection: Connection, cipher: Cipher, customer_id: str) -> tuple[ConsentRecord, ...]:
    """Every consent of a customer, oldest first."""
    query = with_withdrawals().where(consents.c.customer_id == customer_id).order_by(consents.c.number)
    return tuple(record_of(row, cipher) for row in connection.execute(query).all())


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

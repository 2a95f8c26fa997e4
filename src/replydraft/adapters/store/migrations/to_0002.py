"""From revision 0001 to 0002: every row kept, what customers wrote sealed, the first person made an admin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Row, Table, Text, select, text

from replydraft.adapters.store import schema as t
from replydraft.adapters.store.migrations.kept import carried_over
from replydraft.adapters.store.review_rows import seal_json
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.people import Role

Staged = Mapping[str, Table]

WHOSE = Table("kept_0002_whose", MetaData(), Column("review_id", Text, primary_key=True), Column("customer_id", Text))
"""Whose review it is, left behind by a way back to 0001."""


def rows(connection: Connection, table: Table, *order: str) -> Iterable[Row[Any]]:
    """In pages, in this order."""
    query = select(table).order_by(*(table.c[name] for name in order))
    return connection.execute(query.execution_options(yield_per=500))


def as_json(value: Any) -> Any:
    """A JSON column as it came out of the stage: text on SQLite, a value on PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


def copy(connection: Connection, old: Table, new: Table, *order: str, **more: Any) -> None:
    """Every row with the columns both have."""
    names = [c.name for c in new.c if c.name in old.c]
    for row in rows(connection, old, *order):
        connection.execute(new.insert().values({name: getattr(row, name) for name in names} | more))


def number_on(connection: Connection, table: Table) -> None:
    """New rows are numbered after the copied ones (SQLite does so by itself)."""
    if connection.dialect.name == "postgresql":
        most = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'number'), coalesce(max(number), 0) + 1, false) FROM {table.name}"  # noqa: S608
        connection.execute(text(most))


def fill_0002(connection: Connection, old: Staged, vault: Vault) -> None:
    copy(connection, old["audit_events"], t.audit_events, "sequence")
    copy(connection, old["audit_head"], t.audit_head, "one")
    for table in (t.secrets_kept, t.customers) if "customers" in old else ():
        copy(connection, old[table.name], table, next(c.name for c in table.primary_key))
    carried_over(connection, old)
    vault.begin(connection)
    copy(connection, old["people"], t.people, "created_at", "id", branch="", active=True)
    first = connection.execute(select(t.people.c.id).order_by(t.people.c.created_at, t.people.c.id).limit(1)).first()
    if first is not None:
        connection.execute(t.people.update().where(t.people.c.id == first.id).values(role=Role.ADMIN.value))
    for row in rows(connection, old["keys"], "created_at", "id"):
        connection.execute(t.keys.insert().values(dict(row._mapping) | {"scopes": as_json(row.scopes)}))
    told = _told(connection, old)
    for row in rows(connection, old["reviews"], "number"):
        _review(connection, old, vault, row, told.get(row.id, {}))
    _texts(connection, old, vault)
    _steps(connection, old)
    for table in (t.drafts, t.reviews):
        number_on(connection, table)


def _review(connection: Connection, old: Staged, vault: Vault, row: Row[Any], told: dict[str, Any]) -> None:
    draft = connection.execute(select(old["drafts"]).where(old["drafts"].c.number == row.draft)).one()
    customer_id, cipher = _customer(connection, old, vault, row)
    connection.execute(
        t.drafts.insert().values(
            number=draft.number, draft_index=vault.index(connection, "draft", draft.draft_id),
            customer_id=customer_id, created_at=draft.created_at,
            inquiry_sealed=seal_json(cipher, as_json(draft.inquiry), f"drafts.inquiry:{row.id}"),
            draft_sealed=seal_json(cipher, as_json(draft.draft), f"drafts.draft:{row.id}"),
        )
    )  # fmt: skip
    kept = ("number", "id", "draft", "state", "revision", "tier", "tier_rank", "created_at", "updated_at", "event")
    values = {name: getattr(row, name) for name in kept}
    more = {"branch": told.get("branch", ""), "second_for": told.get("second_for", [])}
    connection.execute(t.reviews.insert().values(values | more | {"claimed_by": row.claimed_by}))


def _told(connection: Connection, old: Staged) -> dict[str, dict[str, Any]]:
    """What the trail says last of each review's branch and reasons for a second person: 0001 has no place for them."""
    told: dict[str, dict[str, Any]] = {}
    for event in rows(connection, old["audit_events"], "sequence"):
        if event.kind.startswith("review."):
            said = json.loads(event.payload)
            told.setdefault(event.subject, {}).update({k: said[k] for k in ("branch", "second_for") if k in said})
    return told


def _steps(connection: Connection, old: Staged) -> None:
    """Approvals and sendings as the trail tells them: all of them but the text that was sent, which 0001 has not."""
    known = set(connection.execute(select(t.reviews.c.id)).scalars())
    for event in rows(connection, old["audit_events"], "sequence"):
        if event.subject not in known:
            continue
        said, by = json.loads(event.payload), {"review_id": event.subject, "at": event.at}
        if event.kind in ("review.first_approved", "review.approved"):
            by |= {"revision": said["revision"] - 1, "person": event.actor, "alone": bool(said.get("alone"))}
            connection.execute(t.approvals.insert().values(by | {"text_sha256": said["text_sha256"]}))
        elif event.kind in ("review.sent", "review.drifted"):
            by |= {"text_sha256": said["sent_sha256"], "sent_at": said["sent_at"], "by": event.actor}
            connection.execute(t.sendings.insert().values(by))


def _customer(connection: Connection, old: Staged, vault: Vault, row: Row[Any]) -> tuple[str, Any]:
    whose = old.get(WHOSE.name)
    if whose is not None:
        known = connection.execute(select(whose.c.customer_id).where(whose.c.review_id == row.id)).scalar_one_or_none()
        if known is not None:
            return known, vault.cipher_for(connection, known)
    return vault.customer(connection, row.customer_ref)


def _texts(connection: Connection, old: Staged, vault: Vault) -> None:
    for row in rows(connection, old["revisions"], "review_id", "revision"):
        cipher, of = _cipher(connection, vault, row.review_id), f"{row.review_id}:{row.revision}"
        connection.execute(
            t.revisions.insert().values(
                review_id=row.review_id, revision=row.revision, text_sha256=row.text_sha256, person=row.person,
                at=row.at, text_sealed=cipher.seal(row.text, f"revisions.text:{of}"),
                check_sealed=seal_json(cipher, as_json(row.check), f"revisions.check:{of}"),
            )
        )  # fmt: skip
    for row in rows(connection, old["decisions"], "review_id"):
        cipher = _cipher(connection, vault, row.review_id)
        body = {"text": row.text, "reason": row.reason, "dismissed": as_json(row.dismissed), "alone": False,
                "check": as_json(row.check)}  # fmt: skip
        connection.execute(
            t.decisions.insert().values(
                review_id=row.review_id, kind=row.kind, person=row.person, text_sha256=row.text_sha256, at=row.at,
                body_sealed=seal_json(cipher, body, f"decisions.body:{row.review_id}"),
            )
        )  # fmt: skip


def _cipher(connection: Connection, vault: Vault, review_id: str) -> Any:
    query = select(t.drafts.c.customer_id).join(t.reviews, t.reviews.c.draft == t.drafts.c.number)
    customer_id = connection.execute(query.where(t.reviews.c.id == review_id)).scalar_one()
    return vault.cipher_for(connection, customer_id)

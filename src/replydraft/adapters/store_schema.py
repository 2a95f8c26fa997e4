"""The tables. Texts of customers and replies live in `drafts`, `revisions` and `decisions` only.

`audit_events` takes no UPDATE and no DELETE (triggers); `audit_head` remembers where the trail ends, so that a cut-off
end is noticed. Times are RFC 3339 texts in UTC, which sort as they are.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

SCHEMA_VERSION = 1
APPLICATION_ID = 0x52445246
"""`RDRF`: marks a SQLite file as ours."""

metadata = MetaData()

audit_events = Table(
    "audit_events",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON: the hash is taken over exactly this
    Column("previous", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    Index("audit_by_subject", "subject"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("revoked_at", Text),
)

drafts = Table(
    "drafts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("draft_id", Text, nullable=False, index=True),  # the caller's id: may come again
    Column("inquiry", JSON, nullable=False),
    Column("draft", JSON, nullable=False),
    Column("created_at", Text, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("draft", ForeignKey("drafts.number"), nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("tier", Text, nullable=False),
    Column("tier_rank", Integer, nullable=False),
    Column("customer_ref", Text),
    Column("claimed_by", Text),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("event", ForeignKey("audit_events.sequence"), nullable=False),  # its latest
    Index("reviews_queue", "state", "tier_rank", "number"),
    Index("reviews_all", "tier_rank", "number"),
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("check", JSON, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),  # one decision ever
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("dismissed", JSON, nullable=False),
    Column("check", JSON, nullable=False),
    Column("at", Text, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_sha256", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("status", Integer),
    Column("response", JSON),
)

_APPEND_ONLY = """
CREATE TRIGGER IF NOT EXISTS audit_events_no_{verb} BEFORE {verb} ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END
"""


def create_schema(connection: Connection) -> None:
    """Make what is missing. Runs inside the caller's transaction."""
    metadata.create_all(connection)
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(_APPEND_ONLY.format(verb=verb))
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

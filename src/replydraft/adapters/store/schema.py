"""The tables, as of revision `HEAD` of the migrations. Times are RFC 3339 texts in UTC, which sort as they are.

What customers wrote, what is known of them and what was answered is sealed (`*_sealed`) with the data key of that
customer; look-ups by a caller's id go over a keyed hash (`*_index`). `audit_events` takes no UPDATE and no DELETE
(triggers); `audit_head` remembers where the trail ends, so that a cut-off end is noticed.

Long because every table stands in one place.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0004"
"""The newest migration; a test holds it against the scripts and the tables against what the scripts make."""
APPLICATION_ID = 0x52445246
"""`RDRF`: marks a SQLite file as ours."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

audit_events = Table(
    "audit_events",
    metadata,
    Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON: the hash is taken over exactly this
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("previous"),
    UniqueConstraint("hash"),
    Index("audit_by_subject", "subject"),
    Index("audit_by_kind", "kind", "sequence"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="single"), primary_key=True, autoincrement=False),
    Column("sequence", _NUMBER, nullable=False),
    Column("hash", Text, nullable=False),
)

secrets_kept = Table(
    "secrets_kept",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value_sealed", Text, nullable=False),
)

contents = Table(
    "contents",
    metadata,
    Column("kind", Text, primary_key=True),  # rules, knowledge, operator
    Column("version", Text, primary_key=True),
    Column("archive", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("branch", Text, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False),
    Column("password_hash", Text),
    Column("created_at", Text, nullable=False),
    UniqueConstraint("name"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("sign_ins_by_name", "name", "at"),
    Index("sign_ins_by_address", "address", "at"),
)
"""Refused attempts only, for the limit on their rate."""

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_sha256", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("revoked_at", Text),
    UniqueConstraint("token_sha256"),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ref_index", Text),
    Column("ref_sealed", Text),
    Column("data_key", Text),  # wrapped with a master key; gone once erased
    Column("created_at", Text, nullable=False),
    Column("active_at", Text, nullable=False, index=True),
    Column("erased_at", Text),
    UniqueConstraint("ref_index"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("id_index", Text, nullable=False),
    Column("id_sealed", Text, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("branch", Text, nullable=False, server_default=""),
    Column("advisor_ref", Text),
    Column("profile_sealed", Text),
    Column("due_at", Text, index=True),  # when the last bubble has been quiet for long enough; null: nothing to draft
    Column("drafting_until", Text),  # somebody is drafting until then
    Column("updated_at", Text, nullable=False),
    UniqueConstraint("id_index"),
)

messages = Table(
    "messages",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("id_index", Text, nullable=False),
    Column("conversation", ForeignKey("conversations.number"), nullable=False),
    Column("role", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("text_sealed", Text),
    Column("sent_at", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("answered", Boolean, nullable=False),  # a draft was made for it
    UniqueConstraint("id_index"),
    Index("messages_in_order", "conversation", "number"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("draft_index", Text, nullable=False, index=True),  # of the caller's id, which may come again
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("inquiry_sealed", Text),
    Column("draft_sealed", Text),
    Column("created_at", Text, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("id", Text, nullable=False),
    Column("draft", ForeignKey("drafts.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("tier", Text, nullable=False),
    Column("tier_rank", Integer, nullable=False),
    Column("branch", Text, nullable=False, server_default=""),
    Column("conversation", ForeignKey("conversations.number"), index=True),
    Column("claimed_by", Text),
    Column("claimed_until", Text),
    Column("second_for", JSON, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("event", ForeignKey("audit_events.sequence"), nullable=False),  # its latest
    UniqueConstraint("id"),
    UniqueConstraint("draft"),
    Index("reviews_queue", "state", "tier_rank", "number"),
    Index("reviews_all", "tier_rank", "number"),
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("text_sealed", Text),
    Column("text_sha256", Text, nullable=False),
    Column("check_sealed", Text),
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),  # the one seen when approving
    Column("person", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("alone", Boolean, nullable=False),
    Column("at", Text, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),  # the one seen when it was let go
    Column("finding", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason_sealed", Text),
    Column("at", Text, nullable=False),
)
"""Blocking findings let go by compliance, each for one text."""

decisions = Table(
    "decisions",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),  # one decision ever
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("body_sealed", Text),  # text, reason, dismissed, check
    Column("at", Text, nullable=False),
)

sendings = Table(
    "sendings",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),
    Column("text_sealed", Text),
    Column("text_sha256", Text, nullable=False),
    Column("sent_at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("review_id", ForeignKey("reviews.id"), nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("note_sealed", Text),
    Column("at", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("id", Text, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("branch", Text, nullable=False, server_default=""),
    Column("person", Text, nullable=False),
    Column("body_sealed", Text),  # purpose, recipients, data, how, evidence, given_at, until
    Column("at", Text, nullable=False),
    UniqueConstraint("id"),
)
"""What customers agreed to. No row is ever changed, but that erasing a customer empties `body_sealed`."""

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("consent_id", ForeignKey("consents.id"), primary_key=True),  # one a consent: the first
    Column("person", Text, nullable=False),
    Column("body_sealed", Text),  # withdrawn_at
    Column("at", Text, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_mac", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("review_id", Text),  # or a consent's; set in the transaction that makes it: done once, whatever happens then
)

alembic_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own note of the revision; not among `metadata`, which are ours."""

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS audit_events_no_{verb} BEFORE {verb} ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END
"""
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION replydraft_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_events is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events "
    "FOR EACH STATEMENT EXECUTE FUNCTION replydraft_append_only()",
)


def make_append_only(connection: Connection) -> None:
    """The triggers on `audit_events`."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_SQLITE.format(verb=verb))
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        return
    for statement in _POSTGRES:
        connection.exec_driver_sql(statement)


def create_schema(connection: Connection) -> None:
    """Everything of `HEAD` in an empty database. Runs inside the caller's transaction."""
    metadata.create_all(connection)
    alembic_version.create(connection)
    make_append_only(connection)
    connection.execute(alembic_version.insert().values(version_num=HEAD))

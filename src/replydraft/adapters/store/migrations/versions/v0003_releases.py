"""Findings let go by compliance.

The trail tells of every release but its reason, which is sealed; on the way back the reasons stay in a table that a program
of 0002 does not look at, and going forward again finds them there.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = "kept_0003_reasons"


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_releases_review_id")),
        sa.PrimaryKeyConstraint("review_id", "revision", name=op.f("pk_releases")),
    )
    bind = op.get_bind()
    reasons = {}
    if sa.inspect(bind).has_table(KEPT):
        reasons = {(r.review_id, r.revision): r.reason_sealed for r in bind.execute(sa.select(_kept()))}
        op.drop_table(KEPT)
    to, events = _releases(), sa.table("audit_events", *map(sa.column, ("sequence", "at", "actor", "subject", "payload", "kind")))  # fmt: skip
    told = bind.execute(sa.select(events).where(events.c.kind == "finding.released").order_by(events.c.sequence))
    for event in told.all():
        said = json.loads(event.payload)
        rule, _, version = said["rule"].partition("@")
        at = (event.subject, said["revision"] - 1)
        bind.execute(
            to.insert().values(
                review_id=at[0], revision=at[1], finding=said["finding"], rule=rule, rule_version=version,
                text_sha256=said["text_sha256"], person=event.actor, reason_sealed=reasons.get(at), at=event.at,
            )
        )  # fmt: skip


def downgrade() -> None:
    bind = op.get_bind()
    op.create_table(KEPT, *(sa.Column(c.name, sa.Integer() if c.name == "revision" else sa.Text()) for c in _kept().c))
    old = _releases()
    kept = sa.select(old.c.review_id, old.c.revision, old.c.reason_sealed).where(old.c.reason_sealed.is_not(None))
    bind.execute(_kept().insert().from_select(["review_id", "revision", "reason_sealed"], kept))
    op.drop_table("releases")


def _releases() -> sa.TableClause:
    names = ("review_id", "revision", "finding", "rule", "rule_version", "text_sha256", "person", "reason_sealed", "at")
    return sa.table("releases", *map(sa.column, names))


def _kept() -> sa.TableClause:
    return sa.table(KEPT, *map(sa.column, ("review_id", "revision", "reason_sealed")))

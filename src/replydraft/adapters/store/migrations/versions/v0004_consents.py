"""The consent ledger. On the way back it stays, sealed, in tables that an older program does not look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from replydraft.adapters.store.migrations.kept import CONSENTS, WITHDRAWALS

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", name=op.f("uq_consents_id")),
    )
    op.create_index(op.f("ix_consents_customer_id"), "consents", ["customer_id"], unique=False)
    op.create_table(
        "withdrawals",
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_withdrawals_consent_id")),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_withdrawals")),
    )
    bind = op.get_bind()
    for kept in (CONSENTS, WITHDRAWALS):
        if not sa.inspect(bind).has_table(kept.name):
            return
        names = [c.name for c in kept.c]
        to = sa.table(kept.name.removeprefix("kept_0004_"), *map(sa.column, names))
        bind.execute(to.insert().from_select(names, sa.select(kept)))
        op.drop_table(kept.name)
    if bind.dialect.name == "postgresql":
        bind.execute(sa.text(
            "SELECT setval(pg_get_serial_sequence('consents', 'number'), coalesce(max(number), 0) + 1, false) FROM consents"
        ))  # fmt: skip
    _forget_who_was_erased(bind)


def downgrade() -> None:
    bind = op.get_bind()
    for kept in (WITHDRAWALS, CONSENTS):
        kept.create(bind)
        names = [c.name for c in kept.c]
        held = sa.table(kept.name.removeprefix("kept_0004_"), *map(sa.column, names))
        bind.execute(kept.insert().from_select(names, sa.select(held)))
        op.drop_table(held.name)


def _forget_who_was_erased(bind: sa.Connection) -> None:
    """An older program erases a customer's key, and does not know of what is kept here."""
    consents = sa.table("consents", *map(sa.column, ("id", "customer_id", "body_sealed")))
    withdrawals = sa.table("withdrawals", *map(sa.column, ("consent_id", "body_sealed")))
    customers = sa.table("customers", *map(sa.column, ("id", "data_key")))
    erased = sa.select(customers.c.id).where(customers.c.data_key.is_(None))
    theirs = sa.select(consents.c.id).where(consents.c.customer_id.in_(erased))
    bind.execute(sa.update(withdrawals).where(withdrawals.c.consent_id.in_(theirs)).values(body_sealed=None))
    bind.execute(sa.update(consents).where(consents.c.customer_id.in_(erased)).values(body_sealed=None))

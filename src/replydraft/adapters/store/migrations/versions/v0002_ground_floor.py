"""The ground floor: customer text sealed, people with roles and branches, conversations, approvals, what was sent.

Every table is staged, made anew and filled again, so that a migrated store has exactly the tables of a new one. Going
back, what the first store had no place for (messages, passwords, the text that was sent) is dropped; approvals, branches
and that something was sent are in the trail, which going forward again reads.
"""

from __future__ import annotations

from alembic import context, op

from replydraft.adapters.store.migrations.staging import restaged
from replydraft.adapters.store.migrations.tables_0002 import create_tables
from replydraft.adapters.store.migrations.to_0001 import fill_0001
from replydraft.adapters.store.migrations.to_0002 import fill_0002
from replydraft.adapters.store.migrations.versions import v0001_first_store as v0001
from replydraft.adapters.store.schema import make_append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    with restaged(bind) as old:
        create_tables()
        fill_0002(bind, old, context.config.attributes["vault"])
    make_append_only(bind)


def downgrade() -> None:
    bind = op.get_bind()
    with restaged(bind) as new:
        v0001.create_tables()
        fill_0001(bind, new, context.config.attributes["vault"])
    make_append_only(bind)

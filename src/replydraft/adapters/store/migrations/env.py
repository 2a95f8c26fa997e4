"""Alembic's entry: runs inside the one transaction that `migrating.migrate` hands over."""

from alembic import context

from replydraft.adapters.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()

"""The one place that knows every adapter: settings in, a working house out."""

from replydraft.bootstrap.content import build_index, lint_knowledge, quote_cost, test_rules
from replydraft.bootstrap.house import (
    Checkpoint,
    House,
    open_checkpoint,
    open_house,
    open_retriever,
    program_version,
    retriever_for,
)
from replydraft.bootstrap.stores import (
    back_up,
    home_of,
    migrate_store,
    open_the_store,
    open_trail,
    read_the_backup,
    restore_from,
    store_address,
    store_keys,
)

__all__ = [
    "Checkpoint", "House", "back_up", "build_index", "home_of", "lint_knowledge", "migrate_store", "open_checkpoint",
    "open_house", "open_retriever", "open_the_store", "open_trail", "program_version", "quote_cost", "read_the_backup",
    "restore_from", "retriever_for", "store_address", "store_keys", "test_rules",
]  # fmt: skip

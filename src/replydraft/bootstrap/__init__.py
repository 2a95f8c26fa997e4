"""The one place that knows every adapter: settings in, a working house out.

Each name is loaded when it is first asked for: one check needs neither the store's libraries nor the knowledge base.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from replydraft.bootstrap.checkpoint import Checkpoint, open_checkpoint
    from replydraft.bootstrap.content import (
        build_index,
        cost_answers,
        lint_knowledge,
        overlays_of,
        test_rules,
    )
    from replydraft.bootstrap.house import House, open_house, open_retriever, program_version, retriever_for
    from replydraft.bootstrap.sheets import answer, cost_sheet, picture, sheet_as
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
    "Checkpoint",
    "House",
    "answer",
    "back_up",
    "build_index",
    "cost_answers",
    "cost_sheet",
    "home_of",
    "lint_knowledge",
    "migrate_store",
    "open_checkpoint",
    "open_house",
    "open_retriever",
    "open_the_store",
    "open_trail",
    "overlays_of",
    "picture",
    "program_version",
    "read_the_backup",
    "restore_from",
    "retriever_for",
    "sheet_as",
    "store_address",
    "store_keys",
    "test_rules",
]  # fmt: skip
_IN = {
    "checkpoint": ("Checkpoint", "open_checkpoint"),
    "content": ("build_index", "cost_answers", "lint_knowledge", "overlays_of", "test_rules"),
    "house": ("House", "open_house", "open_retriever", "program_version", "retriever_for"),
    "sheets": ("answer", "cost_sheet", "picture", "sheet_as"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = next((m for m, names in _IN.items() if name in names), "stores")
    return getattr(import_module(f"{__name__}.{module}"), name)

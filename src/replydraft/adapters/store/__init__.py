"""The store on SQLAlchemy: SQLite by default, PostgreSQL for several servers. `store.py` puts it together."""

from replydraft.adapters.store.store import Store, open_store

__all__ = ["Store", "open_store"]

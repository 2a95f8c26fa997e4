"""Fixtures for every test here; they lie in `lifecycle_fixtures`, a name of its own."""

from __future__ import annotations

from lifecycle_fixtures import postgres_place, sqlite_place

__all__ = ["postgres_place", "sqlite_place"]

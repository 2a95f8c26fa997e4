"""Shared by every test: a scratch home, so that no test touches a user's data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

CACHE = "REPLYDRAFT_CACHE"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does


@pytest.fixture(autouse=True, scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The rules are read once for all homes of a run, however many processes test."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def scratch_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """REPLYDRAFT_HOME in a folder of this test's own; of REPLYDRAFT_* nothing else but the cache is inherited."""
    for name in list(os.environ):
        if name.startswith("REPLYDRAFT_") and name != CACHE:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("REPLYDRAFT_HOME", str(home))
    return home


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for browsers and servers go first, so that at the end no process is left alone with one."""
    slow = {i.path for i in items if i.get_closest_marker("slow") or i.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)

"""Shared by every test: a scratch home, so that no test touches a user's data."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def scratch_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """REPLYDRAFT_HOME in a folder of this test's own; nothing else of REPLYDRAFT_* is inherited."""
    import os

    for name in list(os.environ):
        if name.startswith("REPLYDRAFT_"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("REPLYDRAFT_HOME", str(home))
    return home

"""A short run of each: some dozens of kills of the store on both databases, a few of the whole service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
NO_SERVER = 3
TESTS = Path(__file__).resolve().parent.parent


def run(module: str, *arguments: str) -> str:
    """In a process of its own, as it forks."""
    command = [sys.executable, "-m", f"crash.{module}", "--seed", "20261127", *arguments]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, timeout=280)
    if done.returncode == NO_SERVER and os.environ.get("CI") != "true":
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_acknowledged_is_lost_when_processes_are_killed(database: str) -> None:
    said = run("store", "--kills", "25", "--database", database)
    assert f"{database}, seed 20261127: 25 kills" in said
    assert int(said.split(" steps acknowledged")[0].rpartition(" ")[2]) > 25


def test_nothing_acknowledged_is_lost_when_the_service_is_killed() -> None:
    assert "1 kills" in run("service", "--kills", "1")

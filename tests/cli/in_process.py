"""The command line run inside the test: the same commands, without a new process each time."""

from __future__ import annotations

import json
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from replydraft.entrypoints.cli.main import app


def call(*args: str, stdin: str = "", status: int = 0) -> Result:
    """Run one command and hold it to its exit status."""
    done = CliRunner().invoke(app, list(args), input=stdin)
    assert done.exit_code == status, f"{done.stdout}\n{done.stderr}\n{done.exception!r}"
    return done


def objects(*args: str, stdin: str = "", status: int = 0) -> list[dict[str, Any]]:
    """What a command with --json printed, an object a line."""
    return [json.loads(line) for line in call(*args, "--json", stdin=stdin, status=status).stdout.splitlines()]

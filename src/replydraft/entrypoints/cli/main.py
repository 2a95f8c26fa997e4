"""`replydraft`: the command line of the contract."""

from __future__ import annotations

import os
import sys

import typer

from replydraft import __version__
from replydraft.entrypoints.cli import (
    audit,
    check,
    cost,
    doctor,
    draft,
    evals,
    kb,
    keys,
    privacy,
    rules,
    search,
    serve,
    store,
    users,
)

app = typer.Typer(
    help="Reply drafting with compliance guardrails for Chinese loan-intermediary advisors.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
check.register(app)
draft.register(app)
search.register(app)
cost.register(app)
serve.register(app)
app.add_typer(kb.app, name="kb")
app.add_typer(rules.app, name="rules")
app.add_typer(audit.app, name="audit")
app.add_typer(evals.app, name="eval")
app.add_typer(keys.app, name="keys")
app.add_typer(users.app, name="users")
app.add_typer(store.app, name="store")
app.add_typer(privacy.app, name="privacy")
doctor.register(app)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"replydraft {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Reply drafting with compliance guardrails for Chinese loan-intermediary advisors."""


def run() -> None:
    """Console entry point: UTF-8 on every terminal, quiet on a closed pipe."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None

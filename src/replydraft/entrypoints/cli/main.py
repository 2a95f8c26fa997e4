"""`replydraft`: the command line of the contract. Only the command that is called is loaded."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import typer

from replydraft import __version__

COMMANDS = ("check", "draft", "search", "cost", "serve", "kb", "rules", "audit", "eval", "keys", "users", "store", "privacy", "doctor")  # fmt: skip
"""In the order of the help. Each is a module beside this one: with `register`, or with an `app` of its own."""
_MODULES = {"eval": "evals", "demo": "serve"}


def _version(value: bool) -> None:
    if value:
        typer.echo(f"replydraft {__version__}")
        raise typer.Exit


def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Reply drafting with compliance guardrails for Chinese loan-intermediary advisors."""


def build(called: str | None = None) -> typer.Typer:
    """The command line: with every command, or with the module of the one that is called alone."""
    app = typer.Typer(
        help="Reply drafting with compliance guardrails for Chinese loan-intermediary advisors.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(root)
    for name in COMMANDS:
        if called is None or _MODULES.get(called, called) == _MODULES.get(name, name):
            module = import_module(f"replydraft.entrypoints.cli.{_MODULES.get(name, name)}")
            if hasattr(module, "register"):
                module.register(app)
            else:
                app.add_typer(module.app, name=name)
    return app


def __getattr__(name: str) -> Any:
    if name == "app":
        return build()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def run() -> None:
    """Console entry point: UTF-8 on every terminal, quiet on a closed pipe. Each check is one core's work (the encoder's sums are small:
    more threads for each only wait for one another)."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        called = sys.argv[1] if len(sys.argv) > 1 else ""
        build(called if called in {*COMMANDS, *_MODULES} else None)()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None

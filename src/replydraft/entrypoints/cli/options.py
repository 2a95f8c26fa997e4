"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replydraft.settings import Settings, load_settings

Knowledge = Annotated[Path | None, typer.Option("--knowledge", help="Folder of knowledge documents.", metavar="DIR")]
Rules = Annotated[Path | None, typer.Option("--rules", help="Folder of rules.", metavar="DIR")]
Operator = Annotated[Path | None, typer.Option("--operator", help="Operator profile (operator.toml).", metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")]
Lines = Annotated[bool, typer.Option("--jsonl", help="Read JSON Lines from FILE, or from standard input.")]
Source = Annotated[str | None, typer.Argument(help="The text; with --jsonl a file (default: standard input).")]


def settings(knowledge: Path | None = None, rules: Path | None = None, operator: Path | None = None) -> Settings:
    return load_settings(knowledge=knowledge, rules=rules, operator=operator)

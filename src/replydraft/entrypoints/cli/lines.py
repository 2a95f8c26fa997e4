"""JSON Lines in, JSON Lines out: a bad line answers in its place and never stops the run."""

from __future__ import annotations

import json
import os.path
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from replydraft.errors import ContentError, InputError, ReplydraftError, StoreError
from replydraft.wire.outputs import error_json
from replydraft.wire.reading import parse_json

_FILE_NAME = re.compile(r"[^\s，。！？；]+\.(?:jsonl?|txt|csv|tsv|md)")


def emit(value: Any) -> None:
    """One JSON object on its own line of standard output, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def read_lines(source: str | None) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, raw line), blank lines skipped. Raises InputError where the file cannot be read."""
    if source in (None, "-"):
        yield from ((n, raw) for n, raw in enumerate(sys.stdin.buffer, start=1) if raw.strip())
        return
    path = Path(str(source))
    try:
        with path.open("rb") as file:
            yield from ((n, raw) for n, raw in enumerate(file, start=1) if raw.strip())
    except OSError as e:
        raise InputError(f"cannot read {path}: {e.strerror}", code="unreadable") from None


def run_lines(source: str | None, answer: Callable[[Any], dict[str, Any]]) -> int:
    """Answer every line in order; 1 where any was bad. A StoreError or ContentError stops the run: nothing can be kept."""
    status = 0
    for number, raw in read_lines(source):
        record_id: str | None = None
        try:
            value = parse_json(raw)
            if isinstance(value, dict) and isinstance(value.get("id"), str | int):
                record_id = str(value["id"])
            emit(answer(value))
        except (StoreError, ContentError):
            raise
        except ReplydraftError as e:
            status = 1
            emit(error_json(record_id, e, number))
    return status


def guarded(command: Callable[[], int]) -> None:
    """Run a command body; turn our errors into one plain sentence on standard error and exit status 1."""
    try:
        status = command()
    except ReplydraftError as e:
        typer.echo(f"replydraft: {e} [{e.code}]", err=True)
        raise typer.Exit(1) from None
    if status:
        raise typer.Exit(status)


def one_text(source: str | None) -> str:
    """The text argument, or standard input where it is `-` or absent.

    Raises typer.BadParameter (exit status 2) for the name of a file, or what can only be one: the name would be read, not the file.
    """
    if source is None or source == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace").strip("\n")
    if os.path.isfile(source) or _FILE_NAME.fullmatch(source):  # noqa: PTH113 - Path.is_file raises for a long text
        raise typer.BadParameter(
            f"{source} names a file: add --jsonl for JSON Lines, or give its text by `- < {source}`"
        )
    return source


def writable(to: Path, *, overwrite: bool) -> None:
    """Refuse a target in a folder that is not there (a mistyped one would be made), and a file that is unless `overwrite`.

    Raises InputError (`to`).
    """
    if not to.absolute().parent.is_dir():
        raise InputError(f"cannot write {to}: there is no folder {to.absolute().parent}", field="to", code="unwritable")
    if not overwrite and to.exists():
        raise InputError(f"{to} is there already; name another file, or add --overwrite", field="to", code="exists")

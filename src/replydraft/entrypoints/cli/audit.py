"""`replydraft audit`: prove the trail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded, read_lines
from replydraft.entrypoints.cli.options import AsJson, settings

app = typer.Typer(help="The audit trail: verify, export.", no_args_is_help=True)


@app.command("verify")
def verify(
    export: Annotated[Path | None, typer.Argument(help="An exported trail (JSON Lines); default: the store.")] = None,
    as_json: AsJson = False,
) -> None:
    """Prove the hash chain, or name the first broken link (exit status 1)."""

    def body() -> int:
        if export is None:
            from replydraft.bootstrap import open_the_store

            with open_the_store(settings(), create=False) as store:
                broken, count = store.first_broken(), sum(1 for _ in store.audit.events())
        else:
            from replydraft.domain.audit import first_broken_line

            lines = [raw.decode("utf-8", "replace") for _, raw in read_lines(str(export))]
            broken, count = first_broken_line(lines), len(lines)
        if as_json:
            emit({"ok": broken is None, "events": count, "broken": broken})
        elif broken is None:
            typer.echo(f"完整：{count} 条留痕，链条无断裂。")
        else:
            typer.echo(f"断裂：{broken}", err=True)
        return 0 if broken is None else 1

    guarded(body)


@app.command("export")
def export(
    to: Annotated[Path, typer.Argument(help="File to write (JSON Lines).")],
) -> None:
    """Write every event as JSON Lines, to be verified anywhere."""

    def body() -> int:
        from dataclasses import asdict

        from replydraft.bootstrap import open_trail

        with open_trail(settings()) as trail, to.open("w", encoding="utf-8") as file:
            count = 0
            for event in trail.events():
                file.write(json.dumps(asdict(event), ensure_ascii=False) + "\n")
                count += 1
        typer.echo(f"已导出 {count} 条留痕到 {to}")
        return 0

    guarded(body)

"""`replydraft keys`: service keys for programs that call the API."""

from __future__ import annotations

from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, settings

app = typer.Typer(help="Service keys of the API: create, list, revoke.", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who will use it, like crm.")],
    scope: Annotated[list[str] | None, typer.Option("--scope", help="draft, check, messages, admin (repeat).")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="Days until it expires.")] = 365,
    as_json: AsJson = False,
) -> None:
    """Create a key. It is shown once; only its hash is kept."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings()) as store:
            secret = store.keys.create(name, scopes=tuple(scope or ("draft", "check")), days=days)
        emit({"name": name, "key": secret}) if as_json else typer.echo(secret)
        return 0

    guarded(body)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Every key: name, scopes, expiry, whether revoked."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings()) as store:
            for key in store.keys.list():
                emit(key) if as_json else typer.echo("  ".join(str(v) for v in key.values()))
        return 0

    guarded(body)


@app.command("revoke")
def revoke(name: Annotated[str, typer.Argument(help="The key's name.")]) -> None:
    """End a key at once."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings()) as store:
            store.keys.revoke(name)
        typer.echo(f"已停用 {name}")
        return 0

    guarded(body)

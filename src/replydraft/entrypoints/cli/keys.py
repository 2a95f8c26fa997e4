"""`replydraft keys`: service keys for programs that call the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, settings
from replydraft.entrypoints.days import day_of

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
                emit(key) if as_json else typer.echo(_line(key))
        return 0

    guarded(body)


def _line(key: Mapping[str, Any]) -> str:
    """A key for a person: days are China's."""
    whose = "服务" if key["kind"] == "service" else "个人"
    state = f"{day_of(key['revoked_at'])} 停用" if key["revoked_at"] else f"有效至 {day_of(key['expires_at'])}"
    return f"{key['id']}  {key['name']}（{whose}）  {'、'.join(key['scopes']) or '—'}  {day_of(key['created_at'])} 创建  {state}"


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

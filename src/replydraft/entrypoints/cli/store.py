"""`replydraft store`: backup, restore, verify, migrate, and the key that customer text is sealed with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded, writable
from replydraft.entrypoints.cli.options import AsJson, settings

app = typer.Typer(help="The store: backup, restore, verify, migrate, rotate its key.", no_args_is_help=True)
ACTOR = "cli"


@app.command("backup")
def backup(
    to: Annotated[Path, typer.Argument(help="File to write (zip).")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a backup while the store is in use. The keys are not in it: keep them apart."""

    def body() -> int:
        from replydraft.bootstrap import back_up

        writable(to, overwrite=overwrite)
        made = back_up(settings(), to, actor=ACTOR)
        if as_json:
            emit({"file": str(to), **made})
        else:
            typer.echo(
                f"已备份到 {to}：留痕 {made['sequence']} 条。密钥不在备份里，请另行保存（{settings().home / 'keys'}）。"
            )
        return 0

    guarded(body)


@app.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(help="A backup made with `store backup`.")], as_json: AsJson = False
) -> None:
    """Fill an empty store from a backup and prove it, or change nothing."""

    def body() -> int:
        from replydraft.bootstrap import restore_from

        made = restore_from(settings(), source, actor=ACTOR)
        emit(made) if as_json else typer.echo(f"已恢复：留痕 {made['sequence']} 条，链条与内容核验无误。")
        return 0

    guarded(body)


@app.command("verify")
def verify(
    backup: Annotated[Path | None, typer.Argument(help="A backup; default: the store itself.")] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that chain, reviews, texts and keys agree, or name the first that does not (exit status 1)."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store, read_the_backup

        if backup is not None:
            made = read_the_backup(backup)
            emit({"ok": True, **made}) if as_json else typer.echo(f"备份完整：留痕 {made['sequence']} 条。")
            return 0
        with open_the_store(settings(), create=False) as store:
            broken = store.first_broken()
        if as_json:
            emit({"ok": broken is None, "broken": broken})
        else:
            typer.echo(
                "完整：链条、审核、文字与密钥一致。" if broken is None else f"不一致：{broken}", err=broken is not None
            )
        return 0 if broken is None else 1

    guarded(body)


@app.command("migrate")
def migrate(
    to: Annotated[str, typer.Option("--to", help="A revision, like 0001; default: the newest.")] = "",
) -> None:
    """Bring the tables to another revision, forward or back, all of it or nothing. A SQLite file is copied first."""

    def body() -> int:
        from replydraft.bootstrap import migrate_store

        at, now, copy = migrate_store(settings(), to or None, actor=ACTOR)
        typer.echo(f"数据库版本 {at} → {now}" if at != now else f"数据库已是版本 {now}")
        if copy is not None:
            typer.echo(f"升级前的副本：{copy}（其中的客户信息按旧版本保存，确认无误后请删除）")
        return 0

    guarded(body)


@app.command("rotate-key")
def rotate_key() -> None:
    """A new master key; what customers wrote stays sealed as it is, its keys are wrapped anew."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store, store_keys

        with open_the_store(settings()) as store:
            count = store.rotate_key(actor=ACTOR)
        typer.echo(f"已更换主密钥，{count} 位客户的数据密钥已重新封装。")
        place = store_keys(settings())
        if not place.given:
            typer.echo(f"旧密钥移到 {place.retired}：只有更换前的备份还用得到，那些备份作废后请删除。")
        return 0

    guarded(body)

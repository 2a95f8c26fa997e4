"""`replydraft audit`: prove the trail, anchor it, hand it over, and run a decision again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded, writable
from replydraft.entrypoints.cli.options import AsJson, Operator, settings
from replydraft.errors import InputError

if TYPE_CHECKING:
    from replydraft.domain.anchors import Damage

app = typer.Typer(help="The audit trail: verify, checkpoint, export, replay.", no_args_is_help=True)
KINDS = {"altered": "被改动", "missing": "缺失", "inserted": "多出", "reordered": "次序被调换", "checkpoint": "检查点"}
MOST = 50
ACTOR = "cli"
Key = Annotated[
    str | None, typer.Option("--public-key", help="The key you trust for the checkpoints: hex, PEM, or a file with it.")
]
Copy = Annotated[Path | None, typer.Option("--checkpoints", help="A copy of the checkpoints that you kept elsewhere.")]


def _say(
    damage: Sequence[Damage], more: str | None, count: int, notes: Sequence[str], *, as_json: bool, anchored: int
) -> int:
    """Print what was found; the exit status."""
    broken = damage[0].what if damage else more
    if as_json:
        emit(
            {"ok": broken is None, "events": count, "broken": broken, "anchored": anchored,
             "damage": [asdict(d) for d in damage], "notes": list(notes)}
        )  # fmt: skip
    elif broken is None:
        typer.echo(f"完整：{count} 条留痕，链条无断裂；其中前 {anchored} 条与检查点相符。")
    for d in () if as_json else damage[:MOST]:
        typer.echo(f"断裂：第 {d.sequence} 条{KINDS.get(d.kind, d.kind)}：{d.what}", err=True)
    if not as_json:
        if len(damage) > MOST:
            typer.echo(f"……另有 {len(damage) - MOST} 处", err=True)
        if more is not None:
            typer.echo(f"不一致：{more}", err=True)
        for note in notes:
            typer.echo(f"注意：{note}", err=True)
    return 0 if broken is None else 1


@app.command("verify")
def verify(
    export: Annotated[
        Path | None, typer.Argument(help="An exported trail (.jsonl) or evidence pack; default: the store.")
    ] = None,
    public_key: Key = None,
    checkpoints: Copy = None,
    as_json: AsJson = False,
) -> None:
    """Prove the hash chain and its anchors, or name what was altered, removed, added or moved (exit status 1)."""

    def body() -> int:
        from replydraft.bootstrap import anchors

        if export is not None:
            v = anchors.prove_pack(export, public_key=public_key, checkpoints=checkpoints)
            return _say(v.damage, None, v.events, v.notes, as_json=as_json, anchored=v.anchored)
        found, more, trusted = anchors.prove(settings(), checkpoints=checkpoints, public_key=public_key)
        notes = [] if trusted or not found.anchored else [
            "检查点用本机的公钥验证；要防本机被整体改写，请用另存的公钥和检查点：--public-key --checkpoints"
        ]  # fmt: skip
        if not found.anchored:
            notes = ["还没有检查点：运行 replydraft audit checkpoint，并把检查点另存一份"]
        return _say(found.damage, more, found.events, notes, as_json=as_json, anchored=found.anchored)

    guarded(body)


@app.command("checkpoint")
def checkpoint(operator: Operator = None, as_json: AsJson = False) -> None:
    """Anchor what is new in a signed checkpoint outside the store (a running server does so every minute)."""

    def body() -> int:
        from replydraft.bootstrap import anchors, open_the_store
        from replydraft.knowledge.operator_profile import load_operator

        asked = settings(operator=operator)
        with open_the_store(asked, create=False) as store:
            last = anchors.anchor(asked, store, load_operator(asked.operator))
        path = anchors.checkpoint_path(asked)
        if as_json:
            emit({"through": last or None, "file": str(path)})
        else:
            typer.echo(f"已存证到第 {last} 条：{path}" if last else f"没有新的留痕：{path}")
        return 0

    guarded(body)


@app.command("export")
def export(
    to: Annotated[Path, typer.Argument(help="A folder, a .zip (evidence pack), or a .jsonl (the records only).")],
    review: Annotated[
        list[str] | None, typer.Option("--review", help="A review to put in, or `all` (repeat). Masked.")
    ] = None,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="Show the reviews' customers in the clear.")] = False,
    title: Annotated[str, typer.Option("--title", help="Title on the cover.")] = "留痕证据",
    as_json: AsJson = False,
) -> None:
    """Hand over the trail: records, checkpoints, public key, and a report a regulator can read."""

    def body() -> int:
        from replydraft.bootstrap import anchors

        writable(to, overwrite=True)
        if to.suffix.lower() == ".jsonl":
            if review:
                raise InputError("a .jsonl holds the records only; name a folder or a .zip", field="--review")
            count = _records(to)
        else:
            count = anchors.pack_evidence(
                settings(), to, reviews=tuple(review or ()), unmasked=unmasked, actor=ACTOR, title=title
            )
        emit({"file": str(to), "events": count}) if as_json else typer.echo(f"已导出 {count} 条留痕到 {to}")
        return 0

    guarded(body)


def _records(to: Path) -> int:
    from replydraft.bootstrap import open_the_store

    with open_the_store(settings(), create=False) as store:
        store.audit.append("audit.exported", "audit", {"reviews": 0, "unmasked": False}, actor=ACTOR)
        count = 0
        try:
            with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                for line in store.export():
                    file.write(line + "\n")
                    count += 1
        except OSError as e:
            raise InputError(f"cannot write {to}: {e.strerror}", field="to", code="unwritable") from None
    return count


@app.command("replay")
def replay(draft: Annotated[str, typer.Argument(help="A draft's or a review's id.")], as_json: AsJson = False) -> None:
    """Run a decision again with the rules, knowledge and profile of that time, and compare (exit status 1: differs)."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store
        from replydraft.replaying import replay as run_again

        with open_the_store(settings(), create=False) as store:
            done = run_again(store, draft, actor=ACTOR)
        if as_json:
            shown: dict[str, Any] = {**asdict(done), "same": done.same}
            emit(shown)
            return 0 if done.same else 1
        typer.echo("当时的版本：" + "，".join(f"{k} {v[:16]}" for k, v in done.versions.items()))
        if done.program is not None:
            typer.echo(f"当时的程序是 {done.program}，现在的不同；规则、知识和资料用的仍是当时的版本。")
        if not done.redrafted:
            typer.echo("草稿由模型写成，无法重写；以当时的文字重新检查。")
        if done.same:
            typer.echo(f"一致：{done.texts} 份文字的结论与当时相同。")
        for d in done.differences:
            typer.echo(f"不同：{d.what}：当时 {d.recorded}，现在 {d.now}", err=True)
        return 0 if done.same else 1

    guarded(body)

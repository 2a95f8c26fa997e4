"""`replydraft doctor`: what is wrong here, in plain words, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Operator, Rules
from replydraft.entrypoints.days import today

SIGN = {"ok": "✓", "hint": "·", "warning": "!", "error": "✗"}


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    knowledge: Knowledge = None, rules: Rules = None, operator: Operator = None, as_json: AsJson = False
) -> None:
    """Look at configuration, store, keys, rules, knowledge, index and model; change nothing (exit status 1 on errors)."""

    def body() -> int:
        from replydraft.doctor import examine

        found = list(examine(knowledge=knowledge, rules=rules, operator=operator, today=today()))
        for each in found:
            if as_json:
                emit(asdict(each))
                continue
            typer.echo(f"{SIGN[each.level]} {each.about}：{each.says}")
            if each.do:
                typer.echo(f"    → {each.do}")
        errors = sum(each.level == "error" for each in found)
        warnings = sum(each.level == "warning" for each in found)
        if not as_json:
            typer.echo("一切正常。" if not errors and not warnings else f"{errors} 处错误，{warnings} 处提醒。")
        return 1 if errors else 0

    guarded(body)

"""`replydraft check`: the guardrail layer over one text or many. Needs no model, no network, no index."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from replydraft.domain.finding import CheckResult, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.entrypoints.cli.lines import emit, guarded, one_text, run_lines
from replydraft.entrypoints.cli.options import AsJson, Lines, Rules, Source, settings
from replydraft.entrypoints.days import today
from replydraft.wire.inputs import parse_check
from replydraft.wire.outputs import check_json


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check(
    text: Source = None,
    lines: Lines = False,
    as_json: AsJson = False,
    rules: Rules = None,
    explain_allowed: Annotated[
        bool, typer.Option("--explain-allowed", help="Also say why tempting phrases were let go.")
    ] = False,
) -> None:
    """Check a text for over-promising, missing risk disclosure, privacy leaks and the like."""

    def body() -> int:
        from replydraft.bootstrap import open_checkpoint

        with open_checkpoint(settings(rules=rules)) as point:

            def answer(value: Any) -> CheckResult:
                request: CheckRequest = parse_check(value, today=today())
                return point.check(request, explain_allowed=explain_allowed)

            if lines:
                return run_lines(text, lambda value: check_json(answer(value)))
            result = answer({"id": "1", "draft": one_text(text)})
            emit(check_json(result)) if as_json else show(result)
            return 0

    guarded(body)


_WORDS = {"pass": "[green]✓ 没有命中规则[/]", "warn": "[yellow]⚠ 请留意[/]", "block": "[red]⛔ 需修改后才能发送[/]"}
_MARK = {Severity.BLOCK: "[red]⛔[/]", Severity.WARN: "[yellow]⚠[/]", Severity.INFO: "ℹ"}


def show(result: CheckResult) -> None:
    """The same for a person, in Chinese."""
    from rich.console import Console
    from rich.markup import escape

    out = Console(highlight=False)
    out.print(_WORDS[result.verdict.value])
    for f in result.findings:
        where = f"“{escape(f.text)}”" if f.text else "（缺少）"
        out.print(f"{_MARK[f.severity]} {f.rule} {where} {escape(f.message)}")
        out.print(f"   建议：{escape(f.suggestion)}")
        laws = "；".join(c.law + (c.article or "") for c in f.citations)
        if laws:
            out.print(f"   依据：{escape(laws)}", style="dim")
    for line in result.allowed:
        out.print(f"· {escape(line)}", style="dim")
    if result.rewrite:
        out.print(f"\n改写：{escape(result.rewrite)}")

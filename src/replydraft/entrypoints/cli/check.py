"""`replydraft check`: the guardrail layer over one text or many. Needs no model, no network, no index."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from replydraft.domain.finding import DISCLOSURES_ZH, CheckResult, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.entrypoints.cli.lines import emit, guarded, one_text, run_lines
from replydraft.entrypoints.cli.options import AsJson, Lines, Rules, Source, settings
from replydraft.entrypoints.days import today
from replydraft.settings import wants_colours
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
    """Check a text for over-promising, missing risk disclosure, privacy leaks and the like.

    Exit status: 0 once it was checked, whatever the verdict (read `verdict` of --json); 1 where an input could not be
    read; 2 for wrong usage.
    """

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


_RED, _YELLOW, _GREEN, _DIM = 31, 33, 32, 2
_WORDS = {"pass": (_GREEN, "✓ 没有命中规则"), "warn": (_YELLOW, "⚠ 请留意"), "block": (_RED, "⛔ 需修改后才能发送")}
_MARK = {Severity.BLOCK: (_RED, "⛔"), Severity.WARN: (_YELLOW, "⚠"), Severity.INFO: (0, "ℹ")}


def show(result: CheckResult) -> None:
    """The same for a person, in Chinese. Lines are left whole; the terminal breaks them."""

    def say(line: str, colour: int = 0) -> None:
        typer.echo(_painted(line, colour))

    colour, words = _WORDS[result.verdict.value]
    say(words, colour)
    for f in result.findings:
        colour, mark = _MARK[f.severity]
        missing = f"（缺少：{DISCLOSURES_ZH[f.missing]}）" if f.missing else "（缺少）"
        where = f"“{f.text}”" if f.text else missing
        say(f"{_painted(mark, colour)} {f.rule} {where} {f.message}")
        say(f"   建议：{f.suggestion}")
        laws = "；".join(c.law + (c.article or "") for c in f.citations)
        if laws:
            say(f"   依据：{laws}", _DIM)
    for line in result.allowed:
        say(f"· {line}", _DIM)
    if result.rewrite:
        say(f"\n改写：{result.rewrite}")


def _painted(text: str, colour: int) -> str:
    """Coloured on a terminal that wants colours (`NO_COLOR`, `TERM=dumb`: none)."""
    if not colour or not sys.stdout.isatty() or not wants_colours():
        return text
    return f"\033[{colour}m{text}\033[0m"

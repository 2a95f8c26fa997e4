"""`replydraft eval`: run the evaluation sets, compare with the recorded baseline."""

from __future__ import annotations

from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Operator, Rules, settings
from replydraft.wire.reading import as_day

WRITTEN_FOR = "2026-11-23"

app = typer.Typer(help="Evaluation sets: run, compare; attacks.", no_args_is_help=True)


@app.command("run")
def run(
    names: Annotated[list[str] | None, typer.Argument(help="Sets to run (default: all).")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Fail where a figure fell below the baseline.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Record these figures as the baseline.")] = False,
    as_of: Annotated[
        str, typer.Option("--as-of", help="The day to run as of (default: the day the sets were written for).")
    ] = WRITTEN_FOR,
    as_json: AsJson = False,
    knowledge: Knowledge = None,
    rules: Rules = None,
    operator: Operator = None,
) -> None:
    """Recall and false alarms by family, with intervals."""

    def body() -> int:
        from replydraft.evaluation.runner import run_sets

        report = run_sets(
            settings(knowledge, rules, operator),
            names or [],
            compare=compare,
            record=record,
            today=as_day(as_of, "--as-of"),
        )
        if as_json:
            emit(report.as_json())
        else:
            typer.echo(report.as_text())
        return 1 if report.failures else 0

    guarded(body)


@app.command("attack")
def attack(
    as_of: Annotated[str, typer.Option("--as-of", help="The day to run as of.")] = WRITTEN_FOR,
    as_json: AsJson = False,
    knowledge: Knowledge = None,
    rules: Rules = None,
    operator: Operator = None,
) -> None:
    """Instructions in customers' words, profiles, documents and a model's answer, on both drafters (about a minute)."""

    def body() -> int:
        from replydraft.evaluation.attacks import attack_report, read_attacks, try_attacks

        ours = settings(knowledge, rules, operator)
        attacks = read_attacks(ours.evals / "attacks" / "injection.jsonl")
        report = attack_report(try_attacks(ours, attacks, as_day(as_of, "--as-of")))
        if as_json:
            emit(report.as_json())
        else:
            typer.echo(report.as_text(failed="not held"))
        return 0

    guarded(body)

"""`replydraft kb`: lint, import and index the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Rules, settings
from replydraft.entrypoints.days import today

app = typer.Typer(help="The knowledge base: lint, index, import.", no_args_is_help=True)


@app.command("lint")
def lint(knowledge: Knowledge = None, rules: Rules = None, as_json: AsJson = False) -> None:
    """Find what is wrong in the knowledge base: fields, validity, contradictions, wording (exit status 1 on errors)."""

    def body() -> int:
        from replydraft.bootstrap import lint_knowledge

        problems = lint_knowledge(settings(knowledge, rules), today())
        for p in problems:
            if as_json:
                emit({"where": p.where, "level": p.level, "message": p.message})
            else:
                typer.echo(f"{p.where}: {p.level}: {p.message}")
        errors = sum(p.level == "error" for p in problems)
        if not as_json:
            typer.echo(f"{errors} errors, {len(problems) - errors} warnings")
        return 1 if errors else 0

    guarded(body)


@app.command("import")
def import_(
    source: Annotated[Path, typer.Option("--jsonl", help="JSON Lines: id, title?, text, kind?, tags?")],
    into: Annotated[Path, typer.Option("--into", help="Knowledge folder to write to.")],
    approve_as: Annotated[str | None, typer.Option("--approve-as", help="Who approves these documents.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write one document a line. Near-duplicates warn; figures that contradict a product's block."""

    def body() -> int:
        from replydraft.knowledge.importing import import_jsonl

        report = import_jsonl(source, into, approve_as=approve_as, today=today())
        for problem in report.problems:
            if as_json:
                emit({"where": problem.where, "level": problem.level, "message": problem.message})
            else:
                typer.echo(f"{problem.where}: {problem.level}: {problem.message}", err=True)
        if as_json:
            emit({"written": report.written})
        else:
            typer.echo(f"已导入 {report.written} 份文档到 {into}")
        return 1 if any(p.level == "error" for p in report.problems) else 0

    guarded(body)


@app.command("index")
def index(knowledge: Knowledge = None, as_json: AsJson = False) -> None:
    """Build what retrieval needs (dense vectors where an embedding endpoint is configured)."""

    def body() -> int:
        from replydraft.bootstrap import build_index

        report = build_index(settings(knowledge))
        if as_json:
            emit(report)
        else:
            typer.echo(f"文档 {report['documents']}，可检索片段 {report['passages']}，向量 {report['vectors']}")
        return 0

    guarded(body)

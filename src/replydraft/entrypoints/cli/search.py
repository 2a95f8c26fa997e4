"""`replydraft search`: what the knowledge base says, as of a day."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded, one_text, run_lines
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Lines, Source, settings
from replydraft.entrypoints.days import today
from replydraft.wire.inputs import parse_search
from replydraft.wire.outputs import search_json


def register(app: typer.Typer) -> None:
    app.command("search")(search)


def search(
    query: Source = None,
    lines: Lines = False,
    as_json: AsJson = False,
    knowledge: Knowledge = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day the answer must hold on (YYYY-MM-DD).")] = None,
) -> None:
    """Search the knowledge base for quotable passages."""

    def body() -> int:
        from replydraft.bootstrap import open_retriever

        with open_retriever(settings(knowledge)) as find:

            def answer(value: Any) -> dict[str, Any]:
                search_id, text, count, day, kind = parse_search(value, today=today())
                return search_json(search_id, find(search_id, text, day, count, kind))

            if lines:
                return run_lines(query, answer)
            asked = {"id": "1", "query": one_text(query), "k": k} | ({"as_of": as_of} if as_of else {})
            out = answer(asked)
            emit(out) if as_json else show(out)
            return 0

    guarded(body)


def show(out: dict[str, Any]) -> None:
    """The same for a person, in Chinese."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    if out["nothing_good_enough"]:
        console.print("[yellow]没有足够相关的依据" + ("；以下仅供参考[/]" if out["passages"] else "[/]"))
    for n, p in enumerate(out["passages"], start=1):
        console.print(f"[bold]{n}. {escape(p['title'])}[/] [dim]{p['doc_id']} v{p['version']} · {p['score']}[/]")
        console.print(f"   {escape(p['text'][:200])}")

"""`replydraft draft`: replies to customers' messages, drafted and checked; queued for a person only with --queue."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded, one_text, run_lines
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Lines, Operator, Rules, Source, settings
from replydraft.entrypoints.days import today
from replydraft.wire.inputs import parse_inquiry
from replydraft.wire.outputs import draft_json


def register(app: typer.Typer) -> None:
    app.command("draft")(draft)


def draft(
    text: Source = None,
    lines: Lines = False,
    as_json: AsJson = False,
    queue: Annotated[bool, typer.Option("--queue", help="Put the drafts into the review queue.")] = False,
    knowledge: Knowledge = None,
    rules: Rules = None,
    operator: Operator = None,
) -> None:
    """Draft a reply to a customer's message."""

    def body() -> int:
        from replydraft.bootstrap import open_house

        with open_house(settings(knowledge, rules, operator)) as house:

            def answer(value: Any) -> dict[str, Any]:
                inquiry = parse_inquiry(value, today=today())
                if not queue:
                    return draft_json(house.desk.draft(inquiry, actor="cli"))
                made, review = house.desk.submit(inquiry, actor="cli")
                return draft_json(made) | {"review_id": review.id}

            if lines:
                return run_lines(text, answer)
            out = answer({"id": "1", "customer": one_text(text)})
            emit(out) if as_json else show(out)
            return 0

    guarded(body)


def show(out: dict[str, Any]) -> None:
    """The same for a person, in Chinese."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(escape(out["reply"]))
    console.print(
        f"\n[dim]意图 {out['intent']} · 分级 {out['tier']}（{escape(out['tier_reason'])}） · 结论 {out['verdict']}[/]"
    )
    for n, (title, version) in enumerate(dict.fromkeys((c["title"], c["version"]) for c in out["citations"]), 1):
        console.print(f"[dim]依据 [{n}] {escape(title)} v{version}[/]")
    if out["fallback_reason"]:
        console.print(f"[yellow]{escape(out['fallback_reason'])}[/]")
    if out.get("review_id"):
        console.print(f"[dim]已进入待审队列：{out['review_id']}[/]")

"""`replydraft serve` and `replydraft demo`: the review screen and the API on one port."""

from __future__ import annotations

from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import guarded
from replydraft.entrypoints.cli.options import Knowledge, Operator, Rules, settings

Host = Annotated[
    str | None, typer.Option("--host", help="Address to listen on (default: REPLYDRAFT_HOST, else 127.0.0.1).")
]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port (default: REPLYDRAFT_PORT, else 7860).")
]


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(
    host: Host = None, port: Port = None, knowledge: Knowledge = None, rules: Rules = None, operator: Operator = None
) -> None:
    """Serve the review screen and the API."""

    def body() -> int:
        from replydraft.entrypoints.serving import serve_forever

        return serve_forever(settings(knowledge, rules, operator), host=host, port=port, samples=False)

    guarded(body)


def demo(
    host: Host = None, port: Port = None, knowledge: Knowledge = None, rules: Rules = None, operator: Operator = None
) -> None:
    """Serve the review screen and the API with sample inquiries waiting, in a new queue."""

    def body() -> int:
        from replydraft.entrypoints.serving import serve_forever

        return serve_forever(settings(knowledge, rules, operator), host=host, port=port, samples=True)

    guarded(body)

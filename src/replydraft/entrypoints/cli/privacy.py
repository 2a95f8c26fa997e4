"""`replydraft privacy`: what we hold of one customer, given to them or erased (个人信息保护法第四十五条、第四十七条)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from replydraft.entrypoints.cli import consents
from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Operator, settings
from replydraft.errors import InputError

app = typer.Typer(
    help="One customer's data: export, erase, consent; what is past its time: expire.", no_args_is_help=True
)
app.add_typer(consents.app, name="consent")
Customer = Annotated[str, typer.Argument(help="The customer reference that your CRM sends.")]
ACTOR = "cli"


@app.command("export")
def export(
    customer: Customer,
    to: Annotated[Path | None, typer.Option("--to", help="File to write (JSON); default: standard output.")] = None,
) -> None:
    """Everything we hold of a customer, in the clear. That it was exported is on record."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings(), create=False) as store:
            held = store.customers.export(customer, actor=ACTOR)
        text = json.dumps(held, ensure_ascii=False, indent=1)
        if to is None:
            typer.echo(text)
            return 0
        try:
            with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError as e:
            raise InputError(f"cannot write {to}: {e.strerror}", field="--to", code="unwritable") from None
        typer.echo(f"已导出到 {to}（仅本人可读）")
        return 0

    guarded(body)


@app.command("erase")
def erase(
    customer: Annotated[str, typer.Argument(help="The customer reference; empty with --review.")] = "",
    review: Annotated[str, typer.Option("--review", help="Instead: the customer of this review.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; stands in the audit trail, so no personal data.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a customer for good. Hashes and events stay, so the trail still verifies."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        if bool(customer) == bool(review):
            raise InputError("give a customer reference or --review", field="customer")
        if not yes:
            typer.confirm("删除后无法恢复，确定吗？", abort=True, err=True)
        with open_the_store(settings(), create=False) as store:
            held = store.customers
            done = (
                held.erase(customer, actor=ACTOR, reason=reason)
                if customer
                else held.erase_review(review, actor=ACTOR, reason=reason)
            )
        said = f"已删除：审核 {done['reviews']} 条、消息 {done['messages']} 条、授权 {done['consents']} 条的内容。"
        emit(done) if as_json else typer.echo(said)
        return 0

    guarded(body)


@app.command("expire")
def expire(operator: Operator = None) -> None:
    """Erase customers whose retention period is over (a running server does so every hour)."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store
        from replydraft.knowledge.operator_profile import load_operator

        asked = settings(operator=operator)
        kept = load_operator(asked.operator).retention
        with open_the_store(asked, create=False) as store:
            count = store.customers.expire(customer_days=kept.customer_days, sign_in_days=kept.sign_in_days)
        typer.echo(f"已到保存期限并删除：{count} 位客户")
        return 0

    guarded(body)

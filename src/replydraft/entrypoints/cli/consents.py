"""`replydraft privacy consent`: what a customer agreed to: record, list, withdraw."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from replydraft.domain.consent import HOW, ConsentRecord
from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, settings
from replydraft.entrypoints.days import CHINA

app = typer.Typer(help="What a customer agreed to: record, list, withdraw.", no_args_is_help=True)
Customer = Annotated[str, typer.Argument(help="The customer reference that your CRM sends.")]
ACTOR = "cli"
STANDING = {"in_force": "有效", "not_yet": "未生效", "expired": "已到期", "withdrawn": "已撤回"}


@app.command("record")
def record(
    customer: Customer,
    purpose: Annotated[str, typer.Option("--purpose", help="What it may be used for.")],
    recipient: Annotated[list[str], typer.Option("--recipient", help="A lender by name, or 我们; may come again.")],
    data: Annotated[list[str], typer.Option("--data", help="征信, 身份信息, 流水, 资料 …; may come again.")],
    how: Annotated[str, typer.Option("--how", help=f"How it was given: {', '.join(HOW)}.")],
    evidence: Annotated[str, typer.Option("--evidence", help="Where it can be seen.")] = "",
    given_at: Annotated[str | None, typer.Option("--given-at", help="Time with zone, or a day; default: now.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Time with zone, or the last day it counts.")] = None,
    branch: Annotated[str, typer.Option("--branch", help="The branch that got it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record a consent. It can never be changed, only withdrawn."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store
        from replydraft.wire.consents import parse_consent

        said: dict[str, Any] = {
            "purpose": purpose, "recipients": recipient, "data": data, "how": how, "evidence": evidence,
            "given_at": given_at, "until": until,
        }  # fmt: skip
        new = parse_consent(said, now=datetime.now(UTC), by=ACTOR, branch=branch)
        with open_the_store(settings(), create=False) as store:
            _show((store.consents.record(_ref(customer), new),), as_json)
        return 0

    guarded(body)


@app.command("list")
def listing(customer: Customer, as_json: AsJson = False) -> None:
    """Everything the ledger holds of a customer, and how it stands now."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings(), create=False) as store:
            _show(store.consents.list(_ref(customer)), as_json)
        return 0

    guarded(body)


@app.command("withdraw")
def withdraw(
    customer: Customer,
    consent: Annotated[str, typer.Argument(help="The id of the consent.")],
    at: Annotated[str | None, typer.Option("--at", help="When it was taken back; default: now.")] = None,
    as_json: AsJson = False,
) -> None:
    """Record that a consent was taken back."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store
        from replydraft.wire.reading import as_moment

        moment = as_moment(at, "--at") if at is not None else None
        with open_the_store(settings(), create=False) as store:
            _show((store.consents.withdraw(_ref(customer), consent, withdrawn_at=moment, person=ACTOR),), as_json)
        return 0

    guarded(body)


def _ref(customer: str) -> str:
    from replydraft.wire.inputs import parse_reference

    return parse_reference(customer, "customer")


def _show(records: tuple[ConsentRecord, ...], as_json: bool) -> None:
    from replydraft.wire.outputs import consent_json

    now = datetime.now(UTC)
    for r in records:
        if as_json:
            emit(consent_json(r, now))
            continue
        c = r.consent
        who, what = "、".join(c.recipients), "、".join(c.data)
        typer.echo(
            f"{r.id}  {STANDING[c.standing(now)]}  {what} → {who}：{c.purpose}（{HOW[r.how]}，{c.given_at.astimezone(CHINA):%Y-%m-%d}）"
        )
    if not records and not as_json:
        typer.echo("没有授权记录")

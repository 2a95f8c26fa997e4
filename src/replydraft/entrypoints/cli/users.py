"""`replydraft users`: the accounts of people who work here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from replydraft.domain.people import Person
from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, settings
from replydraft.errors import InputError

app = typer.Typer(help="Accounts: add, list, change, take out of service.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The person's name, as it stands in the audit trail.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
ACTOR = "cli"


def _password(from_stdin: bool) -> str:
    """From standard input, or asked for twice without showing it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("密码（至少 10 个字符）", hide_input=True, confirmation_prompt="再输一次", err=True))


def _shown(person: Person) -> dict[str, Any]:
    return {
        "id": person.id, "name": person.name, "role": person.role, "branch": person.branch, "active": person.active,
        "has_password": person.has_password, "created_at": person.created_at.isoformat(),
    }  # fmt: skip


def _with(name: str, deed: Callable[[Any, Person], Person | None], said: str) -> None:
    """Do something to the person of this name, and say so."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings()) as store:
            person = store.people.named(name)
            if person is None:
                raise InputError(f"没有叫{name}的人 (no such person)", field="name", code="no_such_person")
            deed(store, person)
        typer.echo(said)
        return 0

    guarded(body)


@app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", help="advisor, senior, compliance, manager, admin.")] = "advisor",
    branch: Annotated[str, typer.Option("--branch", help="Branch; empty: none.")] = "",
    password_stdin: FromStdin = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="No sign-in; API tokens only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a person."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        password = None if no_password else _password(password_stdin)
        with open_the_store(settings()) as store:
            person = store.people.add(name, role=role, branch=branch, password=password, actor=ACTOR)
        emit(_shown(person)) if as_json else typer.echo(f"已添加 {person.name}（{person.role}）")
        return 0

    guarded(body)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Everybody: name, role, branch, whether in service."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings()) as store:
            for person in store.people.list():
                shown = _shown(person)
                emit(shown) if as_json else typer.echo("  ".join(str(v) for v in shown.values()))
        return 0

    guarded(body)


@app.command("role")
def role(name: Name, role: Annotated[str, typer.Argument(help="The new role.")]) -> None:
    """Give another role."""
    _with(name, lambda s, p: s.people.change(p.id, role=role, actor=ACTOR), f"{name} 现在是 {role}")


@app.command("branch")
def branch(name: Name, branch: Annotated[str, typer.Argument(help="The new branch; empty: none.")]) -> None:
    """Move to another branch."""
    _with(
        name, lambda s, p: s.people.change(p.id, branch=branch, actor=ACTOR), f"{name} 已调到 {branch or '（无分支）'}"
    )


@app.command("disable")
def disable(name: Name) -> None:
    """Out of service: every session and token ends at once."""
    _with(name, lambda s, p: s.people.change(p.id, active=False, actor=ACTOR), f"{name} 已停用")


@app.command("enable")
def enable(name: Name) -> None:
    """Back in service."""
    _with(name, lambda s, p: s.people.change(p.id, active=True, actor=ACTOR), f"{name} 已恢复")


@app.command("password")
def password(name: Name, password_stdin: FromStdin = False) -> None:
    """Set a new password; it ends every session."""
    _with(
        name, lambda s, p: s.people.set_password(p.id, _password(password_stdin), actor=ACTOR), f"{name} 的密码已更新"
    )


@app.command("token")
def token(
    name: Name,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="Days until it expires.")] = 30,
    as_json: AsJson = False,
) -> None:
    """A user token for the API, shown once: a program acts with it in this person's name."""

    def body() -> int:
        from replydraft.bootstrap import open_the_store

        with open_the_store(settings()) as store:
            person = store.people.named(name)
            if person is None or not person.active:
                raise InputError(f"没有叫{name}的在职人员 (no such person)", field="name", code="no_such_person")
            made = store.keys.create_for(person, days=days)
        emit({"name": name, "token": made}) if as_json else typer.echo(made)
        return 0

    guarded(body)

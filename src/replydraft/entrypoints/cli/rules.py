"""`replydraft rules`: list, test, explain and document the rule book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Rules, settings
from replydraft.entrypoints.days import today

app = typer.Typer(help="The rule book: list, test, explain, new, docs.", no_args_is_help=True)


@app.command("list")
def list_(rules: Rules = None, as_json: AsJson = False) -> None:
    """Every rule in force today."""

    def body() -> int:
        from replydraft.compliance.listing import rule_lines
        from replydraft.compliance.rulebook import load_rulebook

        for row in rule_lines(load_rulebook(settings(rules=rules).rules), today()):
            if as_json:
                emit(row)
            else:
                typer.echo(f"{row['id']}  {row['severity']:<5}  {row['family']:<22} {row['name']}  {row['message']}")
        return 0

    guarded(body)


@app.command("test")
def test(rules: Rules = None, as_json: AsJson = False) -> None:
    """Run every rule's own examples (exit status 1 where one fails)."""

    def body() -> int:
        from replydraft.bootstrap import test_rules

        failures, examples = test_rules(settings(rules=rules), today())
        for failure in failures:
            emit({"failure": failure}) if as_json else typer.echo(failure, err=True)
        if as_json:
            emit({"examples": examples, "failed": len(failures)})
        else:
            typer.echo(f"{examples} 个例句，{len(failures)} 个不符")
        return 1 if failures else 0

    guarded(body)


@app.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(help="Rule id, like RD0101.")], rules: Rules = None, as_json: AsJson = False
) -> None:
    """What a rule says, why, and what it lets through."""

    def body() -> int:
        from replydraft.compliance.listing import rule_page
        from replydraft.compliance.rulebook import load_rulebook

        page = rule_page(load_rulebook(settings(rules=rules).rules), rule)
        emit({"rule": rule, "page": page}) if as_json else typer.echo(page)
        return 0

    guarded(body)


@app.command("new")
def new(
    family: Annotated[str, typer.Argument(help="Family, like over_promise.")],
    name: Annotated[str, typer.Argument(help="What is wrong, in kebab-case, like guaranteed-approval.")],
    rules: Rules = None,
) -> None:
    """Write the file of a new rule, as a draft: fill it in, run `rules test`, set status to stable."""

    def body() -> int:
        from replydraft.compliance.rulebook import load_rulebook
        from replydraft.compliance.scaffold import new_rule

        folder = settings(rules=rules).rules
        typer.echo(str(new_rule(load_rulebook(folder), folder, family, name, today().isoformat())))
        return 0

    guarded(body)


@app.command("docs")
def docs(into: Annotated[Path, typer.Argument(help="Folder to write to.")] = Path("docs"), rules: Rules = None) -> None:
    """Write one Markdown page a rule (rules/), the table of permissions, and the contract's JSON Schemas (schemas/)."""

    def body() -> int:
        from replydraft.compliance.listing import write_docs
        from replydraft.compliance.rulebook import load_rulebook
        from replydraft.domain.permissions import table_page
        from replydraft.wire.schemas import write_schemas

        pages = write_docs(load_rulebook(settings(rules=rules).rules), into / "rules")
        (into / "permissions.md").write_text(table_page(), encoding="utf-8")
        typer.echo(
            f"{pages} pages in {into / 'rules'}, {write_schemas(into / 'schemas')} schemas in {into / 'schemas'}"
        )
        return 0

    guarded(body)

"""`replydraft rules`: list, test, explain and document the rule book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Rules, settings
from replydraft.entrypoints.days import today
from replydraft.errors import InputError

Branch = Annotated[str, typer.Option("--branch", help="As in this branch: with its overlay.")]
Lender = Annotated[str, typer.Option("--lender", help="As for a product of this lender: with its overlay.")]
if TYPE_CHECKING:
    from replydraft.compliance.rulebook import RuleBook

app = typer.Typer(help="The rule book: list, test, explain, new, docs.", no_args_is_help=True)


def _book(rules: Path | None) -> RuleBook:
    from replydraft.compliance.rulebook import load_rulebook

    asked = settings(rules=rules)
    return load_rulebook(asked.rules, asked.overlays)


@app.command("list")
def list_(rules: Rules = None, branch: Branch = "", lender: Lender = "", as_json: AsJson = False) -> None:
    """Every rule in force today."""

    def body() -> int:
        from replydraft.bootstrap import overlays_of
        from replydraft.compliance.listing import rule_lines

        book = _book(rules)
        for row in rule_lines(book, today(), overlays_of(book, branch, lender)):
            if as_json:
                emit(row)
            else:
                mark = f"  [{', '.join(row['overlays'])}]" if row["overlays"] else ""
                line = f"{row['id']}  {row['severity']:<5}  {row['family']:<22} {row['name']}  {row['message']}"
                typer.echo(line + mark)
        return 0

    guarded(body)


@app.command("test")
def test(rules: Rules = None, branch: Branch = "", lender: Lender = "", as_json: AsJson = False) -> None:
    """Run every rule's own examples, or those of one overlay (exit status 1 where one fails)."""

    def body() -> int:
        from replydraft.bootstrap import test_rules

        failures, examples = test_rules(settings(rules=rules), today(), branch=branch, lender=lender)
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
    rule: Annotated[str, typer.Argument(help="Rule id, like RD0101.")],
    rules: Rules = None,
    branch: Branch = "",
    lender: Lender = "",
    as_json: AsJson = False,
) -> None:
    """What a rule says, why, and what it lets through."""

    def body() -> int:
        from replydraft.bootstrap import overlays_of
        from replydraft.compliance.listing import rule_page

        book = _book(rules)
        page = rule_page(book, rule, overlays_of(book, branch, lender))
        emit({"rule": rule, "page": page}) if as_json else typer.echo(page)
        return 0

    guarded(body)


@app.command("new")
def new(
    family: Annotated[str, typer.Argument(help="Family, like over_promise.")],
    name: Annotated[str, typer.Argument(help="What is wrong, in kebab-case, like guaranteed-approval.")],
    rules: Rules = None,
    branch: Branch = "",
    lender: Lender = "",
) -> None:
    """Write the file of a new rule (with --branch or --lender: of its overlay), as a draft: fill it in, run `rules test`."""

    def body() -> int:
        from replydraft.bootstrap import overlays_of
        from replydraft.compliance.overlay_files import overlay_folder
        from replydraft.compliance.scaffold import new_rule

        asked, book = settings(rules=rules), _book(rules)
        folder, prefix = asked.rules, "RD"
        if overlays := overlays_of(book, branch, lender):
            if len(overlays) > 1:
                raise InputError("several overlays go by that name; name one", field="branch or lender")
            folder, prefix = (overlay_folder(asked.rules, asked.overlays) or asked.rules) / overlays[0].id, "RX"
        typer.echo(str(new_rule(book, folder, family, name, today().isoformat(), prefix=prefix)))
        return 0

    guarded(body)


@app.command("docs")
def docs(into: Annotated[Path, typer.Argument(help="Folder to write to.")] = Path("docs"), rules: Rules = None) -> None:
    """Write one Markdown page a rule (rules/), the table of permissions, and the contract's JSON Schemas (schemas/)."""

    def body() -> int:
        from replydraft.compliance.listing import write_docs
        from replydraft.domain.permissions import table_page
        from replydraft.wire.schemas import write_schemas

        pages = write_docs(_book(rules), into / "rules")
        (into / "permissions.md").write_text(table_page(), encoding="utf-8")
        typer.echo(
            f"{pages} pages in {into / 'rules'}, {write_schemas(into / 'schemas')} schemas in {into / 'schemas'}"
        )
        return 0

    guarded(body)

"""`replydraft cost --sheet`: the 成本明示表 of a product or of given terms, as text, HTML, PNG or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from replydraft.entrypoints.days import today
from replydraft.errors import InputError
from replydraft.settings import Settings

FORMS = ("text", "html", "png", "json")
Sheet = Annotated[str | None, typer.Option("--sheet", help="Its cost sheet instead: text, html, png or json.")]
OfProduct = Annotated[
    str | None, typer.Option("--product", help="A product's id: its own price, fees and terms count.")
]
Lender = Annotated[str | None, typer.Option("--lender", help="Who lends, where no product is named.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="Write the sheet to this file.", metavar="FILE")]
Font = Annotated[Path | None, typer.Option("--font", help="A Chinese font for png.", metavar="FILE")]


def names(product: str | None, lender: str | None) -> dict[str, str]:
    """What says whose terms they are."""
    return {k: v for k, v in (("product", product), ("lender", lender)) if v is not None}


def write_sheet(given: Settings, asked: dict[str, Any], form: str, out: Path | None, font: Path | None) -> int:
    """Raises InputError naming the field, ContentError where there is no font for a picture."""
    from replydraft.bootstrap import sheet_as

    if form not in FORMS:
        raise InputError(f"must be one of {', '.join(FORMS)}", field="sheet")
    if form == "png" and out is None and sys.stdout.isatty():
        raise InputError("is needed for png: -o sheet.png", field="output")
    made = sheet_as(given, asked, today(), form, font)
    if out is None:
        sys.stdout.buffer.write(made)
        sys.stdout.flush()
        return 0
    try:
        out.write_bytes(made)
    except OSError as e:
        raise InputError(f"cannot write {out}: {e.strerror}", field="output", code="unwritable") from None
    typer.echo(f"{out}", err=True)
    return 0

"""Cost sheets for whoever asks: the command line, the API, the screen. One way of making them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replydraft.costs.product_sheet import product_sheet
from replydraft.costs.sheet import CostSheet
from replydraft.costs.sheet_asking import SheetRequest, parse_sheet
from replydraft.costs.sheet_making import terms_sheet
from replydraft.domain.operator import OperatorProfile
from replydraft.domain.product import Product
from replydraft.errors import InputError

if TYPE_CHECKING:
    from replydraft.compliance.rulebook import RuleBook
    from replydraft.knowledge.documents import Knowledge
    from replydraft.settings import Settings

DISCLOSURE = "DISC"
"""Key of the law a cost sheet rests on, in `guardrails/citations.yaml`."""


def cost_sheet(knowledge: Knowledge, operator: OperatorProfile, book: RuleBook, asked: SheetRequest) -> CostSheet:
    """Raises InputError naming the field; `no_such_product` and `not_in_force` for a product that cannot be priced."""
    given: dict[str, Any] = {
        "as_of": asked.as_of, "facts": book.facts,
        "laws": book.as_of(asked.as_of).cite([DISCLOSURE]) if DISCLOSURE in book.citations else (),
    }  # fmt: skip
    if asked.wanted is not None:
        product = product_on(knowledge, asked.product, asked.as_of)
        return product_sheet(product, asked.wanted, service_fees=operator.fees, **given)
    assert asked.terms is not None
    name = asked.name or "按所给条件"
    return terms_sheet(asked.terms, lender=asked.lender, name=name, **given)


def product_on(knowledge: Knowledge, product_id: str, day: date) -> Product:
    """The product as it stands on a day. Raises InputError, telling one that is unknown from one not in force."""
    found = next((p for p in knowledge.products_on(day) if p.id == product_id), None)
    if found is not None:
        return found
    known = knowledge.document(product_id)
    if known is None or known.product is None:
        raise InputError("no product has this id", field="product", code="no_such_product")
    raise InputError(f"is not in force on {day}", field="product", code="not_in_force")


def sheet_as(settings: Settings, asked: dict[str, Any], today: date, form: str, font: Path | None = None) -> bytes:
    """One sheet as `text`, `html`, `png` or `json`, for the command line. Raises InputError, ContentError."""
    from replydraft.bootstrap.rules import rules_of
    from replydraft.knowledge.documents import load_knowledge
    from replydraft.knowledge.operator_profile import load_operator

    request = parse_sheet(asked, today=today)
    book = rules_of(settings)
    operator = load_operator(settings.operator)
    sheet = cost_sheet(load_knowledge(settings.knowledge), operator, book, request)
    if form == "png":
        return picture(sheet, font)
    if form == "html":
        from replydraft.costs.card_html import card_page

        return card_page(sheet).encode()
    if form == "json":
        import json

        return (json.dumps(answer(sheet, operator), ensure_ascii=False) + "\n").encode()
    from replydraft.costs.sheet_words import chat_text

    return (chat_text(sheet) + "\n").encode()


def answer(sheet: CostSheet, operator: OperatorProfile) -> dict[str, Any]:
    """The sheet as JSON, and whether it may be shown to a customer: a product's only where the operator may present them."""
    from replydraft.costs.sheet_json import sheet_json

    return sheet_json(sheet) | {"for_customer": operator.may_present_products or not sheet.product_id}


def picture(sheet: CostSheet, font: Path | None = None) -> bytes:
    """The card as PNG. Raises ContentError `no_font` where this machine has no font for it."""
    from replydraft.adapters.pillow_card import card_png
    from replydraft.costs.card_drawing import drawn

    return card_png(drawn(sheet), font=font)

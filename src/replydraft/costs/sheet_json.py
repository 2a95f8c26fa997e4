"""A CostSheet as JSON: money in yuan as strings to the cent, rates as fractions per year."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from replydraft.costs.card_html import card_page
from replydraft.costs.sheet import METHOD_NAMES, CostSheet, FeeLine, Price
from replydraft.costs.sheet_words import chat_text, instalments


def sheet_json(sheet: CostSheet) -> dict[str, Any]:
    """The whole table, with its text for a chat and its card as a page of HTML."""
    return {
        "lender": sheet.lender,
        "lender_type": sheet.lender_type,
        "product": {"id": sheet.product_id or None, "name": sheet.product, "version": sheet.version or None},
        "principal": _money(sheet.principal),
        "periods": sheet.periods,
        "unit": sheet.unit,
        "method": sheet.method,
        "method_name": METHOD_NAMES[sheet.method],
        "received": _money(sheet.received),
        "low": _price(sheet.low),
        "high": _price(sheet.high),
        "instalments": instalments(sheet),
        "fees": [_fee(f) for f in sheet.fees],
        "service_fees": [_fee(f) for f in sheet.service_fees],
        "with_service": {
            "annualised_nominal": sheet.with_service.nominal,
            "annualised_effective": sheet.with_service.effective,
            "total_cost": _money(sheet.with_service.total_cost),
            "low_annualised_nominal": (sheet.with_service.low or sheet.with_service).nominal,
            "low_annualised_effective": (sheet.with_service.low or sheet.with_service).effective,
            "low_total_cost": _money((sheet.with_service.low or sheet.with_service).total_cost),
        }
        if sheet.with_service
        else None,
        "contingent": [{"name": c.name, "standard": c.standard, "payee": c.payee or None} for c in sheet.contingent],
        "gaps": list(sheet.gaps),
        "ceiling": asdict(sheet.ceiling) if sheet.ceiling else None,
        "ceiling_note": sheet.ceiling_note,
        "statements": list(sheet.statements),
        "laws": [{"law": c.law, "article": c.article, "level": c.level} for c in sheet.laws],
        "as_of": sheet.as_of.isoformat(),
        "valid_to": sheet.valid_to.isoformat() if sheet.valid_to else None,
        "text": chat_text(sheet),
        "html": card_page(sheet),
    }


def _price(price: Price) -> dict[str, Any]:
    paid = price.payments
    return {
        "rate": float(price.rate) if price.rate is not None else None,
        "annualised_nominal": price.nominal,
        "annualised_effective": price.effective,
        "interest": _money(price.interest),
        "total_cost": _money(price.total_cost),
        "payment_first": _money(paid.first),
        "payment_regular": _money(paid.regular),
        "payment_last": _money(paid.last),
    }


def _fee(fee: FeeLine) -> dict[str, Any]:
    return {
        "name": fee.name,
        "standard": fee.standard,
        "amount": None if fee.amount is None else _money(fee.amount),
        "when": fee.when,
        "payee": fee.payee or None,
    }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"

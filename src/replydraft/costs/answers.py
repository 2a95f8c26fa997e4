"""A priced loan as the contract's JSON object: money as strings to the cent, rates as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from replydraft.costs.asking import parse_cost
from replydraft.costs.ceilings import DatedFact
from replydraft.costs.early import EarlyQuote
from replydraft.costs.phrases.request import answer_phrase, asks_phrase
from replydraft.costs.quote import CostQuote, FeeItem, quote
from replydraft.costs.schedule import ScheduleRow


def answer_cost(value: Any, *, today: date, facts: Iterable[DatedFact]) -> dict[str, Any]:
    """The contract's cost object of a cost request, or the readings of its `phrase`. Raises InputError naming the field."""
    if asks_phrase(value):
        return answer_phrase(value, today=today, facts=facts)
    return quote_json(quote(parse_cost(value, today=today), facts=facts))


def quote_json(priced: CostQuote) -> dict[str, Any]:
    """The contract's cost object, JSON-ready; beyond the contract: `received`, `total_paid`, `interest`, `fees`,
    `early`, `ceiling_note`."""
    return {
        "annualised_nominal": priced.annualised_nominal,
        "annualised_effective": priced.annualised_effective,
        "basis": priced.basis,
        "total_cost": str(priced.total_cost),
        "received": str(priced.received),
        "total_paid": str(priced.total_paid),
        "interest": str(priced.interest),
        "fees": [_fee(item) for item in priced.fees],
        "schedule": [_row(row) for row in priced.schedule],
        "early": _early(priced.early) if priced.early else None,
        "ceiling": asdict(priced.ceiling) if priced.ceiling else None,
        "ceiling_note": priced.ceiling_note,
    }


def _fee(item: FeeItem) -> dict[str, Any]:
    return {
        "name": item.fee.name,
        "when": item.fee.when,
        "payee": item.fee.payee,
        "deducted": item.fee.deducted if item.fee.when == "upfront" else None,
        "amount": str(item.amount),
        "times": item.times,
        "total": str(item.total),
    }


def _row(row: ScheduleRow) -> dict[str, Any]:
    return {
        "period": row.period,
        "date": row.date.isoformat() if row.date else None,
        "principal": str(row.principal),
        "interest": str(row.interest),
        "fee": str(row.fee),
        "payment": str(row.payment),
        "balance": str(row.balance),
    }


def _early(early: EarlyQuote) -> dict[str, Any]:
    return {
        "after": early.after,
        "date": early.date.isoformat() if early.date else None,
        "owed": str(early.owed),
        "interest": str(early.interest),
        "fee": str(early.fee),
        "paid_then": str(early.paid_then),
        "total_cost": str(early.total_cost),
        "annualised_nominal": round(early.annualised.nominal, 6),
        "annualised_effective": round(early.annualised.effective, 6),
    }

"""A priced loan as the contract's JSON object: money as strings to the cent, rates as numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from replydraft.costs.early import EarlyQuote
from replydraft.costs.quote import CostQuote, FeeItem
from replydraft.costs.schedule import ScheduleRow


def quote_json(priced: CostQuote) -> dict[str, Any]:
    """The contract's cost object, JSON-ready; beyond the contract: `received`, `total_paid`, `interest`, `fees`, `early`."""
    return {
        "annualised_nominal": priced.annualised_nominal,
        "annualised_effective": priced.annualised_effective,
        "basis": priced.basis,
        "total_cost": f"{priced.total_cost:.2f}",
        "received": f"{priced.received:.2f}",
        "total_paid": f"{priced.total_paid:.2f}",
        "interest": f"{priced.interest:.2f}",
        "fees": [_fee(item) for item in priced.fees],
        "schedule": [_row(row) for row in priced.schedule],
        "early": _early(priced.early) if priced.early else None,
        "ceiling": asdict(priced.ceiling) if priced.ceiling else None,
    }


def _fee(item: FeeItem) -> dict[str, Any]:
    return {
        "name": item.fee.name,
        "when": item.fee.when,
        "payee": item.fee.payee,
        "deducted": item.fee.deducted if item.fee.when == "upfront" else None,
        "amount": f"{item.amount:.2f}",
        "times": item.times,
        "total": f"{item.total:.2f}",
    }


def _row(row: ScheduleRow) -> dict[str, Any]:
    return {
        "period": row.period,
        "date": row.date.isoformat() if row.date else None,
        "principal": f"{row.principal:.2f}",
        "interest": f"{row.interest:.2f}",
        "fee": f"{row.fee:.2f}",
        "payment": f"{row.payment:.2f}",
        "balance": f"{row.balance:.2f}",
    }


def _early(early: EarlyQuote) -> dict[str, Any]:
    return {
        "after": early.after,
        "date": early.date.isoformat() if early.date else None,
        "owed": f"{early.owed:.2f}",
        "interest": f"{early.interest:.2f}",
        "fee": f"{early.fee:.2f}",
        "paid_then": f"{early.paid_then:.2f}",
        "total_cost": f"{early.total_cost:.2f}",
        "annualised_nominal": round(early.annualised.nominal, 6),
        "annualised_effective": round(early.annualised.effective, 6),
    }

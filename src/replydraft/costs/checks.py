"""Refuses terms that make no sense, naming the field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from replydraft.costs.terms import (
    MAX_FEES,
    MAX_PERIODS,
    MAX_PRINCIPAL,
    MAX_RATE,
    METHODS,
    PERIODS_PER_YEAR,
    WHEN,
    CostRequest,
    Early,
    Fee,
    due,
    named_fees,
)
from replydraft.errors import InputError

_LAST_START, _LAST_DAY = date(2500, 1, 1), date(9000, 1, 1)
"""So that every payment after a start has a day."""
_NUMBERS = ("principal", "rate", "fee_per_period", "upfront_fee", "closing_fee")


def validate(request: CostRequest) -> None:
    """Raises InputError naming the field that makes no sense."""
    for field in _NUMBERS:
        _number(getattr(request, field), field)
    if request.principal < 1 or request.principal > MAX_PRINCIPAL:
        raise InputError(f"must be between 1 and {MAX_PRINCIPAL:f} yuan", field="principal")
    if isinstance(request.periods, bool) or not isinstance(request.periods, int):
        raise InputError("must be a whole number", field="periods")
    if not 1 <= request.periods <= MAX_PERIODS:
        raise InputError(f"must be between 1 and {MAX_PERIODS}", field="periods")
    if request.method not in METHODS:
        raise InputError(f"must be one of {', '.join(METHODS)}", field="method")
    if request.unit not in PERIODS_PER_YEAR:
        raise InputError(f"must be one of {', '.join(PERIODS_PER_YEAR)}", field="unit")
    if request.rate > MAX_RATE:
        raise InputError("must be a fraction per year (0.045 is 4.5%), at most 100", field="rate")
    for field in ("fee_per_period", "closing_fee"):
        if getattr(request, field) > 1:
            raise InputError("must be a fraction of the principal, at most 1", field=field)
    if request.upfront_fee >= 1:
        raise InputError("must be a fraction of the principal, below 1: nothing would be received", field="upfront_fee")
    if request.start is not None and request.start > _LAST_START:
        raise InputError("is too far away", field="start")
    _fees(request)
    _instalment(request)
    _flows(request)
    if request.early is not None:
        _early(request, request.early)


def _number(value: object, field: str) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise InputError("must be a finite number", field=field)
    if value < 0:
        raise InputError("must not be negative", field=field)


def _fees(request: CostRequest) -> None:
    if len(request.fees) > MAX_FEES:
        raise InputError(f"has more than {MAX_FEES} fees", field="fees")
    for n, fee in enumerate(request.fees):
        _fee(fee, f"fees[{n}]", request.principal)
    taken = sum(due(fee, request.principal) for fee in named_fees(request) if fee.when == "upfront")
    if taken >= request.principal:
        raise InputError("nothing would be received", field="upfront_fee" if request.upfront_fee else "fees")


def _fee(fee: Fee, where: str, principal: Decimal) -> None:
    if not fee.name.strip():
        raise InputError("must not be empty", field=f"{where}.name")
    if fee.when not in WHEN:
        raise InputError(f"must be one of {', '.join(WHEN)}", field=f"{where}.when")
    if (fee.amount is None) == (fee.fraction is None):
        raise InputError("needs an amount in yuan or a fraction of the principal, one of both", field=where)
    if fee.amount is not None:
        _number(fee.amount, f"{where}.amount")
        if fee.amount > principal:
            raise InputError("is more than the principal", field=f"{where}.amount")
    if fee.fraction is not None:
        _number(fee.fraction, f"{where}.fraction")
        if fee.fraction > 1:
            raise InputError("must be a fraction of the principal, at most 1", field=f"{where}.fraction")


def _instalment(request: CostRequest) -> None:
    if request.instalment is None:
        return
    _number(request.instalment, "instalment")
    if request.rate:
        raise InputError("stands for a rate: give one of both", field="instalment")
    if request.method not in ("annuity", "flat"):
        raise InputError("is level with the methods annuity and flat only", field="instalment")
    if request.instalment * request.periods < request.principal:
        raise InputError("adds up to less than the principal", field="instalment")
    if request.instalment > request.principal * (1 + MAX_RATE):
        raise InputError("is far more than the principal", field="instalment")


def _flows(request: CostRequest) -> None:
    if not request.flows:
        return
    if len(request.flows) > MAX_PERIODS:
        raise InputError(f"has more than {MAX_PERIODS} entries", field="flows")
    if request.start is None:
        raise InputError("is required beside dated flows: the day the principal is received", field="start")
    for field in ("rate", "instalment"):
        if getattr(request, field):
            raise InputError("is not used with dated flows, which say what is paid", field=field)
    day = request.start
    for n, flow in enumerate(request.flows):
        if not isinstance(flow.amount, Decimal) or not flow.amount.is_finite() or abs(flow.amount) > MAX_PRINCIPAL:
            raise InputError("must be a finite number of a sensible size", field=f"flows[{n}].amount")
        if flow.date <= day or flow.date > _LAST_DAY:
            raise InputError("must be after the start and the flows before it", field=f"flows[{n}].date")
        day = flow.date
    if request.flows[-1].amount <= 0:
        raise InputError("the last one must be a payment", field="flows")
    if request.periods != len(request.flows):
        raise InputError("must be the number of dated flows", field="periods")
    if sum(flow.amount for flow in request.flows) < request.principal:
        raise InputError("add up to less than the principal", field="flows")


def _early(request: CostRequest, early: Early) -> None:
    if request.flows:
        raise InputError("is not computed for dated flows: end the flows earlier instead", field="early_after")
    if isinstance(early.after, bool) or not isinstance(early.after, int):
        raise InputError("must be a whole number", field="early_after")
    if not 0 < early.after < request.periods:
        raise InputError("must be at least 1 and below the number of periods", field="early_after")
    for value in (early.fee_amount, early.fee_fraction):
        _number(value, "early_fee")
    if early.fee_fraction > 1 or early.fee_amount > request.principal:
        raise InputError("is more than the principal", field="early_fee")

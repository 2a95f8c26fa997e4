"""A cost request read from a JSON object, each mistake named by its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from replydraft.costs.checks import validate
from replydraft.costs.terms import (
    MAX_FEES,
    MAX_PERIODS,
    ZERO,
    CostRequest,
    Early,
    Fee,
    Flow,
    Unit,
    When,
    cents,
    named_fees,
)
from replydraft.domain.product import RepaymentMethod
from replydraft.errors import InputError
from replydraft.wire.reading import as_day, as_decimal, as_flag, as_line, as_list, as_object, as_text, one_of

_KEYS = frozenset(
    [
        "id",
        "principal",
        "periods",
        "method",
        "rate",
        "fee_per_period",
        "upfront_fee",
        "closing_fee",
        "upfront_deducted",
        "fees",
        "unit",
        "start",
        "instalment",
        "early_after",
        "early_fee",
        "flows",
        "lender_type",
        "as_of",
    ]
)
_FEE_KEYS = frozenset(["name", "when", "amount", "fraction", "payee", "deducted"])
_NAMES: dict[str, tuple[str, When]] = {
    "upfront_fee": ("一次性费用", "upfront"),
    "fee_per_period": ("每期费用", "each_period"),
    "closing_fee": ("期末费用", "closing"),
}
_BARE_MOST = {"rate": Decimal(1), "fee_per_period": Decimal("0.1"), "upfront_fee": Decimal("0.5")}
_BARE_OTHER = Decimal("0.5")
"""Above it a number without % is taken for a percentage whose sign was forgotten (0.6 for 0.6%)."""


def parse_cost(value: Any, *, today: date) -> CostRequest:
    """A cost request from a JSON object; `as_of` defaults to `start`, else `today`. Raises InputError naming the field.

    Rates and fees are fractions (0.006) or percentages (0.6%), fees also yuan (300元); a bare number too large for its
    field is refused as ambiguous. A key that is not known is refused too: a misspelt fee would be a cost left out. So is a loan without any price: nobody said that it is free.
    """
    asked = {key: v for key, v in _known(as_object(value), _KEYS).items() if v is not None}
    flows = _flows(asked)
    if flows:
        for key in ("method", "unit"):
            if key in asked:
                raise InputError("is not used with dated flows, which say what is paid when", field=key)
        asked = {"periods": len(flows)} | asked
    for key in ("principal", "periods"):
        if key not in asked:
            raise InputError("is required", field=key)
    plain = {key: _price(asked[key], key) for key in _NAMES if key in asked}
    in_yuan = tuple(Fee(*_NAMES[k], amount=yuan) for k, (yuan, _) in plain.items() if yuan is not None)
    deducted = as_flag(asked.get("upfront_deducted", True), "upfront_deducted")
    fees = [_fee(item, f"fees[{n}]") for n, item in enumerate(as_list(asked.get("fees", []), "fees", limit=MAX_FEES))]
    start = as_day(asked["start"], "start") if "start" in asked else None
    request = CostRequest(
        principal=as_decimal(asked["principal"], "principal"),
        periods=_whole(asked["periods"], "periods"),
        method=cast(RepaymentMethod, as_text(asked.get("method", "annuity"), "method", limit=40)),
        rate=_fraction(asked.get("rate", 0), "rate"),
        unit=cast(Unit, as_text(asked.get("unit", "month"), "unit", limit=10)),
        lender_type=as_text(asked["lender_type"], "lender_type", limit=40) if "lender_type" in asked else None,
        as_of=as_day(asked["as_of"], "as_of") if "as_of" in asked else start or today,
        upfront_deducted=deducted,
        fees=(*(Fee(f.name, f.when, f.amount, deducted=deducted) for f in in_yuan), *fees),
        start=start,
        instalment=cents(as_decimal(asked["instalment"], "instalment")) if "instalment" in asked else None,
        early=_early(asked),
        flows=flows,
        **{key: share for key, (_, share) in plain.items() if share is not None},
    )
    validate(request)
    if not flows and "rate" not in asked and request.instalment is None and not named_fees(request):
        raise InputError(
            "is required where neither an instalment nor a fee is given; 0 where there is none", field="rate"
        )
    return request


def _known(asked: Mapping[str, Any], keys: frozenset[str], where: str = "") -> Mapping[str, Any]:
    for key in asked:
        if key not in keys:
            raise InputError("is not known", field=where + str(key)[:40])
    return asked


def _whole(value: Any, field: str) -> int:
    number = as_decimal(value, field)
    if number != number.to_integral_value():
        raise InputError("must be a whole number", field=field)
    return int(number)


def _flows(asked: Mapping[str, Any]) -> tuple[Flow, ...]:
    flows = []
    for n, item in enumerate(as_list(asked.get("flows", []), "flows", limit=MAX_PERIODS)):
        where = f"flows[{n}]"
        flow = _known(as_object(item, where), frozenset(("date", "amount")), f"{where}.")
        amount = cents(as_decimal(flow.get("amount"), f"{where}.amount"))
        flows.append(Flow(as_day(flow.get("date"), f"{where}.date"), amount))
    return tuple(flows)


def _fee(value: Any, where: str) -> Fee:
    given = {k: v for k, v in _known(as_object(value, where), _FEE_KEYS, f"{where}.").items() if v is not None}
    return Fee(
        name=as_line(given.get("name"), f"{where}.name", limit=40),
        when=cast(When, one_of(given.get("when"), f"{where}.when", ("upfront", "each_period", "closing"))),
        amount=as_decimal(given["amount"], f"{where}.amount") if "amount" in given else None,
        fraction=_fraction(given["fraction"], f"{where}.fraction") if "fraction" in given else None,
        payee=as_line(given["payee"], f"{where}.payee", limit=60) if "payee" in given else None,
        deducted=as_flag(given.get("deducted", True), f"{where}.deducted"),
    )


def _early(asked: Mapping[str, Any]) -> Early | None:
    if "early_after" not in asked:
        if "early_fee" in asked:
            raise InputError("is required beside early_fee", field="early_after")
        return None
    yuan, share = _price(asked.get("early_fee", 0), "early_fee")
    return Early(_whole(asked["early_after"], "early_after"), yuan or ZERO, share or ZERO)


def _price(value: Any, field: str) -> tuple[Decimal | None, Decimal | None]:
    """(yuan, fraction), one of them: 300元 is yuan, everything else a fraction of the principal."""
    if isinstance(value, str) and value.strip().endswith(("元", "块")):
        return as_decimal(value.strip()[:-1], field), None
    return None, _fraction(value, field)


def _fraction(value: Any, field: str) -> Decimal:
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return as_decimal(value.strip()[:-1], field) / 100
    number = as_decimal(value, field)
    if number > _BARE_MOST.get(field, _BARE_OTHER):
        shown, percent = f"{number.normalize():f}", f"{(number * 100).normalize():f}%"
        raise InputError(
            f"must be a fraction (0.045) or a percentage with its sign (4.5%): {shown} without one would be {percent};"
            f" write {shown}% or {percent}",
            field=field,
        )
    return number

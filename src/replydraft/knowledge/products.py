"""The `product:` block of a product document as domain facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, cast, get_args

from replydraft.domain.product import Condition, Product, ProductFee, RepaymentMethod
from replydraft.knowledge.front_matter import Fields

LENDER_TYPES = ("bank", "consumer_finance", "auto_finance", "small_loan", "trust", "other")
_KEYS = frozenset(
    [
        "lender",
        "lender_type",
        "secured",
        "collateral",
        "amount",
        "term_months",
        "methods",
        "rate",
        "fees",
        "conditions",
        "documents",
        "purposes",
        "prohibited_purposes",
    ]
)
EARLY, OVERDUE = "提前还款", "逾期费用"
"""Headings whose text says what is charged in those cases."""
_FEE_KEYS = frozenset(("name", "payee", "when", "rate", "amount", "note"))
_CONDITION_KEYS = frozenset(("field", "op", "value", "reason", "required"))


def read_product(
    block: Fields,
    *,
    id: str,
    name: str,
    version: str,
    dates: tuple[date | None, date | None],
    tags: tuple[str, ...],
    said: Mapping[str, str],
) -> Product:
    """One product's facts; `said` is the document's text by heading. Raises ContentError naming file, line and key."""
    block.known(_KEYS)
    amount_min, amount_max = _range(block, "amount")
    term_min, term_max = _range(block, "term_months")
    rate = block.fields("rate")
    rate.known(("min", "max", "basis"))
    rate_min, rate_max = rate.number("min"), rate.number("max")
    if rate_min > rate_max or rate_max >= 1:
        raise rate.fail("max", "a rate per year is a fraction or a percentage, the smaller one first")
    if term_min != term_min.to_integral_value() or term_max != term_max.to_integral_value() or term_min < 1:
        raise block.fail("term_months", "must be whole months, at least one")
    methods = block.texts("methods")
    if not methods or not set(methods) <= set(get_args(RepaymentMethod)):
        raise block.fail("methods", f"must be a list of {', '.join(get_args(RepaymentMethod))}")
    return Product(
        id=id,
        name=name,
        lender=block.text("lender"),
        lender_type=block.choice("lender_type", LENDER_TYPES),
        secured=block.flag("secured"),
        collateral=block.text("collateral", "") or None,
        amount_min=amount_min,
        amount_max=amount_max,
        term_min=int(term_min),
        term_max=int(term_max),
        methods=cast("tuple[RepaymentMethod, ...]", methods),
        rate_min=rate_min,
        rate_max=rate_max,
        rate_basis=cast('Literal["simple", "irr"]', rate.choice("basis", ("simple", "irr"))),
        fees=tuple(_fee(f) for f in block.many("fees")),
        conditions=tuple(_condition(c) for c in block.many("conditions")),
        documents=block.texts("documents"),
        purposes=block.texts("purposes"),
        prohibited_purposes=block.texts("prohibited_purposes"),
        version=version,
        effective_from=dates[0],
        effective_to=dates[1],
        tags=tags,
        early_repayment=said.get(EARLY, ""),
        overdue=said.get(OVERDUE, ""),
    )


def _range(block: Fields, key: str) -> tuple[Decimal, Decimal]:
    values = block.fields(key)
    values.known(("min", "max"))
    low, high = values.number("min"), values.number("max")
    if low > high:
        raise values.fail("max", "is smaller than min")
    return low, high


def _fee(fee: Fields) -> ProductFee:
    fee.known(_FEE_KEYS)
    when = fee.choice("when", ("upfront", "per_period", "closing", "event"))
    return ProductFee(
        name=fee.text("name"),
        payee=fee.text("payee"),
        when=cast('Literal["upfront", "per_period", "closing", "event"]', when),
        rate=fee.optional_number("rate"),
        amount=fee.optional_number("amount"),
        note=fee.text("note", ""),
    )


def _condition(condition: Fields) -> Condition:
    condition.known(_CONDITION_KEYS)
    op = condition.choice("op", ("is", "at_least", "at_most", "in", "not_in"))
    value: str | bool | Decimal | tuple[str, ...]
    if op in ("in", "not_in"):
        value = condition.texts("value")
        if not value:
            raise condition.fail("value", "must be a list of texts")
    elif op in ("at_least", "at_most"):
        value = condition.number("value")
    else:
        value = _scalar(condition.text("value"))
    return Condition(
        field=condition.text("field"),
        op=cast('Literal["is", "at_least", "at_most", "in", "not_in"]', op),
        value=value,
        reason=condition.text("reason"),
        required=condition.flag("required", default=True),
    )


def _scalar(value: str) -> str | bool | Decimal:
    if value in ("true", "false"):
        return value == "true"
    try:
        return Decimal(value)
    except InvalidOperation:
        return value

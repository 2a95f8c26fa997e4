"""Whether the text around a cost sheet says other figures than the sheet: the advisor has to see that before it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from replydraft.costs.phrases import Reading, read_prices
from replydraft.costs.quoted_sheet import Quoted
from replydraft.costs.sheet import CostSheet
from replydraft.costs.sheet_words import between, money, whole_nominal

_MOST = 5_000
"""Characters of a text in which prices are looked for."""
_ABOUT_RATE, _ABOUT_YUAN = 0.0006, Decimal(2)


def said_otherwise(text: str, quoted: Sequence[Quoted]) -> tuple[str, ...]:
    """What the text says of an instalment or a yearly rate that no sheet in it has, with what the sheets have, in Chinese."""
    if not quoted:
        return ()
    rest = text
    for q in reversed(quoted):
        rest = f"{rest[: q.start]}。{rest[q.end :]}"
    found: list[str] = []
    for talk in read_prices(rest[:_MOST]):
        for price in talk.parts:
            readings = price.part.readings
            if len(readings) != 1 or readings[0].bound:
                continue
            told = [_other(readings[0], q.sheet) for q in quoted]
            if all(told):
                found.append(f"正文写的“{price.text.strip()}”，表里是{told[0]}")
    return tuple(dict.fromkeys(found))


def _other(said: Reading, sheet: CostSheet) -> str:
    """What the sheet has where it is not what was said; "" where it agrees, or has nothing of the kind."""
    low, high = sheet.low, sheet.high
    if said.kind == "instalment" and said.unit == "yuan" and said.per in ("month", "period"):
        paid = [getattr(p.payments, k) for p in (low, high) for k in ("first", "regular", "last")]
        if min(paid) - _ABOUT_YUAN <= said.value <= max(paid) + _ABOUT_YUAN:
            return ""
        return f"每期{between(money(low.payments.regular), money(high.payments.regular))}"
    if said.kind == "rate" and said.per == "year" and said.unit is None:
        return "" if _within(float(said.value), sheet) else f"年化{whole_nominal(sheet)}"
    return ""


def _within(value: float, sheet: CostSheet) -> bool:
    own = sheet.with_service
    ends: Iterable[tuple[float, float]] = (
        (float(sheet.low.rate or 0), float(sheet.high.rate or 0)),
        (sheet.low.nominal, sheet.high.nominal),
        (sheet.low.effective, sheet.high.effective),
        *([((own.low or own).nominal, own.nominal), ((own.low or own).effective, own.effective)] if own else []),
    )
    return any(low - _ABOUT_RATE <= value <= high + _ABOUT_RATE for low, high in ends)

"""Money in a reply's own words, and what a reckoning hands over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ESTIMATE = "这是按您说的条件估算的，实际以合同和综合融资成本明示表为准"
"""What has to be said beside a figure that was reckoned."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A price of the customer as a sentence, its `computed` figures with how, and what must be asked ("" for nothing).

    `whole`: it answers what was asked, no lecture is needed beside it.
    """

    sentence: str
    computed: tuple[tuple[str, str], ...]
    ask: str = ""
    whole: bool = False
    aside: bool = False
    """It only works out what was told (what a house is worth beyond its debt): the reply goes on as it would have."""
    caution: str = ESTIMATE
    retold: str = ""
    """The same without repeating the price as the customer wrote it, for a check that takes it for one of ours; "" where that is
    all there is."""


def number(amount: Decimal | int) -> str:
    """With at most two decimals, without those that are zero."""
    return f"{Decimal(amount).quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"


def exact(amount: Decimal) -> str:
    """Yuan to the cent: 9400.91元."""
    return f"{number(amount)}元"


def short(amount: Decimal) -> str:
    """As it is said: 9.5万元, 9500元."""
    if amount >= 10_000 and amount % 100 == 0:
        return f"{number(amount / 10_000)}万元"
    return exact(amount)

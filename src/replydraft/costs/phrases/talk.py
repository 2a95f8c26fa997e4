"""What a phrase says, before it is priced: who is what among its figures, and the circumstances it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from replydraft.costs.phrases.figures import Figure

PRICES = frozenset(
    {"rate", "effective", "final", "fee", "charge", "penalty", "prepaid", "instalment", "coefficient", "pay"}
)


@dataclass(slots=True)
class Item:
    """One figure with what is said of it. `label` as in words.py, `pay` for a payment that nothing names.

    `basis` is `simple` or `irr` where the figure itself is marked so (9.6%（单利）): such a figure is an annual rate.
    """

    figure: Figure
    start: int
    end: int
    label: str = ""
    name: str = ""
    per: str = ""
    bound: str = ""
    approx: bool = False
    upfront: bool = False
    move: str = ""
    step: bool = False
    prepaid: bool = False
    total: bool = False
    clause: int = 0
    vetoed: bool = False
    own_label: bool = False
    basis: str = ""
    on_balance: bool = False
    base: str = ""


@dataclass(slots=True)
class Talk:
    """A phrase taken apart. Money in yuan; `method` and `base` are empty where not said; `left_over` counts characters
    that were not understood."""

    items: list[Item] = field(default_factory=list)
    principal: Decimal | None = None
    received: Decimal | None = None
    on_amount: bool = False
    term: Figure | None = None
    prepaid_term: Figure | None = None
    method: str = ""
    base: str = ""
    flags: set[str] = field(default_factory=set)
    lpr: bool = False
    benchmark: bool = False
    tenor: Decimal | None = None
    payee: bool = False
    received_at: tuple[int, int] = (0, 0)
    left_over: int = 0


@dataclass(slots=True)
class Carried:
    """What a clause without a figure says of the next one (IRR口径，12.4%)."""

    label: str = ""
    name: str = ""
    per: str = ""
    upfront: bool = False

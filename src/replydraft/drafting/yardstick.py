"""Another loan's yearly rate that a customer holds a price against: 是不是比银行年化7%便宜."""

from __future__ import annotations

import re
from decimal import Decimal

from replydraft.costs.phrases import LoanTold
from replydraft.costs.phrases.readings import Part

_HELD_AGAINST = re.compile(
    r"(?:比|跟|和|与|较|不如|还是|vs|对比|相比)[^,，。?？]{0,10}$"
    r"|(?:银行|别家|别人|另一家|其[他它]|人家|朋友|隔壁|同事|对面)[^,，。?？]{0,8}$"
)
_ABOUT = Decimal("0.0005")


def is_yardstick(told: LoanTold, part: Part) -> bool:
    """A yearly rate named beside another price, as that of somebody else."""
    only = part.readings[0]
    return (
        len(told.parts) > 1
        and only.kind == "rate"
        and only.per == "year"
        and len(part.readings) == 1
        and _HELD_AGAINST.search(told.text[: part.start]) is not None
    )


def beside(told: LoanTold, nominal: Decimal) -> str:
    """，比您说的7%高: what a rate a year is beside the yardstick; "" where there is none."""
    found = [p for p in told.parts if is_yardstick(told, p)]
    if len(found) != 1:
        return ""
    return f"，{held_against(nominal, found[0].readings[0].value)}"


def held_against(nominal: Decimal, other: Decimal) -> str:
    """The same for a rate that is known."""
    shown = f"{(other * 100).normalize():f}%"
    if abs(nominal - other) < _ABOUT:
        return f"和您说的{shown}差不多"
    return f"比您说的{shown}{'高，并不便宜' if nominal > other else '低'}（另收的费用也要算进去比）"

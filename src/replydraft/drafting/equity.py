"""What a house is worth beyond what is still owed on it, where a customer names both: the beginning of what can be pledged."""

from __future__ import annotations

import re

from replydraft.drafting.money import Priced, short
from replydraft.drafting.statements import Role, amounts
from replydraft.drafting.triage import plain

_HOUSE = re.compile(r"房|商铺|公寓|厂房|写字楼|别墅|按揭")


def house_left(message: str) -> Priced | None:
    """One sentence with the difference; None where not one value and one debt of a house are named."""
    text = plain(message)
    stated = amounts(text)
    owned = {a.value for a in stated if a.role is Role.OWNED and a.value >= 50_000}
    owed = {a.value for a in stated if a.role is Role.OWED and a.value >= 10_000}
    if not _HOUSE.search(text) or len(owned) != 1 or len(owed) != 1:
        return None
    worth, debt = owned.pop(), owed.pop()
    if debt >= worth:
        return None
    left = short(worth - debt)
    sentence = (
        f"按您说的房子值{short(worth)}、还欠{short(debt)}，扣掉欠款约剩{left}；能借多少还要看机构的评估价和抵押率"
    )
    return Priced(sentence, ((left, f"{short(worth)}－{short(debt)}"),), aside=True)

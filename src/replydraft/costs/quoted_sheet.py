"""The cost sheet that a text quotes, computed anew from what its first lines say: so every figure of it can be traced.

A text carries a sheet where `sheet_words.chat_text` stands in it. Whoever changes a figure of it makes it another text
than the one computed here, and the figure has no source any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from replydraft.costs.product_sheet import Wanted, product_sheet
from replydraft.costs.sheet import METHOD_NAMES, CostSheet
from replydraft.costs.sheet_words import TITLE, chat_text
from replydraft.domain.inquiry import CheckRequest, Evidence
from replydraft.domain.operator import OperatorProfile, ServiceFee
from replydraft.domain.product import Product
from replydraft.errors import InputError

_METHODS = {name: method for method, name in METHOD_NAMES.items()}
_HEAD = re.compile(
    rf"【{TITLE}】(?P<who>[^\n]{{1,140}})\n借(?P<principal>[\d,]{{1,20}}(?:\.\d\d)?)元，(?P<months>\d{{1,4}})个月，"
    rf"(?P<method>{'|'.join(_METHODS)})，"
)
_TAIL = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)按公开产品信息测算[^\n]*")


class Products(Protocol):
    """Whoever knows which products hold on a day."""

    def products_on(self, as_of: date) -> tuple[Product, ...]: ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sheet quoted at `start:end` of a text. `intact` where it stands there word for word as computed."""

    sheet: CostSheet
    start: int
    end: int
    intact: bool


def quoted_sheets(text: str, products: Iterable[Product], service_fees: Sequence[ServiceFee]) -> tuple[Quoted, ...]:
    """Every sheet of these products that a text quotes; what cannot be computed anew is none."""
    by_name = {f"{p.name}（{p.lender}）": p for p in products}
    found = []
    for head in _HEAD.finditer(text):
        tail, product = _TAIL.search(text, head.end()), by_name.get(head["who"])
        sheet = _made(head, tail, product, service_fees) if tail and product else None
        if sheet is not None and tail is not None:
            whole = text[head.start() : tail.end()]
            found.append(Quoted(sheet, head.start(), tail.end(), whole == chat_text(sheet)))
    return tuple(found)


def _made(
    head: re.Match[str], tail: re.Match[str], product: Product, service_fees: Sequence[ServiceFee]
) -> CostSheet | None:
    wanted = Wanted(Decimal(head["principal"].replace(",", "")), int(head["months"]), _METHODS[head["method"]])
    try:
        return product_sheet(product, wanted, as_of=date.fromisoformat(tail["day"]), service_fees=service_fees)
    except (InputError, ValueError):
        return None


def attached(text: str, sheet: CostSheet, quoted: Sequence[Quoted]) -> str:
    """The text with the sheet under it, in the place of any it quoted before."""
    for old in reversed(quoted):
        text = f"{text[: old.start].rstrip()}\n{text[old.end :].lstrip()}"
    return f"{text.strip()}\n\n{chat_text(sheet)}".lstrip()


def with_sheets(request: CheckRequest, knowledge: Products, operator: OperatorProfile) -> CheckRequest:
    """With the sheets its text quotes as evidence, computed anew. The same where the operator presents no products."""
    if not operator.may_present_products:
        return request
    found = quoted_sheets(request.draft, knowledge.products_on(request.as_of), operator.fees)
    if not found:
        return request
    known = request.evidence or Evidence()
    texts = tuple(chat_text(q.sheet) for q in found)
    return replace(request, evidence=replace(known, passages=(*known.passages, *texts)))

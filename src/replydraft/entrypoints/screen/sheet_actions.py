"""附上成本明示表: the sheet's text into the reply as a revision of its own, looked at, or taken out again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from replydraft.bootstrap import cost_sheet
from replydraft.costs.product_sheet import Wanted
from replydraft.costs.quoted_sheet import attached
from replydraft.costs.sheet import METHOD_NAMES, CostSheet
from replydraft.costs.sheet_asking import SheetRequest
from replydraft.domain.permissions import Action
from replydraft.domain.product import Product
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen import review_actions
from replydraft.entrypoints.screen.labels import yuan
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.sheet_view import NOT_PRESENTED, Filled, quoted_in
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.errors import InputError


class Misfilled(Exception):
    """The form cannot be used as it stands; `wrong` says why, by field, in Chinese."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("misfilled")
        self.wrong = dict(wrong)


def look(visit: Visit, data: Mapping[str, Any]) -> Filled:
    """The form with the sheet it asks for, or with what is wrong with it. Nothing is changed."""
    visit.require(Action.SEARCH)
    values = {k: str(data.get(k) or "").strip() for k in ("product", "principal", "periods", "method")}
    try:
        return Filled(values, shown=_sheet(visit, values))
    except Misfilled as e:
        return Filled(values, e.wrong)


def attach(visit: Visit, opened: Opened, text: str, sheet: CostSheet) -> Opened:
    """The sheet under the text, saved as a revision and checked. Raises ScreenRefusal, NotAllowed, StaleReview."""
    if not visit.house.operator.may_present_products:
        raise ScreenRefusal(NOT_PRESENTED)
    current = review_actions.recheck(visit, opened, text)
    return review_actions.save(visit, current, attached(text, sheet, quoted_in(visit, current)))


def remove(visit: Visit, opened: Opened, text: str) -> Opened:
    """The text without the sheets it carries, saved as a revision."""
    current = review_actions.recheck(visit, opened, text)
    for old in reversed(quoted_in(visit, current)):
        text = f"{text[: old.start].rstrip()}\n{text[old.end :].lstrip()}".strip()
    return review_actions.save(visit, current, text)


def _sheet(visit: Visit, values: Mapping[str, str]) -> CostSheet:
    """Raises Misfilled."""
    wrong = {}
    principal, months = number(values["principal"]), number(values["periods"])
    if principal is None:
        wrong["principal"] = "请填借多少，例如 100000 或 10万"
    if months is None or months != months.to_integral_value():
        wrong["periods"] = "请填几个月，例如 12"
    if wrong or principal is None or months is None:
        raise Misfilled(wrong)
    method = next((m for m in METHOD_NAMES if m == values["method"]), None)
    asked = SheetRequest(today(), values["product"], Wanted(principal, int(months), method))
    try:
        return cost_sheet(visit.house.knowledge, visit.house.operator, visit.house.rulebook, asked)
    except InputError as e:
        found = next((p for p in visit.house.knowledge.products_on(today()) if p.id == values["product"]), None)
        raise Misfilled({e.field if e.field in values else "product": _why(e, found)}) from None


def _why(error: InputError, product: Product | None) -> str:
    if product is None or error.field == "product":
        return "这款产品今天不在有效期内，不能附给客户" if error.code == "not_in_force" else "请选一款产品"
    return {
        "principal": f"这款产品可借{yuan(product.amount_min)}—{yuan(product.amount_max)}",
        "periods": f"这款产品的期限是{product.term_min}—{product.term_max}个月",
        "method": f"这款产品的还款方式：{'、'.join(METHOD_NAMES[m] for m in product.methods)}",
    }.get(error.field, "这个条件算不出来，请核对")


def number(typed: str) -> Decimal | None:
    """A positive amount as people type it: 100,000, １０万, 1.5万元, 12期. None where it is none."""
    said = unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", "").rstrip("元块个月期")
    scale = 10_000 if said.endswith(("万", "w", "W")) else 1_000 if said.endswith(("千", "k", "K")) else 1
    try:
        value = Decimal(said.rstrip("万wW千kK")) * scale
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 < value <= 10**12 else None

"""还款负担 at the screen: what a loan takes of the customer's income, or what to ask first."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from replydraft.costs.affordability import Burden, lines_on, product_burden
from replydraft.costs.product_sheet import Wanted
from replydraft.costs.sheet import CostSheet
from replydraft.costs.sheet_words import money, rate
from replydraft.domain.inquiry import Inquiry
from replydraft.domain.product import Product
from replydraft.domain.review import Review
from replydraft.drafting.capacity import debt_monthly, income_monthly
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.markup import esc
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.visits import Visit
from replydraft.errors import InputError
from replydraft.wire.inputs import parse_inquiry


def sheet_burden(visit: Visit, opened: Opened, sheet: CostSheet) -> str:
    """What the sheet's dearest instalment means for this customer's income."""
    product = next((p for p in visit.house.knowledge.products_on(sheet.as_of) if p.id == sheet.product_id), None)
    wanted = Wanted(sheet.principal, sheet.periods, sheet.method)
    return _weighed(visit, opened, product, wanted) if product else ""


def wanted_burden(visit: Visit, opened: Opened, product: Product | None, values: Mapping[str, str]) -> str:
    """The same before anything was pressed: of what the customer wants."""
    if product is None or "principal" not in values or not values.get("periods", "").isdecimal():
        return ""
    try:
        return _weighed(visit, opened, product, Wanted(Decimal(values["principal"]), int(values["periods"])))
    except InvalidOperation:  # not a plain number: the form says what is wrong with it
        return ""


def _weighed(visit: Visit, opened: Opened, product: Product, wanted: Wanted) -> str:
    inquiry, day = inquiry_of(opened.review), today()
    if inquiry is None:
        return ""
    lines = lines_on(day, visit.house.rulebook.facts)
    held = product_burden(product, wanted, day, income_monthly(inquiry), debt_monthly(inquiry), lines)
    return burden_html(held) if held else ""


def burden_html(b: Burden) -> str:
    """The line on affordability: what it takes of the income, or what to ask first."""
    what = "每月要为它备" if b.saved else "每月还"
    if b.share is None:
        return f'<p class="rd-burden is-unknown"><b>还款负担</b> {what}{money(b.monthly)}；月收入不清楚，先问清收入和现有月供，再谈金额。</p>'
    rest = "（还没算现有月供，先问清）" if b.at_least else f"，加上现有月供{money(b.debts or b.monthly * 0)}"
    least = "至少" if b.at_least else "约"
    lines = b.lines
    line = f"参考线：{lines.tight:.0%}偏紧、{lines.over:.0%}过重" if lines.tight and lines.over else "没有可用的参考线"
    word = {
        "fine": "在参考线内",
        "tight": "偏紧，先谈少借、拉长期限或不借",
        "over": "过重，不要鼓励这个金额",
        "unknown": "资料不全，先别下结论",
    }[b.level]
    return (
        f'<p class="rd-burden is-{b.level}" title="{esc(lines.source)}"><b>还款负担</b> {what}{money(b.monthly)}{rest}，'
        f"{least}占月收入的{rate(b.share)}：<b>{word}</b>。<span>{esc(line)}（出自住房贷款的监管指引，对其他贷款只是参考）</span></p>"
    )


def inquiry_of(review: Review) -> Inquiry | None:
    """The inquiry as it was stored; None where it cannot be read."""
    try:
        stored: dict[str, Any] = {k: v for k, v in review.inquiry.items() if v is not None}
        return parse_inquiry(stored, today=review.created_at.date())
    except InputError:
        return None

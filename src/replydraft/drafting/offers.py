"""One sentence about a product that fits, with everything a price must carry. Only where the operator may present products."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from replydraft.domain.draft import Brief, Intent
from replydraft.domain.product import Fit, Product
from replydraft.drafting.triage import plain

_ASKED = re.compile(
    r"推荐|(?:哪|什么|啥)(?:个|种|款|些|样)?.{0,3}产品|有(?:什么|啥|哪些).{0,4}(?:产品|贷款)|哪(?:款|个|种)(?:贷款|产品)?(?:适合|合适)|适合我"
)
_METHODS = {
    "annuity": "等额本息",
    "equal_principal": "等额本金",
    "interest_only": "先息后本",
    "bullet": "到期还本付息",
    "flat": "等本等息",
}


def offer(brief: Brief) -> tuple[str, str] | None:
    """(sentence, product id) where the customer asked for a product and one fits; None otherwise."""
    if not brief.operator.may_present_products or Intent.PRODUCT_MATCH not in brief.triage.intents[:2]:
        return None
    if not _ASKED.search(plain(brief.inquiry.customer)):
        return None
    by_id = {p.id: p for p in brief.products}
    best = next((by_id[m.id] for m in brief.matches if m.fit is Fit.FITS and m.id in by_id), None)
    return None if best is None else (_sentence(best), best.id)


def lenders_offered(text: str, cited: Iterable[str], products: Iterable[Product]) -> tuple[str, ...]:
    """Names of the lenders whose product a reply cites (by document id), or who, or whose product, is named in it."""
    ids = frozenset(cited)
    found = (p.lender for p in products if p.id in ids or p.name in text or p.lender in text)
    return tuple(dict.fromkeys(found))


def _sentence(p: Product) -> str:
    basis = "单利" if p.rate_basis == "simple" else "IRR"
    methods = "、".join(_METHODS[m] for m in p.methods)
    fees = "、".join(f.name for f in p.fees)
    return (
        f"可初步匹配{p.lender}的{p.name}：年化{_percent(p.rate_min)}—{_percent(p.rate_max)}（{basis}），{methods}，"
        f"{'另有' + fees if fees else '机构不另收费用'}，能否获批和最终利率以机构审批为准，逾期有罚息并影响征信"
    )


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"

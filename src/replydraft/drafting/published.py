"""What lenders have published of their products, for a plain question: how long, at which price. No promise, no advice.

Only where the operator may present products; every figure is a product document's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from replydraft.domain.draft import Brief
from replydraft.domain.product import Product
from replydraft.drafting.triage import plain

_KINDS = (
    ("装修", r"装修|翻新"), ("公积金", r"公积金"), ("车辆", r"车"), ("保单", r"保单"), ("存单", r"存单"), ("税贷", r"税"),
    ("发票", r"发票|开票"), ("流水", r"流水|收款码"), ("工薪", r"工薪|工资|薪"), ("教育", r"教育|进修|学费|培训"),
    ("房产", r"房"), ("经营", r"经营|生意"), ("信用", r"信用"), ("抵押", r"抵押"), ("消费", r"消费"),
)  # fmt: skip
"""A product's tag and how a customer names that kind, the narrower first."""
MOST = 2
"""Products named one by one; of more, the range is given."""


def published(brief: Brief, case: str) -> tuple[str, tuple[str, ...]] | None:
    """What has been published for the case of that name: (sentence, product ids); None where it is of no such thing."""
    if case == "产品期限":
        return published_terms(brief)
    return published_rates(brief) if case in ("问利率", "广告利率") else None


def published_terms(brief: Brief) -> tuple[str, tuple[str, ...]] | None:
    """(sentence, product ids) on how long loans of the kind asked about run; None where nothing is published of it."""
    text = plain(brief.inquiry.customer)
    kind = next((tag for tag, cue in _KINDS if re.search(cue, text)), None)
    found = [p for p in _shown(brief) if kind is not None and _is_of(p, kind)]
    if not found:
        return None
    ids = tuple(p.id for p in found)
    if len(found) <= MOST:
        each = "，".join(f"{p.lender}的{p.name}是{p.term_min}—{p.term_max}个月" for p in found)
        return f"按公布的产品，{each}", ids
    least, most = min(p.term_min for p in found), max(p.term_max for p in found)
    return f"按合作机构公布的产品，{kind}类的期限在{least}个月到{most}个月之间", ids


def published_rates(brief: Brief) -> tuple[str, tuple[str, ...]] | None:
    """(sentence, product ids) on what yearly rates, secured and not, are published; None where none is."""
    shown = [p for p in _shown(brief) if p.rate_basis == "simple"]
    groups = [(name, [p for p in shown if p.secured is secured]) for name, secured in (("信用类", False), ("抵押质押类", True))]
    said = [f"{name}年化{_range(found)}" for name, found in groups if found]
    if not said:
        return None
    return f"合作机构目前公布的区间是{'，'.join(said)}（都是单利）", tuple(p.id for p in shown)


def _shown(brief: Brief) -> Sequence[Product]:
    return brief.products if brief.operator.may_present_products else ()


def _is_of(product: Product, kind: str) -> bool:
    return kind in product.tags or (kind == "抵押" and product.secured)


def _range(found: Sequence[Product]) -> str:
    low, high = min(p.rate_min for p in found), max(p.rate_max for p in found)
    return f"{_percent(low)}—{_percent(high)}"


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"

"""What lenders have published of their products, for a plain question: how long, at which price. No promise, no advice.

Only where the operator may present products; every figure is a product document's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from replydraft.domain.draft import Brief
from replydraft.domain.passage import Passage
from replydraft.domain.product import Product
from replydraft.drafting.triage import plain

_KINDS = (
    ("装修", r"装修|翻新"), ("公积金", r"公积金"), ("车辆", r"车"), ("保单", r"保单"), ("存单", r"存单"), ("税贷", r"税"),
    ("发票", r"发票|开票"), ("流水", r"流水|收款码"), ("工薪", r"工薪|工资|薪"), ("教育", r"教育|进修|学费|培训"),
    ("房产", r"房"), ("经营", r"经营|生意"), ("信用", r"信用"), ("抵押", r"抵押"), ("消费", r"消费"),
)  # fmt: skip
"""A product's tag and how a customer names that kind, the narrower first."""
_CEILING = re.compile(r"业内一般按年化\d+%掌握")
MOST = 2
"""Products named; of more, those that run longest."""


def published(brief: Brief, case: str) -> tuple[str, tuple[str, ...]] | None:
    """What has been published for the case of that name: (sentence, product ids); None where it is of no such thing."""
    if case == "产品期限":
        return published_terms(brief)
    return published_rates(brief) if case in ("问利率", "广告利率") else None


def ceiling_said(laws: Iterable[Passage]) -> tuple[str, Passage] | None:
    """(sentence, the passage it is quoted from) on what cost is held to be the most for licensed lenders; None where no law says."""
    for passage in laws:
        found = _CEILING.search(passage.text)
        if found:
            return f"持牌机构和助贷的综合成本，{found.group()}", passage
    return None


def published_terms(brief: Brief) -> tuple[str, tuple[str, ...]] | None:
    """(sentence, product ids) on how long loans of the kind asked about run; None where nothing is published of it."""
    text = plain(brief.inquiry.customer)
    kind = next((tag for tag, cue in _KINDS if re.search(cue, text)), None)
    found = [p for p in _shown(brief) if kind is not None and _is_of(p, kind)]
    if not found:
        return None
    few = sorted(found, key=lambda p: (-p.term_max, p.id))[:MOST]
    each = "，".join(f"{p.lender}的{p.name}是{p.term_min}—{p.term_max}个月" for p in few)
    return f"按公布的产品，{'比如' if len(found) > MOST else ''}{each}", tuple(p.id for p in few)


def published_sheet(brief: Brief) -> tuple[str, tuple[str, ...]] | None:
    """(sentence, product ids) with amount, term, rate and pledge of the one product of the kind asked about; else None."""
    text = plain(brief.inquiry.customer)
    kind = next((tag for tag, cue in _KINDS if re.search(cue, text)), None)
    found = [p for p in _shown(brief) if kind is not None and _is_of(p, kind) and p.rate_basis == "simple"]
    if len(found) != 1:
        return None
    p = found[0]
    pledge = f"要{p.collateral or '抵押物'}作担保" if p.secured else "不需要抵押物"
    return (
        f"{p.lender}公布的{p.name}：额度{_wan(p.amount_min)}—{_wan(p.amount_max)}元，期限{p.term_min}—{p.term_max}个月，"
        f"年化利率（单利）{_range(p)}，{pledge}",
        (p.id,),
    )


def published_rates(brief: Brief) -> tuple[str, tuple[str, ...]] | None:
    """(sentence, product ids) with the yearly rates of one product with and one without a pledge: those that lend most.

    None where none is published. The range of several products is no figure of any of them, so none is given.
    """
    simple = [p for p in _shown(brief) if p.rate_basis == "simple"]
    pairs = [[p for p in simple if p.secured is secured] for secured in (False, True)]
    trade = "经营" if re.search(r"经营|生意|进货|店|厂", plain(brief.inquiry.customer)) else "消费"
    found = [max(group, key=lambda p: (trade in p.tags, p.amount_max, p.id)) for group in pairs if group]
    if not found:
        return None
    each = "，".join(f"{p.lender}的{p.name}{'（要抵押）' if p.secured else ''}年化{_range(p)}" for p in found)
    return f"可以参考公布的区间：{each}，都是单利", tuple(p.id for p in found)


def _shown(brief: Brief) -> Sequence[Product]:
    return brief.products if brief.operator.may_present_products else ()


def _is_of(product: Product, kind: str) -> bool:
    return kind in product.tags or (kind == "抵押" and product.secured)


def _range(product: Product) -> str:
    return f"{_percent(product.rate_min)}—{_percent(product.rate_max)}"


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def _wan(amount: Decimal) -> str:
    return f"{(amount / 10_000).normalize():f}万" if amount >= 10_000 else f"{amount.normalize():f}"

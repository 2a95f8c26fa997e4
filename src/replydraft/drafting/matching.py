"""Products held against a customer: what fits, what might, what does not, and why (抵押优先; 信用良好→无担保)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from replydraft.domain.inquiry import FactValue, Inquiry
from replydraft.domain.product import Condition, Fit, Product, ProductMatch
from replydraft.drafting.facts import amount_wanted, said, stated_flag

_COLLATERAL_KEY = {
    "property": "has_property",
    "house": "has_property",
    "房": "has_property",
    "住宅": "has_property",
    "商铺": "has_property",
    "不动产": "has_property",
    "vehicle": "has_vehicle",
    "car": "has_vehicle",
    "车": "has_vehicle",
}
_FORBIDDEN = r"炒股|股票|炒币|虚拟币|赌|期货|理财投资|买基金"
"""Purposes that no lender may finance; a product's own list comes on top."""
_RANK = {Fit.FITS: 0, Fit.MIGHT_FIT: 1, Fit.DOES_NOT_FIT: 2}


def match(products: Iterable[Product], inquiry: Inquiry) -> tuple[ProductMatch, ...]:
    """Every product with its fit, best first: fitting before possible, and secured first where there is collateral."""
    products = tuple(products)
    results = [(p, _hold(p, inquiry)) for p in products]
    has_collateral = bool(stated_flag(inquiry, "has_property")) or bool(stated_flag(inquiry, "has_vehicle"))

    def order(pair: tuple[Product, ProductMatch]) -> tuple[int, int, Decimal, str]:
        product, result = pair
        at_hand = product.secured and _at_hand(product, inquiry)
        place = 0 if at_hand else 1 if not product.secured else 2
        if has_collateral and _RANK[result.fit] < _RANK[Fit.DOES_NOT_FIT] and at_hand:
            return (0, 0, product.rate_min, product.id)
        return (_RANK[result.fit], place, product.rate_min, product.id)

    return tuple(result for _, result in sorted(results, key=order))


def _hold(product: Product, inquiry: Inquiry) -> ProductMatch:
    why: list[str] = []
    against: list[str] = []
    unknown: list[str] = []
    _purpose(product, inquiry, why, against, unknown)
    _collateral(product, inquiry, why, against, unknown)
    _amount_and_term(product, inquiry, why, against, unknown)
    for condition in product.conditions:
        _condition(condition, inquiry, why, against, unknown)
    unknown = list(dict.fromkeys(unknown))
    fit = Fit.DOES_NOT_FIT if against else Fit.MIGHT_FIT if unknown else Fit.FITS
    return ProductMatch(
        product.id, product.name, fit, tuple(dict.fromkeys(why)), tuple(dict.fromkeys(against)), tuple(unknown)
    )


def _value(inquiry: Inquiry, key: str) -> FactValue:
    if key in ("has_property", "has_vehicle", "credit_good"):
        return stated_flag(inquiry, key)
    if key == "amount_wanted":
        return amount_wanted(inquiry)
    if key == "purpose":
        return inquiry.profile.text("purpose") or said(inquiry).purpose or None
    return inquiry.profile.get(key)


def _purpose(product: Product, inquiry: Inquiry, why: list[str], against: list[str], unknown: list[str]) -> None:
    purpose = _value(inquiry, "purpose")
    words = f"{purpose or ''} {inquiry.customer}"
    banned = [p for p in product.prohibited_purposes if p and p in words]
    found = re.search(_FORBIDDEN, words)
    if banned or found:
        against.append(f"用途涉及“{banned[0] if banned else found.group(0) if found else ''}”，贷款资金不得用于此")
    elif not isinstance(purpose, str) or not purpose:
        unknown.append("purpose")
    elif product.purposes and any(_alike(p, purpose) for p in product.purposes):
        why.append(f"用途“{purpose}”在该产品的支持范围内")
    elif product.purposes and any(_alike(purpose, w) for w in _KNOWN_PURPOSES):
        against.append(f"该产品不用于“{purpose}”，可用于：{'、'.join(product.purposes)}")
    elif product.purposes:
        unknown.append("purpose")


def _alike(listed: str, purpose: str) -> bool:
    """Whether a purpose falls under a listed one: named by it, or one of its kinds (装修 is a kind of 消费)."""
    if listed in purpose or purpose in listed:
        return True
    return any(kind in listed and any(w in purpose for w in words) for kind, words in _KINDS.items())


_KINDS = {
    "经营": ("周转", "进货", "生意", "货款", "开店", "创业", "扩店", "设备", "交税", "采购"),
    "周转": ("经营", "进货", "生意", "货款", "采购"),
    "消费": ("装修", "买车", "旅游", "结婚", "彩礼", "家电", "家具", "医", "手术", "看病", "住院", "学费"),
    "教育": ("学费", "培训", "上学"),
    "医疗": ("手术", "看病", "住院"),
}
_KNOWN_PURPOSES = tuple(dict.fromkeys(w for kind, words in _KINDS.items() for w in (kind, *words)))


def _collateral(product: Product, inquiry: Inquiry, why: list[str], against: list[str], unknown: list[str]) -> None:
    if not product.secured:
        good = stated_flag(inquiry, "credit_good")
        if good:
            why.append("信用记录良好，无需抵押物")
        return
    key = next((k for word, k in _COLLATERAL_KEY.items() if word in (product.collateral or "")), None)
    if key is None:
        if not _pledge_named(product, inquiry):
            unknown.append("collateral")
        return
    held, name = stated_flag(inquiry, key), "房产" if key == "has_property" else "车辆"
    if held:
        why.append(f"有{name}可作抵押，抵押类优先考虑")
    elif held is False:
        against.append(f"需要{name}抵押，目前没有")
    else:
        unknown.append(key)


def _at_hand(product: Product, inquiry: Inquiry) -> bool:
    """Whether the customer is known to have what secures this product."""
    key = next((k for word, k in _COLLATERAL_KEY.items() if word in (product.collateral or "")), None)
    return bool(stated_flag(inquiry, key)) if key else _pledge_named(product, inquiry)


def _pledge_named(product: Product, inquiry: Inquiry) -> bool:
    """Whether the customer named the deposit, policy or other pledge this product asks for."""
    words = f"{inquiry.customer} {' '.join(t.text for t in inquiry.history if t.role == 'customer')}"
    listed = product.collateral or ""
    return any(re.search(said_as, words) for kind, said_as in _PLEDGES if kind in listed)


_PLEDGES = (
    ("存", r"存单|存款|定期|大额存|死期"),
    ("保单", r"保单|保险"),
    ("保险", r"保单|保险"),
    ("理财", r"理财|基金"),
    ("应收", r"应收|货款|账款"),
    ("设备", r"设备|机器"),
)


def _amount_and_term(
    product: Product, inquiry: Inquiry, why: list[str], against: list[str], unknown: list[str]
) -> None:
    amount = amount_wanted(inquiry)
    if amount is None:
        unknown.append("amount_wanted")
    elif amount > product.amount_max:
        against.append(f"想借{_money(amount)}，超过该产品上限{_money(product.amount_max)}")
    elif amount < product.amount_min:
        against.append(f"想借{_money(amount)}，低于该产品起点{_money(product.amount_min)}")
    else:
        why.append(f"想借{_money(amount)}，在{_money(product.amount_min)}至{_money(product.amount_max)}的范围内")
    term = inquiry.profile.number("term_months")
    if term is not None:
        if term > product.term_max:
            against.append(f"想用{term}个月，超过该产品最长{product.term_max}个月")
        elif term < product.term_min:
            against.append(f"想用{term}个月，短于该产品最短{product.term_min}个月")
        else:
            why.append(f"期限{term}个月在可选范围内")


def _condition(c: Condition, inquiry: Inquiry, why: list[str], against: list[str], unknown: list[str]) -> None:
    value = _value(inquiry, c.field)
    if value is None:
        if c.required:
            unknown.append(c.field)
        return
    met = holds(c, value)
    if met is None:
        unknown.append(c.field)
    elif met:
        why.append(f"符合：{c.reason}")
    elif c.required:
        against.append(f"不符合：{c.reason}")


def holds(c: Condition, value: FactValue) -> bool | None:
    """Whether a known value meets a condition; None where the two cannot be compared."""
    if c.op == "is":
        return value == c.value if type(value) is type(c.value) or isinstance(value, str) else None
    if c.op in ("at_least", "at_most"):
        if isinstance(value, (bool, str)) or value is None or not isinstance(c.value, Decimal):
            return None
        number = Decimal(str(value))
        return number >= c.value if c.op == "at_least" else number <= c.value
    listed = c.value if isinstance(c.value, tuple) else (str(c.value),)
    inside = any(word in str(value) or str(value) in word for word in listed)
    return inside if c.op == "in" else not inside


def _money(amount: Decimal) -> str:
    return f"{(amount / 10_000).normalize():f}万元" if amount >= 10_000 else f"{amount.normalize():f}元"

"""A CostSheet in words: the pieces every form of it shares, and the text for a chat."""

from __future__ import annotations

from decimal import Decimal

from replydraft.costs.sheet import METHOD_NAMES, NOT_RECORDED, NOT_SAID, NOTHING_ELSE, CostSheet, FeeLine, Payments

TITLE = "成本明示（测算）"


def money(amount: Decimal) -> str:
    """8524.77 → 8,524.77元; whole yuan without cents."""
    return f"{amount:,.0f}元" if amount == amount.to_integral_value() else f"{amount:,.2f}元"


def between(low: str, high: str) -> str:
    """A range, its unit said once where it is the same: 4.20%—9.80%, 8,524.77—8,781.76元."""
    return low if low == high else f"{low.removesuffix('元')}—{high}"


def rate(value: float | Decimal) -> str:
    return f"{value:.2%}"


def payee(line_payee: str, sheet: CostSheet) -> str:
    """Who takes it; where nobody said so, that."""
    return line_payee or (NOT_SAID if not sheet.product_id else "以合同为准")


def fee_amount(fee: FeeLine) -> str:
    return NOT_RECORDED if fee.amount is None else money(fee.amount)


def nominal(sheet: CostSheet) -> str:
    return between(rate(sheet.low.nominal), rate(sheet.high.nominal))


def effective(sheet: CostSheet) -> str:
    return between(rate(sheet.low.effective), rate(sheet.high.effective))


WHOLE = "含居间服务费"
"""What the figures on top hold, where we charge a fee: they are the whole cost."""


def whole_nominal(sheet: CostSheet) -> str:
    """The annualised cost with everything, our own fee at its most among it."""
    own = sheet.with_service
    return nominal(sheet) if own is None else between(rate((own.low or own).nominal), rate(own.nominal))


def whole_effective(sheet: CostSheet) -> str:
    own = sheet.with_service
    return effective(sheet) if own is None else between(rate((own.low or own).effective), rate(own.effective))


def whole_total(sheet: CostSheet) -> str:
    """Interest and every fee, our own at its most among them; `至少` where a fee has no amount."""
    own = sheet.with_service
    return (
        total(sheet)
        if own is None
        else _least(sheet) + between(money((own.low or own).total_cost), money(own.total_cost))
    )


def interest(sheet: CostSheet) -> str:
    return between(money(sheet.low.interest), money(sheet.high.interest))


def total(sheet: CostSheet) -> str:
    """Interest and fees; `至少` where a fee has no amount."""
    return _least(sheet) + between(money(sheet.low.total_cost), money(sheet.high.total_cost))


def _least(sheet: CostSheet) -> str:
    return "至少" if any(f.amount is None for f in (*sheet.fees, *sheet.service_fees)) else ""


def interest_standard(sheet: CostSheet) -> str:
    if sheet.low.rate is None or sheet.high.rate is None:
        return "按每期还款额算出"
    return f"年利率{between(rate(sheet.low.rate), rate(sheet.high.rate))}（单利）"


def instalments(sheet: CostSheet) -> str:
    """What is paid each time, in one clause."""
    low, high = sheet.low.payments, sheet.high.payments
    first, regular, last = (
        between(money(getattr(low, k)), money(getattr(high, k))) for k in ("first", "regular", "last")
    )
    if sheet.method == "bullet" or low.count == 1:
        return f"到期一次还{last}"
    if sheet.method == "interest_only":
        return f"每期还息{regular}，最后一期连本带息{last}"
    if sheet.method == "equal_principal":
        return f"首期还{first}，逐期减少，最后一期{last}"
    return f"每期还{regular}" + (f"（最后一期{last}）" if _odd(low) or _odd(high) else "")


def _odd(paid: Payments) -> bool:
    """Whether the last instalment differs by more than rounding."""
    return abs(paid.last - paid.regular) >= 1


def chat_text(sheet: CostSheet) -> str:
    """Short enough for WeChat; every figure of it is in the sheet. Its first two lines and its day say which sheet it is."""
    who = f"{sheet.product}（{sheet.lender}）" if sheet.lender else sheet.product
    lines = [
        f"【{TITLE}】{who}",
        f"借{money(sheet.principal)}，{sheet.term}，{METHOD_NAMES[sheet.method]}，到账{money(sheet.received)}",
        *_cost(sheet),
        instalments(sheet),
        *(
            [f"利息合计{interest(sheet)}" + (f"，{sheet.lender}收取" if sheet.lender else "")]
            if sheet.high.interest
            else []
        ),
        *(f"{f.name}{fee_amount(f)}，{f.when}，收取方{payee(f.payee, sheet)}" for f in sheet.fees),
        *_service(sheet),
        *_cases(sheet),
        *([f"{NOTHING_ELSE.replace('本表', '以上')}。"] if sheet.product_id else []),
        f"{sheet.as_of}按{'公开产品信息' if sheet.product_id else '所给条件'}测算，"
        "正式《综合融资成本明示表》以贷款机构出具的为准，能否获批以其审批为准。",
    ]
    return "\n".join(lines)


def _service(sheet: CostSheet) -> list[str]:
    return [
        f"我们的{f.name}：{f.standard}（至多{fee_amount(f)}），{f.when.replace('；', '，')}，付到{f.payee}"
        for f in sheet.service_fees
    ]


def _cost(sheet: CostSheet) -> list[str]:
    """The whole cost first, then the lender's part of it; where our fee has no amount, that it is not in it."""
    figures = f"{whole_nominal(sheet)}（单利；IRR复利{whole_effective(sheet)}）"
    if sheet.with_service is None:
        return [f"年化综合成本{figures}{'，不含居间服务费' if sheet.service_fees else ''}"]
    lender = f"其中贷款本身年化{nominal(sheet)}（单利）"
    return [f"年化综合成本{figures}，{WHOLE}（按上限）", f"利息和费用合计{whole_total(sheet)}，{WHOLE}；{lender}"]


def _cases(sheet: CostSheet) -> list[str]:
    unknown = "、".join(c.name for c in sheet.contingent if c.standard in (NOT_RECORDED, NOT_SAID))
    why = "以合同为准，产品说明没有写明" if sheet.product_id else "怎么收还没有说明，请先问清"
    late = f"；{unknown}{why}" if unknown else ""
    rest = [f"{c.name}：{c.standard}" for c in sheet.contingent if c.standard not in (NOT_RECORDED, NOT_SAID)]
    return [f"逾期会产生罚息并影响征信{late}", *rest]

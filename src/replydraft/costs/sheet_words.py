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


def interest(sheet: CostSheet) -> str:
    return between(money(sheet.low.interest), money(sheet.high.interest))


def total(sheet: CostSheet) -> str:
    """Interest and fees; `至少` where a fee has no amount."""
    least = "至少" if any(f.amount is None for f in sheet.fees) else ""
    return least + between(money(sheet.low.total_cost), money(sheet.high.total_cost))


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
        f"年化综合成本{nominal(sheet)}（单利；IRR复利{effective(sheet)}）{'，不含居间服务费' if sheet.service_fees else ''}",
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
    lines = [
        f"我们的{f.name}：{f.standard}（至多{fee_amount(f)}），{f.when.replace('；', '，')}，付到{f.payee}"
        for f in sheet.service_fees
    ]
    own = sheet.with_service
    if lines and own is not None:
        lines[-1] += f"；按上限一并计算，年化{rate(own.nominal)}（单利），总成本{money(own.total_cost)}"
    return lines


def _cases(sheet: CostSheet) -> list[str]:
    unknown = "、".join(c.name for c in sheet.contingent if c.standard in (NOT_RECORDED, NOT_SAID))
    why = "以合同为准，产品说明没有写明" if sheet.product_id else "怎么收还没有说明，请先问清"
    late = f"；{unknown}{why}" if unknown else ""
    rest = [f"{c.name}：{c.standard}" for c in sheet.contingent if c.standard not in (NOT_RECORDED, NOT_SAID)]
    return [f"逾期会产生罚息并影响征信{late}", *rest]

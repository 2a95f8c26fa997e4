"""What stands on the card of a CostSheet, as rows of words: the same for the page and for the picture."""

from __future__ import annotations

from dataclasses import dataclass

from replydraft.costs.sheet import METHOD_NAMES, CostSheet
from replydraft.costs.sheet_words import (
    effective,
    fee_amount,
    instalments,
    interest,
    interest_standard,
    money,
    nominal,
    payee,
    total,
    whole_effective,
    whole_nominal,
    whole_total,
)

HEADING = "综合融资成本明示（测算）"
COLUMNS = ("项目", "标准", "金额", "何时付", "收取方")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said once: a label and its words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class CardRows:
    """`key`: the three figures on top; `fees`: rows of `COLUMNS`; `gaps`: those that no row shows; `notes`: what stands below."""

    title: str
    subtitle: str
    key: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    fees: tuple[tuple[str, str, str, str, str], ...]
    contingent: tuple[tuple[str, str, str], ...]
    gaps: tuple[str, ...]
    notes: tuple[str, ...]


def card_rows(sheet: CostSheet) -> CardRows:
    """Every word of the card, in order."""
    valid = f" · 产品资料有效至{sheet.valid_to}" if sheet.valid_to else ""
    facts = [
        Fact("借款本金", money(sheet.principal)),
        Fact("到账金额", money(sheet.received)),
        Fact("期限、还款方式", f"{sheet.term} · {METHOD_NAMES[sheet.method]}"),
        Fact("还款", instalments(sheet)),
    ]
    more = ""
    if sheet.with_service is not None:
        more = "，含服务费上限"
        facts.append(
            Fact(
                "其中贷款本身", f"年化{nominal(sheet)}（单利）、{effective(sheet)}（IRR复利），利息和费用{total(sheet)}"
            )
        )
    rows = [("利息", interest_standard(sheet), interest(sheet), "每期还款时", payee(sheet.lender, sheet))]
    rows += [(f.name, f.standard, fee_amount(f), f.when, payee(f.payee, sheet)) for f in sheet.fees]
    rows += [
        (f.name, f.standard, f"至多{fee_amount(f)}" if f.amount is not None else fee_amount(f), f.when, f.payee)
        for f in sheet.service_fees
    ]
    return CardRows(
        title=HEADING,
        subtitle=" · ".join(p for p in (sheet.lender, sheet.product) if p) + f" · {sheet.as_of}测算{valid}",
        key=(
            Fact(f"年化综合成本（单利{more}）", whole_nominal(sheet)),
            Fact(f"折合IRR（复利{more}）", whole_effective(sheet)),
            Fact(f"利息和费用合计{f'（{more[1:]}）' if more else ''}", whole_total(sheet)),
        ),
        facts=tuple(facts),
        fees=tuple(rows),
        contingent=tuple((c.name, c.standard, c.payee or "—") for c in sheet.contingent),
        gaps=tuple(g for g in sheet.gaps if g.split("：")[0] not in {c.name for c in sheet.contingent}),
        notes=(*_ceiling(sheet), *(f"{s}。" for s in sheet.statements), *_laws(sheet)),
    )


def _ceiling(sheet: CostSheet) -> list[str]:
    """Only what a customer needs of it, and only where the value is verified; what it rests on is for the advisor."""
    c = sheet.ceiling
    if c is None or not c.verified:
        return []
    return [f"{'已超过' if c.exceeded else '未超过'}参考上限：{c.said}。"]


def _laws(sheet: CostSheet) -> list[str]:
    """Level B and below is cited without an article."""
    named = "、".join(c.law + (c.article if c.article and c.level == "A" else "") for c in sheet.laws)
    return [f"口径和内容依据：{named}。"] if named else []

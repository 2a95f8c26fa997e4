"""What the calculator answers: the annualised cost both ways, the money, the ceiling, the income, the schedule, the card."""

from __future__ import annotations

from replydraft.costs.affordability import Burden
from replydraft.costs.phrases import PhraseReading, Reading
from replydraft.costs.quote import CostQuote
from replydraft.costs.schedule import ScheduleRow
from replydraft.costs.sheet import CostSheet
from replydraft.costs.sheet_words import chat_text, money, rate
from replydraft.entrypoints.screen.burden_view import burden_html
from replydraft.entrypoints.screen.markup import badge, empty, esc, lines, section
from replydraft.entrypoints.screen.sheet_view import card_box

KINDS = {
    "rate": "利率", "fee": "费用", "instalment": "每期还款", "discount": "先扣掉的钱", "penalty": "罚息、违约金", "range": "区间",
    "spread": "加点", "multiple": "倍数", "amount": "金额",
}  # fmt: skip
_PERS = {"day": "每天", "month": "每月", "year": "每年", "period": "每期", "once": "一次性"}
NOTHING = empty("还没有算", "左边填好借多少、分几期和价格，点“算一算”；年化成本、总成本和每期还款会出现在这里。")


def answer_html(priced: CostQuote, sheet: CostSheet, held: Burden) -> str:
    """Everything of one calculation, what matters first."""
    key = "".join(
        f"<div><span>{esc(label)}</span><b>{esc(words)}</b></div>"
        for label, words in (
            ("年化（单利）", rate(priced.annualised_nominal)),
            ("年化（复利，IRR）", rate(priced.annualised_effective)),
            ("利息和费用合计", money(priced.total_cost)),
            ("到手金额", money(priced.received)),
        )
    )
    return (
        f'<div class="rd-answer"><div class="rd-key">{key}</div>{burden_html(held)}{_ceiling(sheet)}'
        f'<p class="rd-note">{lines(priced.basis)}</p>{_schedule(priced.schedule)}'
        f'<details class="rd-card"><summary>成本明示表（可以给同事或客户看）</summary>{card_box(sheet)}'
        f'<pre id="rd-calc-text" hidden>{esc(chat_text(sheet))}</pre>'
        '<div class="rd-sheet-bar"><button type="button" class="rd-button" data-copy="rd-calc-text">复制文字</button></div>'
        "</details></div>"
    )


def _ceiling(sheet: CostSheet) -> str:
    c = sheet.ceiling
    if c is None:
        why = sheet.ceiling_note or "还不清楚谁放款，不能说上限。"
        return f'<p class="rd-note">参考上限：{esc(why)}</p>'
    mark = badge("block", "超过参考上限", icon="✕") if c.exceeded else badge("pass", "没有超过参考上限", icon="✓")
    unsure = "" if c.verified else badge("warn", "数值尚未核实", icon="⚠")
    return f'<p>{mark} {unsure} <span class="rd-note">{esc(c.basis)}</span></p>'


def _schedule(rows: tuple[ScheduleRow, ...]) -> str:
    heads = ("期", "还款", "本金", "利息", "费用", "剩余本金")
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{h}">{esc(cell)}</td>'
            for h, cell in zip(
                heads,
                (r.period, *(f"{v:,.2f}" for v in (r.payment, r.principal, r.interest, r.fee, r.balance))),
                strict=True,
            )
        )
        + "</tr>"
        for r in rows
    )
    head = "".join(f"<th scope=col>{h}</th>" for h in heads)
    return (
        f'<details class="rd-card" open><summary>还款计划（{len(rows)} 期，单位元）</summary><div class="rd-scroll">'
        f'<table class="rd-table rd-rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'
    )


def reading_html(read: PhraseReading) -> str:
    """What a phrase can mean, each meaning with its annualised cost, and what to ask where it does not say."""
    if not read.readings:
        return section("这句话", '<p class="rd-note">没有读出价格。可以照原话再写完整一点，或者直接在下面填数。</p>')
    rows = "".join(_reading(r) for r in read.readings)
    several = {
        "alternatives": "几种意思，只有一种是真的",
        "components": "几项都要付",
        "sequence": "先后几段",
        "range_ends": "区间两头",
        "conflict": "互相对不上",
    }
    note = several.get(read.relation, "")
    total = (
        f"<p><b>合起来年化 {rate(read.total.nominal)}（单利）、{rate(read.total.effective)}（IRR复利）</b></p>"
        if read.total
        else ""
    )
    notes = "".join(f'<p class="rd-note">{esc(n)}</p>' for n in read.notes)
    ask = f'<p class="rd-burden is-unknown"><b>先问一句</b> {esc(read.ask)}</p>' if read.ask else ""
    return section(f"“{read.phrase}”", rows + total + notes + ask, note=note)


def _reading(r: Reading) -> str:
    value = money(r.value) if r.unit == "yuan" else f"{(r.value * 100).normalize():f}%"
    base = {"balance": "按剩余本金", "original": "按借款全额"}.get(r.base or "", "")
    cost = f"年化 {rate(r.cost.nominal)}（单利）、{rate(r.cost.effective)}（IRR复利）" if r.cost else "年化还算不出来"
    assumes = "；".join(r.assumes)
    about = "约" if r.approx else ""
    return (
        f'<div class="rd-reading">{badge("chip", KINDS.get(r.kind, r.kind))}<b>{_PERS.get(r.per, "")}{about}{esc(value)}</b>'
        f"<span>{esc(base)}</span><b>{esc(cost)}</b>{f'<span class=rd-note>{esc(assumes)}</span>' if assumes else ''}</div>"
    )

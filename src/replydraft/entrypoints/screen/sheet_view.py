"""成本明示表 in the right column: attach one to the reply, the card of the one it carries, what it means for the income."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from replydraft.bootstrap import cost_sheet
from replydraft.costs.card_drawing import drawn
from replydraft.costs.card_html import card_html
from replydraft.costs.card_svg import svg
from replydraft.costs.product_sheet import Wanted
from replydraft.costs.quoted_sheet import Quoted, quoted_sheets
from replydraft.costs.sheet import METHOD_NAMES, CostSheet
from replydraft.costs.sheet_asking import SheetRequest
from replydraft.costs.sheet_beside import said_otherwise
from replydraft.costs.sheet_making import plain
from replydraft.domain.product import Product
from replydraft.drafting.capacity import months_wanted
from replydraft.drafting.facts import amount_wanted
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.burden_view import inquiry_of, sheet_burden, wanted_burden
from replydraft.entrypoints.screen.labels import yuan
from replydraft.entrypoints.screen.markup import badge, button, esc, section
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.visits import Visit

ATTACH, LOOK, REMOVE = "sheet_attach", "sheet_look", "sheet_remove"
NOT_PRESENTED = (
    "机构资料没有开放向客户介绍产品（may_present_products = false），产品价格请客户看贷款机构自己的渠道，所以不能附到回复里。"
    "依据：公告〔2026〕9号。"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form, what is wrong with it by field, and the sheet that was only looked at."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    shown: CostSheet | None = None


def quoted_in(visit: Visit, opened: Opened) -> tuple[Quoted, ...]:
    """The sheets that the text quotes, as they are checked."""
    operator = visit.house.operator
    if not operator.may_present_products or opened.review.erased:
        return ()
    day = opened.review.inquiry.get("as_of")
    products = visit.house.knowledge.products_on(today() if day is None else today().fromisoformat(str(day)))
    return quoted_sheets(opened.text, products, operator.fees)


def sheet_html(visit: Visit, opened: Opened, filled: Filled | None = None) -> str:
    """Empty where the draft matched no product and the text carries no sheet."""
    filled = filled or Filled()
    offered, quoted = _offered(visit, opened), quoted_in(visit, opened)
    parts = [_carried(visit, opened, q) for q in quoted]
    parts.insert(0, _contradicting(opened, quoted))
    if filled.shown is not None:
        note = '<p class="rd-note">只是看看，还没有放进回复：</p>'
        parts.insert(
            0, note + sheet_burden(visit, opened, filled.shown) + card_box(filled.shown) + _behind(filled.shown)
        )
    if offered and opened.open and opened.stands.may_edit:
        if not visit.house.operator.may_present_products:
            parts.insert(0, f'<p class="rd-note">{esc(NOT_PRESENTED)}</p>')
        else:
            first = next((p for _, _, p in offered if p), None)
            values = _begin(opened, quoted) | dict(filled.values)
            form = _form(values, offered, filled.wrong, again=bool(quoted))
            if quoted and not (filled.wrong or filled.shown):
                form = f'<details class="rd-more"><summary>换一款产品，或改金额、期限</summary>{form}</details>'
            parts.insert(0, form)
            parts.insert(0, "" if quoted or filled.shown else wanted_burden(visit, opened, first, values))
    return section("成本明示表", "".join(parts), kind="rd-sheet-panel") if any(parts) else ""


def _offered(visit: Visit, opened: Opened) -> list[tuple[str, str, Product | None]]:
    """(id, name, the product as it stands today or None where it is not in force) of those that might fit."""
    now = {p.id: p for p in visit.house.knowledge.products_on(today())}
    matched = [p for p in opened.review.draft.get("products") or () if p.get("fit") != "does_not_fit"]
    return [(str(p.get("id")), str(p.get("name")), now.get(str(p.get("id")))) for p in matched]


def _form(
    values: Mapping[str, str],
    offered: Sequence[tuple[str, str, Product | None]],
    wrong: Mapping[str, str],
    *,
    again: bool,
) -> str:
    chosen = values.get("product") or next((i for i, _, p in offered if p), "")
    options = "".join(_option(i, name, p, i == chosen) for i, name, p in offered)
    methods = '<option value="">按产品默认</option>' + "".join(
        f'<option value="{code}"{" selected" if values.get("method") == code else ""}>{name}</option>'
        for code, name in METHOD_NAMES.items()
    )
    text = "重新附上成本明示表" if again else "附上成本明示表"
    return (
        f'<div class="rd-sheet-form" data-form=""><label class="is-wide">产品<select data-field="product">{options}</select>'
        f"{said(wrong, 'product')}</label>"
        f"{_box('principal', '金额（元）', values, wrong)}{_box('periods', '期限（月）', values, wrong)}"
        f'<label>还款方式<select data-field="method">{methods}</select>{said(wrong, "method")}</label>'
        f'<div class="rd-sheet-bar">{button(ATTACH, text, kind="rd-primary")}{button(LOOK, "先看一眼")}</div></div>'
    )


def _begin(opened: Opened, quoted: Sequence[Quoted]) -> dict[str, str]:
    """What stands in the form at first: the sheet in the reply, else what the customer wants."""
    if quoted:
        s = quoted[0].sheet
        return {"product": s.product_id, "principal": plain(s.principal), "periods": str(s.periods), "method": s.method}
    inquiry = inquiry_of(opened.review)
    amount, term = (amount_wanted(inquiry), months_wanted(inquiry)) if inquiry else (None, None)
    return ({"principal": plain(amount)} if amount else {}) | ({"periods": str(term)} if term else {})


def _option(product_id: str, name: str, product: Product | None, chosen: bool) -> str:
    if product is None:
        return f'<option value="{esc(product_id)}" disabled>{esc(name)}（已过有效期，不能附上）</option>'
    what = f"{name}：{yuan(product.amount_min)}—{yuan(product.amount_max)}，{product.term_min}—{product.term_max}个月"
    return f'<option value="{esc(product_id)}"{" selected" if chosen else ""}>{esc(what)}</option>'


def _box(name: str, label: str, values: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    bad = ' aria-invalid="true"' if name in wrong else ""
    return (
        f'<label>{esc(label)}<input type="text" inputmode="decimal" maxlength="20" data-field="{name}" data-enter="{LOOK}"{bad} '
        f'value="{esc(values.get(name, ""))}">{said(wrong, name)}</label>'
    )


def said(wrong: Mapping[str, str], name: str) -> str:
    """What is wrong with a field, beside it."""
    return f'<em class="rd-wrong" role="alert">{esc(wrong[name])}</em>' if name in wrong else ""


def _carried(visit: Visit, opened: Opened, quoted: Quoted) -> str:
    """The sheet in the reply, with the ceiling and the laws that the chat leaves out."""
    fine = badge("pass", "已附在回复里", icon="✓")
    state = fine if quoted.intact else badge("warn", "回复里的表被改过，和测算不一致", icon="⚠")
    remove = button(REMOVE, "从回复里拿掉", kind="rd-small rd-quiet") if opened.open and opened.stands.may_edit else ""
    s, house = quoted.sheet, visit.house
    asked = SheetRequest(s.as_of, s.product_id, Wanted(s.principal, s.periods, s.method))
    whole = cost_sheet(house.knowledge, house.operator, house.rulebook, asked)
    if whole.ceiling and whole.ceiling.exceeded:
        state += badge("block", "最高成本超过参考上限", icon="✕", title=whole.ceiling.basis)
    return (
        f'<div class="rd-sheet-state">{state}<span class="rd-spring"></span>{remove}</div>'
        f"{sheet_burden(visit, opened, s)}{card_box(whole)}{_behind(whole)}"
    )


def _contradicting(opened: Opened, quoted: Sequence[Quoted]) -> str:
    """Where the reply says one instalment or rate and its sheet another; "" where they agree."""
    found = said_otherwise(opened.text, quoted)
    if not found:
        return ""
    mark = badge("warn", "正文和表对不上", icon="⚠")
    return f'<p role="alert">{mark} {esc("；".join(found))}。客户会看到两套数，发出前请改成一致，或说明各是哪一笔。</p>'


def _behind(sheet: CostSheet) -> str:
    """What the ceiling rests on and how far it was checked: for the advisor, not on the customer's picture."""
    why = sheet.ceiling.basis if sheet.ceiling else sheet.ceiling_note
    return f'<p class="rd-note">只给您看，不在图里。参考上限：{esc(why)}</p>' if why else ""


def card_box(sheet: CostSheet) -> str:
    """The card with its picture to take along; the picture is drawn in the browser, with the fonts there."""
    name = f"成本明示表-{sheet.product}-{plain(sheet.principal)}元-{sheet.term}.png"
    return (
        f'<div class="rd-sheet-box" data-picture-name="{esc(name)}">{card_html(sheet)}<div data-svg hidden>{svg(drawn(sheet))}</div>'
        '<div class="rd-sheet-bar"><button type="button" class="rd-button" data-picture="save">下载图片</button>'
        '<button type="button" class="rd-button" data-picture="copy">复制图片</button></div></div>'
    )

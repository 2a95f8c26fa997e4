"""The calculator's form: what is typed, read with the mistakes named beside each field, in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from replydraft.costs.checks import validate
from replydraft.costs.phrases import PhraseReading, lent_and_months
from replydraft.costs.quote import quote
from replydraft.costs.sheet import METHOD_NAMES
from replydraft.costs.sheet_making import plain
from replydraft.costs.terms import MAX_PERIODS, CostRequest, Fee, Unit
from replydraft.domain.product import RepaymentMethod
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.markup import button, esc
from replydraft.entrypoints.screen.sheet_actions import Misfilled, number
from replydraft.entrypoints.screen.sheet_view import said
from replydraft.errors import InputError

CALCULATE, READ = "calculate", "read"
FIELDS = ("phrase", "principal", "periods", "unit", "method", "rate", "fee_per_period", "instalment", "upfront_fee",
          "upfront_how", "lender_type", "income", "debts")  # fmt: skip
LENDERS = {
    "": "还不清楚", "bank": "银行", "consumer_finance": "消费金融公司", "auto_finance": "汽车金融公司",
    "small_loan": "小额贷款公司", "trust": "信托公司", "pawn": "典当行", "private": "个人（民间借贷）", "other": "其他",
}  # fmt: skip
_UNITS = {"month": "月", "day": "天", "year": "年"}
_HOW = {"deducted": "从到手金额里扣", "beside": "另外付"}
_ENGLISH = {
    "principal": "请填 1 元到 1 万亿元之间的金额", "periods": f"请填 1 到 {MAX_PERIODS} 之间的整数",
    "rate": "年利率太大了，请核对", "fee_per_period": "每期费用不能超过本金", "upfront_fee": "扣完以后就没有到手的钱了，请核对",
    "fees": "扣完以后就没有到手的钱了，请核对", "instalment": "每期还款乘以期数比本金还少，或者多得离谱，请核对", "method": "这种还款方式不能按每期还款额算",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """The terms, and what is known of the customer's month, in yuan."""

    terms: CostRequest
    income: Decimal | None
    debts: Decimal | None


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What the form held."""
    return {name: str(data.get(name) or "").strip()[:500] for name in FIELDS}


def filled(values: Mapping[str, str], read: PhraseReading) -> dict[str, str]:
    """The form with what the phrase says of amount, term and instalment, where nothing was typed yet."""
    principal, months = lent_and_months(read.phrase)
    out = dict(values)
    if principal is not None and not values.get("principal"):
        out["principal"] = plain(principal)
    if months is not None and not values.get("periods"):
        out |= {"periods": str(months), "unit": "month"}
    only = read.readings[0] if len(read.readings) == 1 else None
    priced = any(values.get(name) for name in ("rate", "fee_per_period", "instalment"))
    monthly = only is not None and only.kind == "instalment" and only.per in ("month", "period") and months is not None
    if only is not None and monthly and only.unit == "yuan" and not only.approx and not priced:
        out["instalment"] = plain(only.value)
    return out


def read_form(values: Mapping[str, str]) -> Typed:
    """Raises Misfilled, naming every field that cannot be used."""
    wrong: dict[str, str] = {}

    def take(name: str, read: Any, *, need: str = "") -> Any:
        if not values.get(name):
            if need:
                wrong[name] = need
            return None
        try:
            return read(values[name])
        except ValueError as e:
            wrong[name] = str(e)
            return None

    principal = take("principal", _money, need="请填借多少，例如 100000 或 10万")
    periods = take("periods", _whole, need="请填分几期，例如 12")
    rate, per_period = take("rate", _rate), take("fee_per_period", _share)
    instalment, upfront = take("instalment", _money), take("upfront_fee", _fee)
    income, debts = take("income", _money), take("debts", _money_or_none)
    if rate is not None and instalment is not None:
        wrong["instalment"] = "每期还款额里已经含利息：年利率和每期还款额只填一个"
    method: RepaymentMethod = next((m for m in METHOD_NAMES if m == values.get("method")), "annuity")
    if instalment is not None and method not in ("annuity", "flat"):
        wrong["instalment"] = "只有等额本息、等本等息每期一样多，才能按每期还款额算"
    if not {"rate", "fee_per_period", "instalment", "upfront_fee"} & ({k for k, v in values.items() if v} | set(wrong)):
        wrong["rate"] = "价格还没填：年利率、每期费用、每期还款额、一次性费用，知道哪个填哪个"
    if wrong:
        raise Misfilled(wrong)
    fees = () if upfront is None else (
        Fee("一次性费用", "upfront", upfront[0], upfront[1], deducted=values.get("upfront_how") != "beside"),
    )  # fmt: skip
    terms = CostRequest(
        principal, periods, method, rate or Decimal(0), per_period or Decimal(0),
        unit=cast(Unit, values.get("unit") if values.get("unit") in _UNITS else "month"),
        lender_type=values.get("lender_type") or None, as_of=today(), fees=fees, instalment=instalment,
    )  # fmt: skip
    return Typed(_priced(terms), income, debts)


def _priced(terms: CostRequest) -> CostRequest:
    try:
        validate(terms)
        quote(terms)
    except InputError as e:
        field = re.split(r"[.\[]", e.field)[0]
        name = {"fees": "upfront_fee"}.get(field, field)
        raise Misfilled(
            {name if name in FIELDS else "rate": _ENGLISH.get(field, "这几个数算不出年化成本，请核对")}
        ) from None
    return terms


def _money(typed: str) -> Decimal:
    value = number(typed)
    if value is None:
        raise ValueError("请填大于 0 的金额，例如 8000 或 1.5万")
    return value


def _money_or_none(typed: str) -> Decimal:
    return Decimal(0) if typed in ("0", "0元", "没有", "无") else _money(typed)


def _whole(typed: str) -> int:
    value = number(typed)
    if value is None or value != value.to_integral_value() or value > MAX_PERIODS:
        raise ValueError(f"请填 1 到 {MAX_PERIODS} 之间的整数")
    return int(value)


def _percent(typed: str) -> tuple[Decimal, bool]:
    """(fraction, whether the sign stood there)."""
    text = unicodedata.normalize("NFKC", typed).replace(" ", "")
    try:
        value = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise ValueError("请填百分数，例如 4.5") from None
    if not value.is_finite() or value < 0:
        raise ValueError("请填不小于 0 的百分数")
    return value / 100, text.endswith("%")


def _rate(typed: str) -> Decimal:
    value, signed = _percent(typed)
    if not signed and 0 < value < Decimal("0.002"):
        raise ValueError(f"是年利率 {value * 100:f}%，还是 {value * 10_000:f}%？请带上 % 写清楚")
    return value


def _share(typed: str) -> Decimal:
    value, _ = _percent(typed)
    if value > 1:
        raise ValueError("每期费用不能超过本金的 100%")
    return value


def _fee(typed: str) -> tuple[Decimal | None, Decimal | None]:
    """(yuan, fraction), one of them: 3% or 2000元; a bare number is neither."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if text.endswith("%"):
        value = _percent(text)[0]
        if value >= 1:
            raise ValueError("一次性费用要小于本金的 100%")
        return None, value
    if not text.endswith(("元", "块", "万")):
        raise ValueError("请带上单位，例如 3% 或 2000元")
    return _money(text), None


def form_html(values: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    """The form with what was typed, each mistake beside its field."""

    def box(name: str, label: str, hint: str, *, wide: bool = False) -> str:
        bad = ' aria-invalid="true"' if name in wrong else ""
        return (
            f'<label{" class=is-wide" if wide else ""}>{esc(label)}<input type="text" maxlength="{500 if name == "phrase" else 24}" '
            f'data-field="{name}" data-enter="{READ if name == "phrase" else CALCULATE}" placeholder="{esc(hint)}" value="{esc(values.get(name, ""))}"{bad}>{said(wrong, name)}</label>'
        )

    def choice(name: str, label: str, options: Mapping[str, str]) -> str:
        body = "".join(
            f'<option value="{esc(k)}"{" selected" if values.get(name) == k else ""}>{esc(v)}</option>'
            for k, v in options.items()
        )
        return f'<label>{esc(label)}<select data-field="{name}">{body}</select>{said(wrong, name)}</label>'

    return (
        '<div class="rd-calc-form" data-form="">'
        f"{box('phrase', '客户或对方怎么说的（可不填）', '如 月息一分、一万块一天三块、10万分24期每期4917', wide=True)}"
        f'<div class="rd-sheet-bar is-wide">{button(READ, "看看这话是什么意思")}</div>'
        f"<h3>借多少、怎么还</h3>{box('principal', '借款金额（元）', '如 10万')}{box('periods', '分几期', '如 12')}"
        f"{choice('unit', '每期', _UNITS)}{choice('method', '还款方式', {str(k): v for k, v in METHOD_NAMES.items()})}"
        f"<h3>价格（知道哪个填哪个）</h3>{box('rate', '年利率（%）', '如 4.5')}{box('fee_per_period', '每期费用（%）', '如 0.6，按本金')}"
        f"{box('instalment', '每期还款额（元）', '如 9200')}{box('upfront_fee', '一次性费用', '如 3% 或 2000元')}"
        f"{choice('upfront_how', '一次性费用怎么付', _HOW)}{choice('lender_type', '谁放款', LENDERS)}"
        f"<h3>还得起吗（可不填）</h3>{box('income', '月收入（元）', '如 8000')}{box('debts', '现有月供（元）', '没有就填 0')}"
        f'<div class="rd-sheet-bar is-wide">{button(CALCULATE, "算一算", kind="rd-primary")}</div></div>'
    )

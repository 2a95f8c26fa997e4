"""What a price comes to in a year, by the calculator: a month's or a day's rate, fees a period or at the start, equal instalments."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from replydraft.compliance.tracing.loans import ANNUAL, ZH, Computed, percent, period_fees, whole_terms, yuan
from replydraft.compliance.tracing.pool import Pool
from replydraft.costs.annualised import annualise, periodic_irr
from replydraft.errors import InputError
from replydraft.text.lazy import lazy

_A_YEAR = lazy(r"[每/按]年|年费")
_PAID_OUT = lazy(r"到手|到账|扣|砍头|实际拿|先收")
_WEEKLY = lazy(r"每周|一周|周还|每个?星期|每个?礼拜")
_DAILY = lazy(r"每[天日][^，。]{0,4}还|日还|按[天日]还")
_NOT_LENT = ("limit", "income", "paid", "instalment", "each", "fee", "interest")


def rates(pool: Pool) -> Iterator[Computed]:
    """Annual rates, nominal and effective, and a year's rate as a month's or a day's."""
    flat = "flat" in pool.methods()
    for r, role in pool.rates:
        yield from _converted(r, role, flat=flat)
    yield from _with_fees(pool)
    yield from _from_instalments(pool)


def _converted(r: float, role: str, *, flat: bool) -> Iterator[Computed]:
    shown = percent(r)
    if role in ("month", "perfee", "") and r <= 0.05:
        yield Computed(r * 12, "naive", f"月费率{shown}×12")
        if not flat and role != "perfee":
            yield Computed(r * 12, "annual", f"月利率{shown}×12")
            yield Computed((1 + r) ** 12 - 1, "effective", f"月利率{shown}按复利")
    if role in ("day", "") and r <= 0.005:
        yield from (Computed(r * days, "annual", f"日利率{shown}×{days}") for days in (365, 360))
        yield from (Computed(r * days, "month", f"日利率{shown}×{days}") for days in (30,))
        yield Computed((1 + r) ** 365 - 1, "effective", f"日利率{shown}按复利")
    if role in ("annual", ""):
        yield from (Computed(r / days, "day", f"年化{shown}÷{days}") for days in (365, 360))
        yield Computed(r / 12, "month", f"年化{shown}÷12")
        yield Computed((1 + r / 12) ** 12 - 1, "effective", f"年化{shown}按月复利")


def _with_fees(pool: Pool) -> Iterator[Computed]:
    upfront = [0.0, *_upfront(pool)]
    methods, a_period = pool.methods(), period_fees(pool)
    yearly = [f / 12 for f, role in pool.rates if role == "fee" and f <= 0.05] if _A_YEAR.search(pool.text) else []
    running = [f for f, role in pool.rates if role == "perfee" and f <= 0.02] + yearly
    for n in whole_terms(pool)[:8]:
        for method in methods:
            if method == "flat":
                pairs = [(0.0, f) for f in a_period]
            else:
                annual = [r for r, role in pool.rates if role in ANNUAL and 0.005 <= r <= 0.5]
                pairs = [(r, f) for r in annual for f in (0.0, *running) if f < r]
            for r, f in pairs:
                for fee in upfront:
                    if (fee or f) and fee != f:
                        yield from _annual(method, r, n, f, fee)


def _upfront(pool: Pool) -> list[float]:
    """Fees at the start, as fractions of the principal: rates, and amounts of the principals named."""
    found = [f for f, role in pool.rates if role in ("fee", "points", "") and f <= 0.1]
    fees = [m for m, role in pool.money if role in ("fee", "deposit")]
    whole = [m for m, role in pool.money if role in ("principal", "", "limit") and m >= 1000]
    found += [f / p for f in fees for p in whole if f / p <= 0.3]
    if _PAID_OUT.search(pool.text):
        found += [1 - a / b for a in whole for b in whole if 0.7 < a / b < 1]
    return found[:12]


def _annual(method: str, r: float, n: int, f: float, fee: float) -> Iterator[Computed]:
    found = _irr(method, round(r, 8), n, round(f, 8), round(fee, 6))
    parts = ("年化", r), ("每期费率", f), ("一次性费用", fee)
    how = f"{n}期、{ZH[method]}" + "".join(f"、{name}{percent(v)}" for name, v in parts if v)
    yield from _both(found, how)


def _both(found: tuple[float, ...], how: str) -> Iterator[Computed]:
    kinds = (("annual", "单利"), ("compound", "复利"))
    yield from (Computed(value, label, f"{how}（{zh}）") for value, (label, zh) in zip(found, kinds, strict=False))


@lru_cache(maxsize=8192)
def _irr(method: str, r: float, n: int, f: float, fee: float) -> tuple[float, ...]:
    """Nominal and effective annual rate of 100,000 yuan lent so; empty where there is none."""
    p, m = 100_000.0, r / 12
    match method:
        case "flat":
            flows = [p / n] * n
        case "annuity":
            flows = [p * m / (1 - (1 + m) ** -n)] * n
        case "equal_principal":
            flows = [p / n + (p - p / n * k) * m for k in range(n)]
        case _:
            flows = [p * m] * (n - 1) + [p * m + p]
    return _solved(p * (1 - fee), [flow + p * f for flow in flows])


def _solved(received: float, flows: list[float], a_year: int = 12) -> tuple[float, ...]:
    try:
        paid = [Decimal(str(round(f, 2))) for f in flows]
        found = annualise(periodic_irr(Decimal(str(round(received, 2))), paid), a_year)
    except (InputError, OverflowError):
        return ()
    return found.nominal, found.effective


def _from_instalments(pool: Pool) -> Iterator[Computed]:
    """What equal instalments that somebody names come to, from the whole sum or from what was paid out, less a fee."""
    if "equal_principal" in pool.methods():
        return
    amounts = [m for m, role in pool.money if role not in ("limit", "income", "paid")][:10]
    fees = [0.0, *(m for m, role in pool.money if role == "fee")][:4]
    counts = [(n, 12) for n in whole_terms(pool)[:6]]
    if _WEEKLY.search(pool.text):
        counts += [(int(d / 7), 52) for d in pool.days[:4] if d % 7 == 0 and d > 7]
    if _DAILY.search(pool.text):
        counts += [(int(d), 365) for d in pool.days[:4] if 1 < d <= 1000]
    for p in [m for m, role in pool.money if role not in _NOT_LENT][:10]:
        for n, a_year in counts:
            for each in {round(e, 2) for m in amounts for e in (m, m / n)} | {round(p / n + f, 2) for f in fees}:
                if p < each * n < 2 * p and (each < p / 2 or n < 3):
                    for fee in fees:
                        if fee < 0.3 * p:
                            how = f"本金{yuan(p)}、{n}期、每期{yuan(each)}" + (f"、费用{yuan(fee)}" if fee else "")
                            yield from _both(_repaid(p - fee, each, n, a_year), how)


@lru_cache(maxsize=8192)
def _repaid(received: float, each: float, n: int, a_year: int) -> tuple[float, ...]:
    return _solved(received, [each] * n, a_year)

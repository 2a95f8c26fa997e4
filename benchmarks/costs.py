"""A loan of 360 periods with fees, priced by us and by others: `python -m benchmarks.costs NAME` writes one engine's figures.

Ours: every row to the cent, three fees, both annualised rates, the reasons in words. The peers: the same payments and the
internal rate of return only, in floats but for `plain_decimal`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

PRINCIPAL, PERIODS, RATE = 1_000_000, 360, "0.0385"
UPFRONT, EACH, CLOSING = "0.01", "0.0002", "0.001"
"""Fees of the principal: at disbursement, each period, with the last payment."""
REPO = Path(__file__).parents[1]
Price = Callable[[], float]


def ours() -> Price:
    """Schedule, fees, annualised both ways, total, in our own terms."""
    from replydraft.costs.quote import quote
    from replydraft.costs.terms import CostRequest

    request = CostRequest(
        Decimal(PRINCIPAL),
        PERIODS,
        "annuity",
        rate=Decimal(RATE),
        upfront_fee=Decimal(UPFRONT),
        fee_per_period=Decimal(EACH),
        closing_fee=Decimal(CLOSING),
    )
    return lambda: quote(request).annualised_nominal


def ours_as_json() -> Price:
    """From the JSON that a caller sends to the JSON that it gets."""
    from datetime import date

    from replydraft.costs.answers import quote_json
    from replydraft.costs.asking import parse_cost
    from replydraft.costs.quote import quote

    asked = {"principal": PRINCIPAL, "periods": PERIODS, "method": "annuity", "rate": RATE, "upfront_fee": UPFRONT,
             "fee_per_period": EACH, "closing_fee": CLOSING, "start": "2026-01-31"}  # fmt: skip
    day = date(2026, 11, 28)
    return lambda: float(quote_json(quote(parse_cost(asked, today=day)))["annualised_nominal"])


def pyxirr() -> Price:
    """`pmt`, `ipmt` and `ppmt` of every period, and `irr`, one call each."""
    import pyxirr as px

    rate = float(RATE) / 12

    def price() -> float:
        level = px.pmt(rate, PERIODS, PRINCIPAL)
        parts = [
            (px.ipmt(rate, k, PERIODS, PRINCIPAL), px.ppmt(rate, k, PERIODS, PRINCIPAL)) for k in range(1, PERIODS + 1)
        ]
        return float(px.irr(_flows(-level, len(parts)))) * 12

    return price


def numpy_financial() -> Price:
    """The same over arrays; `irr` by the roots of a polynomial."""
    import numpy as np
    import numpy_financial as nf  # type: ignore[import-untyped,import-not-found,unused-ignore]

    rate, periods = float(RATE) / 12, np.arange(1, PERIODS + 1)

    def price() -> float:
        level = nf.pmt(rate, PERIODS, PRINCIPAL)
        nf.ipmt(rate, periods, PERIODS, PRINCIPAL)
        nf.ppmt(rate, periods, PERIODS, PRINCIPAL)
        return float(nf.irr(_flows(-level, PERIODS))) * 12

    return price


def plain_decimal() -> Price:
    """To the cent row by row as one would write it, the rate by halving an interval."""
    cent = Decimal("0.01")

    def price() -> float:
        rate, left, payments = Decimal(RATE) / 12, Decimal(PRINCIPAL), []
        level = (PRINCIPAL * rate / (1 - (1 + rate) ** -PERIODS)).quantize(cent, ROUND_HALF_UP)
        for k in range(PERIODS):
            interest = (left * rate).quantize(cent, ROUND_HALF_UP)
            part = left if k == PERIODS - 1 else level - interest
            left -= part
            payments.append(part + interest + PRINCIPAL * Decimal(EACH))
        payments[-1] += PRINCIPAL * Decimal(CLOSING)
        low, high, received = Decimal(0), Decimal("0.1"), PRINCIPAL * (1 - Decimal(UPFRONT))
        while high - low > Decimal("1e-9"):
            middle, worth = (low + high) / 2, Decimal(0)
            for payment in reversed(payments):
                worth = (worth + payment) / (1 + middle)
            low, high = (middle, high) if worth > received else (low, middle)
        return float(low) * 12

    return price


def _flows(level: float, periods: int) -> list[float]:
    paid = [-level - PRINCIPAL * float(EACH)] * periods
    paid[-1] -= PRINCIPAL * float(CLOSING)
    return [PRINCIPAL * (1 - float(UPFRONT)), *paid]


ENGINES: dict[str, Callable[[], Price]] = {
    e.__name__: e for e in (ours, ours_as_json, pyxirr, numpy_financial, plain_decimal)
}
LATER = ("numpy_financial",)
"""Engines that run in the environment of the peers."""


def measure(price: Price, seconds: float = 2.0) -> dict[str, float]:
    """p50 and p99 in milliseconds of single runs within about so many seconds, and the annual rate found."""
    times: list[float] = []
    found, ends = price(), time.perf_counter() + seconds
    while len(times) < 20 or (time.perf_counter() < ends and len(times) < 2000):
        began = time.perf_counter()
        price()
        times.append(time.perf_counter() - began)
    times.sort()
    return {"p50_ms": times[len(times) // 2] * 1e3, "p99_ms": times[int(len(times) * 0.99)] * 1e3, "rate": found}


def table(peers: Path | None) -> None:
    """Every engine in a process of its own, as lines of a table."""
    print(
        f"\na loan of {PERIODS} periods with three fees:\n{'engine':<18}{'p50 ms':>9}{'p99 ms':>9}{'annual rate':>14}"
    )
    for name in ENGINES:
        python = str(peers or sys.executable) if name in LATER else sys.executable
        done = subprocess.run(
            [python, "-m", "benchmarks.costs", name], capture_output=True, text=True, cwd=REPO, check=False
        )
        if done.returncode:
            print(f"{name:<18}  not run: {(done.stderr.strip().splitlines() or ['failed'])[-1][:90]}")
            continue
        r = json.loads(done.stdout)
        print(f"{name:<18}{r['p50_ms']:>9.2f}{r['p99_ms']:>9.2f}{r['rate']:>14.6%}")


if __name__ == "__main__":
    print(json.dumps(measure(ENGINES[sys.argv[1]]())))

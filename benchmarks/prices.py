"""How long one price phrase takes, and the prices of one message."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from replydraft.costs.phrases import read_phrase, read_prices

_PHRASES = Path(__file__).parents[1] / "evals" / "money" / "fee-phrases.jsonl"
_ROUNDS = 5
LIMIT_US = 500
"""What a phrase may take, warm, at the median."""


def price_lines(messages: list[str]) -> list[str]:
    """What is printed: p50 and p99 in microseconds, each text at its best of several rounds, and the very first phrase."""
    phrases = [json.loads(line)["phrase"] for line in _PHRASES.read_text("utf-8").splitlines()]
    began = time.perf_counter()
    read_phrase(phrases[0])
    first = (time.perf_counter() - began) * 1e3
    p50, p99 = _best(read_phrase, phrases)
    said = f"one price phrase: p50 {p50:.0f} µs, p99 {p99:.0f} µs (limit {LIMIT_US} µs; the very first {first:.0f} ms)"
    p50, p99 = _best(read_prices, messages)
    return [said, f"the prices of one message: p50 {p50:.0f} µs, p99 {p99:.0f} µs"]


def _best(read: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    best = [float("inf")] * len(texts)
    for _ in range(_ROUNDS + 1):
        for n, text in enumerate(texts):
            began = time.perf_counter()
            read(text)
            best[n] = min(best[n], time.perf_counter() - began)
    best.sort()
    return best[len(best) // 2] * 1e6, best[int(len(best) * 0.99)] * 1e6

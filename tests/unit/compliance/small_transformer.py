"""A small transformer of made-up numbers for tests, and what it makes of pieces, worked out number by number."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

WIDTH, HEADS, LAYERS, UP = 8, 2, 2, 12


def numbers(
    pieces: Sequence[str], *, places: int, parts: int, last: Mapping[str, tuple[int, int]], seed: int = 3, **about: Any
) -> dict[str, Any]:
    """What its file holds; `last` are the shapes of its matrices at the end."""
    made = np.random.default_rng(seed)
    told = about | {"heads": HEADS, "layers": LAYERS, "eps": 1e-5}
    held: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(told).encode(), np.uint8),
        "pieces": np.frombuffer("\n".join(pieces).encode(), np.uint8),
        "odds": -np.arange(len(pieces), dtype=np.float32),
        "places": made.normal(size=(places, WIDTH)).astype(np.float32),
        "parts": made.normal(size=(parts, WIDTH)).astype(np.float32),
        "first": made.normal(1, 0.2, (2, WIDTH)).astype(np.float32),
    }
    shapes = {"words": (len(pieces), WIDTH), **last}
    for at in range(LAYERS):
        shapes |= {f"{at} qkv": (3 * WIDTH, WIDTH), f"{at} out": (WIDTH, WIDTH)}
        shapes |= {f"{at} up": (UP, WIDTH), f"{at} down": (WIDTH, UP)}
        for name in ("norm", "last norm"):
            held[f"{at} {name}"] = made.normal(1, 0.2, (2, WIDTH)).astype(np.float32)
    for name, shape in shapes.items():
        held[name] = made.integers(-127, 128, shape).astype(np.int8)
        held[f"{name} scale"] = made.uniform(0.002, 0.01, shape[0]).astype(np.float16) * (5 if name == "words" else 1)
        if name != "words":
            held[f"{name} bias"] = made.normal(size=shape[0]).astype(np.float32)
    return held


def row(held: Mapping[str, Any], name: str, n: int) -> list[float]:
    return [float(v) * float(held[f"{name} scale"][n]) for v in held[name][n]]


def times(held: Mapping[str, Any], name: str, x: Sequence[float]) -> list[float]:
    sums = (sum(a * b for a, b in zip(row(held, name, n), x, strict=True)) for n in range(len(held[name])))
    return [s + float(b) for s, b in zip(sums, held[f"{name} bias"], strict=True)]


def rows_by_hand(held: Mapping[str, Any], ids: Sequence[int], parts: Sequence[int]) -> list[list[float]]:
    """The rows of pieces, from the formulas of Vaswani et al."""

    def normed(x: list[float], name: str) -> list[float]:
        mean = sum(x) / len(x)
        spread = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + 1e-5)
        gain, bias = held[name]
        return [(v - mean) / spread * float(g) + float(b) for v, g, b in zip(x, gain, bias, strict=True)]

    def added(*xs: Sequence[float]) -> list[float]:
        return [float(sum(each)) for each in zip(*xs, strict=True)]

    def gelu(v: float) -> float:
        return v * 0.5 * (1 + math.erf(v / math.sqrt(2)))

    xs = [
        normed(added(row(held, "words", i), held["places"][at], held["parts"][part]), "first")
        for at, (i, part) in enumerate(zip(ids, parts, strict=True))
    ]
    size = WIDTH // HEADS
    for layer in range(LAYERS):
        qkv = [times(held, f"{layer} qkv", x) for x in xs]
        seen = []
        for q in qkv:
            joined: list[float] = []
            for head in range(HEADS):
                cut = slice(head * size, (head + 1) * size)
                keys, values = (
                    slice(WIDTH + cut.start, WIDTH + cut.stop),
                    slice(2 * WIDTH + cut.start, 2 * WIDTH + cut.stop),
                )
                scores = [
                    math.exp(sum(a * b for a, b in zip(q[cut], k[keys], strict=True)) / math.sqrt(size)) for k in qkv
                ]
                joined += [
                    sum(s * k[values][d] for s, k in zip(scores, qkv, strict=True)) / sum(scores) for d in range(size)
                ]
            seen.append(joined)
        outs = [times(held, f"{layer} out", s) for s in seen]
        xs = [normed(added(x, out), f"{layer} norm") for x, out in zip(xs, outs, strict=True)]
        ups = [[gelu(v) for v in times(held, f"{layer} up", x)] for x in xs]
        downs = [times(held, f"{layer} down", u) for u in ups]
        xs = [normed(added(x, down), f"{layer} last norm") for x, down in zip(xs, downs, strict=True)]
    return xs

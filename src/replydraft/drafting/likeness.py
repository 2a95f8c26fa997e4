"""How much a message is like typical messages: cosine of weighted character singles, pairs and triples."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cache, lru_cache

from replydraft.domain.draft import Intent
from replydraft.drafting.seeds import SEEDS
from replydraft.drafting.seeds_risk import DANGER_SEEDS, SENIOR_SEEDS

NEAREST = 2
"""The mean of so many nearest seeds of an intent decides; of a danger the nearest one."""
_DIGITS = re.compile(r"\d+|[一二两三四五六七八九十百]+(?=[万千块元天个月年期岁])")
_NOISE = re.compile(r"[\s,。!?~…、;:.\"“”‘’'()【】《》]+")


def likeness(text: str) -> dict[Intent, float]:
    """0 to 1 by intent, for folded lower-case `text`; nothing for an intent without common characters."""
    found = _nearest(text)
    return {i: sum(found[i.value][:NEAREST]) / NEAREST for i in Intent if i.value in found}


def likest_risk(text: str) -> tuple[str, float, float]:
    """(name of the likest risk or "", its likeness, that of the likest ordinary message)."""
    found = _nearest(text)
    name = max((n for n in _RISKS if n in found), key=lambda n: found[n][0], default="")
    ordinary = max((values[0] for n, values in found.items() if n not in _RISKS), default=0.0)
    return name, found[name][0] if name else 0.0, ordinary


_RISKS = DANGER_SEEDS | SENIOR_SEEDS


@lru_cache(maxsize=512)
def _nearest(text: str) -> dict[str, list[float]]:
    """Likeness to every seed by its name, the likest first."""
    weights, index, sizes = _seeds()
    grams = _grams(text)
    vector = {g: n * weights[g] for g, n in grams.items() if g in weights}
    size = math.sqrt(sum((n * weights.get(g, _unseen())) ** 2 for g, n in grams.items()))
    if not vector or not size:
        return {}
    dots: dict[int, float] = defaultdict(float)
    for gram, value in vector.items():
        for seed, other in index[gram]:
            dots[seed] += value * other
    by_name: dict[str, list[float]] = defaultdict(list)
    for seed, dot in dots.items():
        name, seed_size = sizes[seed]
        by_name[name].append(dot / size / seed_size)
    return {n: sorted(v, reverse=True) for n, v in by_name.items()}


def _grams(text: str) -> Counter[str]:
    text = _NOISE.sub("", _DIGITS.sub("0", text))
    if len(text) > 120:
        text = text[:60] + text[-60:]
    text = f"^{text}$"
    return Counter(text[n : n + size] for size in (1, 2, 3) for n in range(len(text) - size + 1))


@cache
def _seeds() -> tuple[dict[str, float], dict[str, list[tuple[int, float]]], list[tuple[str, float]]]:
    """(weight of each n-gram, n-gram → (seed, weight) pairs, (name, length) of each seed)."""
    texts = {i.value: text for i, text in SEEDS.items()} | _RISKS
    seeds = [(name, _grams(line.strip())) for name, text in texts.items() for line in text.split("|")]
    spread = Counter(g for _, grams in seeds for g in grams)
    weights = {g: _size_weight(g) * math.log(len(seeds) / n) for g, n in spread.items()}
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    sizes: list[tuple[str, float]] = []
    for number, (name, grams) in enumerate(seeds):
        vector = {g: n * weights[g] for g, n in grams.items()}
        sizes.append((name, math.sqrt(sum(v * v for v in vector.values())) or 1.0))
        for gram, value in vector.items():
            index[gram].append((number, value))
    return weights, dict(index), sizes


@cache
def _unseen() -> float:
    return 0.5 * max(_seeds()[0].values())


def _size_weight(gram: str) -> float:
    return (0.4, 1.0, 0.8)[len(gram) - 1]

"""Texts that say nearly the same, found without comparing each with each.

Sets of four-character shingles, one-permutation min-hashing into bands, and the Jaccard index of the few candidates
that share a band (Broder 1997; Li, Owen and Zhang 2012).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

ALIKE: Final = 0.8
"""From this Jaccard index on, two texts count as near-duplicates."""
_BINS: Final = 32
_BAND: Final = 4
_WIDTH: Final = 4
_NOISE = re.compile(r"[\W_]+")


def near_duplicates(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    """(key, key of an earlier text, Jaccard index) for each text that nearly repeats an earlier one, at most once each."""
    shingles: dict[str, frozenset[int]] = {}
    firsts: dict[tuple[int, tuple[int | None, ...]], str] = {}
    for key, text in texts:
        own = _shingles(text)
        candidates: dict[str, None] = {}
        for band in _bands(own):
            candidates[firsts.setdefault(band, key)] = None
        candidates.pop(key, None)
        shingles[key] = own
        best = max(((_jaccard(own, shingles[other]), other) for other in candidates), default=(0.0, ""))
        if best[0] >= ALIKE:
            yield key, best[1], best[0]


def _shingles(text: str) -> frozenset[int]:
    plain = _NOISE.sub("", text.lower())
    count = max(1, len(plain) - _WIDTH + 1)
    return frozenset(zlib.crc32(plain[n : n + _WIDTH].encode("utf-8", "surrogatepass")) for n in range(count))


def _bands(shingles: frozenset[int]) -> Iterator[tuple[int, tuple[int | None, ...]]]:
    least: list[int | None] = [None] * _BINS
    for shingle in shingles:
        bin_, value = shingle % _BINS, shingle // _BINS
        known = least[bin_]
        if known is None or value < known:
            least[bin_] = value
    for start in range(0, _BINS, _BAND):
        band = tuple(least[start : start + _BAND])
        if any(value is not None for value in band):
            yield start, band


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b)

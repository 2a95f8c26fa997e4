"""How near a message is to what each script is about: shared character pairs, the rarer the weightier.

A script's wording is its title, the words in its situations, and its text. It finds the script for a paraphrase that
no situation pattern knows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from replydraft.knowledge.documents import Document

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z0-9]{2,}")
_SYNTAX = re.compile(r"\.[*+?]|\{\d*,?\d*\}|[\\()\[\]?^$+*.|!:=<>]")
_COMMON = frozenset(
    [
        "怎么",
        "什么",
        "可以",
        "能不",
        "不能",
        "我的",
        "你们",
        "一下",
        "没有",
        "是不",
        "不是",
        "了吗",
        "现在",
        "还是",
        "有没",
        "么办",
        "的话",
        "就是",
        "我们",
        "这个",
        "我想",
        "想要",
    ]
)


class Wording:
    """The scripts of one day, ready to be compared with messages."""

    def __init__(self, scripts: Iterable[Document]) -> None:
        self._pairs = {(d.id, d.version): _of(d) for d in scripts}
        spread = Counter(p for pairs in self._pairs.values() for p in pairs)
        self._weights = {p: math.log(1 + len(self._pairs) / n) for p, n in spread.items()}
        self._rarest = math.log(1 + max(1, len(self._pairs)))

    def nearness(self, text: str, doc: Document) -> float:
        """0 to 1: the share of a message's weight that the script's wording holds (title and situations count fully)."""
        asked = _cut(text)
        whole = sum(self._weights.get(p, self._rarest) for p in asked)
        if not whole:
            return 0.0
        held = self._pairs.get((doc.id, doc.version), {})
        return sum(self._weights[p] * held[p] for p in asked if p in held) / whole


def _of(doc: Document) -> dict[str, float]:
    words = {p: 0.6 for s in doc.sections for p in _cut(s.text)}
    cues = " ".join(_SYNTAX.sub(" ", s) for s in doc.situations)
    return words | dict.fromkeys(_cut(f"{doc.title} {' '.join(doc.tags)} {cues}"), 1.0)


def _cut(text: str) -> frozenset[str]:
    runs = _HAN.findall(text.lower())
    return frozenset(
        piece
        for run in runs
        for piece in ([run] if run.isascii() else (run[n : n + 2] for n in range(len(run) - 1)))
        if piece not in _COMMON
    )

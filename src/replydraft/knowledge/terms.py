"""Search terms: characters and pairs of neighbouring characters of Chinese runs, and whole Latin words and numbers.

Words of a question that say nothing of its subject (请问, 怎么办, 为什么, the name of the app somebody borrowed from) count
less, and related words are looked for too.
What was measured, and what was tried and left out: knowledge/README.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from replydraft.knowledge.synonyms import SYNONYMS, related

CHROME_WEIGHT: Final = 0.4
RELATED_WEIGHT: Final = 0.4
ALONE_SHARE: Final = 0.35
RELATED_SHARE: Final = 0.6
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_VARIANTS = str.maketrans("帐陆唄", "账录呗")
_CHROME = re.compile(
    "(?:蚂蚁)?[借花]呗|微[粒利立]贷|网商[贷货]|来分期|分期乐|有钱花|度小满|美团借钱|放心借|安逸花|拍拍贷|(?:京东)?[白金]条"
    "|请问|你好|您好|怎么办|怎么样|怎么|如何|为什么|为啥|什么|可以|是不是|能不能|是否|吗|呢|啊|吧|我的|我|你们|你|您|了|的|请"
    "|一下|想|要|有没有|会不会|会|能|可|是|在|就|都|也|还|又|这个|那个|这|那|哪|多少|需要|应该|该|呀|哪里|哪些|已经|但是|但"
    "|因为|所以|一个|问|咋|啥"
)


def plain(text: str) -> str:
    """Half-width, lower case, with characters that are commonly confused made one."""
    return unicodedata.normalize("NFKC", text).lower().translate(_VARIANTS)


def terms(text: str) -> list[str]:
    """Terms of a text, repeats included."""
    found: list[str] = []
    for run in _RUN.findall(plain(text)):
        if run[0] < "\u3400":
            found.append(run)
        else:
            found.extend(run)
            found.extend(map("".join, pairwise(run)))
    return found


def query_terms(query: str) -> dict[str, float]:
    """Terms of a question with their weights; 1 is a term of its subject."""
    text = plain(query)
    subject = set(terms(_CHROME.sub(" ", text)))
    weights = {term: 1.0 if term in subject else CHROME_WEIGHT for term in terms(text)}
    for word in related(text):
        for term in terms(word):
            weights.setdefault(term, RELATED_WEIGHT * (0.5 if len(term) == 1 else 1.0))
    return weights


def covered(query: str, holds: Callable[[str], bool], rarity: Callable[[str], float]) -> float:
    """How much of what a question is about a text holds, 0 to 1, each character weighted by its rarity.

    A character counts whole where the text has it with a neighbour of the question, in part where a related word stands
    for it, and less where the text merely has it.
    """
    asked = held = 0.0
    text = plain(query)
    for run in _RUN.findall(_CHROME.sub(" ", text)) or _RUN.findall(text):
        latin = run[0] < "\u3400"
        parts = [run] if latin else list(run)
        shares = [float(holds(run))] if latin else [ALONE_SHARE * holds(c) for c in run]
        for n in range(0 if latin else len(run) - 1):
            if holds(run[n : n + 2]):
                shares[n] = shares[n + 1] = 1.0
        for start, end in () if latin else _stood_for(run, holds):
            shares[start:end] = [max(share, RELATED_SHARE) for share in shares[start:end]]
        worth = [rarity(part) for part in parts]
        asked += sum(worth)
        held += sum(w * share for w, share in zip(worth, shares, strict=True))
    return held / asked if asked else 0.0


def _stood_for(run: str, holds: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Places in `run` of words that the text has a related word for."""
    for group in SYNONYMS:
        for word in group:
            if len(word) > 1 and word in run:
                others = (o for o in group if o != word and len(o) > 1)
                if any(all(holds(o[n : n + 2]) for n in range(len(o) - 1)) for o in others):
                    start = run.index(word)
                    yield start, start + len(word)

"""Search terms: characters and pairs of neighbouring characters of Chinese runs, and whole Latin words and numbers.

Words of a question that say nothing of its subject (请问, 怎么办, 为什么) count less, and related words are looked for too.
Measured on card questions with answers only (half to choose by, half to report): see docs/retrieval.md.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from replydraft.knowledge.synonyms import related

CHROME_WEIGHT: Final = 0.4
RELATED_WEIGHT: Final = 0.4
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_VARIANTS = str.maketrans("帐陆唄", "账录呗")
_CHROME = re.compile(
    "请问|你好|您好|怎么办|怎么样|怎么|如何|为什么|为啥|什么|可以|是不是|能不能|是否|吗|呢|啊|吧|我的|我|你们|你|您|了|的|请"
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


def subject_terms(query: str) -> set[str]:
    """Terms of what a question is about, without its chrome and without single characters."""
    return {term for term in terms(_CHROME.sub(" ", plain(query))) if len(term) > 1}

"""English words and pictures that stand for a Chinese word inside a Chinese clause: guarantee过 → 保证过, 不👀征信 → 不看征信.

The words are data (`data/foreign_words.tsv`, ours). A picture counts only between two Chinese characters, where it stands
for a word; an English word only where Chinese is near and no English sentence goes on around it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources

from replydraft.text.alikes import trade_words

_MOST_WORDS, _NEAR = 4, 3
_MANY = 3
"""A picture that stands so often between characters is a separator."""
_ENGLISH = re.compile(r"(?<![a-z0-9@._/:=-])[a-z]+(?:[ '][a-z]+)*(?![a-z0-9@_/:=-])")
_CJK = re.compile(r"[\u4e00-\u9fff]")


@cache
def _words() -> dict[str, str]:
    source = resources.files("replydraft.text").joinpath("data/foreign_words.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in source.splitlines())


@cache
def _single() -> re.Pattern[str]:
    """The longest entries first, as whole words."""
    english = sorted((w for w in _words() if w[0].isascii()), key=lambda w: (-len(w), w))
    return re.compile(r"(?<![a-z])(?:" + "|".join(map(re.escape, english)) + r")(?![a-z])")


@cache
def _pictures() -> re.Pattern[str]:
    return re.compile(
        r"(?<=[\u4e00-\u9fff])[" + "".join(w for w in _words() if not w[0].isascii()) + r"](?=[\u4e00-\u9fff])"
    )


def find_foreign(plain: str) -> list[tuple[int, int, str]]:
    """What stands for a Chinese word: (start, end, word), in order, disjoint. `plain` is lower case and half-width."""
    words = _words()
    hits: list[tuple[int, int, str]] = []
    if not plain.isascii():
        for run in _ENGLISH.finditer(plain):
            if run[0].count(" ") < _MOST_WORDS and _chinese_near(plain, run.start(), run.end()):
                hits += [(m.start(), m.end(), words[m[0]]) for m in _single().finditer(plain, run.start(), run.end())]
        pictures = list(_pictures().finditer(plain))
        often = Counter(m[0] for m in pictures)
        hits += [
            (*m.span(), words[m[0]]) for m in pictures if often[m[0]] < _MANY and not _cuts_a_word(plain, *m.span())
        ]
    return sorted(hits)


def _cuts_a_word(plain: str, start: int, end: int) -> bool:
    """Whether a picture stands inside a trade word, where it is a separator: 包💯过."""
    left, right = plain[max(0, start - 2) : start], plain[end : end + 2]
    return not trade_words().isdisjoint(left[-i:] + right[:j] for i in (1, 2) for j in (1, 2))


def _chinese_near(plain: str, start: int, end: int) -> bool:
    return bool(_CJK.search(plain, max(0, start - _NEAR), start) or _CJK.search(plain, end, end + _NEAR))

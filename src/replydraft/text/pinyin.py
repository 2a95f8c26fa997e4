"""Pinyin inside a Chinese reply, read back as characters: 挂wang上 → 挂网上, 借kuan人 → 借款人, bao zhuang流水 → 包装流水.

`data/pinyin_words.tsv` has the likeliest words of each sound with their weights (written by `scripts/make_pinyin.py`). A run
of letters is cut into syllables and, with up to three characters on either side, into words; the likeliest cutting gives the
characters (a unigram word model, solved by dynamic programming). Letters that are no pinyin, stand beside digits or an @, or
are a name on an account stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

_RUN = re.compile(r"(?<![a-z0-9@._/:=+\\-])[a-z]{1,6}(?:(?:[ '’·]?[a-z]{1,6}){0,7})(?![a-z0-9@_/:=\\-]|\.[a-z0-9])")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_ACCOUNT = re.compile(r"(?:微信|薇信|威信|vx|wx|v信|qq|邮箱|账号|帐号|用户名|密码|链接|网址|号)[^,。;!?\n]{0,6}$")
_ABROAD = (
    "a ai an bi can cd de di e en fan gen hi ha he ho la le li lo long ma man me men mi mo na nan ni no o pan pin po ran sang "
    "she song ta tan tang te ti to tu wan wang we wo xi ya yo you zi"
)
_LETTERS = frozenset(_ABROAD.split())
"""Stay letters at the edge of a clause or in capitals: short words of other languages, abbreviations (AI, PIN)."""
_WORDS = "ai banana data demo lisa logo media mini name panda tina anna china mali lili sofa pizza linda amanda same make take"
_ENGLISH = frozenset(_WORDS.split())
"""Stay letters: no disguise, though their letters are Chinese syllables."""
_SIDE, _LONGEST, _MOST_LETTERS = 3, 4, 48
_UNKNOWN = -20
"""What a character that stands there already gains less than one that is read: a word with it is likelier than it alone."""
_TOTAL = 150
"""10 x natural log of all words written: what a weight is measured against."""


@cache
def _lines() -> dict[str, str]:
    """By sound, its words and weights as they stand in the file."""
    source = resources.files("replydraft.text").joinpath("data/pinyin_words.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in source.splitlines())


@cache
def _words(sound: str) -> tuple[tuple[str, int], ...]:
    """The likeliest words of a sound, each with its weight."""
    size = sound.count(" ") + 1
    return tuple((item[:size], int(item[size:])) for item in _lines().get(sound, "").split())


@cache
def _sounds() -> dict[str, dict[str, int]]:
    """The sounds of each character, with the weight it has in each."""
    found: dict[str, dict[str, int]] = {}
    for sound in _lines():
        if " " not in sound:
            for char, weight in _words(sound):
                found.setdefault(char, {})[sound] = weight
    return found


def find_pinyin(plain: str, original: str, starts: tuple[int, ...] | None) -> list[tuple[int, int, str]]:
    """Runs of letters that are pinyin: (start, end, characters), in order, disjoint.

    `plain` is folded text, `starts` its way back to `original`, whose capitals tell an abbreviation from a disguise.
    """
    hits: list[tuple[int, int, str]] = []
    for m in _RUN.finditer(plain):
        if m.end() - m.start() > _MOST_LETTERS:
            continue
        a, b = m.span()
        letters = re.sub(r"[^a-z]", "", m[0])
        touches = bool(_CJK.match(plain[a - 1 : a]) or _CJK.match(plain[b : b + 1]))
        if len(letters) < 2 or not touches or _ACCOUNT.search(plain, max(0, a - 12), a):
            continue
        first, last = (a, b - 1) if starts is None else (starts[a], starts[b - 1])
        capitals = original[first : last + 1].isupper()
        around = bool(_CJK.match(plain[a - 1 : a]) and _CJK.match(plain[b : b + 1]))
        if (
            letters in _ENGLISH
            or (letters in _LETTERS and (capitals or not around))
            or (capitals and len(letters) <= 3)
        ):
            continue
        left, right = _side(plain, a, -1), _side(plain, b, 1)
        read = _likeliest(left, letters, right)
        if read is not None:
            hits.append((a, b, read))
    return hits


def _side(plain: str, at: int, step: int) -> str:
    part = plain[max(0, at - _SIDE) : at] if step < 0 else plain[at : at + _SIDE]
    chars = part[::-1] if step < 0 else part
    n = next((i for i, c in enumerate(chars) if not _CJK.match(c)), len(chars))
    return chars[:n][::-1] if step < 0 else chars[:n]


def _likeliest(left: str, letters: str, right: str) -> str | None:
    """The characters the letters stand for between two stretches of Chinese; None where they are no pinyin."""
    text = left + letters + right
    size, a = len(text), len(left)
    best: list[tuple[float, str] | None] = [None] * (size + 1)
    best[0] = (0.0, "")
    for at in range(size):
        here = best[at]
        if here is None:
            continue
        for end, word, weight in _steps(text, at):
            score = here[0] + weight - _TOTAL
            there = best[end]
            if there is None or score > there[0]:
                best[end] = (score, here[1] + word)
    done = best[size]
    return None if done is None else done[1][a : len(done[1]) - len(right)]


def _steps(text: str, at: int) -> Iterator[tuple[int, str, int]]:
    """Words that can begin at a place: where each ends, how it is written, its weight."""
    sounds, lines = _sounds(), _lines()
    if _CJK.match(text[at]):
        yield at + 1, text[at], max(sounds.get(text[at], {"": 10}).values()) + _UNKNOWN
    paths: list[tuple[int, str, str]] = [(at, "", "")]
    for _ in range(_LONGEST):
        longer: list[tuple[int, str, str]] = []
        for end, path, fixed in paths:
            if end == len(text):
                continue
            if _CJK.match(text[end]):
                longer += [(end + 1, f"{path} {s}", fixed + text[end]) for s in sounds.get(text[end], ())]
                continue
            for stop in range(end + 1, min(len(text), end + 6) + 1):
                if text[end:stop] in lines:
                    longer.append((stop, f"{path} {text[end:stop]}", fixed + "?"))
        for end, path, fixed in longer:
            if "?" not in fixed:
                continue
            for word, weight in _words(path[1:]):
                if all(f in ("?", c) for f, c in zip(fixed, word, strict=True)):
                    yield end, word, weight
        paths = longer

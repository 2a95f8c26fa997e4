"""Folding: a plain copy of a disguised text, with the way back to the original offsets.

Folded text is lower case, half-width and simplified; zero-width characters, bidi controls, and separators, emoji and
spaces inside Chinese words are gone; trade words in pinyin or in sound-alikes read as the words they stand for.
Chinese punctuation that has a half-width form (，？！；：（）) becomes that form; 。、“”…— stay.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from replydraft.text.alikes import broken_words, find_alikes
from replydraft.text.backwards import written_backwards
from replydraft.text.characters import (
    CHANGES_LENGTH,
    HAS_LATIN,
    HAS_PICTURE,
    HAS_SOFT,
    IS_TRADITIONAL,
    SOFTS,
    TRAITS,
    is_picture,
    table_of,
)
from replydraft.text.disguises import find_letters, find_phrases
from replydraft.text.foreign import find_foreign
from replydraft.text.pinyin import find_pinyin
from replydraft.text.wrapped import unwrapped

_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-z]{2,8});")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_RUN = 4
"""Chinese on both sides of a soft separator for at least this long: the separator is punctuation, not a disguise."""
_LIST_MARK = re.compile(r"[,、;\n](?<=[\u4e00-\u9fff].)(?<![\u4e00-\u9fff]{2}.)[\u4e00-\u9fff][,、;\n]", re.DOTALL)
"""The first mark of a list of single characters (甲、乙、…); written from the mark on, because marks are few."""
_LIST = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:([,、|/;\n ])[\u4e00-\u9fff](?![\u4e00-\u9fff])){2,}")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the plain copy; `span` leads from offsets in it to offsets in the original (code points)."""

    text: str
    original: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original that a slice of the folded text came from. An empty slice stays empty."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold(text: str) -> Folded:
    """Fold a text. Linear; nearly free where nothing is disguised. Never fails."""
    traits = reduce(or_, map(TRAITS.__getitem__, set(text)), 0)
    table = table_of(bool(traits & IS_TRADITIONAL))
    starts: list[int] | None
    ends: list[int] | None
    escapes = unwrapped(text)
    if escapes or traits & CHANGES_LENGTH:
        plain, starts, ends = _characters(text, table, escapes)
        traits |= reduce(or_, map(TRAITS.__getitem__, set(plain)), 0)
    else:
        plain, starts, ends = text.translate(table), None, None
    if traits & (HAS_LATIN | HAS_PICTURE):
        plain, starts, ends = _translated(plain, text, starts, ends)
    if traits & HAS_SOFT or "\n" in plain or _LIST_MARK.search(plain):
        plain, starts, ends = _drop_separators(plain, starts, ends)
    folded = Folded(plain, text, *(() if starts is None or ends is None else (tuple(starts), tuple(ends))))
    if backwards := written_backwards(plain):
        folded = _turned(folded, backwards)
        plain = folded.text
    if _LATIN.search(plain):
        folded = _replace(folded, find_letters(plain))
        folded = _replace(folded, find_pinyin(folded.text, text, folded.starts))
    folded = _replace(folded, find_phrases(folded.text))
    return _replace(folded, find_alikes(folded.text))


def _translated(
    plain: str, text: str, starts: list[int] | None, ends: list[int] | None
) -> tuple[str, list[int] | None, list[int] | None]:
    """English words and pictures read as the Chinese words they stand for."""
    hits = find_foreign(plain)
    if not hits:
        return plain, starts, ends
    where = () if starts is None or ends is None else (tuple(starts), tuple(ends))
    folded = _replace(Folded(plain, text, *where), hits)
    return folded.text, list(folded.starts or ()), list(folded.ends or ())


def _turned(folded: Folded, spans: list[tuple[int, int]]) -> Folded:
    """The same with some stretches read from their end."""
    chars = list(folded.text)
    starts = list(folded.starts if folded.starts is not None else range(len(chars)))
    ends = list(folded.ends if folded.ends is not None else range(1, len(chars) + 1))
    for a, b in spans:
        chars[a:b], starts[a:b], ends[a:b] = chars[a:b][::-1], starts[a:b][::-1], ends[a:b][::-1]
    return Folded("".join(chars), folded.original, tuple(starts), tuple(ends))


def _characters(
    text: str, table: dict[int, str], escapes: dict[int, tuple[int, str]]
) -> tuple[str, list[int], list[int]]:
    """Character by character where lengths change, entities are undone or a run is written backwards."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(text)
    reversed_from: int | None = None
    while at < size:
        c, end = text[at], at + 1
        if c == "\u202e":
            reversed_from = len(chars)
        elif c in "\u202c\u2069\n" and reversed_from is not None:
            _reverse(chars, starts, ends, reversed_from)
            reversed_from = None
        if at in escapes:
            end, c = escapes[at]
        elif c == "&" and (m := _ENTITY.match(text, at)) is not None:
            c, end = html.unescape(m[0]), m.end()
        for one in "".join(table[ord(part)] for part in c):
            chars.append(one)
            starts.append(at)
            ends.append(end)
        at = end
    if reversed_from is not None:
        _reverse(chars, starts, ends, reversed_from)
    return "".join(chars), starts, ends


def _reverse(chars: list[str], starts: list[int], ends: list[int], first: int) -> None:
    chars[first:] = chars[first:][::-1]
    starts[first:] = starts[first:][::-1]
    ends[first:] = ends[first:][::-1]


def _drop_separators(
    plain: str, starts: list[int] | None, ends: list[int] | None
) -> tuple[str, list[int] | None, list[int] | None]:
    """Separators between Chinese characters go, unless they stand where punctuation would."""
    drop: set[int] = broken_words(plain)
    for m in _LIST.finditer(plain):
        marks = list(range(m.start() + 1, m.end(), 2))
        if len({plain[i] for i in marks}) == 1 and not set(plain[m.start() : m.end()]) <= set(
            "一二三四五六七八九十,、|/;\n "
        ):
            drop.update(marks)
    size = len(plain)
    softs = [at for at, soft in enumerate(map(SOFTS.__getitem__, plain)) if soft]
    n = 0
    while n < len(softs):
        at, end = softs[n], softs[n] + 1
        n += 1
        while n < len(softs) and softs[n] == end:
            n, end = n + 1, end + 1
        if at and end < size and _joins(plain, at, end):
            drop.update(range(at, end))
    if not drop:
        return plain, starts, ends
    keep = [i for i in range(size) if i not in drop]
    kept = "".join(plain[i] for i in keep)
    if starts is None or ends is None:
        return kept, keep, [i + 1 for i in keep]
    return kept, [starts[i] for i in keep], [ends[i] for i in keep]


def _joins(chars: str, start: int, end: int) -> bool:
    """Whether the soft characters between two characters are a disguise."""
    left, right = chars[start - 1], chars[end]
    if end - start <= 4 and left.isalnum() and right.isalnum() and all(map(is_picture, chars[start:end])):
        return True
    if not (_CJK.match(left) or _CJK.match(right)) or end - start > 4:
        return False
    if not (_CJK.match(left) and _CJK.match(right)):
        both = (_CJK.match(left) or (left.isascii() and left.isalpha())) and (
            _CJK.match(right) or (right.isascii() and right.isalpha())
        )
        return bool(both) and end - start == 1 and chars[start] not in " \t/"
    between = chars[start:end]
    if "..." in between or "--" in between:
        return False
    if between.strip(" \t") in {"-", ".", "·", "*", "_", "•", "・", "丶"}:
        return True
    return _run(chars, start - 1, -1) < _RUN or _run(chars, end, 1) < _RUN


def _run(chars: str, at: int, step: int) -> int:
    n = 0
    while n < _RUN and 0 <= at < len(chars) and _CJK.match(chars[at]):
        n, at = n + 1, at + step
    return n


_LATIN = re.compile("[a-z]")


def _replace(folded: Folded, hits: list[tuple[int, int, str]]) -> Folded:
    """Put words in the place of their disguises; each character of a word comes from the whole disguise."""
    if not hits:
        return folded
    plain = folded.text
    first = folded.starts if folded.starts is not None else tuple(range(len(plain)))
    last = folded.ends if folded.ends is not None else tuple(range(1, len(plain) + 1))
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for a, b, word in hits:
        out += plain[at:a], word
        same = len(word) == b - a
        starts += (*first[at:a], *(first[a:b] if same else [min(first[a:b])] * len(word)))
        ends += (*last[at:a], *(last[a:b] if same else [max(last[a:b])] * len(word)))
        at = b
    out.append(plain[at:])
    return Folded("".join(out), folded.original, (*starts, *first[at:]), (*ends, *last[at:]))

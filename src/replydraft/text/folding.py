"""Folding: a plain copy of a disguised text, with the way back to the original offsets.

Folded text is lower case, half-width and simplified; zero-width characters, bidi controls, and separators, emoji and
spaces inside Chinese words are gone; trade words in pinyin or in sound-alikes read as the words they stand for.
Chinese punctuation that has a half-width form (，？！；：（）) becomes that form; 。、“”…— stay.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from replydraft.text.alikes import broken_words, find_alikes
from replydraft.text.disguises import CHARS, find_phrases, pinyin_keys
from replydraft.text.wrapped import unwrapped

_PUNCTUATION = dict(
    zip(
        "，．！？；：（）％＋＝～＆＃＠／＂＇＊－［］｛｝｜＜＞＾＿｀＄　",
        ",.!?;:()%+=~&#@/\"'*-[]{}|<>^_`$ ",
        strict=True,
    )
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-z]{2,8});")
_KEEP = frozenset("…—“”‘’「」『』《》【】、。〔〕")
_SOFT = frozenset(
    " \t\u3000-.·•*_~|/\\+=^`#'\"☆★◆◇○●◎■□▲△▼→←↑↓♡♥❤❥✨✔✓・‧∙⋅丶〃﹒﹣﹡⼀⼁⼂⼃⼄⼅\u00a0\u2009\u2002\u2003"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")
_RUN = 4
"""Chinese on both sides of a soft separator for at least this long: the separator is punctuation, not a disguise."""
_LIST_MARK = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff][,、;\n][\u4e00-\u9fff][,、;\n]")
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


@cache
def _simplified() -> dict[int, str]:
    """Traditional to simplified, one character to one (OpenCC's t2s characters)."""
    table: dict[int, str] = {}
    source = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        traditional, _, rest = line.partition("\t")
        plain = rest.split(" ")[0].strip()
        if len(traditional) == 1 and len(plain) == 1 and traditional != plain:
            table[ord(traditional)] = plain
    return table


def _all_simplified(text: str) -> bool:
    try:
        text.encode("gb2312", "strict")
    except UnicodeEncodeError:
        return False
    return True


class _Table(dict[int, str]):
    """Code point to plain text, worked out at first sight."""

    def __init__(self, *, simplify: bool) -> None:
        super().__init__()
        self._simplified = _simplified() if simplify else {}

    def __missing__(self, code: int) -> str:
        if len(self) > 50_000:
            self.clear()
        value = self[code] = _plain(chr(code), self._simplified)
        return value


@cache
def _table(simplify: bool) -> _Table:
    return _Table(simplify=simplify)


def fold(text: str) -> Folded:
    """Fold a text. Linear; nearly free where nothing is disguised. Never fails."""
    seen = set(text)
    table = _table(not _all_simplified("".join(c for c in seen if "\u4e00" <= c <= "\u9fff")))
    starts: list[int] | None
    ends: list[int] | None
    escapes = unwrapped(text)
    if escapes or "&" in seen or "\u202e" in seen or any(len(table[ord(c)]) != 1 for c in seen):
        plain, starts, ends = _characters(text, table, escapes)
    else:
        plain, starts, ends = text.translate(table), None, None
    if "\n" in seen or _LIST_MARK.search(plain) or any(_soft(c) for c in set(plain)):
        plain, starts, ends = _drop_separators(plain, starts, ends)
    folded = Folded(plain, text, *(() if starts is None or ends is None else (tuple(starts), tuple(ends))))
    if _LATIN.search(plain):
        folded = _replace(folded, _pinyin_hits(plain))
    folded = _replace(folded, find_phrases(folded.text))
    return _replace(folded, find_alikes(folded.text))


def _characters(text: str, table: _Table, escapes: dict[int, tuple[int, str]]) -> tuple[str, list[int], list[int]]:
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


def _plain(c: str, simplified: dict[int, str]) -> str:
    if c.isascii():
        return c.lower()
    if c in _PUNCTUATION:
        return _PUNCTUATION[c]
    code = ord(c[0])
    if len(c) == 1 and 0x2F00 <= code <= 0x2F05:
        return c
    if 0x4E00 <= code <= 0x9FFF:
        return simplified.get(code, CHARS.get(code, c))
    if c in _KEEP:
        return c
    kind = unicodedata.category(c[0])
    if kind in {"Cf", "Mn", "Me", "Cc"} and c not in "\n\t\r":
        return ""
    if len(c) == 1 and code in CHARS:
        return CHARS[code]
    plain = unicodedata.normalize("NFKC", c)
    if 0x2474 <= code <= 0x24B5 or 0x3220 <= code <= 0x3243:
        plain = plain.strip("()")
    if len(plain) == 1 and plain.isalpha() and not 0x3400 <= ord(plain) <= 0x9FFF:
        plain = unicodedata.normalize("NFD", plain)[0]
    return "".join(simplified.get(ord(p), p) for p in plain).lower()


def _soft(c: str) -> bool:
    return c in _SOFT or unicodedata.category(c) in {"So", "Sk", "Sm", "Cs", "Co", "Cn"}


def _picture(c: str) -> bool:
    return unicodedata.category(c) == "So"


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
    size, at = len(plain), 0
    while at < size:
        if not _soft(plain[at]):
            at += 1
            continue
        end = at
        while end < size and _soft(plain[end]):
            end += 1
        if at and end < size and _joins(plain, at, end):
            drop.update(range(at, end))
        at = end
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
    if end - start <= 4 and left.isalnum() and right.isalnum() and all(map(_picture, chars[start:end])):
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
_LETTERS = re.compile(r"[a-z]{1,16}")
_SPACED = re.compile(r"[a-z]{1,6}(?:[ '·-][a-z]{1,6}){1,3}")


def _pinyin_hits(plain: str) -> list[tuple[int, int, str]]:
    """Trade words with at least one syllable in letters: (start, end, word), in order, disjoint."""
    keys = pinyin_keys()
    hits: list[tuple[int, int, str]] = []
    for pattern in (_SPACED, _LETTERS):
        for m in pattern.finditer(plain):
            letters = re.sub(r"[ '·-]", "", m[0])
            hit = _longest(plain, m.start(), m.end(), letters, keys)
            if hit and all(hit[1] <= a or b <= hit[0] for a, b, _ in hits):
                hits.append(hit)
    return sorted(hits)


def _longest(plain: str, start: int, end: int, letters: str, keys: dict[str, str]) -> tuple[int, int, str] | None:
    """The longest disguise made of the letters and up to three characters on either side."""
    for size in range(6, -1, -1):
        for left in range(min(3, size), max(0, size - 3) - 1, -1):
            a, b = start - left, end + size - left
            if a < 0 or b > len(plain):
                continue
            word = keys.get(plain[a:start] + letters + plain[end:b])
            if word and (size or len(letters) > 4 or _CJK.search(plain[max(0, a - 1) : b + 1])):
                return a, b, word
    return None


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

"""Trade words written with characters that sound or look like theirs (怔芯, 忘贷, 包锅, 下歀), found by sound and shape.

`data/alikes.tsv` has, for each character of a trade word, the characters that share its toneless reading or, with another
radical, its form; `data/ordinary_pairs.txt` the pairs of characters that stand side by side in ordinary words. A stretch is a
disguise where it is no ordinary word, and where neither neighbour makes an ordinary word with its ends. Both files are
written by `scripts/make_alikes.py`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import compress, count
from operator import add

from replydraft.text.lazy import lazy

_PRODUCTIVE = frozenset("过批到下")
"""Follow nearly any verb (报过, 收到): before them only the trade word's own first character will do."""
_BREAK = lazy(r"(?<=[\u4e00-\u9fff])[ \t]*\r?\n[ \t]*(?=[\u4e00-\u9fff])")
_ENDS = frozenset("了吗呢吧啊的呀哦哈嘛呗啦哒么")
"""End what somebody says: a line break after one is no cut."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
"""郑欣 is a person, not 征信."""
_NUMERALS = frozenset("零一二三四五六七八九壹贰叁肆伍陆柒捌玖")
"""伍点玖 is 5.9 and no 污点, 壹壹 is no 异议."""
_FEW = 12
_COMMON_ROWS = range(0xB0, 0xD8)


def _data(name: str) -> str:
    return resources.files("replydraft.text").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _alikes() -> dict[str, frozenset[str]]:
    """Each character of a trade word, and those that can stand for it (itself included)."""
    rows = (line.split("\t") for line in _data("alikes.tsv").splitlines())
    return {c: frozenset((c, *others)) for c, others in rows}


@cache
def _words() -> dict[str, list[str]]:
    """Trade words by any character that their first can be written with, longest first."""
    alikes, found = _alikes(), dict[str, list[str]]()
    for word in sorted(_data("trade_words.txt").split(), key=len, reverse=True):
        for first in alikes[word[0]]:
            found.setdefault(first, []).append(word)
    return found


class _Begun(dict[str, tuple[str, ...]]):
    """The trade words that a pair of characters can begin, as itself or disguised, longest first; worked out at first sight."""

    def __missing__(self, pair: str) -> tuple[str, ...]:
        if len(self) > 200_000:
            self.clear()
        alikes = _alikes()
        begun = self[pair] = tuple(word for word in _words().get(pair[0], ()) if pair[1] in alikes[word[1]])
        return begun


_BEGUN = _Begun()


@cache
def trade_words() -> frozenset[str]:
    """The words worth disguising."""
    return frozenset(_data("trade_words.txt").split())


@cache
def ordinary_pairs() -> frozenset[str]:
    """Pairs of characters that stand side by side in ordinary words."""
    return frozenset(line[0] + second for line in _data("ordinary_pairs.txt").splitlines() for second in line[1:])


@cache
def _seldom(char: str) -> bool:
    """Begins few ordinary words (芯, 怔)."""
    return _openings().get(char, 0) <= _FEW


@cache
def _openings() -> dict[str, int]:
    return {line[0]: len(line) - 1 for line in _data("ordinary_pairs.txt").splitlines()}


@cache
def _rare(char: str) -> bool:
    """Not among the 3,755 common characters of GB 2312."""
    try:
        raw = char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return len(raw) == 2 and raw[0] not in _COMMON_ROWS


def find_alikes(text: str) -> list[tuple[int, int, str]]:
    """Disguised trade words: (start, end, word), in order, disjoint."""
    begun = [*map(_BEGUN.__getitem__, map(add, text, text[1:]))]
    alikes = _alikes()
    hits: list[tuple[int, int, str]] = []
    free = 0
    for at in compress(count(), begun):
        if at < free:
            continue
        for word in begun[at]:
            end = at + len(word)
            part = text[at:end]
            if part == word:
                free = end
                break
            if all(c in alikes[w] for c, w in zip(part, word, strict=False)) and _disguised(text, at, end, part, word):
                hits.append((at, end, word))
                free = end
                break
    return hits


def broken_words(text: str) -> set[int]:
    """Where the line breaks stand that cut a trade word, or an ordinary pair, in two."""
    cuts: set[int] = set()
    for m in _BREAK.finditer(text):
        if text[m.start() - 1] not in _ENDS and text[m.start() - 1] + text[m.end()] in ordinary_pairs():
            cuts.update(range(m.start(), m.end()))
            continue
        left, right = text[max(0, m.start() - 3) : m.start()], text[m.end() : m.end() + 3]
        for i in range(1, len(left) + 1):
            if any(left[-i:] + right[:j] in trade_words() for j in range(1, len(right) + 1)):
                cuts.update(range(m.start(), m.end()))
                break
    return cuts


def _disguised(text: str, at: int, end: int, part: str, word: str) -> bool:
    if len(part) != len(word) or part in trade_words():
        return False
    if _NUMERALS.issuperset(part) or (part[0] in _NUMERALS and part[1] == "点" and text[end : end + 1] in _NUMERALS):
        return False
    others = [c for c, w in zip(part, word, strict=True) if c != w]
    rare = any(_rare(c) for c in others)
    if len(others) == len(word) and not rare and (part[0] in _SURNAMES or not any(map(_seldom, part))):
        return False
    if word[-1] in _PRODUCTIVE and part[0] != word[0] and not rare:
        return False
    ordinary = ordinary_pairs()
    if any(part[i : i + 2] in ordinary and part[i : i + 2] != word[i : i + 2] for i in range(len(part) - 1)):
        return False
    if rare:
        return True
    return text[max(0, at - 1) : at + 1] not in ordinary and text[end - 1 : end + 1] not in ordinary

"""A view of a text in which disguised digits are plain, with the way back to the original offsets.

Full-width, circled, mathematical and keycap digits and zero-width characters are undone once for the whole text;
Chinese numerals read digit by digit (一三八, 幺, 洞), letters that pass for digits (l, O) and sound-alikes only where
somebody looks for an identifier. The view is for identifiers only; `text.folding` folds words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from replydraft.text.lazy import lazy

_ZEROS = (0x660, 0x6F0, 0x7C0, 0x966, 0xE50, 0xFF10, *range(0x1D7CE, 0x1D7FF, 10))
"""Code points of a zero that is followed by the other nine."""
_ONES = (0x2460, 0x2474, 0x2776, 0x2780, 0x278A, 0x3280)
"""Code points of a one that is followed by two to nine (①, ⑴, ❶ …)."""
NUMERAL = "\\d⓪⓿半零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟" + "".join(
    f"{chr(one)}-{chr(one + 8)}" for one in _ONES
)
"""For a class of a pattern: every character of a text as given that a figure can begin with."""
_KEYCAP = "\ufe0f\u20e3"
_DROPPED = (
    *(0xAD, 0x180E, 0xFEFF, 0xFE0F, 0x20E3),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
)
CHINESE = dict(zip("〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖", "0001112233445566778899", strict=True))
LEET = dict(zip("lIi|Oo", "111100", strict=True))
RADIO = dict(zip("洞拐勾两", "0792", strict=True))
"""Read as digits only between other digits."""
SOUNDS = {c: str(d) for d, chars in enumerate(
    ("零领灵另", "妖腰要邀", "儿而耳尔爱", "山伞散", "思死似", "舞吾午武", "溜流刘", "起妻漆奇", "吧把扒发巴", "酒就久")
) for c in chars}  # fmt: skip
"""Characters that sound like a digit; only where a whole number is spelled with them."""

_X = r"(?<![A-Za-z0-9])[xX](?![A-Za-z0-9])"
"""A closing X of an identity number that stands apart from its digits."""
_PLAIN = lazy(rf"\d+|{_X}")
_D = "\\d" + "".join(CHINESE)
_SEVERAL = rf"[两二三四五六七八2-8]个[{_D}](?![个\u4e00-\u9fa5])"
"""四个4 is 4444."""
_SPELLED = lazy(rf"{_SEVERAL}|[{_D}{re.escape(''.join((*LEET, *RADIO)))}]+(?!位)|{_X}")
_AS_DIGIT = str.maketrans(CHINESE | LEET | RADIO)


@cache
def _table() -> dict[int, str]:
    table = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    table |= {zero + i: str(i) for zero in _ZEROS for i in range(10)}
    table |= {one + i: str(i + 1) for one in _ONES for i in range(9)}
    table |= {0xD7: "x", 0x2169: "X", 0x2179: "x"}  # × and Ⅹ close an identity number
    table |= {0x24EA: "0", 0x24FF: "0", 0x3000: " ", 0xA0: " ", 0x2011: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-"}
    return table


@dataclass(frozen=True, slots=True)
class View:
    """`text` has one character a kept character of the original; `offsets` is None where nothing was dropped."""

    text: str
    original: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of a non-empty span of the view, trailing keycap marks included."""
        if self.offsets is None:
            return start, end
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        while last < len(self.original) and self.original[last] in _KEYCAP:
            last += 1
        return first, last


_DROP = lazy("[" + "".join(chr(c) for c in _DROPPED) + "]")


def view(text: str) -> View:
    """The view of a text; linear, and nearly free for plain text."""
    plain = text.translate(_table())
    if not _DROP.search(plain):
        return View(plain, text)
    kept = tuple(i for i, c in enumerate(plain) if not _DROP.match(c))
    return View("".join(plain[i] for i in kept), text, kept)


def numerals(text: str) -> str:
    """A view's text, as long as it was, with every character that can stand for a digit as that digit (五 → 5, 洞 → 0).

    For patterns that follow a word such as QQ号 or 密码 only: elsewhere 三 is rarely a digit of a number.
    """
    return text.translate(_NUMERALS)


_NUMERALS = str.maketrans(CHINESE | RADIO)


@dataclass(frozen=True, slots=True)
class Group:
    """An unbroken run of digits of a view. `glued` tells on which side a Latin letter touches it."""

    start: int
    end: int
    digits: str
    glued_left: bool
    glued_right: bool


_DIGIT = f"[{_D}{re.escape(''.join((*LEET, *RADIO)))}]"


def several(between: str) -> re.Pattern[str]:
    """Eight digits, in any spelling, with nothing but characters of a class between them; or one said eight times."""
    return lazy(rf"(?:{_DIGIT}{between}{{0,16}}){{7}}{_DIGIT}|{_SEVERAL}")


def _latin(c: str) -> bool:
    return c.isascii() and c.isalpha()


def plain_groups(text: str) -> Iterator[Group]:
    """Runs of plain digits; a closing X (of an identity number) belongs to the run."""
    for m in _PLAIN.finditer(text):
        yield _group(text, m.start(), m.end(), m[0])


def spelled_groups(text: str) -> Iterator[Group]:
    """Runs of digits in any spelling: 一三6, l369O, 幺."""
    for m in _SPELLED.finditer(text):
        start, end = m.span()
        while start < end and text[start] in LEET and start and _latin(text[start - 1]):
            start += 1
        while end > start and (text[end - 1] in LEET and end < len(text) and _latin(text[end])):
            end -= 1
        word = text[start:end]
        if len(word) == 3 and word[1] == "个":
            yield Group(start, end, word[2].translate(_AS_DIGIT) * int(word[0].translate(_AS_DIGIT)), False, False)
            continue
        if word in {"x", "X"}:
            yield Group(start, end, "X", False, False)
            continue
        if not word or (all(c in LEET or c in RADIO for c in word) and len(word) > 1):
            continue
        yield _group(text, start, end, word.translate(_AS_DIGIT))


def _group(text: str, start: int, end: int, digits: str) -> Group:
    if digits in {"x", "X"}:
        return Group(start, end, "X", False, False)
    following = text[end + 1 : end + 2]
    if (text[end : end + 1] in {"x", "X"} and not (following.isascii() and following.isalnum())) or (
        text[end : end + 1] == "叉" and following not in {"车", "子", "口", "开"}
    ):
        end, digits = end + 1, digits + "X"
    left = start > 0 and _latin(text[start - 1])
    right = end < len(text) and _latin(text[end])
    return Group(start, end, digits, left, right)


_BETWEEN = lazy(r"[\s.\-—–_·•/~()（）\[\]【】,，、。|+#*]")


def comparable(value: str) -> str:
    """The same for the same value however it is spaced, spelled or prefixed: 一三八 0013 8000 and +8613800138000."""
    plain = _BETWEEN.sub("", view(value).text).lower()
    spelled = "".join(CHINESE.get(c, c) for c in plain)
    if len(spelled) >= 7 and spelled.isdigit():
        plain = spelled
    number = plain.removeprefix("+")
    return number[2:] if len(number) == 13 and number.startswith("861") else plain

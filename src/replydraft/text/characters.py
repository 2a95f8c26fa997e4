"""One character at a time: what it folds to, and what it calls for in the text that has it."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

from replydraft.text.disguises import CHARS

_PUNCTUATION = dict(
    zip(
        "，．！？；：（）％＋＝～＆＃＠／＂＇＊－［］｛｝｜＜＞＾＿｀＄　",
        ",.!?;:()%+=~&#@/\"'*-[]{}|<>^_`$ ",
        strict=True,
    )
)
_KEEP = frozenset("…—“”‘’「」『』《》【】、。〔〕")
_SOFT = frozenset(
    " \t\u3000-.·•*_~|/\\+=^`#'\"☆★◆◇○●◎■□▲△▼→←↑↓♡♥❤❥✨✔✓・‧∙⋅丶〃﹒﹣﹡⼀⼁⼂⼃⼄⼅\u00a0\u2009\u2002\u2003"
)


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


def is_soft(c: str) -> bool:
    return c in _SOFT or unicodedata.category(c) in {"So", "Sk", "Sm", "Cs", "Co", "Cn"}


class _Softs(dict[str, bool]):
    """Whether a character is soft, worked out at first sight."""

    def __missing__(self, c: str) -> bool:
        if len(self) > 50_000:
            self.clear()
        soft = self[c] = is_soft(c)
        return soft


SOFTS = _Softs()


def is_picture(c: str) -> bool:
    return unicodedata.category(c) == "So"


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


HAS_LATIN, HAS_PICTURE, HAS_SOFT, IS_TRADITIONAL, CHANGES_LENGTH = 1, 2, 4, 8, 16
"""What a character calls for: letters, pictures and separators to look at, simplifying, a fold that is no single character."""


class _Traits(dict[str, int]):
    """The traits of a character, worked out at first sight."""

    def __missing__(self, c: str) -> int:
        if len(self) > 50_000:
            self.clear()
        plain = _plain(c, {})
        traits = (
            HAS_LATIN * (c.isascii() and c.isalpha())
            + HAS_PICTURE * is_picture(c)
            + HAS_SOFT * any(map(is_soft, plain))
        )
        traits += IS_TRADITIONAL * ("\u4e00" <= c <= "\u9fff" and not _in_gb2312(c)) + CHANGES_LENGTH * (
            len(plain) != 1 or c in "&\u202e"
        )
        self[c] = traits
        return traits


TRAITS = _Traits()


def _in_gb2312(c: str) -> bool:
    try:
        c.encode("gb2312", "strict")
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
def table_of(simplify: bool) -> _Table:
    return _Table(simplify=simplify)

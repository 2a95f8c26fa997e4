"""A view of a text in which disguised digits are plain, with the way back to the original offsets.

Full-width, circled, mathematical and keycap digits, zero-width characters, Chinese numerals read digit by digit
(一三八, 幺, 洞) and letters that pass for digits (l, O) are undone. The view is for identifiers only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_ZEROS = (0x660, 0x6F0, 0x7C0, 0x966, 0xE50, 0xFF10, *range(0x1D7CE, 0x1D7FF, 10))
"""Code points of a zero that is followed by the other nine."""
_ONES = (0x2460, 0x2474, 0x2776, 0x2780, 0x278A, 0x3280)
"""Code points of a one that is followed by two to nine (①, ⑴, ❶ …)."""
_DROPPED = (
    *(0xAD, 0x180E, 0xFE0F, 0x20E3, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
)
_CHINESE = dict(
    zip("〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖洞拐勾两", "00011122334455667788990792", strict=True)
)
_LEET = {"l": "1", "I": "1", "i": "1", "|": "1", "O": "0", "o": "0"}

_SEPARATOR = r"[ \t\r\n.\-—–_·•・:：/~,，、。…=+*#'\"“”()（）]"
_RUN = re.compile(
    r"[\d〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖lIiOo|]"
    rf"(?:(?:[ \t\u00a0.\-—–_·•・/~,，、]{{0,3}}|{_SEPARATOR}?)"
    r"[\d〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖洞拐勾两lIiOo|xX])*"
)

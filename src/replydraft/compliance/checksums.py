"""Validity of numbers that carry a check digit or a date. Sources: GB 11643-1999, ISO/IEC 7812-1, GB 32100-2015."""

from __future__ import annotations

from datetime import date

_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _born(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1900 <= year <= 2035


def id18_shape(digits: str) -> bool:
    """18 places with a province, a county and a real date of birth; the check digit is not looked at."""
    return (
        len(digits) == 18
        and digits[:17].isdigit()
        and digits[:2] in _PROVINCES
        and digits[2:6] != "0000"
        and _born(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    )


def id18(digits: str) -> bool:
    """A resident identity number whose check digit holds (ISO 7064 MOD 11-2)."""
    if not id18_shape(digits):
        return False
    total = sum(int(d) * w for d, w in zip(digits[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def id15(digits: str) -> bool:
    """The shape of a resident identity number of before 1999: province and a date in 19xx."""
    return (
        len(digits) == 15
        and digits.isdigit()
        and digits[:2] in _PROVINCES
        and _born(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
    )


def luhn(digits: str) -> bool:
    """The check digit of bank cards holds, and the digits are not all alike."""
    if not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = 0
    for i, c in enumerate(reversed(digits)):
        d = int(c) * (2 if i % 2 else 1)
        total += d - 9 if d > 9 else d
    return total % 10 == 0


def card_prefix(digits: str) -> bool:
    """A length and first digits that some card scheme issues."""
    n, head = len(digits), digits[:2]
    if n == 13:
        return digits[0] == "4"
    if n == 14:
        return head in {"30", "36", "38", "39"}
    if n == 15:
        return head in {"34", "37"}
    if n == 16:
        return digits[0] in "456" or head == "35" or 2221 <= int(digits[:4]) <= 2720
    return n in {17, 18, 19} and (digits[0] == "6" or (n == 19 and digits[0] in "49"))


def credit_code(code: str) -> bool:
    """A unified social credit code (of an organisation, not of a person) whose check character holds."""
    if len(code) != 18 or any(c not in _CREDIT_ALPHABET for c in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def hong_kong_id(letter: str, digits: str, check: str) -> bool:
    """A Hong Kong identity card number X123456(7) with one prefix letter."""
    total = (
        9 * 36 + 8 * (ord(letter.upper()) - 55) + sum(int(d) * w for d, w in zip(digits, range(7, 1, -1), strict=True))
    )
    return "0123456789A"[(11 - total % 11) % 11] == check.upper()

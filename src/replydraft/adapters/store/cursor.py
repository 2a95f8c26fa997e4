"""The cursor of a page: opaque to callers, a place in the order (tier, age) to us."""

from __future__ import annotations

import base64
import binascii

from replydraft.errors import InputError


def write_cursor(rank: int, number: int) -> str:
    return base64.urlsafe_b64encode(f"{rank}:{number}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[int, int]:
    """Raises InputError (`cursor`) for anything `write_cursor` did not write."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
        rank, number = (int(part) for part in raw.split(":"))
    except (ValueError, UnicodeError, binascii.Error):
        raise InputError("is not a cursor of ours", field="cursor") from None
    if write_cursor(rank, number) != cursor or not 0 <= number < 2**63 or not 0 <= rank < 10:
        raise InputError("is not a cursor of ours", field="cursor")
    return rank, number

"""Passwords as Argon2id hashes (`argon2-cffi`, RFC 9106 low-memory profile: the library's default)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return _hasher().hash("nobody's password")


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def password_matches(hashed: str, password: str) -> bool:
    """False for a wrong password and for what is no hash of ours."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def matches_nothing(password: str) -> bool:
    """Takes as long as a real comparison; always False."""
    password_matches(_of_nobody(), password)
    return False


def needs_rehash(hashed: str) -> bool:
    return _hasher().check_needs_rehash(hashed)

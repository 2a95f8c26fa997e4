"""A file of numbers beside our data, as it was when it was read: tables of the rules folder, what `transformer` reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from replydraft.errors import ContentError


@dataclass(frozen=True)
class HeldFile:
    """A file of the rules folder as it was when the rules were read: what is done to it later changes nothing until they are read again."""

    path: Path = field(repr=False, compare=False)
    digest: str
    """SHA-256 of its bytes."""
    raw: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, path: Path) -> HeldFile:
        """Raises ContentError where it cannot be read."""
        try:
            raw = path.read_bytes()
        except OSError as e:
            raise ContentError(f"cannot be read ({type(e).__name__})", where=str(path)) from None
        return cls(path, sha256(raw).hexdigest(), raw)

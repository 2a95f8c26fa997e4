"""Checkpoint 存证点: what a stretch of the trail held, signed, kept outside the store.

Pure: a signature is a text that somebody else makes and proves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from replydraft.domain.audit import GENESIS, AuditEvent, canonical, read_json
from replydraft.domain.finding import sha256_text

DIGEST_LENGTH = 16
_HEX16, _HEX64, _HEX128 = (re.compile(f"[0-9a-f]{{{n}}}") for n in (DIGEST_LENGTH, 64, 128))


class UnreadableCheckpoint(ValueError):
    """What should be a checkpoint is none."""


def content_digest(event: AuditEvent) -> str:
    """What a record says, as 16 hex digits, whatever its number and its place in the chain."""
    said = canonical([event.at, event.actor, event.kind, event.subject, event.payload])
    return sha256_text(said)[:DIGEST_LENGTH]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Records `first` to `last` as they stood at `at` (RFC 3339, UTC).

    `digests` is one `content_digest` a record, `head` the chain hash of the last one, `previous` the `body_sha256` of
    the checkpoint before (64 zeros for the first), `signature` hex Ed25519 over `signed_body`.
    Raises UnreadableCheckpoint for anything that cannot be one.
    """

    first: int
    last: int
    digests: tuple[str, ...]
    head: str
    at: str
    previous: str
    key_id: str
    signature: str

    def __post_init__(self) -> None:
        wrong = _wrong(self)
        if wrong:
            raise UnreadableCheckpoint(f"is not a checkpoint ({wrong})")


def _wrong(c: Checkpoint) -> str | None:
    if type(c.first) is not int or type(c.last) is not int or not 1 <= c.first <= c.last:
        return "first, last"
    if len(c.digests) != c.last - c.first + 1:
        return "digests: not one for each record"
    if not all(_is(_HEX16, digest) for digest in c.digests):
        return "digests"
    if not _is(_HEX64, c.head) or not _is(_HEX64, c.previous):
        return "head, previous"
    if not isinstance(c.key_id, str) or not c.key_id or not _is(_HEX128, c.signature):
        return "key_id, signature"
    try:
        utc = datetime.fromisoformat(c.at).utcoffset() == timedelta(0)
    except (ValueError, TypeError):
        utc = False
    return None if utc else "at"


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _body(checkpoint: Checkpoint) -> dict[str, Any]:
    return {f.name: getattr(checkpoint, f.name) for f in fields(Checkpoint) if f.name != "signature"}


def signed_body(
    *, first: int, last: int, digests: tuple[str, ...], head: str, at: str, previous: str, key_id: str
) -> str:
    """The text that is signed: the canonical JSON of every field but the signature."""
    return canonical(
        {
            "first": first,
            "last": last,
            "digests": digests,
            "head": head,
            "at": at,
            "previous": previous,
            "key_id": key_id,
        }
    )


def body_of(checkpoint: Checkpoint) -> str:
    """`signed_body` of a checkpoint that is there."""
    return signed_body(**_body(checkpoint))


def body_sha256(checkpoint: Checkpoint | None) -> str:
    """What the next checkpoint's `previous` has to be; 64 zeros where there is none before it."""
    return GENESIS if checkpoint is None else sha256_text(body_of(checkpoint))


def checkpoint_line(checkpoint: Checkpoint) -> str:
    """One checkpoint as the line of a file (canonical JSON, no line end)."""
    return canonical(asdict(checkpoint))


def read_checkpoint(line: str) -> Checkpoint:
    """The checkpoint in one line. Raises UnreadableCheckpoint."""
    raw = read_json(line)
    if not isinstance(raw, dict) or set(raw) != {f.name for f in fields(Checkpoint)}:
        raise UnreadableCheckpoint("is not a checkpoint")
    if not isinstance(raw["digests"], list):
        raise UnreadableCheckpoint("is not a checkpoint (digests)")
    return Checkpoint(**raw | {"digests": tuple(raw["digests"])})


def read_checkpoints(lines: Iterable[str]) -> list[Checkpoint]:
    """Every checkpoint of a file, in its order; blank lines are skipped. Raises UnreadableCheckpoint with the line number."""
    read = []
    for n, line in enumerate(lines, 1):
        if line.strip():
            try:
                read.append(read_checkpoint(line))
            except UnreadableCheckpoint as e:
                raise UnreadableCheckpoint(f"line {n} {e}") from None
    return read

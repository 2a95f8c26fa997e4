"""AuditEvent 留痕: one link of the hash chain.

`hash` is SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of every other field, the previous
link's hash included. The first link's `previous` is 64 zeros.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from replydraft.domain.finding import sha256_text

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """`at` is an RFC 3339 time in UTC; `actor` a person, `system` or a service key's id; `payload` JSON-ready."""

    sequence: int
    at: str
    actor: str
    kind: str
    subject: str
    payload: dict[str, Any]
    previous: str
    hash: str


_OPAQUE = re.compile(r"[A-Za-z0-9._:/-]{1,80}")
_TELLING = re.compile(r"\d{6,}")


def opaque(caller_id: str) -> str:
    """A caller's id as it may stand in the trail for ever: as it is where it cannot identify anybody, else hashed."""
    if _OPAQUE.fullmatch(caller_id) and not _TELLING.search(caller_id):
        return caller_id
    return f"id-{sha256_text(caller_id)[:16]}"


def canonical(value: Any) -> str:
    """The one JSON text of a value that hashes are taken over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def event_hash(
    sequence: int, at: str, actor: str, kind: str, subject: str, payload: dict[str, Any], previous: str
) -> str:
    """The hash that binds one event to the one before it."""
    return sha256_text(canonical([sequence, at, actor, kind, subject, payload, previous]))


def link(
    sequence: int, at: str, actor: str, kind: str, subject: str, payload: dict[str, Any], previous: str
) -> AuditEvent:
    """A new event after `previous` (a hash)."""
    return AuditEvent(
        sequence,
        at,
        actor,
        kind,
        subject,
        payload,
        previous,
        event_hash(sequence, at, actor, kind, subject, payload, previous),
    )


def first_broken(events: Iterable[AuditEvent], start: str = GENESIS, sequence: int = 1) -> str | None:
    """None where the chain holds; else a sentence naming the first altered, missing or reordered record."""
    previous, expected = start, sequence
    for e in events:
        if e.sequence != expected:
            return f"record {expected} is missing or out of order (found {e.sequence})"
        if e.previous != previous:
            return (
                f"record {e.sequence} does not follow record {e.sequence - 1}: its predecessor was changed or replaced"
            )
        if event_hash(e.sequence, e.at, e.actor, e.kind, e.subject, e.payload, e.previous) != e.hash:
            return f"record {e.sequence} ({e.kind}) was altered"
        previous, expected = e.hash, expected + 1
    return None


class UnreadableExport(ValueError):
    """A line of an export is no record."""


def export_line(event: AuditEvent) -> str:
    """One event as the line of an export (canonical JSON, no line end)."""
    return canonical(asdict(event))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys each occur once: a second one would be read instead of the first."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key twice")
    return read


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def read_json(line: str) -> Any:
    """The value of one JSON line, every key once and no NaN; None where it is no such JSON."""
    try:
        return json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def read_record(line: str) -> AuditEvent:
    """The event in one line of an export. Raises UnreadableExport."""
    raw = read_json(line)
    if (
        not isinstance(raw, dict)
        or set(raw) != {f.name for f in fields(AuditEvent)}
        or type(raw["sequence"]) is not int
        or not isinstance(raw["payload"], dict)
        or not all(isinstance(raw[name], str) for name in ("at", "actor", "kind", "subject", "previous", "hash"))
    ):
        raise UnreadableExport("is not an audit record")
    try:
        canonical(raw)
    except (ValueError, RecursionError):  # 1e999 reads as infinity; nesting that can be read but not written
        raise UnreadableExport("is not an audit record") from None
    return AuditEvent(**raw)


def read_export(lines: Iterable[str]) -> Iterator[AuditEvent]:
    """The events of an export, blank lines skipped. Raises UnreadableExport with the line number."""
    for n, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield read_record(line)
            except UnreadableExport as e:
                raise UnreadableExport(f"line {n} {e}") from None


def first_broken_line(lines: Iterable[str]) -> str | None:
    """`first_broken` over an export (one JSON record a line, from the first record), without any store."""
    try:
        return first_broken(read_export(lines))
    except UnreadableExport as e:
        return str(e)

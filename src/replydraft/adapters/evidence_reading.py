"""Proving an evidence pack, or a plain export, without the store: nothing is unpacked, nothing in it is believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from replydraft.adapters.checkpoint_file import read_checkpoint_file
from replydraft.adapters.checkpoint_keys import public_key_hex, public_keys_in, public_verifier
from replydraft.adapters.evidence_files import PackFiles, opened
from replydraft.domain.anchors import Damage, examine
from replydraft.domain.audit import AuditEvent, UnreadableExport, canonical, read_json, read_record
from replydraft.domain.checkpoint import Checkpoint, UnreadableCheckpoint, read_checkpoint
from replydraft.domain.damage import in_order
from replydraft.domain.finding import sha256_text
from replydraft.errors import InputError

FORMAT: Final = "replydraft-evidence/1"
EVENTS, CHECKPOINTS, KEY, REVIEWS = "events.jsonl", "checkpoints.jsonl", "audit-signing.pub", "reviews.jsonl"
REPORT, README, MANIFEST = "report.html", "README.txt", "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """`damage` empty: nothing was found. `notes` say what was not proved, `self_signed` that only the pack's own key was.

    `anchored`: the last record that a checkpoint covers; `head`: the chain hash of the last record.
    """

    events: int
    damage: tuple[Damage, ...]
    head: str
    checkpoints: int
    anchored: int
    self_signed: bool
    notes: tuple[str, ...] = ()


def manifest_seal(manifest: dict[str, Any]) -> str:
    """The SHA-256 a manifest carries of everything else in it: against slips, not against malice."""
    return sha256_text(canonical({k: v for k, v in manifest.items() if k != "sha256"}))


def verify_pack(path: Path, *, public_key: str | None, checkpoints: Path | None = None) -> PackVerdict:
    """Prove a folder, zip file or plain `.jsonl` export: files, chain, and what the checkpoints remember.

    `public_key` (hex, PEM or a file) is one known from elsewhere, `checkpoints` a copy kept elsewhere; without them
    those in the pack are used. Raises InputError: cannot be read, no pack, or one made to do harm; `public_key` is
    none. StoreError: `checkpoints` cannot be read.
    """
    notes: list[str] = []
    with opened(path, EVENTS) as files:
        damage = _check_files(files)
        own = _own_key(files, damage)
        trusted = public_key_hex(public_key) if public_key else None
        if trusted and own and not set(own.split()) <= set(trusted.split()):
            damage.append(Damage("altered", 0, f"file {KEY} holds another key than the one given"))
        known = list(_checkpoints(files, damage)) if checkpoints is None else read_checkpoint_file(checkpoints)
        key = trusted or own
        if trusted and not known:
            damage.append(Damage("checkpoint", 0, "there is no checkpoint to hold the records against"))
        if known and not key:
            notes.append("没有公钥，存证点的签名未核对 (signatures not checked: no public key)")
        self_signed = bool(known and key and not trusted)
        if self_signed:
            notes.append("签名只与包内的公钥核对过，不能说明出自何人 (self-signed: proved by the pack's own key only)")
        signed = public_verifier(key) if key else lambda _: True
        examined = examine(_records(files), known, signed=signed)
    if not known:
        notes.append("没有存证点：全部重算过哈希的改动看不出来 (no checkpoints: only the chain was proved)")
    elif examined.events > examined.anchored:
        notes.append(f"第 {examined.anchored} 条之后的留痕尚无存证点 (no checkpoint after record {examined.anchored})")
    return PackVerdict(
        events=examined.events,
        damage=in_order((*damage, *examined.damage)),
        head=examined.head,
        checkpoints=len(known),
        anchored=examined.anchored,
        self_signed=self_signed,
        notes=tuple(notes),
    )


def _check_files(files: PackFiles) -> list[Damage]:
    """Every file that is not as the manifest says."""
    if not files.packed:
        return []
    if MANIFEST not in files.names:
        return [Damage("missing", 0, f"file {MANIFEST} is missing: no file could be proved by it")]
    manifest = read_json(files.text(MANIFEST))
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(listed, dict) or manifest.get("format") != FORMAT:
        return [Damage("altered", 0, f"file {MANIFEST} was altered: it cannot be read")]
    damage = []
    if manifest.get("sha256") != manifest_seal(manifest):
        damage.append(Damage("altered", 0, f"file {MANIFEST} was altered"))
    for name in sorted({EVENTS, REVIEWS, REPORT, README, *listed}):
        if name not in files.names:
            damage.append(Damage("missing", 0, f"file {_plain(name)} is missing"))
        elif name in listed and _sha256(files, name) != listed[name]:
            damage.append(Damage("altered", 0, f"file {name} was altered: it is not what {MANIFEST} says"))
    for name in sorted(files.names - set(listed) - {MANIFEST}):
        damage.append(Damage("inserted", 0, f"file {_plain(name)} was added: {MANIFEST} does not list it"))
    return damage


def _plain(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _sha256(files: PackFiles, name: str) -> str:
    hashed = hashlib.sha256()
    with files.open(name) as file:
        while block := file.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()


def _own_key(files: PackFiles, damage: list[Damage]) -> str | None:
    if KEY not in files.names:
        return None
    try:
        return public_keys_in(files.text(KEY))
    except InputError:
        damage.append(Damage("altered", 0, f"file {KEY} holds no public key"))
        return None


def _checkpoints(files: PackFiles, damage: list[Damage]) -> Iterator[Checkpoint]:
    if CHECKPOINTS not in files.names:
        return
    for n, line in enumerate(files.lines(CHECKPOINTS), 1):
        try:
            yield read_checkpoint(line)
        except UnreadableCheckpoint as e:
            damage.append(Damage("checkpoint", 0, f"file {CHECKPOINTS}: line {n} {e}"))


def _records(files: PackFiles) -> Iterator[AuditEvent]:
    """The records; one that cannot be read stands there as itself, so that the others keep their places."""
    if EVENTS not in files.names:
        return
    due = 1
    for line in files.lines(EVENTS):
        if not line.strip():
            continue
        try:
            event = read_record(line)
        except UnreadableExport:
            event = AuditEvent(due, "", "", "unreadable", "", {"line": line}, "", "")
        due = event.sequence + 1
        yield event

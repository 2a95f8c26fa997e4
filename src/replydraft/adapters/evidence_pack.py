"""The evidence pack: the trail, its checkpoints, the reviews and a readable report, in a folder or a zip file.

`verify_pack` (from `evidence_reading`) proves one anywhere, without the store.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from replydraft.adapters.checkpoint_file import read_checkpoint_file
from replydraft.adapters.checkpoint_keys import public_key_hex, public_verifier
from replydraft.adapters.evidence_reading import (
    CHECKPOINTS,
    EVENTS,
    FORMAT,
    KEY,
    MANIFEST,
    README,
    REPORT,
    REVIEWS,
    PackVerdict,
    manifest_seal,
    verify_pack,
)
from replydraft.adapters.evidence_report import Cover, write_report
from replydraft.domain.anchors import examine
from replydraft.domain.audit import AuditEvent, canonical, export_line
from replydraft.domain.checkpoint import Checkpoint, checkpoint_line
from replydraft.errors import InputError

__all__ = ["PackVerdict", "verify_pack", "write_pack"]


def write_pack(
    target: Path,
    events: Iterable[AuditEvent],
    *,
    checkpoints: Path | None,
    public_key: str | None,
    reviews: Iterable[dict[str, Any]],
    made_by: str,
    made_at: str,
    title: str,
) -> int:
    """Write the pack, all or nothing, readable by us alone; how many records are in it.

    A folder (new or empty), or a zip file (replaced) where the name ends in `.zip`. `events` is the whole trail, read
    after `checkpoints`; `reviews` are the contract's objects as they may be seen. A trail that does not prove is
    written all the same: the cover says so. Raises InputError: the target cannot be written, `public_key` is none;
    StoreError: the checkpoints cannot be read.
    """
    try:
        moment = datetime.fromisoformat(made_at)
    except ValueError:
        raise InputError("is not an RFC 3339 time", field="made_at") from None
    key = public_key_hex(public_key) if public_key else None
    known = read_checkpoint_file(checkpoints) if checkpoints else []
    zipped = target.suffix.lower() == ".zip"
    try:
        if not zipped and target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(f"{target} exists and is not an empty folder", field="target", code="exists")
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as e:
        raise _unwritable(target, e) from None
    try:
        count = _fill(work, _Made(title, made_by, made_at, key), events, known, reviews)
        if zipped:
            packed = work / "packed"
            _zip(work, packed, moment)
            packed.replace(target)
        else:
            if target.exists():
                target.rmdir()
            work.rename(target)
    except OSError as e:
        raise _unwritable(target, e) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return count


def _unwritable(target: Path, error: OSError) -> InputError:
    return InputError(f"cannot write {target} ({error.strerror})", field="target", code="unwritable")


class _Made(NamedTuple):
    title: str
    made_by: str
    made_at: str
    public_key: str | None


def _fill(
    work: Path, made: _Made, events: Iterable[AuditEvent], known: list[Checkpoint], reviews: Iterable[dict[str, Any]]
) -> int:
    histories: dict[str, list[AuditEvent]] = {}
    moments: list[str] = []

    def review_lines() -> Iterator[str]:
        for review in reviews:
            histories[str(review.get("id"))] = []
            yield json.dumps(review, ensure_ascii=False)

    def kept(write: Callable[[str], object]) -> Iterator[AuditEvent]:
        for event in events:
            write(export_line(event) + "\n")
            moments[1:] = [event.at]
            if event.subject in histories:
                histories[event.subject].append(event)
            yield event

    review_count = _write(work / REVIEWS, review_lines())
    if known:
        _write(work / CHECKPOINTS, map(checkpoint_line, known))
    if made.public_key:
        _write(work / KEY, [made.public_key])
    signed = public_verifier(made.public_key) if made.public_key else lambda _: True
    with _open(work / EVENTS) as file:
        examined = examine(kept(file.write), known, signed=signed)
    first_at, last_at = (moments[0], moments[-1]) if moments else ("", "")
    cover = Cover(
        title=made.title, made_by=made.made_by, made_at=made.made_at, public_key=made.public_key, examined=examined,
        checkpoints=len(known), first_at=first_at, last_at=last_at, review_count=review_count,
    )  # fmt: skip
    write_report(work / REPORT, cover, work / EVENTS, work / REVIEWS, histories)
    shutil.copyfile(Path(__file__).with_name("evidence_readme.txt"), work / README)
    _write_manifest(work, cover)
    for path in work.iterdir():
        path.chmod(0o600)
    return examined.events


def _write_manifest(work: Path, cover: Cover) -> None:
    hashes = {}
    for path in sorted(work.iterdir()):
        with path.open("rb") as file:
            hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "title": cover.title,
        "made_by": cover.made_by,
        "made_at": cover.made_at,
        "events": cover.examined.events,
        "head": cover.examined.head,
        "files": hashes,
    }
    _write(work / MANIFEST, [canonical(manifest | {"sha256": manifest_seal(manifest)})])


def _open(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", errors="replace", newline="\n")


def _write(path: Path, lines: Iterable[str]) -> int:
    count = 0
    with _open(path) as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


def _zip(work: Path, packed: Path, moment: datetime) -> None:
    stamp = (max(moment.year, 1980), *moment.timetuple()[1:6])
    names = sorted(path.name for path in work.iterdir())
    with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            with (work / name).open("rb") as source, archive.open(info, "w", force_zip64=True) as into:
                shutil.copyfileobj(source, into, 1 << 20)
    packed.chmod(0o600)

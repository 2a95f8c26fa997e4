"""What the product decided with: rules, knowledge and operator profile, each version kept whole, so that a decision can
be run again with them; and an event whenever another version comes into use."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import insert, select

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.schema import audit_events, contents
from replydraft.errors import ContentError, StoreError

OVERLAYS = "overlays"
ContentKind = Literal["rules", "knowledge", "operator", "program"]
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LISTED = 200
_SUFFIXES = (".yaml", ".yml", ".md", ".toml", ".json", ".jsonl", ".npz", ".tsv", ".txt")


def pack(source: Path, overlays: Path | None = None) -> bytes:
    """A folder, or one file, as a zip that is the same for the same content; `overlays` lies in its folder of that name,
    instead of what is there. Raises ContentError."""
    if source.is_file():
        files = {source.name: source}
    else:
        files = {p.relative_to(source).as_posix(): p for p in sorted(source.rglob("*")) if p.suffix in _SUFFIXES}
    if overlays is not None:
        files = {name: p for name, p in files.items() if not name.startswith(f"{OVERLAYS}/")}
        inside = sorted(p for p in overlays.rglob("*") if p.suffix in _SUFFIXES)
        files |= {f"{OVERLAYS}/{p.relative_to(overlays).as_posix()}": p for p in inside}
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in files.items():
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    except OSError as e:
        raise ContentError(f"cannot be read: {e.strerror}", where=str(source)) from None
    return out.getvalue()


def _hashes(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: hashlib.sha256(opened.read(name)).hexdigest() for name in opened.namelist()}


class StoredContents:
    """Versions of what is data."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def in_use(
        self,
        kind: ContentKind,
        version: str,
        source: Path | None,
        *,
        overlays: Path | None = None,
        actor: str = "system",
    ) -> None:
        """This version is what is used now: kept (unless without `source`), and an event where it was another before."""
        changed = f"{kind}.changed"
        last = (
            select(audit_events.c.payload)
            .where(audit_events.c.kind == changed)
            .order_by(audit_events.c.sequence.desc())
            .limit(1)
        )
        held = select(contents.c.archive).where(contents.c.kind == kind)
        with self._db.read() as c:
            said = c.execute(last).scalar_one_or_none()
            if said is not None and json.loads(said)["version"] == version:
                return
        archive = pack(source, overlays) if source is not None else None
        with self._db.write() as c:
            said = c.execute(last).scalar_one_or_none()
            before = json.loads(said)["version"] if said is not None else None
            if before == version:
                return
            old = c.execute(held.where(contents.c.version == before)).scalar_one_or_none() if before else None
            now = self._db.now()
            if archive is not None and c.execute(held.where(contents.c.version == version)).first() is None:
                c.execute(insert(contents).values(kind=kind, version=version, archive=archive, at=now))
            payload = {"version": version, "from": before, **_difference(old, archive)}
            append_in(c, now, changed, kind, payload, actor=actor)

    def unpack(self, kind: ContentKind, version: str, into: Path) -> Path:
        """This version as it was, below `into`; the file itself where it was one file. Raises StoreError: not kept."""
        query = select(contents.c.archive).where(contents.c.kind == kind, contents.c.version == version)
        with self._db.read() as c:
            archive = c.execute(query).scalar_one_or_none()
        if archive is None:
            raise StoreError(f"没有保存这个版本的{kind}：{version} (version not kept)", code="no_such_version")
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = opened.namelist()
            opened.extractall(into)
        return into / names[0] if kind == "operator" else into


def _difference(old: bytes | None, new: bytes | None) -> dict[str, Any]:
    """Which files are new, gone or changed (the first `_LISTED` of each), and the hash of what is kept."""
    if new is None:
        return {}
    digest = {"sha256": hashlib.sha256(new).hexdigest()}
    if old is None:
        return {**digest, "files": len(_hashes(new))}
    a, b = _hashes(old), _hashes(new)
    return {
        **digest,
        "added": sorted(b.keys() - a.keys())[:_LISTED],
        "removed": sorted(a.keys() - b.keys())[:_LISTED],
        "changed": sorted(name for name in a.keys() & b.keys() if a[name] != b[name])[:_LISTED],
    }

"""A backup is one zip with every table as JSON Lines, read from one snapshot while the store is in use.

It is the same for SQLite and PostgreSQL, so a store can move from one to the other. Customer text stays sealed in it: the
keys are not in the backup and are kept apart.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Integer, LargeBinary, Table, inspect, select, text

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.schema import HEAD, create_schema, metadata
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.verify import broken_store
from replydraft.domain.audit import canonical
from replydraft.errors import InputError, StoreError

FORMAT = 1
_BATCH = 500
_LONGEST = 64 * 1024 * 1024
_UNREADABLE = (LookupError, ValueError, TypeError, OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
"""What reading a damaged zip may raise."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `sequence` and `head`: the end of the audit trail in it."""

    made_at: str
    schema: str
    sequence: int
    head: str
    rows: dict[str, int]


def write_backup(database: Database, to: Path, *, actor: str) -> Backup:
    """Write the backup, whole or not at all, readable by its owner only. Raises StoreError, InputError (`to`)."""
    temporary = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            made = _write(database, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(to)
    except OSError as e:
        raise InputError(f"cannot write {to}: {e.strerror}", field="to", code="unwritable") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    with database.write() as c:
        payload = {"through": made.sequence, "sha256": hashlib.sha256(to.read_bytes()).hexdigest()}
        append_in(c, database.now(), "store.backed_up", "store", payload, actor=actor)
    return made


def _write(database: Database, file: IO[bytes]) -> Backup:
    rows, digests = {}, {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, database.read() as c:
        for table in metadata.sorted_tables:
            digest, count = hashlib.sha256(), 0
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                found = c.execute(select(table).execution_options(yield_per=_BATCH))
                for row in found:
                    line = (canonical([_plain(v) for v in row]) + "\n").encode()
                    digest.update(line)
                    out.write(line)
                    count += 1
            rows[table.name], digests[table.name] = count, digest.hexdigest()
        head = c.execute(select(metadata.tables["audit_head"])).first()
        made = Backup(
            datetime.now(UTC).isoformat(), HEAD, head.sequence if head else 0, head.hash if head else "", rows
        )
        columns = {table.name: [column.name for column in table.c] for table in metadata.sorted_tables}
        manifest = {"format": FORMAT, "made_at": made.made_at, "schema": HEAD, "sequence": made.sequence,
                    "head": made.head, "rows": rows, "sha256": digests, "columns": columns}  # fmt: skip
        archive.writestr("manifest.json", canonical(manifest))
    return made


def _plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes | memoryview) else value


def read_backup(source: Path) -> Backup:
    """What a backup says of itself, every table compared with its hash. Raises InputError naming what is wrong."""
    with _opened(source) as archive:
        manifest = _manifest(archive, source)
        for table in metadata.sorted_tables:
            digest, count = hashlib.sha256(), 0
            for line in _lines(archive, table, source):
                digest.update(line)
                count += 1
            if (digest.hexdigest(), count) != (manifest["sha256"][table.name], manifest["rows"][table.name]):
                raise InputError(f"{source}: table {table.name} was altered or cut off", field="backup", code="damaged")
        return Backup(manifest["made_at"], manifest["schema"], manifest["sequence"], manifest["head"], manifest["rows"])


def restore_backup(database: Database, vault: Vault, source: Path, *, actor: str) -> Backup:
    """Fill an empty database from a backup and prove it, texts and keys included, or leave it empty.

    Raises InputError: damaged; StoreError: not empty; KeyMissing: not the keys of that store.
    """
    made = read_backup(source)
    with _opened(source) as archive, database.write() as c:
        if inspect(c).get_table_names():
            raise StoreError(f"只能恢复到空的数据库 (not empty): {database.name}", code="not_empty")
        create_schema(c)
        for table in metadata.sorted_tables:
            batch: list[dict[str, Any]] = []
            for line in _lines(archive, table, source):
                values = json.loads(line)
                batch.append({col.name: _value(col.type, v) for col, v in zip(table.c, values, strict=True)})
                if len(batch) >= _BATCH:
                    c.execute(table.insert(), batch)
                    batch = []
            if batch:
                c.execute(table.insert(), batch)
            _number_on(c, table)
        vault.own(c)
        broken = broken_store(c, vault)
        if broken is not None:
            raise InputError(f"{source}: what is in it does not verify: {broken}", field="backup", code="damaged")
        payload = {"through": made.sequence, "made_at": made.made_at}
        append_in(c, database.now(), "store.restored", "store", payload, actor=actor)
    return made


def _value(kind: Any, value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(kind, LargeBinary) and value is not None else value


def _number_on(connection: Connection, table: Table) -> None:
    """New rows are numbered after the restored ones."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None or not isinstance(column.type, Integer):
        return
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": column.name}
    ).scalar_one_or_none()
    if sequence is not None:
        most = f'SELECT setval(:s, (SELECT coalesce(max("{column.name}"), 0) + 1 FROM "{table.name}"), false)'  # noqa: S608
        connection.execute(text(most), {"s": sequence})


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except _UNREADABLE as e:
        said = e.strerror if isinstance(e, OSError) and e.strerror else "not a backup of replydraft"
        raise InputError(f"cannot read {source}: {said}", field="backup", code="unreadable") from None


def _manifest(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    columns = {table.name: [column.name for column in table.c] for table in metadata.sorted_tables}
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        known = manifest["format"] == FORMAT and manifest["schema"] == HEAD and manifest["columns"] == columns
        whole = set(manifest["sha256"]) == set(manifest["rows"]) and {"made_at", "sequence", "head"} <= set(manifest)
        if known and not (whole and set(manifest["rows"]) == set(columns)):
            raise ValueError("manifest is not whole")
    except _UNREADABLE:
        raise InputError(f"{source}: not a backup of replydraft", field="backup", code="unreadable") from None
    if not known:
        said = f"made with schema {manifest.get('schema')}, this program has {HEAD}"
        raise InputError(
            f"{source}: {said}; restore it with the version that made it", field="backup", code="other_version"
        )
    return manifest


def _lines(archive: zipfile.ZipFile, table: Table, source: Path) -> Iterator[bytes]:
    try:
        with archive.open(f"tables/{table.name}.jsonl") as file:
            while line := file.readline(_LONGEST):
                yield line
    except _UNREADABLE:
        raise InputError(f"{source}: table {table.name} is damaged", field="backup", code="damaged") from None

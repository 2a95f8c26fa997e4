"""A backup that was damaged, or changed by somebody who knows the format, is named and not restored."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from store_backups import filled, restore
from store_fixtures import Places
from store_places import Place
from store_samples import PERSON

from replydraft.adapters.store.backup import read_backup, write_backup
from replydraft.errors import InputError, StoreError

pytestmark = pytest.mark.usefixtures("quick_hashes")


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup with other parts in it."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    to = backup.with_name("changed.zip")
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return to


def _cut(parts: dict[str, bytes]) -> None:
    parts["tables/reviews.jsonl"] = parts["tables/reviews.jsonl"][:-40]


def _altered(parts: dict[str, bytes]) -> None:
    parts["tables/people.jsonl"] = parts["tables/people.jsonl"].replace(b"admin", b"senio")


def _gone(parts: dict[str, bytes]) -> None:
    del parts["tables/decisions.jsonl"]


def _no_manifest(parts: dict[str, bytes]) -> None:
    del parts["manifest.json"]


def _odd_manifest(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = b'["x"]'


def _thin_manifest(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | {"sha256": {}, "rows": {}}).encode()


def _newer(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | {"schema": "0099"}).encode()


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (_cut, "damaged", "reviews"), (_altered, "damaged", "people"), (_gone, "damaged", "decisions"),
        (_no_manifest, "unreadable", "not a backup"), (_odd_manifest, "unreadable", "not a backup"),
        (_thin_manifest, "unreadable", "not a backup"), (_newer, "other_version", "0099"),
    ],
)  # fmt: skip
def test_a_changed_backup_is_named(
    sqlite_place: Place, tmp_path: Path, empty_places: Places,
    change: Callable[[dict[str, bytes]], None], code: str, named: str,
) -> None:  # fmt: skip
    store = sqlite_place.open()
    filled(store, tmp_path)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    changed = rewritten(tmp_path / "b.zip", change)
    attempts: list[Callable[[], object]] = [
        lambda: read_backup(changed),
        lambda: restore(empty_places("sqlite"), changed, keys_of=sqlite_place),
    ]
    for attempt in attempts:
        with pytest.raises(InputError, match=named) as refused:
            attempt()
        assert refused.value.code == code
        assert str(changed) in str(refused.value)


def _rehashed(parts: dict[str, bytes], name: str, content: bytes) -> None:
    """As somebody would who knows the format."""
    parts[f"tables/{name}.jsonl"] = content
    manifest = json.loads(parts["manifest.json"])
    manifest["sha256"][name], manifest["rows"][name] = sha256(content).hexdigest(), content.count(b"\n")
    parts["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("name", "change", "named"),
    [
        ("audit_events", lambda held: held.replace(PERSON.encode(), "别人".encode()), "was altered"),
        ("audit_events", lambda held: b"".join(held.splitlines(True)[:-1]), "is missing"),
        ("decisions", lambda held: b"", "the decision of review"),
        ("reviews", lambda held: held.replace(b'"drifted"', b'"approved"'), "not in the state"),
    ],
)
def test_a_backup_changed_with_knowledge_does_not_verify(
    sqlite_place: Place, tmp_path: Path, empty_places: Places, name: str, change: Callable[[bytes], bytes], named: str
) -> None:
    store = sqlite_place.open()
    filled(store, tmp_path)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    changed = rewritten(tmp_path / "b.zip", lambda parts: _rehashed(parts, name, change(parts[f"tables/{name}.jsonl"])))
    other = empty_places("sqlite")
    with pytest.raises((InputError, StoreError), match=named):
        restore(other, changed, keys_of=sqlite_place)
    with other.database() as (database, _):
        assert database.revision() is None, "left empty"


def test_bytes_flipped_anywhere_are_noticed(sqlite_place: Place, tmp_path: Path) -> None:
    store = sqlite_place.open()
    filled(store, tmp_path)
    good = write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    content, chance, noticed = (tmp_path / "b.zip").read_bytes(), random.Random(20261124), 0
    damaged = tmp_path / "damaged.zip"
    for n in range(400):
        at = chance.randrange(len(content))
        bad = content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        damaged.write_bytes(bad if n % 4 else content[:at])
        try:
            assert read_backup(damaged) == good, "only where nothing that counts was hit"
        except InputError as e:
            noticed += 1
            assert e.field == "backup"
            assert str(damaged) in str(e)
    assert noticed > 300


@pytest.mark.parametrize("source", ["missing", "folder", "text", "empty", "other zip"])
def test_what_is_no_backup(tmp_path: Path, source: str) -> None:
    path = tmp_path / source
    if source == "folder":
        path.mkdir()
    elif source == "other zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "x")
    elif source != "missing":
        path.write_text("x" if source == "text" else "")
    with pytest.raises(InputError, match="backup") as refused:
        read_backup(path)
    assert refused.value.code == "unreadable"

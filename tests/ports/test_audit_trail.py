"""The hash chain in a real database: whole under load, and telling when someone changed it behind our back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from store_places import Place
from store_samples import PERSON

from replydraft.adapters.store import Store
from replydraft.adapters.store.audit import broken_chain
from replydraft.domain.audit import GENESIS, canonical, first_broken_line, link
from replydraft.errors import StoreError


def filled(store: Store, count: int = 12) -> None:
    for n in range(count):
        store.audit.append("text.checked", f"t{n}", {"n": n, "ratio": n / 7, "rules": ["RD0101@1.0.0"]})


def test_events_come_back_as_written_and_linked(store: Store) -> None:
    first = store.audit.append("a", "s", {"z": 1, "中": ["文", None, True, 0.1, "\x00\u2028"]}, actor="周可")
    second = store.audit.append("b", "s", {9: "a", 10: "b"})  # type: ignore[dict-item]
    assert list(store.audit.events()) == [first, second]
    assert (first.sequence, first.previous, second.previous) == (1, GENESIS, first.hash)
    assert list(store.audit.events(after=1)) == [second]
    assert list(store.audit.events(subject="s")) == [first, second]
    assert list(store.audit.events(subject="t")) == []
    assert store.first_broken() is None


def test_a_long_trail_pages_without_a_gap(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replydraft.adapters.store.audit._PAGE", 5)
    filled(store, 15)
    assert [e.sequence for e in store.audit.events()] == list(range(1, 16))
    assert [e.subject for e in store.audit.events(subject="t7")] == ["t7"]


def test_an_empty_trail_is_whole(store: Store) -> None:
    assert store.first_broken() is None
    assert first_broken_line(store.export()) is None


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"])
def test_the_database_itself_refuses_changes(store: Store, statement: str) -> None:
    filled(store, 2)
    with pytest.raises(DatabaseError, match="append-only"), store.database.engine.begin() as c:
        c.exec_driver_sql(statement)
    assert len(list(store.audit.events())) == 2


def test_postgresql_refuses_to_empty_the_table_too(postgres_place: Place) -> None:
    store = postgres_place.open()
    filled(store, 2)
    with pytest.raises(DatabaseError, match="append-only"), store.database.engine.begin() as c:
        c.exec_driver_sql("TRUNCATE audit_events CASCADE")


TAMPERINGS: list[tuple[list[str], str]] = [
    (["UPDATE audit_events SET payload = replace(payload, '\"n\":4', '\"n\":5') WHERE sequence = 5"], "record 5 "),
    (["UPDATE audit_events SET payload = replace(payload, '{', '{ ') WHERE sequence = 5"], "record 5 "),
    (["UPDATE audit_events SET payload = 'x' WHERE sequence = 5"], "record 5 "),
    (["UPDATE audit_events SET payload = '[]' WHERE sequence = 5"], "record 5 "),
    (["UPDATE audit_events SET actor = '别人' WHERE sequence = 1"], "record 1 "),
    (["UPDATE audit_events SET at = '2020-01-01' WHERE sequence = 12"], "record 12 "),
    (["UPDATE audit_events SET hash = 'f' WHERE sequence = 7"], "record 7 "),
    (["DELETE FROM audit_events WHERE sequence = 1"], "record 1 "),
    (["DELETE FROM audit_events WHERE sequence = 6"], "record 6 "),
    (["DELETE FROM audit_events WHERE sequence > 9"], "record 10 "),
    (["DELETE FROM audit_events"], "record 1 "),
    (
        [
            "UPDATE audit_events SET sequence = 99 WHERE sequence = 3",
            "UPDATE audit_events SET sequence = 3 WHERE sequence = 4",
            "UPDATE audit_events SET sequence = 4 WHERE sequence = 99",
        ],
        "record 3 ",
    ),
    (["UPDATE audit_events SET sequence = 50 WHERE sequence = 12"], "record 12 "),
    (["DELETE FROM audit_head"], "record 12 "),
    (["UPDATE audit_head SET sequence = 11"], "record 12 "),
    (["UPDATE audit_head SET hash = 'f'"], "record 12 "),
]


def test_tampering_is_named_at_its_first_record(store: Store, place: Place) -> None:
    filled(store)
    assert store.first_broken() is None
    for statements, named in TAMPERINGS:
        with place.raw() as c:
            for statement in statements:
                assert c.exec_driver_sql(statement).rowcount > 0
            assert named in f"{broken_chain(c)} ", statements
            c.rollback()
    assert store.first_broken() is None


def test_bytes_for_a_payload_are_named(sqlite_place: Place) -> None:
    """PostgreSQL keeps a column to its type."""
    store = sqlite_place.open()
    filled(store)
    sqlite_place.behind_our_back("UPDATE audit_events SET payload = x'ff00' WHERE sequence = 5")
    assert "record 5 " in (store.first_broken() or "")


def test_a_forged_record_with_a_right_hash_breaks_the_next(store: Store, place: Place) -> None:
    filled(store)
    old = list(store.audit.events())[4]
    forged = link(5, old.at, "别人", old.kind, old.subject, {"n": 0}, old.previous)
    with place.raw() as c:
        c.execute(
            text("UPDATE audit_events SET actor = :actor, payload = :payload, hash = :hash WHERE sequence = 5"),
            {"actor": forged.actor, "payload": canonical(forged.payload), "hash": forged.hash},
        )
    assert "record 6 " in (store.first_broken() or "")


def test_appending_after_a_cut_leaves_the_gap_in_sight(store: Store, place: Place) -> None:
    filled(store)
    place.behind_our_back("DELETE FROM audit_events WHERE sequence > 9")
    store.audit.append("text.checked", "later", {})
    assert "record 10 " in (store.first_broken() or "")


def test_an_export_is_proved_without_the_store(store: Store) -> None:
    filled(store)
    lines = list(store.export())
    assert first_broken_line(line + "\n" for line in lines) is None
    assert "record 3 " in (first_broken_line([*lines[:2], *lines[3:]]) or "")
    changed = json.loads(lines[6]) | {"actor": PERSON}
    said = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "record 7 " in (first_broken_line([*lines[:6], said, *lines[7:]]) or "")
    assert "line 2 " in (first_broken_line([lines[0], "{}", *lines[2:]]) or "")


_WRITER = """
import sys
from pathlib import Path
from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import open_store
store = open_store(sys.argv[1], keys=KeyPlace(Path(sys.argv[2])))
for n in range(int(sys.argv[4])):
    store.audit.append("text.checked", f"{sys.argv[3]}-{n}", {"n": n}, actor=sys.argv[3])
"""


@pytest.mark.slow
def test_processes_writing_at_once_make_one_chain(empty_place: Place) -> None:
    """They also race to make the database and its key."""
    names, each = ("一", "二", "三"), 60
    arguments = [empty_place.address, str(empty_place.keys.file)]
    running = [
        subprocess.Popen([sys.executable, "-c", _WRITER, *arguments, name, str(each)], stderr=subprocess.PIPE)
        for name in names
    ]
    for process in running:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint.decode()
    store = empty_place.open(create=False)
    subjects = [e.subject for e in store.audit.events()]
    assert sorted(subjects) == sorted(f"{name}-{n}" for name in names for n in range(each))
    assert [s for s in subjects if s.startswith("一")] == [f"一-{n}" for n in range(each)]
    assert store.first_broken() is None


def test_an_append_that_fails_leaves_nothing(store: Store) -> None:
    filled(store, 3)
    with pytest.raises(ValueError, match="JSON"):
        store.audit.append("x", "y", {"n": float("nan")})
    with pytest.raises(StoreError):
        store.audit.append(None, "y", {})  # type: ignore[arg-type]
    assert len(list(store.audit.events())) == 3
    assert store.first_broken() is None

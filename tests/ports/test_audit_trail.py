"""The hash chain in a real SQLite file: whole under load, and telling when someone changed it behind our back."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import PERSON, REPLY, check_of, decision, open_review

from replydraft.adapters.store import Store, open_store
from replydraft.domain.audit import GENESIS, first_broken_line
from replydraft.errors import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replydraft.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(path)
    yield opened
    opened.close()


def filled(store: Store, count: int = 12) -> None:
    for n in range(count):
        store.audit.append("text.checked", f"t{n}", {"n": n, "ratio": n / 7, "rules": ["RD0101@1.0.0"]})


def behind_our_back(path: Path, *statements: str) -> None:
    raw = sqlite3.connect(path)
    for verb in ("UPDATE", "DELETE"):
        raw.execute(f"DROP TRIGGER audit_events_no_{verb}")
    for statement in statements:
        raw.execute(statement)
    raw.commit()
    raw.close()


def test_events_come_back_as_written_and_linked(store: Store) -> None:
    first = store.audit.append("a", "s", {"z": 1, "中": ["文", None, True, 0.1]}, actor="周可")
    second = store.audit.append("b", "s", {9: "a", 10: "b"})  # type: ignore[dict-item]
    assert list(store.audit.events()) == [first, second]
    assert (first.sequence, first.previous, second.previous) == (1, GENESIS, first.hash)
    assert list(store.audit.events(after=1)) == [second]
    assert store.first_broken() is None


def test_a_long_trail_pages_without_a_gap(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replydraft.adapters.store.audit._PAGE", 5)
    filled(store, 15)
    assert [e.sequence for e in store.audit.events()] == list(range(1, 16))


def test_an_empty_trail_is_whole(store: Store) -> None:
    assert store.first_broken() is None
    assert first_broken_line(store.export()) is None


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"])
def test_the_database_itself_refuses_changes(store: Store, path: Path, statement: str) -> None:
    filled(store, 2)
    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    raw.close()


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE audit_events SET payload = replace(payload, '\"n\":4', '\"n\":5') WHERE sequence = 5"], "record 5 "),
        (["UPDATE audit_events SET payload = replace(payload, '{', '{ ') WHERE sequence = 5"], "record 5 "),
        (["UPDATE audit_events SET payload = 'x' WHERE sequence = 5"], "record 5 "),
        (["UPDATE audit_events SET payload = x'ff00' WHERE sequence = 5"], "record 5 "),
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
    ],
)
def test_tampering_is_named_at_its_first_record(store: Store, path: Path, statements: list[str], named: str) -> None:
    filled(store)
    assert store.first_broken() is None
    behind_our_back(path, *statements)
    said = store.first_broken()
    assert said is not None
    assert named in said + " "


def test_a_forged_record_with_a_right_hash_breaks_the_next(store: Store, path: Path) -> None:
    from replydraft.domain.audit import canonical, link

    filled(store)
    old = list(store.audit.events())[4]
    forged = link(5, old.at, "别人", old.kind, old.subject, {"n": 0}, old.previous)
    raw = sqlite3.connect(path)
    raw.execute("DROP TRIGGER audit_events_no_UPDATE")
    raw.execute(
        "UPDATE audit_events SET actor = ?, payload = ?, hash = ? WHERE sequence = 5",
        (forged.actor, canonical(forged.payload), forged.hash),
    )
    raw.commit()
    raw.close()
    assert "record 6 " in (store.first_broken() or "")


def test_appending_after_a_cut_leaves_the_gap_in_sight(store: Store, path: Path) -> None:
    filled(store)
    behind_our_back(path, "DELETE FROM audit_events WHERE sequence > 9")
    store.audit.append("text.checked", "later", {})
    assert "record 10 " in (store.first_broken() or "")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE reviews SET state = 'rejected'", "not in the state"),
        ("UPDATE reviews SET revision = 1", "not in the state"),
        ("UPDATE revisions SET text = text || '，包过'", "the text of review"),
        ("UPDATE decisions SET text = text || '，包过'", "the decision of review"),
        ("UPDATE decisions SET person = '别人'", "the decision of review"),
        ("DELETE FROM decisions", "the decision of review"),
        ("UPDATE reviews SET event = 1", "points to record 1"),
        ("DELETE FROM reviews", "not in the store"),
    ],
)
def test_a_review_changed_without_its_event_is_named(store: Store, path: Path, statement: str, said: str) -> None:
    store.audit.append("program.started", "p", {})
    review = open_review(store)
    store.reviews.decide(review.id, decision(), check_of(REPLY), revision=1)
    assert store.first_broken() is None
    behind_our_back(path, statement)
    named = store.first_broken()
    assert named is not None
    assert said in named
    assert review.id in named


def test_an_export_is_proved_without_the_store(store: Store) -> None:
    filled(store)
    lines = list(store.export())
    assert first_broken_line(line + "\n" for line in lines) is None
    assert "record 3 " in (first_broken_line([*lines[:2], *lines[3:]]) or "")
    changed = json.loads(lines[6]) | {"actor": PERSON}
    text = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "record 7 " in (first_broken_line([*lines[:6], text, *lines[7:]]) or "")
    assert "line 2 " in (first_broken_line([lines[0], "{}", *lines[2:]]) or "")


_WRITER = """
import sys
from replydraft.adapters.store import open_store
store = open_store(sys.argv[1])
for n in range(int(sys.argv[3])):
    store.audit.append("text.checked", f"{sys.argv[2]}-{n}", {"n": n}, actor=sys.argv[2])
"""


@pytest.mark.slow
def test_processes_writing_at_once_make_one_chain(path: Path) -> None:
    """They also race to make the file."""
    names, each = ("一", "二", "三"), 60
    running = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name, str(each)], stderr=subprocess.PIPE)
        for name in names
    ]
    for process in running:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint.decode()
    store = open_store(path, create=False)
    subjects = [e.subject for e in store.audit.events()]
    assert sorted(subjects) == sorted(f"{name}-{n}" for name in names for n in range(each))
    assert [s for s in subjects if s.startswith("一")] == [f"一-{n}" for n in range(each)]
    assert store.first_broken() is None
    store.close()


def test_an_append_that_fails_leaves_nothing(store: Store) -> None:
    filled(store, 3)
    with pytest.raises(ValueError, match="JSON"):
        store.audit.append("x", "y", {"n": float("nan")})
    with pytest.raises(StoreError):
        store.audit.append(None, "y", {})  # type: ignore[arg-type]
    assert len(list(store.audit.events())) == 3
    assert store.first_broken() is None

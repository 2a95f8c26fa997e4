"""A backup taken while people work goes back into either kind of database, proved; a damaged one is named."""

from __future__ import annotations

import stat
import threading
import zipfile
from pathlib import Path

import pytest
from store_backups import PASSWORD, everything, filled, restore
from store_fixtures import Places
from store_places import Place
from store_samples import EDIT, OTHER, PERSON, approved, check_of, kinds, message, open_review

from replydraft.adapters.store.backup import read_backup, write_backup
from replydraft.adapters.store.schema import HEAD
from replydraft.errors import InputError, KeyMissing, SignInRefused, StoreError

OTHER_KIND = {"sqlite": "postgres", "postgres": "sqlite"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_hashes")]


@pytest.mark.parametrize("into", ["the same kind", "the other kind"])
def test_everything_comes_back(place: Place, tmp_path: Path, empty_places: Places, into: str) -> None:
    store = place.open()
    filled(store, tmp_path)
    held = everything(place)
    assert [name for name, rows in held.items() if not rows] == []
    made = write_backup(store.database, tmp_path / "out" / "b.zip", actor=PERSON)
    assert stat.S_IMODE((tmp_path / "out" / "b.zip").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["b.zip"]
    assert (made.schema, made.rows["reviews"], made.sequence) == (HEAD, 2, len(held["audit_events"]))
    last = list(store.audit.events())[-1]
    assert (last.kind, last.actor, last.payload["through"]) == ("store.backed_up", PERSON, made.sequence)
    assert read_backup(tmp_path / "out" / "b.zip") == made
    other = empty_places(place.kind if into == "the same kind" else OTHER_KIND[place.kind])
    assert restore(other, tmp_path / "out" / "b.zip", keys_of=place) == made
    again = other.open(create=False)
    assert kinds(again) == [*kinds(store)[:-1], "store.restored"]
    assert again.first_broken() is None
    back = everything(other)
    for name, rows in held.items():
        if name not in ("audit_events", "audit_head"):
            assert back[name] == rows, name
    review = again.reviews.by_draft("d1")
    assert (review.text, [a.person for a in review.approvals]) == (EDIT, [PERSON, OTHER])
    assert review == store.reviews.by_draft("d1")


def test_a_restored_store_goes_on(place: Place, tmp_path: Path, empty_places: Places) -> None:
    """New rows are numbered after the restored ones; the trail goes on where it was."""
    store = place.open()
    filled(store, tmp_path)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    other = empty_places(OTHER_KIND[place.kind])
    restore(other, tmp_path / "b.zip", keys_of=place)
    again = other.open()
    fresh = approved(again, open_review(again, draft_id="d3"), text=EDIT)
    again.conversations.receive(message(2), actor="rk_crm")
    assert again.conversations.receive(message(1), actor="rk_crm").duplicate
    again.reviews.feedback(fresh.id, ["good"], "", person=OTHER)
    with pytest.raises(SignInRefused):
        again.people.sign_in("某人", "不是这个口令 0000", address="a")
    assert again.people.sign_in(PERSON, PASSWORD, address="a").role == "admin"
    again.rotate_key(actor=OTHER)
    assert other.open().reviews.get(fresh.id) == fresh
    assert again.first_broken() is None


def test_no_word_and_no_key_is_in_a_backup(place: Place, tmp_path: Path) -> None:
    store = place.open()
    filled(store, tmp_path)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    key = place.keys.file.read_text().strip()
    assert place.finds("材料清单", EDIT[:8], "别的话", "嫌慢", "苏州", "crm-7", key, held=held) == []
    assert place.finds("rv_", held=held) == ["rv_"]


def test_a_backup_taken_while_people_work_is_one_moment(place: Place, tmp_path: Path, empty_places: Places) -> None:
    store, over = place.open(busy_timeout_ms=60_000), threading.Event()
    workers = [place.open(busy_timeout_ms=60_000) for _ in range(3)]
    done: list[list[str]] = [[], [], []]

    def work(n: int) -> None:
        while not over.is_set():
            made = open_review(workers[n], draft_id=f"d{n}", customer_ref=f"crm-{n}-{len(done[n])}")
            done[n].append(approved(workers[n], made, person=f"顾问{n}").id)
            over.wait(0.002)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    try:
        while min(map(len, done)) < 3:
            over.wait(0.01)
        before = [list(each) for each in done]
        made = write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
    other = empty_places(OTHER_KIND[place.kind])
    restore(other, tmp_path / "b.zip", keys_of=place)
    again = other.open(create=False)
    assert again.first_broken() is None
    kept = {r.id for r in again.reviews.list(limit=100_000)[0]}
    assert {review_id for each in before for review_id in each} <= kept, "what was done before is in it"
    assert [e.hash for e in again.audit.events()][: made.sequence] == [e.hash for e in store.audit.events()][
        : made.sequence
    ]
    assert store.first_broken() is None


@pytest.mark.parametrize("empty", [False, True])
def test_a_store_that_is_not_empty_is_left_alone(place: Place, tmp_path: Path, empty: bool) -> None:
    store = place.open()
    if not empty:
        open_review(store)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    before = kinds(store)
    with pytest.raises(StoreError, match="not empty") as refused:
        restore(place, tmp_path / "b.zip")
    assert refused.value.code == "not_empty"
    assert kinds(store) == before


@pytest.mark.parametrize("keys", ["none", "others"])
def test_without_its_keys_nothing_is_restored(place: Place, tmp_path: Path, empty_places: Places, keys: str) -> None:
    store = place.open()
    open_review(store)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    other = empty_places(OTHER_KIND[place.kind])
    if keys == "others":
        other.keys.make()
    with pytest.raises(KeyMissing):
        restore(other, tmp_path / "b.zip")
    with other.database() as (database, _):
        assert database.revision() is None


def test_where_it_cannot_be_written(place: Place, tmp_path: Path) -> None:
    store = place.open()
    (tmp_path / "file").write_text("x")
    for to in (tmp_path / "file" / "b.zip", tmp_path):
        with pytest.raises(InputError, match="cannot write"):
            write_backup(store.database, to, actor=PERSON)
    assert kinds(store) == []


def test_an_unfinished_backup_leaves_the_one_before(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = place.open()
    open_review(store)
    write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    before = (tmp_path / "b.zip").read_bytes()
    monkeypatch.setattr("replydraft.adapters.store.backup.canonical", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    assert (tmp_path / "b.zip").read_bytes() == before
    assert [p.name for p in tmp_path.glob("*b.zip*")] == ["b.zip"]


def test_edits_after_it_do_not_change_it(place: Place, tmp_path: Path) -> None:
    store = place.open()
    review = open_review(store)
    made = write_backup(store.database, tmp_path / "b.zip", actor=PERSON)
    store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=1, person=PERSON)
    assert read_backup(tmp_path / "b.zip") == made

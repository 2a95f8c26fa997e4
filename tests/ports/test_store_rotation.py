"""A new master key: everything opens with it, whoever works, reads or dies meanwhile, and nothing with the old one."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection
from store_places import Place
from store_samples import OTHER, REPLY, kinds, open_review

from replydraft.adapters.cryptography_seal import KeyPlace, new_key
from replydraft.adapters.store.review_moves import read_review
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.verify import broken_store
from replydraft.errors import KeyMissing


def test_a_new_key_opens_everything_and_the_old_one_nothing(place: Place) -> None:
    store = place.open()
    reviews = [open_review(store, draft_id=f"d{n}", customer_ref=f"crm-{n}") for n in range(3)]
    store.customers.erase("crm-2", actor=OTHER)
    old = place.keys.file.read_text()
    assert store.rotate_key(actor=OTHER) == 2
    assert place.keys.file.read_text() != old
    assert old.strip() not in place.keys.file.read_text()
    assert place.keys.retired.read_text() == old
    assert stat.S_IMODE(place.keys.retired.stat().st_mode) == 0o600
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor, event.payload) == ("store.key_rotated", OTHER, {"customers": 2})
    fresh = place.open()
    assert [fresh.reviews.get(r.id) for r in reviews[:2]] == reviews[:2]
    assert fresh.reviews.by_draft("d1") == reviews[1]
    assert fresh.customers.export("crm-1", actor=OTHER)["reviews"][0]["review_id"] == reviews[1].id
    assert fresh.first_broken() is None
    place.keys.file.write_text(old)
    stolen = place.open()
    with pytest.raises(KeyMissing):
        stolen.reviews.get(reviews[0].id)


def test_another_server_goes_on_and_what_it_makes_opens_with_the_new_key(place: Place) -> None:
    one, two = place.open(), place.open()
    seen, unseen = open_review(one), open_review(one, draft_id="d2", customer_ref="crm-8")
    assert two.reviews.get(seen.id) == seen
    for n in range(2):
        one.rotate_key(actor=OTHER)
        assert two.reviews.get(seen.id) == seen
        assert two.reviews.get(unseen.id) == unseen
        made = open_review(two, draft_id=f"m{n}", customer_ref=f"crm-made-{n}")
        more = open_review(two, draft_id=f"n{n}", customer_ref="crm-8")
        place.keys.retired.unlink()
        only_new = place.open()
        assert [only_new.reviews.get(r.id) for r in (made, more, seen)] == [made, more, seen]
        assert one.reviews.get(made.id) == made
    assert two.first_broken() is None


def test_a_reader_that_began_before_the_keys_changed_finishes(place: Place) -> None:
    """It still sees what is wrapped with a key that is no longer on the ring."""
    store, reader = place.open(), place.open()
    reviews = [open_review(store, draft_id=f"d{n}", customer_ref=f"crm-{n}") for n in range(2)]
    with reader.database.read() as c:
        c.exec_driver_sql("SELECT count(*) FROM reviews").scalar_one()
        for _ in range(2):
            store.rotate_key(actor=OTHER)
        assert broken_store(c, reader.vault) is None
        assert [read_review(c, reader.vault, r.id) for r in reviews] == reviews
    assert [reader.reviews.get(r.id) for r in reviews] == reviews


def test_keys_changed_by_two_at_once_are_both_kept_track_of(place: Place) -> None:
    """Each adds its key to the same file: the one in force must be in it in the end."""
    one, two = place.open(busy_timeout_ms=60_000), place.open(busy_timeout_ms=60_000)
    reviews = [open_review(one, draft_id=f"d{n}", customer_ref=f"crm-{n}") for n in range(3)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: (one, two)[n % 2].rotate_key(actor=OTHER), range(8))) == [3] * 8
    fresh = place.open()
    assert [fresh.reviews.get(r.id) for r in reviews] == reviews
    assert len(place.keys.file.read_text().split()) == 1
    assert kinds(fresh).count("store.key_rotated") == 8
    assert fresh.first_broken() is None


def test_dying_before_the_new_wrapping_is_kept_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store = place.open()
    review = open_review(store)
    monkeypatch.setattr(type(store.vault), "rotate", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.rotate_key(actor=OTHER)
    monkeypatch.undo()
    assert len(place.keys.file.read_text().split()) == 2
    again = place.open()
    assert again.reviews.get(review.id) == store.reviews.get(review.id) == review
    assert "store.key_rotated" not in kinds(store)
    made = open_review(again, draft_id="d2", customer_ref="crm-8")
    assert again.rotate_key(actor=OTHER) == 2
    assert len(place.keys.file.read_text().split()) == 1
    fresh = place.open()
    assert [fresh.reviews.get(r.id) for r in (review, made)] == [review, made]


def test_dying_before_the_old_key_is_put_away_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store = place.open()
    review = open_review(store)
    monkeypatch.setattr(KeyPlace, "retire_older", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.rotate_key(actor=OTHER)
    monkeypatch.undo()
    again = place.open()
    assert again.reviews.get(review.id) == store.reviews.get(review.id) == review
    made = open_review(again, draft_id="d2", customer_ref="crm-8")
    again.rotate_key(actor=OTHER)
    assert [place.open().reviews.get(r.id) for r in (review, made)] == [review, made]


def test_putting_old_keys_away_leaves_the_one_in_force(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another rotation may have added its key by then, and died before it was used."""
    store, put_away = place.open(), Vault.retire_older
    review = open_review(store)

    def late(vault: Vault, connection: Connection) -> None:
        place.keys.add(new_key())
        put_away(vault, connection)

    monkeypatch.setattr(Vault, "retire_older", late)
    store.rotate_key(actor=OTHER)
    monkeypatch.undo()
    place.keys.retired.unlink(missing_ok=True)
    assert place.open().reviews.get(review.id) == review
    store.rotate_key(actor=OTHER)
    assert len(place.keys.file.read_text().split()) == 1
    assert place.open().reviews.get(review.id) == review


def test_reviews_made_while_keys_change_all_open_afterwards(place: Place) -> None:
    one, two = place.open(busy_timeout_ms=60_000), place.open(busy_timeout_ms=60_000)
    made: list[str] = []
    over = threading.Event()

    def make() -> None:
        n = 0
        while not over.is_set() and n < 200:
            made.append(open_review(two, draft_id=f"d{n}", customer_ref=f"crm-{n}").id)
            n += 1

    worker = threading.Thread(target=make)
    worker.start()
    try:
        for _ in range(4):
            one.rotate_key(actor=OTHER)
    finally:
        over.set()
        worker.join(60)
    fresh = place.open()
    assert len(made) >= 1
    assert {fresh.reviews.get(review_id).text for review_id in made} == {REPLY}
    assert fresh.first_broken() is None

"""Customer text is sealed: never on disk in the clear, opened by the right key only, and still after the key changed."""

from __future__ import annotations

import base64
import os
import stat
import threading
from pathlib import Path

import pytest
from store_places import Now, Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, kinds, message, open_review

from replydraft.adapters.cryptography_seal import KeyPlace, new_key
from replydraft.adapters.store import Store
from replydraft.errors import KeyMissing, StoreError

ASKS, REF, PHONE = "我叫魏青禾，能批吗", "crm-1390-魏", "13900007788"
WORDS = (ASKS, "魏青禾", REF, PHONE, "批吗", REPLY[:12], EDIT[:8], "wx-7788")


def filled(store: Store) -> str:
    """A review's id; the store has something of everything."""
    about = {"conversation": "wx-7788", "customer_ref": REF, "profile": {"phone": PHONE}}
    store.conversations.receive(message(1, ASKS, **about), actor="rk_crm")  # type: ignore[arg-type]
    review = open_review(store, asked=ASKS, customer_ref=REF, profile={"phone": PHONE})
    store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=1, person=PERSON)
    done = approved(store, store.reviews.get(review.id), text=EDIT)
    store.reviews.sent(done.id, REPLY, sent_at=None, by=PERSON, verdict="pass")
    store.reviews.feedback(done.id, ["tone"], "青禾嫌慢", person=OTHER)
    return review.id


def write_key(place: KeyPlace, *keys: bytes) -> None:
    place.file.parent.mkdir(parents=True, exist_ok=True)
    place.file.write_text("".join(base64.b64encode(key).decode() + "\n" for key in keys))
    place.file.chmod(0o600)


def test_no_word_of_a_customer_is_on_disk(place: Place) -> None:
    store = place.open()
    filled(store)
    assert place.finds(*WORDS) == []
    store.close()
    assert place.finds(*WORDS) == []
    assert place.finds("rv_", PERSON) == ["rv_", PERSON], "looks in the wrong place"


def test_the_key_file_is_its_owners_only_and_no_key_is_in_the_database(empty_place: Place) -> None:
    empty_place.open()
    file = empty_place.keys.file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    key = file.read_text().strip()
    with empty_place.raw() as c:
        sealed = str(c.exec_driver_sql("SELECT value_sealed FROM secrets_kept").scalar_one())
    assert key not in sealed
    database = empty_place.held() if empty_place.kind == "postgres" else empty_place.file.read_bytes()
    assert key.encode() not in database


@pytest.mark.parametrize("what", ["missing", "another"])
def test_without_the_right_key_nothing_is_read_and_nothing_accepted(place: Place, what: str) -> None:
    store = place.open()
    review_id = filled(store)
    before = kinds(store)
    store.close()
    place.keys.file.unlink()
    if what == "another":
        write_key(place.keys, new_key())
    store = place.open()
    for attempt in (
        lambda: store.reviews.get(review_id),
        lambda: store.reviews.by_draft("d1"),
        store.reviews.list,
        lambda: open_review(store, draft_id="d2"),
        lambda: open_review(store, draft_id="d2", customer_ref=None),
        lambda: store.conversations.receive(message(2), actor="rk_crm"),
        lambda: store.reviews.sent(review_id, REPLY, sent_at=None, by=PERSON, verdict="pass"),
        lambda: store.reviews.feedback(review_id, ["good"], "好", person=PERSON),
        lambda: store.customers.export(REF, actor=OTHER),
        lambda: store.customers.erase(REF, actor=OTHER),
        lambda: store.rotate_key(actor=OTHER),
    ):
        with pytest.raises(KeyMissing) as refused:
            attempt()
        assert (refused.value.code, ASKS in str(refused.value)) == ("key_missing", False)
        if what == "missing":
            assert str(place.keys.file) in str(refused.value)
    assert kinds(store) == before
    assert (what == "missing") is not place.keys.file.exists(), "a new key must not be made in place of a lost one"


def test_the_key_comes_back_and_everything_is_there(place: Place) -> None:
    store = place.open()
    review = store.reviews.get(filled(store))
    away = place.keys.file.rename(place.folder / "away")
    other = place.open()
    with pytest.raises(KeyMissing):
        other.reviews.get(review.id)
    place.keys.file.parent.mkdir(exist_ok=True)
    away.rename(place.keys.file)
    assert other.reviews.get(review.id) == review


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_file_open_to_others_is_refused(place: Place, mode: int) -> None:
    place.keys.file.chmod(mode)
    store = place.open()
    with pytest.raises(StoreError, match="open to others") as refused:
        open_review(store)
    assert "chmod 600" in str(refused.value)
    assert kinds(store) == []
    place.keys.file.chmod(0o400)
    open_review(store)


@pytest.mark.parametrize("content", ["", "\n\n", "not a key", "AAAA", "钥匙", "A" * 43 + "=\nAAAA\n"])
def test_a_key_file_that_holds_no_keys_is_said(place: Place, content: str) -> None:
    place.keys.file.write_text(content, encoding="utf-8")
    store = place.open()
    with pytest.raises(StoreError) as refused:
        open_review(store)
    assert str(place.keys.file) in str(refused.value)
    assert "AAAA" not in str(refused.value)
    assert kinds(store) == []


def test_keys_from_the_environment_need_no_file(empty_place: Place) -> None:
    first, second = (base64.b64encode(new_key()).decode() for _ in range(2))
    given = KeyPlace(empty_place.keys.file, first)
    review = open_review(empty_place.open(keys=given))
    assert not empty_place.keys.file.exists()
    with pytest.raises(KeyMissing):
        empty_place.open(keys=KeyPlace(given.file, second)).reviews.get(review.id)
    both = empty_place.open(keys=KeyPlace(given.file, f"{second},{first}"))
    assert both.rotate_key(actor=OTHER) == 1
    assert empty_place.open(keys=KeyPlace(given.file, second)).reviews.get(review.id) == review
    with pytest.raises(KeyMissing):
        empty_place.open(keys=given).reviews.get(review.id)
    assert list(given.file.parent.glob("*")) == []


def test_a_new_key_opens_everything_and_the_old_one_nothing(place: Place, now: Now) -> None:
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


def test_reviews_made_while_keys_change_all_open_afterwards(place: Place) -> None:
    one, two = place.open(), place.open()
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


def test_servers_starting_at_once_make_one_key(empty_place: Place, tmp_path: Path) -> None:
    threads = [threading.Thread(target=empty_place.open) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(empty_place.opened) == 4
    assert len(empty_place.keys.file.read_text().split()) == 1
    review = open_review(empty_place.opened[0])
    assert [s.reviews.get(review.id) for s in empty_place.opened] == [review] * 4
    assert [p.name for p in empty_place.keys.file.parent.iterdir()] == ["store.key"]

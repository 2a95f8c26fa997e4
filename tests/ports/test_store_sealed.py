"""Customer text is sealed: never on disk in the clear, opened by the right key only, and still after the key changed."""

from __future__ import annotations

import base64
import os
import stat
import threading
from pathlib import Path

import pytest
from store_places import Place
from store_samples import OTHER, PERSON, REPLY, approved, check_of, kinds, message, open_review

from replydraft.adapters.cryptography_seal import KeyPlace, new_key
from replydraft.adapters.store import Store
from replydraft.errors import KeyMissing, StoreError

ASKS, REF, PHONE = "我叫宁未央，能批吗", "crm-1371-宁", "13711112222"
ANSWER, CHANGED, SENT = "宁女士您好，请带上身份证。", "宁女士您好，请带上户口本。", "宁女士，都带上吧。"
WORDS = (ASKS, "宁未央", REF, PHONE, ANSWER, CHANGED, SENT, "未央嫌慢", "wx-7788")


def filled(store: Store) -> str:
    """A review's id; the store has something of everything."""
    about = {"conversation": "wx-7788", "customer_ref": REF, "profile": {"phone": PHONE}}
    store.conversations.receive(message(1, ASKS, **about), actor="rk_crm")  # type: ignore[arg-type]
    review = open_review(store, asked=ASKS, reply=ANSWER, customer_ref=REF, profile={"phone": PHONE})
    store.reviews.revise(review.id, CHANGED, check_of(CHANGED), revision=1, person=PERSON)
    done = approved(store, store.reviews.get(review.id), text=CHANGED)
    store.reviews.sent(done.id, SENT, sent_at=None, by=PERSON, verdict="pass")
    store.reviews.feedback(done.id, ["tone"], "未央嫌慢", person=OTHER)
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
def test_a_key_file_open_to_others_is_refused(place: Place) -> None:
    for mode in (0o640, 0o604, 0o660, 0o777):
        place.keys.file.chmod(mode)
        store = place.open()
        with pytest.raises(StoreError, match="open to others") as refused:
            open_review(store)
        assert "chmod 600" in str(refused.value)
        assert kinds(store) == []
    place.keys.file.chmod(0o400)
    open_review(store)


def test_a_key_file_that_holds_no_keys_is_said(place: Place) -> None:
    for content in ("", "\n\n", "not a key", "AAAA", "钥匙", "A" * 43 + "=\nAAAA\n"):
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

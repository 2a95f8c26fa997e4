"""Idempotency keys: the same request opens one review, whoever dies in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_places import Now, Place
from store_samples import approved, kinds, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.idempotency import KEPT_DAYS, LEASE_S, Reservation
from replydraft.domain.review import Once
from replydraft.errors import StaleReview

A, B = Once("rk_a", "k"), Once("rk_b", "k")
NEW, BUSY, DIFFERS = Reservation("new"), Reservation("busy"), Reservation("differs")


def test_the_same_request_is_done_once(store: Store) -> None:
    reserve = store.idempotency.reserve
    assert [reserve(A, "身体一"), reserve(A, "身体一"), reserve(A, "身体二")] == [NEW, BUSY, DIFFERS]
    assert reserve(B, "身体二") == NEW
    review = open_review(store, once=A)
    assert reserve(A, "身体一") == Reservation("replay", review.id)
    assert reserve(A, "身体二") == DIFFERS
    store.idempotency.forget(A)
    assert reserve(A, "身体一") == Reservation("replay", review.id), "what is done is not forgotten"
    assert reserve(B, "身体二") == BUSY


def test_what_was_opened_is_found_however_it_has_gone_on(store: Store) -> None:
    store.idempotency.reserve(A, "身体")
    review = open_review(store, once=A)
    approved(store, review)
    assert store.idempotency.reserve(A, "身体").review_id == review.id


def test_a_failed_request_may_be_tried_again(store: Store) -> None:
    store.idempotency.reserve(A, "身体")
    store.idempotency.forget(A)
    assert store.idempotency.reserve(A, "另一个身体") == NEW


def test_a_reservation_of_a_dead_process_is_taken_over(store: Store, now: Now) -> None:
    store.idempotency.reserve(A, "身体")
    now.later(seconds=LEASE_S - 1)
    assert store.idempotency.reserve(A, "身体") == BUSY
    now.later(seconds=1)
    assert store.idempotency.reserve(A, "身体") == NEW


def test_a_slow_request_and_the_one_that_took_over_open_one_review(store: Store, place: Place, now: Now) -> None:
    other = place.open()
    store.idempotency.reserve(A, "身体")
    now.later(seconds=LEASE_S)
    assert other.idempotency.reserve(A, "身体") == NEW
    first = open_review(other, once=A)
    with pytest.raises(StaleReview, match="taken over"):
        open_review(store, draft_id="d2", once=A)
    assert kinds(store) == ["review.opened"]
    assert store.idempotency.reserve(A, "身体") == Reservation("replay", first.id)


@pytest.mark.parametrize("reserved", [False, True])
def test_a_review_opens_under_a_key_only_while_that_is_reserved(store: Store, reserved: bool) -> None:
    if reserved:
        store.idempotency.reserve(A, "身体")
        open_review(store, once=A)
    before = kinds(store)
    with pytest.raises(StaleReview):
        open_review(store, draft_id="d2", once=A)
    assert kinds(store) == before
    assert len(store.reviews.list()[0]) == len(before)


def test_a_request_that_fails_while_opening_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Review and key are one transaction: what goes wrong after both were written undoes both."""
    store.idempotency.reserve(A, "身体")
    with monkeypatch.context() as patch:
        patch.setattr("replydraft.adapters.store.opening.read_review", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            open_review(store, once=A)
    assert kinds(store) == []
    assert store.idempotency.reserve(A, "身体") == BUSY
    review = open_review(store, once=A)
    assert store.idempotency.reserve(A, "身体") == Reservation("replay", review.id)


def test_only_one_of_many_at_once_is_new(store: Store, place: Place) -> None:
    other = place.open()
    with ThreadPoolExecutor(8) as pool:
        said = pool.map(lambda n: (store, other)[n % 2].idempotency.reserve(A, "身体").outcome, range(16))
        outcomes = list(said)
    assert (outcomes.count("new"), outcomes.count("busy")) == (1, 15)


def test_a_key_is_free_again_after_a_week(store: Store, now: Now) -> None:
    store.idempotency.reserve(A, "身体")
    open_review(store, once=A)
    now.later(days=KEPT_DAYS)
    assert store.idempotency.reserve(A, "身体").outcome == "replay"
    now.later(seconds=1)
    assert store.idempotency.reserve(A, "另一个身体") == NEW


def test_the_body_is_kept_nowhere(store: Store, place: Place) -> None:
    store.idempotency.reserve(A, "我叫宁未央，手机13711112222")
    assert place.finds("宁未央", "13711112222") == []

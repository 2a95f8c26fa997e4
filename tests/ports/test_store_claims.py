"""Claims: taken, renewed, run out, given back, taken over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_places import Now, Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, decision, kinds, open_review

from replydraft.adapters.store import Store
from replydraft.domain.review import ReviewState
from replydraft.errors import StaleReview


def test_claim_and_release(store: Store) -> None:
    review = open_review(store)
    claimed = store.reviews.claim(review.id, person=PERSON)
    assert (claimed.state, claimed.claimed_by, claimed.revision) == (ReviewState.CLAIMED, PERSON, 2)
    for attempt in (store.reviews.claim, store.reviews.release):
        with pytest.raises(StaleReview, match=PERSON):
            attempt(review.id, person=OTHER)
    with pytest.raises(StaleReview):
        approved(store, claimed, person=OTHER)
    with pytest.raises(StaleReview):
        store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=2, person=OTHER)
    released = store.reviews.release(review.id, person=PERSON)
    assert (released.state, released.claimed_by, released.revision) == (ReviewState.PENDING, None, 3)
    assert released.claimed_until is None
    assert store.reviews.release(review.id, person=OTHER) == released
    assert store.first_broken() is None


def test_claiming_again_renews_it_and_is_no_change_of_the_review(store: Store, now: Now) -> None:
    first = store.reviews.claim(open_review(store).id, person=PERSON)
    now.later(minutes=20)
    again = store.reviews.claim(first.id, person=PERSON)
    assert first.claimed_until is not None
    assert again.claimed_until is not None
    assert (again.claimed_until - first.claimed_until).total_seconds() == 1200
    assert (again.etag, again.state) == (first.etag, first.state)
    now.later(minutes=20)
    assert store.reviews.expire_claims() == ()
    assert kinds(store) == ["review.opened", "review.claimed"]


def test_a_claim_lasts_as_long_as_the_profile_says(place: Place, now: Now) -> None:
    store = place.open(claim_minutes=2)
    review = store.reviews.claim(open_review(store).id, person=PERSON)
    now.later(seconds=119)
    assert store.reviews.expire_claims() == ()
    now.later(seconds=1)
    assert store.reviews.expire_claims() == (review.id,)


def test_what_was_claimed_and_left_goes_back(store: Store, now: Now) -> None:
    left, kept = open_review(store), open_review(store, draft_id="d2")
    store.reviews.claim(left.id, person=PERSON)
    now.later(minutes=29)
    store.reviews.claim(kept.id, person=PERSON)
    now.later(minutes=1)
    assert store.reviews.expire_claims() == (left.id,)
    back = store.reviews.get(left.id)
    assert (back.state, back.claimed_by, back.claimed_until, back.revision) == (ReviewState.PENDING, None, None, 3)
    assert store.reviews.get(kept.id).claimed_by == PERSON
    last = list(store.audit.events(subject=left.id))[-1]
    assert (last.kind, last.actor, last.payload["held_by"]) == ("review.claim_expired", "system", PERSON)
    assert store.reviews.expire_claims() == ()
    assert store.first_broken() is None


def test_an_edit_keeps_the_claim_alive(store: Store, now: Now) -> None:
    review = store.reviews.claim(open_review(store).id, person=PERSON)
    now.later(minutes=25)
    store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=2, person=PERSON)
    now.later(minutes=25)
    assert store.reviews.expire_claims() == ()


@pytest.mark.parametrize("step", ["claim", "revise", "decide"])
def test_a_claim_that_ran_out_holds_nobody_off(store: Store, now: Now, step: str) -> None:
    review = store.reviews.claim(open_review(store).id, person=PERSON)
    now.later(minutes=30)
    if step == "claim":
        after = store.reviews.claim(review.id, person=OTHER)
    elif step == "revise":
        after = store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=2, person=OTHER)
    else:
        after = approved(store, review, person=OTHER)
    assert after.claimed_by == OTHER
    with pytest.raises(StaleReview):
        store.reviews.claim(review.id, person=PERSON)


def test_who_held_it_may_still_decide_when_nobody_else_took_it(store: Store, now: Now) -> None:
    review = store.reviews.claim(open_review(store).id, person=PERSON)
    now.later(hours=3)
    assert approved(store, review).state is ReviewState.APPROVED


def test_taking_over_is_recorded_as_such(store: Store) -> None:
    review = store.reviews.claim(open_review(store).id, person=PERSON)
    taken = store.reviews.claim(review.id, person=OTHER, take_over=True)
    assert (taken.state, taken.claimed_by, taken.revision) == (ReviewState.CLAIMED, OTHER, 3)
    last = list(store.audit.events())[-1]
    assert (last.kind, last.actor, last.payload["held_by"]) == ("review.taken_over", OTHER, PERSON)
    with pytest.raises(StaleReview, match=OTHER):
        approved(store, taken)
    assert store.first_broken() is None


def test_taking_over_what_nobody_holds_is_a_claim(store: Store) -> None:
    review = open_review(store)
    assert store.reviews.claim(review.id, person=PERSON, take_over=True).claimed_by == PERSON
    renewed = store.reviews.claim(review.id, person=PERSON, take_over=True)
    assert renewed.revision == 2
    assert kinds(store) == ["review.opened", "review.claimed"]


def test_what_is_decided_can_be_neither_claimed_nor_taken_over(store: Store) -> None:
    done = approved(store, open_review(store))
    for take_over in (False, True):
        with pytest.raises(StaleReview, match="approved"):
            store.reviews.claim(done.id, person=OTHER, take_over=take_over)
    with pytest.raises(StaleReview):
        store.reviews.release(done.id, person=PERSON)


def test_a_claim_while_a_second_is_due_leaves_it_due(store: Store, now: Now) -> None:
    review = approved(store, open_review(store, second_for=["urgent"]), second_for=["urgent"])
    claimed = store.reviews.claim(review.id, person=OTHER)
    assert (claimed.state, claimed.claimed_by) == (ReviewState.AWAITING_SECOND, OTHER)
    released = store.reviews.release(review.id, person=OTHER)
    assert (released.state, released.claimed_by) == (ReviewState.AWAITING_SECOND, None)
    assert [a.person for a in released.approvals] == [PERSON]
    store.reviews.claim(review.id, person=OTHER)
    now.later(minutes=30)
    assert store.reviews.claim(review.id, person="郑一").claimed_by == "郑一"
    assert store.first_broken() is None


def test_one_of_many_at_once_has_it(store: Store) -> None:
    review = open_review(store)

    def attempt(n: int) -> bool:
        try:
            store.reviews.claim(review.id, person=f"顾问{n}")
        except StaleReview:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert kinds(store) == ["review.opened", "review.claimed"]


def test_a_person_with_an_old_page_cannot_decide(store: Store) -> None:
    review = open_review(store)
    store.reviews.claim(review.id, person=PERSON)
    with pytest.raises(StaleReview, match="第 2 版"):
        store.reviews.decide(review.id, decision(), check_of(REPLY), revision=1)

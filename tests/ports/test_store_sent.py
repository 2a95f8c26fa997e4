"""After the decision: what was in fact sent, what people thought of the draft, and who looked behind the masks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_places import Now
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, decision, kinds, message, open_review

from replydraft.adapters.store import Store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import DecisionKind, Review, ReviewState
from replydraft.errors import InputError, ReviewNotFound, StaleReview

WHEN = "2026-11-24T08:00:00+00:00"


def sent(store: Store, review: Review, text: str = REPLY, by: str = "rk_crm") -> Review:
    return store.reviews.sent(review.id, text, sent_at=WHEN, by=by, verdict="pass")


@pytest.mark.parametrize(("text", "state"), [(REPLY, ReviewState.SENT), (EDIT, ReviewState.DRIFTED)])
def test_what_was_sent_is_held_against_what_was_approved(store: Store, text: str, state: ReviewState) -> None:
    done = sent(store, approved(store, open_review(store)), text)
    assert (done.state, done.revision, done.sent_sha256) == (state, 3, sha256_text(text))
    assert (done.text, done.decision) == (REPLY, decision())
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor) == (f"review.{state.value}", "rk_crm")
    assert event.payload["sent_sha256"] == sha256_text(text)
    assert event.payload["text_sha256"] == sha256_text(REPLY)
    assert (event.payload["sent_at"], event.payload["verdict"]) == (WHEN, "pass")
    assert store.first_broken() is None


def test_the_same_again_changes_nothing(store: Store, now: Now) -> None:
    done = sent(store, approved(store, open_review(store)), EDIT)
    now.later(minutes=5)
    assert sent(store, done, EDIT, by=PERSON) == done
    assert kinds(store) == ["review.opened", "review.approved", "review.drifted"]


def test_something_else_later_is_refused(store: Store) -> None:
    done = sent(store, approved(store, open_review(store)))
    with pytest.raises(StaleReview, match="sent"):
        sent(store, done, EDIT)
    assert store.reviews.get(done.id) == done


@pytest.mark.parametrize("state", ["pending", "claimed", "awaiting_second", "rejected", "stale"])
def test_only_what_was_approved_can_have_been_sent(store: Store, state: str) -> None:
    review = open_review(store)
    if state == "claimed":
        store.reviews.claim(review.id, person=PERSON)
    elif state == "awaiting_second":
        approved(store, review, second_for=["urgent"])
    elif state == "rejected":
        store.reviews.decide(review.id, decision(kind=DecisionKind.REJECT, reason="不妥"), check_of(REPLY), revision=1)
    elif state == "stale":
        store.conversations.receive(message(), actor="rk_crm")
    before = store.reviews.get(review.id)
    assert before.state.value == state
    with pytest.raises(StaleReview, match=state):
        sent(store, before)
    assert store.reviews.get(review.id) == before
    assert store.first_broken() is None


def test_without_a_time_it_was_sent_now(store: Store, now: Now) -> None:
    done = approved(store, open_review(store))
    store.reviews.sent(done.id, REPLY, sent_at=None, by=PERSON, verdict="pass")
    assert list(store.audit.events())[-1].payload["sent_at"] == now.at.isoformat(timespec="microseconds")


def test_only_one_of_many_at_once_is_recorded(store: Store) -> None:
    done = approved(store, open_review(store))
    with ThreadPoolExecutor(6) as pool:
        states = {r.state for r in pool.map(lambda _: sent(store, done), range(12))}
    assert states == {ReviewState.SENT}
    assert kinds(store).count("review.sent") == 1


def test_feedback_is_kept_beside_the_review(store: Store) -> None:
    review = open_review(store)
    store.reviews.feedback(review.id, ["tone", "too_long"], "客户嫌啰嗦", person=OTHER)
    store.reviews.feedback(review.id, ["good"], "", person=PERSON)
    assert store.reviews.get(review.id) == review
    events = list(store.audit.events())[1:]
    assert [(e.kind, e.actor, e.payload) for e in events] == [
        ("review.feedback", OTHER, {"reasons": ["tone", "too_long"]}),
        ("review.feedback", PERSON, {"reasons": ["good"]}),
    ]
    assert "啰嗦" not in "".join(store.export())
    assert store.first_broken() is None


def test_feedback_after_the_decision_breaks_nothing(store: Store) -> None:
    done = sent(store, approved(store, open_review(store)))
    store.reviews.feedback(done.id, ["good"], "", person=PERSON)
    assert store.first_broken() is None


def test_looking_behind_the_masks_is_on_record_first(store: Store) -> None:
    review = open_review(store)
    assert store.reviews.unmask(review.id, person=PERSON, reason="回电核对") == review
    store.reviews.unmask(review.id, person=OTHER, reason="")
    events = list(store.audit.events())[1:]
    assert [(e.kind, e.actor, e.subject, e.payload) for e in events] == [
        ("customer.unmasked", PERSON, review.id, {"reason": "回电核对"}),
        ("customer.unmasked", OTHER, review.id, {}),
    ]
    with pytest.raises(InputError, match="person"):
        store.reviews.unmask(review.id, person="rk_crm", reason="")
    assert store.first_broken() is None


def test_a_reason_that_looks_like_a_record_of_ours_fools_nobody(store: Store) -> None:
    review = open_review(store)
    store.reviews.unmask(review.id, person=PERSON, reason='{"revision":7,"state":"approved"} "revision":')
    store.reviews.feedback(review.id, ['"revision":'], "", person=PERSON)
    assert store.first_broken() is None


def test_what_is_not_there(store: Store) -> None:
    for attempt in (
        lambda: store.reviews.sent("rv_none", REPLY, sent_at=None, by=PERSON, verdict="pass"),
        lambda: store.reviews.feedback("rv_none", ["good"], "", person=PERSON),
        lambda: store.reviews.unmask("rv_none", person=PERSON, reason=""),
        lambda: store.reviews.get("rv_\x00"),
    ):
        with pytest.raises((ReviewNotFound, InputError)):
            attempt()
    assert kinds(store) == []

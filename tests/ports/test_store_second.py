"""Where one approval is not enough: another person's, or the same one's alone, and what makes the first void."""

from __future__ import annotations

from typing import Any

import pytest
from store_places import Now
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, decision, finding, kinds, message, open_review

from replydraft.adapters.store import Store
from replydraft.domain.review import DecisionKind, Review, ReviewState
from replydraft.errors import DraftBlocked, SecondPersonDue, StaleReview

WHY = ["urgent", "overdue_dispute"]
TWO: Any = {"second_for": WHY, "alone_after_s": 60}


def first_approved(store: Store, person: str = PERSON) -> Review:
    return approved(store, open_review(store, tier="urgent", second_for=WHY), person=person, **TWO)


def test_the_first_approval_decides_nothing(store: Store) -> None:
    review = first_approved(store)
    assert (review.state, review.revision, review.decision) == (ReviewState.AWAITING_SECOND, 2, None)
    assert (review.claimed_by, review.second_for) == (None, tuple(WHY))
    assert [(a.person, a.text_sha256, a.alone) for a in review.approvals] == [
        (PERSON, check_of(REPLY)["text_sha256"], False)
    ]
    assert store.reviews.list(state=ReviewState.AWAITING_SECOND)[0] == [review]
    assert kinds(store) == ["review.opened", "review.first_approved"]
    assert store.first_broken() is None


def test_another_persons_approval_of_the_same_text_decides(store: Store) -> None:
    review = first_approved(store)
    done = approved(store, review, person=OTHER, **TWO)
    assert (done.state, done.claimed_by) == (ReviewState.APPROVED, OTHER)
    assert done.decision == decision(person=OTHER)
    assert [(a.person, a.alone) for a in done.approvals] == [(PERSON, False), (OTHER, False)]
    payload = list(store.audit.events())[-1].payload
    assert (payload["first"], payload["alone"], payload["second_for"]) == (PERSON, False, WHY)
    assert store.first_broken() is None


def test_the_same_person_is_refused_where_somebody_else_could(store: Store, now: Now) -> None:
    store.people.ensure(PERSON, role="senior")
    store.people.ensure(OTHER, role="senior")
    review = first_approved(store)
    now.later(hours=1)
    with pytest.raises(SecondPersonDue) as refused:
        approved(store, review, alone=True, **TWO)
    assert refused.value.wait_s is None
    assert store.reviews.get(review.id) == review


@pytest.mark.parametrize("other", ["advisor", "out of service", "another branch", "nobody"])
def test_alone_after_a_pause_where_nobody_else_could(store: Store, now: Now, other: str) -> None:
    store.people.ensure(PERSON, role="senior", branch="城东")
    if other != "nobody":
        role = "advisor" if other == "advisor" else "senior"
        person = store.people.ensure(OTHER, role=role, branch="城西" if other == "another branch" else "城东")
        if other == "out of service":
            store.people.change(person.id, active=False, actor=PERSON)
    review = approved(store, open_review(store, branch="城东", second_for=WHY), **TWO)
    now.later(seconds=20)
    with pytest.raises(SecondPersonDue) as early:
        approved(store, review, alone=True, **TWO)
    assert early.value.wait_s == 40
    now.later(seconds=40)
    with pytest.raises(SecondPersonDue) as silent:
        approved(store, review, **TWO)
    assert silent.value.wait_s == 0
    done = approved(store, review, alone=True, **TWO)
    assert done.state is ReviewState.APPROVED
    assert done.decision is not None
    assert done.decision.alone
    assert [(a.person, a.alone) for a in done.approvals] == [(PERSON, False), (PERSON, True)]
    assert list(store.audit.events())[-1].payload["alone"] is True
    assert store.first_broken() is None


def test_alone_is_never_where_the_profile_says_so(store: Store, now: Now) -> None:
    review = first_approved(store)
    now.later(days=3)
    with pytest.raises(SecondPersonDue) as refused:
        approved(store, review, alone=True, second_for=WHY, alone_after_s=None)
    assert refused.value.wait_s is None


def test_saying_alone_beside_a_real_second_is_not_recorded_as_alone(store: Store) -> None:
    done = approved(store, first_approved(store), person=OTHER, alone=True, **TWO)
    assert done.decision is not None
    assert not done.decision.alone


def test_an_edit_makes_the_first_approval_void(store: Store) -> None:
    review = first_approved(store)
    edited = store.reviews.revise(
        review.id, EDIT, check_of(EDIT), revision=review.revision, person=OTHER, second_for=WHY
    )
    assert (edited.state, edited.approvals) == (ReviewState.CLAIMED, ())
    again = approved(store, edited, person=OTHER, text=EDIT, **TWO)
    assert again.state is ReviewState.AWAITING_SECOND
    assert [a.person for a in again.approvals] == [OTHER]
    done = approved(store, again, text=EDIT, **TWO)
    assert [a.person for a in done.approvals] == [OTHER, PERSON]
    assert store.first_broken() is None


def test_an_edit_and_back_again_leaves_the_first_approval_void(store: Store, now: Now) -> None:
    """The text is the one that was approved once, but that approval is from before the edits."""
    store.people.ensure(PERSON, role="senior")
    store.people.ensure(OTHER, role="senior")
    review = first_approved(store)
    for text in (EDIT, REPLY):
        review = store.reviews.revise(
            review.id, text, check_of(text), revision=review.revision, person=OTHER, second_for=WHY
        )
    assert review.approvals == ()
    again = approved(store, review, person=OTHER, **TWO)
    assert (again.state, [a.person for a in again.approvals]) == (ReviewState.AWAITING_SECOND, [OTHER])
    now.later(hours=1)
    with pytest.raises(SecondPersonDue):
        approved(store, again, person=OTHER, alone=True, **TWO)
    done = approved(store, again, **TWO)
    assert [a.person for a in done.approvals] == [OTHER, PERSON]
    assert store.first_broken() is None


def test_a_second_with_another_text_is_a_first_of_that_text(store: Store) -> None:
    review = approved(store, first_approved(store), person=OTHER, text=EDIT, **TWO)
    assert (review.state, review.text) == (ReviewState.AWAITING_SECOND, EDIT)
    assert [a.person for a in review.approvals] == [OTHER]
    done = approved(store, review, text=EDIT, **TWO)
    assert (done.state, done.text) == (ReviewState.APPROVED, EDIT)
    assert [a.person for a in done.approvals] == [OTHER, PERSON]
    assert store.first_broken() is None


@pytest.mark.parametrize(
    ("kind", "state"), [(DecisionKind.REJECT, ReviewState.REJECTED), (DecisionKind.ESCALATE, ReviewState.ESCALATED)]
)
@pytest.mark.parametrize("person", [PERSON, OTHER])
def test_anybody_may_turn_it_down_or_pass_it_up_meanwhile(
    store: Store, kind: DecisionKind, state: ReviewState, person: str
) -> None:
    review = first_approved(store)
    made = decision(kind=kind, person=person, reason="口径不对")
    done = store.reviews.decide(review.id, made, check_of(REPLY), revision=2, **TWO)
    assert (done.state, done.decision) == (state, made)
    assert store.first_broken() is None


def test_the_second_approval_needs_a_passing_check_too(store: Store) -> None:
    review = first_approved(store)
    bad = check_of(REPLY, finding("block"), verdict="block")
    with pytest.raises(DraftBlocked):
        store.reviews.decide(review.id, decision(person=OTHER), bad, revision=2, second_for=WHY)
    assert store.reviews.get(review.id) == review


def test_a_second_that_saw_an_older_revision_is_refused(store: Store) -> None:
    review = first_approved(store)
    with pytest.raises(StaleReview):
        store.reviews.decide(review.id, decision(person=OTHER), check_of(REPLY), revision=1, second_for=WHY)


def test_a_newer_message_ends_the_wait_for_a_second(store: Store) -> None:
    review = first_approved(store)
    assert store.conversations.receive(message(), actor="rk_crm").stale == (review.id,)
    with pytest.raises(StaleReview, match="stale"):
        approved(store, review, person=OTHER, **TWO)
    assert store.first_broken() is None


def test_one_is_enough_where_the_matter_is_gone(store: Store) -> None:
    """The reasons are looked for again at each step: a text that no longer needs a second goes out with one."""
    done = approved(store, first_approved(store), person=OTHER, text=EDIT, second_for=[])
    assert (done.state, done.second_for) == (ReviewState.APPROVED, ())
    assert [a.person for a in done.approvals] == [OTHER]
    assert store.first_broken() is None

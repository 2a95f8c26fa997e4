"""Where a store departed from the contract or the ports' docstrings: the shortest way there.

Found while the life-cycle machine was made, and mended since.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from lifecycle_ground import SqlitePlace, check_of
from lifecycle_words import CRM, REPLY, START

from replydraft.adapters.store import Store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Decision, DecisionKind, Review, ReviewState
from replydraft.errors import InputError, ReviewError

DUE = ("urgent",)


class Desk:
    def __init__(self, place: SqlitePlace) -> None:
        self.now = START
        self.store: Store
        self.store, self.other = place.fresh(self._clock)

    def _clock(self) -> datetime:
        return self.now

    def open(self) -> Review:
        draft = {"id": "d", "reply": REPLY, "tier": "urgent", "versions": {}}
        inquiry = {"id": "d", "customer": "？"}
        return self.store.reviews.open(inquiry, draft, check_of(REPLY), customer_ref="crm-A", actor=CRM, second_for=DUE)

    def decide(self, review: Review, person: str, text: str = REPLY, check: str = REPLY, **more: Any) -> Review:
        kind = more.pop("kind", DecisionKind.APPROVE)
        decision = Decision(kind, person, text, sha256_text(text))
        how: dict[str, Any] = {"second_for": DUE, "alone_after_s": 60} | more
        return self.store.reviews.decide(review.id, decision, check_of(check), revision=review.revision, **how)

    def edit(self, review: Review, person: str, text: str = REPLY) -> Review:
        return self.store.reviews.revise(
            review.id, text, check_of(text), revision=review.revision, person=person, second_for=DUE
        )


@pytest.fixture
def desk(sqlite_place: SqlitePlace) -> Iterator[Desk]:
    desk = Desk(sqlite_place)
    yield desk
    desk.store.close()
    desk.other.close()
    sqlite_place.drop()


def test_an_untouched_claim_on_a_review_that_awaits_its_second_goes_back(desk: Desk) -> None:
    """ "A claim untouched for so long goes back to the queue" (`OperatorProfile.claim_minutes`)."""
    review = desk.decide(desk.open(), "甲")
    desk.store.reviews.claim(review.id, person="丙")
    desk.now += timedelta(minutes=31)
    assert desk.store.reviews.expire_claims() == (review.id,)
    assert desk.store.reviews.get(review.id).claimed_by is None


def test_two_people_who_approved_exactly_this_text_are_enough(desk: Desk) -> None:
    """`Review.approvals`: "approvals of the text as it stands", so two people's are two people's."""
    review = desk.edit(desk.decide(desk.open(), "甲"), "丙")
    if len(review.approvals) == 1:  # kept: the text is the same
        assert desk.decide(review, "丙").state is ReviewState.APPROVED


def test_the_first_does_not_sign_twice(desk: Desk) -> None:
    """`Approval.alone`: "the second, by the same person (recorded as such)"; otherwise SecondPersonDue."""
    review = desk.edit(desk.decide(desk.open(), "甲"), "甲")
    try:
        review = desk.decide(review, "甲")
    except ReviewError:
        return
    assert [a.person for a in review.approvals] == ["甲"]


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.ESCALATE])
def test_the_check_that_is_kept_is_of_the_text_that_is_kept(desk: Desk, kind: DecisionKind) -> None:
    """`Review.check`: "the contract's check result for exactly that text"."""
    review = desk.open()
    with pytest.raises(InputError, match="check"):
        desk.decide(review, "甲", "另一段文字。", "第三段文字。", kind=kind)
    assert desk.store.reviews.get(review.id) == review


def test_who_approved_first_is_not_also_the_second_because_nobody_said_why(desk: Desk) -> None:
    """A review that awaits its second, approved once more by the same person: alone, and not recorded as alone."""
    review = desk.decide(desk.open(), "甲")
    assert review.state is ReviewState.AWAITING_SECOND
    try:
        review = desk.decide(review, "甲", second_for=())
    except ReviewError:
        return
    assert len({a.person for a in review.approvals}) == 2 or review.approvals[-1].alone

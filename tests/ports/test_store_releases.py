"""A false `block` let go: for one finding of one text, on record, and never by the one who approves."""

from __future__ import annotations

from typing import Any

import pytest
from store_0001 import make_0001
from store_places import Now, Place
from store_samples import EDIT, OTHER, PERSON, REPLY, check_of, decision, finding, kinds, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.migrating import migrate
from replydraft.adapters.store.schema import HEAD
from replydraft.domain.people import Role
from replydraft.domain.release import Release
from replydraft.domain.review import Review, ReviewState
from replydraft.errors import DraftBlocked, InputError, SecondPersonDue, StaleReview

WHY = "是在引用客户原话"
BLOCKED = check_of(REPLY, finding("block"), verdict="block")


def released(store: Store, review: Review, check: dict[str, Any] = BLOCKED, **more: Any) -> Review:
    asked: dict[str, Any] = {"revision": review.revision, "person": OTHER, "reason": WHY, **more}
    return store.reviews.release_finding(review.id, asked.pop("finding", "f1"), check, **asked)


def approve(store: Store, review: Review, check: dict[str, Any] = BLOCKED, **more: Any) -> Review:
    by: Any = {name: more.pop(name) for name in ("person", "text", "alone") if name in more}
    return store.reviews.decide(review.id, decision(**by), check, revision=review.revision, **more)


def test_a_released_finding_stays_marked_and_forbids_nothing(store: Store, now: Now) -> None:
    review = store.reviews.claim(open_review(store).id, person=PERSON)
    with pytest.raises(DraftBlocked):
        approve(store, review)
    let_go = released(store, review)
    assert (let_go.state, let_go.revision, let_go.claimed_by) == (ReviewState.CLAIMED, 3, PERSON)
    assert let_go.releases == (Release("f1", "RD0101", "1.0.0", BLOCKED["text_sha256"], OTHER, WHY, now()),)
    done = approve(store, let_go)
    assert done.state is ReviewState.APPROVED
    event = next(e for e in store.audit.events(subject=review.id) if e.kind == "finding.released")
    assert (event.actor, event.payload["finding"], event.payload["rule"]) == (OTHER, "f1", "RD0101@1.0.0")
    assert WHY not in str(event.payload)
    assert store.first_broken() is None


def test_the_check_that_stands_is_shown_marked(store: Store) -> None:
    first = open_review(store)
    review = store.reviews.revise(first.id, REPLY, BLOCKED, revision=1, person=PERSON)
    assert review.check["verdict"] == "block"
    shown = released(store, review).check
    assert (shown["verdict"], shown["findings"][0]["severity"]) == ("warn", "block")
    assert shown["findings"][0]["released"]["by"] == OTHER
    assert shown["findings"][0]["released"]["reason"] == WHY
    assert store.reviews.texts(review.id)[-1][2] == BLOCKED, "what was checked is kept as it was"


def another(check: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return check | {"findings": [check["findings"][0] | changed]}


@pytest.mark.parametrize(
    "check",
    [
        another(BLOCKED, rule_version="1.0.1"),
        another(BLOCKED, rule="RD0102"),
        another(BLOCKED, id="f2"),
        BLOCKED | {"findings": [*BLOCKED["findings"], finding("block", "f2")]},
        another(BLOCKED, severity="severe"),
    ],
)
def test_it_counts_for_that_finding_of_that_rule_in_that_version_only(store: Store, check: dict[str, Any]) -> None:
    review = released(store, open_review(store))
    with pytest.raises(DraftBlocked):
        approve(store, review, check)
    assert store.reviews.get(review.id) == review


def test_an_edited_text_needs_a_new_one(store: Store) -> None:
    review = released(store, open_review(store))
    edit = check_of(EDIT, finding("block"), verdict="block")
    with pytest.raises(DraftBlocked):
        approve(store, review, edit, text=EDIT)
    edited = store.reviews.revise(review.id, EDIT, edit, revision=2, person=PERSON)
    assert (edited.check["verdict"], len(edited.releases)) == ("block", 1)
    with pytest.raises(DraftBlocked):
        approve(store, edited, edit, text=EDIT)
    assert approve(store, released(store, edited, edit), edit, text=EDIT).state is ReviewState.APPROVED
    assert store.first_broken() is None


def test_it_counts_in_the_review_it_was_asked_in_only(store: Store) -> None:
    released(store, open_review(store))
    with pytest.raises(DraftBlocked):
        approve(store, open_review(store, draft_id="d2"))


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"revision": 7}, StaleReview),
        ({"finding": "f9"}, InputError),
        ({"reason": " "}, InputError),
        ({"person": "system"}, InputError),
        ({"person": "rk_crm"}, InputError),
        ({"check": check_of(EDIT, finding("block"))}, InputError),
        ({"check": check_of(REPLY, finding("warn"))}, InputError),
    ],
)
def test_anything_else_is_refused(store: Store, more: dict[str, Any], error: type[Exception]) -> None:
    review = open_review(store)
    with pytest.raises(error):
        released(store, review, **more)
    assert store.reviews.get(review.id) == review
    assert kinds(store) == ["review.opened"]


def test_twice_is_refused(store: Store) -> None:
    review = released(store, open_review(store))
    with pytest.raises(InputError) as refused:
        released(store, review)
    assert refused.value.code == "already_released"


def test_a_decided_review_takes_none(store: Store) -> None:
    done = approve(store, released(store, open_review(store)))
    with pytest.raises(StaleReview):
        released(store, done)


def test_who_lets_go_does_not_approve_where_somebody_else_could(store: Store, now: Now) -> None:
    store.people.ensure(OTHER, role=Role.COMPLIANCE)
    store.people.ensure(PERSON)
    review = released(store, open_review(store))
    now.later(hours=1)
    with pytest.raises(SecondPersonDue) as refused:
        approve(store, review, person=OTHER, alone=True, alone_after_s=60)
    assert refused.value.wait_s is None
    assert approve(store, review).state is ReviewState.APPROVED


def test_alone_in_the_shop_they_may_after_a_pause_and_say_so(store: Store, now: Now) -> None:
    store.people.ensure(OTHER, role=Role.COMPLIANCE)
    review = released(store, open_review(store))
    for alone_after_s, wait_s in ((60, 60), (None, None)):
        with pytest.raises(SecondPersonDue) as early:
            approve(store, review, person=OTHER, alone=True, alone_after_s=alone_after_s)
        assert early.value.wait_s == wait_s
    now.later(seconds=60)
    with pytest.raises(SecondPersonDue) as silent:
        approve(store, review, person=OTHER, alone_after_s=60)
    assert silent.value.wait_s == 0
    done = approve(store, review, person=OTHER, alone=True, alone_after_s=60)
    assert done.decision is not None
    assert done.decision.alone
    assert [a.alone for a in done.approvals] == [True]
    assert list(store.audit.events())[-1].payload["alone"] is True
    assert store.first_broken() is None


def test_who_approved_first_lets_nothing_go(store: Store) -> None:
    waiting = approve(store, open_review(store), check_of(REPLY), second_for=["urgent"])
    with pytest.raises(SecondPersonDue):
        released(store, waiting, person=PERSON)
    both = approve(store, released(store, waiting), person="第三人", second_for=["urgent"])
    assert (both.state, [a.person for a in both.approvals]) == (ReviewState.APPROVED, [PERSON, "第三人"])
    assert store.first_broken() is None


def test_two_are_due_and_one_let_go(store: Store, now: Now) -> None:
    """Where only the one who let go could be the second, they attest it; somebody else could: they are waited for."""
    store.people.ensure(PERSON)
    store.people.ensure(OTHER, role=Role.COMPLIANCE)
    two: Any = {"second_for": ["urgent"], "alone_after_s": 60}
    first = approve(store, released(store, open_review(store)), **two)
    now.later(seconds=60)
    third = store.people.ensure("第三人", role=Role.SENIOR)
    with pytest.raises(SecondPersonDue):
        approve(store, first, person=OTHER, alone=True, **two)
    store.people.change(third.id, active=False, actor=PERSON)
    done = approve(store, first, person=OTHER, alone=True, **two)
    assert [(a.person, a.alone) for a in done.approvals] == [(PERSON, False), (OTHER, True)]
    assert store.first_broken() is None


def test_an_erased_customers_reason_is_gone(store: Store) -> None:
    review = released(store, open_review(store))
    store.customers.erase("crm-7", actor=OTHER)
    after = store.reviews.get(review.id)
    assert [(r.finding, r.reason) for r in after.releases] == [("f1", "（理由已不可见）")]
    assert store.first_broken() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE releases SET person = '别人'",
        "UPDATE releases SET rule_version = '9.9.9'",
        "UPDATE releases SET reason_sealed = NULL",
        "DELETE FROM releases",
    ],
)
def test_a_release_changed_behind_our_back_is_noticed(place: Place, statement: str) -> None:
    with_one = place.open()
    review = released(with_one, open_review(with_one))
    with_one.close()
    place.behind_our_back(statement)
    said = place.open().first_broken()
    assert said is not None
    assert review.id in said


@pytest.mark.parametrize("to", ["0002", "0001"])
def test_back_and_forward_again_keeps_what_was_let_go(empty_place: Place, to: str) -> None:
    make_0001(empty_place)
    store = empty_place.open()
    one = released(store, open_review(store))
    two = approve(store, released(store, open_review(store, draft_id="d2", customer_ref="crm-30")))
    seen = [store.reviews.get(r.id) for r in (one, two)]
    store.close()
    with empty_place.database() as (database, vault):
        migrate(database, vault, at=HEAD, to=to, actor=PERSON)
    again = empty_place.open()
    assert again.first_broken() is None
    for before in seen:
        after = again.reviews.get(before.id)
        assert (after.state, after.revision, after.approvals) == (before.state, before.revision, before.approvals)
        if to == "0002":
            assert after.releases == before.releases
        else:
            assert [r.reason for r in after.releases] == ["（理由已不可见）"]
    assert approve(again, again.reviews.get(one.id)).state is ReviewState.APPROVED

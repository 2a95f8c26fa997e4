"""Reviews held against their trail: whoever changes a row, moves a ciphertext or forges an approval is named."""

from __future__ import annotations

from typing import Any

import pytest
from store_places import Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, open_review

from replydraft.adapters.store import Store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Review
from replydraft.errors import KeyMissing

TWO: Any = {"second_for": ["urgent"], "alone_after_s": 60}
FORGED = sha256_text("包过")


def settled(store: Store) -> Review:
    """Edited, approved by two, sent otherwise; it is not the first record of the trail, nor the only review."""
    store.audit.append("program.started", "p", {})
    approved(store, open_review(store, draft_id="d0", customer_ref="crm-8"), text=EDIT)
    review = open_review(store)
    review = store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=1, person=PERSON, second_for=["urgent"])
    review = approved(store, review, text=EDIT, **TWO)
    review = approved(store, review, text=EDIT, person=OTHER, **TWO)
    review = store.reviews.sent(review.id, REPLY, sent_at=None, by="rk_crm", verdict="pass")
    assert store.first_broken() is None
    return review


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE reviews SET state = 'rejected' WHERE id = '{0}'", "not in the state"),
        ("UPDATE reviews SET revision = 1 WHERE id = '{0}'", "not in the state"),
        ("UPDATE reviews SET event = 1 WHERE id = '{0}'", "points to record 1"),
        ("UPDATE reviews SET event = 4 WHERE id = '{0}'", "not in the state"),
        ("DELETE FROM reviews WHERE id = '{0}'", "not in the store"),
        ("UPDATE revisions SET text_sha256 = '{1}' WHERE review_id = '{0}'", "the text of review"),
        ("DELETE FROM revisions WHERE review_id = '{0}' AND revision = 2", "the text of review"),
        ("UPDATE revisions SET text_sealed = NULL WHERE review_id = '{0}' AND revision = 1", "is missing"),
        ("UPDATE decisions SET person = '别人' WHERE review_id = '{0}'", "the decision of review"),
        ("UPDATE decisions SET text_sha256 = '{1}' WHERE review_id = '{0}'", "the decision of review"),
        ("UPDATE decisions SET kind = 'reject' WHERE review_id = '{0}'", "the decision of review"),
        ("UPDATE decisions SET body_sealed = NULL WHERE review_id = '{0}'", "the decision of review"),
        ("DELETE FROM decisions WHERE review_id = '{0}'", "the decision of review"),
        ("UPDATE approvals SET person = '别人' WHERE review_id = '{0}' AND revision = 2", "the approvals of review"),
        ("UPDATE approvals SET alone = true WHERE review_id = '{0}'", "the approvals of review"),
        ("UPDATE approvals SET text_sha256 = '{1}' WHERE review_id = '{0}'", "the approvals of review"),
        ("DELETE FROM approvals WHERE review_id = '{0}' AND revision = 2", "the approvals of review"),
        ("DELETE FROM approvals WHERE review_id = '{0}'", "the approvals of review"),
        ("UPDATE sendings SET text_sha256 = '{1}' WHERE review_id = '{0}'", "what was sent for review"),
        ("DELETE FROM sendings WHERE review_id = '{0}'", "what was sent for review"),
        ("UPDATE drafts SET inquiry_sealed = NULL WHERE number = 2", "the inquiry of review"),
        ("UPDATE drafts SET draft_sealed = NULL WHERE number = 2", "the draft of review"),
        ("UPDATE customers SET data_key = NULL", "no record says that its customer was erased"),
    ],
)
def test_a_row_changed_without_its_event_is_named(store: Store, place: Place, statement: str, said: str) -> None:
    review = settled(store)
    if statement.startswith("UPDATE customers"):
        statement += " WHERE id = (SELECT customer_id FROM drafts WHERE number = 2)"
    place.behind_our_back(statement.format(review.id, FORGED))
    named = store.first_broken()
    assert named is not None
    assert said in named
    assert review.id in named


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET text_sealed = (SELECT text_sealed FROM revisions WHERE review_id = '{0}' AND revision = 1)"
        " WHERE review_id = '{0}' AND revision = 2",
        "UPDATE revisions SET check_sealed = (SELECT text_sealed FROM revisions r WHERE r.review_id = '{0}' AND"
        " r.revision = 2) WHERE review_id = '{0}' AND revision = 2",
        "UPDATE revisions SET text_sealed = (SELECT text_sealed FROM revisions r WHERE r.review_id <> '{0}' AND"
        " r.revision = 2) WHERE review_id = '{0}' AND revision = 2",
        "UPDATE decisions SET body_sealed = (SELECT body_sealed FROM decisions d WHERE d.review_id <> '{0}')"
        " WHERE review_id = '{0}'",
        "UPDATE drafts SET draft_sealed = (SELECT inquiry_sealed FROM drafts d WHERE d.number = 2) WHERE number = 2",
        "UPDATE customers SET data_key = (SELECT max(data_key) FROM customers)",
        "UPDATE customers SET data_key = (SELECT min(data_key) FROM customers)",
    ],
)
def test_a_ciphertext_moved_to_another_place_does_not_open(store: Store, place: Place, statement: str) -> None:
    review = settled(store)
    place.behind_our_back(statement.format(review.id))
    fresh = place.open()
    assert "cannot be opened" in (fresh.first_broken() or "")
    with pytest.raises(KeyMissing, match="cannot be opened"):
        for each in fresh.reviews.list()[0]:
            fresh.reviews.texts(each.id)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("revisions", "text_sealed"), ("revisions", "check_sealed"), ("decisions", "body_sealed"),
        ("drafts", "inquiry_sealed"), ("drafts", "draft_sealed"), ("customers", "data_key"),
        ("sendings", "text_sealed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", [9, 30])
def test_an_altered_ciphertext_does_not_open(store: Store, place: Place, table: str, column: str, at: int) -> None:
    """`at`: which character; the nonce and the ciphertext. Every row: what stands there is base64."""
    settled(store)
    here = f"substr({column}, {at}, 1)"
    other = f"CASE WHEN {here} = 'A' THEN 'B' ELSE 'A' END"
    place.behind_our_back(
        f"UPDATE {table} SET {column} = substr({column}, 1, {at - 1}) || {other} || substr({column}, {at + 1})"
    )
    assert "cannot be opened" in (place.open().first_broken() or "")


def test_what_is_no_ciphertext_at_all(store: Store, place: Place) -> None:
    review = settled(store)
    for value in ("", "x", "包过", review.text):
        place.behind_our_back(f"UPDATE revisions SET text_sealed = '{value}' WHERE review_id = '{review.id}'")
        assert review.id in (store.first_broken() or "")
        with pytest.raises(KeyMissing):
            store.reviews.get(review.id)


def test_a_first_approval_put_there_by_hand_is_named(store: Store, place: Place) -> None:
    """With it, one person's approval would look like the second."""
    review = approved(store, open_review(store), **TWO)
    digest = review.approvals[0].text_sha256
    place.behind_our_back(
        f"UPDATE approvals SET person = '别人' WHERE review_id = '{review.id}'",
    )
    assert "the approvals of review" in (store.first_broken() or "")
    place.behind_our_back(
        f"UPDATE approvals SET person = '{PERSON}' WHERE review_id = '{review.id}'",
    )
    assert store.first_broken() is None
    place.behind_our_back(
        "INSERT INTO approvals (review_id, revision, person, text_sha256, alone, at) "
        f"VALUES ('{review.id}', 7, '别人', '{digest}', false, '2026-11-24T09:00:00.000000+00:00')"
    )
    assert "the approvals of review" in (store.first_broken() or "")


def test_a_decision_put_there_by_hand_is_named(store: Store, place: Place) -> None:
    review = open_review(store)
    place.behind_our_back(
        "INSERT INTO decisions (review_id, kind, person, text_sha256, at) VALUES "
        f"('{review.id}', 'approve', '{PERSON}', '{check_of(REPLY)['text_sha256']}', '2026-11-24T09:00:00+00:00')"
    )
    assert "the decision of review" in (store.first_broken() or "")


def test_the_wrong_store_key_is_named_and_raises_nothing(store: Store, place: Place) -> None:
    review = settled(store)
    place.behind_our_back("UPDATE secrets_kept SET value_sealed = '00000000.AAAA'")
    with pytest.raises(KeyMissing):
        place.open().reviews.by_draft(review.draft_id)

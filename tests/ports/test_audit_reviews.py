"""Reviews held against their trail: whoever changes a row, moves a ciphertext or forges an approval is named.

Each change is made inside a transaction that is looked at and undone, so that one store serves for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection
from store_places import Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.verify import broken_store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Review
from replydraft.errors import KeyMissing

TWO: Any = {"second_for": ["urgent"], "alone_after_s": 60}
FORGED = sha256_text("包过")

ROWS = (
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
    (
        "INSERT INTO approvals (review_id, revision, person, text_sha256, alone, at) VALUES"
        " ('{0}', 9, '别人', '{1}', false, '2026-11-24T09:00:00.000000+00:00')",
        "the approvals of review",
    ),
    ("UPDATE sendings SET text_sha256 = '{1}' WHERE review_id = '{0}'", "what was sent for review"),
    ("UPDATE sendings SET \"by\" = '别人' WHERE review_id = '{0}'", "what was sent for review"),
    ("DELETE FROM sendings WHERE review_id = '{0}'", "what was sent for review"),
    ("UPDATE drafts SET inquiry_sealed = NULL WHERE number = 2", "the inquiry of review"),
    ("UPDATE drafts SET draft_sealed = NULL WHERE number = 2", "the draft of review"),
    (
        "UPDATE customers SET data_key = NULL WHERE id = (SELECT customer_id FROM drafts WHERE number = 2)",
        "no record says that its customer was erased",
    ),
)
MOVED = (
    "UPDATE revisions SET text_sealed = (SELECT r.text_sealed FROM revisions r WHERE r.review_id = '{0}' AND"
    " r.revision = 1) WHERE review_id = '{0}' AND revision = 2",
    "UPDATE revisions SET check_sealed = (SELECT r.text_sealed FROM revisions r WHERE r.review_id = '{0}' AND"
    " r.revision = 2) WHERE review_id = '{0}' AND revision = 2",
    "UPDATE revisions SET text_sealed = (SELECT r.text_sealed FROM revisions r WHERE r.review_id <> '{0}' AND"
    " r.revision = 2) WHERE review_id = '{0}' AND revision = 2",
    "UPDATE decisions SET body_sealed = (SELECT d.body_sealed FROM decisions d WHERE d.review_id <> '{0}')"
    " WHERE review_id = '{0}'",
    "UPDATE drafts SET draft_sealed = (SELECT d.inquiry_sealed FROM drafts d WHERE d.number = 2) WHERE number = 2",
    "UPDATE customers SET data_key = (SELECT max(data_key) FROM customers)",
    "UPDATE customers SET data_key = (SELECT min(data_key) FROM customers)",
)
SEALED = (
    ("revisions", "text_sealed"),
    ("revisions", "check_sealed"),
    ("decisions", "body_sealed"),
    ("drafts", "inquiry_sealed"),
    ("drafts", "draft_sealed"),
    ("customers", "data_key"),
    ("sendings", "text_sealed"),
)


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


@contextmanager
def undone(place: Place, statement: str) -> Iterator[Connection]:
    """A connection on which that was done, and is undone afterwards."""
    with place.raw() as c:
        assert c.exec_driver_sql(statement).rowcount > 0
        yield c
        c.rollback()


def said(place: Place, store: Store, statement: str) -> str:
    """What the store says, with keys read afresh, once this was done to it behind its back."""
    with undone(place, statement) as c:
        return broken_store(c, Vault(store.database, place.keys)) or ""


def test_a_row_changed_without_its_event_is_named(store: Store, place: Place) -> None:
    review = settled(store)
    for statement, words in ROWS:
        named = said(place, store, statement.format(review.id, FORGED))
        assert words in named, statement
        assert review.id in named, statement
    assert store.first_broken() is None


def test_a_ciphertext_moved_to_another_place_does_not_open(store: Store, place: Place) -> None:
    review = settled(store)
    for statement in MOVED:
        assert "cannot be opened" in said(place, store, statement.format(review.id)), statement
    place.behind_our_back(MOVED[2].format(review.id))
    with pytest.raises(KeyMissing, match="cannot be opened"):
        store.reviews.get(review.id)


def test_an_altered_ciphertext_does_not_open(store: Store, place: Place) -> None:
    """One character of each: of the nonce, and of the ciphertext. What stands there is base64."""
    settled(store)
    for table, column in SEALED:
        for at in (12, 30):
            here = f"substr({column}, {at}, 1)"
            other = f"CASE WHEN {here} = 'A' THEN 'B' ELSE 'A' END"
            changed = f"substr({column}, 1, {at - 1}) || {other} || substr({column}, {at + 1})"
            named = said(place, store, f"UPDATE {table} SET {column} = {changed}")
            assert "cannot be opened" in named, (table, column, at)


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
    forged = (
        f"UPDATE approvals SET person = '别人' WHERE review_id = '{review.id}'",
        "INSERT INTO approvals (review_id, revision, person, text_sha256, alone, at) "
        f"VALUES ('{review.id}', 7, '别人', '{digest}', false, '2026-11-24T09:00:00.000000+00:00')",
    )
    for statement in forged:
        assert "the approvals of review" in said(place, store, statement)


def test_a_decision_put_there_by_hand_is_named(store: Store, place: Place) -> None:
    review = open_review(store)
    forged = (
        "INSERT INTO decisions (review_id, kind, person, text_sha256, at) VALUES "
        f"('{review.id}', 'approve', '{PERSON}', '{check_of(REPLY)['text_sha256']}', '2026-11-24T09:00:00+00:00')"
    )
    assert "the decision of review" in said(place, store, forged)


def test_another_secret_of_the_store_opens_nothing(store: Store, place: Place) -> None:
    review = settled(store)
    place.behind_our_back("UPDATE secrets_kept SET value_sealed = '00000000.AAAA'")
    with pytest.raises(KeyMissing):
        place.open().reviews.by_draft(review.draft_id)

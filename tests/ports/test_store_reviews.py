"""The review desk over a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_samples import EDIT, PERSON, REPLY, check_of, decision, finding, kinds, open_review

from replydraft.adapters.store import Store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Decision, DecisionKind, ReviewState
from replydraft.errors import DraftBlocked, InputError, StaleReview
from replydraft.ports import AuditTrail, ReviewDesk


def test_it_is_what_the_ports_ask_for(store: Store) -> None:
    desk: ReviewDesk = store.reviews
    trail: AuditTrail = store.audit
    assert list(trail.events()) == []
    assert desk.list() == ([], None)


def test_an_opened_review_reads_back_whole(store: Store) -> None:
    opened = open_review(store)
    assert (opened.state, opened.revision, opened.text) == (ReviewState.PENDING, 1, REPLY)
    assert opened.inquiry["customer"] == "需要准备哪些材料？"
    assert opened.customer_ref == "crm-7"
    assert opened.etag == f'"{opened.id}:1"'
    assert store.reviews.get(opened.id) == opened == store.reviews.by_draft("d1")


def test_by_draft_gives_the_newest_of_a_repeated_id(store: Store) -> None:
    open_review(store)
    newer = open_review(store, reply="第二份草稿")
    assert store.reviews.by_draft("d1").id == newer.id


def test_an_approval_needs_a_passing_check_of_this_very_text(store: Store) -> None:
    review = open_review(store)
    for check in (
        check_of(REPLY, finding("block"), verdict="block"),
        check_of(REPLY, finding("block"), verdict="pass"),  # the findings are believed, not the summary
        check_of(REPLY, finding("unheard-of"), verdict="pass"),
        check_of(REPLY, verdict="block"),
        check_of(REPLY, verdict="unheard-of"),
        check_of("另一段文字"),
        {},
    ):
        with pytest.raises(DraftBlocked):
            store.reviews.decide(review.id, decision(), check, revision=1)
    assert store.reviews.get(review.id) == review
    assert kinds(store) == ["review.opened"]


def test_blocking_findings_come_with_the_refusal(store: Store) -> None:
    review = open_review(store)
    check = check_of(REPLY, finding("warn", "w"), finding("block", "b"), verdict="block")
    with pytest.raises(DraftBlocked) as refused:
        store.reviews.decide(review.id, decision(), check, revision=1)
    assert [f["id"] for f in refused.value.findings] == ["b"]


def test_a_hash_of_another_text_is_refused(store: Store) -> None:
    review = open_review(store)
    forged = Decision(DecisionKind.APPROVE, PERSON, EDIT, sha256_text(REPLY))
    with pytest.raises(InputError, match="text_sha256"):
        store.reviews.decide(review.id, forged, check_of(REPLY), revision=1)


def test_only_a_person_decides(store: Store) -> None:
    review = open_review(store)
    for person in ("", "  ", "system", "rk_0123"):
        with pytest.raises(InputError, match="person"):
            store.reviews.decide(review.id, decision(person=person), check_of(REPLY), revision=1)
        with pytest.raises(InputError, match="person"):
            store.reviews.claim(review.id, person=person)
        with pytest.raises(InputError, match="person"):
            store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=1, person=person)
    assert store.reviews.get(review.id) == review


def test_only_a_warning_of_this_check_can_be_dismissed(store: Store) -> None:
    review = open_review(store)
    check = check_of(REPLY, finding("warn", "w"), verdict="warn")
    wrong = Decision(DecisionKind.APPROVE, PERSON, REPLY, sha256_text(REPLY), dismissed=(("other", "看过"),))
    with pytest.raises(InputError, match="dismissed"):
        store.reviews.decide(review.id, wrong, check, revision=1)
    right = Decision(DecisionKind.APPROVE, PERSON, REPLY, sha256_text(REPLY), dismissed=(("w", "看过"),))
    assert store.reviews.decide(review.id, right, check, revision=1).decision == right


def test_an_edit_is_a_numbered_revision_and_takes_the_review(store: Store) -> None:
    review = open_review(store)
    edited = store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=1, person=PERSON)
    assert (edited.revision, edited.text, edited.claimed_by) == (2, EDIT, PERSON)
    assert edited.check == check_of(EDIT)
    assert edited.draft["reply"] == REPLY
    with pytest.raises(StaleReview):
        store.reviews.revise(review.id, REPLY, check_of(REPLY), revision=1, person=PERSON)
    with pytest.raises(InputError, match="check"):
        store.reviews.revise(review.id, REPLY, check_of(EDIT), revision=2, person=PERSON)


def test_a_text_first_seen_in_the_approval_is_kept(store: Store) -> None:
    review = open_review(store)
    done = store.reviews.decide(review.id, decision(EDIT), check_of(EDIT), revision=1)
    assert done.text == EDIT
    assert store.first_broken() is None


def test_one_of_many_at_once_decides(store: Store) -> None:
    review = open_review(store)

    def attempt(n: int) -> bool:
        try:
            store.reviews.decide(review.id, decision(person=f"顾问{n}"), check_of(REPLY), revision=1)
        except StaleReview:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert kinds(store) == ["review.opened", "review.approved"]


def test_pages_go_by_tier_then_age_and_miss_nothing(store: Store) -> None:
    tiers = ["routine", "urgent", "senior", "routine", "urgent", "senior", "routine"]
    opened = [open_review(store, draft_id=f"d{n}", tier=tier) for n, tier in enumerate(tiers)]
    seen, cursor = [], None
    for _ in range(10):
        page, cursor = store.reviews.list(cursor=cursor, limit=2)
        seen += [r.draft_id for r in page]
        if cursor is None:
            break
    assert seen == ["d1", "d4", "d2", "d5", "d0", "d3", "d6"]
    store.reviews.claim(opened[1].id, person=PERSON)
    assert [r.draft_id for r in store.reviews.list(state=ReviewState.CLAIMED)[0]] == ["d1"]
    assert [r.draft_id for r in store.reviews.list(state=ReviewState.PENDING, tier="urgent")[0]] == ["d4"]


def test_a_made_up_cursor_is_refused(store: Store) -> None:
    for cursor in ("", "abc", "MDo=", "MDox ", "é", "MDotMQ", "OTk6MQ"):
        with pytest.raises(InputError, match="cursor"):
            store.reviews.list(cursor=cursor)


def test_a_page_of_a_branch_is_its_own_and_nobodys(store: Store) -> None:
    for n, branch in enumerate(("", "城东", "城西", "城东")):
        open_review(store, draft_id=f"d{n}", branch=branch)
    assert [r.draft_id for r in store.reviews.list(branch="城东")[0]] == ["d0", "d1", "d3"]
    assert [r.draft_id for r in store.reviews.list(branch="")[0]] == ["d0"]
    assert len(store.reviews.list()[0]) == 4


def test_every_text_is_kept_with_its_check(store: Store) -> None:
    review = open_review(store)
    review = store.reviews.revise(review.id, EDIT, check_of(EDIT), revision=1, person=PERSON)
    done = store.reviews.decide(review.id, decision("第三稿"), check_of("第三稿"), revision=2, versions={"rules": "r2"})
    assert store.reviews.texts(review.id) == (
        (1, REPLY, check_of(REPLY)), (2, EDIT, check_of(EDIT)), (3, "第三稿", check_of("第三稿")),
    )  # fmt: skip
    assert done.text == "第三稿"
    assert list(store.audit.events())[-1].payload["versions"] == {"rules": "r2"}
    assert store.reviews.texts("rv_none") == ()


def test_the_trail_holds_hashes_and_no_text(store: Store) -> None:
    review = open_review(store)
    store.reviews.claim(review.id, person=PERSON)
    store.reviews.revise(review.id, EDIT, check_of(EDIT, finding("warn"), verdict="warn"), revision=2, person=PERSON)
    final = decision(EDIT, reason="客户要得急")
    store.reviews.decide(review.id, final, check_of(EDIT, finding("warn"), verdict="warn"), revision=3)
    events = list(store.audit.events(subject=review.id))
    assert [e.kind for e in events] == ["review.opened", "review.claimed", "review.revised", "review.approved"]
    assert [e.actor for e in events] == ["rk_crm", PERSON, PERSON, PERSON]
    assert events[-1].payload["text_sha256"] == sha256_text(EDIT)
    assert events[-1].payload["rules"] == ["RD0101@1.0.0"]
    lines = "".join(store.export())
    for text in (REPLY, EDIT, "材料", "样例", "客户要得急", "crm-7"):
        assert text not in lines


def test_what_is_no_unicode_is_refused_and_nothing_kept(store: Store) -> None:
    with pytest.raises(InputError):
        open_review(store, draft_id="d\ud800")
    assert store.reviews.list() == ([], None)
    assert list(store.audit.events()) == []


def test_a_check_of_another_text_opens_nothing(store: Store) -> None:
    with pytest.raises(InputError, match="check"):
        store.reviews.open(
            {}, {"id": "d", "reply": REPLY, "tier": "senior"}, check_of(EDIT), customer_ref=None, actor="system"
        )
    with pytest.raises(InputError, match="tier"):
        store.reviews.open(
            {}, {"id": "d", "reply": REPLY, "tier": "!"}, check_of(REPLY), customer_ref=None, actor="system"
        )

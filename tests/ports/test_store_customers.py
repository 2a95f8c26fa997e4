"""What is a customer's: all of it given on request, all of it gone on request or when its time is over."""

from __future__ import annotations

import pytest
from store_places import Now, Place
from store_samples import EDIT, OTHER, PERSON, REPLY, approved, check_of, decision, kinds, message, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.people import WINDOW_S
from replydraft.domain.review import Answers, DecisionKind, Once, Review, ReviewState
from replydraft.errors import InputError, SignInRefused, StaleReview

NAME, PHONE, REF, TALK = "宁未央", "13711112222", "crm-1371-宁", "wx-宁未央"
ASKS, ANSWER = f"我叫{NAME}，手机{PHONE}，能批吗", f"{NAME}您好，最终能否获批以贷款机构审核为准。"
NOTE, REASON, SENT = "未央嫌慢", "未央改主意了", f"{NAME}您好，能批。"
SECRETS = (NAME, PHONE, REF, TALK, ASKS, ANSWER, NOTE, REASON, SENT)


def met(store: Store, now: Now) -> Review:
    """Everything that can be kept of a customer; the review that was sent."""
    store.conversations.receive(
        message(1, ASKS, conversation=TALK, customer_ref=REF, profile={"phone": PHONE}), actor="rk_crm"
    )
    now.later(seconds=8)
    waiting = store.conversations.take_due()
    assert waiting is not None
    about = {"asked": waiting.text, "customer_ref": REF, "profile": waiting.profile}
    answers = Answers(waiting.conversation, waiting.through)
    store.idempotency.reserve(Once("rk_crm", "k1"), ASKS)
    drifted = open_review(store, reply=ANSWER, answers=answers, once=Once("rk_crm", "k1"), **about)  # type: ignore[arg-type]
    drifted = store.reviews.revise(drifted.id, EDIT, check_of(EDIT), revision=1, person=PERSON)
    drifted = approved(store, drifted, text=ANSWER)
    store.reviews.sent(drifted.id, SENT, sent_at=None, by="rk_crm", verdict="warn")
    store.reviews.feedback(drifted.id, ["tone"], NOTE, person=OTHER)
    turned = open_review(store, draft_id="d2", reply=ANSWER, **about)  # type: ignore[arg-type]
    turned_down = decision(ANSWER, DecisionKind.REJECT, reason=REASON)
    store.reviews.decide(turned.id, turned_down, check_of(ANSWER), revision=1)
    open_review(store, draft_id="d3", reply=ANSWER, **about)  # type: ignore[arg-type]
    return store.reviews.get(drifted.id)


def test_an_export_is_everything_we_hold_of_that_customer(store: Store, now: Now) -> None:
    review = met(store, now)
    open_review(store, draft_id="elses", customer_ref="crm-8", asked="别人的话")
    held = store.customers.export(REF, actor=OTHER)
    said = str(held)
    assert [word for word in SECRETS if word not in said and word not in (NOTE, REASON)] == []
    assert "别人的话" not in said
    assert [m["text"] for m in held["conversations"][0]["messages"]] == [ASKS]
    assert held["conversations"][0]["profile"] == {"phone": PHONE}
    assert held["reviews"][0]["review_id"] == review.id
    assert [t["text"] for t in held["reviews"][0]["texts"]] == [ANSWER, EDIT, ANSWER]
    assert [r["decision"] for r in held["reviews"]] == ["approve", "reject", None]
    assert [r["sent"] for r in held["reviews"]] == [SENT, None, None]
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor) == ("customer.exported", OTHER)
    assert event.payload == {"conversations": 1, "reviews": 3, "consents": 0}
    assert REF not in "".join(store.export())


@pytest.mark.parametrize("call", ["export", "erase"])
def test_nobody_of_that_name(store: Store, call: str) -> None:
    open_review(store)
    with pytest.raises(InputError, match="no customer") as refused:
        getattr(store.customers, call)("crm-none", actor=OTHER)
    assert refused.value.code == "no_such_customer"
    assert kinds(store) == ["review.opened"]


def test_after_an_erasure_nothing_of_theirs_is_found_anywhere(store: Store, place: Place, now: Now) -> None:
    review = met(store, now)
    with place.raw() as c:
        key, sealed = c.exec_driver_sql("SELECT data_key, ref_sealed FROM customers").one()
    assert place.finds(key, sealed) == [key, sealed]
    assert store.customers.erase(REF, actor=OTHER, reason="本人要求") == {"reviews": 3, "messages": 1, "consents": 0}
    assert place.finds(*SECRETS) == []
    if place.kind == "sqlite":
        assert place.finds(key, sealed) == [], "what its texts could be opened with is still in the file"
    event = list(store.audit.events())[-1]
    assert (event.kind, event.actor, event.payload["reason"]) == ("customer.erased", OTHER, "本人要求")
    with place.raw() as c:
        for table, column in (
            ("drafts", "inquiry_sealed"), ("drafts", "draft_sealed"), ("revisions", "text_sealed"),
            ("revisions", "check_sealed"), ("decisions", "body_sealed"), ("sendings", "text_sealed"),
            ("feedback", "note_sealed"), ("messages", "text_sealed"), ("conversations", "profile_sealed"),
            ("customers", "data_key"), ("customers", "ref_sealed"), ("customers", "ref_index"),
        ):  # fmt: skip
            assert c.exec_driver_sql(f"SELECT count({column}) FROM {table}").scalar_one() == 0, (table, column)
        assert c.exec_driver_sql("SELECT id_sealed FROM conversations").scalar_one() == ""
    assert store.reviews.get(review.id).erased
    assert store.first_broken() is None
    assert place.open().first_broken() is None


def test_what_is_left_of_a_review_is_its_hashes(store: Store, now: Now) -> None:
    before = met(store, now)
    store.customers.erase(REF, actor=OTHER)
    after = store.reviews.get(before.id)
    assert (after.state, after.revision, after.decided_at) == (before.state, before.revision, before.decided_at)
    assert (after.sent_sha256, after.check["text_sha256"]) == (before.sent_sha256, before.check["text_sha256"])
    assert (after.customer_ref, after.inquiry["profile"], after.draft_id) == (None, {}, "")
    assert after.decision is not None
    assert (after.decision.person, after.decision.text_sha256) == (PERSON, check_of(ANSWER)["text_sha256"])
    assert ANSWER not in str(after)
    page = store.reviews.list()[0]
    assert len(page) == 3
    assert not [word for word in SECRETS if word in str(page)]
    assert store.reviews.texts(before.id) == ()


def test_what_was_open_is_over(store: Store, now: Now) -> None:
    met(store, now)
    waiting = store.reviews.list(state=ReviewState.PENDING)[0][0]
    store.customers.erase(REF, actor=OTHER)
    assert store.reviews.get(waiting.id).state is ReviewState.STALE
    for attempt in (
        lambda: store.reviews.claim(waiting.id, person=PERSON),
        lambda: approved(store, waiting),
        lambda: store.reviews.sent(waiting.id, REPLY, sent_at=None, by=PERSON, verdict="pass"),
        lambda: store.reviews.feedback(waiting.id, ["good"], "", person=PERSON),
    ):
        with pytest.raises(StaleReview):
            attempt()
    assert store.conversations.take_due() is None
    assert store.first_broken() is None


def test_an_erased_customer_is_nobody_here(store: Store, now: Now) -> None:
    met(store, now)
    store.customers.erase(REF, actor=OTHER)
    for call in (store.customers.erase, store.customers.export):
        with pytest.raises(InputError, match="no customer"):
            call(REF, actor=OTHER)
    with pytest.raises(InputError, match="erased") as refused:
        store.conversations.receive(message(2, conversation=TALK, customer_ref=REF), actor="rk_crm")
    assert refused.value.code == "erased"
    fresh = open_review(store, draft_id="d9", customer_ref=REF)
    assert [r["review_id"] for r in store.customers.export(REF, actor=OTHER)["reviews"]] == [fresh.id]
    assert store.idempotency.reserve(Once("rk_crm", "k1"), ASKS).outcome == "replay"


def test_a_customer_known_only_by_a_review(store: Store, place: Place) -> None:
    review = open_review(store, customer_ref=None, asked=ASKS, reply=ANSWER)
    other = open_review(store, draft_id="d2", customer_ref=None)
    assert store.customers.erase_review(review.id, actor=OTHER) == {"reviews": 1, "messages": 0, "consents": 0}
    assert store.reviews.get(review.id).erased
    assert not store.reviews.get(other.id).erased
    assert place.finds(*SECRETS) == []
    with pytest.raises(InputError, match="no review"):
        store.customers.erase_review("rv_none", actor=OTHER)
    assert store.first_broken() is None


def test_a_draft_made_while_its_customer_is_erased_is_not_kept(store: Store, place: Place, now: Now) -> None:
    store.conversations.receive(message(1, ASKS, conversation=TALK, customer_ref=REF), actor="rk_crm")
    now.later(seconds=8)
    waiting = store.conversations.take_due()
    assert waiting is not None
    store.customers.erase(REF, actor=OTHER)
    before = kinds(store)
    with pytest.raises(StaleReview, match="erased"):
        open_review(store, asked=waiting.text, customer_ref=REF, answers=Answers(waiting.conversation, waiting.through))
    store.conversations.give_back(waiting, retry_after_s=1)
    now.later(hours=1)
    assert store.conversations.take_due() is None
    assert kinds(store) == before
    with place.raw() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM customers WHERE data_key IS NOT NULL").scalar_one() == 0


def expire(store: Store, days: float = 100) -> int:
    return store.customers.expire(customer_days=days, sign_in_days=days)


@pytest.mark.parametrize("lately", ["nothing", "a message", "a decision", "an open review", "a draft"])
def test_their_time_is_over_when_nothing_happened_for_so_long(
    store: Store, place: Place, now: Now, lately: str
) -> None:
    review = met(store, now)
    for r in store.reviews.list(state=ReviewState.PENDING)[0]:
        if lately != "an open review":
            store.reviews.decide(r.id, decision(ANSWER, DecisionKind.REJECT, reason="x"), check_of(ANSWER), revision=1)
    now.later(days=99)
    if lately == "a message":
        store.conversations.receive(message(2, "还在吗", conversation=TALK, customer_ref=REF), actor="rk_crm")
    elif lately in ("a draft", "a decision"):
        fresh = open_review(store, draft_id="d7", customer_ref=REF)
        if lately == "a decision":
            store.reviews.decide(fresh.id, decision(kind=DecisionKind.REJECT, reason="x"), check_of(REPLY), revision=1)
    now.later(days=2)
    assert expire(store) == (1 if lately == "nothing" else 0)
    assert store.reviews.get(review.id).erased is (lately == "nothing")
    if lately == "nothing":
        assert place.finds(*SECRETS) == []
        event = list(store.audit.events())[-1]
        assert (event.kind, event.actor) == ("customer.expired", "system")
        assert expire(store) == 0
    assert store.first_broken() is None


def test_not_a_day_early_and_nobody_else(store: Store, now: Now) -> None:
    old = open_review(store, customer_ref="crm-old")
    store.reviews.decide(old.id, decision(kind=DecisionKind.REJECT, reason="x"), check_of(REPLY), revision=1)
    now.later(days=100)
    assert expire(store) == 0
    new = open_review(store, draft_id="d2", customer_ref="crm-new")
    now.later(seconds=1)
    assert expire(store) == 1
    assert (store.reviews.get(old.id).erased, store.reviews.get(new.id).erased) == (True, False)


def test_old_attempts_to_sign_in_go_too(store: Store, place: Place, now: Now) -> None:
    person = store.people.ensure(PERSON)
    for _ in range(2):
        with pytest.raises(SignInRefused):
            store.people.sign_in("某人", "不是这个口令 0000", address="10.0.0.1")
        store.sessions.begin(person)
        now.later(days=60, seconds=WINDOW_S)
    assert expire(store) == 0
    with place.raw() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM sign_ins").scalar_one() == 1
        assert c.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one() == 1

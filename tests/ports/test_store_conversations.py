"""Messages in, inquiries out: kept once, joined, drafted for by one server, and never answered by an old draft."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from store_places import Now, Place
from store_samples import OTHER, approved, kinds, message, open_review

from replydraft.adapters.store import Store
from replydraft.adapters.store.conversations import LEASE_S
from replydraft.domain.conversation import Waiting
from replydraft.domain.inquiry import Turn
from replydraft.domain.review import Answers, Review, ReviewState
from replydraft.errors import InputError, StaleReview
from replydraft.ports import Conversations


def receive(store: Store, number: int, text: str | None = "在吗", **more: object) -> None:
    store.conversations.receive(message(number, text, **more), actor="rk_crm")  # type: ignore[arg-type]


def due(store: Store) -> Waiting:
    waiting = store.conversations.take_due()
    assert waiting is not None
    return waiting


def draft(store: Store, waiting: Waiting) -> Review:
    """What a server does with what is due."""
    answers = Answers(waiting.conversation, waiting.through)
    return open_review(store, asked=waiting.text, customer_ref=waiting.customer_ref, answers=answers)


def test_it_is_what_the_port_asks_for(store: Store) -> None:
    port: Conversations = store.conversations
    assert port.take_due() is None


def test_bubbles_become_one_inquiry_once_the_customer_is_quiet(store: Store, now: Now) -> None:
    for n, text in enumerate(["你好", "想问下利率", "十万一年"], 1):
        receive(store, n, text, profile={"city": "苏州"} if n == 1 else {"amount_wanted": n}, advisor_ref="ad-3")
        now.later(seconds=5)
        assert store.conversations.take_due() is None
    now.later(seconds=3)
    waiting = due(store)
    assert waiting.text == "你好\n想问下利率\n十万一年"
    assert (waiting.customer_ref, waiting.history, waiting.unread) == ("crm-7", (), ())
    assert (waiting.profile, waiting.advisor_ref) == ({"city": "苏州", "amount_wanted": 3}, "ad-3")
    assert store.conversations.take_due() is None


def test_the_quiet_time_is_the_profiles(place: Place, now: Now) -> None:
    store = place.open(bubble_s=60)
    receive(store, 1)
    now.later(seconds=59)
    assert store.conversations.take_due() is None
    now.later(seconds=1)
    assert due(store).text == "在吗"


def test_what_was_answered_is_history_and_not_asked_again(store: Store, now: Now) -> None:
    receive(store, 1, "利率多少")
    now.later(seconds=8)
    review = draft(store, due(store))
    assert review.state is ReviewState.PENDING
    receive(store, 2, "以机构审批为准", role="advisor")
    now.later(hours=1)
    assert store.conversations.take_due() is None
    receive(store, 3, "那要带什么")
    now.later(seconds=8)
    waiting = due(store)
    assert waiting.text == "那要带什么"
    assert waiting.history == (Turn("customer", "利率多少"), Turn("advisor", "以机构审批为准"))
    assert store.first_broken() is None


def test_a_repeated_message_is_kept_once(store: Store, now: Now) -> None:
    first = store.conversations.receive(message(1, "一次"), actor="rk_crm")
    now.later(seconds=5)
    again = store.conversations.receive(message(1, "一次"), actor="rk_crm")
    assert (first.duplicate, again.duplicate, again.stale) == (False, True, ())
    assert (again.conversation, again.due_at) == (first.conversation, first.due_at)
    now.later(seconds=3)
    assert due(store).text == "一次"
    assert kinds(store) == ["message.received"]


def test_a_message_id_is_its_conversations_own(store: Store, now: Now) -> None:
    for conversation in ("wx-1", "wx-2"):
        assert not store.conversations.receive(message(1, conversation=conversation), actor="rk_crm").duplicate


def test_only_one_of_many_repeats_counts(store: Store, now: Now) -> None:
    with ThreadPoolExecutor(6) as pool:
        all_of = pool.map(lambda _: store.conversations.receive(message(1), actor="rk_crm").duplicate, range(12))
    assert list(all_of).count(False) == 1
    assert kinds(store) == ["message.received"]


@pytest.mark.parametrize(("kind_of", "named"), [("voice", "语音"), ("image", "图片"), ("file", "文件")])
def test_what_cannot_be_read_is_named_in_its_place(store: Store, now: Now, kind_of: str, named: str) -> None:
    receive(store, 1, "这是征信")
    receive(store, 2, None, type=kind_of)
    receive(store, 3, "帮我看看")
    now.later(seconds=8)
    waiting = due(store)
    assert waiting.text == f"这是征信\n〔{named}〕\n帮我看看"
    assert waiting.unread == (named,)


def test_a_voice_message_with_its_words_is_read(store: Store, now: Now) -> None:
    receive(store, 1, "语音转的文字", type="voice")
    now.later(seconds=8)
    waiting = due(store)
    assert (waiting.text, waiting.unread) == ("语音转的文字", ())


def test_a_newer_message_makes_every_open_draft_of_that_customer_stale(store: Store) -> None:
    waiting = open_review(store, draft_id="d1")
    held = store.reviews.claim(open_review(store, draft_id="d2").id, person=OTHER)
    done = approved(store, open_review(store, draft_id="d3"))
    elses = open_review(store, draft_id="d4", customer_ref="crm-8")
    said = store.conversations.receive(message(), actor="rk_crm")
    assert said.stale == (waiting.id, held.id)
    assert [store.reviews.get(r.id).state.value for r in (waiting, held, done, elses)] == [
        "stale", "stale", "approved", "pending",
    ]  # fmt: skip
    stale = store.reviews.get(held.id)
    assert (stale.claimed_by, stale.claimed_until) == (None, None)
    attempts: list[Callable[[], object]] = [
        lambda: approved(store, stale, person=OTHER),
        lambda: store.reviews.claim(held.id, person=OTHER, take_over=True),
        lambda: store.reviews.sent(held.id, "x", sent_at=None, by="rk_crm", verdict="pass"),
    ]
    for attempt in attempts:
        with pytest.raises(StaleReview):
            attempt()
    assert store.first_broken() is None


def test_our_own_message_makes_nothing_stale(store: Store) -> None:
    review = open_review(store)
    assert store.conversations.receive(message(role="advisor"), actor="rk_crm").stale == ()
    assert store.reviews.get(review.id) == review


def test_a_message_during_drafting_makes_the_draft_stale_at_once(store: Store, now: Now) -> None:
    receive(store, 1, "利率多少")
    now.later(seconds=8)
    waiting = due(store)
    receive(store, 2, "算了，问下额度")
    review = draft(store, waiting)
    assert (review.state, review.revision) == (ReviewState.STALE, 2)
    assert kinds(store, review.id) == ["review.opened", "review.stale"]
    now.later(seconds=8)
    following = due(store)
    assert following.text == "算了，问下额度"
    assert draft(store, following).state is ReviewState.PENDING
    assert store.first_broken() is None


def test_our_message_during_drafting_does_not(store: Store, now: Now) -> None:
    receive(store, 1, "利率多少")
    now.later(seconds=8)
    waiting = due(store)
    receive(store, 2, "稍等", role="advisor")
    assert draft(store, waiting).state is ReviewState.PENDING


def test_what_a_dead_server_held_is_taken_over(place: Place, store: Store, now: Now) -> None:
    receive(store, 1)
    now.later(seconds=8)
    assert due(store).text == "在吗"
    other = place.open()
    now.later(seconds=LEASE_S - 1)
    assert other.conversations.take_due() is None
    now.later(seconds=1)
    assert due(other).text == "在吗"
    assert store.conversations.take_due() is None


def test_a_server_that_was_only_slow_makes_no_second_draft(place: Place, store: Store, now: Now) -> None:
    receive(store, 1)
    now.later(seconds=8)
    slow = due(store)
    now.later(seconds=LEASE_S)
    other = place.open()
    first = draft(other, due(other))
    second = draft(store, slow)
    assert (first.state, second.state) == (ReviewState.PENDING, ReviewState.STALE)
    assert other.reviews.get(first.id).state is ReviewState.PENDING
    assert store.first_broken() is None


def test_giving_back_what_another_server_has_by_now_changes_nothing(place: Place, store: Store, now: Now) -> None:
    receive(store, 1)
    now.later(seconds=8)
    slow = due(store)
    now.later(seconds=LEASE_S)
    other = place.open()
    taken = due(other)
    store.conversations.give_back(slow, retry_after_s=1)
    now.later(seconds=2)
    assert store.conversations.take_due() is None, "two servers draft for it at once"
    draft(other, taken)
    store.conversations.give_back(slow, retry_after_s=1)
    now.later(seconds=2)
    assert store.conversations.take_due() is None, "drafted for although nothing is unanswered"


def test_what_could_not_be_drafted_is_due_again_later(store: Store, now: Now) -> None:
    receive(store, 1)
    now.later(seconds=8)
    store.conversations.give_back(due(store), retry_after_s=30)
    now.later(seconds=29)
    assert store.conversations.take_due() is None
    now.later(seconds=1)
    assert due(store).text == "在吗"


def test_only_one_server_gets_it(place: Place, store: Store, now: Now) -> None:
    for n in range(3):
        receive(store, n, conversation=f"wx-{n}", customer_ref=f"crm-{n}")
        now.later(seconds=1)
    now.later(seconds=8)
    other = place.open()
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda n: (store, other)[n % 2].conversations.take_due(), range(8)))
    assert sorted(w.customer_ref or "" for w in taken if w is not None) == ["crm-0", "crm-1", "crm-2"]


def test_who_has_waited_longest_comes_first(store: Store, now: Now) -> None:
    for n in (2, 1, 3):
        receive(store, n, conversation=f"wx-{n}", customer_ref=f"crm-{n}")
        now.later(seconds=1)
    now.later(seconds=10)
    assert [due(store).customer_ref for _ in range(3)] == ["crm-2", "crm-1", "crm-3"]


def test_a_conversation_is_one_customers(store: Store) -> None:
    receive(store, 1)
    before = kinds(store)
    with pytest.raises(InputError, match="another customer_ref") as refused:
        receive(store, 2, customer_ref="crm-8")
    assert (refused.value.code, refused.value.field) == ("other_customer", "conversation_id")
    assert kinds(store) == before
    with pytest.raises(InputError, match="no customer"):
        store.customers.export("crm-8", actor="系统员")


def test_a_branch_is_kept_with_the_conversation(store: Store, now: Now) -> None:
    receive(store, 1, branch="城东")
    now.later(seconds=8)
    assert due(store).branch == "城东"


def test_the_trail_holds_no_word_of_a_message(store: Store) -> None:
    receive(store, 1, "我的手机13711112222", conversation="wx-宁未央", customer_ref="crm-1390")
    lines = "".join(store.export())
    for word in ("13711112222", "宁未央", "crm-1390", "wx-"):
        assert word not in lines


@pytest.mark.parametrize("text", ["坏\ud800字", "空\x00字"])
def test_odd_characters(store: Store, now: Now, text: str) -> None:
    """A lone surrogate is no text; a NUL is one (sealed, so that no database minds)."""
    if "\ud800" in text:
        with pytest.raises(InputError):
            receive(store, 1, text)
        assert kinds(store) == []
        return
    receive(store, 1, text)
    now.later(seconds=8)
    assert due(store).text == text


def test_a_long_conversation_gives_its_last_turns(store: Store, now: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replydraft.adapters.store.conversations._TURNS", 4)
    for n in range(1, 8):
        receive(store, n, f"第{n}句", role="advisor" if n % 2 == 0 else "customer")
        if n == 5:
            now.later(seconds=8)
            draft(store, due(store))
    now.later(seconds=8)
    waiting = due(store)
    assert waiting.text == "第7句"
    assert [turn.text for turn in waiting.history] == ["第3句", "第4句", "第5句", "第6句"]

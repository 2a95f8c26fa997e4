"""Who has taken a review, who may do what with it, and the second person where one is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from screen_policy import with_policy
from screen_samples import REPLY, inquiry

from replydraft.domain.operator import SecondPerson
from replydraft.domain.review import DecisionKind, ReviewState
from replydraft.entrypoints.screen import review_actions as act
from replydraft.entrypoints.screen.customer_view import customer_html
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.second_view import may_attest_alone, second_html
from replydraft.entrypoints.screen.shown import approve_button, outcome_html
from replydraft.entrypoints.screen.standing import standing
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.entrypoints.screen.waiting import next_waiting, waiting_html
from replydraft.errors import NotAllowed, ReviewNotFound, SecondPersonDue, StaleReview

COMPLAINT = "我要投诉你们！那个小刘让我先转2000到他个人微信，今天就去举报！"
AsRole = Callable[..., Visit]


def submitted(visit: Visit, message: str = "能不能快点批？", branch: str = "") -> Opened:
    _, review = visit.house.desk.submit(inquiry(message), branch=branch)
    return act.open_review(visit, review.id)


def again(visit: Visit, opened: Opened) -> Opened:
    return act.open_review(visit, opened.review.id)


def approve(visit: Visit, opened: Opened, *, alone: bool = False) -> Opened:
    return act.decide(visit, opened, opened.text, DecisionKind.APPROVE, "", alone=alone)


def button(opened: Opened) -> tuple[str, bool]:
    shown = approve_button(opened)
    return shown["value"], shown["interactive"]


# taking it


def test_looking_takes_nothing_and_a_claim_says_who_and_until_when(visit: Visit, as_role: AsRole) -> None:
    opened = submitted(visit)
    assert opened.review.claimed_by is None
    html = customer_html(opened.review, opened.stands)
    assert 'data-act="claim"' in html
    mine = act.claim(visit, opened, "claim")
    html = customer_html(mine.review, mine.stands)
    assert "您已领取，到 " in html
    assert 'data-act="release"' in html
    theirs = again(as_role("李慎", "senior"), opened)
    html = customer_html(theirs.review, theirs.stands)
    assert "张敏已领取，到 " in html
    assert 'data-act="take_over"' in html
    assert button(theirs) == ("张敏正在处理", False)
    assert theirs.stands.may_edit is theirs.stands.may_decide is False
    assert "张敏在处理" in waiting_html(as_role("李慎", "senior"), "open", "all", "", None)
    assert "您在处理" in waiting_html(visit, "open", "all", "", None)


def test_an_advisor_takes_over_from_nobody_and_a_senior_does(visit: Visit, as_role: AsRole) -> None:
    opened = act.claim(visit, submitted(visit), "claim")
    colleague = again(as_role("周敏"), opened)
    assert "take_over" not in customer_html(colleague.review, colleague.stands)
    with pytest.raises(NotAllowed):
        act.claim(as_role("周敏"), colleague, "take_over")
    with pytest.raises(StaleReview):
        act.save(as_role("周敏"), colleague, REPLY + "好的。")
    taken = act.claim(as_role("李慎", "senior"), again(as_role("李慎", "senior"), opened), "take_over")
    assert taken.review.claimed_by == "李慎"
    with pytest.raises(StaleReview):
        act.decide(visit, opened, REPLY, DecisionKind.APPROVE, "")


def test_given_back_it_is_free_and_what_was_typed_stays(visit: Visit) -> None:
    opened = act.claim(visit, submitted(visit), "claim")
    typed = act.recheck(visit, opened, REPLY + "改了一点。")
    free = act.claim(visit, typed, "release")
    assert free.review.claimed_by is None
    assert free.text == REPLY + "改了一点。"
    assert free.unsaved


def test_a_claim_whose_time_is_over_holds_nobody_up(visit: Visit, as_role: AsRole) -> None:
    opened = act.claim(visit, submitted(visit), "claim")
    later = datetime.now(UTC) + timedelta(hours=2)
    stands = standing(as_role("周敏"), opened.review, later)
    assert (stands.held_by, stands.may_claim, stands.may_decide) == ("", True, True)


def test_what_a_colleague_has_taken_is_not_next(visit: Visit, as_role: AsRole) -> None:
    opened = act.claim(visit, submitted(visit), "claim")
    assert next_waiting(as_role("周敏")) is None
    head = next_waiting(visit)
    assert head is not None
    assert head.id == opened.review.id


def test_another_branch_is_not_there(visit: Visit, as_role: AsRole) -> None:
    east, west = as_role("东甲", branch="东店"), as_role("西甲", branch="西店")
    opened = submitted(east, branch="东店")
    assert opened.review.id in waiting_html(east, "open", "all", "", None)
    assert opened.review.id not in waiting_html(west, "open", "all", "", None)
    assert next_waiting(west) is None
    with pytest.raises(ReviewNotFound):
        act.open_review(west, opened.review.id)
    with pytest.raises(ReviewNotFound):
        act.reopen(west, replace(opened.kept(east), person_id=west.person.id))
    assert opened.review.id in waiting_html(as_role("王合", "compliance"), "open", "all", "", None)


def test_a_page_opened_by_somebody_else_does_nothing_under_another_name(visit: Visit, as_role: AsRole) -> None:
    kept = submitted(visit).kept(visit)
    with pytest.raises(ScreenRefusal, match="李慎"):
        act.reopen(as_role("李慎", "senior"), kept)


def test_a_role_taken_away_is_gone_at_the_next_press(visit: Visit, as_role: AsRole) -> None:
    house, opened = visit.house, submitted(visit, COMPLAINT)
    first = approve(visit, opened)
    senior = as_role("李慎", "senior")
    assert button(again(senior, first)) == ("复核通过", True)
    now = Visit(house, house.store.people.change(senior.person.id, role="advisor", actor="管事"))
    assert button(again(now, first)) == ("等待资深或合规复核", False)
    with pytest.raises(NotAllowed):
        approve(now, again(now, first))


def test_what_the_page_keeps_holds_nothing_of_the_customer(visit: Visit) -> None:
    _, review = visit.house.desk.submit(inquiry("我的手机13812340000，急用钱", profile={"name": "欧阳小明"}))
    kept = str(act.open_review(visit, review.id).kept(visit))
    assert "13812340000" not in kept
    assert "欧阳" not in kept
    assert "急用钱" not in kept


# the second person


def test_why_a_second_person_is_due_is_said_before_and_after_the_first(visit: Visit, as_role: AsRole) -> None:
    opened = submitted(visit, COMPLAINT)
    assert "需要第二人复核：紧急" in second_html(opened)
    first = approve(visit, opened)
    assert first.review.state is ReviewState.AWAITING_SECOND
    assert outcome_html(first) == ""
    as_role("王合", "compliance")
    mine = again(visit, opened)
    assert "已由您批准" in second_html(mine)
    assert "等待另一位同事复核" in second_html(mine)
    assert "王合" in second_html(mine)
    assert button(mine) == ("等待另一位同事复核", False)
    senior = as_role("李慎", "senior")
    theirs = again(senior, opened)
    assert "待第二人复核：张敏" in second_html(theirs)
    assert button(theirs) == ("复核通过", True)
    done = approve(senior, theirs)
    assert done.review.state is ReviewState.APPROVED
    assert "张敏、李慎" in outcome_html(done)
    assert second_html(done) == ""


def test_the_first_may_not_be_the_second_where_somebody_else_could(visit: Visit, as_role: AsRole) -> None:
    as_role("李慎", "senior")
    first = approve(visit, submitted(visit, COMPLAINT))
    with pytest.raises(SecondPersonDue) as refused:
        approve(visit, again(visit, first), alone=True)
    assert "另一位同事复核" in report(refused.value)
    assert "another person" not in report(refused.value)


def test_a_changed_text_needs_both_again(visit: Visit, as_role: AsRole) -> None:
    first = approve(visit, submitted(visit, COMPLAINT))
    senior = as_role("李慎", "senior")
    edited = act.recheck(senior, again(senior, first), REPLY + "我们马上核实。")
    assert "改动前的文字" in second_html(edited)
    assert button(edited) == ("批准", True)
    now = approve(senior, edited)
    assert now.review.state is ReviewState.AWAITING_SECOND
    assert [a.person for a in now.review.approvals] == ["李慎"]


def test_alone_only_after_a_wait(visit: Visit) -> None:
    first = approve(visit, submitted(visit, COMPLAINT))
    mine = again(visit, first)
    assert mine.stands.wait_s is not None
    assert 55 <= mine.stands.wait_s <= 60
    assert 'data-wait="' in second_html(mine)
    assert button(mine) == ("稍后可以单独确认", False)
    assert not may_attest_alone(mine)
    with pytest.raises(SecondPersonDue) as early:
        approve(visit, mine, alone=True)
    assert early.value.wait_s
    assert "再等" in report(early.value)


def test_alone_only_when_attested_and_said_so_afterwards(visit: Visit) -> None:
    alone = with_policy(visit, SecondPerson(alone_after_s=0))
    mine = again(alone, approve(alone, submitted(alone, COMPLAINT)))
    assert may_attest_alone(mine)
    assert button(mine) == ("单独确认并批准", True)
    with pytest.raises(SecondPersonDue) as unsaid:
        approve(alone, mine)
    assert "勾选单独确认" in report(unsaid.value)
    done = approve(alone, mine, alone=True)
    assert done.review.state is ReviewState.APPROVED
    assert "张敏（单独确认）" in outcome_html(done)


def test_never_alone_where_the_operator_says_so(visit: Visit) -> None:
    never = with_policy(visit, SecondPerson(alone_after_s=None))
    mine = again(never, approve(never, submitted(never, COMPLAINT)))
    assert mine.stands.wait_s is None
    assert not may_attest_alone(mine)
    assert "请管理员添加" in second_html(mine)
    with pytest.raises(SecondPersonDue):
        approve(never, mine, alone=True)


def test_the_queue_marks_what_waits_for_a_second_and_for_whom(visit: Visit, as_role: AsRole) -> None:
    submitted(visit)
    first = approve(visit, submitted(visit, COMPLAINT))
    senior, advisor = as_role("李慎", "senior"), as_role("周敏")
    assert waiting_html(visit, "open", "all", "", None).count("待复核") == 1
    assert first.review.id in waiting_html(senior, "second", "all", "", None)
    for other in (visit, advisor):
        assert "没有等您复核的" in waiting_html(other, "second", "all", "", None)
    head = next_waiting(senior)
    assert head is not None
    assert head.id == first.review.id
    mine = next_waiting(visit)
    assert mine is not None
    assert mine.id != first.review.id


# afterwards


@pytest.mark.parametrize(
    ("state", "words"),
    [(ReviewState.STALE, "客户又来信，这份草稿已过时"), (ReviewState.SENT, "已发送，与批准的文字一致"),
     (ReviewState.DRIFTED, "和批准的不一样")],
)  # fmt: skip
def test_what_became_of_it_is_said_in_words(visit: Visit, state: ReviewState, words: str) -> None:
    done = approve(visit, submitted(visit))
    decision = None if state is ReviewState.STALE else done.review.decision
    shown = replace(done, review=replace(done.review, state=state, decision=decision))
    assert words in outcome_html(shown)
    assert button(shown)[1] is False


def test_looking_at_identifiers_is_on_record_and_shows_them(visit: Visit) -> None:
    house = visit.house
    _, review = house.desk.submit(inquiry("我的手机13812340000", profile={"name": "欧阳小明", "phone": "13812340000"}))
    stands = standing(visit, review)
    assert "显示完整信息" in customer_html(review, stands)
    seen = house.room.unmask(visit.caller, review.id, reason="回电核对")
    html = customer_html(seen, stands, unmasked=True)
    assert "13812340000" in html
    assert "欧阳小明" in html
    last: Any = list(house.store.audit.events())[-1]
    assert (last.kind, last.actor, last.payload) == ("customer.unmasked", "张敏", {"reason": "回电核对"})


def test_an_erased_customer_leaves_a_record_and_no_buttons(visit: Visit) -> None:
    done = approve(visit, submitted(visit))
    gone = replace(done.review, erased=True)
    html = customer_html(gone, standing(visit, gone))
    assert "已按要求删除" in html
    assert "data-act" not in html
